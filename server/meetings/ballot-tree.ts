// The ballots of a vote as leaves of a tree (RFC 6962), in the order of the roll: its root is told when the vote is closed,
// and one ballot can then be proven without the others. Where the method does not tell who voted what, leaves are salted
// with a key of this city's own, and a ballot is proven to whom it concerns alone; of a secret vote there is no tree, unless
// its ballots are proofs: then they stand in the order of their nullifiers and are all told.
import { createHmac } from 'node:crypto'
import type { Ballot } from '../../shared/civic/ballot.ts'
import { type Held, type Poll, pollOf, seatOf } from '../../shared/civic/state.ts'
import type { BallotLeaf } from '../../shared/civic/told-meeting.ts'
import { leafOfBallot, leafOfProvenBallot } from '../../shared/records/ballot-leaf.ts'
import { HASH_BYTES, leafHashOfText, pathOf, rootOf } from '../ingest/merkle.ts'

/** The answer of `/meetings/ID/polls/POLL/proof?seat=SEAT`, and what `townhall civic proof` reads. Hashes in hex. */
export type BallotProof = {
  readonly meeting: string
  readonly poll: string
  readonly question: string
  readonly questionHash: string
  readonly seat: string
  /** From 0, among the ballots in the order of the roll. */
  readonly index: number
  readonly count: number
  readonly leaf: string
  readonly leafHash: string
  readonly path: readonly string[]
  readonly root: string
}

export type Proven =
  | { readonly ok: true; readonly proof: BallotProof }
  | { readonly ok: false; readonly status: 400 | 403 | 404 | 409; readonly reason: string }

export type BallotTree = {
  /** Null while it is open, and of a secret vote. */
  rootOf(poll: Poll): string | null
  leafOf(poll: Poll, ballot: Ballot): BallotLeaf
  /** `asker`: what the meeting knows them by; null for whom it does not know. */
  proofOf(state: Held, asked: { readonly poll: string; readonly seat: string; readonly asker: string | null }): Proven
}

type Leaf = { readonly leaf: string; readonly leafHash: string }
type Tree = { readonly ballots: readonly Ballot[]; readonly leaves: Buffer; readonly root: string }

/** `saltKey`: 32 bytes of this city's own, always the same. */
export function ballotTree(saltKey: Uint8Array): BallotTree {
  // A ballot is hashed when it is cast, so that closing a vote of thousands holds nobody up; kept as long as the ballot is.
  const leaves = new WeakMap<Ballot, Leaf>()
  const trees = new WeakMap<readonly Ballot[], Tree>()

  function leafOf({ method }: Poll, ballot: Ballot): Leaf {
    const known = leaves.get(ballot)
    if (known) return known
    const leaf = leafOfBallot(ballot, method === 'byGroup' ? saltOf(ballot) : null)
    const made = { leaf, leafHash: leafHashOfText(leaf).toString('hex') }
    leaves.set(ballot, made)
    return made
  }
  const saltOf = ({ questionHash, seat, revision }: Ballot): string =>
    createHmac('sha256', saltKey).update(`${questionHash} ${seat} ${revision}`).digest('hex')

  /** Of a vote that takes no more ballots. */
  function treeOf(poll: Poll): Tree {
    const known = trees.get(poll.ballots)
    if (known) return known
    const place = new Map(poll.roll.map(({ seat }, i) => [seat, i]))
    const at = ({ seat }: Ballot): number => place.get(seat) ?? -1
    const ballots = [...poll.ballots].sort((a, b) => at(a) - at(b))
    const hashes = Buffer.alloc(ballots.length * HASH_BYTES)
    ballots.forEach((ballot, i) => hashes.write(leafOf(poll, ballot).leafHash, i * HASH_BYTES, 'hex'))
    const tree = { ballots, leaves: hashes, root: rootOf(hashes).toString('hex') }
    trees.set(poll.ballots, tree)
    return tree
  }

  return {
    rootOf(poll) {
      if (!isClosed(poll)) return null
      if (poll.secretBy === 'proof') return rootOfProven(poll)
      return poll.method === 'secret' ? null : treeOf(poll).root
    },
    leafOf,
    proofOf(state, { poll: id, seat, asker }) {
      const poll = pollOf(state, id)
      if (!poll) return { ok: false, status: 404, reason: `there is no vote ${id}` }
      if (poll.method === 'secret')
        return {
          ok: false,
          status: 403,
          reason:
            poll.secretBy === 'proof'
              ? `vote ${id} is secret by proof; all its ballots are told at /meetings/${state.about.meeting}/polls/${id}/ballots`
              : `vote ${id} is secret; nobody's ballot is proven`,
        }
      if (!isClosed(poll)) return { ok: false, status: 409, reason: `vote ${id} is not closed yet` }
      const { ballots, leaves: hashes, root } = treeOf(poll)
      const index = ballots.findIndex((one) => one.seat === seat)
      const ballot = ballots[index]
      const isTheirs = asker !== null && (ballot?.voter === asker || seatOf(state, seat)?.holder.id === asker)
      if (poll.method === 'byGroup' && !isTheirs)
        return {
          ok: false,
          status: 403,
          reason: `vote ${id} is told by group; seat ${seat} alone may ask for its ballot`,
        }
      if (!ballot) return { ok: false, status: 404, reason: `there is no ballot of seat ${seat} in vote ${id}` }
      const { question, questionHash } = poll
      return {
        ok: true,
        proof: {
          meeting: state.about.meeting,
          poll: id,
          question,
          questionHash: questionHash ?? '',
          seat,
          index,
          count: ballots.length,
          ...leafOf(poll, ballot),
          path: pathOf(hashes, index).map((step) => step.toString('hex')),
          root,
        },
      }
    },
  }
}

const provenRoots = new WeakMap<Poll['secret'], string>()
/** Over ballots that are proofs; kept as long as they are. */
function rootOfProven({ secret, questionHash }: Poll): string {
  const known = provenRoots.get(secret)
  if (known !== undefined) return known
  const hashes = secret.map(({ nullifier, choice, proven }) =>
    leafHashOfText(
      leafOfProvenBallot({ questionHash: questionHash ?? '', nullifier, choice, revision: proven?.revision ?? 1 }),
    ),
  )
  const root = rootOf(Buffer.concat(hashes)).toString('hex')
  provenRoots.set(secret, root)
  return root
}

/** Was open, and is no more. */
const isClosed = ({ openedMs, closedMs, life }: Poll): boolean =>
  openedMs !== null && closedMs !== null && life.is !== 'open' && life.is !== 'paused'

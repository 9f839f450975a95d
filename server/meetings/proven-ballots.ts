// Ballots that are proofs (Semaphore, see shared/records/semaphore.ts): they come without a session, from one of the group that
// the vote froze, and nobody is told from which. Looked at first by what costs nothing, then the proof is checked in a thread when
// its network has its turn (proof-turns.ts), then the desk judges and journals it. Limits: whoever runs the server sees addresses of the network and when a ballot came.
import { z } from 'zod'
import { ProvenBallotGiven } from '../../shared/civic/ballot.ts'
import { checkProvenBallot } from '../../shared/civic/casting.ts'
import { type Poll, pollOf } from '../../shared/civic/state.ts'
import { leafOfProvenBallot } from '../../shared/records/ballot-leaf.ts'
import { depthFor, isInForm } from '../../shared/records/semaphore.ts'
import { leafHashOfText } from '../ingest/merkle.ts'
import { sha256 } from '../journal/chain.ts'
import { checkingThreads } from './checking-threads.ts'
import type { MeetingVerdict } from './contract.ts'
import { type Desk, SERVER_ACTOR } from './desk.ts'
import { type Judged, type Later, proofTurns } from './proof-turns.ts'
import type { ProofAnswer, ProofAsked } from './proof-worker.ts'

/** What a device sends. `root`: of the group that was proven, so that a stale one is told apart from a bad proof. */
export const ProvenBallotSent = z.strictObject({
  ...ProvenBallotGiven.omit({ poll: true }).shape,
  root: ProvenBallotGiven.shape.nullifier,
})
export type ProvenBallotSent = z.infer<typeof ProvenBallotSent>

/** The receipt is all that is left of it with its voter: the server knows not whose it is. */
export type ProvenVerdict =
  | { readonly ok: true; readonly seq: number | null; readonly leaf: string; readonly leafHash: string }
  /** `againInS`: it was not looked at, and after so many seconds it may be. */
  | { readonly ok: false; readonly reason: string; readonly againInS?: number }

/** Where it goes, and which network it came from: empty where it came from none. */
export type ProvenTo = { readonly poll: string; readonly network: string }

/** All that anybody needs to prove, and later to check for themselves. */
export type ProvenGroup = {
  readonly meeting: string
  readonly poll: string
  readonly question: string
  readonly questionHash: string
  readonly depth: number
  readonly root: string
  readonly group: readonly { readonly seat: string; readonly commitment: string }[]
  /** Null until they are counted; of a vote that is void they are told to nobody. */
  readonly ballots: readonly (Omit<ProvenBallotSent, 'root' | 'questionHash'> & { readonly leafHash: string })[] | null
}

export type ProvenBallots = {
  cast(desk: Desk, to: ProvenTo, sent: ProvenBallotSent): Promise<ProvenVerdict>
  /** Or why there is none. */
  groupOf(desk: Desk, poll: string): Promise<ProvenGroup | { readonly reason: string }>
  /** A vote opens: whoever votes will not wait for a thread to start. */
  prepare(): void
  close(): Promise<void>
}

const BATCH = 16
/** Ten seconds' work of one core; who comes then is told to come again. */
const MOST_WAITING = 400
/** Ballots wait so long for others, so that the order of the journal is not that of the network. */
const SHUFFLE_MS = 50
/** Ballots that did not hold: the same once more costs nothing. */
const MOST_REMEMBERED = 10_000

export function provenBallots(): ProvenBallots {
  const threads = checkingThreads<ProofAsked, ProofAnswer>({
    worker: new URL('./proof-worker.ts', import.meta.url),
    batch: BATCH,
  })
  const roots = new WeakMap<NonNullable<Poll['group']>, Promise<string>>()

  function rootOf(group: NonNullable<Poll['group']>): Promise<string> {
    const known = roots.get(group)
    if (known) return known
    const root = threads.ask({ is: 'root', commitments: group.map(({ commitment }) => commitment) }).then((answer) => {
      if (answer?.is === 'root') return answer.root
      throw new Error('the root of the group could not be reckoned')
    })
    roots.set(group, root)
    // The next who asks tries again.
    root.catch(() => roots.delete(group))
    return root
  }

  const turns = proofTurns()
  /** What is being checked, so that the same sent twice at once is checked once. */
  const underWay = new Map<string, Promise<Judged | Later>>()
  const unproven = new Set<string>()

  /** What costs nothing; null where the proof alone can tell. */
  function whyNot(desk: Desk, id: string, sent: ProvenBallotSent): string | null {
    const { root: _, ...given } = sent
    const wrong = checkProvenBallot(desk.state, { type: 'meeting.castProvenBallot', poll: id, ...given })
    if (wrong) return wrong.reason
    return isInForm(sent) ? null : whyUnproven(id)
  }

  async function checkProof(poll: Poll, sent: ProvenBallotSent): Promise<Judged> {
    const { id, group = [] } = poll
    if (threads.waiting() >= MOST_WAITING)
      return { is: 'refused', reason: 'the ballot must wait: too many are being checked; send it again' }
    const checked = await threads.ask({ is: 'proof', members: group.length, statement: sent })
    if (checked?.is !== 'proof')
      return { is: 'refused', reason: 'the proof of this ballot could not be checked; send it again' }
    return checked.holds ? { is: 'holds' } : { is: 'unproven', reason: whyUnproven(id) }
  }

  /** Once for the same ballot, when its network has its turn; meanwhile the vote may have closed. */
  function judged(desk: Desk, { poll: id, network }: ProvenTo, sent: ProvenBallotSent): Promise<Judged | Later> {
    const { root, questionHash, nullifier, choice, revision, proof } = sent
    const key = sha256(JSON.stringify([desk.meeting, id, root, questionHash, nullifier, choice, revision, proof]))
    if (unproven.has(key)) return Promise.resolve({ is: 'refused', reason: whyUnproven(id) })
    const known = underWay.get(key)
    if (known) return known
    const judging = turns
      .take(network, async () => {
        const poll = pollOf(desk.state, id)
        const wrong = whyNot(desk, id, sent)
        if (wrong !== null || !poll) return { is: 'refused', reason: wrong ?? `there is no vote ${id}` }
        const said = await checkProof(poll, sent)
        if (said.is === 'unproven') unproven.add(key)
        if (unproven.size > MOST_REMEMBERED) unproven.clear()
        return said
      })
      .finally(() => underWay.delete(key))
    underWay.set(key, judging)
    return judging
  }

  async function taken(desk: Desk, to: ProvenTo, sent: ProvenBallotSent): Promise<MeetingVerdict & Again> {
    const { poll: id } = to
    const { root: _, ...given } = sent
    const wrong = whyNot(desk, id, sent)
    if (wrong !== null) return { ok: false, reason: wrong }
    if (sent.root !== (await rootOf(pollOf(desk.state, id)?.group ?? [])))
      return {
        ok: false,
        reason: `the ballot is proven for another group of voters than that of vote ${id}; load the page again and vote`,
      }
    const said = await judged(desk, to, sent)
    if (said.is === 'later') return { ok: false, reason: whyLater(said), againInS: said.inS }
    if (said.is !== 'holds') return { ok: false, reason: said.reason }
    await new Promise((next) => setTimeout(next, Math.random() * SHUFFLE_MS))
    // Another choice under the same number is no resend: of two sent at once one is refused, and no receipt is for nothing.
    const own = `proven ${id} ${sent.nullifier} ${sent.revision} ${sent.choice}`
    return desk.act(SERVER_ACTOR, { type: 'meeting.castProvenBallot', poll: id, ...given }, own)
  }

  return {
    async cast(desk, to, sent) {
      const { poll: id } = to
      const { questionHash, nullifier, choice, revision } = sent
      const { leaf, leafHash } = leafOf({ questionHash, nullifier, choice, revision })
      const before = pollOf(desk.state, id)
      const known = before?.secret.find((one) => one.nullifier === nullifier)
      const isThere = known?.proven?.revision === revision && known.choice === choice
      // A resend; whoever has that ballot may know that it is there.
      if (isThere && before?.questionHash === questionHash) return { ok: true, seq: null, leaf, leafHash }
      const verdict = await taken(desk, to, sent)
      return verdict.ok ? { ok: true, seq: verdict.seq, leaf, leafHash } : verdict
    },
    async groupOf(desk, id) {
      const poll = pollOf(desk.state, id)
      if (!poll) return { reason: `there is no vote ${id}` }
      const { question, questionHash, group, secret, life, secretBy } = poll
      if (secretBy !== 'proof') return { reason: `vote ${id} takes no ballots by proof` }
      if (!group || questionHash === null) return { reason: `vote ${id} is not open yet` }
      const root = await rootOf(group)
      const told = {
        meeting: desk.meeting,
        poll: id,
        question,
        questionHash,
        depth: depthFor(group.length),
        root,
        group,
      }
      // Few ballots tell who voted how, and so does a vote that is stopped after the first.
      if (!('result' in life)) return { ...told, ballots: null }
      const ballots = secret.map(({ nullifier, choice, proven }) => {
        const { revision = 1, proof = '' } = proven ?? {}
        const { leafHash } = leafOf({ questionHash, nullifier, choice, revision })
        return { nullifier, choice, revision, proof, leafHash }
      })
      return { ...told, ballots }
    },
    prepare: () => threads.prepare(),
    async close() {
      turns.close()
      await threads.close()
    },
  }
}

type Again = { readonly againInS?: number }

const whyUnproven = (poll: string): string =>
  `the proof of this ballot does not hold, so it does not count in vote ${poll}`
const whyLater = ({ inS, isSuspect }: Later): string =>
  isSuspect
    ? `this ballot was not looked at: several from the same network did not hold, and its ballots are checked one after another for now; send it again in ${inS} s`
    : `this ballot was not looked at: too many come from the same network at once; send it again in ${inS} s`

function leafOf(ballot: Parameters<typeof leafOfProvenBallot>[0]): {
  readonly leaf: string
  readonly leafHash: string
} {
  const leaf = leafOfProvenBallot(ballot)
  return { leaf, leafHash: leafHashOfText(leaf).toString('hex') }
}

// A ballot on its way to its meeting: looked at once, its signature checked where it has one, made nobody's where the vote is
// secret, then judged again by the desk at the moment it is recorded. What is refused is noted in the meeting, so often and no
// more: nobody fills a journal by being refused.
import { checkSecretVoter } from '../../shared/civic/casting.ts'
import type { Given } from '../../shared/civic/commands.ts'
import { checkPermission, whoIs } from '../../shared/civic/permission.ts'
import { type Held, type Poll, pollOf } from '../../shared/civic/state.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { sha256 } from '../journal/chain.ts'
import type { MeetingVerdict } from './contract.ts'
import { type Desk, SERVER_ACTOR } from './desk.ts'
import type { SecretKeys } from './secret-keys.ts'
import type { Signatures } from './signatures.ts'

type Ballot = Given<'meeting.castBallot'>
/** Of one vote: of all, and of one person. */
const MOST_NOTED = 200
const MOST_NOTED_EACH = 10
/** Secret ballots wait so long for others, so that the order of the journal is not that of the voters. */
const SHUFFLE_MS = 50

export type BallotBox = {
  cast(
    desk: Desk,
    ballot: { readonly actor: Actor; readonly command: Ballot; readonly intent: string },
  ): Promise<MeetingVerdict>
  /** A vote opens: whoever must sign will not wait for a thread to start. */
  prepare(state: Held): void
  /** What a seat is in an open secret vote, where this server knows it by now. */
  nullifierOf(poll: Poll, seat: string): string | null
  /** Keys of votes that are over are erased. */
  forget(states: readonly Held[]): void
  counts(): { readonly cast: number; readonly refused: number }
}

export type BallotBoxOptions = {
  readonly signatures: Pick<Signatures, 'check' | 'prepare'>
  readonly keys: Pick<SecretKeys, 'nullifierOf' | 'erase'>
  readonly onFault: (error: unknown) => void
}

export function ballotBox({ signatures, keys, onFault }: BallotBoxOptions): BallotBox {
  const nullifiers = new Map<string, Map<string, string>>()
  const counts = { cast: 0, refused: 0 }
  let noted = 0
  /** On their way into the journal, by meeting, vote and person. */
  const noting = new Map<string, number>()

  async function nullifier(questionHash: string, seat: string): Promise<string> {
    const found = await keys.nullifierOf(questionHash, seat)
    const ofVote = nullifiers.get(questionHash) ?? new Map<string, string>()
    nullifiers.set(questionHash, ofVote.set(seat, found))
    return found
  }

  async function secretly(
    desk: Desk,
    { actor, command, intent }: { readonly actor: Actor; readonly command: Ballot; readonly intent: string },
  ): Promise<MeetingVerdict> {
    const { poll, choice, questionHash } = command
    const mine = await ownNullifier(desk, command)
    // A resend is the same entry, and nobody can link it without the key.
    const own = mine === null ? '' : `secret ${sha256(`${mine} ${intent}`)}`
    const before = mine === null ? null : desk.known(SERVER_ACTOR.id, own)
    if (before !== null) return { ok: true, seq: before }
    const wrong = secretRefusal(desk.state, actor, command)
    if (wrong !== null || mine === null) return { ok: false, reason: wrong ?? `vote ${poll} is not open` }
    await new Promise((next) => setTimeout(next, Math.random() * SHUFFLE_MS))
    // Somebody may have left meanwhile.
    const late = secretRefusal(desk.state, actor, command)
    if (late !== null) return { ok: false, reason: late }
    const given = { poll, questionHash, choice, nullifier: mine }
    return desk.act(SERVER_ACTOR, { type: 'meeting.castSecretBallot', ...given }, own)
  }

  /** Null where there is no such open vote, so that nobody has a key made by asking. */
  async function ownNullifier({ state }: Desk, { poll: id, seat, questionHash }: Ballot): Promise<string | null> {
    const poll = pollOf(state, id)
    const isOpen = poll?.life.is === 'open' && poll.questionHash === questionHash && poll.secretBy !== 'proof'
    return isOpen && poll.roll.some((one) => one.seat === seat) ? nullifier(questionHash, seat) : null
  }

  /** Says who was refused and why, never what they would have voted. */
  function note(desk: Desk, actor: Actor, { poll: id }: Ballot, reason: string): void {
    const poll = pollOf(desk.state, id)
    if (!poll || actor.role === 'visitor') return
    const key = `${desk.meeting} ${id} ${actor.id}`
    const own = (noting.get(key) ?? 0) + poll.refused.filter(({ person }) => person === actor.id).length
    if (own >= MOST_NOTED_EACH || poll.refused.length + noting.size >= MOST_NOTED) return
    const command = {
      type: 'meeting.noteRefusedBallot',
      poll: id,
      person: actor.id,
      reason: reason.slice(0, 160),
    } as const
    noting.set(key, (noting.get(key) ?? 0) + 1)
    void desk.act(SERVER_ACTOR, command, `refused ${++noted} ${Date.now()}`).finally(() => {
      const left = (noting.get(key) ?? 1) - 1
      if (left > 0) noting.set(key, left)
      else noting.delete(key)
    })
  }

  return {
    async cast(desk, { actor, command, intent }) {
      const before = desk.known(actor.id, intent)
      if (before !== null) return { ok: true, seq: before }
      const isSecret = pollOf(desk.state, command.poll)?.method === 'secret'
      let verdict: MeetingVerdict
      if (isSecret) verdict = await secretly(desk, { actor, command, intent })
      else {
        const reason =
          desk.check(actor, command) ?? (command.signed ? await signatures.check(command, command.signed) : null)
        verdict = reason === null ? await desk.act(actor, command, intent) : { ok: false, reason }
      }
      if (verdict.ok) counts.cast++
      else {
        counts.refused++
        if (!verdict.reason.startsWith('not recorded')) note(desk, actor, command, verdict.reason)
      }
      return verdict
    },
    prepare({ about }) {
      if (about.seats.some(({ holder }) => holder.address !== undefined)) signatures.prepare()
    },
    nullifierOf({ questionHash, life }, seat) {
      if (questionHash === null || (life.is !== 'open' && life.is !== 'paused')) return null
      const known = nullifiers.get(questionHash)?.get(seat)
      // After a start: known the next time it is asked.
      if (known === undefined) nullifier(questionHash, seat).catch(onFault)
      return known ?? null
    },
    forget(states) {
      const open = openSecrets(states)
      for (const questionHash of nullifiers.keys()) {
        if (open.has(questionHash)) continue
        nullifiers.delete(questionHash)
        keys.erase(questionHash).catch(onFault)
      }
    },
    counts: () => counts,
  }
}

/** Hashes of the questions of secret votes that may still take ballots. */
export const openSecrets = (states: readonly Held[]): Set<string> =>
  new Set(
    states.flatMap(({ polls }) =>
      polls.flatMap(({ method, questionHash, life }) =>
        method === 'secret' && questionHash !== null && ['prepared', 'open', 'paused'].includes(life.is)
          ? [questionHash]
          : [],
      ),
    ),
  )

function secretRefusal(state: Held, actor: Actor, command: Ballot): string | null {
  const who = whoIs(state, actor)
  return (checkPermission(state, command.type, who) ?? checkSecretVoter(state, command, who))?.reason ?? null
}

// The life of a decision's record in its meeting: drawn up, signed by the chair, then by the secretary, anchored where there is
// a chain, published; in force where it was carried, until it is executed or superseded. What stands in the record is the
// server's to write (server/records): here is its hash, who vouches for it, and what became of it.
import type { Rejection } from '../kernel/system.ts'
import { note } from './course.ts'
import { isAddress, type RecordHeld, type RecordLife, type RecordSignature } from './record-shape.ts'
import type { Person } from './roll.ts'
import { type Acts, type Held, motionOf, no, type Poll, pollOf, seatOfPerson, type Who } from './state.ts'

export const MOST_SIGNATURES = 500
/** None before the first: a meeting without records is the same bytes as it was before there were any. */
export const recordsOf = ({ records = [] }: { readonly records?: readonly RecordHeld[] }): readonly RecordHeld[] =>
  records
export const recordOf = (state: Held, id: string): RecordHeld | undefined =>
  recordsOf(state).find((one) => one.id === id)

/** The key somebody signs records with: theirs by the roll, else the address they are known by; null for none. */
export const keyOf = ({ id, address }: Pick<Person, 'id' | 'address'>): string | null =>
  address ?? (isAddress(id) ? id : null)

export const records: Acts<
  | 'meeting.drawUpRecord'
  | 'meeting.signRecord'
  | 'meeting.noteAnchored'
  | 'meeting.publishRecord'
  | 'meeting.noteDeed'
  | 'meeting.noteExecuted'
  | 'meeting.noteSuperseded'
> = {
  'meeting.drawUpRecord': {
    check(state, { record, motion, poll, supersedes }) {
      if (recordOf(state, record)) return no(`there is a record ${record} already`)
      if (supersedes === record) return no(`record ${record} cannot supersede itself`)
      const older = supersedes === undefined ? undefined : recordOf(state, supersedes)
      return checkDecided(state, motion, poll) ?? (older ? checkReplaceable(older) : null)
    },
    apply(state, { record: id, motion, poll, recordHash, board, supersedes = null }, { name: by }) {
      const outcome = outcomeOf(pollOf(state, poll))
      if (outcome === null) return
      const blank = { signatures: [], anchor: null, deeds: [], life: { is: 'drawnUp' } } as const
      const made = { id, motion, poll, outcome, recordHash, board, supersedes, by, atMs: state.nowMs, ...blank }
      state.records = [...recordsOf(state), { ...made, signatures: [], deeds: [] }]
      note(state, 'recordDrawnUp', { record: id, motion, name: by })
    },
  },

  'meeting.signRecord': {
    check(state, { record, role, signer }, who) {
      const one = recordOf(state, record)
      if (!one) return noRecord(record)
      return checkSigner(state, { role, signer, who }) ?? checkTurn(one, role, signer)
    },
    apply(state, { record, role, signer, signature }, { id: person, name }) {
      const one = recordOf(state, record)
      if (!one) return
      one.signatures.push({ role, person, name, signer, signature, atMs: state.nowMs })
      if (role === 'chair') one.life = { is: 'signedByChair' }
      if (role === 'secretary') one.life = { is: 'signed' }
      note(state, 'recordSigned', { record, name, office: role })
    },
  },

  'meeting.noteAnchored': {
    check(state, { record }) {
      const one = recordOf(state, record)
      if (one?.anchor) return no(`record ${record} is anchored already`)
      return checkIs(one, record, ['signed'])
    },
    apply(state, { record, anchor }) {
      const one = recordOf(state, record)
      if (!one) return
      one.anchor = anchor
      one.life = { is: 'anchored' }
      note(state, 'recordAnchored', { record, block: anchor.blockNumber })
    },
  },

  'meeting.publishRecord': {
    check(state, { record }) {
      const one = recordOf(state, record)
      if (one?.life.is === 'signed' && one.board !== null)
        return no(`record ${record} is signed and not anchored yet; it is published when it is`)
      return checkIs(one, record, ['signed', 'anchored'])
    },
    apply(state, { record }, { name }) {
      const one = recordOf(state, record)
      if (!one) return
      const { outcome, motion: id, supersedes } = one
      one.life = { is: outcome === 'carried' ? 'inForce' : 'published', atMs: state.nowMs }
      const motion = motionOf(state, id)
      if (motion) motion.life = { is: 'recorded', outcome, record }
      note(state, 'recordPublished', { record, motion: id, outcome, name })
      if (supersedes !== null) supersede(state, supersedes, record)
    },
  },

  'meeting.noteDeed': {
    check(state, { record }) {
      const one = recordOf(state, record)
      return checkIs(one, record, ['inForce'])
    },
    apply(state, { record, effect, task, is }) {
      const one = recordOf(state, record)
      if (!one) return
      const others = one.deeds.filter((deed) => deed.effect !== effect)
      one.deeds = [...others, { effect, task, is, atMs: state.nowMs }].sort((a, b) => a.effect - b.effect)
    },
  },

  'meeting.noteExecuted': {
    check: (state, { record }) => checkIs(recordOf(state, record), record, ['inForce']),
    apply(state, { record }) {
      const one = recordOf(state, record)
      if (!one) return
      one.life = { is: 'executed', atMs: state.nowMs }
      note(state, 'recordExecuted', { record })
    },
  },

  'meeting.noteSuperseded': {
    check(state, { record }) {
      const one = recordOf(state, record)
      return one ? checkReplaceable(one) : noRecord(record)
    },
    apply: (state, { record, by }) => supersede(state, record, by),
  },
}

const noRecord = (id: string): Rejection => no(`there is no record ${id}`)

function checkIs(one: RecordHeld | undefined, id: string, be: readonly RecordHeld['life']['is'][]): Rejection | null {
  if (!one) return noRecord(id)
  return be.includes(one.life.is) ? null : no(`record ${id} is ${WORDS[one.life.is]}`)
}

const WORDS: Readonly<Record<RecordLife['is'], string>> = {
  drawnUp: 'drawn up and not signed',
  signedByChair: 'signed by the chair and not by the secretary',
  signed: 'signed',
  anchored: 'anchored',
  published: 'published',
  inForce: 'in force',
  executed: 'executed',
  superseded: 'superseded',
}

/** A motion that a certified vote has decided, and of which there is no record. */
function checkDecided(state: Held, motion: string, id: string): Rejection | null {
  const one = motionOf(state, motion)
  if (!one) return no(`there is no motion ${motion}`)
  const poll = pollOf(state, id)
  if (poll?.subject.kind !== 'motion' || poll.subject.motion !== motion)
    return no(`there is no vote ${id} on motion ${motion}`)
  const other = recordsOf(state).find((record) => record.poll === id)
  if (other) return no(`vote ${id} on motion ${motion} has the record ${other.id} already`)
  const { life } = poll
  if (life.is !== 'certified' && life.is !== 'published')
    return no(`vote ${id} on motion ${motion} is ${life.is}, not certified`)
  return one.life.is === 'carried' || one.life.is === 'lost' ? null : no(`motion ${motion} is ${one.life.is}`)
}

function checkSigner(
  state: Held,
  { role, signer, who }: { readonly role: RecordSignature['role']; readonly signer: string; readonly who: Who },
): Rejection | null {
  if (!who.roles.includes(role)) return no(`${who.name} is here as ${who.roles.at(-1) ?? 'nobody'}, not as ${role}`)
  const key = keyOfPerson(state, who.id)
  if (key === null) return no(`${who.name} has no key on the roll of meeting ${state.about.meeting} to sign with`)
  return key === signer ? null : no(`${who.name} signs with ${key}, not ${signer}`)
}

function keyOfPerson(state: Held, id: string): string | null {
  const seat = seatOfPerson(state, id)
  const { chairs, secretaries } = state.about
  const people = [...chairs, ...secretaries, ...(seat ? [seat.holder] : []), ...(seat?.deputy ? [seat.deputy] : [])]
  const known = people.filter((one) => one.id === id)
  return known.map(keyOf).find((key) => key !== null) ?? null
}

/** The chair, then the secretary, once each; members beside them until it is published. */
function checkTurn(one: RecordHeld, role: RecordSignature['role'], signer: string): Rejection | null {
  const { id, signatures, life } = one
  const before = signatures.find((other) => other.signer === signer || (role !== 'member' && other.role === role))
  if (before) return no(`record ${id} is signed by ${before.name} as ${before.role} already`)
  if (role === 'chair') return checkIs(one, id, ['drawnUp'])
  if (role === 'secretary')
    return life.is === 'drawnUp' ? no(`record ${id} is signed by the chair first`) : checkIs(one, id, ['signedByChair'])
  if (signatures.length >= MOST_SIGNATURES) return no(`record ${id} has ${MOST_SIGNATURES} signatures already`)
  return checkIs(one, id, ['drawnUp', 'signedByChair', 'signed', 'anchored'])
}

const checkReplaceable = (one: RecordHeld): Rejection | null =>
  checkIs(one, one.id, ['published', 'inForce', 'executed'])

function supersede(state: Held, record: string, by: string): void {
  const one = recordOf(state, record)
  if (!one) return
  one.life = { is: 'superseded', by, atMs: state.nowMs }
  const motion = motionOf(state, one.motion)
  if (motion?.life.is === 'recorded') motion.life = { is: 'superseded', outcome: one.outcome, record: by }
  note(state, 'recordSuperseded', { record, by })
}

/** Null while nothing is decided. */
export function outcomeOf(poll: Poll | undefined): 'carried' | 'lost' | null {
  const outcome = poll && 'result' in poll.life ? poll.life.result.outcome : null
  return outcome === 'tied' ? null : outcome
}

// The body of a decision's record from its meeting, as it stands and nothing else: the same meeting with the same evidence at
// the same place of its journal gives the same bytes. Fields and their meaning are those of shared/records/format.ts.
import type { z } from 'zod'
import type { Ballot, BallotDomain } from '../../shared/civic/ballot.ts'
import type { Hashes } from '../../shared/civic/parts.ts'
import { questionOf } from '../../shared/civic/questions.ts'
import { keyOf } from '../../shared/civic/records.ts'
import { type Held, type Motion, type Poll, type PollResult, seatOf } from '../../shared/civic/state.ts'
import { CHOICES } from '../../shared/civic/tally.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { type ChainPlace, RECORD_SCHEMA, RecordBody, type RecordEvidence } from '../../shared/records/format.ts'
import { depthFor } from '../../shared/records/semaphore.ts'
import { sha256 } from '../journal/chain.ts'
import { officersOf, presenceOn, rollOf, voterOf } from './build-people.ts'
import type { Software } from './software.ts'

export type Notice = { readonly by: string; readonly noticeAtMs: number; readonly startsAtMs: number }

export type BuildGiven = {
  readonly state: Held
  readonly motion: Motion
  readonly poll: Poll & { readonly life: { readonly result: PollResult } }
  readonly recordId: string
  readonly prevRecordHash: string | null
  readonly supersedes: string | null
  readonly language: RecordBody['language']
  readonly createdAtMs: number
  readonly jurisdiction: string
  readonly city: { readonly id: string; readonly name: string }
  readonly chain: z.infer<typeof ChainPlace> | null
  readonly notice: Notice
  readonly journal: RecordBody['meeting']['journal']
  readonly evidence: RecordEvidence
  readonly hashes: Pick<Hashes, 'rootOf' | 'leafOf'>
  readonly domain: BallotDomain
  readonly software: Software
}

export const NO_EVIDENCE: RecordEvidence = {
  scenario: null,
  runs: [],
  observations: [],
  documents: [],
  consultation: null,
}

export const hashOfJson = (value: unknown): string => sha256(canonicalJson(value))
const hashOfText = (lines: readonly string[]): string => sha256(lines.join('\n'))
export const utc = (atMs: number): string => new Date(atMs).toISOString()

/** Throws a sentence where the meeting does not have what a record needs. */
export function buildBody(given: BuildGiven): RecordBody {
  const { recordId, prevRecordHash, supersedes, language, createdAtMs, evidence, software } = given
  return RecordBody.parse({
    recordType: 'decision',
    schema: RECORD_SCHEMA,
    recordId,
    prevRecordHash,
    supersedes,
    language,
    createdAt: utc(createdAtMs),
    authority: authorityOf(given),
    meeting: meetingOf(given),
    item: itemOf(given),
    evidence,
    electorate: electorateOf(given),
    vote: voteOf(given),
    decision: decisionOf(given),
    software,
    redactions: [],
  })
}

const authorityOf = ({ state, jurisdiction, city, chain, notice }: BuildGiven): RecordBody['authority'] => ({
  name: state.about.body,
  jurisdiction,
  city,
  chain,
  // Named in the notice: from then on they are what they are called.
  officers: officersOf(state).map((officer) => ({ ...officer, from: utc(notice.noticeAtMs), until: null })),
})

/**
 * `noticeHash`: of the meeting's id, title, body, room and what was noticed (who by, when, for when); `agendaHash`: of its items
 * in order with their states, and whether the agenda was carried; `rulesHash`: of the body's rules. All SHA-256 of canonical JSON.
 */
function meetingOf({ state, poll, notice, journal }: BuildGiven): RecordBody['meeting'] {
  const { about, items, isAgendaCarried } = state
  const { meeting: id, title, body, room = '', rules } = about
  return {
    id,
    kind: rules.id,
    title,
    openedAt: utc(atOf(state, 'opened')),
    closedAt: utc(atOf(state, 'closed')),
    room,
    chair: inTheChair(state, poll.closedMs ?? 0),
    secretary: certifiedBy(state, poll.id),
    noticeHash: hashOfJson({ meeting: id, title, body, room, ...notice }),
    agendaHash: hashOfJson({ isAgendaCarried, items }),
    rulesHash: hashOfJson(rules),
    journal,
  }
}

function itemOf({ state, motion, poll }: BuildGiven): RecordBody['item'] {
  const at = state.items.findIndex(({ id }) => id === motion.item)
  const named = (seat: string): string => seatOf(state, seat)?.holder.name ?? seat
  const amendments = state.amendments.filter((one) => one.motion === motion.id)
  return {
    number: at + 1,
    title: state.items[at]?.title ?? '',
    motion: {
      id: motion.id,
      title: motion.title,
      text: motion.lines,
      movedBy: motion.by.name,
      secondedBy: motion.seconders.map(named),
      amendments: amendments.map(({ id, lines, state: outcome }) => ({ id, textHash: hashOfText(lines), outcome })),
      finalTextHash: hashOfText(poll.lines),
    },
  }
}

function electorateOf({ state, poll }: BuildGiven): RecordBody['electorate'] {
  const { num, den, strict, of, by, countsProxies, ifLost } = state.about.rules.quorum
  const { presentAtOpen, presentAtClose } = poll
  if (!presentAtOpen || !presentAtClose || poll.openedMs === null) throw new Error(`vote ${poll.id} was never held`)
  return {
    rule: 'seats',
    rollTakenAt: utc(poll.openedMs),
    roll: rollOf(state, poll),
    presence: presenceOn(state, poll),
    recused: poll.recused.map(({ seat, reason }) => ({ seat, weight: seatOf(state, seat)?.weight ?? 1, reason })),
    proxies: poll.proxies.map(({ from, to }) => ({ from, to })),
    quorum: {
      rule: { num, den, strict, of, by, countsProxies, ifLost },
      total: presentAtClose.total,
      required: presentAtClose.required,
      presentAtOpen: presentAtOpen.present,
      presentAtClose: presentAtClose.present,
    },
  }
}

function voteOf(given: BuildGiven): RecordBody['vote'] {
  const { state, poll, hashes, domain } = given
  const question = questionOf(state, poll)
  const questionHash = hashOfJson(question)
  if (questionHash !== poll.questionHash)
    throw new Error(`the question of vote ${poll.id} is not the one that was frozen`)
  const { tally, tieBrokenBy } = poll.life.result
  if (poll.openedMs === null || poll.closedMs === null || !poll.bases) throw new Error(`vote ${poll.id} was never held`)
  return {
    question: {
      ...question,
      lines: [...question.lines],
      options: [...question.options],
      evidence: [...question.evidence],
    },
    questionHash,
    domain,
    openedAt: utc(poll.openedMs),
    closedAt: utc(poll.closedMs),
    ballots: ballotsOf(given),
    ballotsRoot: hashes.rootOf(poll),
    tally,
    bases: poll.bases,
    tieBrokenBy,
    certifiedBy: certifiedBy(state, poll.id),
  }
}

function ballotsOf({ state, poll, hashes }: BuildGiven): RecordBody['vote']['ballots'] {
  if (poll.secretBy === 'proof') return provenBallotsOf(poll)
  if (poll.method === 'secret')
    return { told: 'secret', list: poll.secret.map(({ nullifier, choice }) => ({ nullifier, choice })) }
  const place = new Map(poll.roll.map(({ seat }, i) => [seat, i]))
  const at = ({ seat }: Ballot): number => place.get(seat) ?? -1
  const inOrder = poll.ballots.toSorted((a, b) => at(a) - at(b))
  if (poll.method !== 'byGroup') return { told: 'bySeat', list: inOrder.map((ballot) => openBallot(state, ballot)) }
  const list = inOrder.map((ballot) => ({
    group: poll.roll[at(ballot)]?.group ?? '',
    choice: ballot.choice,
    weight: ballot.weight,
  }))
  list.sort(
    (a, b) =>
      (a.group < b.group ? -1 : a.group > b.group ? 1 : 0) ||
      CHOICES.indexOf(a.choice) - CHOICES.indexOf(b.choice) ||
      a.weight - b.weight,
  )
  return { told: 'byGroup', list, leaves: inOrder.map((ballot) => hashes.leafOf(poll, ballot).leafHash ?? '') }
}

const provenBallotsOf = ({ group = [], secret }: Poll): RecordBody['vote']['ballots'] => ({
  told: 'byProof',
  depth: depthFor(group.length),
  group: group.map(({ seat, commitment }) => ({ seat, commitment })),
  list: secret.map(({ nullifier, choice, proven }) => ({ nullifier, choice, revision: 1, proof: '', ...proven })),
})

type OpenBallot = Extract<RecordBody['vote']['ballots'], { told: 'bySeat' }>['list'][number]

function openBallot(state: Held, { seat, voter, choice, weight, revision, castMs, signed }: Ballot): OpenBallot {
  const holder = seatOf(state, seat)?.holder.id
  const known = voterOf(state, voter)?.address ?? null
  return {
    seat,
    ...(voter === holder ? {} : { voter }),
    choice,
    weight,
    revision,
    castMs,
    ...(signed && signed.address !== known ? { signer: signed.address } : {}),
    signature: signed?.signature ?? null,
  }
}

/** A lost motion asks for nothing. No date is voted on, so none is told: what is carried is in force when it is published. */
function decisionOf({ motion, poll }: BuildGiven): RecordBody['decision'] {
  const { outcome } = poll.life.result
  if (outcome === 'tied') throw new Error(`vote ${poll.id} is tied`)
  return {
    outcome,
    operativeTextHash: hashOfText(poll.lines),
    conditions: [],
    effects: outcome === 'carried' ? [...(motion.effects ?? [])] : [],
    effectiveFrom: null,
  }
}

function atOf({ course, about }: Held, key: 'opened' | 'closed'): number {
  const entry = course.find((one) => one.key === key)
  if (!entry) throw new Error(`meeting ${about.meeting} was never ${key}`)
  return entry.atMs
}

/** By the course: who opened it, or took the chair since. */
function inTheChair({ course }: Held, atMs: number): string {
  const taken = course.filter(
    ({ key, atMs: then }) => then <= atMs && (key === 'opened' || key === 'resumed' || key === 'chairPassed'),
  )
  return String(taken.at(-1)?.values['name'] ?? '')
}

const certifiedBy = ({ course }: Held, poll: string): string =>
  String(course.findLast(({ key, values }) => key === 'pollCertified' && values['poll'] === poll)?.values['name'] ?? '')

/** Whether chair and secretary have keys to sign with; else the sentence that names who has none. */
export function checkSignable({ about }: Held): string | null {
  for (const [office, people] of [
    ['chair', about.chairs],
    ['secretary', about.secretaries],
  ] as const)
    if (people.every((one) => keyOf(one) === null))
      return `nobody could sign as ${office}: ${people.map(({ name }) => name).join(', ')} has no key in meeting ${about.meeting}`
  return null
}

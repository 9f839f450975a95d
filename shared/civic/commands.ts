// All that can be asked of a meeting, as zod reads it at the border. Who may is permission.ts; whether it may be now is with
// each act (order, attendance, agenda, motions, amendments, speeches, polls).
import { z } from 'zod'
import { Sentence } from '../kernel/words.ts'
import { Effect, MOST_EFFECTS } from '../records/effect.ts'
import { BallotGiven, EnrolGiven, Hash, ProvenBallotGiven, RefusedGiven, SecretBallotGiven } from './ballot.ts'
import { Place } from './place-shape.ts'
import { RECORD_COMMANDS } from './record-shape.ts'
import { Id, Person, PersonId, Seat } from './roll.ts'
import { METHODS, Rules, SPEECH_KINDS } from './rules.ts'

const atMs = z.number().min(0).max(8e15)
const line = z
  .string()
  .max(500)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
const lines = z.array(line).max(500)
const text = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .regex(/^[^\p{Cs}]*$/u)
/** What is asked to be done when it is carried; part of the question. */
const effects = z.array(Effect).max(MOST_EFFECTS)
const officers = z.array(Person).min(1).max(8)

/** Roles that are given by name; the others follow from seats and offices. */
export const GIVEN_ROLES = ['resident', 'presenter', 'moderator', 'operator', 'department', 'auditor'] as const

export const Subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('motion'), motion: Id }),
  z.strictObject({ kind: z.literal('amendment'), amendment: Id }),
  z.strictObject({ kind: z.literal('agenda') }),
  /** What the chair asks the house: more time, another order, to refer. */
  z.strictObject({ kind: z.literal('procedure'), majority: Id.optional() }),
])
export type Subject = z.infer<typeof Subject>

export const MeetingCommand = z.discriminatedUnion('type', [
  /** Once more while it is a draft. Chairs and secretaries in the order in which they stand in for each other. */
  z.strictObject({
    type: z.literal('meeting.setUp'),
    meeting: Id,
    title: Sentence,
    body: Sentence,
    room: Sentence.optional(),
    /** Where it sits in the city. */
    place: Place.optional(),
    rules: Rules,
    chairs: officers,
    secretaries: officers,
    seats: z.array(Seat).min(1).max(10_000),
    /** When it is meant to begin; the notice, given later, says when it does. */
    startsAtMs: atMs.optional(),
    people: z.array(z.strictObject({ id: PersonId, name: Sentence, role: z.enum(GIVEN_ROLES) })).max(1000),
  }),
  z.strictObject({ type: z.literal('meeting.convene'), startsAtMs: atMs }),
  /** Before it begins or while it goes on: "we meet on the bridge". */
  z.strictObject({ type: z.literal('meeting.moveTo'), place: Place, room: Sentence.optional() }),
  z.strictObject({ type: z.literal('meeting.open') }),
  z.strictObject({ type: z.literal('meeting.recess'), untilMs: atMs.optional() }),
  z.strictObject({ type: z.literal('meeting.resume') }),
  z.strictObject({ type: z.literal('meeting.close') }),
  z.strictObject({ type: z.literal('meeting.draftMinutes') }),
  /** Words of the secretary's beside what happened; what happened cannot be written otherwise. */
  z.strictObject({ type: z.literal('meeting.remark'), item: Id.optional(), text }),
  z.strictObject({ type: z.literal('meeting.approveMinutes') }),
  z.strictObject({ type: z.literal('meeting.publishMinutes') }),

  z.strictObject({ type: z.literal('meeting.arrive') }),
  z.strictObject({ type: z.literal('meeting.leave') }),
  /** The server's own, of somebody whose line is gone. */
  z.strictObject({ type: z.literal('meeting.noteGone'), person: PersonId }),
  /** The server's own, of who is known by a wallet that is a contract: a key linked to the same account, to sign with. */
  z.strictObject({ type: z.literal('meeting.noteKey'), person: PersonId, address: Person.shape.address.unwrap() }),
  z.strictObject({ type: z.literal('meeting.raiseHand') }),
  z.strictObject({ type: z.literal('meeting.lowerHand') }),
  z.strictObject({ type: z.literal('meeting.recuse'), item: Id, seat: Id, reason: Sentence }),
  z.strictObject({ type: z.literal('meeting.giveProxy'), from: Id, to: Id }),
  z.strictObject({ type: z.literal('meeting.withdrawProxy'), from: Id }),
  /** For votes that are secret by proof; again in place of what was there. */
  z.strictObject({ type: z.literal('meeting.enrol'), ...EnrolGiven.shape }),

  z.strictObject({ type: z.literal('meeting.addItem'), item: Id, title: Sentence }),
  /** To the place, from 1. */
  z.strictObject({ type: z.literal('meeting.moveItem'), item: Id, place: z.int().min(1).max(200) }),
  z.strictObject({ type: z.literal('meeting.withdrawItem'), item: Id, reason: Sentence }),
  z.strictObject({ type: z.literal('meeting.deferItem'), item: Id, reason: Sentence }),
  /** Carried, it can be changed no more, unless it is put to the vote again. */
  z.strictObject({ type: z.literal('meeting.reopenAgenda') }),
  z.strictObject({ type: z.literal('meeting.takeItem'), item: Id }),
  z.strictObject({ type: z.literal('meeting.finishItem') }),
  z.strictObject({
    type: z.literal('meeting.addDocument'),
    document: Id,
    title: Sentence,
    mediaType: z.string().regex(/^[a-z]+\/[\w.+-]{1,80}$/),
    pages: z.int().min(1).max(5000),
    sha256: Hash,
    item: Id.optional(),
    /** Who shows it; a presenter named for the meeting may show any. */
    presenter: PersonId.optional(),
  }),
  z.strictObject({ type: z.literal('meeting.showDocument'), document: Id }),
  z.strictObject({ type: z.literal('meeting.turnPage'), page: z.int().min(1).max(5000) }),
  z.strictObject({ type: z.literal('meeting.hideDocument') }),

  z.strictObject({
    type: z.literal('meeting.draftMotion'),
    motion: Id,
    item: Id,
    title: Sentence,
    lines: lines.min(1),
    /** Where it needs another than the rules ask of motions. */
    majority: Id.optional(),
    effects: effects.optional(),
  }),
  /** Without `effects` they stay as they are. */
  z.strictObject({
    type: z.literal('meeting.editMotion'),
    motion: Id,
    title: Sentence,
    lines: lines.min(1),
    effects: effects.optional(),
  }),
  z.strictObject({ type: z.literal('meeting.submitMotion'), motion: Id }),
  z.strictObject({ type: z.literal('meeting.admitMotion'), motion: Id }),
  z.strictObject({ type: z.literal('meeting.ruleOutMotion'), motion: Id, reason: Sentence }),
  z.strictObject({ type: z.literal('meeting.moveMotion'), motion: Id }),
  z.strictObject({ type: z.literal('meeting.secondMotion'), motion: Id }),
  z.strictObject({ type: z.literal('meeting.debateMotion'), motion: Id }),
  z.strictObject({
    type: z.literal('meeting.disposeMotion'),
    motion: Id,
    to: z.enum(['tabled', 'postponed', 'referred']),
    reason: Sentence,
  }),
  z.strictObject({ type: z.literal('meeting.withdrawMotion'), motion: Id }),
  z.strictObject({ type: z.literal('meeting.recordMotion'), motion: Id, record: Id }),
  z.strictObject({ type: z.literal('meeting.supersedeMotion'), motion: Id, record: Id }),
  /** In place of the lines `from` to before `to`, from 0; the same number twice is between lines. */
  z.strictObject({
    type: z.literal('meeting.submitAmendment'),
    amendment: Id,
    motion: Id,
    from: z.int().min(0).max(500),
    to: z.int().min(0).max(500),
    lines,
  }),
  /** `reach`: what goes further is voted on first. */
  z.strictObject({ type: z.literal('meeting.admitAmendment'), amendment: Id, reach: z.int().min(0).max(9) }),
  z.strictObject({ type: z.literal('meeting.dropAmendment'), amendment: Id, reason: Sentence }),
  z.strictObject({ type: z.literal('meeting.withdrawAmendment'), amendment: Id }),

  z.strictObject({ type: z.literal('meeting.askToSpeak'), speech: Id, kind: z.enum(SPEECH_KINDS) }),
  z.strictObject({ type: z.literal('meeting.withdrawSpeech'), speech: Id }),
  z.strictObject({ type: z.literal('meeting.callSpeaker'), speech: Id, limitS: z.int().optional() }),
  z.strictObject({ type: z.literal('meeting.pauseSpeech') }),
  z.strictObject({ type: z.literal('meeting.resumeSpeech'), speech: Id }),
  z.strictObject({ type: z.literal('meeting.extendSpeech'), byS: z.int().min(10).max(3600) }),
  z.strictObject({ type: z.literal('meeting.endSpeech'), speech: Id }),
  z.strictObject({ type: z.literal('meeting.skipSpeech'), speech: Id }),
  z.strictObject({ type: z.literal('meeting.closeList') }),
  z.strictObject({ type: z.literal('meeting.reopenList') }),
  z.strictObject({
    type: z.literal('meeting.rulePointOfOrder'),
    speech: Id,
    ruling: z.enum(['sustained', 'overruled']),
    reason: Sentence,
  }),

  z.strictObject({
    type: z.literal('meeting.preparePoll'),
    poll: Id,
    subject: Subject,
    question: Sentence,
    method: z.enum(METHODS),
    limitS: z.int().min(5).max(86_400).optional(),
    /** Hashes of what the question rests on. */
    evidence: z.array(Hash).max(100),
  }),
  /** The server's own: the hash of `questionOf`, which every ballot bears. */
  z.strictObject({ type: z.literal('meeting.freezeQuestion'), poll: Id, questionHash: Hash }),
  z.strictObject({ type: z.literal('meeting.openPoll'), poll: Id }),
  z.strictObject({ type: z.literal('meeting.closePoll'), poll: Id }),
  z.strictObject({ type: z.literal('meeting.voidPoll'), poll: Id, reason: Sentence }),
  /** Whose turn it is in a roll call. */
  z.strictObject({ type: z.literal('meeting.callSeat'), poll: Id, seat: Id }),
  z.strictObject({ type: z.literal('meeting.castBallot'), ...BallotGiven.shape }),
  /** The server's own: it passes on what it cannot tell the sender of. */
  z.strictObject({ type: z.literal('meeting.castSecretBallot'), ...SecretBallotGiven.shape }),
  /** The server's own: its proof was checked, and who sent it is not known. */
  z.strictObject({ type: z.literal('meeting.castProvenBallot'), ...ProvenBallotGiven.shape }),
  /** The server's own: what was refused is on record and never counted. */
  z.strictObject({ type: z.literal('meeting.noteRefusedBallot'), ...RefusedGiven.shape }),
  z.strictObject({ type: z.literal('meeting.castCastingVote'), poll: Id, choice: z.enum(['yes', 'no']) }),
  z.strictObject({ type: z.literal('meeting.noteLot'), poll: Id, choice: z.enum(['yes', 'no']), how: Sentence }),
  z.strictObject({ type: z.literal('meeting.certifyPoll'), poll: Id }),
  z.strictObject({ type: z.literal('meeting.publishPoll'), poll: Id }),

  ...RECORD_COMMANDS,
])
export type MeetingCommand = z.infer<typeof MeetingCommand>
export type CommandType = MeetingCommand['type']
export type Given<T extends CommandType> = Extract<MeetingCommand, { type: T }>

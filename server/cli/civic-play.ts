// `townhall civic play MEETING.json [--json]`: plays a meeting that a file tells of, act by act, by the same kernel as a real
// one, and prints what was refused and the draft of the minutes. A secretary tries rules by it; a stranger follows a meeting.
// Fills in what a page fills in: the hash of a question, a seat's weight, a ballot's number.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { meeting } from '../../shared/civic/meeting.ts'
import { type Minutes, minutesOf } from '../../shared/civic/minutes.ts'
import { questionOf } from '../../shared/civic/questions.ts'
import { type Held, isInSession, type MeetingState, SERVER } from '../../shared/civic/state.ts'
import { type Actor, type Command, ROLES } from '../../shared/kernel/system.ts'
import { Twin } from '../../shared/kernel/twin.ts'
import { Sentence } from '../../shared/kernel/words.ts'

const MeetingFile = z.strictObject({
  startsAt: z.iso.datetime(),
  /** By id, which is what seats and offices name. */
  people: z.record(z.string(), z.strictObject({ name: Sentence, role: z.enum(ROLES).optional() })),
  acts: z
    .array(
      z.strictObject({
        /** Somebody's id, or `server`. */
        by: z.string(),
        /** After the act before it. */
        afterS: z.int().min(0).max(31_536_000).optional(),
        command: z.looseObject({ type: z.string() }),
        /** It is to be refused, with these words among the reason's. */
        refused: z.string().optional(),
      }),
    )
    .max(100_000),
})
type MeetingFile = z.infer<typeof MeetingFile>

type Refusal = { readonly act: number; readonly by: string; readonly type: string; readonly reason: string }
export type Played = {
  readonly minutes: Minutes
  readonly refusals: readonly Refusal[]
  /** Acts that went otherwise than the file says. */
  readonly unexpected: readonly string[]
}

/** Throws an Error with one sentence where the file tells of no meeting. */
export function playMeeting(raw: unknown): Played {
  const parsed = MeetingFile.safeParse(raw)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? 'is unclear'}`.trim())
  }
  return play(parsed.data)
}

const NO_CITY = { buildings: [], links: [], nodes: [], areas: [], lines: [], points: [] }

function play({ startsAt, people, acts }: MeetingFile): Played {
  const twin = new Twin([meeting], NO_CITY, 0)
  const { id, version } = meeting
  twin.apply({ kind: 'opened', build: '', systems: [{ id, version }], atMs: Date.parse(startsAt) })
  const state = (): MeetingState => twin.states[id] as MeetingState
  step(twin, 0.001)
  const refusals: Refusal[] = []
  const unexpected: string[] = []
  for (const [i, { by, afterS = 0, command, refused }] of acts.entries()) {
    pass(twin, afterS, state)
    const actor = actorOf(by, people)
    if (!actor) throw new Error(`acts.${i}.by names nobody of its people: ${by}`)
    const whole = filledIn(state(), command)
    const judged = twin.judge(whole, actor)
    const reason = 'reason' in judged ? judged.reason : null
    if (reason !== null) refusals.push({ act: i, by: actor.name ?? by, type: command.type, reason })
    else twin.apply({ kind: 'command', actor, intent: `${i}`, command: whole })
    const isAsTold = refused === undefined ? reason === null : reason?.includes(refused) === true
    if (!isAsTold) unexpected.push(`acts.${i} ${command.type} by ${actor.name ?? by}: ${reason ?? 'was not refused'}`)
    freeze(twin, state())
  }
  step(twin, 1)
  return { minutes: minutesOf(state()), refusals, unexpected }
}

function actorOf(id: string, people: MeetingFile['people']): Actor | null {
  if (id === SERVER) return { id, role: 'operator', name: SERVER }
  if (!Object.hasOwn(people, id)) return null
  const { name = id, role = 'participant' } = people[id] ?? {}
  return { id, role, name }
}

function step(twin: Twin, stepS: number): void {
  twin.apply({ kind: 'step', stepS, atMs: twin.nowMs + stepS * 1000 })
}

/** By seconds while there is a meeting, so that what ends by the clock ends when it should. */
function pass(twin: Twin, seconds: number, state: () => MeetingState): void {
  for (let leftS = seconds; leftS > 0;) {
    const stepS = isInSession(state()) ? 1 : leftS
    step(twin, stepS)
    leftS -= stepS
  }
}

function filledIn(state: MeetingState, command: Command): Command {
  if (command.type !== 'meeting.castBallot') return command
  const { poll: id, seat } = { poll: '', seat: '', ...command }
  const poll = state.polls.find((one) => one.id === id)
  const before = poll?.ballots.find((ballot) => ballot.seat === seat)
  const weight = poll?.roll.find((entry) => entry.seat === seat)?.weight ?? 1
  const questionHash = poll?.questionHash ?? '0'.repeat(64)
  const missing = { questionHash, weight, revision: (before?.revision ?? 0) + 1 }
  return { ...missing, ...command }
}

/** What the server does as soon as a question is prepared. */
function freeze(twin: Twin, state: MeetingState): void {
  const server: Actor = { id: SERVER, role: 'operator' }
  for (const poll of state.polls) {
    if (poll.questionHash !== null || poll.life.is !== 'prepared' || state.about === null) continue
    const text = JSON.stringify(questionOf(state as Held, poll))
    const questionHash = createHash('sha256').update(text).digest('hex')
    const command = { type: 'meeting.freezeQuestion', poll: poll.id, questionHash }
    twin.apply({ kind: 'command', actor: server, intent: `freeze ${poll.id}`, command })
  }
}

/** As a page of text. */
export function minutesInWords({
  title,
  body,
  chairs,
  secretaries,
  attendance,
  items,
  motions,
  votes,
}: Minutes): string[] {
  const time = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19)
  const stays = (of: Minutes['attendance'][number]['stays']): string =>
    of.map(({ by, inMs, outMs }) => `${by} ${time(inMs)}–${outMs === null ? '' : time(outMs)}`).join(', ') || 'absent'
  return [
    `${body}: ${title}`,
    `Chair: ${chairs.join(', ')}. Secretary: ${secretaries.join(', ')}.`,
    '',
    'Attendance (UTC)',
    ...attendance.map((one) => `  seat ${one.seat} ${one.name}: ${stays(one.stays)}`),
    ...items.flatMap((item) => [
      '',
      `${item.title} (${item.state})`,
      ...item.lines.map(({ atMs, text }) => `  ${time(atMs)} ${text}`),
    ]),
    ...motions.flatMap((motion) => [
      '',
      `Motion ${motion.id} by ${motion.by}: ${motion.title} (${motion.state})`,
      ...motion.amendments.map(({ id, by, state }) => `  amendment ${id} by ${by}: ${state}`),
      ...motion.text.map(({ is, text }) => `  ${MARKS[is]} ${text}`.trimEnd()),
    ]),
    ...votes.flatMap((vote) => [
      '',
      `Vote ${vote.id}: ${vote.question}`,
      `  ${vote.outcome}${vote.tally === '' ? '' : ` (${vote.tally})`}, ${vote.method}; ballots refused: ${vote.refused}`,
      ...vote.byGroup.map((line) => `  ${line}`),
      ...vote.byName.map((line) => `    ${line}`),
    ]),
  ]
}

const MARKS = { same: ' ', removed: '-', added: '+' }

// A public consultation as a kernel: statements come in, are approved or rejected for a published reason, merged, appealed once,
// voted on, closed, reported and answered group by group; it cannot be archived unanswered. Follows CIVIC's table; how people
// are grouped is reckoned outside (Polis' way) and comes in with the report.
import { z } from 'zod'
import type { Actor, CitySystem, Rejection } from '../kernel/system.ts'
import { Sentence } from '../kernel/words.ts'
import { Hash } from './ballot.ts'
import { Id, PersonId } from './roll.ts'

const atMs = z.number().min(0).max(8e15)
const text = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cs}]*$/u)
const MOST_STATEMENTS = 20_000
const MOST_OF_ONE = 20

const ConsultationCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('consultation.setUp'),
    consultation: Id,
    title: Sentence,
    question: text,
    /** Why a statement may be rejected, published with the question. */
    reasons: z
      .array(z.strictObject({ id: Id, text: Sentence }))
      .min(1)
      .max(20),
    /** Two at least: nobody decides on their own statement. */
    moderators: z.array(PersonId).min(2).max(50),
  }),
  z.strictObject({ type: z.literal('consultation.announce'), opensAtMs: atMs, closesAtMs: atMs }),
  z.strictObject({ type: z.literal('consultation.close') }),
  z.strictObject({ type: z.literal('consultation.submit'), statement: Id, text }),
  z.strictObject({ type: z.literal('consultation.approve'), statement: Id }),
  z.strictObject({ type: z.literal('consultation.reject'), statement: Id, reason: Id }),
  z.strictObject({ type: z.literal('consultation.merge'), statement: Id, into: Id }),
  z.strictObject({ type: z.literal('consultation.appeal'), statement: Id, why: text }),
  z.strictObject({
    type: z.literal('consultation.vote'),
    statement: Id,
    choice: z.enum(['agree', 'disagree', 'pass']),
  }),
  /** Groups of statements, each approved statement in one of them. */
  z.strictObject({
    type: z.literal('consultation.report'),
    reportHash: Hash,
    groups: z.array(z.strictObject({ id: Id, title: Sentence, statements: z.array(Id).min(1) })).max(200),
  }),
  z.strictObject({ type: z.literal('consultation.answer'), group: Id, text }),
  z.strictObject({ type: z.literal('consultation.archive') }),
])
type ConsultationCommand = z.infer<typeof ConsultationCommand>
type Given<T extends ConsultationCommand['type']> = Extract<ConsultationCommand, { type: T }>

type Statement = {
  readonly id: string
  readonly by: string
  readonly text: string
  readonly submittedMs: number
  state: 'submitted' | 'approved' | 'rejected' | 'merged'
  /** Id of the published reason, or of the statement it was merged into; empty else. */
  because: string
  decidedBy: string
  appeal: string | null
  votes: { readonly person: string; choice: 'agree' | 'disagree' | 'pass' }[]
}

export type ConsultationState = {
  nowMs: number
  about: (Omit<Given<'consultation.setUp'>, 'type'> & { readonly by: string }) | null
  life: 'draft' | 'announced' | 'collecting' | 'closed' | 'reported' | 'answered' | 'archived'
  opensAtMs: number
  closesAtMs: number
  statements: Statement[]
  reportHash: string | null
  groups: { readonly id: string; readonly title: string; readonly statements: string[]; answer: string | null }[]
}

export const consultation: CitySystem<ConsultationState, ConsultationCommand> = {
  id: 'consultation',
  version: 1,
  commands: ConsultationCommand,
  leastRole: {
    'consultation.setUp': 'operator',
    'consultation.announce': 'operator',
    'consultation.close': 'operator',
    'consultation.submit': 'participant',
    'consultation.approve': 'participant',
    'consultation.reject': 'participant',
    'consultation.merge': 'participant',
    'consultation.appeal': 'participant',
    'consultation.vote': 'participant',
    'consultation.report': 'operator',
    'consultation.answer': 'operator',
    'consultation.archive': 'operator',
  },

  create: () => ({
    nowMs: 0,
    about: null,
    life: 'draft',
    opensAtMs: 0,
    closesAtMs: 0,
    statements: [],
    reportHash: null,
    groups: [],
  }),

  check(state, command, _city, actor) {
    const { life, about } = state
    if (command.type === 'consultation.setUp')
      return life === 'draft' ? checkSetUp(command) : no(`consultation ${command.consultation} is ${life} already`)
    if (!about) return no(`${command.type} must wait: no consultation is set up yet`)
    const id = about.consultation
    const must = (...be: ConsultationState['life'][]): Rejection | null =>
      be.includes(life) ? null : no(`consultation ${id} is ${life}`)
    switch (command.type) {
      case 'consultation.announce':
        if (command.closesAtMs <= command.opensAtMs) return no(`consultation ${id} would close before it opens`)
        return must('draft', 'announced')
      case 'consultation.close':
        return must('collecting')
      case 'consultation.submit':
        return must('collecting') ?? checkSubmit(state, command, actor)
      case 'consultation.approve':
      case 'consultation.reject':
      case 'consultation.merge':
        return must('collecting', 'closed') ?? checkModerate(state, command, actor)
      case 'consultation.appeal':
        return must('collecting', 'closed') ?? checkAppeal(state, command.statement, actor)
      case 'consultation.vote': {
        const one = statementOf(state, command.statement)
        if (!one) return noStatement(command.statement)
        return must('collecting') ?? (one.state === 'approved' ? null : no(`statement ${one.id} is ${one.state}`))
      }
      case 'consultation.report':
        return must('closed') ?? checkReport(state, command)
      case 'consultation.answer': {
        const group = state.groups.find((one) => one.id === command.group)
        if (!group) return no(`consultation ${id} has no group ${command.group}`)
        return must('reported') ?? (group.answer === null ? null : no(`group ${group.id} is answered already`))
      }
      case 'consultation.archive':
        break
    }
    const open = state.groups.find(({ answer }) => answer === null)
    return open ? no(`group ${open.id} of consultation ${id} is not answered yet`) : must('answered')
  },

  apply(state, command, actor) {
    switch (command.type) {
      case 'consultation.setUp': {
        const { type: _, ...about } = command
        state.about = { ...about, by: actor.id }
        return
      }
      case 'consultation.announce':
        state.life = 'announced'
        state.opensAtMs = command.opensAtMs
        state.closesAtMs = command.closesAtMs
        return
      case 'consultation.close':
        state.life = 'closed'
        return
      case 'consultation.submit': {
        const said = { id: command.statement, by: actor.id, text: command.text, submittedMs: state.nowMs }
        const decided = { because: '', decidedBy: '', appeal: null, votes: [] }
        state.statements.push({ ...said, state: 'submitted', ...decided })
        return
      }
      case 'consultation.approve':
        return decide(state, command.statement, { state: 'approved', because: '', decidedBy: actor.id })
      case 'consultation.reject':
        return decide(state, command.statement, { state: 'rejected', because: command.reason, decidedBy: actor.id })
      case 'consultation.merge':
        return decide(state, command.statement, { state: 'merged', because: command.into, decidedBy: actor.id })
      case 'consultation.appeal': {
        const one = statementOf(state, command.statement)
        if (!one) return
        one.appeal = command.why
        one.state = 'submitted'
        return
      }
      case 'consultation.vote': {
        const one = statementOf(state, command.statement)
        if (!one) return
        const before = one.votes.find(({ person }) => person === actor.id)
        if (before) before.choice = command.choice
        else one.votes.push({ person: actor.id, choice: command.choice })
        return
      }
      case 'consultation.report':
        state.reportHash = command.reportHash
        state.groups = command.groups.map((group) => ({ ...group, answer: null }))
        state.life = state.groups.length === 0 ? 'answered' : 'reported'
        return
      case 'consultation.answer': {
        const group = state.groups.find(({ id }) => id === command.group)
        if (group) group.answer = command.text
        if (state.groups.every(({ answer }) => answer !== null)) state.life = 'answered'
        return
      }
      case 'consultation.archive':
        state.life = 'archived'
    }
  },

  step(state, _stepS, _random, _city, felt) {
    state.nowMs = Math.max(state.nowMs, felt.nowMs)
    if (state.life === 'announced' && state.nowMs >= state.opensAtMs) state.life = 'collecting'
    if (state.life === 'collecting' && state.nowMs >= state.closesAtMs) state.life = 'closed'
  },
}

const no = (reason: string): Rejection => ({ reason })
const noStatement = (id: string): Rejection => no(`there is no statement ${id}`)
const statementOf = ({ statements }: ConsultationState, id: string): Statement | undefined =>
  statements.find((one) => one.id === id)

function decide(state: ConsultationState, id: string, how: Pick<Statement, 'state' | 'because' | 'decidedBy'>): void {
  const one = statementOf(state, id)
  if (one) Object.assign(one, how)
}

function checkSetUp({ reasons, moderators }: Given<'consultation.setUp'>): Rejection | null {
  const twice = reasons.find(({ id }, i) => reasons.findIndex((one) => one.id === id) !== i)
  if (twice) return no(`the reason ${twice.id} is given twice`)
  const again = moderators.find((id, i) => moderators.indexOf(id) !== i)
  return again === undefined ? null : no(`${again} is named as a moderator twice`)
}

function checkSubmit(
  { statements }: ConsultationState,
  { statement }: Given<'consultation.submit'>,
  actor: Actor | undefined,
): Rejection | null {
  if (statements.some(({ id }) => id === statement)) return no(`there is a statement ${statement} already`)
  if (statements.length >= MOST_STATEMENTS)
    return no(`there are ${MOST_STATEMENTS} statements; ${statement} is too many`)
  const own = statements.filter(({ by, state }) => by === actor?.id && state === 'submitted').length
  return own < MOST_OF_ONE ? null : no(`${own} statements of yours wait to be read; ${statement} comes after`)
}

/** By a moderator, and after an appeal by another than before. */
function checkModerate(
  state: ConsultationState,
  command: Given<'consultation.approve'> | Given<'consultation.reject'> | Given<'consultation.merge'>,
  actor: Actor | undefined,
): Rejection | null {
  const one = statementOf(state, command.statement)
  if (!one) return noStatement(command.statement)
  if (!actor || state.about?.moderators.includes(actor.id) !== true)
    return no(`statement ${one.id} is decided by the consultation's moderators`)
  if (one.by === actor.id) return no(`statement ${one.id} is decided by somebody else than who wrote it`)
  if (one.state !== 'submitted') return no(`statement ${one.id} is ${one.state} already`)
  if (one.appeal !== null && one.decidedBy === actor.id)
    return no(`the appeal of statement ${one.id} is decided by another moderator than before`)
  if (command.type === 'consultation.reject' && !state.about.reasons.some(({ id }) => id === command.reason))
    return no(`${command.reason} is none of the published reasons`)
  if (command.type !== 'consultation.merge') return null
  const into = statementOf(state, command.into)
  return into?.state === 'approved'
    ? null
    : no(`statement ${one.id} can be merged into an approved one, not ${command.into}`)
}

/** Another than before must be able to decide it, or the consultation would wait for that for ever. */
function checkAppeal(state: ConsultationState, id: string, actor: Actor | undefined): Rejection | null {
  const one = statementOf(state, id)
  if (!one) return noStatement(id)
  if (one.by !== actor?.id) return no(`only who wrote statement ${id} may appeal`)
  if (one.state !== 'rejected') return no(`statement ${id} is ${one.state}; a rejection is what one appeals against`)
  if (one.appeal !== null) return no(`statement ${id} was appealed once already`)
  const isHeard = state.about?.moderators.some((moderator) => moderator !== one.by && moderator !== one.decidedBy)
  return isHeard === true ? null : no(`there is no other moderator who could decide an appeal of statement ${id}`)
}

/** Nobody waits to be read, and every approved statement is in one group. */
function checkReport({ statements }: ConsultationState, { groups }: Given<'consultation.report'>): Rejection | null {
  const waiting = statements.find(({ state }) => state === 'submitted')
  if (waiting) return no(`statement ${waiting.id} waits to be decided; the report comes after`)
  const grouped = groups.flatMap((group) => group.statements)
  const seen = new Set<string>()
  for (const id of grouped) {
    if (seen.has(id)) return no(`statement ${id} is in two groups`)
    seen.add(id)
    if (statements.find((one) => one.id === id)?.state !== 'approved') return no(`statement ${id} is no approved one`)
  }
  const missing = statements.find(({ id, state }) => state === 'approved' && !seen.has(id))
  return missing ? no(`statement ${missing.id} is in no group and would go unanswered`) : null
}

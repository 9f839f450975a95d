// A public consultation as a kernel: statements come in, are approved or rejected for a published reason, merged, appealed once,
// voted on, closed, reported and answered group by group; it cannot be archived unanswered. Follows CIVIC's table; how people
// are grouped is reckoned outside (Polis' way) and comes in with the report.
import type { Actor, CitySystem, Rejection } from '../kernel/system.ts'
import { checkConsultationPermission } from './consultation-permission.ts'
import {
  ConsultationCommand,
  type ConsultationState,
  type GivenTo as Given,
  type Statement,
} from './consultation-shape.ts'

const MOST_STATEMENTS = 20_000
const MOST_OF_ONE = 20

export const consultation: CitySystem<ConsultationState, ConsultationCommand> = {
  id: 'consultation',
  version: 1,
  commands: ConsultationCommand,
  // What somebody may is decided in the consultation; the city asks only that whoever acts has come in by a name.
  leastRole: {
    'consultation.setUp': 'operator',
    'consultation.announce': 'participant',
    'consultation.close': 'participant',
    'consultation.noteResident': 'operator',
    'consultation.submit': 'participant',
    'consultation.approve': 'participant',
    'consultation.reject': 'participant',
    'consultation.merge': 'participant',
    'consultation.appeal': 'participant',
    'consultation.vote': 'participant',
    'consultation.report': 'participant',
    'consultation.answer': 'participant',
    'consultation.archive': 'participant',
    'consultation.forget': 'operator',
  },

  create: () => ({
    nowMs: 0,
    about: null,
    life: 'draft',
    opensAtMs: 0,
    closesAtMs: 0,
    residents: [],
    statements: [],
    reportHash: null,
    groups: [],
  }),

  check(state, command, _city, actor) {
    const { life, about } = state
    if (command.type === 'consultation.setUp')
      return life === 'draft'
        ? (checkConsultationPermission(state, command.type, actor) ?? checkSetUp(command, actor))
        : no(`consultation ${command.consultation} is ${life} already`)
    if (!about) return no(`${command.type} must wait: no consultation is set up yet`)
    const id = about.consultation
    const must = (...be: ConsultationState['life'][]): Rejection | null =>
      be.includes(life) ? null : no(`consultation ${id} is ${life}`)
    const unfit = checkConsultationPermission(state, command.type, actor)
    if (unfit) return unfit
    switch (command.type) {
      case 'consultation.announce':
        if (command.closesAtMs <= command.opensAtMs) return no(`consultation ${id} would close before it opens`)
        if (command.closesAtMs <= state.nowMs) return no(`consultation ${id} would be closed before it is announced`)
        return must('draft', 'announced')
      case 'consultation.close':
        return must('collecting')
      case 'consultation.noteResident':
        return must('collecting') ?? checkResident(state, command)
      case 'consultation.forget':
        return null
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
        state.closesAtMs = state.nowMs
        return
      case 'consultation.noteResident':
        state.residents = state.residents.filter(({ person }) => person !== command.person)
        state.residents.push({ person: command.person, untilMs: command.untilMs })
        return
      case 'consultation.forget':
        return forget(state, command.person)
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

/** Whether the clock alone would change something now: whoever plays it journals a step only then, or before a command. */
export const isConsultationDue = ({ life, opensAtMs, closesAtMs }: ConsultationState, nowMs: number): boolean =>
  (life === 'announced' && nowMs >= opensAtMs) || (life === 'collecting' && nowMs >= closesAtMs)

const no = (reason: string): Rejection => ({ reason })
const noStatement = (id: string): Rejection => no(`there is no statement ${id}`)
const statementOf = ({ statements }: ConsultationState, id: string): Statement | undefined =>
  statements.find((one) => one.id === id)

function decide(state: ConsultationState, id: string, how: Pick<Statement, 'state' | 'because' | 'decidedBy'>): void {
  const one = statementOf(state, id)
  if (one) Object.assign(one, how)
}

/** Opinions count on, under a number that leads to nobody; so do statements that others have answered. */
function forget(state: ConsultationState, person: string): void {
  state.residents = state.residents.filter((one) => one.person !== person)
  state.statements = state.statements.filter((one) => one.by !== person || one.state !== 'submitted')
  for (const one of state.statements) {
    if (one.by !== person || one.state !== 'rejected') continue
    one.text = ''
    if (one.appeal !== null) one.appeal = ''
  }
}

function checkResident(
  { residents, about }: ConsultationState,
  { person, untilMs }: Given<'consultation.noteResident'>,
): Rejection | null {
  if (about?.area === null) return no(`consultation ${about.consultation} asks nobody where they live`)
  const isKnown = residents.some((one) => one.person === person && one.untilMs === untilMs)
  return isKnown ? no(`where ${person} lives is known already`) : null
}

/** Who installs the city asks nothing in its name. */
function checkSetUp(
  { reasons, moderators, officers }: Given<'consultation.setUp'>,
  actor: Actor | undefined,
): Rejection | null {
  const twice = reasons.find(({ id }, i) => reasons.findIndex((one) => one.id === id) !== i)
  if (twice) return no(`the reason ${twice.id} is given twice`)
  const again = moderators.find((id, i) => moderators.indexOf(id) !== i)
  if (again !== undefined) return no(`${again} is named as a moderator twice`)
  const both = [...moderators, ...officers].find((id) => id === actor?.id)
  return both === undefined ? null : no(`${both} sets it up, and is neither its moderator nor its officer`)
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
  if (one.by === actor?.id) return no(`statement ${one.id} is decided by somebody else than who wrote it`)
  if (one.state !== 'submitted') return no(`statement ${one.id} is ${one.state} already`)
  if (one.appeal !== null && one.decidedBy === actor?.id)
    return no(`the appeal of statement ${one.id} is decided by another moderator than before`)
  if (command.type === 'consultation.reject' && state.about?.reasons.some(({ id }) => id === command.reason) !== true)
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

// Incidents: what went wrong, from new to closed, one state after the other, with who did what. A failed task opens one by
// itself; drills open drills.
import type { Actor, Rejection } from '../../kernel/system.ts'
import {
  type Equipped,
  type Incident,
  INCIDENT_STATES,
  type Task,
  type TasksCommand,
  type TasksState,
  type Why,
} from './life.ts'

type Open = Extract<TasksCommand, { type: 'tasks.openIncident' }>
type Move = Extract<TasksCommand, { type: 'tasks.moveIncident' }>

const MOST_OPEN = 200
const MOST_CLOSED = 50

export const isOpen = ({ state }: Incident): boolean => state !== 'closed'
/** Nothing is wrong any more, whatever is still to be written about it. */
export const isMended = ({ state }: Incident): boolean =>
  INCIDENT_STATES.indexOf(state) >= INCIDENT_STATES.indexOf('resolved')

export function checkOpen({ incidents }: TasksState, { title }: Open): Rejection | null {
  if (incidents.filter(isOpen).length < MOST_OPEN) return null
  return { reason: `${MOST_OPEN} incidents are open; close one before "${title}"` }
}

export function checkMove({ incidents }: TasksState, { incident, to, assignee }: Move): Rejection | null {
  const one = incidents.find(({ id }) => id === incident)
  if (!one) return { reason: `there is no incident ${incident}` }
  const next = INCIDENT_STATES[INCIDENT_STATES.indexOf(one.state) + 1]
  if (next === undefined) return { reason: `${incident} is closed` }
  if (to !== next) return { reason: `${incident} is ${one.state}; the next state is ${next}` }
  if (to === 'assigned' && assignee === undefined) return { reason: `${incident} must be assigned to somebody` }
  return null
}

export function open(state: TasksState, { title, eastM, northM, isDrill, alert }: Open, actor: Actor): void {
  const about = { title, task: null, device: null, alert: alert ?? null, why: null }
  add(state, { ...about, atM: [eastM, northM], isDrill, by: actor.name ?? actor.id })
}

export function openForTask(state: TasksState, task: Task, why: Why, { about }: Equipped): void {
  const { id, device, isDrill } = task
  const atM = [about.eastM, about.northM] as const
  add(state, { title: null, task: id, device, alert: null, why, atM, isDrill, by: '' })
}

export function move(state: TasksState, { incident, to, note = '', assignee }: Move, actor: Actor): void {
  const one = state.incidents.find(({ id }) => id === incident)
  if (!one) return
  one.state = to
  one.assignee = assignee ?? one.assignee
  one.log.push({ to, by: actor.name ?? actor.id, atMs: state.nowMs, note })
  const closed = state.incidents.filter((other) => !isOpen(other))
  const oldest = closed.length > MOST_CLOSED ? closed[0] : undefined
  if (oldest) state.incidents = state.incidents.filter((other) => other !== oldest)
}

type About = Pick<Incident, 'title' | 'task' | 'device' | 'alert' | 'why' | 'atM' | 'isDrill'>

function add(state: TasksState, { by, ...about }: About & { readonly by: string }): void {
  const { nowMs } = state
  const log: Incident['log'] = [{ to: 'new', by, atMs: nowMs, note: '' }]
  const id = `incident-${++state.incidentCount}`
  state.incidents.push({ id, ...about, openedMs: nowMs, state: 'new', assignee: null, log })
}

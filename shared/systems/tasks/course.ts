// How a task goes on once it is asked for: sent, answered, read back, or out of time. A failure opens an incident.
import { readParameter } from './device.ts'
import { openForTask } from './incidents.ts'
import {
  deviceOf,
  type Equipped,
  type Given,
  type Happening,
  isOver,
  type Task,
  taskOf,
  type TasksState,
  type Why,
} from './life.ts'

const MOST_KEPT = 200
const MOST_HAPPENED = 50
/** A drill goes on to its next state every so often. */
const DRILL_STEP_MS = 1000

export function send(state: TasksState, task: Task): void {
  task.life = { is: 'sent', sentMs: state.nowMs }
  deviceOf(state, task.device)?.sentMs.push(state.nowMs)
  note(state, 'sent', task.device)
}

export function answered(
  state: TasksState,
  { task: id, state: said, reason = '' }: Given<'tasks.deviceAnswered'>,
): void {
  const task = taskOf(state, id)
  const known = task && deviceOf(state, task.device)
  if (!task || !known || !('sentMs' in task.life)) return
  const { sentMs } = task.life
  switch (said) {
    case 'accepted':
    case 'running':
      // Answers may overtake each other.
      if (task.life.is !== 'running') task.life = { is: said, sentMs }
      return
    case 'done':
      task.life = { is: 'running', sentMs }
      return settle(state, task, known)
    case 'failed':
      return fail(state, task, known, { ...readOf(task, known), is: 'said', reason })
    case 'declined':
      task.life = { is: 'declined', atMs: state.nowMs, by: task.device, reason }
      return note(state, 'declined', task.device)
  }
}

/** Done when what was read back since it was sent agrees; what the device says of itself is not enough. */
export function settle(state: TasksState, task: Task, { about, position }: Equipped): void {
  if (!('sentMs' in task.life) || !position || position.atMs < task.life.sentMs) return
  const wanted = task.parameters[readParameter(about)]
  if (wanted === undefined || Math.abs(position.value - wanted) > about.readBack.tolerance) return
  task.life = { is: 'done', atMs: state.nowMs }
  note(state, 'done', task.device)
}

export function go(state: TasksState, task: Task): void {
  const { nowMs } = state
  const { life } = task
  switch (life.is) {
    case 'requested':
    case 'approved':
      if (task.expiresAtMs <= nowMs) {
        task.life = { is: 'expired', atMs: nowMs }
        return note(state, 'expired', task.device)
      }
      if (task.isDrill && life.is === 'approved' && nowMs - life.atMs >= DRILL_STEP_MS)
        task.life = { is: 'sent', sentMs: nowMs }
      return
    case 'sent':
    case 'accepted':
    case 'running': {
      if (task.isDrill) return drill(state, task)
      const known = deviceOf(state, task.device)
      if (!known || nowMs - life.sentMs <= known.about.readBack.withinS * 1000) return
      const read = readOf(task, known)
      const isRead = known.position !== null && known.position.atMs >= life.sentMs
      const is = isRead ? 'contradicts' : life.is === 'sent' ? 'noAnswer' : 'noReadBack'
      return fail(state, task, known, { ...read, is, reason: '' })
    }
    case 'done':
    case 'failed':
    case 'expired':
    case 'declined':
  }
}

/** A drill plays the device's part: it accepts, runs and is done, and no position moves. */
function drill(state: TasksState, task: Task): void {
  if (!('sentMs' in task.life)) return
  const { sentMs } = task.life
  const steps = Math.floor((state.nowMs - sentMs) / DRILL_STEP_MS)
  if (steps === 1) task.life = { is: 'accepted', sentMs }
  if (steps === 2) task.life = { is: 'running', sentMs }
  if (steps >= 3) task.life = { is: 'done', atMs: state.nowMs }
}

const readOf = ({ parameters }: Task, { about, position }: Equipped): Pick<Why, 'wanted' | 'read'> => ({
  wanted: parameters[readParameter(about)] ?? 0,
  read: position?.value ?? null,
})

function fail(state: TasksState, task: Task, known: Equipped, why: Why): void {
  task.life = { is: 'failed', atMs: state.nowMs, why }
  note(state, 'failed', task.device)
  openForTask(state, task, why, known)
  note(state, 'incident', task.device)
}

/** What is over goes, the oldest first, but never before it has expired: until then its id must not come again. */
export function forget(state: TasksState): void {
  const over = state.tasks.filter((task) => isOver(task) && task.expiresAtMs <= state.nowMs)
  const gone = new Set(over.slice(0, Math.max(0, state.tasks.length - MOST_KEPT)))
  if (gone.size > 0) state.tasks = state.tasks.filter((task) => !gone.has(task))
}

export function note(state: TasksState, what: Happening['what'], device: string): void {
  state.happened.push({ n: ++state.count, atMs: state.nowMs, what, device })
  if (state.happened.length > MOST_HAPPENED) state.happened.shift()
}

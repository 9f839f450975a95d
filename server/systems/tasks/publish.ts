// What is shown of tasks: devices with where they stand and what they read, tasks and incidents as rows, and marks of what
// was sent, done and failed. Of what is over only the latest is told.
import type { Command } from '../../../shared/kernel/system.ts'
import { wordsJson } from '../../../shared/kernel/words.ts'
import { assignmentsOf, isEnded } from '../../../shared/systems/tasks/assignments.ts'
import { isOpen } from '../../../shared/systems/tasks/incidents.ts'
import { type Happening, isOver, type TasksState } from '../../../shared/systems/tasks/life.ts'
import { assignmentRow, deviceRow, incidentRow, taskRow } from '../../../shared/systems/tasks/told.ts'
import type { Publisher } from '../publisher.ts'

const MOST_OVER = 12
const MOST_CLOSED = 8
/** Of what decisions asked for: their records tell what became of it. */
const MOST_DECIDED = 40
/** Commands that are marked by themselves; the rest marks what comes of it. */
const MARKED = new Set(['tasks.request', 'tasks.approve', 'tasks.moveIncident'])

export const tasksShown: Publisher<TasksState> = {
  system: 'tasks',
  rows(state) {
    const { devices, tasks, incidents } = state
    const decided = tasks.filter((one) => isOver(one) && one.behind !== undefined).slice(-MOST_DECIDED)
    const over = [...tasks.filter(isOver).slice(-MOST_OVER), ...decided]
    const assignments = assignmentsOf(state)
    const ended = assignments.filter(isEnded).slice(-MOST_DECIDED)
    const closed = incidents.filter((one) => !isOpen(one)).slice(-MOST_CLOSED)
    return [
      ...devices.map((one) => row('device', deviceRow(one))),
      ...tasks.filter((one) => !isOver(one) || over.includes(one)).map((one) => row('task', taskRow(one))),
      ...assignments
        .filter((one) => !isEnded(one) || ended.includes(one))
        .map((one) => row('assignment', assignmentRow(one))),
      ...incidents.filter((one) => isOpen(one) || closed.includes(one)).map((one) => row('incident', incidentRow(one))),
    ]
  },
  markOf(command: Command & Readonly<Record<string, unknown>>) {
    if (!MARKED.has(command.type)) return null
    const about = [command['incident'], command['task'], command['device']].find((one) => typeof one === 'string')
    return typeof about === 'string' ? about : ''
  },
  happened: (state) => state.happened.map((one) => ({ n: one.n, mark: markOf(one, state) })),
}

const row = (list: string, of: { readonly id: string }) => ({ id: `tasks.${list}/${of.id}`, json: JSON.stringify(of) })

function markOf({ atMs, what, device }: Happening, { devices }: TasksState) {
  const given = devices.find(({ about }) => about.device === device)?.about.name ?? device
  return { atMs, kind: `tasks.${what}`, text: wordsJson(typeof given === 'string' ? { en: given } : given) }
}

// Tasks that decisions ask for, as commands of the tasks system: a device's rests on its trial in the branch that was the
// evidence, a department's is an assignment. What became of them is read from live's rows and from nothing else.
import { randomUUID } from 'node:crypto'
import { decisionAs } from '../../../shared/kernel/decision.ts'
import type { Actor, Command } from '../../../shared/kernel/system.ts'
import type { Effect } from '../../../shared/records/effect.ts'
import { isSame, type Parameters } from '../../../shared/systems/tasks/device.ts'
import { type Given, TasksCommand } from '../../../shared/systems/tasks/life.ts'
import { SERVER } from '../../../shared/systems/tasks/tasks.ts'
import { AssignmentRow, DeviceRow, TaskRow } from '../../../shared/systems/tasks/told.ts'
import type { DecidedDesk, DecidedWish, DeedSeen, OpenDecided } from '../decided.ts'

const LIVE = 'live'
const DAY_MS = 86_400_000
const MOST_TEXT = 500
const ACTOR: Actor = { id: SERVER, role: 'operator' }
/** What a refusal says of a wish that was granted before. */
const GRANTED = 'was asked for already'

type DeviceEffect = Extract<Effect, { kind: 'device' }>

export const openDecided: OpenDecided = ({ twin }) => {
  const act = async (command: Command, actor: Actor): Promise<string | null> => {
    const verdict = await twin.act(LIVE, { command, actor, intent: `${command.type}-${randomUUID()}` })
    return verdict.ok ? null : verdict.reason
  }
  const row = <T>(id: string, shape: { parse(raw: unknown): T }): T | null => {
    const found = twin.live().facts?.rows?.find((one) => one.id === id)
    return found ? shape.parse(JSON.parse(found.json)) : null
  }
  const deviceOf = (id: string): DeviceRow | null => row(`tasks.device/${id}`, DeviceRow)

  /** In which fork live knows that this was tried; noted first where the branch that was the evidence did it. */
  async function trialOf(
    { record, tried }: DecidedWish,
    device: DeviceRow,
    wanted: Parameters,
  ): Promise<string | null> {
    const known = device.trials.findLast(({ parameters }) => isSame(parameters, wanted))
    if (known) return known.fork
    const didSo = tried.some((command) => {
      const one = TasksCommand.safeParse(command)
      return one.data?.type === 'tasks.simulate' && one.data.device === device.id && isSame(one.data.parameters, wanted)
    })
    if (!didSo) return null
    const fork = `record-${record}`
    const noted: Given<'tasks.noteTrial'> = { type: 'tasks.noteTrial', device: device.id, fork, parameters: wanted }
    return (await act(noted, ACTOR)) === null ? fork : null
  }

  async function askDevice(wish: DecidedWish, { device: id, parameters, dueAt }: DeviceEffect): Promise<string | null> {
    const device = deviceOf(id)
    if (!device) return `there is no device ${id} to command`
    const wanted: Record<string, number> = {}
    for (const [key, value] of Object.entries(parameters)) {
      if (typeof value === 'string') return `${key} of ${id} must be a number, not "${value.slice(0, 40)}"`
      wanted[key] = Number(value)
    }
    const fork = await trialOf(wish, device, wanted)
    if (fork === null) return `this was not tried with ${id} in the branch that was voted on; try it in a fork first`
    const nowMs = twin.live().facts?.nowMs ?? 0
    const request: Given<'tasks.request'> = {
      type: 'tasks.request',
      idempotencyKey: wish.task,
      device: id,
      parameters: wanted,
      expiresAtMs: Math.min(Math.max(Date.parse(dueAt), nowMs + DAY_MS), nowMs + 365 * DAY_MS),
      isDrill: false,
      simulatedOn: fork,
      behind: [...wish.behind].slice(0, 20),
    }
    return act(request, decisionAs(wish.record))
  }

  return {
    async ask(wish) {
      const { effect, task, record } = wish
      if (row(`tasks.task/${task}`, TaskRow) ?? row(`tasks.assignment/${task}`, AssignmentRow)) return null
      const refusal =
        effect.kind === 'device'
          ? await askDevice(wish, effect)
          : await act(assignmentOf(task, effect), decisionAs(record))
      return refusal?.includes(GRANTED) === true ? null : refusal
    },
    seen(task) {
      const own = row(`tasks.task/${task}`, TaskRow)
      if (own) return seenOf(own, deviceOf(own.device))
      const assigned = row(`tasks.assignment/${task}`, AssignmentRow)
      return assigned && seenAssigned(assigned)
    },
    async withdraw(record, task, reason) {
      const isDevice = row(`tasks.task/${task}`, TaskRow) !== null
      const command: Given<'tasks.decline'> | Given<'tasks.moveAssignment'> = isDevice
        ? { type: 'tasks.decline', task, reason }
        : { type: 'tasks.moveAssignment', task, to: 'declined', note: reason }
      // What is under way or over stays what it is.
      await act(command, decisionAs(record))
    },
    async move({ id, name }, what) {
      const { data } = TasksCommand.safeParse({ ...(what as object), type: 'tasks.moveAssignment' })
      if (!data)
        return 'a task of a department is moved with {"to": "accepted", "running", "done" or "declined", "note": "…"}'
      return act(data, { id, name, role: 'operator' })
    },
  } satisfies DecidedDesk
}

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').slice(0, MOST_TEXT) || '-'

const assignmentOf = (
  task: string,
  { what, department, dueAt }: Extract<Effect, { kind: 'department' }>,
): Given<'tasks.assign'> => ({
  type: 'tasks.assign',
  task,
  what: oneLine(what),
  department: oneLine(department),
  dueAtMs: Date.parse(dueAt),
})

const DEVICE_STATES = {
  requested: 'requested',
  approved: 'underWay',
  sent: 'underWay',
  accepted: 'underWay',
  running: 'underWay',
  done: 'done',
  failed: 'failed',
  expired: 'failed',
  declined: 'declined',
} as const

const WHY = {
  noAnswer: 'it did not answer',
  noReadBack: 'nothing was read back',
  contradicts: 'what was read back contradicts it',
  said: 'it said no',
  unreachable: 'it could not be called',
} as const

function seenOf(
  { state, approvedBy, requestedMs, sinceMs = requestedMs, why, declined }: TaskRow,
  device: DeviceRow | null,
): DeedSeen {
  const { position = null, readBack } = device ?? {}
  const failed = why && [WHY[why.is], why.reason].filter((part) => part !== '').join(': ')
  return {
    state: DEVICE_STATES[state],
    word: state,
    atMs: sinceMs,
    by: approvedBy?.name ?? '',
    why: failed ?? (state === 'expired' ? 'nobody approved it in time' : declined),
    read: position && readBack ? { key: readBack.key, ...position } : null,
  }
}

const seenAssigned = ({ state, sinceMs, by, note }: AssignmentRow): DeedSeen => ({
  state: state === 'accepted' || state === 'running' ? 'underWay' : state,
  word: state,
  atMs: sinceMs,
  by: state === 'requested' ? '' : by,
  why: note,
  read: null,
})

// Calls devices for tasks that two people agreed on, and tells live what was tried in forks. Each is journalled as sent before its device is called, so a crash
// in between calls nobody and the task fails for want of an answer: a device is called at most once. Drills and forks are
// never looked at. Where actuation is off, only devices that are programs are called.
import { randomUUID } from 'node:crypto'
import type { Actor, Command } from '../../../shared/kernel/system.ts'
import type { Facts } from '../../../shared/protocol/facts.ts'
import { SERVER } from '../../../shared/systems/tasks/tasks.ts'
import { DeviceRow, TaskRow } from '../../../shared/systems/tasks/told.ts'
import type { Acting } from '../acting.ts'

const LIVE = 'live'
const ACTOR: Actor = { id: SERVER, role: 'operator' }
const LOOK_EVERY_MS = 200
const AGAIN_MS = 2000
const OFF = 'this server may not call devices; its owner sets TOWNHALL_ACTUATION=yes'

export const openActuator: Acting = ({ twin, send, isOn, onFault }) => {
  /** Tasks that were taken up here, and when to try again what was not let go; what is told of them may lag behind. */
  const taken = new Map<string, number>()
  const running = new Set<Promise<void>>()
  let seen = -1

  /** Forks whose trials live knows of. */
  const noted = new Set<string>()
  const keep = (promise: Promise<void>): void => {
    const run = promise.catch(onFault)
    running.add(run)
    void run.finally(() => running.delete(run))
  }

  const act = (command: Command & Readonly<Record<string, unknown>>) =>
    // Another intent each time: an answer given before is never taken for leave to call again.
    twin.act(LIVE, { command, actor: ACTOR, intent: `${command.type}-${randomUUID()}` })

  const take = async (key: string, task: TaskRow, device: DeviceRow | undefined): Promise<void> => {
    const isLet = device?.isSimulated === true || isOn
    const leave = await act(
      isLet ? { type: 'tasks.send', task: task.id } : { type: 'tasks.decline', task: task.id, reason: OFF },
    )
    // Not recorded, or too soon after another: the device was not called.
    if (!leave.ok) taken.set(key, performance.now() + AGAIN_MS)
    if (!leave.ok || !isLet) return
    const { id: taskId, parameters, expiresAtMs } = task
    try {
      await send(task.device, { taskId, parameters, expiresAtMs })
    } catch (error) {
      onFault(error)
      const reason = `it could not be called: ${error instanceof Error ? error.message : String(error)}`.slice(0, 160)
      await act({ type: 'tasks.deviceAnswered', task: taskId, state: 'failed', reason })
    }
  }

  /** What was tried in forks that have ended becomes known to live: there a task can rest on it. */
  const note = (live: readonly DeviceRow[]): void => {
    for (const { name: fork, status, facts } of twin.forks()) {
      if (status !== 'done' || noted.has(fork)) continue
      noted.add(fork)
      for (const { id: device, tried } of rowsOf(facts?.rows ?? [], 'tasks.device/', DeviceRow)) {
        const isKnown = live.some((one) => one.id === device && one.trials.some((trial) => trial.fork === fork))
        if (tried === null || isKnown) continue
        keep(
          act({ type: 'tasks.noteTrial', device, fork, parameters: tried }).then((verdict) => {
            if (!verdict.ok) onFault(new Error(`the trial in ${fork} was not noted: ${verdict.reason}`))
          }),
        )
      }
    }
  }

  const look = (): void => {
    if (twin.version() === seen) return
    seen = twin.version()
    const rows = twin.live().facts?.rows ?? []
    const devices = rowsOf(rows, 'tasks.device/', DeviceRow)
    note(devices)
    const approved = rowsOf(rows, 'tasks.task/', TaskRow).filter((task) => task.state === 'approved' && !task.isDrill)
    if (approved.length === 0) {
      taken.clear()
      return
    }
    for (const task of approved) {
      const key = `${task.id} ${task.requestedMs}`
      if (performance.now() < (taken.get(key) ?? 0)) continue
      taken.set(key, Infinity)
      keep(
        take(
          key,
          task,
          devices.find(({ id }) => id === task.device),
        ),
      )
    }
  }
  const timer = setInterval(() => {
    try {
      look()
    } catch (error) {
      onFault(error)
    }
  }, LOOK_EVERY_MS)

  return {
    close: async () => {
      clearInterval(timer)
      await Promise.all(running)
    },
  }
}

function rowsOf<T>(rows: NonNullable<Facts['rows']>, list: string, shape: { parse(raw: unknown): T }): readonly T[] {
  return rows.filter(({ id }) => id.startsWith(list)).map(({ json }) => shape.parse(JSON.parse(json)))
}

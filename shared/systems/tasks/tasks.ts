// Commands to devices as tasks: tried in a fork, asked for by one person, approved by another, sent once by the server,
// answered by the device, and done only when a sensor reads the wish back; else failed, with an incident. Drills go the
// same way and never leave the server. The twin believes the city, not its own wish: only `observe` moves a position.
import { isDecision } from '../../kernel/decision.ts'
import type { Actor, CitySystem, Observation, Rejection } from '../../kernel/system.ts'
import { checkDevice, checkLimits, checkPace, checkParameters, isSame, type Parameters } from './device.ts'
import { assign, checkAssign, checkMoved, moveAssignment } from './assignments.ts'
import { answered, forget, go, note, send, settle } from './course.ts'
import { checkMove, checkOpen, isMended, isOpen, move, open } from './incidents.ts'
import {
  deviceOf,
  type Equipped,
  type Given,
  isAtWork,
  isOver,
  isUnderWay,
  type Person,
  type Task,
  taskOf,
  TasksCommand,
  type TasksState,
} from './life.ts'
import { incidentTold } from './told.ts'

/** Ids that no person has: those of people are made by the rooms, of letters, digits, `-` and `_`, nine at least. */
export const SERVER = 'server'
/** Who is known by a key alone and not in the room. */
export const keyActor = (key: string): string => `key:${key}`
export const deviceActor = (device: string): string => `device:${device}`

const MOST_DEVICES = 500
const MOST_WAITING = 100
const MOST_TRIALS = 20
const MOST_AHEAD_MS = 24 * 3_600_000
/** What a decision asks for waits until it is due. */
const DECISION_AHEAD_MS = 366 * MOST_AHEAD_MS
const HOUR_MS = 3_600_000

export const tasks: CitySystem<TasksState, TasksCommand> = {
  id: 'tasks',
  version: 1,
  commands: TasksCommand,
  leastRole: {
    'tasks.equipDevice': 'operator',
    'tasks.setLimits': 'operator',
    'tasks.simulate': 'planner',
    'tasks.noteTrial': 'operator',
    'tasks.request': 'operator',
    'tasks.approve': 'operator',
    'tasks.decline': 'operator',
    'tasks.send': 'operator',
    'tasks.deviceAnswered': 'operator',
    'tasks.assign': 'operator',
    'tasks.moveAssignment': 'operator',
    'tasks.openIncident': 'operator',
    'tasks.moveIncident': 'operator',
  },

  create: () => ({ nowMs: 0, devices: [], tasks: [], incidents: [], incidentCount: 0, happened: [], count: 0 }),

  check(state, command, _city, actor) {
    switch (command.type) {
      case 'tasks.equipDevice':
        return actor?.id === SERVER
          ? checkEquip(state, command)
          : { reason: `only the server equips ${command.device}` }
      case 'tasks.setLimits': {
        const known = deviceOf(state, command.device)
        if (!known) return noDevice(command.device)
        return command.limits && checkLimits(known.about, command.limits)
      }
      case 'tasks.simulate': {
        const known = deviceOf(state, command.device)
        return known ? checkParameters(known.about, known.limits, command.parameters) : noDevice(command.device)
      }
      case 'tasks.noteTrial':
        if (actor?.id !== SERVER) return { reason: `only the server notes what was tried in ${command.fork}` }
        return deviceOf(state, command.device) ? null : noDevice(command.device)
      case 'tasks.request':
        return checkRequest(state, command, actor)
      case 'tasks.approve':
        return checkApprove(state, command.task, actor)
      case 'tasks.decline': {
        const task = taskOf(state, command.task)
        if (!task) return noTask(command.task)
        if (task.life.is === 'requested' || task.life.is === 'approved') return null
        return { reason: `task ${task.id} is ${task.life.is} and cannot be declined any more` }
      }
      case 'tasks.send':
        return actor?.id === SERVER
          ? checkSend(state, command.task)
          : { reason: `only the server sends ${command.task}` }
      case 'tasks.deviceAnswered':
        return checkAnswer(state, command.task, actor)
      case 'tasks.assign':
        return isOfDecision(actor) ? checkAssign(state, command) : { reason: `only decisions ask for ${command.task}` }
      case 'tasks.moveAssignment':
        return checkMoved(state, command, actor && isMachine(actor.id) ? actor.id : null)
      case 'tasks.openIncident':
        return checkOpen(state, command)
      case 'tasks.moveIncident':
        break
    }
    return checkMove(state, command)
  },

  apply(state, command, actor) {
    switch (command.type) {
      case 'tasks.equipDevice':
        return equip(state, command)
      case 'tasks.setLimits': {
        const known = deviceOf(state, command.device)
        if (known) known.limits = command.limits
        return
      }
      case 'tasks.simulate': {
        const known = deviceOf(state, command.device)
        if (known) known.tried = command.parameters
        return
      }
      case 'tasks.noteTrial': {
        const { device, fork, parameters } = command
        const known = deviceOf(state, device)
        if (known) known.trials = [...known.trials, { fork, parameters }].slice(-MOST_TRIALS)
        return
      }
      case 'tasks.request':
        return request(state, command, actor)
      case 'tasks.approve': {
        const task = taskOf(state, command.task)
        if (!task) return
        task.approvedBy = personOf(actor)
        task.life = { is: 'approved', atMs: state.nowMs }
        return
      }
      case 'tasks.decline': {
        const task = taskOf(state, command.task)
        if (!task) return
        task.life = { is: 'declined', atMs: state.nowMs, by: personOf(actor).name, reason: command.reason }
        return note(state, 'declined', task.device)
      }
      case 'tasks.send': {
        const task = taskOf(state, command.task)
        if (task) send(state, task)
        return
      }
      case 'tasks.deviceAnswered':
        return answered(state, command)
      case 'tasks.assign':
        return assign(state, command, actor)
      case 'tasks.moveAssignment':
        return moveAssignment(state, command, actor)
      case 'tasks.openIncident':
        open(state, command, actor)
        return note(state, 'incident', '')
      case 'tasks.moveIncident':
        return move(state, command, actor)
    }
  },

  observe(state, { thing, key, value, atMs }: Observation) {
    for (const one of state.devices) {
      const { readBack } = one.about
      if (readBack.thing !== thing || readBack.key !== key) continue
      if (one.position && atMs < one.position.atMs) continue
      one.position = { value, atMs }
      const task = state.tasks.find((other) => other.device === one.about.device && isAtWork(other))
      if (task && !task.isDrill) settle(state, task, one)
    }
  },

  step(state, _stepS, _random, _city, felt) {
    state.nowMs = felt.nowMs
    for (const task of state.tasks) go(state, task)
    for (const one of state.devices) one.sentMs = one.sentMs.filter((ms) => state.nowMs - ms < HOUR_MS)
    forget(state)
  },

  alerts: (state) =>
    state.incidents
      .filter((one) => !isMended(one))
      .map((one) => ({ id: `tasks/${one.id}`, severity: 'warning', atM: one.atM, ...incidentTold(one, state) })),

  indicators: (state) => [
    {
      id: 'tasks.waiting',
      label: 'Tasks not over',
      value: state.tasks.filter((task) => !isOver(task)).length,
      unit: '',
    },
    { id: 'tasks.incidents', label: 'Open incidents', value: state.incidents.filter(isOpen).length, unit: '' },
  ],
}

const noDevice = (id: string): Rejection => ({ reason: `there is no device ${id} to command` })
const noTask = (id: string): Rejection => ({ reason: `there is no task ${id}` })
const personOf = ({ id, name }: Actor): Person => ({ id, name: name ?? id })
const isOfDecision = (actor: Actor | undefined): boolean => actor !== undefined && isDecision(actor.id)
const isMachine = (id: string): boolean => id === SERVER || id.startsWith('device:') || isDecision(id)

function checkEquip(state: TasksState, command: Given<'tasks.equipDevice'>): Rejection | null {
  const { type: _, ...about } = command
  const known = deviceOf(state, about.device)
  if (known && JSON.stringify(known.about) === JSON.stringify(about))
    return { reason: `device ${about.device} is equipped so already` }
  if (!known && state.devices.length >= MOST_DEVICES)
    return { reason: `there are ${MOST_DEVICES} devices; ${about.device} is one too many` }
  return checkDevice(about)
}

function equip(state: TasksState, command: Given<'tasks.equipDevice'>): void {
  const { type: _, ...about } = command
  const known = deviceOf(state, about.device)
  if (!known) {
    state.devices.push({ about, limits: null, position: null, tried: null, trials: [], sentMs: [] })
    return
  }
  known.about = about
  // Limits of a device that can do less now would be wider than its own.
  if (known.limits && checkLimits(about, known.limits)) known.limits = null
}

function checkRequest(state: TasksState, wish: Given<'tasks.request'>, actor?: Actor): Rejection | null {
  const { idempotencyKey: id, device, parameters, expiresAtMs, isDrill, simulatedOn, behind } = wish
  if (behind && !isOfDecision(actor)) return { reason: `only a decision names who stands behind task ${id}` }
  const known = deviceOf(state, device)
  if (!known) return noDevice(device)
  if (taskOf(state, id)) return { reason: `task ${id} was asked for already` }
  if (expiresAtMs <= state.nowMs) return { reason: `task ${id} for ${device} has expired already` }
  const aheadMs = isOfDecision(actor) ? DECISION_AHEAD_MS : MOST_AHEAD_MS
  if (state.nowMs > 0 && expiresAtMs > state.nowMs + aheadMs)
    return { reason: `task ${id} for ${device} must expire within ${isOfDecision(actor) ? 'a year' : 'a day'}` }
  if (state.tasks.filter((task) => !isOver(task)).length >= MOST_WAITING)
    return { reason: `${MOST_WAITING} tasks wait already; ${id} is one too many` }
  return (
    checkParameters(known.about, known.limits, parameters) ??
    (isDrill ? null : checkTrial(known, parameters, simulatedOn)) ??
    pace(state, known)
  )
}

/** Whether the very same was tried in that fork, as the server noted when it ended. */
function checkTrial({ about: { device }, trials }: Equipped, wanted: Parameters, fork?: string): Rejection | null {
  if (fork === undefined) return { reason: `try the task for ${device} in a fork first, and name the fork` }
  if (trials.some((one) => one.fork === fork && isSame(one.parameters, wanted))) return null
  return { reason: `this was not tried with ${device} in the fork ${fork}` }
}

function request(state: TasksState, wish: Given<'tasks.request'>, actor: Actor): void {
  const { idempotencyKey: id, device, parameters, expiresAtMs, isDrill, simulatedOn = null, behind } = wish
  const { key, isSignedIn } = actor
  const requestedBy = { ...personOf(actor), ...(key && { key }), ...(isSignedIn && { isSignedIn }) }
  const asked = { requestedBy, requestedMs: state.nowMs, expiresAtMs, ...(behind && { behind }) }
  const life = { is: 'requested' } as const
  state.tasks.push({ id, device, parameters, isDrill, simulatedOn, ...asked, approvedBy: null, life })
}

function checkApprove(state: TasksState, id: string, actor: Actor | undefined): Rejection | null {
  const task = taskOf(state, id)
  if (!task) return noTask(id)
  if (task.life.is !== 'requested') return { reason: `task ${id} is ${task.life.is} already` }
  if (!actor || isMachine(actor.id)) return { reason: `task ${id} must be approved by a person` }
  if (actor.id === task.requestedBy.id)
    return { reason: `task ${id} must be approved by somebody else than ${task.requestedBy.name}, who asked for it` }
  if (mayBeSame(state, task, actor))
    return {
      reason: `task ${id} was asked for with the ${actor.key} key, and you came with it too: it must be approved by somebody who signs in without it`,
    }
  if (task.behind?.includes(actor.id) === true)
    return { reason: `task ${id} must be approved by somebody who does not stand behind ${task.requestedBy.name}` }
  return checkStart(state, task)
}

/**
 * By one key one may come in as two: over the API and in the room, or in two windows. Two accounts are two people; two windows
 * are enough where nothing real moves.
 */
function mayBeSame(state: TasksState, { requestedBy, device, isDrill }: Task, actor: Actor): boolean {
  const { id, key, isSignedIn } = requestedBy
  if (key === undefined || key !== actor.key || (isSignedIn && actor.isSignedIn)) return false
  return id === keyActor(key) || !(isDrill || deviceOf(state, device)?.about.isSimulated)
}

function checkSend(state: TasksState, id: string): Rejection | null {
  const task = taskOf(state, id)
  if (!task) return noTask(id)
  if (task.isDrill) return { reason: `task ${id} is a drill and never leaves the server` }
  if (task.life.is !== 'approved') return { reason: `task ${id} is ${task.life.is}, not approved` }
  return checkStart(state, task)
}

/** Whether it may be done now: limits may have been set since it was asked for. */
function checkStart(state: TasksState, task: Task): Rejection | null {
  const { id, device, parameters, expiresAtMs } = task
  const known = deviceOf(state, device)
  if (!known) return noDevice(device)
  if (expiresAtMs <= state.nowMs) return { reason: `task ${id} for ${device} has expired` }
  const other = state.tasks.find((one) => one !== task && one.device === device && isUnderWay(one))
  if (other) return { reason: `device ${device} is still busy with task ${other.id}` }
  return checkParameters(known.about, known.limits, parameters) ?? (task.isDrill ? null : pace(state, known))
}

const pace = ({ nowMs }: TasksState, { about, limits, sentMs }: Equipped): Rejection | null =>
  checkPace(about, limits, { sentMs, nowMs })

function checkAnswer(state: TasksState, id: string, actor: Actor | undefined): Rejection | null {
  const task = taskOf(state, id)
  if (!task) return noTask(id)
  if (actor?.id !== SERVER && actor?.id !== deviceActor(task.device))
    return { reason: `only device ${task.device} answers for task ${id}` }
  if (task.isDrill || !isAtWork(task)) return { reason: `task ${id} is ${task.life.is}; nobody waits for its answer` }
  return null
}

// Tasks to devices: two people, limits, expiry, read-back, drills, and what happens when a device does not do as told.
import { describe, expect, it } from 'vitest'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { encodeCanonical } from '../../kernel/canonical.ts'
import { describeSystem } from '../../kernel/conformance.ts'
import { Random } from '../../kernel/random.ts'
import type { Actor } from '../../kernel/system.ts'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import { INCIDENT_STATES, isOver, type Task, type TasksCommand, type TasksState } from './life.ts'
import { deviceActor, keyActor, SERVER, tasks } from './tasks.ts'
import { deviceRow, DeviceRow, incidentRow, IncidentRow, taskRow, TaskRow } from './told.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const server: Actor = { id: SERVER, role: 'operator' }
const device: Actor = { id: deviceActor('barrier'), role: 'operator' }
const olga: Actor = { id: 'Ab3-_9xYz', role: 'operator', name: 'Olga' }
const timur: Actor = { id: 'Zy9-_3bAx', role: 'operator', name: 'Timur' }

const equip: TasksCommand = {
  type: 'tasks.equipDevice',
  device: 'barrier',
  name: { en: 'Barrier north', ru: 'Шлагбаум северный' },
  kind: 'barrier',
  eastM: 10,
  northM: 20,
  isSimulated: true,
  minIntervalS: 5,
  parameters: [{ key: 'positionShare', unit: '', min: 0, max: 1 }],
  readBack: { thing: 'barrier', key: 'positionShare', tolerance: 0.05, withinS: 30 },
}
const tried = (positionShare: number): TasksCommand => ({
  type: 'tasks.noteTrial',
  device: 'barrier',
  fork: 'try-barrier',
  parameters: { positionShare },
})
const limits = { ranges: [{ key: 'positionShare', min: 0, max: 0.9 }], minIntervalS: 20, mostPerHour: 4 }
const wish = (idempotencyKey: string, more: object = {}): TasksCommand => ({
  type: 'tasks.request',
  idempotencyKey,
  device: 'barrier',
  parameters: { positionShare: 0.9 },
  expiresAtMs: NOON + 3_600_000,
  isDrill: false,
  simulatedOn: 'try-barrier',
  ...more,
})
const who = ({ type }: TasksCommand): Actor =>
  type === 'tasks.equipDevice' || type === 'tasks.send' || type === 'tasks.noteTrial'
    ? server
    : type === 'tasks.deviceAnswered'
      ? device
      : type === 'tasks.approve'
        ? timur
        : olga

describeSystem(tasks, {
  city: EMPTY_CITY,
  by: who,
  observations: [{ thing: 'barrier', key: 'positionShare', value: 0.2, atMs: 0 }],
  legal: [
    equip,
    { type: 'tasks.setLimits', device: 'barrier', limits: { ...limits, minIntervalS: 5 } },
    { type: 'tasks.simulate', device: 'barrier', parameters: { positionShare: 0.9 } },
    tried(0.9),
    wish('one'),
    wish('two', { isDrill: true }),
    wish('three'),
    { type: 'tasks.decline', task: 'three', reason: 'not needed' },
    { type: 'tasks.approve', task: 'one' },
    { type: 'tasks.send', task: 'one' },
    { type: 'tasks.deviceAnswered', task: 'one', state: 'failed', reason: 'the motor is stuck' },
    { type: 'tasks.moveIncident', incident: 'incident-1', to: 'triaged', note: 'seen' },
    { type: 'tasks.moveIncident', incident: 'incident-1', to: 'assigned', assignee: 'Roads' },
    { type: 'tasks.approve', task: 'two' },
    { type: 'tasks.openIncident', title: 'A tree on the road', eastM: 1, northM: 2, isDrill: true },
  ],
  illegal: [
    { command: equip, names: 'barrier' },
    { command: equip, by: olga, names: 'only the server' },
    { command: wish('one'), names: 'one' },
    { command: { ...wish('four'), device: 'bridge' } as TasksCommand, names: 'bridge' },
    { command: wish('four', { parameters: { positionShare: 0.95 } }), names: 'positionShare of barrier' },
    { command: wish('four', { parameters: { speed: 1 } }), names: 'speed' },
    { command: wish('four', { expiresAtMs: 0 }), names: 'expired' },
    { command: wish('four', { simulatedOn: undefined }), names: 'fork' },
    { command: wish('four', { simulatedOn: 'storm' }), names: 'storm' },
    { command: wish('four', { parameters: { positionShare: 0.5 } }), names: 'try-barrier' },
    { command: tried(0.9), by: olga, names: 'only the server' },
    { command: { ...tried(0), device: 'bridge' } as TasksCommand, names: 'bridge' },
    { command: { type: 'tasks.simulate', device: 'bridge', parameters: { positionShare: 0 } }, names: 'bridge' },
    { command: { type: 'tasks.setLimits', device: 'bridge', limits: null }, names: 'bridge' },
    {
      command: { type: 'tasks.setLimits', device: 'barrier', limits: { ...limits, ranges: [], minIntervalS: 1 } },
      names: 'barrier',
    },
    {
      command: {
        type: 'tasks.setLimits',
        device: 'barrier',
        limits: { ...limits, ranges: [{ key: 'positionShare', min: 0, max: 1.1 }] },
      },
      names: 'wider',
    },
    { command: { type: 'tasks.approve', task: 'one' }, names: 'one' },
    { command: { type: 'tasks.approve', task: 'constructor' }, names: 'constructor' },
    { command: { type: 'tasks.send', task: 'two' }, names: 'drill' },
    { command: { type: 'tasks.send', task: 'one' }, names: 'one' },
    { command: { type: 'tasks.send', task: 'one' }, by: olga, names: 'only the server' },
    { command: { type: 'tasks.decline', task: 'one', reason: 'late' }, names: 'one' },
    { command: { type: 'tasks.deviceAnswered', task: 'one', state: 'done' }, names: 'one' },
    { command: { type: 'tasks.deviceAnswered', task: 'one', state: 'done' }, by: olga, names: 'barrier' },
    { command: { type: 'tasks.moveIncident', incident: 'incident-1', to: 'closed' }, names: 'incident-1' },
    { command: { type: 'tasks.moveIncident', incident: 'incident-9', to: 'triaged' }, names: 'incident-9' },
  ],
})

/** A city with one barrier, in which time goes on by seconds. */
function barrier() {
  const state = tasks.create(EMPTY_CITY)
  const random = new Random(1)
  let nowMs = NOON
  const pass = (seconds = 1): void => {
    for (let s = 0; s < seconds; s++) {
      nowMs += 1000
      tasks.step?.(state, 1, random, EMPTY_CITY, { ...NO_OUTPUTS, nowMs })
    }
  }
  /** Why not, or null when it is done. */
  const act = (command: TasksCommand, actor = who(command)): string | null => {
    const refused = tasks.check(state, command, EMPTY_CITY, actor)?.reason ?? null
    if (refused === null) tasks.apply(state, command, actor)
    return refused
  }
  pass()
  for (const command of [equip, tried(0.9), tried(1)]) act(command)
  const read = (value: number, atMs = nowMs): void =>
    tasks.observe?.(state, { thing: 'barrier', key: 'positionShare', value, atMs })
  const task = (): Task => state.tasks.at(-1) as Task
  const sent = (id = 'one'): void => {
    for (const command of [wish(id), approve(id), { type: 'tasks.send', task: id } as const])
      expect([command.type, act(command)]).toEqual([command.type, null])
  }
  return { state, pass, act, read, task, sent, now: () => nowMs }
}
const approve = (task: string): TasksCommand => ({ type: 'tasks.approve', task })
const says = (state: 'accepted' | 'running' | 'done' | 'failed' | 'declined', task = 'one'): TasksCommand => ({
  type: 'tasks.deviceAnswered',
  task,
  state,
})

describe('a task', () => {
  it('goes from wish to done when the read-back agrees', () => {
    const city = barrier()
    city.read(0)
    city.sent()
    expect(city.task()).toMatchObject({
      life: { is: 'sent' },
      requestedBy: { name: 'Olga' },
      approvedBy: { name: 'Timur' },
    })
    for (const state of ['accepted', 'running'] as const) {
      expect(city.act(says(state))).toBeNull()
      expect(city.task().life.is).toBe(state)
    }
    city.pass(5)
    city.read(0.4)
    expect(city.task().life.is).toBe('running')
    // What it says of itself is not enough.
    city.act(says('done'))
    expect(city.task().life.is).toBe('running')
    city.pass()
    city.read(0.88)
    expect(city.task().life.is).toBe('done')
    expect(city.state.incidents).toEqual([])
    expect(city.state.devices[0]?.position?.value).toBe(0.88)
  })

  it('believes no reading that is older than the task', () => {
    const city = barrier()
    city.sent()
    city.read(0.9, city.now() - 5000)
    expect(city.task().life.is).toBe('sent')
    city.read(0.9)
    expect(city.task().life.is).toBe('done')
  })

  it('needs two people, and machines are none', () => {
    const city = barrier()
    city.act(wish('one'))
    expect(city.act(approve('one'), olga)).toBe(
      'task one must be approved by somebody else than Olga, who asked for it',
    )
    for (const machine of [server, device]) expect(city.act(approve('one'), machine)).toContain('by a person')
    expect(city.act({ type: 'tasks.send', task: 'one' })).toBe('task one is requested, not approved')
    expect(city.act(approve('one'))).toBeNull()
    expect(city.act(approve('one'))).toBe('task one is approved already')
  })

  it('is not approved by who may have asked for it by the same key', () => {
    const key = 'operator'
    const byKey: Actor = { id: keyActor(key), role: 'operator', key }
    const account = { ...olga, isSignedIn: true } as const
    const other = { ...timur, isSignedIn: true } as const
    const approved = (by: Actor, from: Actor, more: object = {}): string | null => {
      const city = barrier()
      city.act({ ...equip, isSimulated: 'isSimulated' in more } as TasksCommand)
      expect(city.act(wish('one', 'isDrill' in more ? more : {}), from)).toBeNull()
      return city.act(approve('one'), by)
    }
    const same =
      'task one was asked for with the operator key, and you came with it too: it must be approved by somebody who signs in without it'
    // Over the API, whatever is commanded.
    for (const more of [{}, { isDrill: true }, { isSimulated: true }])
      for (const by of [
        { ...timur, key },
        { ...other, key },
      ])
        expect(approved(by, byKey, more)).toBe(same)
    for (const by of [timur, other, { ...timur, key: 'planner' }]) expect(approved(by, byKey)).toBeNull()
    // In two windows: of a real device only.
    for (const from of [
      { ...olga, key },
      { ...account, key },
    ])
      expect(approved({ ...timur, key }, from)).toBe(same)
    expect(approved({ ...other, key }, { ...olga, key })).toBe(same)
    for (const more of [{ isDrill: true }, { isSimulated: true }])
      expect(approved({ ...timur, key }, { ...olga, key }, more)).toBeNull()
    // Two accounts are two people, with a key or without.
    expect(approved({ ...other, key }, { ...account, key })).toBeNull()
    expect(approved(other, account)).toBeNull()
  })

  it('is one task however often it is asked for, also after it is over', () => {
    const city = barrier()
    city.sent()
    expect(city.act(wish('one'))).toBe('task one was asked for already')
    city.read(0.9)
    city.pass(100)
    expect(city.act(wish('one'))).toBe('task one was asked for already')
  })

  it('expires, asked for or approved, and is not sent then', () => {
    const city = barrier()
    const soon = { expiresAtMs: city.now() + 10_000 }
    city.act(wish('one', soon))
    city.act(wish('two', soon))
    city.act(approve('two'))
    city.pass(10)
    expect(city.state.tasks.map(({ life }) => life.is)).toEqual(['expired', 'expired'])
    expect(city.act({ type: 'tasks.send', task: 'two' })).toContain('expired')
    expect(city.act(approve('one'))).toContain('expired')
    expect(city.act(wish('three', { expiresAtMs: city.now() - 1 }))).toContain('expired already')
    expect(city.act(wish('three', { expiresAtMs: city.now() + 25 * 3_600_000 }))).toContain('within a day')
  })

  it('keeps to limits and pace, also those set after it was asked for', () => {
    const city = barrier()
    city.act(wish('one', { parameters: { positionShare: 1 } }))
    expect(city.act({ type: 'tasks.setLimits', device: 'barrier', limits })).toBeNull()
    expect(city.act(approve('one'))).toBe('positionShare of barrier must be from 0 to 0.9, not 1')
    city.sent('two')
    city.read(0.9)
    city.pass(10)
    expect(city.act(wish('three'))).toBe('device barrier may be called again in 10 s')
    for (const n of [3, 4, 5]) {
      city.pass(20)
      city.sent(`task-${n}`)
      city.read(0.9)
    }
    city.pass(20)
    expect(city.act(wish('late'))).toContain('4 times within the hour')
    city.pass(3600)
    expect(city.act(wish('late', { expiresAtMs: city.now() + 1000 }))).toBeNull()
  })

  it('waits while the device is busy with another', () => {
    const city = barrier()
    city.sent()
    city.pass(6)
    city.act(wish('two'))
    expect(city.act(approve('two'))).toBe('device barrier is still busy with task one')
    city.read(0.9)
    expect(city.act(approve('two'))).toBeNull()
  })

  it('is answered for by its device alone', () => {
    const city = barrier()
    city.sent()
    for (const actor of [olga, timur, { id: deviceActor('other'), role: 'operator' } as const])
      expect(city.act(says('accepted'), actor)).toBe('only device barrier answers for task one')
    expect(city.act(says('declined'))).toBeNull()
    expect(city.task().life).toMatchObject({ is: 'declined', by: 'barrier' })
  })
})

describe('a device that does not do as it is told', () => {
  // By hand: withinS is 30, so that second 30 is in time and second 31 is not.
  it.each([
    ['keeps silent', 'noAnswer', () => {}],
    ['answers and shows nothing', 'noReadBack', ({ act }) => void act(says('accepted'))],
    [
      'says it is done and reads otherwise',
      'contradicts',
      ({ act, read }) => {
        act(says('done'))
        read(0.3)
      },
    ],
  ] as [string, string, (city: ReturnType<typeof barrier>) => void][])(
    '%s: fails in time, with an incident',
    (_, is, go) => {
      const city = barrier()
      city.sent()
      go(city)
      city.pass(30)
      expect(isOver(city.task())).toBe(false)
      city.pass(1)
      expect(city.task().life).toMatchObject({ is: 'failed', why: { is, wanted: 0.9 } })
      expect(city.state.incidents).toMatchObject([
        { id: 'incident-1', device: 'barrier', task: 'one', state: 'new', isDrill: false, atM: [10, 20] },
      ])
      expect(tasks.alerts?.(city.state, EMPTY_CITY)).toMatchObject([
        { id: 'tasks/incident-1', atM: [10, 20], key: `alert_incident_${is}`, values: { name: 'Barrier north' } },
      ])
      expect(city.state.happened.map(({ what }) => what)).toEqual(['sent', 'failed', 'incident'])
    },
  )

  it('says that it failed, or could not be called at all', () => {
    const city = barrier()
    city.sent()
    const gone = { ...says('failed'), reason: 'no line to it' } as TasksCommand
    expect(city.act(gone, server)).toBeNull()
    expect(city.task().life).toMatchObject({ is: 'failed', why: { is: 'said', reason: 'no line to it' } })
    expect(city.state.incidents).toHaveLength(1)
  })

  it('has an incident that is moved on one state at a time', () => {
    const city = barrier()
    city.sent()
    city.pass(31)
    const to = (state: (typeof INCIDENT_STATES)[number], more = {}): string | null =>
      city.act({ type: 'tasks.moveIncident', incident: 'incident-1', to: state, ...more })
    expect(to('resolved')).toBe('incident-1 is new; the next state is triaged')
    expect(to('triaged')).toBeNull()
    expect(to('assigned')).toBe('incident-1 must be assigned to somebody')
    expect(to('assigned', { assignee: 'Roads' })).toBeNull()
    for (const state of INCIDENT_STATES.slice(3)) {
      const isTold = (tasks.alerts?.(city.state, EMPTY_CITY) ?? []).length > 0
      expect([state, isTold]).toEqual([state, INCIDENT_STATES.indexOf(state) <= 5])
      expect(to(state)).toBeNull()
    }
    expect(to('closed')).toBe('incident-1 is closed')
    expect(city.state.incidents[0]?.log.map(({ by }) => by)).toEqual(['', ...Array.from({ length: 7 }, () => 'Olga')])
  })
})

it('plays a drill to its end, with two people, without a fork, a device or a position', () => {
  const city = barrier()
  city.read(0)
  expect(city.act(wish('drill', { isDrill: true, simulatedOn: undefined }))).toBeNull()
  expect(city.act(approve('drill'), olga)).toContain('somebody else')
  expect(city.act(approve('drill'))).toBeNull()
  expect(city.act({ type: 'tasks.send', task: 'drill' })).toBe('task drill is a drill and never leaves the server')
  const states = new Set<string>()
  for (let s = 0; s < 20; s++) {
    states.add(city.task().life.is)
    city.pass()
  }
  expect([...states]).toEqual(['approved', 'sent', 'accepted', 'running', 'done'])
  expect(city.act(says('done', 'drill'))).toContain('nobody waits')
  expect(city.state.devices[0]).toMatchObject({ position: { value: 0 }, sentMs: [] })
})

it('tells rows that pages can read', () => {
  const city = barrier()
  city.act({ type: 'tasks.setLimits', device: 'barrier', limits })
  city.sent()
  city.pass(31)
  city.act(wish('two'))
  city.act({ type: 'tasks.decline', task: 'two', reason: 'later' })
  const { devices, tasks: all, incidents } = city.state
  for (const one of devices) expect(DeviceRow.parse(deviceRow(one))).toEqual(deviceRow(one))
  for (const one of all) expect(TaskRow.parse(taskRow(one))).toEqual(taskRow(one))
  for (const one of incidents) expect(IncidentRow.parse(incidentRow(one))).toEqual(incidentRow(one))
  expect(devices.map((one) => deviceRow(one).parameters[0]?.max)).toEqual([0.9])
  expect(all.map((one) => taskRow(one).declined)).toEqual(['', 'Olga: later'])
})

it('drops limits that a device can no longer keep, and refuses one that makes no sense', () => {
  const city = barrier()
  city.act({ type: 'tasks.setLimits', device: 'barrier', limits })
  const less = { ...equip, parameters: [{ key: 'positionShare', unit: '', min: 0, max: 0.5 }] } as TasksCommand
  expect(city.act(less)).toBeNull()
  expect(city.state.devices).toMatchObject([{ limits: null, about: { parameters: [{ max: 0.5 }] } }])
  const twice = { ...equip, parameters: [1, 2].map(() => ({ key: 'a', unit: '', min: 0, max: 1 })) } as TasksCommand
  expect(city.act(twice)).toBe('device barrier has a parameter twice')
})

/** People, a server and a device that do what comes to mind. */
function muddle(seed: number, seconds: number): { state: TasksState; calls: Map<string, number> } {
  const random = new Random(seed)
  const city = barrier()
  const calls = new Map<string, number>()
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random.next() * of.length)] as T
  for (let s = 0; s < seconds; s++) {
    const id = `task-${Math.floor(random.next() * 400)}`
    const does = random.next()
    const person = pick([olga, timur])
    if (does < 0.3) city.act(wish(id, { isDrill: random.next() < 0.2, expiresAtMs: city.now() + 120_000 }), person)
    else if (does < 0.6) city.act(approve(pick(city.state.tasks)?.id ?? id), person)
    else if (does < 0.9) {
      // Forgotten after it has expired, a name may be given to a new task.
      for (const { id: each, requestedMs } of city.state.tasks) {
        const task = `${each} ${requestedMs}`
        if (city.act({ type: 'tasks.send', task: each }) === null) calls.set(task, (calls.get(task) ?? 0) + 1)
      }
    } else if (does < 0.95)
      city.act(says(pick(['accepted', 'running', 'done', 'failed']), pick(city.state.tasks)?.id ?? id))
    else city.act({ type: 'tasks.decline', task: id, reason: 'no' }, person)
    if (random.next() < 0.3) city.read(random.next())
    city.pass()
  }
  return { state: city.state, calls }
}

it.each([1, 2, 3, 4])(
  'never calls a device twice for a task, nor for one that one person alone wished, seed %i',
  (seed) => {
    const { state, calls } = muddle(seed, 1500)
    expect(calls.size).toBeGreaterThan(5)
    expect([...calls.values()].every((n) => n === 1)).toBe(true)
    for (const task of state.tasks) {
      if (task.approvedBy) expect(task.approvedBy.id).not.toBe(task.requestedBy.id)
      if (calls.has(`${task.id} ${task.requestedMs}`))
        expect([task.isDrill, task.approvedBy === null]).toEqual([false, false])
    }
    const failed = state.tasks.filter(({ life }) => life.is === 'failed')
    expect(state.incidents.map(({ task }) => task)).toEqual(expect.arrayContaining(failed.map(({ id }) => id)))
  },
)

it('plays the same for the same seed', () => {
  const { state } = muddle(9, 400)
  expect(encodeCanonical(muddle(9, 400).state)).toEqual(encodeCanonical(state))
  const counts = new Map<string, number>()
  for (const { what } of state.happened) counts.set(what, (counts.get(what) ?? 0) + 1)
  expect(Object.fromEntries(counts)).toMatchInlineSnapshot(`
    {
      "done": 3,
      "expired": 36,
      "failed": 2,
      "incident": 3,
      "sent": 6,
    }
  `)
})

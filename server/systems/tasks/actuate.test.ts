// A device commanded from a real room by two people, with a device that obeys, keeps silent or reads otherwise; and what
// nobody may do. Row 24 of the attacks: each is refused, expires or fails with an incident, and the device is called once.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../../../shared/protocol/intent.ts'
import { TaskRow } from '../../../shared/systems/tasks/told.ts'
import { ask, enter, leaveAll, type TestClient, type TestTown, testTown, until } from '../../rooms/testing.ts'
import type { DeviceCall } from '../acting.ts'
import { openActuator } from './actuate.ts'

const PATIENCE_MS = 60_000
const SERVER = { id: 'server', role: 'operator' } as const

/** A barrier of the tests: what it does when it is called is up to the test. */
function barrier(town: TestTown) {
  const calls: DeviceCall[] = []
  const device = {
    calls,
    does: (_call: DeviceCall): Promise<void> => Promise.resolve(),
    call: async (_device: string, call: DeviceCall): Promise<void> => {
      calls.push(call)
      await device.does(call)
    },
    read: (value: number) =>
      town.twin.observe({ thing: 'barrier', key: 'positionShare', value, atMs: Date.now() + 500 }),
    answer: ({ taskId: task }: DeviceCall, state: string, more: object = {}) =>
      town.twin.act('live', {
        command: { type: 'tasks.deviceAnswered', task, state, ...more } as { type: string },
        actor: { id: 'device:barrier', role: 'operator' },
        intent: `answer-${task}-${state}`,
      }),
    calledFor: (task: string): number => calls.filter(({ taskId }) => taskId === task).length,
  }
  return device
}

const equip = (device: string, isSimulated: boolean): { type: string } & Record<string, unknown> => ({
  type: 'tasks.equipDevice',
  device,
  name: `Barrier ${device}`,
  kind: 'barrier',
  eastM: 10,
  northM: 20,
  isSimulated,
  parameters: [{ key: 'positionShare', unit: '', min: 0, max: 1 }],
  readBack: { thing: device, key: 'positionShare', tolerance: 0.05, withinS: 1 },
})
const wish = (idempotencyKey: string, more: object = {}) => ({
  type: 'tasks.request',
  idempotencyKey,
  device: 'barrier',
  parameters: { positionShare: 1 },
  expiresAtMs: Date.now() + 60_000,
  isDrill: false,
  simulatedOn: 'try-barrier',
  ...more,
})
const command = (client: TestClient, what: object): Promise<Verdict> => ask(client, { type: 'command', command: what })

const rowOf = (client: TestClient, id: string): TaskRow | null => {
  const row = client.state.live.rows.get(`tasks.task/${id}`)
  return row ? TaskRow.parse(JSON.parse(row.json)) : null
}

describe('ATTACKS 24: actuation', () => {
  let town: TestTown
  let device: ReturnType<typeof barrier>
  let actuator: { close(): Promise<void> }
  let olga: TestClient
  let timur: TestClient
  const open = () =>
    openActuator({
      twin: town.twin,
      city: town.city,
      roleOf: () => Promise.resolve(null),
      isOn: false,
      send: (id, call) => device.call(id, call),
      onFault: () => undefined,
    })
  beforeAll(async () => {
    town = await testTown({}, { TOWNHALL_SYSTEMS: 'alerts,tasks' })
    await until(() => (town.twin.live().facts?.seq ?? 0) > 1, PATIENCE_MS)
    device = barrier(town)
    for (const [id, isSimulated] of [
      ['barrier', true],
      ['real', false],
    ] as const)
      expect(
        await town.twin.act('live', { command: equip(id, isSimulated), actor: SERVER, intent: `equip-${id}` }),
      ).toMatchObject({ ok: true })
    for (const id of ['barrier', 'real'])
      expect(
        await town.twin.act('live', {
          command: { type: 'tasks.noteTrial', device: id, fork: 'try-barrier', parameters: { positionShare: 1 } } as {
            type: string
          },
          actor: SERVER,
          intent: `trial-${id}`,
        }),
      ).toMatchObject({ ok: true })
    actuator = open()
  })
  afterAll(async () => {
    await actuator.close()
    await town.close()
  })
  afterEach(leaveAll)

  const agreed = async (id: string, more: object = {}): Promise<void> => {
    expect(await command(olga, wish(id, more))).toMatchObject({ ok: true })
    expect(await command(timur, { type: 'tasks.approve', task: id })).toMatchObject({ ok: true })
  }
  const ends = async (id: string, state: string): Promise<void> => {
    await until(() => rowOf(olga, id)?.state === state, PATIENCE_MS)
  }
  const incidents = (): number => [...olga.state.live.rows.keys()].filter((id) => id.includes('incident/')).length
  const two = async (): Promise<void> => {
    olga = await enter(town, 'Olga', town.keys.operator)
    timur = await enter(town, 'Timur', town.keys.operator)
  }

  test('one asks, another approves, the device is called once, moves, and its sensor says so to everybody', async () => {
    await two()
    const guest = await enter(town, 'Guest')
    device.does = async (call) => {
      await device.answer(call, 'accepted')
      await device.read(0.5)
      await device.read(1)
    }
    expect(await command(olga, wish('raise'))).toMatchObject({ ok: true })
    expect(await command(olga, { type: 'tasks.approve', task: 'raise' })).toMatchObject({
      ok: false,
      reason: 'task raise must be approved by somebody else than Olga, who asked for it',
    })
    expect(await command(timur, { type: 'tasks.approve', task: 'raise' })).toMatchObject({ ok: true })
    await ends('raise', 'done')
    expect(device.calls).toEqual([
      { taskId: 'raise', parameters: { positionShare: 1 }, expiresAtMs: expect.any(Number) as number },
    ])
    await until(() => guest.state.live.rows.get('tasks.device/barrier')?.json.includes('"value":1') === true)
    expect(rowOf(guest, 'raise')).toMatchObject({ requestedBy: { name: 'Olga' }, approvedBy: { name: 'Timur' } })
    expect(incidents()).toBe(0)
  })

  test('nobody in a room is the server or a device, whatever they call themselves', async () => {
    const named = ['server', 'device:barrier']
    const people = await Promise.all(named.map((name) => enter(town, name, town.keys.operator)))
    for (const person of people) {
      expect(person.sessionId).toMatch(/^[A-Za-z0-9_-]{9,}$/)
      const forged = { actor: SERVER, by: 'server' }
      for (const what of [equip('fake', true), { type: 'tasks.send', task: 'raise' }])
        expect(await command(person, what)).toMatchObject({
          ok: false,
          reason: expect.stringContaining('only the server'),
        })
      expect(
        await ask(person, { type: 'command', command: { type: 'tasks.send', task: 'raise' }, ...forged }),
      ).toMatchObject({ ok: false })
      expect(await command(person, { type: 'tasks.deviceAnswered', task: 'raise', state: 'done' })).toMatchObject({
        ok: false,
        reason: 'only device barrier answers for task raise',
      })
    }
    expect(device.calls).toHaveLength(1)
  })

  test('refuses what is replayed, out of range or over, and who is no operator', async () => {
    await two()
    const planner = await enter(town, 'Pavel', town.keys.planner)
    const refused = async (what: object, reason: string, by = olga): Promise<void> =>
      expect(await command(by, what)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) as string })
    await refused(wish('raise'), 'asked for already')
    await refused(wish('far', { parameters: { positionShare: 1.01 } }), 'must be from 0 to 1')
    await refused(wish('odd', { parameters: { speed: 1 } }), 'no parameter speed')
    await refused(wish('old', { expiresAtMs: Date.now() - 60_000 }), 'expired')
    await refused(wish('rash', { simulatedOn: undefined }), 'in a fork first')
    await refused(wish('rash', { simulatedOn: 'storm' }), 'not tried with barrier in the fork storm')
    await refused(wish('mine'), 'needs the role operator', planner)
    await refused({ type: 'tasks.approve', task: 'raise' }, 'done already', timur)
    expect(device.calls).toHaveLength(1)
  })

  test('what was tried in a fork that has ended can be asked for, and nothing else', async () => {
    await two()
    const parameters = { positionShare: 0.4 }
    const trial = { type: 'tasks.simulate', device: 'barrier', parameters }
    expect(await ask(olga, { type: 'fork', name: 'try-40', hours: 1, commands: [trial] })).toMatchObject({ ok: true })
    const tried = (): string => olga.state.live.rows.get('tasks.device/barrier')?.json ?? ''
    await until(() => tried().includes('try-40'), PATIENCE_MS)
    expect(await command(olga, wish('other', { simulatedOn: 'try-40' }))).toMatchObject({ ok: false })
    expect(await command(olga, wish('tried', { simulatedOn: 'try-40', parameters }))).toMatchObject({ ok: true })
    expect(await command(olga, { type: 'tasks.decline', task: 'tried', reason: 'tried only' })).toMatchObject({
      ok: true,
    })
  })

  test('a task that expires before it is approved calls nobody', async () => {
    await two()
    expect(await command(olga, wish('slow', { expiresAtMs: Date.now() + 3000 }))).toMatchObject({ ok: true })
    await ends('slow', 'expired')
    expect(await command(timur, { type: 'tasks.approve', task: 'slow' })).toMatchObject({ ok: false })
    expect(device.calledFor('slow')).toBe(0)
  })

  test('a device that keeps silent, reads otherwise or cannot be called: failed, an incident, one call each', async () => {
    await two()
    device.does = () => Promise.resolve()
    await agreed('silent')
    await ends('silent', 'failed')
    expect(rowOf(olga, 'silent')?.why).toMatchObject({ is: 'noAnswer' })
    device.does = async (call) => {
      await device.read(0.2)
      await device.answer(call, 'done')
    }
    await agreed('liar')
    await ends('liar', 'failed')
    expect(rowOf(olga, 'liar')?.why).toMatchObject({ is: 'contradicts', wanted: 1, read: 0.2 })
    device.does = () => Promise.reject(new Error('the broker is gone'))
    await agreed('gone')
    await ends('gone', 'failed')
    expect(rowOf(olga, 'gone')?.why?.reason).toContain('the broker is gone')
    await until(() => incidents() === 3 && olga.state.live.alerts.size === 3, PATIENCE_MS)
    expect(['silent', 'liar', 'gone'].map((id) => device.calledFor(id))).toEqual([1, 1, 1])
    expect(await command(timur, { type: 'tasks.moveIncident', incident: 'incident-1', to: 'triaged' })).toMatchObject({
      ok: true,
    })
  })

  test('a drill goes to its end and never to the device', async () => {
    await two()
    await agreed('drill', { isDrill: true, simulatedOn: undefined })
    await ends('drill', 'done')
    expect(device.calledFor('drill')).toBe(0)
  })

  test('a device that is no program is not called while actuation is off', async () => {
    await two()
    expect(await command(olga, wish('real-1', { device: 'real' }))).toMatchObject({ ok: true })
    // One who came in by the same key may be the same person: where something real would move, somebody signed in is asked.
    expect(await command(timur, { type: 'tasks.approve', task: 'real-1' })).toMatchObject({ ok: false })
    const approve = {
      command: { type: 'tasks.approve', task: 'real-1' },
      actor: { id: 'account:timur', name: 'Timur', role: 'operator', isSignedIn: true },
      intent: 'approve-real-1',
    } as const
    expect(await town.twin.act('live', approve)).toMatchObject({ ok: true })
    await ends('real-1', 'declined')
    expect(rowOf(olga, 'real-1')?.declined).toContain('TOWNHALL_ACTUATION=yes')
    expect(device.calledFor('real-1')).toBe(0)
  })

  test('a server that stops between journal and device calls nobody twice; two servers call once', async () => {
    await two()
    await actuator.close()
    expect(await command(olga, wish('crash'))).toMatchObject({ ok: true })
    expect(await command(timur, { type: 'tasks.approve', task: 'crash' })).toMatchObject({ ok: true })
    // Sent as the journal has it, and then the server was gone.
    const sent = { command: { type: 'tasks.send', task: 'crash' }, actor: SERVER, intent: 'send-crash' }
    expect(await town.twin.act('live', sent)).toMatchObject({ ok: true })
    device.does = () => Promise.resolve()
    const others = [open(), open(), open()]
    await ends('crash', 'failed')
    expect(device.calledFor('crash')).toBe(0)
    device.does = async () => void (await device.read(1))
    await agreed('once')
    await ends('once', 'done')
    expect(device.calledFor('once')).toBe(1)
    await Promise.all(others.map((one) => one.close()))
    actuator = open()
  })
})

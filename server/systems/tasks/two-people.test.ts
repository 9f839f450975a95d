// Commanding a device takes two different people, whichever way a task is asked for: with a key or a session over HTTP, with a
// key over MQTT, in the room. The account is the same everywhere, and so is the key.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '../../../shared/protocol/intent.ts'
import { PeopleView } from '../../../shared/protocol/people.view.ts'
import { TestBrowser, walletBy } from '../../identity/testing.ts'
import { ask, enter, leaveAll, sdkFor, type TestClient, type TestTown, testTown, until } from '../../rooms/testing.ts'

const PATIENT = { timeout: 60_000, interval: 50 }
const ABOUT = {
  name: 'Barrier 1',
  kind: 'barrier',
  truth: 'synthetic',
  eastM: 10,
  northM: 20,
  quantities: [{ key: 'positionShare', min: 0, max: 1 }],
  parameters: [{ key: 'positionShare', min: 0, max: 1 }],
  readBack: { thing: 'barrier-1', key: 'positionShare', tolerance: 0.02, withinS: 30 },
}
const dir = mkdtempSync(join(tmpdir(), 'two-people-'))
const [olga, timur] = await Promise.all([walletBy(`0x${'1'.repeat(64)}`), walletBy(`0x${'2'.repeat(64)}`)])
let town: TestTown
let pages: Record<'olga' | 'timur', TestBrowser>
let mqtt: MqttClient
let capability = 0

beforeAll(async () => {
  const roll = join(dir, 'roll.json')
  writeFileSync(
    roll,
    JSON.stringify({
      [olga.address]: { roles: ['operator'], name: 'Olga' },
      [timur.address]: { roles: ['operator'], name: 'Timur' },
    }),
  )
  const env = { MQTT_PORT: '0', TOWNHALL_DATA: join(dir, 'data'), TOWNHALL_SYSTEMS: 'tasks', TOWNHALL_ROLL: roll }
  town = await testTown({ gateways: { simulated: 'passing' } }, env)
  pages = { olga: new TestBrowser(town.origin), timur: new TestBrowser(town.origin) }
  await pages.olga.signIn(olga)
  await pages.timur.signIn(timur)
  const url = town.devices?.ingest.line?.url ?? ''
  const device = await connectAsync(url, { username: 'simulated', password: 'passing' })
  await device.publishAsync('devices/barrier-1/about', JSON.stringify(ABOUT), { qos: 1 })
  await device.endAsync()
  mqtt = await connectAsync(url, { username: 'operator', password: town.keys.operator })
  const found = (await (await fetch(`${town.origin}/v1.1/TaskingCapabilities`)).json()) as Listed
  capability = found.value[0]?.['@iot.id'] ?? 0
  const isEquipped = (): boolean => rows('tasks.device/').some(({ id }) => id === 'barrier-1')
  await until(isEquipped, 60_000)
}, 120_000)
afterAll(async () => {
  await leaveAll()
  await mqtt.endAsync(true)
  await town.close()
  rmSync(dir, { recursive: true, force: true })
}, 60_000)

type Listed = { readonly value: readonly { readonly '@iot.id': number }[] }
type Row = Readonly<Record<string, unknown>> & { readonly id: string }
const rows = (of: string): Row[] =>
  (town.twin.live().facts?.rows ?? []).filter(({ id }) => id.startsWith(of)).map(({ json }) => JSON.parse(json) as Row)

/** A drill: it goes every way and moves nothing. */
const WISH = { taskingParameters: { positionShare: 0.5 }, properties: { drill: true } }
const path = (): string => `/v1.1/TaskingCapabilities(${capability})/Tasks`
/** The id of the task that live has of it then. */
const asked = async (made: () => Promise<unknown>): Promise<string> => {
  const before = new Set(rows('tasks.task/').map(({ id }) => id))
  const news = (): string | undefined => rows('tasks.task/').find(({ id }) => !before.has(id))?.id
  await made()
  await expect.poll(news, PATIENT).toBeDefined()
  return news() ?? ''
}
const WAYS = {
  key: () => new TestBrowser(town.origin).post(path(), WISH, { authorization: `Bearer ${town.keys.operator}` }),
  session: () => pages.olga.post(path(), WISH),
  mqtt: () => mqtt.publishAsync(path().slice(1), JSON.stringify(WISH), { qos: 1 }),
}

async function inRoom(who: 'olga' | 'timur', more: object = {}): Promise<TestClient> {
  const ticket = await pages[who].ticket()
  const room: TestClient = await sdkFor(town).join('city', { ticket, ...more }, PeopleView)
  room.reconnection.enabled = false
  room.onMessage('*', () => undefined)
  await until(() => room.state.people.has(room.sessionId))
  return room
}
const approve = (room: TestClient, task: string): Promise<Verdict> =>
  ask(room, { type: 'command', timeline: 'live', command: { type: 'tasks.approve', task } })
const approveAs = async (who: 'olga' | 'timur', task: string, more: object = {}): Promise<Verdict> => {
  const room = await inRoom(who, more)
  const verdict = await approve(room, task)
  await room.leave()
  return verdict
}
/** Once the device is through with the drill before. */
const approvedByTimur = (task: string): Promise<void> =>
  expect.poll(() => approveAs('timur', task), PATIENT).toMatchObject({ ok: true })
const sameKey = (task: string): object => ({
  ok: false,
  reason: `task ${task} was asked for with the operator key, and you came with it too: it must be approved by somebody who signs in without it`,
})

describe('a task of a device', () => {
  it.each(['key', 'mqtt'] as const)('asked for by %s is not approved in the room with that key', async (way) => {
    const task = await asked(WAYS[way])
    expect(rows(`tasks.task/${task}`)[0]).toMatchObject({
      requestedBy: { id: 'key:operator', name: 'the holder of the operator key' },
    })
    const guest = await enter(town, 'Olga', town.keys.operator)
    expect(await approve(guest, task)).toMatchObject(sameKey(task))
    expect(await approveAs('olga', task, { key: town.keys.operator })).toMatchObject(sameKey(task))
    expect(rows(`tasks.task/${task}`)[0]).toMatchObject({ state: 'requested' })
    await approvedByTimur(task)
  })

  it('asked for by the session of a page is not approved by the same account in the room, in whichever window', async () => {
    const task = await asked(WAYS.session)
    expect(rows(`tasks.task/${task}`)[0]).toMatchObject({ requestedBy: { name: 'Olga' } })
    const reason = `task ${task} must be approved by somebody else than Olga, who asked for it`
    for (const more of [{}, { key: town.keys.operator }])
      expect(await approveAs('olga', task, more)).toMatchObject({ ok: false, reason })
    await approvedByTimur(task)
  })

  it('asked for in the room is not approved by the same account in another window', async () => {
    const room = await inRoom('olga')
    const command = {
      type: 'tasks.request',
      idempotencyKey: 'in-the-room',
      device: 'barrier-1',
      parameters: { positionShare: 0.5 },
      expiresAtMs: Date.now() + 600_000,
      isDrill: true,
    }
    expect(await ask(room, { type: 'command', timeline: 'live', command })).toMatchObject({ ok: true })
    expect(await approveAs('olga', 'in-the-room')).toMatchObject({
      ok: false,
      reason: 'task in-the-room must be approved by somebody else than Olga, who asked for it',
    })
    await approvedByTimur('in-the-room')
    await room.leave()
  })

  it('asked for over the API says itself what became of the asking, and names nobody it was told to', async () => {
    const forged = { ...WISH, properties: { ...WISH.properties, by: { id: 'person-timur' } } }
    const task = await asked(() => pages.olga.post(path(), forged))
    expect(rows(`tasks.task/${task}`)[0]).toMatchObject({ requestedBy: { name: 'Olga' } })
    expect(await approveAs('olga', task)).toMatchObject({ ok: false })
  })
})

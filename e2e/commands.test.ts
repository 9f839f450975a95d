// Commands to the real simulated devices over MQTT, without a browser: tried in a fork that recorded it, asked for, approved
// by a second session, sent once, read back; a device that stops on its way; a drill; and alerts of its sensors.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { NEWEST, SegmentIndex, withNewest } from '../shared/protocol/segment.ts'
import { startTown, type Town } from './town.ts'

const PATIENCE = { timeout: 120_000 } as const

const data = mkdtempSync(join(tmpdir(), 'townhall-commands-'))
let town: Town
let olga: Session
let timur: Session

beforeAll(async () => {
  town = await startTown({
    TOWNHALL_SYSTEMS: 'sensors,alerts,tasks',
    TOWNHALL_DEVICES: 'normal',
    TOWNHALL_DEVICE_FAULTS: 'none,barrier-2=always',
    TOWNHALL_DEVICE_HASTE: '12',
    MQTT_PORT: '0',
    TOWNHALL_DATA: data,
  })
  const { operator } = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { operator: string }
  olga = await joinCity({ url: town.url, name: 'Olga', key: operator })
  timur = await joinCity({ url: town.url, name: 'Timur', key: operator })
})
afterAll(async () => {
  await Promise.all([olga, timur].map((one) => one?.leave()))
  await town?.stop()
  rmSync(data, { recursive: true, force: true })
})

type Row = Readonly<Record<string, unknown>>
const row = (id: string, of = olga.facts()): Row => {
  const found = of.rows?.find((one) => one.id === id)
  return found ? (JSON.parse(found.json) as Row) : {}
}
const incidents = (): Row[] =>
  (olga.facts().rows ?? [])
    .filter(({ id }) => id.startsWith('tasks.incident/'))
    .map(({ json }) => JSON.parse(json) as Row)
const wish = (idempotencyKey: string, device: string, more: object = {}) => ({
  type: 'tasks.request',
  idempotencyKey,
  device,
  parameters: { positionShare: 0 },
  expiresAtMs: Date.now() + 600_000,
  isDrill: false,
  simulatedOn: 'try-barrier',
  ...more,
})

it('goes from a fork to the device and back by its sensor, by two people', async () => {
  await expect.poll(() => row('tasks.device/barrier-1')['position'], PATIENCE).toMatchObject({ value: 1 })
  const tried = ['barrier-1', 'barrier-2'].map((device) => {
    return { type: 'tasks.simulate', device, parameters: { positionShare: 0 } }
  })
  expect(await olga.ask({ type: 'fork', name: 'try-barrier', hours: 1, commands: tried })).toMatchObject({ ok: true })
  await expect.poll(() => olga.forks()[0]?.facts.status, PATIENCE).toBe('done')
  // There it is as it was tried; here it stands as it was.
  expect(row('tasks.device/barrier-1', olga.forks()[0]?.facts)).toMatchObject({ tried: { positionShare: 0 } })
  expect(row('tasks.device/barrier-1')).toMatchObject({ tried: null, position: { value: 1 } })
  await expect.poll(() => row('tasks.device/barrier-1')['trials'], PATIENCE).toMatchObject([{ fork: 'try-barrier' }])
  expect(await olga.command(wish('lower', 'barrier-1'))).toMatchObject({ ok: true })
  expect(await olga.command({ type: 'tasks.approve', task: 'lower' })).toMatchObject({
    ok: false,
    reason: 'task lower must be approved by somebody else than Olga, who asked for it',
  })
  expect(await timur.command({ type: 'tasks.approve', task: 'lower' })).toMatchObject({ ok: true })
  await expect.poll(() => row('tasks.task/lower')['state'], PATIENCE).toBe('done')
  // Near enough is done; then it goes the rest of its way.
  await expect.poll(() => row('tasks.device/barrier-1')['position'], PATIENCE).toMatchObject({ value: 0 })
  expect(incidents()).toEqual([])
})

it('opens an incident when the device stops on its way, at its place', async () => {
  expect(await timur.command(wish('stops', 'barrier-2'))).toMatchObject({ ok: true })
  expect(await olga.command({ type: 'tasks.approve', task: 'stops' })).toMatchObject({ ok: true })
  await expect.poll(() => row('tasks.task/stops')['state'], PATIENCE).toBe('failed')
  await expect
    .poll(() => incidents().map(({ device, state }) => ({ device, state })))
    .toEqual([{ device: 'barrier-2', state: 'new' }])
  const { atM } = row('tasks.device/barrier-2')
  await expect.poll(() => olga.facts().alerts.find(({ id }) => id === 'tasks/incident-1')?.atM).toEqual(atM)
  const feed = await (await fetch(`${town.url}/alerts.cap`)).text()
  expect(feed).toContain('tasks.incident-1.cap.xml')
})

it('fires an alert where the sensor stands, with who looks after it', async () => {
  const rule = {
    id: 'any-river',
    name: { en: 'Any water' },
    severity: 'notice',
    when: { is: 'above', of: { key: 'levelM' }, level: 0.1 },
    holdS: 0,
  }
  expect(await olga.command({ type: 'alerts.setRule', rule })).toMatchObject({ ok: true })
  await expect.poll(() => row('alerts.alert/any-river')['phase'], PATIENCE).toBe('firing')
  const alert = olga.facts().alerts.find(({ id }) => id === 'alerts/any-river')
  expect(alert).toMatchObject({ key: 'alert_rule_above', values: { name: 'Any water', unit: 'm' } })
  expect(Math.hypot(...(alert?.atM ?? [0, 0]))).toBeGreaterThan(1)
  expect(await timur.command({ type: 'alerts.acknowledge', alert: 'any-river' })).toMatchObject({ ok: true })
  await expect.poll(() => row('alerts.alert/any-river')['acknowledged']).toMatchObject({ by: 'Timur' })
})

it('marks on the slider what fired, was sent, done and failed', async () => {
  const kinds = async (): Promise<string[]> => {
    const read = async (name: string): Promise<SegmentIndex> =>
      SegmentIndex.parse(await (await fetch(`${town.url}/replay/live/${name}`)).json())
    const { tracks } = withNewest(await read('index.json'), await read(NEWEST))
    return tracks.flatMap(({ segments }) => segments.flatMap(({ marks }) => marks.map(({ kind }) => kind)))
  }
  const wanted = ['tasks.request', 'tasks.approve', 'tasks.sent', 'tasks.done', 'tasks.failed', 'alerts.fired']
  await expect.poll(kinds, PATIENCE).toEqual(expect.arrayContaining(wanted))
})

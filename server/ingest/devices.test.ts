import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Description, Ensured } from '../things/contract.ts'
import { Devices, isSilent, MAX_DEVICES } from './devices.ts'

let dir = ''
let faults: string[] = []
let ensured: Description[] = []
/** What the store answers to the next description. */
let fails = false
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'devices-'))
  faults = []
  ensured = []
  fails = false
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function ensureThing(description: Description): Promise<Ensured> {
  if (fails) return Promise.reject(new Error('the disk is full'))
  ensured.push(description)
  const datastreams = Object.fromEntries(description.datastreams.map(({ key }, i) => [key, i + 1]))
  return Promise.resolve({ thingId: 1, isNew: true, datastreams, capabilities: {} })
}
const open = () =>
  Devices.open({
    dir,
    ensureThing,
    toLonLat: (eastM, northM) => [eastM / 1000, northM / 1000],
    fromLonLat: (lon, lat) => [lon * 1000, lat * 1000],
    onFault: (error) => faults.push(String(error)),
    onKnown: () => undefined,
  })
const ABOUT = { name: 'Gauge', kind: 'gauge', quantities: [{ key: 'levelM', everyS: 60 }] }

describe('devices that are known', () => {
  it('are known by what they say, in degrees or metres, and after a restart', async () => {
    const before = await open()
    await before.say('gauge-1', { ...ABOUT, lon: 0.5, lat: 0.25 })
    expect(before.get('gauge-1')?.about).toMatchObject({ eastM: 500, northM: 250 })
    expect(ensured[0]?.place?.geometry).toEqual({ type: 'Point', coordinates: [0.5, 0.25] })
    await before.close()
    const after = await open()
    expect(after.get('gauge-1')?.about).toMatchObject({ name: 'Gauge', eastM: 500 })
    await after.with('gauge-1', ['levelM'])
    expect(ensured).toHaveLength(2)
  })

  it('that say the same again cost nothing', async () => {
    const devices = await open()
    for (let n = 0; n < 3; n++) await devices.say('gauge-1', ABOUT)
    expect(ensured).toHaveLength(1)
    await devices.say('gauge-1', { ...ABOUT, name: 'Other' })
    expect(ensured.map(({ name }) => name)).toEqual(['Gauge', 'Other'])
    await devices.close()
  })

  it('are asked for again after the store failed', async () => {
    const devices = await open()
    fails = true
    await expect(devices.with('gauge-1', ['levelM'])).rejects.toThrow('the disk is full')
    fails = false
    expect((await devices.with('gauge-1', ['levelM'])).streams.get('levelM')?.datastreamId).toBe(1)
    await devices.close()
  })

  it('are bounded in number and in what they measure, and told so', async () => {
    const devices = await open()
    await devices.with(
      'gauge-1',
      Array.from({ length: 64 }, (_, i) => `a${i}M`),
    )
    await expect(devices.with('gauge-1', ['oneMoreM'])).rejects.toThrow(
      'gauge-1 measures more than 64 quantities; oneMoreM is not kept',
    )
    for (let n = 1; n < MAX_DEVICES; n++) void devices.with(`filler-${n}`, [])
    await expect(devices.with('late', ['levelM'])).rejects.toThrow(
      `late is one device too many: at most ${MAX_DEVICES}`,
    )
    await devices.close()
  })

  it.each<[object, string]>([
    [{}, 'gauge-1: name'],
    [{ name: '' }, 'gauge-1: name'],
    [{ name: 'a\nb' }, 'gauge-1: name has a control character'],
    [{ name: 'a', kind: 'River gauge' }, 'gauge-1: kind is not a kind like airStation'],
    [{ name: 'a', quantities: [{ key: 'levelM' }, { key: 'levelM' }] }, 'gauge-1: quantities names a key twice'],
    [{ name: 'a', lon: 400, lat: 0 }, 'gauge-1: lon'],
    [{ name: 'a', truth: 'certain' }, 'gauge-1: truth'],
  ])('say %j, which is refused in one sentence', async (about, sentence) => {
    const devices = await open()
    await expect(devices.say('gauge-1', about)).rejects.toThrow(sentence)
    await devices.close()
  })

  it('are silent after three of their periods, and at least two minutes', async () => {
    const devices = await open()
    await devices.say('gauge-1', ABOUT)
    const device = devices.get('gauge-1')
    if (!device) throw new Error('not known')
    device.lastHeardAtMs = 1_000_000
    expect([100_000, 179_000, 181_000].map((ms) => isSilent(device, 1_000_000 + ms))).toEqual([false, false, true])
    device.about = { ...device.about, quantities: [{ key: 'levelM', everyS: 3600 }] }
    expect([3_600_000, 11_000_000].map((ms) => isSilent(device, 1_000_000 + ms))).toEqual([false, true])
    await devices.close()
  })

  it('are none when the file of them is damaged, which is told', async () => {
    writeFileSync(join(dir, 'devices-said.json'), '{"gauge-1":')
    const devices = await open()
    expect(devices.list()).toEqual([])
    expect(faults).toHaveLength(1)
    await devices.close()
  })
})

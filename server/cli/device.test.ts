import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openCredentials } from '../ingest/credentials.ts'
import { INGEST_FOLDER } from '../ingest/folder.ts'
import { deviceAdd, deviceList, deviceRemove } from './device.ts'
import { devices } from './devices.ts'

let dir = ''
const said: string[] = []
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'cli-device-'))
  vi.stubEnv('TOWNHALL_DATA', dir)
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
})
afterAll(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

describe('townhall device', () => {
  it('makes credentials the server takes, lists them without secrets, and takes them away', async () => {
    expect(await deviceAdd(['gauge-1'])).toBe(0)
    expect(await deviceAdd(['station', '--gateway'])).toBe(0)
    const [secret = '', gateways = ''] = said.splice(0)
    const server = await openCredentials(join(dir, INGEST_FOLDER))
    expect(await server.speakerOf('gauge-1', secret)).toEqual({ kind: 'device', name: 'gauge-1' })
    expect(await server.speakerOf('station', gateways)).toEqual({ kind: 'gateway', name: 'station' })
    expect(await deviceList()).toBe(0)
    expect(said.splice(0)).toEqual([
      expect.stringMatching(/^gauge-1 {2}device {2}20/),
      expect.stringMatching(/^station {2}gateway {2}20/),
    ])
    expect(await deviceRemove(['gauge-1'])).toBe(0)
    expect(await deviceList()).toBe(0)
    expect(said.splice(0)).toHaveLength(1)
  })

  it('refuses in one sentence', async () => {
    await expect(deviceAdd([])).rejects.toThrow('device add needs one name: townhall device add NAME')
    await expect(deviceAdd(['a b'])).rejects.toThrow('"a b" is not a device id')
    await expect(deviceAdd(['station'])).rejects.toThrow('station has a secret already; remove it first')
    await expect(deviceRemove(['nobody'])).rejects.toThrow('there is no device or gateway nobody')
    await expect(deviceAdd(['x', '--admin'])).rejects.toThrow("Unknown option '--admin'")
  })
})

describe('townhall devices', () => {
  it.each([
    [
      ['--scenario', 'apocalypse'],
      '--scenario apocalypse is none of normal, storm, heatWave, stadium, powerCut, sensorFailure',
    ],
    [['--mqtt', 'http://localhost'], '--mqtt http://localhost is not an address like mqtt://127.0.0.1:1883'],
    [['--seed', 'x'], '--seed x is not a whole number'],
    [['--speed', '2'], "Unknown option '--speed'"],
    [
      ['--faults', 'none,pump=maybe'],
      '--faults pump=maybe is not some, none, always, with exceptions like none,barrier-2=always',
    ],
    [['--haste', 'x'], '--haste is not a number from 1 to 100'],
    [['--haste', '0'], '--haste is not a number from 1 to 100'],
    [['--city', '/nowhere'], 'is not a city package'],
  ])('refuses %j in one sentence', async (args, sentence) => {
    await expect(devices(args)).rejects.toThrow(sentence)
  })
})

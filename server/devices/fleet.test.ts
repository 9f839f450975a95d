import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openPackage, type CityPackage } from '../city/package.ts'
import { About, DeviceId } from '../ingest/about.ts'
import { unitOfKey } from '../ingest/units.ts'
import { makeFleet, type Fleet } from './fleet.ts'
import { type Manner, USUAL } from './manner.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

const MONDAY_6 = Date.UTC(2026, 5, 1, 1)
const HOUR_MS = 3_600_000
let astana: CityPackage
beforeAll(async () => (astana = await openPackage(join(import.meta.dirname, '../../assets/cities/astana'))))

const fleetOf = (scenario: Scenario, manner: Manner = USUAL, seed = 7): Fleet =>
  makeFleet({ city: astana.city, manifest: astana.manifest, scenario, manner, sinceMs: MONDAY_6, seed })
/** One that several tests ask, none of them for what depends on what was asked before. */
let usual: Fleet | null = null
const normal = (): Fleet => (usual ??= fleetOf('normal'))

/** The last said value of each quantity within so many seconds of a moment. */
function said(fleet: Fleet, atMs: number, seconds = 60): Map<string, number> {
  const values = new Map<string, number>()
  for (let s = 0; s < seconds; s++)
    for (const { deviceId, readings } of fleet.readings(atMs + s * 1000))
      for (const { key, value } of readings) values.set(`${deviceId} ${key}`, Number(value))
  return values
}
const mean = (values: Map<string, number>, which: RegExp): number => {
  const all = [...values].filter(([name]) => which.test(name)).map(([, value]) => value)
  return all.reduce((sum, one) => sum + one, 0) / all.length
}

describe('the simulated devices of the default city', () => {
  it('are as many as planned, all marked synthetic, all describable', () => {
    const fleet = normal()
    const kinds: Record<string, number> = {}
    for (const { deviceId, about } of fleet.abouts()) {
      expect(DeviceId.safeParse(deviceId).success).toBe(true)
      const parsed = About.parse(about)
      expect(parsed.truth).toBe('synthetic')
      expect(parsed.description).toMatch(/^Simulated/)
      kinds[parsed.kind] = (kinds[parsed.kind] ?? 0) + 1
    }
    expect(kinds).toEqual({
      gauge: 6,
      weatherStation: 8,
      airStation: 12,
      noiseMeter: 12,
      loop: 60,
      signalHead: 24,
      bus: 30,
      meter: 200,
      lamp: 100,
      sluice: 1,
      pump: 2,
      barrier: 4,
    })
  })

  it('stand at real places: gauges on the river, loops in links, signals at junctions', () => {
    const { city } = astana
    const links = new Set(city.links.map(({ id }) => id))
    for (const { about } of normal().abouts()) {
      const { kind, eastM = 0, northM = 0, linkId = '' } = About.parse(about)
      if (kind === 'loop') expect(links.has(linkId)).toBe(true)
      if (kind !== 'signalHead') continue
      const isJunction = city.nodes.some(({ hasSignals, atM }) => hasSignals && atM[0] === eastM && atM[1] === northM)
      expect(isJunction).toBe(true)
    }
    // One gauge is where the river passes those who arrive, in what the flood reckons.
    const gauges = normal()
      .abouts()
      .map(({ about }) => About.parse(about))
      .filter(({ kind }) => kind === 'gauge')
    const [east, north] = city.spawnM ?? [NaN, NaN]
    const awayM = gauges.map(({ eastM = 0, northM = 0 }) => Math.hypot(eastM - east, northM - north))
    expect(Math.min(...awayM)).toBeLessThan(1500)
  })

  it('say the same for the same seed and clock, and other things for another seed', () => {
    const of = (fleet: Fleet): string =>
      JSON.stringify([...Array(5).keys()].map((s) => fleet.readings(MONDAY_6 + s * 1000)))
    expect(of(fleetOf('storm'))).toBe(of(fleetOf('storm')))
    expect(of(fleetOf('storm', USUAL, 8))).not.toBe(of(fleetOf('storm')))
  })

  it.each(SCENARIOS)('in the scenario %s say numbers in their units', (scenario) => {
    const fleet = fleetOf(scenario)
    for (const { readings } of fleet.readings(MONDAY_6 + HOUR_MS / 2))
      for (const { key, value } of readings) {
        if (scenario !== 'sensorFailure') expect(Number.isFinite(value)).toBe(true)
        if (key !== 'aspect') expect(unitOfKey(key)).not.toBe('')
      }
  })

  it('follow the day: traffic, noise and households by hour, lamps by the sun', () => {
    const fleet = normal()
    // Astana is five hours ahead.
    const [night, rush, evening] = [
      said(fleet, MONDAY_6 - 3 * HOUR_MS),
      said(fleet, MONDAY_6 + 2 * HOUR_MS),
      said(fleet, MONDAY_6 + 14 * HOUR_MS),
    ]
    expect(mean(rush, /^loop.*vehPerH/)).toBeGreaterThan(4 * mean(night, /^loop.*vehPerH/))
    expect(mean(rush, /^loop.*speedMS/)).toBeLessThan(mean(night, /^loop.*speedMS/))
    expect(mean(rush, /^noise/)).toBeGreaterThan(mean(night, /^noise/) + 6)
    expect(mean(evening, /powerW/)).toBeGreaterThan(1.5 * mean(night, /powerW/))
    const [noon, midnight] = [said(fleet, MONDAY_6 + 6 * HOUR_MS, 300), said(fleet, MONDAY_6 + 17 * HOUR_MS, 300)]
    expect([mean(noon, /lampShare/), mean(midnight, /lampShare/)]).toEqual([0, 1])
  })

  it('move buses smoothly, along roads', () => {
    const fleet = normal()
    const before = new Map<string, readonly [number, number]>()
    let moved = 0
    for (let s = 0; s < 240; s++)
      for (const { deviceId, readings } of fleet.readings(MONDAY_6 + s * 1000)) {
        if (!deviceId.startsWith('bus-')) continue
        const [eastM = 0, northM = 0] = readings.map(({ value }) => Number(value))
        const last = before.get(deviceId)
        const wayM = last ? Math.hypot(eastM - last[0], northM - last[1]) : 0
        expect(wayM).toBeLessThan(14)
        moved += wayM
        before.set(deviceId, [eastM, northM])
      }
    expect(before.size).toBe(30)
    expect(moved / 30 / 240).toBeGreaterThan(3)
  })

  it('in a storm: it rains, the river rises later, streets empty', () => {
    const fleet = fleetOf('storm')
    const [first, raining, after] = [
      said(fleet, MONDAY_6),
      said(fleet, MONDAY_6 + HOUR_MS / 4),
      said(fleet, MONDAY_6 + 0.9 * HOUR_MS),
    ]
    expect(mean(first, /rainMmH/)).toBeLessThan(5)
    expect(mean(raining, /rainMmH/)).toBeGreaterThan(10)
    expect(mean(after, /levelM/)).toBeGreaterThan(mean(first, /levelM/) + 2)
    expect(mean(after, /flowM3S/)).toBeGreaterThan(3 * mean(first, /flowM3S/))
    expect(mean(raining, /windMS/)).toBeGreaterThan(12)
  })

  it('in the other scenarios: heat, a crowd at the stadium, a dark district', () => {
    const usual = said(normal(), MONDAY_6 + HOUR_MS / 2)
    const heat = said(fleetOf('heatWave'), MONDAY_6 + HOUR_MS / 2)
    expect(mean(heat, /temperatureC/)).toBeGreaterThan(mean(usual, /temperatureC/) + 10)
    expect(mean(heat, /powerW/)).toBeGreaterThan(1.5 * mean(usual, /powerW/))
    const stadium = said(fleetOf('stadium'), MONDAY_6 + HOUR_MS / 2)
    expect(mean(stadium, /vehPerH/)).toBeGreaterThan(1.02 * mean(usual, /vehPerH/))
    const metersOf = (values: Map<string, number>): number =>
      [...values.keys()].filter((name) => name.includes('powerW')).length
    expect(metersOf(said(fleetOf('powerCut'), MONDAY_6 + 600_000))).toBeLessThan(metersOf(usual))
  })

  it('fail in a way that is told apart, when sensors fail', () => {
    const [well, failing] = [fleetOf('normal'), fleetOf('sensorFailure')].map((fleet) =>
      [...Array(60).keys()].flatMap((s) => fleet.readings(MONDAY_6 + s * 1000)),
    )
    const all = failing?.flatMap(({ readings }) => readings) ?? []
    expect(new Set(failing?.map(({ deviceId }) => deviceId)).size).toBeLessThan(
      new Set(well?.map(({ deviceId }) => deviceId)).size,
    )
    expect(all.some(({ value }) => value === 'NaN')).toBe(true)
    expect(all.some(({ unit }) => unit === 'cubit')).toBe(true)
    expect(all.some(({ value }) => value === 1e6)).toBe(true)
    expect(all.some(({ atMs }) => atMs > MONDAY_6 + 120_000)).toBe(true)
  })
})

describe('a simulated barrier', () => {
  const position = (fleet: Fleet, atMs: number): number | undefined =>
    fleet
      .readings(atMs)
      .find(({ deviceId }) => deviceId === 'barrier-1')
      ?.readings.map(({ value }) => Number(value))[0]
  const answersOf = (fleet: Fleet, atMs: number): string[] => fleet.answers(atMs).map(({ answer }) => answer.state)

  it('takes its time, tells where it is, and answers when it is there', () => {
    const fleet = fleetOf('normal')
    fleet.told('barrier-1', { taskId: 'task-1', parameters: { positionShare: 0 } }, MONDAY_6)
    expect(answersOf(fleet, MONDAY_6)).toEqual(['accepted', 'running'])
    expect(position(fleet, MONDAY_6)).toBe(1)
    expect(position(fleet, MONDAY_6 + 7000)).toBeCloseTo(0.5)
    fleet.told('barrier-1', { taskId: 'task-2', parameters: { positionShare: 1 } }, MONDAY_6 + 8000)
    expect(answersOf(fleet, MONDAY_6 + 8000)).toEqual(['declined'])
    expect(answersOf(fleet, MONDAY_6 + 14_000)).toEqual(['done'])
    expect(position(fleet, MONDAY_6 + 15_000)).toBe(0)
  })

  it('does the same task once, and declines what it cannot do', () => {
    const fleet = fleetOf('normal')
    for (let n = 0; n < 3; n++)
      fleet.told('barrier-1', { taskId: 'task-1', parameters: { positionShare: 0 } }, MONDAY_6 + n)
    expect(answersOf(fleet, MONDAY_6 + 10)).toEqual(['accepted', 'running'])
    fleet.told('barrier-2', { taskId: 'task-3', parameters: { positionShare: 3 } }, MONDAY_6)
    expect(answersOf(fleet, MONDAY_6 + 20)).toEqual(['declined'])
  })

  it('is as fast as it is told to be, and fails always or never where that is said', () => {
    const manner = { failing: 'none', failingOf: { 'barrier-2': 'always' }, haste: 10 } as const
    const fleet = fleetOf('normal', manner)
    const states = new Map<string, string[]>()
    for (let n = 0; n < 60; n++) {
      const atMs = MONDAY_6 + n * 10_000
      for (const barrier of ['barrier-1', 'barrier-2'])
        fleet.told(barrier, { taskId: `task-${n}`, parameters: { positionShare: n % 2 } }, atMs)
      fleet.answers(atMs)
      for (const { deviceId, answer } of fleet.answers(atMs + 2000))
        states.set(deviceId, [...(states.get(deviceId) ?? []), answer.state])
    }
    expect([...new Set(states.get('barrier-1'))]).toEqual(['done'])
    expect([...new Set(states.get('barrier-2'))]).toEqual(['failed'])
  })

  it('sometimes fails on its way, and its sensor says where it stopped', () => {
    const fleet = fleetOf('sensorFailure')
    let failed = 0
    for (let n = 0; n < 40; n++) {
      const atMs = MONDAY_6 + n * 60_000
      fleet.told('barrier-1', { taskId: `task-${n}`, parameters: { positionShare: n % 2 } }, atMs)
      fleet.answers(atMs)
      const [answer] = fleet.answers(atMs + 30_000)
      if (answer?.answer.state !== 'failed') continue
      failed++
      const stoppedAt = position(fleet, atMs + 30_000)
      expect(stoppedAt).not.toBe(n % 2)
      expect(answer.answer.reason).toMatch(/^Barrier 1 stopped at \d+ %: motor overload$/)
    }
    expect(failed).toBeGreaterThan(4)
    expect(failed).toBeLessThan(30)
  })
})

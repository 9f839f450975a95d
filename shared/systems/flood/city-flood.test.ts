import { describe, expect, it } from 'vitest'
import type { City } from '../../city/city.ts'
import { NO_OUTPUTS } from '../../city/outputs.ts'
import { decodeCanonical, encodeCanonical } from '../../kernel/canonical.ts'
import { describeSystem } from '../../kernel/conformance.ts'
import { Random } from '../../kernel/random.ts'
import { EMPTY_CITY } from '../../kernel/toy.ts'
import type { FloodCommand } from './commands.ts'
import { gridOf } from './core-grid.ts'
import { flood } from './flood.ts'
import { budgetOf, type FloodState } from './state.ts'
import { HOUSES, VILLAGE } from './testing.ts'
import { GaugeRow, gaugeRows, WaterRow, waterRow, workRows, WorkRow } from './told.ts'

const planner = { id: 'pia', role: 'planner' } as const
const START_MS = 1_700_000_000_000
const MM_PER_H = 1 / 3_600_000
const [[houseE, houseN]] = HOUSES
/** Round both houses. */
const RING: [number, number][] = [
  [40, 120],
  [140, 120],
  [140, 180],
  [40, 180],
  [40, 120],
]
const wall: FloodCommand = { type: 'flood.placeBarrier', id: 'ring', line: RING, crestAboveGroundM: 3 }

describeSystem(flood, {
  city: VILLAGE,
  observations: [
    { thing: 'g1', key: 'levelM', value: 1.2, atMs: 0 },
    { thing: 'g1', key: 'flowM3S', value: 8, atMs: 0 },
    { thing: 'g1', key: 'mood', value: 8, atMs: 0 },
  ],
  legal: [
    {
      type: 'flood.setInflow',
      points: [
        [0, 10],
        [1, 120],
      ],
    },
    { type: 'flood.setStorm', mmPerH: 40, hours: 2 },
    wall,
    {
      type: 'flood.placeGate',
      id: 'gate',
      line: [
        [20, 100],
        [20, 190],
      ],
      openShare: 0.5,
    },
    { type: 'flood.setGate', id: 'gate', openShare: 0 },
    { type: 'flood.placePump', id: 'pump', fromM: [120, 130], toM: [180, 130], m3S: 0.5 },
    { type: 'flood.breach', id: 'gap', atM: [140, 150], widthM: 20 },
    { type: 'flood.removeWork', id: 'gate' },
  ],
  illegal: [
    { command: wall, names: 'ring' },
    {
      command: {
        ...wall,
        id: 'far',
        line: [
          [5000, 0],
          [5100, 0],
        ],
      },
      names: 'far stands across nothing: it lies outside',
    },
    {
      command: {
        ...wall,
        id: 'dot',
        line: [
          [50, 100],
          [50, 100],
        ],
      },
      names: 'dot stands across nothing: it is shorter',
    },
    {
      command: {
        ...wall,
        id: 'indoors',
        line: [
          [houseE + 5, houseN + 5],
          [houseE + 5, houseN + 15],
        ],
      },
      names: 'indoors stands across nothing: it crosses only buildings',
    },
    { command: { ...wall, id: 'flat', crestAboveGroundM: 0 }, names: 'the crest of the barrier flat' },
    { command: { ...wall, id: 'tower', crestAboveGroundM: 50 }, names: 'tower' },
    { command: { type: 'flood.placePump', id: 'dry', fromM: [9000, 0], toM: [0, 0], m3S: 1 }, names: 'dry' },
    { command: { type: 'flood.placePump', id: 'idle', fromM: [50, 50], toM: [90, 50], m3S: 0 }, names: 'idle' },
    { command: { type: 'flood.setGate', id: 'gate', openShare: 1 }, names: 'there is no gate gate' },
    { command: { type: 'flood.setGate', id: 'ring', openShare: 1 }, names: 'ring is no gate' },
    { command: { type: 'flood.removeWork', id: 'nothing' }, names: 'nothing' },
    { command: { type: 'flood.breach', id: 'wet', atM: [180, 150], widthM: 10 }, names: 'wet lies in the water' },
    { command: { type: 'flood.breach', id: 'thin', atM: [100, 100], widthM: 0 }, names: 'thin' },
    { command: { type: 'flood.setStorm', mmPerH: -4, hours: 1 }, names: 'storm' },
    { command: { type: 'flood.setStorm', mmPerH: 4, hours: 1000 }, names: 'storm' },
    {
      command: {
        type: 'flood.setInflow',
        points: [
          [1, 10],
          [0, 20],
        ],
      },
      names: 'inflow',
    },
  ],
})

type Played = { readonly state: FloodState; readonly act: (command: FloodCommand) => void; readonly run: Run }
type Run = (seconds: number, given?: { rainMmH?: number; stepS?: number }) => void

function played(city: City = VILLAGE, from: FloodState = flood.create(city)): Played {
  const random = new Random(1)
  let nowMs = Math.max(START_MS, from.nowMs)
  return {
    state: from,
    act(command) {
      expect(flood.check(from, command, city, planner)).toBeNull()
      flood.apply(from, command, planner)
    },
    run(seconds, { rainMmH = 0, stepS = 10 } = {}) {
      for (let t = 0; t < seconds; t += stepS) {
        nowMs += stepS * 1000
        const felt = {
          ...NO_OUTPUTS,
          nowMs,
          rainfallMPerS: () => rainMmH * MM_PER_H,
          thingAtM: () => [180, 150] as const,
        }
        flood.step?.(from, stepS, random, city, felt)
      }
    },
  }
}
const depthAt = (state: FloodState, eastM: number, northM: number): number =>
  flood.outputs?.(state, VILLAGE).floodDepthM?.([eastM, northM]) ?? 0
const told = (state: FloodState): Record<string, number> =>
  Object.fromEntries((flood.indicators?.(state) ?? []).map(({ id, value }) => [id, value]))

describe('the flood of a city', () => {
  it('leaves a river with its usual flow where it stands, and rests', () => {
    const { state, run } = played()
    run(1800)
    expect(waterRow(state, gridOf(VILLAGE)!)?.levelM).toBeCloseTo(10, 1)
    expect(state.rest.isResting).toBe(true)
    const { steps } = state.water ?? { steps: 0 }
    run(600)
    expect(state.water?.steps).toBe(steps)
    expect(told(state)['flood.areaHa']).toBe(0)
    expect(flood.alerts?.(state, VILLAGE)).toEqual([])
  })

  it('keeps the account of its water through storm, river flood, pumps and soaking', () => {
    const { state, act, run } = played()
    act({
      type: 'flood.setInflow',
      points: [
        [0, 6],
        [0.2, 150],
      ],
    })
    act({ type: 'flood.setStorm', mmPerH: 60, hours: 0.3 })
    act({ type: 'flood.placePump', id: 'pump', fromM: [120, 130], toM: [-900, 0], m3S: 0.4 })
    run(900)
    const { inM3 = 0, errorM3 = 1 } = budgetOf(state, gridOf(VILLAGE)!) ?? {}
    expect(inM3).toBeGreaterThan(50_000)
    expect(Math.abs(errorM3) / inM3).toBeLessThan(1e-6)
  })

  it('gives the rain of roofs to the ground beside, none is lost', () => {
    const grid = gridOf(VILLAGE)!
    const roofs = [...grid.building.keys()].filter((k) => grid.building[k] !== -1)
    expect(roofs).toHaveLength(32)
    expect(roofs.every((k) => grid.rainShare[k] === 0)).toBe(true)
    const sum = (city: City): number => gridOf(city)?.rainShare.reduce((all, one) => all + one, 0) ?? 0
    // Without houses their ground would shed 0.6 of its rain; a roof sheds all.
    expect(sum(VILLAGE) - sum({ ...VILLAGE, buildings: [] })).toBeCloseTo(32 * (1 - 0.6), 9)
  })

  it('floods houses, street, hospital and substation when the river leaves its bed, and says when', () => {
    const { state, act, run } = played()
    act({ type: 'flood.setInflow', points: [[0, 250]] })
    run(600)
    const { counts, most } = state.effects
    expect(counts).toEqual({ buildings: 2, hospitals: 1, substations: 1 })
    expect(most.areaHa).toBeGreaterThan(2)
    expect(told(state)['flood.peakLevelM']).toBeGreaterThan(11)
    const out = flood.outputs?.(state, VILLAGE)
    expect(out?.isLinkOpen?.('way/1#0')).toBe(false)
    expect(out?.linkSpeedShare?.('way/1#0')).toBe(0)
    // A bridge stands above it, and of other roads nothing is known here.
    expect(out?.isLinkOpen?.('way/2#0')).toBe(true)
    expect(out?.isLinkOpen?.('way/99#0')).toBe(true)
    expect(Math.max(...state.effects.arrival)).toBeGreaterThan(1)
    expect(flood.alerts?.(state, VILLAGE).map(({ id }) => id)).toEqual(['flood/river', 'flood/land'])
  })

  it('keeps houses dry behind a barrier, until it is breached', () => {
    const { state, act, run } = played()
    act(wall)
    act({ type: 'flood.setInflow', points: [[0, 250]] })
    run(700)
    expect(depthAt(state, 20, 150)).toBeGreaterThan(0.25)
    expect(depthAt(state, 92, 150)).toBe(0)
    expect(state.effects.counts.buildings).toBe(0)
    act({ type: 'flood.breach', id: 'gap', atM: [140, 150], widthM: 20 })
    run(300)
    expect(depthAt(state, 92, 150)).toBeGreaterThan(0.3)
    act({ type: 'flood.clear' })
    run(10)
    expect(depthAt(state, 92, 150)).toBe(0)
    expect(workRows(state)).toEqual([])
  })

  it('goes on from a keyframe to the same bytes, whatever was played in between', () => {
    const one = played()
    one.act({ type: 'flood.setStorm', mmPerH: 60, hours: 1 })
    one.run(120)
    const saved = encodeCanonical(one.state)
    one.act(wall)
    one.run(200)
    const other = played(VILLAGE, decodeCanonical(saved) as FloodState)
    other.run(60, { stepS: 20 })
    const again = played(VILLAGE, decodeCanonical(saved) as FloodState)
    again.act(wall)
    again.run(200)
    expect(encodeCanonical(again.state)).toEqual(encodeCanonical(one.state))
  })

  it('follows gauges that agree and not the one that lies', () => {
    const { state, run } = played()
    const say = (thing: string, key: string, value: number): void =>
      flood.observe?.(state, { thing, key, value, atMs: state.nowMs })
    run(10)
    for (let n = 0; n < 30; n++) {
      say('a', 'flowM3S', 20 + 0.01 * n)
      say('b', 'flowM3S', 22 + 0.01 * n)
      say('c', 'flowM3S', 21 + 0.01 * n)
      say('liar', 'flowM3S', 9000)
      say('broken', 'levelM', 900)
      run(60)
    }
    expect(state.inflowM3S).toBeGreaterThan(19)
    expect(state.inflowM3S).toBeLessThan(24)
    const rows = gaugeRows(state)
    expect(Object.fromEntries(rows.map(({ thing, trouble }) => [thing, trouble]))).toEqual({
      a: 'none',
      b: 'none',
      c: 'none',
      liar: 'alone',
      broken: 'absurd',
    })
    expect(flood.alerts?.(state, VILLAGE).map(({ id }) => id)).toEqual(['flood/gauge/liar', 'flood/gauge/broken'])
  })

  it('brings the model to the level of a gauge in the core', () => {
    const { state, run } = played()
    const level = (value: number): void =>
      flood.observe?.(state, { thing: 'a', key: 'levelM', value, atMs: state.nowMs })
    run(10)
    for (let n = 0; n < 20; n++) {
      level(1.5)
      run(60)
    }
    expect(state.gauges['a']?.zeroM).toBeCloseTo(8.5, 1)
    const before = state.inflowM3S
    for (let n = 0; n < 20; n++) {
      level(1.5 + 0.02 * n)
      run(60)
    }
    expect(state.inflowM3S).toBeGreaterThan(1.05 * before)
    expect(state.gauges['a']?.history.length).toBeGreaterThan(3)
  })

  it('learns where the scale of a gauge begins in drizzle, and not while a storm pours', () => {
    const zeroIn = (rainMmH: number): number | null | undefined => {
      const { state, run } = played()
      for (let n = 0; n < 6; n++) {
        for (const [key, value] of [['levelM', 1.5] as const, ['flowM3S', 21] as const])
          flood.observe?.(state, { thing: 'a', key, value, atMs: state.nowMs })
        run(60, { rainMmH })
      }
      return state.gauges['a']?.zeroM
    }
    expect(zeroIn(1)).toBeCloseTo(8.5, 1)
    expect(zeroIn(30)).toBeNull()
  })

  it('tells rows that its page can read', () => {
    const { state, act, run } = played()
    act(wall)
    act({ type: 'flood.breach', id: 'gap', atM: [100, 100], widthM: 10 })
    flood.observe?.(state, { thing: 'a', key: 'levelM', value: 1, atMs: START_MS })
    run(20)
    expect(WaterRow.parse(waterRow(state, gridOf(VILLAGE)!)).forecast).toHaveLength(6)
    expect(workRows(state).map((row) => WorkRow.parse(row).id)).toEqual(['ring', 'gap'])
    expect(gaugeRows(state).map((row) => GaugeRow.parse(row).thing)).toEqual(['a'])
  })

  it('is idle in a city without ground, and has no river in one without water', () => {
    const { state, run } = played(EMPTY_CITY)
    run(20)
    expect(state.water).toBeNull()
    expect(flood.check(state, wall, EMPTY_CITY, planner)?.reason).toContain('no terrain')
    expect(flood.outputs?.(state, EMPTY_CITY)).toEqual({})
    expect(flood.indicators?.(state)).toEqual([])
    const dry: City = { ...VILLAGE, areas: [], lines: [] }
    const rained = played(dry)
    rained.run(120, { rainMmH: 80 })
    expect(gridOf(dry)?.river).toBeNull()
    expect(rained.state.effects.wetM3).toBeGreaterThan(1)
    expect(flood.check(rained.state, { type: 'flood.setInflow', points: [[0, 1]] }, dry, planner)?.reason).toContain(
      'river',
    )
  })
})

// What a flood says of itself: alerts, and the rows its page reads (JSON; the shapes are here for both sides).
import { z } from 'zod'
import type { City } from '../../city/city.ts'
import type { Alert } from '../../kernel/system.ts'
import { at } from './cells.ts'
import { middleOf, placeOf } from './core.ts'
import { type CoreGrid, gridOf } from './core-grid.ts'
import { forecastOf } from './drivers.ts'
import { TROUBLES } from './gauges.ts'
import { budgetOf, type FloodState } from './state.ts'

const numberOrNull = z.number().nullable()
const point = z.tuple([z.number(), z.number()])
const common = { id: z.string(), name: z.string(), by: z.string() }

/** Row `flood.water/now`. Flows m³/s, rain mm/h, volumes m³, levels above the datum; `errorM3` is what is there less what should be. */
export const WaterRow = z.object({
  /** West, south, side of a cell, columns, rows of where it is reckoned. */
  core: z.tuple([z.number(), z.number(), z.number(), z.int(), z.int()]),
  isResting: z.boolean(),
  leftOutS: z.number(),
  sinceMs: numberOrNull,
  inflowM3S: z.number(),
  outflowM3S: z.number(),
  rainMmPerH: z.number(),
  isDesign: z.boolean(),
  isStorm: z.boolean(),
  levelM: numberOrNull,
  surfaceM: numberOrNull,
  forecast: z.array(z.object({ hours: z.number(), m3S: z.number(), levelM: z.number() })),
  factors: z.object({ rain: z.number(), inflow: z.number(), roughness: z.number() }),
  now: z.record(z.string(), z.number()),
  most: z.record(z.string(), z.number()),
  counts: z.record(z.string(), z.number()),
  volume: z.object({
    startM3: z.number(),
    inM3: z.number(),
    outM3: z.number(),
    nowM3: z.number(),
    errorM3: z.number(),
    /** Of all that came in, or of what was there in the beginning while nothing has. */
    errorShare: z.number(),
  }),
})
export type WaterRow = z.infer<typeof WaterRow>

/** Rows `flood.work/ID`. */
export const WorkRow = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('barrier'),
    ...common,
    kind: z.enum(['temporary', 'embankment']),
    line: z.array(point),
    crestAboveGroundM: z.number(),
  }),
  z.object({ is: z.literal('gate'), ...common, line: z.array(point), openShare: z.number() }),
  z.object({ is: z.literal('pump'), ...common, fromM: point, toM: point, m3S: z.number() }),
  z.object({ is: z.literal('breach'), ...common, atM: point, widthM: z.number() }),
])
export type WorkRow = z.infer<typeof WorkRow>

/** Rows `flood.gauge/THING`: levels above the datum where its scale is known, and in its own scale. */
export const GaugeRow = z.object({
  thing: z.string(),
  trouble: z.enum(TROUBLES),
  levelM: numberOrNull,
  flowM3S: numberOrNull,
  zeroM: numberOrNull,
  isInCore: z.boolean(),
  /** When, measured (null: not believed) and modelled level above the datum. */
  history: z.array(z.tuple([z.number(), numberOrNull, z.number()])),
})
export type GaugeRow = z.infer<typeof GaugeRow>

export function waterRow(state: FloodState, grid: CoreGrid): WaterRow | null {
  const volume = budgetOf(state, grid)
  if (!volume) return null
  const { core, river, basin } = grid
  const { effects, rest, event, storm, nowMs, water } = state
  return {
    core: [core.westM, core.southM, core.cellM, core.nx, core.ny],
    isResting: rest.isResting,
    leftOutS: Math.round(state.leftOutS),
    sinceMs: event?.sinceMs ?? null,
    inflowM3S: rounded(state.inflowM3S, 0.1),
    outflowM3S: rounded(state.outflowM3S, 0.1),
    rainMmPerH: rounded(state.rainMPerS * 3_600_000, 0.1),
    isDesign: state.design !== null,
    isStorm: storm !== null && nowMs <= storm.untilMs,
    levelM: river && water ? rounded(at(basin.bedM, river.middle) + at(water.depthM, river.middle), 0.01) : null,
    surfaceM: river?.surfaceM ?? null,
    forecast: river
      ? forecastOf(state, river).map(({ hours, m3S, levelM }) => ({
          hours,
          m3S: rounded(m3S, 0.1),
          levelM: rounded(levelM, 0.01),
        }))
      : [],
    factors: state.factors,
    now: roundedAll(effects.now),
    most: roundedAll(effects.most),
    counts: effects.counts,
    volume: {
      startM3: Math.round(volume.startM3),
      inM3: Math.round(volume.inM3),
      outM3: Math.round(volume.outM3),
      nowM3: Math.round(volume.nowM3),
      errorM3: Number(volume.errorM3.toPrecision(2)),
      errorShare: Number((Math.abs(volume.errorM3) / Math.max(1, volume.inM3 || volume.startM3)).toPrecision(2)),
    },
  }
}

export const workRows = ({ works, breaches }: FloodState): WorkRow[] => [
  ...works,
  ...breaches.map((one) => ({ is: 'breach' as const, ...one })),
]

export const gaugeRows = ({ gauges }: FloodState): GaugeRow[] =>
  Object.entries(gauges).map(([thing, { trouble, levelM, flowM3S, zeroM, cell, history }]) => ({
    thing,
    trouble,
    levelM: levelM?.value ?? null,
    flowM3S: flowM3S?.value ?? null,
    zeroM: zeroM === null ? null : rounded(zeroM, 0.01),
    isInCore: cell !== null,
    history: history.map(([atMs, measured, modelled]) => [
      atMs,
      measured === null ? null : rounded(measured, 0.01),
      rounded(modelled, 0.01),
    ]),
  }))

/** Over the river's usual surface: a first word, and danger. */
const RIVER_HIGH_M = 1
const RIVER_DANGER_M = 2
const LAND_HA = 0.5
const DEADLY_HA = 0.1

export function alertsOf({ water, effects, gauges }: FloodState, city: City): Alert[] {
  const grid = gridOf(city)
  if (!grid || !water) return []
  const alerts: Alert[] = []
  const { river, core } = grid
  const { now, counts } = effects
  const overM = river ? now.levelM - river.surfaceM : 0
  if (river && overM >= RIVER_HIGH_M) {
    const m = rounded(overM, 0.1)
    alerts.push({
      id: 'flood/river',
      severity: overM >= RIVER_DANGER_M ? 'emergency' : 'warning',
      text: `The river stands ${m} m over its usual level`,
      atM: placeOf(core, river.middle),
      key: 'alert_told_floodRiver',
      values: { m },
    })
  }
  if (now.areaHa >= LAND_HA) {
    const values = { ha: rounded(now.areaHa, 0.1), buildings: counts.buildings, roads: now.linksClosed }
    const isDeadly = now.mostHa + now.allHa >= DEADLY_HA
    alerts.push({
      id: 'flood/land',
      severity: isDeadly ? 'emergency' : 'warning',
      text: `Water stands on ${values.ha} ha; ${values.buildings} buildings reached, ${values.roads} roads closed`,
      atM: middleOf(core),
      key: 'alert_told_floodLand',
      values,
    })
  }
  for (const [thing, { trouble, cell }] of Object.entries(gauges)) {
    if (trouble === 'none' || trouble === 'silent') continue
    alerts.push({
      id: `flood/gauge/${thing}`,
      severity: 'notice',
      text: `The gauge ${thing} is not believed: ${trouble}`,
      atM: cell === null ? middleOf(core) : placeOf(core, cell),
      key: `alert_told_floodGauge_${trouble}`,
      values: { gauge: thing },
    })
  }
  return alerts
}

const rounded = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(4))

const roundedAll = (values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rounded(value, 0.01)]))

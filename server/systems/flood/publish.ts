// What is shown of the flood: its water as rasters of the core, what was built as points, the river and what the water does
// as rows. What did not change is not looked through again: water at rest costs nothing.
import type { Command } from '../../../shared/kernel/system.ts'
import type { ItemsInfo, Quantity, RasterInfo } from '../../../shared/protocol/fields-info.ts'
import type { ItemValues, NamedItem } from '../../../shared/protocol/fields-items.ts'
import { heightAt } from '../../../shared/city/terrain.ts'
import { type Core, coreOf, placeOf } from '../../../shared/systems/flood/core.ts'
import { type CoreGrid, gridOf } from '../../../shared/systems/flood/core-grid.ts'
import type { Saved } from '../../../shared/systems/flood/scheme.ts'
import type { FloodState } from '../../../shared/systems/flood/state.ts'
import { gaugeRows, waterRow, type WorkRow, workRows } from '../../../shared/systems/flood/told.ts'
import type { Ground, Layer, Publisher } from '../publisher.ts'
import { DEPTH, quantity } from './quantities.ts'

const EVERY_S = 5
const WORKS_EVERY_S = 2
const AT_REST_EVERY_MS = 60_000
const MOST_WORKS = 128
/** Thinner water is not drawn, metres. */
const SHOWN_M = 0.01
const TENTHS_A_MINUTE = 10

const CARD = {
  source: 'Townhall, local inertial equations on 5 m cells; ground as the city’s terrain, depths of waters invented',
  date: '',
  truth: 'modelled',
} as const

export const floodShown: Publisher<FloodState> = {
  system: 'flood',

  layers({ city }: Ground): Layer<FloodState>[] {
    const core = coreOf(city)
    if (!core) return []
    const fields = fieldsOf(core, () => gridOf(city))
    const { lowestM, highestM } = rangeOf(city, core)
    const raster = (what: keyof Fields, told: Quantity): Layer<FloodState> => ({
      info: {
        kind: 'raster',
        id: `flood.${what}`,
        title: `layerFlood_${what}`,
        card: CARD,
        quantities: [told],
        grid: { westM: core.westM, southM: core.southM, cellM: core.cellM, cols: core.nx, rows: core.ny },
      } satisfies RasterInfo,
      everyS: EVERY_S,
      values: unlessTold((state) => fields(state)[what]),
    })
    return [
      raster('depth', DEPTH),
      raster('level', quantity('level', 'm', [lowestM, highestM, 0.01], 'level')),
      raster('east', quantity('east', 'm/s', [-10, 10, 0.02], 'level')),
      raster('north', quantity('north', 'm/s', [-10, 10, 0.02], 'level')),
      raster('hazard', quantity('hazard', 'm²/s', [0, 20, 0.05], 'hazard')),
      raster('arrival', quantity('arrival', 'min', [0, 4320, 0.5], 'arrival')),
      works(core),
    ]
  },

  rows(state, { city }) {
    const grid = gridOf(city)
    return grid ? rowsOf(state, grid) : []
  },

  markOf(command: Command & { readonly id?: unknown; readonly name?: unknown }) {
    if (typeof command.name === 'string') return command.name
    return typeof command.id === 'string' ? command.id : ''
  },
}

type Fields = Record<'depth' | 'level' | 'east' | 'north' | 'hazard' | 'arrival', Float32Array>

/** Water at rest is told now and then only, so that everybody knows of when it is. */
function unlessTold<T>(values: (state: FloodState) => T): (state: FloodState) => T | null {
  let of: Saved | null = null
  let [lookedMs, toldMs] = [NaN, -Infinity]
  return (state) => {
    const { water, due, nowMs } = state
    // A clock that was set back tells anew.
    if (of === water && lookedMs === due.effectsMs && nowMs >= toldMs && nowMs - toldMs < AT_REST_EVERY_MS) return null
    of = water
    lookedMs = due.effectsMs
    toldMs = nowMs
    return values(state)
  }
}

/** All rasters of one moment, made once and only for water that is other than it was. */
function fieldsOf(core: Core, grid: () => CoreGrid | null): (state: FloodState) => Fields {
  const cells = core.nx * core.ny
  const made = (): Float32Array => new Float32Array(cells).fill(NaN)
  const fields: Fields = {
    depth: made(),
    level: made(),
    east: made(),
    north: made(),
    hazard: made(),
    arrival: made(),
  }
  let of: Saved | null = null
  let atMs = NaN
  return ({ water, effects, due }) => {
    const ground = grid()
    if (!water || !ground || (of === water && atMs === due.effectsMs)) return fields
    of = water
    atMs = due.effectsMs
    const { bedM } = ground.basin
    const { depthM, eastM2S, northM2S } = water
    const { arrival } = effects
    for (let k = 0, face = 0; k < cells; k++, face++) {
      // Faces between columns are one more a row than cells.
      if (k > 0 && k % core.nx === 0) face++
      const came = arrival[k] as number
      fields.arrival[k] = came === 0 ? NaN : (came - 1) / TENTHS_A_MINUTE
      const h = depthM[k] as number
      if (h < SHOWN_M) {
        fields.depth[k] = fields.level[k] = fields.east[k] = fields.north[k] = fields.hazard[k] = NaN
        continue
      }
      const east = ((eastM2S[face] as number) + (eastM2S[face + 1] as number)) / (2 * h)
      const north = ((northM2S[k] as number) + (northM2S[k + core.nx] as number)) / (2 * h)
      fields.depth[k] = h
      fields.level[k] = (bedM[k] as number) + h
      fields.east[k] = east
      fields.north[k] = north
      fields.hazard[k] = h * (Math.hypot(east, north) + 0.5)
    }
    return fields
  }
}

/** From the lowest bed to where no flood comes, in whole metres. */
function rangeOf({ terrain }: Ground['city'], core: Core): { readonly lowestM: number; readonly highestM: number } {
  let [least, most] = [Infinity, -Infinity]
  if (terrain)
    for (let k = 0; k < core.nx * core.ny; k++) {
      const h = heightAt(terrain, ...placeOf(core, k))
      if (h < least) least = h
      if (h > most) most = h
    }
  const lowestM = Math.floor(least) - 10
  return { lowestM, highestM: Math.min(Math.ceil(most) + 30, lowestM + 650) }
}

function works({ westM, southM, cellM, nx, ny }: Core): Layer<FloodState> {
  const info: ItemsInfo = {
    kind: 'points',
    id: 'flood.works',
    title: 'layerFlood_works',
    card: { ...CARD, source: 'Placed by planners' },
    quantities: [quantity('work', '', [0, 400, 0.01], 'level')],
    grid: { westM, southM, cellM: cellM * 50, cols: Math.ceil(nx / 50), rows: Math.ceil(ny / 50) },
    count: MOST_WORKS,
    isNamed: true,
  }
  const values = [new Float64Array(MOST_WORKS)]
  const quality = new Uint8Array(MOST_WORKS)
  return {
    info,
    everyS: WORKS_EVERY_S,
    values(state) {
      const things = workRows(state).map((row, item): NamedItem => {
        const [eastM, northM] = middleOf(row)
        if (values[0]) values[0][item] = sizeOf(row)
        return { item, eastM, northM, about: { id: row.id, name: row.name, truth: 'modelled' }, heardAtMs: NaN }
      })
      return { values, quality, things } satisfies ItemValues
    },
  }
}

function middleOf(row: WorkRow): readonly [number, number] {
  if (row.is === 'breach') return row.atM
  if (row.is === 'pump') return row.fromM
  return row.line[Math.floor(row.line.length / 2)] ?? [0, 0]
}

/** Metres over the ground, share open, m³/s, metres wide. */
function sizeOf(row: WorkRow): number {
  if (row.is === 'barrier') return row.crestAboveGroundM
  if (row.is === 'gate') return row.openShare
  return row.is === 'pump' ? row.m3S : row.widthM
}

type Rows = ReturnType<NonNullable<Publisher<FloodState>['rows']>>
const told = new WeakMap<FloodState, { readonly key: string; readonly rows: Rows }>()

/** Once a step, and when people change something in between: facts are asked for with every reading. */
function rowsOf(state: FloodState, grid: CoreGrid): Rows {
  const { nowMs, storm, design, works: built, breaches } = state
  const key = JSON.stringify([nowMs, storm, design?.fromMs, built, breaches])
  const before = told.get(state)
  if (before?.key === key) return before.rows
  const row = (id: string, what: object | null) => ({ id: `flood.${id}`, json: JSON.stringify(what) })
  const rows = [
    { id: 'flood.water/now', json: waterJson(state, grid) },
    ...workRows(state).map((one) => row(`work/${one.id}`, one)),
    ...gaugeRows(state).map((one) => row(`gauge/${one.thing}`, one)),
  ]
  told.set(state, { key, rows })
  return rows
}

const waterRows = new WeakMap<FloodState, { readonly key: string; readonly json: string }>()

/** Looked through no more often than its figures are. */
function waterJson(state: FloodState, grid: CoreGrid): string {
  const { due, storm, design, works: built, breaches, rest, event } = state
  const key = JSON.stringify([
    due.effectsMs,
    storm,
    design?.fromMs,
    built.length,
    breaches.length,
    rest.isResting,
    event,
  ])
  const before = waterRows.get(state)
  if (before?.key === key) return before.json
  const json = JSON.stringify(waterRow(state, grid))
  waterRows.set(state, { key, json })
  return json
}

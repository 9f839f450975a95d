// Where in a city its flood is reckoned: a square of some kilometres between where newcomers stand and the nearest large
// water, so that both lie in it. From the city's terrain, waters and first place alone, so it fits any city; one without
// terrain has no core, and one without water near gets a core for rain.
import type { Area, City, PointM } from '../../city/city.ts'

/** Rows run from south to north, columns from west to east; the corner is the south-west one. */
export type Core = {
  readonly westM: number
  readonly southM: number
  readonly cellM: number
  readonly nx: number
  readonly ny: number
}

const CELL_M = 5
const SIDE_M = 2500
/** Smaller ones are ponds and fountains. */
export const LARGE_WATER_M2 = 20_000
/** Water further away than this from the first place is not gone to. */
const REACH_M = 4000
/** How far towards the water, and how far inside its square the first place stays. */
const TOWARDS_WATER = 0.7
const MARGIN_M = 150
const LEAST_CELLS = 20

const known = new WeakMap<City, Core | null>()

/** Null where there is no ground to reckon on. */
export function coreOf(city: City): Core | null {
  const before = known.get(city)
  if (before !== undefined) return before
  const made = placeCore(city)
  known.set(city, made)
  return made
}

/** The cell of a place, or null outside. */
export function cellAt({ westM, southM, cellM, nx, ny }: Core, [eastM, northM]: PointM): number | null {
  const [i, j] = [Math.floor((eastM - westM) / cellM), Math.floor((northM - southM) / cellM)]
  return i >= 0 && j >= 0 && i < nx && j < ny ? j * nx + i : null
}

/** The middle of a cell. */
export const placeOf = ({ westM, southM, cellM, nx }: Core, cell: number): PointM => [
  westM + ((cell % nx) + 0.5) * cellM,
  southM + (Math.floor(cell / nx) + 0.5) * cellM,
]

export const middleOf = ({ westM, southM, cellM, nx, ny }: Core): PointM => [
  westM + (nx * cellM) / 2,
  southM + (ny * cellM) / 2,
]

function placeCore(city: City): Core | null {
  const { terrain } = city
  if (!terrain) return null
  const first = city.spawnM ?? [0, 0]
  const water = nearestWater(city.areas, first)
  const half = SIDE_M / 2
  const towards = (axis: 0 | 1): number => {
    const away = water ? TOWARDS_WATER * (water[axis] - first[axis]) : 0
    return first[axis] + Math.max(MARGIN_M - half, Math.min(half - MARGIN_M, away))
  }
  const [east, north] = [
    terrain.westM + (terrain.cols - 1) * terrain.cellM,
    terrain.southM + (terrain.rows - 1) * terrain.cellM,
  ]
  const [westM, nx] = fitted(towards(0) - half, terrain.westM, east)
  const [southM, ny] = fitted(towards(1) - half, terrain.southM, north)
  return nx < LEAST_CELLS || ny < LEAST_CELLS ? null : { westM, southM, cellM: CELL_M, nx, ny }
}

/** Begins there or, where the ground ends, beside it; as many cells as there is ground for. */
function fitted(fromM: number, leastM: number, mostM: number): [number, number] {
  const begin = Math.max(leastM, Math.min(fromM, mostM - SIDE_M))
  const snapped = Math.ceil(begin / CELL_M) * CELL_M
  return [snapped, Math.min(Math.round(SIDE_M / CELL_M), Math.floor((mostM - snapped) / CELL_M))]
}

function nearestWater(areas: readonly Area[], [eastM, northM]: PointM): PointM | null {
  let nearest: PointM | null = null
  let nearestM = REACH_M
  for (const { kind, polygons } of areas) {
    if (kind !== 'water') continue
    for (const [outer = []] of polygons) {
      if (areaM2(outer) < LARGE_WATER_M2) continue
      for (let i = 0, j = outer.length - 2; i + 1 < outer.length; j = i, i += 2) {
        const [e0, n0, e1, n1] = [outer[j], outer[j + 1], outer[i], outer[i + 1]] as [number, number, number, number]
        const [de, dn] = [e1 - e0, n1 - n0]
        const t = Math.max(0, Math.min(1, ((eastM - e0) * de + (northM - n0) * dn) / (de * de + dn * dn || 1)))
        const place: PointM = [e0 + t * de, n0 + t * dn]
        const awayM = Math.hypot(place[0] - eastM, place[1] - northM)
        if (awayM < nearestM) [nearest, nearestM] = [place, awayM]
      }
    }
  }
  return nearest
}

/** Of a ring, by the shoelace rule. */
export function areaM2(ring: readonly number[]): number {
  let twice = 0
  for (let i = 0, j = ring.length - 2; i + 1 < ring.length; j = i, i += 2)
    twice += (ring[j] as number) * (ring[i + 1] as number) - (ring[i] as number) * (ring[j + 1] as number)
  return Math.abs(twice / 2)
}

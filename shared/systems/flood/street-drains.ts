// The drains of a city's streets, invented: two inlets every sixty metres of drivable street, a sewer for each square of
// 250 m, which carries off what 12 mm/h on its paved ground and roofs bring (see works.ts) and holds a little.
import { type City, DRIVABLE } from '../../city/city.ts'
import { at } from './cells.ts'
import type { CoreGrid } from './core-grid.ts'
import { cellsAlong } from './core-shapes.ts'
import type { Drain, Sewer } from './structures.ts'

const EVERY_M = 60
const SQUARE_M = 250
/** Of two grated inlets. */
const INLET_M2 = 0.12
const CARRIES_M_PER_S = 12 / 3_600_000
/** Pipes lie so deep, and are so much of the paved ground seen from above. */
const FLOOR_M = 3
const PIPES_SHARE = 0.005

const known = new WeakMap<CoreGrid, { drains: Drain[]; sewers: Sewer[] }>()

export function streetDrains(city: City, grid: CoreGrid): { drains: Drain[]; sewers: Sewer[] } {
  let made = known.get(grid)
  if (!made) known.set(grid, (made = lay(city, grid)))
  return { drains: [...made.drains], sewers: [...made.sewers] }
}

function lay(
  { links }: City,
  { core, basin, building, isWater, rainShare }: CoreGrid,
): { drains: Drain[]; sewers: Sewer[] } {
  const { nx, ny, cellM } = core
  const across = Math.ceil((nx * cellM) / SQUARE_M)
  const squareOf = (k: number): number =>
    Math.floor((Math.floor(k / nx) * cellM) / SQUARE_M) * across + Math.floor(((k % nx) * cellM) / SQUARE_M)
  const inlets = new Set<number>()
  for (const { line, roadClass, isBridge, isTunnel } of links) {
    if (isBridge || isTunnel || !DRIVABLE.has(roadClass)) continue
    const cells = cellsAlong(core, line).filter((k) => building[k] === -1 && isWater[k] === 0)
    for (let n = 0; n < cells.length; n += EVERY_M / cellM) inlets.add(cells[n] as number)
  }
  const pavedM2 = new Float64Array(across * Math.ceil((ny * cellM) / SQUARE_M))
  const lowestM = new Float64Array(pavedM2.length).fill(Infinity)
  for (let k = 0; k < nx * ny; k++) {
    const square = squareOf(k)
    if (isWater[k] === 0) pavedM2[square] = at(pavedM2, square) + at(rainShare, k) * cellM * cellM
    if (inlets.has(k)) lowestM[square] = Math.min(at(lowestM, square), at(basin.bedM, k))
  }
  const sewerOf = new Map<number, number>()
  const sewers: Sewer[] = []
  for (const [square, lowest] of lowestM.entries()) {
    if (lowest === Infinity) continue
    sewerOf.set(square, sewers.length)
    sewers.push({
      floorM: lowest - FLOOR_M,
      planM2: Math.max(10, PIPES_SHARE * at(pavedM2, square)),
      capacityM3S: CARRIES_M_PER_S * at(pavedM2, square),
      outfall: null,
    })
  }
  const drains = [...inlets]
    .sort((a, b) => a - b)
    .map((cell): Drain => ({ cell, areaM2: INLET_M2, sewer: sewerOf.get(squareOf(cell)) ?? 0 }))
  return { drains, sewers }
}

// Where the city ends and which link of its roads lies nearest: looked up for what is placed while the city plays.
// Worked out once for a city and kept beside it; a city without anything in it has no end.
import type { City, FlatLine } from '../../city/city.ts'

/** How far out of what is mapped a sensor may stand. */
const MARGIN_M = 1000
const SQUARE_M = 100

type Known = {
  /** West, south, east, north. */
  readonly boundsM: readonly [number, number, number, number]
  readonly numbers: ReadonlyMap<string, number>
  /** Numbers of the links that touch a square, by `col row`. */
  readonly squares: ReadonlyMap<string, readonly number[]>
}
const known = new WeakMap<City, Known>()

export function isInCity(city: City, eastM: number, northM: number): boolean {
  const [west, south, east, north] = of(city).boundsM
  return !(west <= east) || (eastM >= west && eastM <= east && northM >= south && northM <= north)
}

/** Place of a link in the city's list, by its id. */
export const linkNumber = (city: City, id: string): number | null => of(city).numbers.get(id) ?? null

/** The link that passes nearest to a place, at most 100 m away; null where none does. */
export function nearestLink(city: City, eastM: number, northM: number, mostM: number): number | null {
  const { squares } = of(city)
  const [col, row] = [Math.floor(eastM / SQUARE_M), Math.floor(northM / SQUARE_M)]
  let nearest: number | null = null
  let nearestM = Math.min(mostM, SQUARE_M)
  for (let r = row - 1; r <= row + 1; r++)
    for (let c = col - 1; c <= col + 1; c++)
      for (const link of squares.get(`${c} ${r}`) ?? []) {
        const away = distanceM(city.links[link]?.line ?? [], eastM, northM)
        if (away > nearestM) continue
        nearestM = away
        nearest = link
      }
  return nearest
}

function of(city: City): Known {
  const before = known.get(city)
  if (before) return before
  const made = survey(city)
  known.set(city, made)
  return made
}

function survey({ links, buildings, areas }: City): Known {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const reach = (line: FlatLine): void => {
    for (let i = 0; i + 1 < line.length; i += 2) {
      west = Math.min(west, line[i] as number)
      east = Math.max(east, line[i] as number)
      south = Math.min(south, line[i + 1] as number)
      north = Math.max(north, line[i + 1] as number)
    }
  }
  for (const { line } of links) reach(line)
  for (const { polygons } of [...buildings, ...areas]) for (const [outer = []] of polygons) reach(outer)
  const squares = new Map<string, number[]>()
  const numbers = new Map<string, number>()
  links.forEach(({ id, line }, n) => {
    numbers.set(id, n)
    for (const square of squaresOf(line)) {
      const list = squares.get(square)
      if (list) list.push(n)
      else squares.set(square, [n])
    }
  })
  return { boundsM: [west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M], numbers, squares }
}

function squaresOf(line: FlatLine): ReadonlySet<string> {
  const squares = new Set<string>()
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [e0, n0, e1, n1] = line.slice(i, i + 4) as [number, number, number, number]
    const parts = Math.max(1, Math.ceil(Math.hypot(e1 - e0, n1 - n0) / (SQUARE_M / 2)))
    for (let k = 0; k <= parts; k++) {
      const [e, n] = [e0 + ((e1 - e0) * k) / parts, n0 + ((n1 - n0) * k) / parts]
      squares.add(`${Math.floor(e / SQUARE_M)} ${Math.floor(n / SQUARE_M)}`)
    }
  }
  return squares
}

function distanceM(line: FlatLine, eastM: number, northM: number): number {
  let least = Infinity
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [e0, n0, e1, n1] = [line[i], line[i + 1], line[i + 2], line[i + 3]] as [number, number, number, number]
    const [de, dn] = [e1 - e0, n1 - n0]
    const along = ((eastM - e0) * de + (northM - n0) * dn) / (de * de + dn * dn || 1)
    const t = Math.min(1, Math.max(0, along))
    least = Math.min(least, Math.hypot(eastM - e0 - t * de, northM - n0 - t * dn))
  }
  return least
}

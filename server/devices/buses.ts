// Invented bus lines between real stops, along real roads: out and back, stopping where stops lie beside the way. Where a
// bus is follows from the clock alone: it speeds up, keeps its pace, slows down, waits. Lines and timetables are not those
// of the city, and say so.
import type { City, CityPoint, PointM } from '../../shared/city/city.ts'
import { Random, seedOf } from '../../shared/kernel/random.ts'
import { rounded, seedFor } from './curves.ts'
import type { Device } from './device.ts'
import { lengthsAlong, placeAlong, type Roads } from './roads.ts'
import { distance } from './scenarios.ts'

const BESIDE_M = 35
const APART_M = 250
const CRUISE_MS = 10
const SPEED_UP_MS2 = 0.9
const DWELL_S = 20
const LEAST_LINE_M = 3500
const MOST_LINE_M = 9500
const TRIES = 60

type BusLine = {
  readonly name: string
  readonly line: readonly number[]
  readonly lengths: readonly number[]
  /** Where it stops, along the line, first and last included. */
  readonly stopsM: readonly number[]
  /** When it leaves each stop, and how long the round takes. */
  readonly leavesS: readonly number[]
  readonly roundS: number
}

export function buses({
  city,
  roads,
  seed,
  lines,
  perLine,
  aroundM,
}: {
  city: City
  roads: Roads
  seed: number
  lines: number
  perLine: number
  /** Lines touch this district. */
  aroundM: { readonly atM: PointM; readonly radiusM: number }
}): Device[] {
  const random = new Random(seedFor(seed, 'bus lines'))
  const stops = city.points.filter(
    ({ kind, atM }) => kind === 'busStop' && distance(atM, aroundM.atM) < aroundM.radiusM,
  )
  const made: BusLine[] = []
  for (let tries = 0; made.length < lines && tries < TRIES && stops.length > 1; tries++) {
    const [from, to] = [stops, stops].map((all) => all[Math.floor(random.next() * all.length)]) as [
      CityPoint,
      CityPoint,
    ]
    const awayM = distance(from.atM, to.atM)
    if (awayM < LEAST_LINE_M || awayM > MOST_LINE_M) continue
    const line = busLine(roads, { from, to, stops })
    if (line) made.push(line)
  }
  return made.flatMap((line, i) => Array.from({ length: perLine }, (_, k) => bus(line, { line: i + 1, k, perLine })))
}

function busLine(
  roads: Roads,
  { from, to, stops }: { from: CityPoint; to: CityPoint; stops: readonly CityPoint[] },
): BusLine | null {
  const [a, b] = [roads.nearest(from.atM), roads.nearest(to.atM)]
  const out = roads.way(a, b)
  const back = roads.way(b, a)
  if (!out || !back) return null
  const line = [...out, ...back.slice(2), ...out.slice(0, 2)]
  const lengths = lengthsAlong(line)
  const roundM = lengths.at(-1) ?? 0
  const passed = stops.flatMap(({ atM }) => beside(line, lengths, atM))
  const stopsM = [0]
  for (const alongM of passed.sort((x, y) => x - y))
    if (alongM - (stopsM.at(-1) ?? 0) > APART_M && roundM - alongM > APART_M) stopsM.push(alongM)
  stopsM.push(roundM)
  if (stopsM.length < 6) return null
  const leavesS: number[] = []
  let atS = 0
  for (let i = 0; i + 1 < stopsM.length; i++) {
    atS += DWELL_S
    leavesS.push(atS)
    atS += runS((stopsM[i + 1] ?? 0) - (stopsM[i] ?? 0))
  }
  return { name: `${from.name ?? 'stop'} – ${to.name ?? 'stop'}`, line, lengths, stopsM, leavesS, roundS: atS }
}

function bus(of: BusLine, { line, k, perLine }: { line: number; k: number; perLine: number }): Device {
  const id = `bus-${line}-${k + 1}`
  const at = (atMs: number) => {
    const clockS = (atMs / 1000 + (k * of.roundS) / perLine + (seedOf(`line ${line}`) >>> 0)) % of.roundS
    return placeAlong(of.line, of.lengths, whereAt(of, clockS))
  }
  return {
    id,
    atM: at(0).atM,
    everyS: 1,
    about: {
      name: `Bus ${line}, no. ${k + 1}`,
      kind: 'bus',
      description: `Simulated bus on the invented line ${line}, ${of.name}`,
      quantities: [
        { key: 'eastM', everyS: 1, stuckAfterS: 0, step: 0.1 },
        { key: 'northM', everyS: 1, stuckAfterS: 0, step: 0.1 },
        { key: 'headingRad', everyS: 1, min: -3.2, max: 3.2, step: 0.05 },
      ],
    },
    read: ({ atMs }) => {
      const { atM, headingRad } = at(atMs)
      const [eastM, northM] = atM
      return { eastM: rounded(eastM, 0.01), northM: rounded(northM, 0.01), headingRad: rounded(headingRad, 0.001) }
    },
  }
}

/** Along the line at a second of the round. */
function whereAt({ stopsM, leavesS }: BusLine, clockS: number): number {
  let i = 0
  while (i + 1 < leavesS.length && (leavesS[i + 1] ?? 0) <= clockS) i++
  const leftS = clockS - (leavesS[i] ?? 0)
  const [fromM = 0, toM = 0] = [stopsM[i], stopsM[i + 1]]
  return leftS <= 0 ? fromM : fromM + runM(toM - fromM, leftS)
}

/** How long a run between two stops takes: speeding up, cruising, slowing down. */
function runS(lengthM: number): number {
  const fullM = (CRUISE_MS * CRUISE_MS) / SPEED_UP_MS2
  return lengthM > fullM
    ? (2 * CRUISE_MS) / SPEED_UP_MS2 + (lengthM - fullM) / CRUISE_MS
    : 2 * Math.sqrt(lengthM / SPEED_UP_MS2)
}

/** How far such a run has come after a time. */
function runM(lengthM: number, atS: number): number {
  const wholeS = runS(lengthM)
  if (atS >= wholeS) return lengthM
  const topMS = Math.min(CRUISE_MS, Math.sqrt(lengthM * SPEED_UP_MS2))
  const upS = topMS / SPEED_UP_MS2
  if (atS < upS) return (SPEED_UP_MS2 * atS * atS) / 2
  const leftS = wholeS - atS
  if (leftS < upS) return lengthM - (SPEED_UP_MS2 * leftS * leftS) / 2
  return (topMS * upS) / 2 + topMS * (atS - upS)
}

/** Where along the line a stop lies beside it: out and back may pass it twice. */
function beside(line: readonly number[], lengths: readonly number[], [eastM, northM]: PointM): number[] {
  const found: number[] = []
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [e0, n0, e1, n1] = [line[i], line[i + 1], line[i + 2], line[i + 3]] as [number, number, number, number]
    const lengthM = (lengths[i / 2 + 1] ?? 0) - (lengths[i / 2] ?? 0)
    if (Math.abs(e0 - eastM) + Math.abs(n0 - northM) > 2 * (lengthM + BESIDE_M)) continue
    const [dE, dN] = [e1 - e0, n1 - n0]
    const part = lengthM === 0 ? 0 : Math.min(1, Math.max(0, ((eastM - e0) * dE + (northM - n0) * dN) / lengthM ** 2))
    if (Math.hypot(e0 + part * dE - eastM, n0 + part * dN - northM) < BESIDE_M)
      found.push((lengths[i / 2] ?? 0) + part * lengthM)
  }
  return found
}

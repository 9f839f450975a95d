// Names on the map: a street's along its longest straight stretches about every 250 m, and those of buildings,
// parks, squares, stops and places with a weight by size, height and use (0 least, 255 most).
import type { Area, AreaKind, Building, City, RoadClass, RoadLink } from '../../shared/city/city.ts'
import { type Terrain, heightAt } from '../../shared/city/terrain.ts'
import type { Detail, TileLabel } from '../../shared/city/tile.ts'
import { middleOf } from './finish.ts'
import { areaM2 } from './ring-shape.ts'

const EVERY_M = 250
const LEAST_STRETCH_M = 30
const BEND_RAD = 0.12

const STREET_WEIGHT: Partial<Record<RoadClass, number>> = {
  motorway: 170,
  trunk: 170,
  primary: 160,
  secondary: 130,
  tertiary: 100,
  residential: 55,
  pedestrian: 70,
  service: 20,
}
const AREA_WEIGHT: Partial<Record<AreaKind, number>> = {
  water: 90,
  park: 90,
  forest: 60,
  square: 80,
  cemetery: 50,
  pitch: 30,
  residential: 60,
  commercial: 40,
  industrial: 40,
}
/** Least weight a detail shows. */
export const LEAST_WEIGHT: Readonly<Record<Detail, number>> = { 0: 0, 1: 70, 2: 130, 3: 165 }

/** Every label of the city; tiles take those of their square and detail. */
export function cityLabels(city: City, terrain: Terrain): TileLabel[] {
  return [
    ...streetLabels(city.links),
    ...city.buildings.flatMap(buildingLabel),
    ...city.areas.flatMap((a) => areaLabel(a, terrain)),
    ...pointLabels(city, terrain),
  ]
}

function buildingLabel(b: Building): TileLabel[] {
  if (b.name === undefined || b.isPart) return []
  const m2 = areaM2(b.polygons)
  const special = b.form ? 90 : ['culture', 'civic', 'religious', 'transport', 'hotel'].includes(b.use) ? 25 : 0
  const weight = 40 + Math.min(60, b.heightM * 0.6) + Math.min(60, Math.sqrt(m2) * 0.5) + special
  return [
    {
      kind: 'building',
      text: b.name,
      atM: middleOf(b.polygons),
      upM: b.groundM + b.heightM,
      headingRad: 0,
      weight: byte(weight),
    },
  ]
}

function areaLabel(a: Area, terrain: Terrain): TileLabel[] {
  const base = AREA_WEIGHT[a.kind]
  if (a.name === undefined || base === undefined) return []
  const atM = middleOf(a.polygons)
  const weight = byte(base * 0.5 + Math.min(120, Math.sqrt(areaM2(a.polygons)) * 0.2))
  return [{ kind: 'area', text: a.name, atM, upM: a.surfaceM ?? heightAt(terrain, ...atM), headingRad: 0, weight }]
}

function pointLabels(city: City, terrain: Terrain): TileLabel[] {
  const out: TileLabel[] = []
  for (const p of city.points) {
    if (p.name === undefined) continue
    const upM = heightAt(terrain, ...p.atM)
    const at = { text: p.name, atM: p.atM, upM, headingRad: 0 }
    if (p.kind === 'busStop' || p.kind === 'tramStop') out.push({ kind: 'stop', ...at, weight: 25 })
    else if (p.kind === 'station') out.push({ kind: 'stop', ...at, weight: 140 })
    else if (p.kind === 'monument' || p.kind === 'fountain') out.push({ kind: 'place', ...at, weight: 75 })
    else if (p.kind === 'place') out.push({ kind: 'place', ...at, weight: 60 })
  }
  return out
}

type Stretch = { atM: readonly [number, number]; upM: number; headingRad: number; lengthM: number }

function streetLabels(links: readonly RoadLink[]): TileLabel[] {
  const byName = new Map<string, { weight: number; stretches: Stretch[] }>()
  for (const link of links) {
    const weight = STREET_WEIGHT[link.roadClass]
    if (link.name === undefined || weight === undefined || link.isTunnel) continue
    const street = byName.get(link.name) ?? { weight: 0, stretches: [] }
    street.weight = Math.max(street.weight, weight)
    street.stretches.push(...straightStretches(link))
    byName.set(link.name, street)
  }
  const out: TileLabel[] = []
  for (const [text, { weight, stretches }] of byName) {
    const placed: Stretch[] = []
    stretches.sort((a, b) => b.lengthM - a.lengthM || a.atM[0] - b.atM[0] || a.atM[1] - b.atM[1])
    for (const s of stretches) {
      const isFree = placed.every((p) => Math.hypot(p.atM[0] - s.atM[0], p.atM[1] - s.atM[1]) >= EVERY_M)
      if (!isFree) continue
      // The first label of a street is its heaviest, so that far views show each street once.
      const rank = placed.length === 0 ? 0 : placed.length % 4 === 0 ? 20 : 40
      placed.push(s)
      out.push({ kind: 'street', text, atM: s.atM, upM: s.upM, headingRad: s.headingRad, weight: byte(weight - rank) })
    }
  }
  return out
}

/** Middles of runs that bend less than about seven degrees; long runs give one every 250 m. */
function straightStretches(link: RoadLink): Stretch[] {
  const { line, upM } = link
  const out: Stretch[] = []
  let from = 0
  const n = line.length / 2
  const heading = (i: number, j: number): number =>
    Math.atan2(
      (line[j * 2] as number) - (line[i * 2] as number),
      (line[j * 2 + 1] as number) - (line[i * 2 + 1] as number),
    )
  const close = (to: number): void => {
    const [e0, n0] = [line[from * 2] as number, line[from * 2 + 1] as number]
    const [e1, n1] = [line[to * 2] as number, line[to * 2 + 1] as number]
    const lengthM = Math.hypot(e1 - e0, n1 - n0)
    if (lengthM < LEAST_STRETCH_M) return
    const pieces = Math.max(1, Math.round(lengthM / EVERY_M))
    for (let k = 0; k < pieces; k++) {
      const t = (k + 0.5) / pieces
      const up = (upM[from] as number) * (1 - t) + (upM[to] as number) * t
      out.push({
        atM: [e0 + (e1 - e0) * t, n0 + (n1 - n0) * t],
        upM: up,
        headingRad: heading(from, to),
        lengthM: lengthM / pieces,
      })
    }
  }
  for (let i = 1; i < n; i++) {
    if (i + 1 < n && Math.abs(turn(heading(i, i + 1) - heading(from, from + 1))) < BEND_RAD) continue
    close(i)
    from = i
  }
  return out
}

const turn = (rad: number): number => Math.atan2(Math.sin(rad), Math.cos(rad))
const byte = (weight: number): number => Math.max(0, Math.min(255, Math.round(weight)))

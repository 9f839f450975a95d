// Several sources that tell of the same buildings: a surveyed model takes the place of the mapped outline under it
// and inherits what only the map knows (names, use, address); its ground heights are brought to the city's ground.
import Flatbush from 'flatbush'
import { type Terrain, lowestAlong } from '../../shared/city/terrain.ts'
import { type Sourced, boxOf, middleOf } from './finish.ts'
import type { Ledger } from './ledger.ts'
import { pointInPolygon } from './ring-shape.ts'
import type { SurveyBuilding } from './survey.ts'

/** A difference between two height datums rather than between two buildings. */
const OFFSET_M = 1.5

/** The surveys without the buildings that another one has surveyed. */
export function mergeBuildings(surveys: readonly Sourced[], ledger: Ledger): Sourced[] {
  const measured = surveys.flatMap(({ survey }) => survey.buildings.filter(isMeasured))
  if (measured.length === 0 || surveys.every(({ survey }) => survey.buildings.every(isMeasured))) return [...surveys]
  const index = new Flatbush(measured.length)
  for (const b of measured) index.add(...boxOf(b.polygons))
  index.finish()
  const heirs = new Map<SurveyBuilding, SurveyBuilding>()
  let replaced = 0
  const kept = surveys.map(({ survey, source }) => {
    const buildings = survey.buildings.filter((b) => {
      if (isMeasured(b)) return true
      const over = index
        .search(...boxOf(b.polygons))
        .map((i) => measured[i] as SurveyBuilding)
        .find((m) => covers(m, b) || covers(b, m))
      if (!over) return true
      if (!heirs.has(over) && !b.isPart) heirs.set(over, b)
      replaced++
      return false
    })
    return { source, survey: { ...survey, buildings } }
  })
  if (replaced > 0) ledger.drop('mapped buildings', 'a surveyed model stands in their place', replaced)
  return kept.map(({ survey, source }) => ({
    source,
    survey: { ...survey, buildings: survey.buildings.map((b) => inherit(b, heirs.get(b))) },
  }))
}

const isMeasured = (b: SurveyBuilding): boolean => b.heightSource === 'measured'

const covers = (a: SurveyBuilding, b: SurveyBuilding): boolean => {
  const at = middleOf(b.polygons)
  return a.polygons.some((p) => pointInPolygon(p, at))
}

function inherit(b: SurveyBuilding, from: SurveyBuilding | undefined): SurveyBuilding {
  if (!from) return b
  const { name, names, address, colour, roofColour } = from
  const known = Object.entries({ name, names, address, colour, roofColour }).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(known), ...b, use: b.use === 'unknown' ? from.use : b.use }
}

/**
 * Ground heights that fit the city's ground: left out where that is invented, shifted as a whole where the source's
 * datum is another one than the terrain's.
 */
export function settleGrounds(surveys: readonly Sourced[], terrain: Terrain, isInvented: boolean): Sourced[] {
  return surveys.map(({ survey, source }) => {
    const known = survey.buildings.filter((b) => b.groundM !== undefined)
    if (known.length === 0) return { survey, source }
    const offsets = known
      .map((b) => (b.groundM as number) - Math.min(...b.polygons.map((p) => lowestAlong(terrain, p[0] ?? []))))
      .sort((a, b) => a - b)
    const offsetM = offsets[Math.floor(offsets.length / 2)] as number
    const shiftM = Math.abs(offsetM) > OFFSET_M ? offsetM : 0
    if (shiftM === 0 && !isInvented) return { survey, source }
    const buildings = survey.buildings.map((b) => {
      const { groundM, ...rest } = b
      return isInvented || groundM === undefined ? rest : { ...rest, groundM: groundM - shiftM }
    })
    return { source, survey: { ...survey, buildings } }
  })
}

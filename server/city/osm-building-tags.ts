// What tags say about a building: use, height and how it is known, storeys, roof, colours, address; after
// https://wiki.openstreetmap.org/wiki/Simple_3D_Buildings. Values that cannot be true become "unknown"
// with a line in the ledger.
import type { Address, RoofShape } from '../../shared/city/city.ts'
import type { Ledger } from './ledger.ts'
import { colourOf, metresOf, namesOf, numberOf } from './osm-values.ts'
import type { Tags } from './osm-keys.ts'
import { buildingUseOf } from './osm-building-use.ts'
import type { SurveyBuilding } from './survey.ts'

type BuildingFacts = Omit<SurveyBuilding, 'id' | 'polygons'>
type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The tallest building stands 828 m high; nothing higher is believed. */
const HIGHEST_M = 900
const STOREY_M = 3
const MOST_STOREYS = 250

const ROOFS: ReadonlyMap<string, RoofShape> = new Map([
  ['flat', 'flat'],
  ['gabled', 'gabled'],
  ['gambrel', 'gabled'],
  ['saltbox', 'gabled'],
  ['double_saltbox', 'gabled'],
  ['quadruple_saltbox', 'gabled'],
  ['pitched', 'gabled'],
  ['hipped', 'hipped'],
  ['half-hipped', 'hipped'],
  ['side_hipped', 'hipped'],
  ['side_half-hipped', 'hipped'],
  ['hipped-and-gabled', 'hipped'],
  ['mansard', 'hipped'],
  ['pyramidal', 'pyramidal'],
  ['dome', 'dome'],
  ['onion', 'onion'],
  ['skillion', 'skillion'],
  ['lean_to', 'skillion'],
  ['round', 'round'],
  ['cone', 'cone'],
  ['conical', 'cone'],
])

const NOT_STANDING: ReadonlySet<string> = new Set([
  'no',
  'proposed',
  'planned',
  'demolished',
  'razed',
  'destroyed',
  'removed',
])

/** Why an area with these tags is no building above ground, or null when it is one. */
export function noBuildingWhy(tags: Tags): string | null {
  const value = tags['building'] ?? tags['building:part'] ?? ''
  if (NOT_STANDING.has(value)) return `tagged as not standing (building=${value})`
  if (tags['location'] === 'underground') return 'underground'
  return null
}

export function isBuilding(tags: Tags): boolean {
  return tags['building'] !== undefined || isPart(tags)
}

export function buildingFacts(tags: Tags, ledger: Ledger): BuildingFacts {
  const facts: Writable<BuildingFacts> = { use: buildingUseOf(tags), ...namesOf(tags) }
  addHeights(facts, tags, ledger)
  const roof = ROOFS.get(tags['roof:shape'] ?? '')
  if (roof) facts.roof = roof
  const colour = colourOf(tags['building:colour'] ?? tags['building:color'] ?? '')
  if (colour !== null) facts.colour = colour
  const roofColour = colourOf(tags['roof:colour'] ?? tags['roof:color'] ?? '')
  if (roofColour !== null) facts.roofColour = roofColour
  const address = addressOf(tags)
  if (address) facts.address = address
  if (isPart(tags) && tags['building'] === undefined) facts.isPart = true
  return facts
}

function isPart(tags: Tags): boolean {
  const part = tags['building:part']
  return part !== undefined && part !== 'no'
}

function addHeights(facts: Writable<BuildingFacts>, tags: Tags, ledger: Ledger): void {
  const storeys = countOf(tags['building:levels'], 'building storeys', ledger)
  const roofStoreys = countOf(tags['roof:levels'], 'roof storeys', ledger) ?? 0
  const roofHeightM = lengthOf(tags['roof:height'], 'roof heights', ledger)
  const height = lengthOf(tags['height'] ?? tags['building:height'], 'building heights', ledger)
  const bottomStoreys = countOf(tags['building:min_level'], 'lowest storeys', ledger)
  const bottom = lengthOf(tags['min_height'] ?? tags['building:min_height'], 'building undersides', ledger)
  if (storeys !== null && storeys >= 1) facts.storeys = Math.round(storeys)
  if (height !== null && height > 0) {
    facts.heightM = height
    facts.heightSource = 'tagged'
  } else if (storeys !== null && storeys + roofStoreys > 0) {
    facts.heightM = storeys * STOREY_M + (roofHeightM ?? roofStoreys * STOREY_M)
    facts.heightSource = 'storeys'
  }
  const minHeightM = bottom ?? (bottomStoreys === null ? null : bottomStoreys * STOREY_M)
  if (minHeightM !== null && minHeightM > 0) {
    if (facts.heightM !== undefined && minHeightM >= facts.heightM) {
      ledger.drop('building undersides', 'not below the top of the building')
    } else facts.minHeightM = minHeightM
  }
  if (roofHeightM !== null && (facts.heightM === undefined || roofHeightM <= facts.heightM)) {
    facts.roofHeightM = roofHeightM
  } else if (roofHeightM !== null) ledger.drop('roof heights', 'higher than the building')
}

function lengthOf(text: string | undefined, what: string, ledger: Ledger): number | null {
  if (text === undefined) return null
  const value = metresOf(text)
  if (value === null || !Number.isFinite(value)) ledger.drop(what, 'not a length')
  else if (value < 0 || value > HIGHEST_M) ledger.drop(what, `not between 0 and ${HIGHEST_M} m`)
  else return value
  return null
}

function countOf(text: string | undefined, what: string, ledger: Ledger): number | null {
  if (text === undefined) return null
  const value = numberOf(text)
  if (value === null || !Number.isFinite(value)) ledger.drop(what, 'not a number')
  else if (value < 0 || value > MOST_STOREYS) ledger.drop(what, `not between 0 and ${MOST_STOREYS}`)
  else return value
  return null
}

function addressOf(tags: Tags): Address | null {
  const street = tags['addr:street'] ?? tags['addr:place']
  const number = tags['addr:housenumber']
  const postcode = tags['addr:postcode']
  if (street === undefined && number === undefined && postcode === undefined) return null
  return {
    ...(street === undefined ? {} : { street }),
    ...(number === undefined ? {} : { number }),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

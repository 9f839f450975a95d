// What tags say about a road: class, direction, lanes, speed, width, bridge, tunnel, layer, light; after
// https://wiki.openstreetmap.org/wiki/Key:highway. Only what is tagged: defaults are the road graph's matter.
import type { RoadClass } from '../../shared/city/city.ts'
import type { Ledger } from './ledger.ts'
import type { Tags } from './osm-keys.ts'
import { isYes, metresOf, namesOf, speedKmhOf, wholeOf } from './osm-values.ts'
import type { SurveyRoad } from './survey.ts'

type RoadFacts = Omit<SurveyRoad, 'id' | 'line' | 'nodeKeys' | 'isArea'>
type Writable<T> = { -readonly [K in keyof T]: T[K] }

const CLASSES: ReadonlyMap<string, RoadClass> = new Map([
  ['motorway', 'motorway'],
  ['motorway_link', 'motorway'],
  ['trunk', 'trunk'],
  ['trunk_link', 'trunk'],
  ['primary', 'primary'],
  ['primary_link', 'primary'],
  ['secondary', 'secondary'],
  ['secondary_link', 'secondary'],
  ['tertiary', 'tertiary'],
  ['tertiary_link', 'tertiary'],
  ['unclassified', 'residential'],
  ['residential', 'residential'],
  ['residential_link', 'residential'],
  ['living_street', 'residential'],
  ['service', 'service'],
  ['services', 'service'],
  ['rest_area', 'service'],
  ['road', 'service'],
  ['yes', 'service'],
  ['busway', 'service'],
  ['bus_guideway', 'service'],
  ['raceway', 'service'],
  ['escape', 'service'],
  ['emergency_bay', 'service'],
  ['pedestrian', 'pedestrian'],
  ['cycleway', 'cycleway'],
  ['steps', 'steps'],
  ['track', 'track'],
  ['bridleway', 'track'],
  ['construction', 'construction'],
])

const NOT_THERE: ReadonlySet<string> = new Set([
  'proposed',
  'planned',
  'abandoned',
  'disused',
  'razed',
  'dismantled',
  'demolished',
  'removed',
  'historic',
  'no',
])

const MOST_LANES = 16
const WIDEST_M = 100
const ROUNDABOUTS: ReadonlySet<string> = new Set(['roundabout', 'circular'])

/** Why a way tagged `highway` is no road of today, or null when it is one. */
export function noRoadWhy(tags: Tags): string | null {
  const value = tags['highway'] ?? ''
  return NOT_THERE.has(value) ? `not there today (highway=${value})` : null
}

export function roadFacts(tags: Tags, ledger: Ledger): RoadFacts {
  const sourceClass = ((tags['highway'] ?? '').split(';')[0] as string).trim()
  const facts: Writable<RoadFacts> = {
    roadClass: CLASSES.get(sourceClass) ?? 'footway',
    sourceClass,
    oneway: onewayOf(tags),
    isBridge: isYes(tags['bridge']),
    isTunnel: isYes(tags['tunnel']),
    layer: layerOf(tags),
    ...namesOf(tags),
  }
  const lanes = lanesOf(tags['lanes'], ledger)
  if (lanes !== null) facts.lanes = lanes
  const forward = lanesOf(tags['lanes:forward'], ledger)
  if (forward !== null) facts.lanesForward = forward
  const backward = lanesOf(tags['lanes:backward'], ledger)
  if (backward !== null) facts.lanesBackward = backward
  const speed = tags['maxspeed'] === undefined ? null : speedKmhOf(tags['maxspeed'])
  if (speed !== null) facts.speedKmh = speed
  addWidth(facts, tags, ledger)
  if (tags['lit'] !== undefined) facts.isLit = tags['lit'] !== 'no' && tags['lit'] !== 'disused'
  return facts
}

/** Whether a closed way is a surface to walk on rather than a loop to go round. */
export function isRoadArea(tags: Tags): boolean {
  return tags['area'] === 'yes' || (tags['highway'] === 'pedestrian' && tags['area'] !== 'no')
}

function onewayOf(tags: Tags): -1 | 0 | 1 {
  switch (tags['oneway']) {
    case 'yes':
    case 'true':
    case '1':
      return 1
    case '-1':
    case 'reverse':
      return -1
    case undefined:
      return tags['highway'] === 'motorway' || ROUNDABOUTS.has(tags['junction'] ?? '') ? 1 : 0
    default:
      return 0
  }
}

function layerOf(tags: Tags): number {
  const layer = wholeOf(tags['layer'])
  return layer !== null && Math.abs(layer) <= 10 ? layer : 0
}

function lanesOf(text: string | undefined, ledger: Ledger): number | null {
  if (text === undefined) return null
  const lanes = wholeOf(text)
  if (lanes !== null && lanes >= 1 && lanes <= MOST_LANES) return lanes
  ledger.drop('lane counts', `not a whole number from 1 to ${MOST_LANES}`)
  return null
}

function addWidth(facts: Writable<RoadFacts>, tags: Tags, ledger: Ledger): void {
  if (tags['width'] === undefined) return
  const widthM = metresOf(tags['width'])
  if (widthM !== null && widthM > 0 && widthM <= WIDEST_M) facts.widthM = widthM
  else ledger.drop('road widths', `not a length up to ${WIDEST_M} m`)
}

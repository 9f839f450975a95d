// What a road has where its source does not say: lanes, speed and width by class. Marked synthetic on the link.
// Lanes follow the OpenStreetMap wiki's assumed values (Key:lanes), speeds the urban limits of Kazakhstan
// (60 km/h in built-up areas, 20 in yards), lane width 3.25 m.
import type { RoadClass } from '../../shared/city/city.ts'
import type { SurveyRoad } from './survey.ts'

const LANE_M = 3.25

type Default = {
  /** Lanes each way on a two-way road, and on a one-way one; 0 where no lanes are marked. */
  readonly eachWay: number
  readonly oneway: number
  readonly speedKmh: number
  /** Added to the lanes: hard shoulder, gutter. */
  readonly shoulderM: number
  readonly leastM: number
}

const DEFAULTS: Readonly<Record<RoadClass, Default>> = {
  motorway: { eachWay: 2, oneway: 2, speedKmh: 110, shoulderM: 3, leastM: 8 },
  trunk: { eachWay: 2, oneway: 2, speedKmh: 80, shoulderM: 2, leastM: 7 },
  primary: { eachWay: 2, oneway: 2, speedKmh: 60, shoulderM: 1, leastM: 7 },
  secondary: { eachWay: 1, oneway: 2, speedKmh: 60, shoulderM: 1, leastM: 7 },
  tertiary: { eachWay: 1, oneway: 1, speedKmh: 60, shoulderM: 1, leastM: 6 },
  residential: { eachWay: 1, oneway: 1, speedKmh: 40, shoulderM: 0, leastM: 5.5 },
  service: { eachWay: 1, oneway: 1, speedKmh: 20, shoulderM: 0, leastM: 3.5 },
  pedestrian: { eachWay: 0, oneway: 0, speedKmh: 5, shoulderM: 0, leastM: 5 },
  footway: { eachWay: 0, oneway: 0, speedKmh: 5, shoulderM: 0, leastM: 2 },
  cycleway: { eachWay: 0, oneway: 0, speedKmh: 18, shoulderM: 0, leastM: 2 },
  steps: { eachWay: 0, oneway: 0, speedKmh: 3, shoulderM: 0, leastM: 2 },
  track: { eachWay: 0, oneway: 0, speedKmh: 20, shoulderM: 0, leastM: 3 },
  construction: { eachWay: 0, oneway: 0, speedKmh: 5, shoulderM: 0, leastM: 6 },
}

export type RoadFigures = {
  readonly lanesForward: number
  readonly lanesBackward: number
  readonly lanesSource: 'tagged' | 'synthetic'
  readonly speedKmh: number
  readonly speedSource: 'tagged' | 'synthetic'
  readonly widthM: number
}

/** For a road whose line already runs the way its one-way traffic does. */
export function roadFigures(road: SurveyRoad): RoadFigures {
  const by = DEFAULTS[road.roadClass]
  const lanes = lanesOf(road, by)
  const isLink = road.sourceClass.endsWith('_link')
  const speed = isLink ? Math.min(by.speedKmh, 40) : road.sourceClass === 'living_street' ? 20 : by.speedKmh
  const laneCount = lanes.forward + lanes.backward
  // A service road is one narrow carriageway for both ways.
  const laneM = road.roadClass === 'service' && !lanes.isTagged ? LANE_M / 2 : LANE_M
  return {
    lanesForward: lanes.forward,
    lanesBackward: lanes.backward,
    lanesSource: lanes.isTagged ? 'tagged' : 'synthetic',
    speedKmh: road.speedKmh ?? speed,
    speedSource: road.speedKmh === undefined ? 'synthetic' : 'tagged',
    widthM: road.widthM ?? Math.max(by.leastM * (laneCount === 1 ? 0.7 : 1), laneCount * laneM + by.shoulderM),
  }
}

function lanesOf(road: SurveyRoad, by: Default): { forward: number; backward: number; isTagged: boolean } {
  const isOneway = road.oneway !== 0
  const forward = road.oneway === -1 ? (road.lanesBackward ?? road.lanesForward) : road.lanesForward
  const backward = road.oneway === -1 ? road.lanesForward : road.lanesBackward
  if (isOneway) {
    const tagged = forward ?? road.lanes
    if (tagged !== undefined) return { forward: Math.max(1, tagged), backward: 0, isTagged: true }
    return { forward: road.sourceClass.endsWith('_link') ? 1 : by.oneway, backward: 0, isTagged: false }
  }
  if (forward !== undefined && backward !== undefined) return { forward, backward, isTagged: true }
  if (road.lanes !== undefined) {
    const rest = forward ?? (backward === undefined ? Math.ceil(road.lanes / 2) : road.lanes - backward)
    const there = Math.min(road.lanes, Math.max(0, rest))
    return { forward: there, backward: road.lanes - there, isTagged: true }
  }
  return { forward: forward ?? by.eachWay, backward: backward ?? by.eachWay, isTagged: false }
}

// What city systems feel of each other: every quantity that crosses from one to another, with its unit and the value
// it has where no system gives it. A system that is left out leaves its default here, so any one can be left out.
import type { PointM } from './city.ts'

/** Places are metres east and north of the origin; link and building ids are the city's. */
export type CityOutputs = {
  /** What the timeline's clock shows at the end of the step, Unix time. */
  nowMs: number
  /** Rain on open ground, metres of water a second (1 mm/h is 2.78e-7). */
  rainfallMPerS(atM: PointM): number
  /** Lying snow, metres. */
  snowDepthM(atM: PointM): number
  /** At two metres, degrees Celsius. */
  airTemperatureC(atM: PointM): number
  /** At ten metres, where the air goes: metres a second east and north. */
  windMPerS(atM: PointM): PointM
  /** How far one sees, metres. */
  visibilityM(atM: PointM): number
  /** Sunlight on level ground, watts a square metre. */
  sunlightWPerM2(atM: PointM): number
  /** Standing water above the ground, metres. */
  floodDepthM(atM: PointM): number
  /** Motor vehicles on a road link, both ways, an hour. */
  trafficVehPerH(linkId: string): number
  /** How fast one drives on a road link, of its free speed: 0 to 1. */
  linkSpeedShare(linkId: string): number
  /** Whether traffic may use a road link. */
  isLinkOpen(linkId: string): boolean
  /** Whether a building has electricity. */
  hasPower(buildingId: string): boolean
  /** Where a sensor stands; null where nobody has placed it. */
  thingAtM(thing: string): PointM | null
}

/** A dry, calm, mild, dark city with its roads open and its lights on. */
export const NO_OUTPUTS: CityOutputs = {
  nowMs: 0,
  rainfallMPerS: () => 0,
  snowDepthM: () => 0,
  airTemperatureC: () => 15,
  windMPerS: () => [0, 0],
  visibilityM: () => 20_000,
  sunlightWPerM2: () => 0,
  floodDepthM: () => 0,
  trafficVehPerH: () => 0,
  linkSpeedShare: () => 1,
  isLinkOpen: () => true,
  hasPower: () => true,
  thingAtM: () => null,
}

// What a package holds, counted on the ground: lengths and areas are those of the sources' features, freed of the
// projection's scale (0.9996 in the middle of a UTM zone), not those of the cut and rounded links.
import type { City } from '../../shared/city/city.ts'
import { DRIVABLE } from '../../shared/city/city.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import type { Sourced } from './finish.ts'
import type { Frame } from './frame.ts'
import { areaM2, lineLengthM } from './ring-shape.ts'

export function countsOf(city: City, surveys: readonly Sourced[], frame: Frame): Manifest['counts'] {
  const scale = groundScale(frame)
  const wholes = city.buildings.filter((b) => !b.isPart)
  let roadM = 0
  let drivableM = 0
  for (const { survey } of surveys) {
    for (const road of survey.roads) {
      const lengthM = lineLengthM(road.line)
      roadM += lengthM
      if (DRIVABLE.has(road.roadClass) && !road.isArea) drivableM += lengthM
    }
  }
  const kind = (...kinds: string[]): number => city.points.filter((p) => kinds.includes(p.kind)).length
  const waterM2 = city.areas.filter((a) => a.kind === 'water').reduce((sum, a) => sum + areaM2(a.polygons), 0)
  return {
    buildings: wholes.length,
    buildingsWithHeight: wholes.filter((b) => b.heightSource !== 'guessed' && b.heightSource !== 'drawn').length,
    roadKm: round(roadM / scale / 1000, 100),
    drivableKm: round(drivableM / scale / 1000, 100),
    signals: kind('signal'),
    stops: kind('busStop', 'tramStop'),
    trees: kind('tree'),
    waterKm2: round(waterM2 / scale ** 2 / 1e6, 10_000),
  }
}

const round = (v: number, by: number): number => Math.round(v * by) / by

/** Frame metres per metre on the WGS 84 ellipsoid at the origin. */
function groundScale(frame: Frame): number {
  const { lon, lat } = frame.origin
  const d = 0.001
  const phi = (lat * Math.PI) / 180
  const e2 = 0.00669437999014
  const w = Math.sqrt(1 - e2 * Math.sin(phi) ** 2)
  const northM = ((6378137 * (1 - e2)) / w ** 3) * ((2 * d * Math.PI) / 180)
  const eastM = (6378137 / w) * Math.cos(phi) * ((2 * d * Math.PI) / 180)
  const span = (a: readonly [number, number], b: readonly [number, number]): number =>
    Math.hypot(b[0] - a[0], b[1] - a[1])
  const alongNorth = span(frame.fromLonLat(lon, lat - d), frame.fromLonLat(lon, lat + d)) / northM
  const alongEast = span(frame.fromLonLat(lon - d, lat), frame.fromLonLat(lon + d, lat)) / eastM
  return (alongNorth + alongEast) / 2
}

// Where to stand to look at a place: outside its walls, a fitting way back, with nothing in between.
import type { Surroundings } from './surroundings.ts'

export type Arrival = {
  readonly eastM: number
  readonly northM: number
  readonly headingRad: number
  readonly pitchRad: number
}

const NEAREST_M = 14
const FURTHEST_M = 140
const EYE_M = 1.65
/** Tried in this order: from the east first, then ever further round. */
const BEARINGS_DEG = [90, 60, 120, 30, 150, 0, 180, 330, 210, 300, 240, 270]

/** For a place of a city: a spot that sees it, or the place itself when it stands in the open. */
export function arrivalAt(eastM: number, northM: number, heightM: number, around: Surroundings): Arrival {
  const { footprints } = around
  const feature = footprints.featureAt(eastM, northM)
  if (feature === null) return { eastM, northM, headingRad: 0, pitchRad: 0 }
  const wanted = Math.min(FURTHEST_M, Math.max(NEAREST_M, heightM * 0.8))
  let fallback: Arrival | null = null
  for (const far of [1, 1.4, 0.7, 2, 3])
    for (const degrees of BEARINGS_DEG) {
      const spot = spotAt(eastM, northM, wanted * far, (degrees * Math.PI) / 180, heightM)
      if (!isFree(spot, around)) continue
      fallback ??= spot
      const floor = around.floorAt(spot.eastM, spot.northM, Number.POSITIVE_INFINITY)
      const ray = {
        eastM: spot.eastM,
        northM: spot.northM,
        upM: floor + EYE_M,
        dirE: eastM - spot.eastM,
        dirN: northM - spot.northM,
        dirU: Math.min(heightM * 0.35, 20),
      }
      if (footprints.pickRay(ray, wanted * far * 2)?.feature === feature) return spot
    }
  return fallback ?? { eastM, northM, headingRad: 0, pitchRad: 0 }
}

/** People are not stood on: nearer than this to somebody, one arrives a step aside. */
const APART_M = 1

/** The place itself, or the nearest free spot around it that nobody stands on; gives up after a few rings. */
export function clearOf(
  eastM: number,
  northM: number,
  others: readonly { readonly eastM: number; readonly northM: number }[],
  around: Surroundings | null,
): readonly [eastM: number, northM: number] {
  for (let ring = 0; ring <= 4; ring++)
    for (let i = 0; i < Math.max(1, ring * 6); i++) {
      const bearing = (i / Math.max(1, ring * 6)) * 2 * Math.PI
      const e = eastM + Math.sin(bearing) * ring * APART_M
      const n = northM + Math.cos(bearing) * ring * APART_M
      const isTaken = others.some((one) => Math.hypot(one.eastM - e, one.northM - n) < APART_M)
      if (isTaken) continue
      if (ring === 0 || !around || isFree({ eastM: e, northM: n }, around)) return [e, n]
    }
  return [eastM, northM]
}

function spotAt(eastM: number, northM: number, farM: number, bearing: number, heightM: number): Arrival {
  const back = (bearing + Math.PI) % (2 * Math.PI)
  return {
    eastM: eastM + Math.sin(bearing) * farM,
    northM: northM + Math.cos(bearing) * farM,
    headingRad: back,
    pitchRad: Math.min(0.6, Math.atan2(heightM * 0.45, farM)),
  }
}

function isFree(spot: Pick<Arrival, 'eastM' | 'northM'>, around: Surroundings): boolean {
  const floor = around.floorAt(spot.eastM, spot.northM, Number.POSITIVE_INFINITY)
  const [e, n] = around.collide(spot.eastM, spot.northM, 0.5, floor)
  return e === spot.eastM && n === spot.northM
}

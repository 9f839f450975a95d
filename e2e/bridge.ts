// A bridge of the default city to be led over, and where along it somebody is: read from the city package, not guessed.
import type { RoadLink } from '../shared/city/city.ts'
import { openPackage } from '../server/city/package.ts'
import { ROOT } from './town.ts'

/** A bridge of the Ishim in the west, 54 m long and 6.5 m wide: short enough for software drawing. */
const BRIDGE = 'way/74925499#0'

export type Spot = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
}

export async function readBridge(): Promise<RoadLink> {
  const { city } = await openPackage(`${ROOT}/assets/cities/astana`)
  const bridge = city.links.find((link) => link.id === BRIDGE)
  if (!bridge || !('lengthM' in bridge)) throw new Error(`no bridge "${BRIDGE}" in the city`)
  return bridge as RoadLink
}

/** A place on a link, so many metres from its beginning, facing along it. */
export function spotAlong({ line, upM }: RoadLink, wayM: number): Spot {
  let leftM = Math.max(0, wayM)
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [ae, an, be, bn] = line.slice(i, i + 4) as [number, number, number, number]
    const stretchM = Math.hypot(be - ae, bn - an)
    if (leftM > stretchM && i + 5 < line.length) {
      leftM -= stretchM
      continue
    }
    const t = Math.min(1, leftM / stretchM)
    const up = (upM[i / 2] as number) * (1 - t) + (upM[i / 2 + 1] as number) * t
    const headingRad = (Math.atan2(be - ae, bn - an) + 2 * Math.PI) % (2 * Math.PI)
    return { eastM: ae + (be - ae) * t, northM: an + (bn - an) * t, upM: up, headingRad }
  }
  throw new Error('a link without a line')
}

/** How far along a link somebody is, how far off its middle, and the height of its deck there. */
export function nearestOn(
  link: RoadLink,
  at: Pick<Spot, 'eastM' | 'northM'>,
): { readonly wayM: number; readonly offM: number; readonly upM: number } {
  let best = { wayM: 0, offM: Infinity, upM: 0 }
  for (let wayM = 0; wayM <= link.lengthM; wayM += 0.5) {
    const spot = spotAlong(link, wayM)
    const offM = Math.hypot(spot.eastM - at.eastM, spot.northM - at.northM)
    if (offM < best.offM) best = { wayM, offM, upM: spot.upM }
  }
  return best
}

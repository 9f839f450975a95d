// Tells latitude from longitude where both could be either, by the corners of what people build: right angles are
// right only when degrees east are shortened by the cosine of the true latitude.
import type { CityObject } from './cityjson-file.ts'

/** Corners looked at; more would not change the answer. */
const ENOUGH = 20_000
const CLEARLY = 1.25

/** Null when the corners do not decide, as near 45 degrees or where all walls run along the axes. */
export function axesByCorners(objects: Iterable<CityObject>): 'eastFirst' | 'northFirst' | null {
  let eastFirst = 0
  let northFirst = 0
  let corners = 0
  for (const { type, body } of objects) {
    if (!type.startsWith('Building') || corners > ENOUGH) continue
    for (const ring of body?.faces.map((f) => f.rings[0]) ?? []) {
      if (!ring || !isLevel(ring)) continue
      const n = ring.length
      for (let i = 0; i < n; i += 3) {
        const [a, b, c] = [i, (i + 3) % n, (i + 6) % n]
        const [ux, uy] = [(ring[b] as number) - (ring[a] as number), (ring[b + 1] as number) - (ring[a + 1] as number)]
        const [vx, vy] = [(ring[c] as number) - (ring[b] as number), (ring[c + 1] as number) - (ring[b + 1] as number)]
        const kX = Math.cos(((ring[b] as number) * Math.PI) / 180) ** 2
        const kY = Math.cos(((ring[b + 1] as number) * Math.PI) / 180) ** 2
        const asEast = skew([ux, uy, vx, vy], [kY, 1])
        const asNorth = skew([ux, uy, vx, vy], [1, kX])
        if (asEast === null || asNorth === null) continue
        eastFirst += asEast
        northFirst += asNorth
        corners++
      }
    }
  }
  if (corners < 8 || Math.max(eastFirst, northFirst) / corners < 1e-4) return null
  if (northFirst > CLEARLY * eastFirst) return 'eastFirst'
  return eastFirst > CLEARLY * northFirst ? 'northFirst' : null
}

function isLevel(ring: Float64Array): boolean {
  for (let i = 2; i < ring.length; i += 3) if (Math.abs((ring[i] as number) - (ring[2] as number)) > 0.5) return false
  return true
}

/** 0 for a right or a straight angle, 1 for half of a right one; `k` weighs the squares of both axes. */
function skew([ux, uy, vx, vy]: readonly number[], [kx, ky]: readonly [number, number]): number | null {
  const u = (ux as number) ** 2 * kx + (uy as number) ** 2 * ky
  const v = (vx as number) ** 2 * kx + (vy as number) ** 2 * ky
  if (u === 0 || v === 0) return null
  const dot = (ux as number) * (vx as number) * kx + (uy as number) * (vy as number) * ky
  const cos2 = (dot * dot) / (u * v)
  return 4 * cos2 * (1 - cos2)
}

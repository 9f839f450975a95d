// Which water lies over a place, and how high it stands. Rings are kept as edges sorted into bands of northing,
// so that a river of ten thousand points answers as fast as a pond.
import Flatbush from 'flatbush'
import type { Area, FlatLine } from '../../shared/city/city.ts'
import { boundsOf } from './ring-shape.ts'

const BAND_M = 25

type Banded = { readonly southM: number; readonly bands: number[][]; readonly surfaceM: number }

export class Waters {
  private readonly index: Flatbush | null
  private readonly polygons: Banded[] = []

  /** Areas of other kinds are passed over; a water without a surface stands at 0. */
  constructor(areas: readonly Pick<Area, 'kind' | 'polygons' | 'surfaceM'>[]) {
    const boxes: (readonly [number, number, number, number])[] = []
    for (const area of areas) {
      if (area.kind !== 'water') continue
      for (const polygon of area.polygons) {
        const box = boundsOf(polygon[0] ?? [])
        if (!(box[2] > box[0])) continue
        boxes.push(box)
        this.polygons.push({ southM: box[1], bands: bandsOf(polygon, box), surfaceM: area.surfaceM ?? 0 })
      }
    }
    this.index = boxes.length > 0 ? new Flatbush(boxes.length) : null
    for (const box of boxes) this.index?.add(...box)
    this.index?.finish()
  }

  /** Height of the water's surface at a place, the highest where several overlap; null on land. */
  surfaceAt(eastM: number, northM: number): number | null {
    let surface: number | null = null
    for (const i of this.index?.search(eastM, northM, eastM, northM) ?? []) {
      const polygon = this.polygons[i] as Banded
      if (surface !== null && polygon.surfaceM <= surface) continue
      if (isInside(polygon, eastM, northM)) surface = polygon.surfaceM
    }
    return surface
  }
}

/** Edges as [e0, n0, e1, n1, …] by the bands they touch. */
function bandsOf(rings: readonly FlatLine[], box: readonly [number, number, number, number]): number[][] {
  const southM = box[1]
  const bands: number[][] = Array.from({ length: Math.floor((box[3] - southM) / BAND_M) + 1 }, () => [])
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [e0, n0, e1, n1] = [ring[j], ring[j + 1], ring[i], ring[i + 1]] as [number, number, number, number]
      if (n0 === n1) continue
      const first = Math.floor((Math.min(n0, n1) - southM) / BAND_M)
      const last = Math.floor((Math.max(n0, n1) - southM) / BAND_M)
      for (let b = Math.max(0, first); b <= last && b < bands.length; b++) bands[b]?.push(e0, n0, e1, n1)
    }
  }
  return bands
}

function isInside(polygon: Banded, eastM: number, northM: number): boolean {
  const edges = polygon.bands[Math.floor((northM - polygon.southM) / BAND_M)] ?? []
  let inside = false
  for (let i = 0; i < edges.length; i += 4) {
    const [e0, n0, e1, n1] = [edges[i], edges[i + 1], edges[i + 2], edges[i + 3]] as [number, number, number, number]
    if (n0 > northM === n1 > northM) continue
    if (eastM < e0 + ((northM - n0) / (n1 - n0)) * (e1 - e0)) inside = !inside
  }
  return inside
}

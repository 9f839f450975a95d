// The grid all QA tiles share: the Web Mercator square in 2^32 steps (9 mm at the equator), which is what a
// zoom-12 tile with an extent of 2^20 resolves. Gives equal places one node, and degrees back.
import type { OsmStore } from './osm-store.ts'
import type { Tags } from './osm-keys.ts'

export type GridPoint = readonly [x: number, y: number]

export const WORLD = 2 ** 32
/** Places of one file differ by less than this, about 300 km at the equator: two of them fit one safe integer. */
const REACH = 2 ** 25

export class GridNodes {
  private readonly store: OsmStore
  private readonly nodeAt = new Map<number, number>()
  private zero: GridPoint | null = null
  private next = 1

  constructor(store: OsmStore) {
    this.store = store
  }

  /** Nodes of a line or ring; points too far off to be of the same city become missing nodes. */
  ringOf(points: readonly GridPoint[]): number[] {
    return points.map((point) => this.nodeOf(point))
  }

  addTagged(point: GridPoint, osmId: number, tags: Tags): void {
    this.store.nameNode(this.nodeOf(point), osmId, tags)
  }

  private nodeOf(point: GridPoint): number {
    this.zero ??= point
    const dx = point[0] - this.zero[0] + REACH
    const dy = point[1] - this.zero[1] + REACH
    if (dx < 0 || dy < 0 || dx >= 2 * REACH || dy >= 2 * REACH) return -1
    const key = dx * 2 * REACH + dy
    const known = this.nodeAt.get(key)
    if (known !== undefined) return known
    const node = this.next++
    this.nodeAt.set(key, node)
    this.store.addNode(node, lonOf(point[0]), latOf(point[1]), null)
    return node
  }
}

function lonOf(x: number): number {
  return (x / WORLD) * 360 - 180
}

function latOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI
}

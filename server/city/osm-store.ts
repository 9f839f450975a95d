// Holds what a file of OpenStreetMap data says until it is classified: nodes, ways and multipolygons in
// typed arrays (16 bytes a node), tags only where they describe a feature. Ids may be negative, unsorted
// or repeated; coordinates are 1e-7 degrees, as in OpenStreetMap's own database.
import type { Ledger } from './ledger.ts'
import { Column } from './osm-column.ts'
import type { Tags } from './osm-keys.ts'

export type OsmRelation = {
  readonly id: number
  readonly tags: Tags
  readonly wayIds: readonly number[]
  /** 1 where the member's role is `inner`. */
  readonly isInner: readonly boolean[]
  /** Members that are relations themselves; rings are made of ways only, so cycles cannot matter. */
  readonly nested: number
}

/** An area whose rings are already known: ids of nodes in the store, indexes in the data; rings are open. */
export type OsmArea = { readonly id: string; readonly tags: Tags; readonly polygons: readonly number[][][] }

/** A node that stands for something; `id` is OpenStreetMap's. */
export type OsmThing = { readonly node: number; readonly id: number; readonly tags: Tags }

export type OsmData = {
  readonly nodeIds: Float64Array
  readonly lon7: Int32Array
  readonly lat7: Int32Array
  readonly things: readonly OsmThing[]
  readonly wayIds: Float64Array
  readonly wayTags: readonly (Tags | null)[]
  /** Indexes of nodes, -1 where the file lacks the node; way `w` has those from `refStarts[w]` to `refStarts[w + 1]`. */
  readonly refs: Int32Array
  readonly refStarts: Uint32Array
  readonly wayOf: ReadonlyMap<number, number>
  readonly relations: readonly OsmRelation[]
  readonly areas: readonly OsmArea[]
  /** W, S, E, N in degrees; null without nodes. */
  readonly bbox: readonly [number, number, number, number] | null
  /** Newest Unix time in seconds, 0 where nothing tells. */
  readonly newestS: number
}

/** A city's nodes do not lie further than this from their median, degrees. */
const FARTHEST_DEG = 1.5
const MISSING = -1

export class OsmStore {
  private readonly ids = new Column(Float64Array)
  private readonly lon7 = new Column(Int32Array)
  private readonly lat7 = new Column(Int32Array)
  private readonly nodeTags = new Map<number, Tags>()
  private readonly named: OsmThing[] = []
  private isSorted = true
  private lastId = -Infinity
  private outOfRange = 0
  private readonly wayIds = new Column(Float64Array)
  private readonly wayTags: (Tags | null)[] = []
  private readonly refIds = new Column(Float64Array)
  private readonly refStarts = new Column(Uint32Array)
  private readonly relations: OsmRelation[] = []
  private readonly areas: OsmArea[] = []
  private newestS = 0
  /** Some writers repeat node positions inside ways (without tags): then the first mention of a node counts. */
  repeatsNodes = false

  addNode(id: number, lon: number, lat: number, tags: Tags | null): void {
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      this.outOfRange++
      return
    }
    if (tags) this.nodeTags.set(this.ids.length, tags)
    this.ids.push(id)
    this.lon7.push(Math.round(lon * 1e7))
    this.lat7.push(Math.round(lat * 1e7))
    if (id <= this.lastId) this.isSorted = false
    this.lastId = id
  }

  /** A thing at a node that was added under another id: tiles know places, not node ids. */
  nameNode(node: number, id: number, tags: Tags): void {
    this.named.push({ node, id, tags })
  }

  addWay(id: number, refs: readonly number[], tags: Tags | null): void {
    this.wayIds.push(id)
    this.wayTags.push(tags)
    this.refStarts.push(this.refIds.length)
    for (const ref of refs) this.refIds.push(ref)
  }

  addRelation(relation: OsmRelation): void {
    this.relations.push(relation)
  }

  addArea(area: OsmArea): void {
    this.areas.push(area)
  }

  sawTime(timeS: number): void {
    if (timeS > this.newestS) this.newestS = timeS
  }

  /** Sorts, drops what cannot be true and resolves references. The store is of no use afterwards. */
  finish(ledger: Ledger): OsmData {
    if (this.outOfRange > 0) ledger.drop('nodes', 'latitude or longitude out of range', this.outOfRange)
    const order = this.nodeOrder(ledger)
    const nodes = order.length
    const nodeIds = order.map(this.ids.values)
    const lon7 = order.map(this.lon7.values)
    const lat7 = order.map(this.lat7.values)
    const things: OsmThing[] = []
    for (let node = 0; node < nodes; node++) {
      const tags = this.nodeTags.get(order.at(node))
      if (tags) things.push({ node, id: nodeIds[node] as number, tags })
    }
    for (const { node, id, tags } of this.named) {
      const at = find(nodeIds, node)
      if (at !== MISSING) things.push({ node: at, id, tags })
    }
    const refs = new Int32Array(this.refIds.length)
    for (let i = 0; i < refs.length; i++) refs[i] = find(nodeIds, this.refIds.values[i] as number)
    const wayIds = this.wayIds.trimmed()
    const refStarts = new Uint32Array(wayIds.length + 1)
    refStarts.set(this.refStarts.values.subarray(0, wayIds.length))
    refStarts[wayIds.length] = refs.length
    return {
      nodeIds,
      lon7,
      lat7,
      things,
      wayIds,
      wayTags: this.wayTags,
      refs,
      refStarts,
      wayOf: this.lastWays(wayIds, ledger),
      relations: lastRelations(this.relations, ledger),
      areas: resolvedAreas(this.areas, nodeIds, ledger),
      bbox: extent(lon7, lat7),
      newestS: this.newestS,
    }
  }

  /** Which node stands where once sorted by id, without repeated ones and those far off all others. */
  private nodeOrder(ledger: Ledger): NodeOrder {
    const count = this.ids.length
    const ids = this.ids.values
    const far = this.farNodes()
    if (this.isSorted && !far) return new NodeOrder(null, count)
    const order = Uint32Array.from({ length: count }, (_, i) => i)
    if (!this.isSorted) order.sort((a, b) => (ids[a] as number) - (ids[b] as number) || a - b)
    let kept = 0
    let repeated = 0
    let distant = 0
    for (let i = 0; i < count; i++) {
      const node = order[i] as number
      const neighbour = this.repeatsNodes ? order[i - 1] : order[i + 1]
      if (neighbour !== undefined && ids[neighbour] === ids[node]) repeated++
      else if (far?.(node)) distant++
      else order[kept++] = node
    }
    if (repeated > 0 && !this.repeatsNodes) ledger.drop('nodes', 'given more than once, the last one counts', repeated)
    if (distant > 0) ledger.drop('nodes', 'lie more than 150 km from the rest of the file', distant)
    return new NodeOrder(order.slice(0, kept), kept)
  }

  /** Tells nodes that lie nowhere near the median one; null when all lie together. */
  private farNodes(): ((node: number) => boolean) | null {
    const count = this.ids.length
    const lon7 = this.lon7.values.subarray(0, count)
    const lat7 = this.lat7.values.subarray(0, count)
    const box = extent(lon7, lat7)
    if (!box || (box[2] - box[0] <= 2 * FARTHEST_DEG && box[3] - box[1] <= FARTHEST_DEG)) return null
    const step = Math.max(1, Math.floor(count / 20_000))
    const lon = medianOf(lon7, step)
    const lat = medianOf(lat7, step)
    const reachLat = FARTHEST_DEG * 1e7
    const reachLon = reachLat / Math.max(0.05, Math.cos((lat * 1e-7 * Math.PI) / 180))
    return (node) =>
      Math.abs((lon7[node] as number) - lon) > reachLon || Math.abs((lat7[node] as number) - lat) > reachLat
  }

  private lastWays(wayIds: Float64Array, ledger: Ledger): Map<number, number> {
    const wayOf = new Map<number, number>()
    let repeated = 0
    for (let way = 0; way < wayIds.length; way++) {
      const id = wayIds[way] as number
      const before = wayOf.get(id)
      if (before !== undefined) {
        this.wayTags[before] = null
        repeated++
      }
      wayOf.set(id, way)
    }
    if (repeated > 0) ledger.drop('ways', 'given more than once, the last one counts', repeated)
    return wayOf
  }
}

/** A permutation, or the order of the file when there is nothing to change. */
class NodeOrder {
  readonly length: number
  private readonly order: Uint32Array | null

  constructor(order: Uint32Array | null, length: number) {
    this.order = order
    this.length = length
  }

  at(place: number): number {
    return this.order ? (this.order[place] as number) : place
  }

  map<T extends Float64Array | Int32Array>(values: T): T {
    const result = values.slice(0, this.length) as T
    if (this.order) for (let i = 0; i < this.length; i++) result[i] = values[this.order[i] as number] as number
    return result
  }
}

function find(sorted: Float64Array, id: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const value = sorted[middle] as number
    if (value === id) return middle
    if (value < id) low = middle + 1
    else high = middle - 1
  }
  return MISSING
}

function resolvedAreas(areas: readonly OsmArea[], nodeIds: Float64Array, ledger: Ledger): OsmArea[] {
  const whole: OsmArea[] = []
  for (const { id, tags, polygons } of areas) {
    const found = polygons.map((rings) => rings.map((ring) => ring.map((node) => find(nodeIds, node))))
    if (found.flat(2).includes(MISSING)) ledger.drop('areas', 'reach too far from the rest of the file')
    else whole.push({ id, tags, polygons: found })
  }
  return whole
}

function lastRelations(relations: readonly OsmRelation[], ledger: Ledger): OsmRelation[] {
  const byId = new Map(relations.map((relation) => [relation.id, relation]))
  if (byId.size < relations.length) {
    ledger.drop('relations', 'given more than once, the last one counts', relations.length - byId.size)
  }
  return [...byId.values()]
}

function extent(lon7: Int32Array, lat7: Int32Array): [number, number, number, number] | null {
  if (lon7.length === 0) return null
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < lon7.length; i++) {
    const lon = lon7[i] as number
    const lat = lat7[i] as number
    if (lon < w) w = lon
    if (lon > e) e = lon
    if (lat < s) s = lat
    if (lat > n) n = lat
  }
  return [w / 1e7, s / 1e7, e / 1e7, n / 1e7]
}

function medianOf(values: Int32Array, step: number): number {
  const sample = Int32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step] as number)
  sample.sort()
  return sample[sample.length >> 1] as number
}

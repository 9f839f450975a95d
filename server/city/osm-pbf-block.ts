// One uncompressed PrimitiveBlock of an .osm.pbf file: string table, then groups of nodes, dense nodes, ways
// and relations, delta coded. Users, changesets and versions are skipped unread; only the newest time is noted.
import { PbfReader } from 'pbf'
import type { TagCollector } from './osm-keys.ts'
import type { OsmStore } from './osm-store.ts'

type Block = {
  readonly bytes: Uint8Array
  /** Start and end of each string in `bytes`. */
  readonly stringAt: number[]
  readonly strings: (string | undefined)[]
  granularity: number
  latOffset: number
  lonOffset: number
  dateGranularityMs: number
  readonly store: OsmStore
  readonly tags: TagCollector
  /** Ends early: what scales its positions is lost, ways and relations are not. */
  readonly isCut: boolean
}

type Info = { timeS: number; isVisible: boolean }

const utf8 = new TextDecoder('utf-8')
const WAY_MEMBER = 1
const RELATION_MEMBER = 2

type Into = { readonly store: OsmStore; readonly tags: TagCollector }

export function readPrimitiveBlock(bytes: Uint8Array, into: Into): void {
  readBlock(bytes, { ...into, isCut: false })
}

/** The beginning of a block: its whole ways and relations; throws where it ends. */
export function readCutBlock(bytes: Uint8Array, into: Into): void {
  readBlock(bytes, { ...into, isCut: true })
}

function readBlock(bytes: Uint8Array, into: Into & { readonly isCut: boolean }): void {
  const block: Block = {
    bytes,
    stringAt: [],
    strings: [],
    granularity: 100,
    latOffset: 0,
    lonOffset: 0,
    dateGranularityMs: 1000,
    ...into,
  }
  const groups: number[] = []
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag === 1) pbf.readMessage(readStringPlace, block)
    else if (tag === 2) {
      const end = block.isCut ? Math.min(pbf.length, pbf.readVarint() + pbf.pos) : endOf(pbf)
      groups.push(pbf.pos, end)
      pbf.pos = end
    } else if (tag === 17) block.granularity = pbf.readVarint(true)
    else if (tag === 18) block.dateGranularityMs = pbf.readVarint(true)
    else if (tag === 19) block.latOffset = pbf.readVarint(true)
    else if (tag === 20) block.lonOffset = pbf.readVarint(true)
  }, null)
  for (let i = 0; i < groups.length; i += 2) {
    const pbf = new PbfReader(bytes)
    pbf.pos = groups[i] as number
    pbf.readFields(readElement, block, groups[i + 1] as number)
  }
}

function readStringPlace(tag: number, block: Block, pbf: PbfReader): void {
  if (tag !== 1) return
  const end = endOf(pbf)
  block.stringAt.push(pbf.pos, end)
  pbf.pos = end
}

function readElement(tag: number, block: Block, pbf: PbfReader): void {
  if (tag > 4) return
  const end = endOf(pbf)
  if (tag <= 2 && block.isCut) pbf.pos = end
  else if (tag === 1) readNode(pbf, end, block)
  else if (tag === 2) readDense(pbf, end, block)
  else if (tag === 3) readWay(pbf, end, block)
  else if (tag === 4) readRelation(pbf, end, block)
  pbf.pos = end
}

function readNode(pbf: PbfReader, end: number, block: Block): void {
  const keys: number[] = []
  const values: number[] = []
  const info: Info = { timeS: 0, isVisible: true }
  let [id, lat, lon] = [0, 0, 0]
  pbf.readFields(
    (tag) => {
      if (tag === 1) id = pbf.readSVarint()
      else if (tag === 2) pbf.readPackedVarint(keys)
      else if (tag === 3) pbf.readPackedVarint(values)
      else if (tag === 4) readInfo(pbf, info, block)
      else if (tag === 8) lat = pbf.readSVarint()
      else if (tag === 9) lon = pbf.readSVarint()
    },
    null,
    end,
  )
  if (!info.isVisible) return
  addTags(keys, values, block)
  block.store.addNode(id, degrees(lon, block.lonOffset, block), degrees(lat, block.latOffset, block), block.tags.take())
  block.store.sawTime(info.timeS)
}

function readDense(pbf: PbfReader, end: number, block: Block): void {
  const { store, tags } = block
  const ids: number[] = []
  const lats: number[] = []
  const lons: number[] = []
  const keysValues: number[] = []
  const times: number[] = []
  const visible: boolean[] = []
  pbf.readFields(
    (tag) => {
      if (tag === 1) pbf.readPackedSVarint(ids)
      else if (tag === 5) {
        pbf.readMessage((part) => {
          if (part === 2) pbf.readPackedSVarint(times)
          else if (part === 6) pbf.readPackedBoolean(visible)
        }, null)
      } else if (tag === 8) pbf.readPackedSVarint(lats)
      else if (tag === 9) pbf.readPackedSVarint(lons)
      else if (tag === 10) pbf.readPackedVarint(keysValues)
    },
    null,
    end,
  )
  if (ids.length !== lats.length || ids.length !== lons.length) throw new Error('nodes without positions')
  let [id, lat, lon, time, next] = [0, 0, 0, 0, 0]
  for (let i = 0; i < ids.length; i++) {
    id += ids[i] as number
    lat += lats[i] as number
    lon += lons[i] as number
    time += times[i] ?? 0
    while (next < keysValues.length && keysValues[next] !== 0) {
      tags.add(stringOf(keysValues[next] as number, block), stringOf(keysValues[next + 1] ?? 0, block))
      next += 2
    }
    next++
    const kept = tags.take()
    if (visible[i] === false) continue
    store.addNode(id, degrees(lon, block.lonOffset, block), degrees(lat, block.latOffset, block), kept)
    store.sawTime((time * block.dateGranularityMs) / 1000)
  }
}

function readWay(pbf: PbfReader, end: number, block: Block): void {
  const refs: number[] = []
  const lats: number[] = []
  const lons: number[] = []
  const head = readHeadAnd(pbf, { end, block }, (tag) => {
    if (tag === 8) pbf.readPackedSVarint(refs)
    else if (tag === 9) pbf.readPackedSVarint(lats)
    else if (tag === 10) pbf.readPackedSVarint(lons)
  })
  if (!head.info.isVisible) return
  undelta(refs)
  if (lats.length === refs.length && lons.length === refs.length && !block.isCut) addWayNodes(refs, lats, lons, block)
  addTags(head.keys, head.values, block)
  block.store.addWay(head.id, refs, block.tags.take())
  block.store.sawTime(head.info.timeS)
}

/** `LocationsOnWays`: positions stand in the ways, and nodes without tags are left out of the file. */
function addWayNodes(refs: readonly number[], lats: number[], lons: number[], block: Block): void {
  undelta(lats)
  undelta(lons)
  block.store.repeatsNodes = true
  for (let i = 0; i < refs.length; i++) {
    const lon = degrees(lons[i] as number, block.lonOffset, block)
    block.store.addNode(refs[i] as number, lon, degrees(lats[i] as number, block.latOffset, block), null)
  }
}

function readRelation(pbf: PbfReader, end: number, block: Block): void {
  const roles: number[] = []
  const members: number[] = []
  const types: number[] = []
  const head = readHeadAnd(pbf, { end, block }, (tag) => {
    if (tag === 8) pbf.readPackedVarint(roles)
    else if (tag === 9) pbf.readPackedSVarint(members)
    else if (tag === 10) pbf.readPackedVarint(types)
  })
  if (!head.info.isVisible) return
  addTags(head.keys, head.values, block)
  const tags = block.tags.take()
  block.store.sawTime(head.info.timeS)
  if (tags?.['type'] !== 'multipolygon') return
  undelta(members)
  const wayIds: number[] = []
  const isInner: boolean[] = []
  let nested = 0
  for (let i = 0; i < members.length; i++) {
    if (types[i] === WAY_MEMBER) {
      wayIds.push(members[i] as number)
      isInner.push(stringOf(roles[i] ?? 0, block) === 'inner')
    } else if (types[i] === RELATION_MEMBER) nested++
  }
  block.store.addRelation({ id: head.id, tags, wayIds, isInner, nested })
}

type Head = { id: number; readonly keys: number[]; readonly values: number[]; readonly info: Info }

/** What ways and relations begin with; the fields that are their own go to `own`. */
function readHeadAnd(pbf: PbfReader, { end, block }: { end: number; block: Block }, own: (tag: number) => void): Head {
  const head: Head = { id: 0, keys: [], values: [], info: { timeS: 0, isVisible: true } }
  pbf.readFields(
    (tag) => {
      if (tag === 1) head.id = pbf.readVarint(true)
      else if (tag === 2) pbf.readPackedVarint(head.keys)
      else if (tag === 3) pbf.readPackedVarint(head.values)
      else if (tag === 4) readInfo(pbf, head.info, block)
      else own(tag)
    },
    null,
    end,
  )
  return head
}

function readInfo(pbf: PbfReader, info: Info, block: Block): void {
  pbf.readMessage((tag) => {
    if (tag === 2) info.timeS = (pbf.readVarint(true) * block.dateGranularityMs) / 1000
    else if (tag === 6) info.isVisible = pbf.readBoolean()
  }, null)
}

function addTags(keys: readonly number[], values: readonly number[], block: Block): void {
  for (let i = 0; i < keys.length && i < values.length; i++) {
    block.tags.add(stringOf(keys[i] as number, block), stringOf(values[i] as number, block))
  }
}

/** Strings are decoded when first asked for: most of a block's are user names. */
function stringOf(index: number, block: Block): string {
  const known = block.strings[index]
  if (known !== undefined) return known
  const start = block.stringAt[2 * index]
  const end = block.stringAt[2 * index + 1]
  if (start === undefined || end === undefined) throw new Error('a tag points outside the string table')
  const text = utf8.decode(block.bytes.subarray(start, end))
  block.strings[index] = text
  return text
}

function degrees(value: number, offset: number, block: Block): number {
  return (offset + block.granularity * value) / 1e9
}

function undelta(values: number[]): void {
  for (let i = 1; i < values.length; i++) values[i] = (values[i] as number) + (values[i - 1] as number)
}

function endOf(pbf: PbfReader): number {
  const end = pbf.readVarint() + pbf.pos
  if (end > pbf.length) throw new Error('a part is longer than its block')
  return end
}

// Writes small .osm.pbf files for tests: the encoder beside our decoder, with every fault a test asks for.
import { deflateSync, zstdCompressSync } from 'node:zlib'
import { PbfWriter } from 'pbf'

export type SampleNode = { id: number; lon: number; lat: number; tags?: Record<string, string>; isVisible?: boolean }
export type SampleWay = {
  id: number
  refs: number[]
  tags?: Record<string, string>
  timeS?: number
  places?: [lon: number, lat: number][]
}
type SampleMember = { type: 'node' | 'way' | 'relation'; ref: number; role?: string }
export type SampleRelation = { id: number; members: SampleMember[]; tags: Record<string, string> }
export type Packing = 'zlib' | 'raw' | 'zstd' | 'lz4'
export type SampleHeader = { bbox?: [w: number, s: number, e: number, n: number]; timeS?: number; features?: string[] }

/** A file block: length, BlobHeader, Blob. */
export function fileBlock(type: string, content: Uint8Array, packing: Packing = 'zlib'): Buffer {
  const blob = new PbfWriter()
  if (packing === 'raw') blob.writeBytesField(1, content)
  else {
    blob.writeVarintField(2, content.length)
    if (packing === 'zlib') blob.writeBytesField(3, deflateSync(content))
    else if (packing === 'zstd') blob.writeBytesField(7, zstdCompressSync(content))
    else blob.writeBytesField(6, content)
  }
  const body = blob.finish()
  const header = new PbfWriter()
  header.writeStringField(1, type)
  header.writeVarintField(3, body.length)
  const head = header.finish()
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  return Buffer.concat([length, head, body])
}

export function headerBlock({ bbox, timeS, features }: SampleHeader = {}): Buffer {
  const pbf = new PbfWriter()
  if (bbox) {
    const box = bbox
    pbf.writeMessage(
      1,
      (_, inner) => {
        inner.writeSVarintField(1, Math.round(box[0] * 1e9))
        inner.writeSVarintField(2, Math.round(box[2] * 1e9))
        inner.writeSVarintField(3, Math.round(box[3] * 1e9))
        inner.writeSVarintField(4, Math.round(box[1] * 1e9))
      },
      null,
    )
  }
  for (const feature of features ?? ['OsmSchema-V0.6', 'DenseNodes']) pbf.writeStringField(4, feature)
  if (timeS !== undefined) pbf.writeVarintField(32, timeS)
  return fileBlock('OSMHeader', pbf.finish())
}

export function denseBlock(nodes: readonly SampleNode[], packing?: Packing): Buffer {
  return fileBlock('OSMData', denseContent(nodes), packing)
}

export function denseContent(nodes: readonly SampleNode[]): Uint8Array {
  const strings = new Strings()
  const keysValues = nodes.flatMap((node) => [
    ...Object.entries(node.tags ?? {})
      .flat()
      .map((s) => strings.at(s)),
    0,
  ])
  const isHistory = nodes.some((node) => node.isVisible !== undefined)
  return primitiveBlock(strings, (group) => {
    group.writeMessage(
      2,
      (_, dense) => {
        dense.writePackedSVarint(1, deltas(nodes.map((node) => node.id)))
        if (isHistory) {
          const visible = nodes.map((node) => node.isVisible !== false)
          dense.writeMessage(5, (_unused, info) => info.writePackedBoolean(6, visible), null)
        }
        dense.writePackedSVarint(8, deltas(nodes.map((node) => Math.round(node.lat * 1e7))))
        dense.writePackedSVarint(9, deltas(nodes.map((node) => Math.round(node.lon * 1e7))))
        dense.writePackedVarint(10, keysValues)
      },
      null,
    )
  })
}

/** Nodes one by one, as some writers do. */
export function plainNodesBlock(nodes: readonly SampleNode[]): Buffer {
  const strings = new Strings()
  const content = primitiveBlock(strings, (group) => {
    for (const node of nodes) {
      group.writeMessage(
        1,
        (_, pbf) => {
          pbf.writeSVarintField(1, node.id)
          writeTags(pbf, node.tags ?? {}, strings)
          pbf.writeSVarintField(8, Math.round(node.lat * 1e7))
          pbf.writeSVarintField(9, Math.round(node.lon * 1e7))
        },
        null,
      )
    }
  })
  return fileBlock('OSMData', content)
}

export function waysBlock(ways: readonly SampleWay[], user = 'a mapper'): Buffer {
  const strings = new Strings()
  const userAt = strings.at(user)
  const content = primitiveBlock(strings, (group) => {
    for (const way of ways) {
      group.writeMessage(
        3,
        (_, pbf) => {
          pbf.writeVarintField(1, way.id)
          writeTags(pbf, way.tags ?? {}, strings)
          pbf.writeMessage(
            4,
            (_unused, info) => {
              info.writeVarintField(2, way.timeS ?? 0)
              info.writeVarintField(4, 4242)
              info.writeVarintField(5, userAt)
            },
            null,
          )
          pbf.writePackedSVarint(8, deltas(way.refs))
          if (way.places) {
            pbf.writePackedSVarint(9, deltas(way.places.map(([, lat]) => Math.round(lat * 1e7))))
            pbf.writePackedSVarint(10, deltas(way.places.map(([lon]) => Math.round(lon * 1e7))))
          }
        },
        null,
      )
    }
  })
  return fileBlock('OSMData', content)
}

export function relationsBlock(relations: readonly SampleRelation[]): Buffer {
  const strings = new Strings()
  const content = primitiveBlock(strings, (group) => {
    for (const { id, members, tags } of relations) {
      group.writeMessage(
        4,
        (_, pbf) => {
          pbf.writeVarintField(1, id)
          writeTags(pbf, tags, strings)
          pbf.writePackedVarint(
            8,
            members.map(({ role }) => strings.at(role ?? '')),
          )
          pbf.writePackedSVarint(9, deltas(members.map(({ ref }) => ref)))
          pbf.writePackedVarint(
            10,
            members.map(({ type }) => ['node', 'way', 'relation'].indexOf(type)),
          )
        },
        null,
      )
    }
  })
  return fileBlock('OSMData', content)
}

class Strings {
  readonly list: string[] = ['']

  at(text: string): number {
    const known = this.list.indexOf(text)
    return known >= 0 ? known : this.list.push(text) - 1
  }
}

/** The group is written first, for it fills the string table. */
function primitiveBlock(strings: Strings, write: (group: PbfWriter) => void): Uint8Array {
  const group = new PbfWriter()
  write(group)
  const groupBytes = group.finish()
  const pbf = new PbfWriter()
  pbf.writeMessage(
    1,
    (_, table) => {
      for (const text of strings.list) table.writeBytesField(1, Buffer.from(text))
    },
    null,
  )
  pbf.writeBytesField(2, groupBytes)
  return pbf.finish()
}

function writeTags(pbf: PbfWriter, tags: Record<string, string>, strings: Strings): void {
  const entries = Object.entries(tags)
  pbf.writePackedVarint(
    2,
    entries.map(([key]) => strings.at(key)),
  )
  pbf.writePackedVarint(
    3,
    entries.map(([, value]) => strings.at(value)),
  )
}

function deltas(values: readonly number[]): number[] {
  return values.map((value, i) => value - (values[i - 1] ?? 0))
}

export function lineLengthM(line: readonly number[]): number {
  let lengthM = 0
  for (let i = 2; i < line.length; i += 2) {
    lengthM += Math.hypot(
      (line[i] as number) - (line[i - 2] as number),
      (line[i + 1] as number) - (line[i - 1] as number),
    )
  }
  return lengthM
}

// Reads OpenStreetMap's binary format (.osm.pbf) block by block into the store, after
// https://wiki.openstreetmap.org/wiki/PBF_Format. A cut or damaged file is kept as far as its blocks are
// whole. Its own reader on the `pbf` package, because osm-pbf-parser-node ends with an assertion at the
// first cut or unknown block, takes no uncompressed blocks and loops for ever on a cut tag list.
import { type ZlibOptions, constants, inflateSync, zstdDecompressSync } from 'node:zlib'
import { PbfReader } from 'pbf'
import { type Ledger, Unreadable } from './ledger.ts'
import type { ByteQueue } from './osm-bytes.ts'
import { readCutBlock, readPrimitiveBlock } from './osm-pbf-block.ts'
import { TagCollector } from './osm-keys.ts'
import type { OsmStore } from './osm-store.ts'

export type PbfHeader = {
  /** W, S, E, N in degrees as the header claims. */
  readonly bbox: readonly [number, number, number, number] | null
  /** Unix seconds, 0 where absent. */
  readonly timeS: number
}

/** The format's own limits: 64 KiB for a blob's header, 32 MiB for its content. */
const HEADER_LIMIT = 64 * 1024
const BLOB_LIMIT = 32 * 1024 * 1024
const KNOWN_FEATURES: ReadonlySet<string> = new Set(['OsmSchema-V0.6', 'DenseNodes', 'HistoricalInformation'])
const CUT = 'the file ends in the middle of a block'

export type PbfTarget = { readonly file: string; readonly store: OsmStore; readonly ledger: Ledger }

export async function readPbf(bytes: ByteQueue, target: PbfTarget): Promise<PbfHeader> {
  const tags = new TagCollector()
  let header: PbfHeader = { bbox: null, timeS: 0 }
  for (;;) {
    const blob = await nextBlob(bytes, target)
    if (!blob) return header
    if (blob.type !== 'OSMHeader' && blob.type !== 'OSMData') continue
    if (blob.isCut) {
      if (blob.type === 'OSMData') readBeginning(blob.bytes, { store: target.store, tags })
      return header
    }
    let content: Uint8Array
    try {
      content = unpacked(blob.bytes)
    } catch (error) {
      target.ledger.drop('blocks of the file', `damaged: ${messageOf(error)}`)
      continue
    }
    if (blob.type === 'OSMHeader') header = readHeader(content, target.file)
    else {
      try {
        readPrimitiveBlock(content, { store: target.store, tags })
      } catch (error) {
        tags.take()
        target.ledger.drop('blocks of the file', `damaged, read as far as they go: ${messageOf(error)}`)
      }
    }
  }
}

/** The file ends within the block: that is told already, so what is whole in it is taken without a word. */
function readBeginning(blob: Uint8Array, into: { store: OsmStore; tags: TagCollector }): void {
  try {
    readCutBlock(unpacked(blob, { maxOutputLength: BLOB_LIMIT, finishFlush: constants.Z_SYNC_FLUSH }), into)
  } catch {
    into.tags.take()
  }
}

type NextBlob = { readonly type: string; readonly bytes: Buffer; readonly isCut: boolean }

async function nextBlob(bytes: ByteQueue, { ledger }: PbfTarget): Promise<NextBlob | null> {
  const prefix = await bytes.take(4)
  if (prefix.length === 0) return null
  if (prefix.length < 4) return ended(ledger, CUT)
  const headerSize = prefix.readUInt32BE(0)
  if (headerSize === 0 || headerSize > HEADER_LIMIT)
    return ended(ledger, 'a block claims an impossible size, the rest is not read')
  const headerBytes = await bytes.take(headerSize)
  if (headerBytes.length < headerSize) return ended(ledger, CUT)
  let type = ''
  let size = 0
  try {
    new PbfReader(headerBytes).readFields((tag, _, pbf) => {
      if (tag === 1) type = pbf.readString()
      else if (tag === 3) size = pbf.readVarint()
    }, null)
  } catch {
    return ended(ledger, 'a block has no readable header, the rest is not read')
  }
  if (size > BLOB_LIMIT) return ended(ledger, 'a block claims an impossible size, the rest is not read')
  const content = await bytes.take(size)
  const isCut = content.length < size
  if (isCut) ended(ledger, CUT)
  return { type, bytes: content, isCut }
}

function ended(ledger: Ledger, why: string): null {
  ledger.drop('ends of the file', why)
  return null
}

function unpacked(blob: Uint8Array, options: ZlibOptions = { maxOutputLength: BLOB_LIMIT }): Uint8Array {
  let content: Uint8Array | null = null
  new PbfReader(blob).readFields((tag, _, pbf) => {
    if (tag === 1) content = pbf.readBytes()
    else if (tag === 3) content = inflateSync(pbf.readBytes(), options)
    else if (tag === 4) throw new Error('compressed with LZMA, which is not read')
    else if (tag === 5) throw new Error('compressed with bzip2, which is not read')
    else if (tag === 6) throw new Error('compressed with LZ4, which is not read')
    else if (tag === 7) content = zstdDecompressSync(pbf.readBytes(), { maxOutputLength: BLOB_LIMIT })
  }, null)
  if (!content) throw new Error('without content')
  return content
}

function readHeader(bytes: Uint8Array, file: string): PbfHeader {
  const box = { w: 0, e: 0, n: 0, s: 0 }
  let hasBox = false
  let timeS = 0
  const required: string[] = []
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag === 1) {
      hasBox = true
      pbf.readMessage((side, into, inner) => {
        if (side === 1) into.w = inner.readSVarint() / 1e9
        else if (side === 2) into.e = inner.readSVarint() / 1e9
        else if (side === 3) into.n = inner.readSVarint() / 1e9
        else if (side === 4) into.s = inner.readSVarint() / 1e9
      }, box)
    } else if (tag === 4) required.push(pbf.readString())
    else if (tag === 32) timeS = pbf.readVarint(true)
  }, null)
  const unknown = required.find((feature) => !KNOWN_FEATURES.has(feature))
  if (unknown !== undefined) throw new Unreadable(file, `it needs "${unknown}", which this reader does not know`)
  return { bbox: hasBox ? [box.w, box.s, box.e, box.n] : null, timeS }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

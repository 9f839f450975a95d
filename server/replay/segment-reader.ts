// Reads a recording from its folder, for commands, tests and benchmarks: the index, whole segments, any moment.
// Pages do the same over HTTP (client/timeline).
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { segmentAt, SegmentCursor, type SegmentEntry, SegmentIndex } from '../../shared/protocol/segment.ts'

export const INDEX = 'index.json'

/** Throws when there is none, or it cannot be read. */
export async function readIndex(folder: string, name = INDEX): Promise<SegmentIndex> {
  return SegmentIndex.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))
}

/** The plain bytes; throws when they are not those that were written. */
export async function readSegment(folder: string, { name, sha256 }: SegmentEntry): Promise<Uint8Array> {
  const plain = await promisify(gunzip)(await readFile(join(folder, name)))
  const found = createHash('sha256').update(plain).digest('hex')
  if (found !== sha256) throw new Error(`replay: ${name} has changed since it was written`)
  return plain
}

export class SegmentReader {
  readonly index: SegmentIndex
  private readonly folder: string
  private open: { readonly name: string; readonly cursor: SegmentCursor } | null = null

  private constructor(folder: string, index: SegmentIndex) {
    this.folder = folder
    this.index = index
  }

  static async open(folder: string): Promise<SegmentReader> {
    return new SegmentReader(folder, await readIndex(folder))
  }

  /** What was shown at a moment, from the track that keeps everything; null where nobody recorded. Good until the next. */
  async at(ms: number): Promise<SegmentCursor | null> {
    const segments = this.index.tracks[0]?.segments ?? []
    const { at, isIn } = segmentAt(segments, ms)
    const entry = segments[at]
    if (!entry || !isIn) return null
    if (this.open?.name !== entry.name) {
      const bytes = await readSegment(this.folder, entry)
      this.open = { name: entry.name, cursor: new SegmentCursor(bytes, this.open?.cursor) }
    }
    const { cursor } = this.open
    cursor.seek(ms)
    return cursor
  }
}

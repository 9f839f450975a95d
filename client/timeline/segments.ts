// Segments of a recording over plain HTTP: the index, and the files asked for, kept as far as a limit of bytes allows.
// The browser's cache has what was dropped here. Of a recording that goes on the short list of its last minutes is asked
// for again and again, the long one only when the short one does not follow it any more.
import { type SegmentEntry, SegmentIndex, withNewest } from '../../shared/protocol/segment.ts'

export type Fetch = (url: string) => Promise<Response>

const KEPT_BYTES = 48e6

type Kept = { bytes: Uint8Array | null; error: Error | null; readonly done: Promise<void> }

export class Segments {
  /** With the newest. */
  index: SegmentIndex
  /** As it came. */
  private listed: SegmentIndex
  private readonly url: string
  private readonly fetch: Fetch
  /** What is not there any more, or cannot be read: as if nobody had recorded. */
  private readonly missing = new Set<string>()
  /** By name, the one used last at the end. */
  private readonly kept = new Map<string, Kept>()

  private constructor(url: string, fetch: Fetch, index: SegmentIndex) {
    this.url = url
    this.fetch = fetch
    this.index = this.listed = index
  }

  /** `url` of an `index.json`, absolute. Throws when there is none or it cannot be read. */
  static async open(url: string, fetch: Fetch): Promise<Segments> {
    const segments = new Segments(url, fetch, await readIndex(url, fetch))
    await segments.addNewest()
    return segments
  }

  /** A recording that goes on has more after a while. */
  async refresh(): Promise<void> {
    if (await this.addNewest()) return
    this.index = this.listed = await readIndex(this.url, this.fetch)
    await this.addNewest()
  }

  /** Whether all there is, is known. */
  private async addNewest(): Promise<boolean> {
    const { newest: name, tracks } = this.listed
    if (name === undefined) return false
    const newest = await readIndex(new URL(name, this.url).href, this.fetch).catch(() => null)
    this.index = withNewest(this.listed, newest)
    const endMs = tracks[0]?.segments.at(-1)?.toMs ?? 0
    return (newest?.tracks[0]?.segments[0]?.fromMs ?? Infinity) <= endMs
  }

  /** Null while it is on its way; throws when it did not come, once, so that the next asks again. */
  get(entry: SegmentEntry): Uint8Array | null {
    const kept = this.ask(entry)
    if (kept.error) {
      this.kept.delete(entry.name)
      throw kept.error
    }
    return kept.bytes
  }

  async load(entry: SegmentEntry): Promise<Uint8Array> {
    const kept = this.ask(entry)
    await kept.done
    const bytes = this.get(entry)
    if (!bytes) throw new Error(`replay: ${entry.name} was dropped`)
    return bytes
  }

  isMissing({ name }: SegmentEntry): boolean {
    return this.missing.has(name)
  }

  giveUp({ name }: SegmentEntry): void {
    this.missing.add(name)
    this.kept.delete(name)
  }

  prefetch(entry: SegmentEntry): void {
    this.ask(entry)
  }

  private ask(entry: SegmentEntry): Kept {
    const { name } = entry
    const known = this.kept.get(name)
    if (known) {
      this.kept.delete(name)
      this.kept.set(name, known)
      return known
    }
    const kept: Kept = { bytes: null, error: null, done: this.fill(entry, () => kept) }
    this.kept.set(name, kept)
    return kept
  }

  private async fill({ name, plainBytes }: SegmentEntry, into: () => Kept): Promise<void> {
    try {
      const response = await this.fetch(new URL(name, this.url).href)
      // The oldest segments are taken away.
      if (response.status === 404) this.missing.add(name)
      if (!response.ok) throw new Error(`replay: ${name} is not there (${response.status})`)
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (bytes.length !== plainBytes) throw new Error(`replay: ${name} came with ${bytes.length} bytes`)
      into().bytes = bytes
      this.drop()
    } catch (error) {
      into().error = error instanceof Error ? error : new Error(String(error))
    }
  }

  /** The least recently used first, but never the newest two. */
  private drop(): void {
    let bytes = 0
    for (const kept of this.kept.values()) bytes += kept.bytes?.length ?? 0
    for (const [name, kept] of this.kept) {
      if (bytes <= KEPT_BYTES || this.kept.size <= 2) return
      if (!kept.bytes) continue
      bytes -= kept.bytes.length
      this.kept.delete(name)
    }
  }
}

async function readIndex(url: string, fetch: Fetch): Promise<SegmentIndex> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`replay: there is no recording at ${url} (${response.status})`)
  return SegmentIndex.parse(await response.json())
}

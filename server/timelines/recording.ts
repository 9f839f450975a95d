// What a timeline shows, written down as segments. A recording that fails leaves a gap; the timeline does not notice.
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { cellsOf, Field } from '../../shared/protocol/fields.ts'
import { SegmentWriter, type WriterOptions } from '../replay/segment-writer.ts'
import type { Published } from './publication.ts'

export type RecordingOptions = Omit<WriterOptions, 'fields'> & {
  readonly layers: readonly LayerInfo[]
  readonly onFault: (error: unknown) => void
}

/** So long others wait at the most, but for one frame. */
const SLICE_MS = 3

export class Recording {
  private readonly writer: SegmentWriter | null
  private readonly fields: readonly Field[]
  private readonly onFault: (error: unknown) => void
  private readonly waiting: Published[] = []
  private writing: Promise<void> | null = null

  private constructor(writer: SegmentWriter | null, fields: readonly Field[], onFault: (error: unknown) => void) {
    this.writer = writer
    this.fields = fields
    this.onFault = onFault
  }

  /** Never rejects: what cannot be opened records nothing, and it is told why. */
  static async open({ layers, ...options }: RecordingOptions): Promise<Recording> {
    const fields = layers.map((info, layer) => new Field(layer, cellsOf(info)))
    const writer = await SegmentWriter.open({ ...options, fields }).catch((error: unknown) => {
      options.onFault(error)
      return null
    })
    return new Recording(writer, fields, options.onFault)
  }

  take(published: Published): void {
    if (!this.writer) return
    this.waiting.push(published)
    this.writing ??= this.write(this.writer).finally(() => (this.writing = null))
  }

  /** A layer at a time where they take long: verdicts pass in between. */
  private async write(writer: SegmentWriter): Promise<void> {
    let sinceMs = performance.now()
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      const { facts, frames, marks, brief } = next
      try {
        for (const frame of frames) {
          if (performance.now() - sinceMs > SLICE_MS) {
            await new Promise((done) => setImmediate(done))
            sinceMs = performance.now()
          }
          this.fields[frame[1] as number]?.apply(frame)
          writer.frame(frame)
        }
        // Facts go down with every step; what is heard between two would be the same text again.
        if (!brief) writer.facts(facts)
        for (const mark of marks) writer.mark(mark)
      } catch (error) {
        this.onFault(error)
      }
    }
  }

  async close(): Promise<void> {
    await this.writing
    if (!this.writer) return
    await this.write(this.writer)
    await this.writer.close()
  }
}

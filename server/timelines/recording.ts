// What a timeline shows, written down as segments. A recording that fails leaves a gap; the timeline does not notice.
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import { cellsOf, Field } from '../../shared/protocol/fields.ts'
import { SegmentWriter, type WriterOptions } from '../replay/segment-writer.ts'
import type { Published } from './publication.ts'

export type RecordingOptions = Omit<WriterOptions, 'fields'> & {
  readonly layers: readonly LayerInfo[]
  readonly onFault: (error: unknown) => void
}

export class Recording {
  private readonly writer: SegmentWriter | null
  private readonly fields: readonly Field[]
  private readonly onFault: (error: unknown) => void

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

  take({ facts, frames, marks, brief }: Published): void {
    const { writer, fields } = this
    if (!writer) return
    try {
      for (const frame of frames) {
        fields[frame[1] as number]?.apply(frame)
        writer.frame(frame)
      }
      // Facts go down with every step; what is heard between two would be the same text again.
      if (!brief) writer.facts(facts)
      for (const mark of marks) writer.mark(mark)
    } catch (error) {
      this.onFault(error)
    }
  }

  async close(): Promise<void> {
    await this.writer?.close()
  }
}

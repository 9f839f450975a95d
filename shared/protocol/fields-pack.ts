// Rows of small whole numbers as bytes, and the sections of a frame that hold them.
//
// Numbers: varint tokens. An even token 2k is k + 1 zeros; an odd one 2k + 1 is the number whose zigzag is k + 1.
// Section: cell varint, length varint, then `length` bytes that the kind of field reads; none means "forget the cell".
import { ByteReader, ByteWriter } from '../city/bytes.ts'

export function packNumbers(out: ByteWriter, numbers: ArrayLike<number>, count: number): void {
  for (let i = 0; i < count;) {
    const v = numbers[i] as number
    if (v !== 0) {
      out.varint(2 * (v < 0 ? -2 * v - 2 : 2 * v - 1) + 1)
      i++
      continue
    }
    const start = i
    while (i < count && numbers[i] === 0) i++
    out.varint(2 * (i - start - 1))
  }
}

/** Reads exactly `count` numbers; RangeError when there are others than were packed. */
export function unpackNumbers(from: ByteReader, into: Int32Array, count: number): void {
  for (let i = 0; i < count;) {
    const token = from.varint()
    if (token % 2 === 1) {
      const zigzag = (token + 1) / 2
      into[i++] = zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2
      continue
    }
    const end = i + token / 2 + 1
    if (end > count) throw new RangeError('fields: a run longer than its row')
    into.fill(0, i, end)
    i = end
  }
}

/** Writes sections, each first aside, since its length goes before it. */
export class Sections {
  readonly out: ByteWriter
  private readonly aside = new ByteWriter()
  private cell = 0

  constructor(out: ByteWriter) {
    this.out = out
  }

  begin(cell: number): ByteWriter {
    this.cell = cell
    this.aside.clear()
    return this.aside
  }

  end(): void {
    this.out.varint(this.cell)
    this.out.varint(this.aside.length)
    this.out.raw(this.aside.written())
  }

  forget(cell: number): void {
    this.out.varint(cell)
    this.out.varint(0)
  }
}

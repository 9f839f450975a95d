// A growing byte buffer and its reader: little-endian numbers, LEB128 varints, zigzag for signed ones.
// The one way our own binary files and frames are written; readers throw RangeError past the end.

const utf8Encode = (text: string): Uint8Array => {
  // Encoded by hand because shared/ has neither TextEncoder nor Buffer.
  const out: number[] = []
  for (const char of text) {
    const c = char.codePointAt(0) ?? 0xfffd
    const code = c >= 0xd800 && c <= 0xdfff ? 0xfffd : c
    if (code < 0x80) out.push(code)
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return Uint8Array.from(out)
}

const utf8Decode = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length;) {
    const lead = bytes[i++] as number
    const more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
    let code = more === 0 ? lead : lead & (0x3f >> more)
    for (let k = 0; k < more; k++) code = (code << 6) | ((bytes[i++] ?? 0) & 63)
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  }
  return text
}

export class ByteWriter {
  private bytes = new Uint8Array(1024)
  private view = new DataView(this.bytes.buffer)
  private at = 0

  private room(n: number): number {
    if (this.at + n > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + n))
      grown.set(this.bytes)
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    const at = this.at
    this.at += n
    return at
  }

  u8(v: number): void {
    const at = this.room(1)
    this.bytes[at] = v
  }
  f32(v: number): void {
    // Room first: growing makes another view.
    const at = this.room(4)
    this.view.setFloat32(at, v, true)
  }
  f64(v: number): void {
    const at = this.room(8)
    this.view.setFloat64(at, v, true)
  }
  /** Unsigned, up to 2^53 - 1. */
  varint(v: number): void {
    if (!Number.isSafeInteger(v) || v < 0) throw new RangeError(`bytes: not an unsigned integer ${v}`)
    let rest = v
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.u8(rest)
  }
  /** Signed, zigzag. */
  zigzag(v: number): void {
    this.varint(v < 0 ? -2 * v - 1 : 2 * v)
  }
  text(v: string): void {
    const bytes = utf8Encode(v)
    this.varint(bytes.length)
    const at = this.room(bytes.length)
    this.bytes.set(bytes, at)
  }
  raw(v: Uint8Array): void {
    const at = this.room(v.length)
    this.bytes.set(v, at)
  }
  get length(): number {
    return this.at
  }
  /** What was written, not copied: good until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.at)
  }
  /** Begins anew in the same memory. */
  clear(): void {
    this.at = 0
  }
  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.at)
  }
}

export class ByteReader {
  private at = 0
  private readonly bytes: Uint8Array
  private readonly view: DataView

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  private take(n: number): number {
    if (n > this.left) throw new RangeError(`bytes: ended after ${this.bytes.length}`)
    const at = this.at
    this.at += n
    return at
  }

  u8(): number {
    return this.bytes[this.take(1)] as number
  }
  f32(): number {
    return this.view.getFloat32(this.take(4), true)
  }
  f64(): number {
    return this.view.getFloat64(this.take(8), true)
  }
  varint(): number {
    let v = 0
    let scale = 1
    for (;;) {
      const b = this.u8()
      v += (b & 0x7f) * scale
      if (b < 0x80) break
      scale *= 0x80
      if (scale > 2 ** 49) throw new RangeError('bytes: varint too long')
    }
    return v
  }
  zigzag(): number {
    const v = this.varint()
    return v % 2 === 1 ? -(v + 1) / 2 : v / 2
  }
  text(): string {
    const n = this.varint()
    const at = this.take(n)
    return utf8Decode(this.bytes.subarray(at, at + n))
  }
  /** A reader of the next `n` bytes, which this one passes over. */
  part(n: number): ByteReader {
    const at = this.take(n)
    return new ByteReader(this.bytes.subarray(at, at + n))
  }
  /** A copy of the next `n` bytes. */
  raw(n: number): Uint8Array<ArrayBuffer> {
    const at = this.take(n)
    return this.bytes.slice(at, at + n) as Uint8Array<ArrayBuffer>
  }
}

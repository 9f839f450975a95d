// A value as bytes, one way only: equal states give equal bytes, on any machine, so that their hashes can be compared.
// Takes JSON values, typed arrays, Maps, -0, NaN and infinities; object keys and Maps are sorted, properties that are
// undefined are left out, of large arrays runs of zeros. Anything else is refused with the path to it. Little-endian
// hosts only (all that run Node).
import { ByteReader, ByteWriter } from '../city/bytes.ts'

const ARRAYS = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  Uint8ClampedArray,
] as const
type TypedArray = InstanceType<(typeof ARRAYS)[number]>

const NULL = 0
const FALSE = 1
const TRUE = 2
const INTEGER = 3
const NUMBER = 4
const TEXT = 5
const LIST = 6
const OBJECT = 7
const MAP = 8
const WIDE_TEXT = 9
const TYPED = 16
/** As TYPED, but only what is not zero. */
const SPARSE = 32
/** Large arrays that are mostly nothing (water on dry land) are told by what there is. */
const LARGE_BYTES = 65_536
/** Fewer zeros than this between two runs are told as they are. */
const LEAST_GAP = 16

/** Throws an Error that names the path of what cannot be written. */
export function encodeCanonical(value: unknown): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  write(out, value, 'state')
  return out.finish()
}

/** The value `encodeCanonical` wrote; throws a RangeError on anything else. */
export function decodeCanonical(bytes: Uint8Array): unknown {
  const from = new ByteReader(bytes)
  const value = read(from)
  if (from.left > 0) throw new RangeError(`canonical: ${from.left} bytes after the end`)
  return value
}

function write(out: ByteWriter, value: unknown, path: string): void {
  switch (typeof value) {
    case 'boolean':
      return out.u8(value ? TRUE : FALSE)
    case 'number':
      return writeNumber(out, value)
    case 'string':
      return writeText(out, value)
    case 'object':
      if (value === null) return out.u8(NULL)
      if (Array.isArray(value)) return writeList(out, value, path)
      if (ArrayBuffer.isView(value)) return writeTyped(out, value, path)
      if (value instanceof Map) return writeMap(out, value, path)
      return writeObject(out, value, path)
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new Error(`canonical: ${path} is ${typeof value}, which no state may hold`)
  }
}

function writeNumber(out: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && Math.abs(value) < 2 ** 48 && !Object.is(value, -0)) {
    out.u8(INTEGER)
    out.zigzag(value)
  } else {
    out.u8(NUMBER)
    out.f64(Number.isNaN(value) ? Number.NaN : value)
  }
}

/** UTF-8 where that loses nothing; lone surrogates as they are. */
function writeText(out: ByteWriter, text: string): void {
  if (!/\p{Surrogate}/u.test(text)) {
    out.u8(TEXT)
    out.text(text)
  } else {
    out.u8(WIDE_TEXT)
    out.varint(text.length)
    for (let i = 0; i < text.length; i++) out.varint(text.charCodeAt(i))
  }
}

function writeList(out: ByteWriter, list: readonly unknown[], path: string): void {
  out.u8(LIST)
  out.varint(list.length)
  for (let i = 0; i < list.length; i++) write(out, list[i], `${path}[${i}]`)
}

function writeTyped(out: ByteWriter, view: ArrayBufferView, path: string): void {
  const kind = ARRAYS.findIndex((type) => view.constructor === type)
  if (kind < 0) throw new Error(`canonical: ${path} is a ${view.constructor.name}, which no state may hold`)
  const copy = (view as TypedArray).slice()
  // One bit pattern for all NaNs.
  if (copy instanceof Float32Array || copy instanceof Float64Array)
    for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i])) copy[i] = Number.NaN
  const runs = copy.byteLength >= LARGE_BYTES ? runsOf(copy) : null
  out.u8((runs ? SPARSE : TYPED) + kind)
  out.varint(copy.length)
  if (!runs) return out.raw(new Uint8Array(copy.buffer, 0, copy.byteLength))
  out.varint(runs.length / 2)
  const { BYTES_PER_ELEMENT: size } = copy
  let told = 0
  for (let n = 0; n < runs.length; n += 2) {
    const [from, to] = [runs[n] as number, runs[n + 1] as number]
    out.varint(from - told)
    out.varint(to - from)
    out.raw(new Uint8Array(copy.buffer, from * size, (to - from) * size))
    told = to
  }
}

/** First and one after the last of each run that is not zeros; null where they are more than half of it. */
function runsOf(array: TypedArray): number[] | null {
  const runs: number[] = []
  let told = 0
  for (let i = 0; i < array.length; i++) {
    // Minus zero is something.
    if (Object.is(array[i], 0)) continue
    const last = runs.length - 1
    if (last > 0 && i - (runs[last] as number) < LEAST_GAP) runs[last] = i + 1
    else runs.push(i, i + 1)
  }
  for (let n = 0; n < runs.length; n += 2) told += (runs[n + 1] as number) - (runs[n] as number)
  return told * 2 > array.length ? null : runs
}

function writeMap(out: ByteWriter, map: ReadonlyMap<unknown, unknown>, path: string): void {
  const pairs = [...map].map(([key, value]) => ({ key: encodeCanonical(key), name: String(key), value }))
  pairs.sort((a, b) => order(a.key, b.key))
  out.u8(MAP)
  out.varint(pairs.length)
  for (const { key, name, value } of pairs) {
    out.raw(key)
    write(out, value, `${path}.get(${name})`)
  }
}

function writeObject(out: ByteWriter, object: object, path: string): void {
  const proto: unknown = Object.getPrototypeOf(object)
  if (proto !== Object.prototype && proto !== null)
    throw new Error(`canonical: ${path} is a ${object.constructor.name}, which no state may hold`)
  const pairs = Object.entries(object).filter(([, value]) => value !== undefined)
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  out.u8(OBJECT)
  out.varint(pairs.length)
  for (const [key, value] of pairs) {
    writeText(out, key)
    write(out, value, `${path}.${key}`)
  }
}

function order(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const by = (a[i] as number) - (b[i] as number)
    if (by !== 0) return by
  }
  return a.length - b.length
}

function read(from: ByteReader): unknown {
  const tag = from.u8()
  switch (tag) {
    case NULL:
      return null
    case FALSE:
      return false
    case TRUE:
      return true
    case INTEGER:
      return from.zigzag()
    case NUMBER:
      return from.f64()
    case TEXT:
      return from.text()
    case WIDE_TEXT:
      return String.fromCharCode(...Array.from({ length: from.varint() }, () => from.varint()))
    case LIST:
      return Array.from({ length: from.varint() }, () => read(from))
    case OBJECT: {
      const pairs = Array.from({ length: from.varint() }, (): [string, unknown] => [String(read(from)), read(from)])
      // fromEntries defines properties, so a key named __proto__ is a key.
      return Object.fromEntries(pairs)
    }
    case MAP:
      return new Map(Array.from({ length: from.varint() }, (): [unknown, unknown] => [read(from), read(from)]))
    default:
      return readTyped(from, tag)
  }
}

function readTyped(from: ByteReader, tag: number): TypedArray {
  if (tag >= SPARSE) return readSparse(from, tag)
  const Type = ARRAYS[tag - TYPED]
  if (!Type) throw new RangeError(`canonical: no kind of value ${tag}`)
  const length = from.varint()
  return new Type(from.raw(length * Type.BYTES_PER_ELEMENT).buffer, 0, length)
}

function readSparse(from: ByteReader, tag: number): TypedArray {
  const Type = ARRAYS[tag - SPARSE]
  if (!Type) throw new RangeError(`canonical: no kind of value ${tag}`)
  const length = from.varint()
  // What is told of an array is at least its runs' bytes; a length that no memory holds is refused there.
  const array = new Type(length)
  const bytes = new Uint8Array(array.buffer)
  let at = 0
  for (let n = from.varint(); n > 0; n--) {
    at += from.varint()
    const count = from.varint()
    if (at + count > length) throw new RangeError(`canonical: a run beyond the ${length} of its array`)
    bytes.set(from.raw(count * Type.BYTES_PER_ELEMENT), at * Type.BYTES_PER_ELEMENT)
    at += count
  }
  return array
}

// The content of a 3D tile as one self-contained thing: glTF, GLB or b3dm taken apart, what it asks for in other files
// fetched by the given function and laid into its one binary chunk, and put together again. Nothing is decoded.
// Chunks by glTF 2.0 section 4.4, b3dm by 3D Tiles 1.0. What does not fit its own lengths is refused.
import { isJson, type Json, type Loaded, TILE_BUDGET, TileRefused } from './context-budget.ts'

export type Content = {
  readonly json: Json
  /** The binary chunk; empty where there is none. */
  readonly bin: Uint8Array
  /** What lies before the GLB in a b3dm. */
  readonly head: Uint8Array
}

const GLB = 0x46546c67
const B3DM = 0x6d643362
const JSON_CHUNK = 0x4e4f534a
const BIN_CHUNK = 0x004e4942
const NONE = new Uint8Array(0)

export function openTile(tile: string, bytes: Uint8Array): Content {
  try {
    const data = viewOf(bytes)
    const magic = bytes.length < 12 ? 0 : data.getUint32(0, true)
    if (magic === GLB) return { ...chunks(bytes), head: NONE }
    if (magic !== B3DM) return { json: parsed(bytes), bin: NONE, head: NONE }
    const from = 28 + [12, 16, 20, 24].reduce((sum, at) => sum + data.getUint32(at, true), 0)
    return { ...chunks(bytes.subarray(from)), head: bytes.slice(0, from) }
  } catch {
    throw new TileRefused('unreadable', tile)
  }
}

/** For `checkTile`: only the one binary chunk holds bytes, once everything lies in it. */
export const loadedOf = ({ json, bin }: Content): Loaded => ({
  json,
  bufferAt: (index) => (index === 0 ? bin : null),
})

/** Lays every file the glTF asks for into its binary chunk; `read` gives the bytes of an address, or throws. */
export async function gatherFiles(
  tile: string,
  content: Content,
  read: (uri: string) => Promise<Uint8Array>,
): Promise<Content> {
  const { json } = content
  const buffers = listOf(json['buffers'])
  const images = listOf(json['images'])
  const uris = [...buffers, ...images].flatMap(({ uri }) => (typeof uri === 'string' ? [uri] : []))
  if (uris.length === 0) return content
  if (uris.length > TILE_BUDGET.files) throw new TileRefused('files', tile, uris.length)
  const bin = new Gathered()
  const kept: Json[] = []
  const moved: { readonly buffer: number; readonly from: number }[] = []
  for (const [i, buffer] of buffers.entries()) {
    const { uri } = buffer
    if (typeof uri === 'string') moved.push({ buffer: 0, from: bin.add(await read(uri)) })
    else if (i === 0 && content.bin.length > 0) moved.push({ buffer: 0, from: bin.add(content.bin) })
    // A buffer of none is a stand-in for what is compressed.
    else moved.push({ buffer: kept.push(buffer), from: 0 })
  }
  const views = listOf(json['bufferViews']).map((view): Json => {
    const { extensions } = view
    if (!isJson(extensions)) return shifted(view, moved)
    const packed = extensions['EXT_meshopt_compression']
    if (!isJson(packed)) return shifted(view, moved)
    return {
      ...shifted(view, moved),
      extensions: { ...extensions, EXT_meshopt_compression: shifted(packed, moved) },
    }
  })
  const drawn: Json[] = []
  for (const { uri, ...image } of images) {
    if (typeof uri !== 'string') {
      drawn.push(image)
      continue
    }
    const bytes = await read(uri)
    const view = { buffer: 0, byteOffset: bin.add(bytes), byteLength: bytes.length }
    drawn.push({ ...image, mimeType: mimeOf(bytes), bufferView: views.push(view) - 1 })
  }
  const whole = bin.bytes()
  return {
    ...content,
    json: {
      ...json,
      buffers: [{ byteLength: whole.length }, ...kept],
      bufferViews: views,
      ...(images.length > 0 ? { images: drawn } : {}),
    },
    bin: whole,
  }
}

/** As one GLB, in its b3dm where it came in one. */
export function closeTile({ json, bin, head }: Content): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const jsonLength = aligned(text.length)
  const binLength = aligned(bin.length)
  const length = 20 + jsonLength + (binLength > 0 ? 8 + binLength : 0)
  const out = new Uint8Array(head.length + length)
  out.set(head)
  const data = new DataView(out.buffer, head.length)
  ;[GLB, 2, length, jsonLength, JSON_CHUNK].forEach((value, i) => data.setUint32(i * 4, value, true))
  out.fill(0x20, head.length + 20, head.length + 20 + jsonLength)
  out.set(text, head.length + 20)
  if (binLength > 0) {
    data.setUint32(20 + jsonLength, binLength, true)
    data.setUint32(24 + jsonLength, BIN_CHUNK, true)
    out.set(bin, head.length + 28 + jsonLength)
  }
  if (head.length > 0) new DataView(out.buffer).setUint32(8, out.length, true)
  return out
}

function chunks(bytes: Uint8Array): Pick<Content, 'json' | 'bin'> {
  const data = viewOf(bytes)
  if (data.getUint32(0, true) !== GLB || data.getUint32(4, true) !== 2) throw new Error('no GLB of version 2')
  const jsonLength = data.getUint32(12, true)
  if (data.getUint32(16, true) !== JSON_CHUNK || 20 + jsonLength > bytes.length) throw new Error('no JSON chunk')
  const at = 20 + jsonLength
  const json = parsed(bytes.subarray(20, at))
  if (at + 8 > bytes.length || data.getUint32(at + 4, true) !== BIN_CHUNK) return { json, bin: NONE }
  const binLength = data.getUint32(at, true)
  if (at + 8 + binLength > bytes.length) throw new Error('the binary chunk is cut off')
  return { json, bin: bytes.slice(at + 8, at + 8 + binLength) }
}

function parsed(bytes: Uint8Array): Json {
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (!isJson(json)) throw new Error('no object')
  return json
}

function shifted(view: Json, moved: readonly { readonly buffer: number; readonly from: number }[]): Json {
  const to = typeof view['buffer'] === 'number' ? moved[view['buffer']] : undefined
  const from = view['byteOffset'] ?? 0
  return to && typeof from === 'number' ? { ...view, buffer: to.buffer, byteOffset: from + to.from } : view
}

/** Bytes one after the other, each at a multiple of four. */
class Gathered {
  private readonly parts: Uint8Array[] = []
  private length = 0

  add(bytes: Uint8Array): number {
    const from = this.length
    this.parts.push(bytes)
    this.length = aligned(from + bytes.length)
    return from
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.length)
    let at = 0
    for (const part of this.parts) {
      out.set(part, at)
      at = aligned(at + part.length)
    }
    return out
  }
}

function mimeOf(bytes: Uint8Array): string {
  return bytes[0] === 0x89 ? 'image/png' : bytes[0] === 0xff ? 'image/jpeg' : 'image/webp'
}

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? (value as readonly unknown[]).map((one) => (isJson(one) ? one : {})) : []
const aligned = (length: number): number => Math.ceil(length / 4) * 4
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

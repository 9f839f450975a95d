// Tells what a file of map data is by its first bytes, and says in words what cannot be read.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { PbfReader } from 'pbf'

type OsmFormat = 'pbf' | 'xml' | 'tile'
export type Detected = { readonly format: OsmFormat; readonly isPacked: boolean } | { readonly refusal: string }

const HEAD_BYTES = 4096

const FOREIGN: readonly (readonly [magic: string, refusal: string])[] = [
  ['425a68', 'it is compressed with bzip2, which is not read: unpack it first (bunzip2), or take the .osm.pbf'],
  ['504b0304', 'it is a zip archive, not OpenStreetMap data: unpack it first'],
  ['fd377a585a00', 'it is compressed with xz, which is not read: unpack it first'],
  ['28b52ffd', 'it is compressed with zstd, which is not read: unpack it first'],
  ['377abcaf271c', 'it is a 7-Zip archive, not OpenStreetMap data: unpack it first'],
  ['fffe', 'it is text in UTF-16, OpenStreetMap XML is read in UTF-8 only'],
  ['feff', 'it is text in UTF-16, OpenStreetMap XML is read in UTF-8 only'],
  ['ffe0046f356d32', 'it is in the o5m format, which is not read: convert it to .osm.pbf (osmium cat)'],
  ['49492a00', 'it is a TIFF image, not OpenStreetMap data'],
  ['4d4d002a', 'it is a TIFF image, not OpenStreetMap data'],
  ['89504e47', 'it is a PNG image, not OpenStreetMap data'],
  ['53514c69746520', 'it is an SQLite database (perhaps MBTiles), which is not read: export its tiles as zoom-x-y.mvt'],
]

export async function detect(path: string): Promise<Detected> {
  const head = await firstBytes(path)
  if (head.length === 0) return { refusal: 'the file is empty' }
  const isPacked = head.length > 2 && head.readUInt16BE(0) === 0x1f8b
  if (!isPacked) return detectContent(head, false)
  try {
    const inside = await firstUnpacked(path)
    return inside.length === 0 ? { refusal: 'the gzip file has nothing in it' } : detectContent(inside, true)
  } catch {
    return { refusal: 'it begins like gzip but cannot be unpacked' }
  }
}

function detectContent(head: Buffer, isPacked: boolean): Detected {
  const hex = head.subarray(0, 8).toString('hex')
  for (const [magic, refusal] of FOREIGN) if (hex.startsWith(magic)) return { refusal }
  if (isPbf(head)) return { format: 'pbf', isPacked }
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (/^<!doctype html|^<html/i.test(text)) return { refusal: 'it is a web page, not OpenStreetMap data' }
  if (text.startsWith('<')) return { format: 'xml', isPacked }
  if (text.startsWith('{') || text.startsWith('['))
    return { refusal: 'it is JSON, not OpenStreetMap data (.osm.pbf, .osm, .osm.gz or QA tiles)' }
  if (isTile(head)) return { format: 'tile', isPacked }
  return { refusal: 'it is not OpenStreetMap data (.osm.pbf, .osm, .osm.gz or QA tiles)' }
}

/** A length below 64 KiB, then a BlobHeader whose first field is the type. */
function isPbf(head: Buffer): boolean {
  if (head.length < 10 || head.readUInt32BE(0) > 64 * 1024) return false
  const type = head.subarray(4, 40).toString('latin1')
  return type.includes('OSMHeader') || type.includes('OSMData')
}

/** A vector tile is a list of layers (field 3), each with a name (field 1) near its beginning. */
function isTile(head: Buffer): boolean {
  if (head[0] !== 0x1a) return false
  try {
    const pbf = new PbfReader(head)
    if (pbf.nextField() !== 3) return false
    pbf.readVarint()
    const field = pbf.nextField()
    return field === 1 || field === 15 || field === 2 || field === 5
  } catch {
    return false
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function firstUnpacked(path: string): Promise<Buffer> {
  const source = createReadStream(path)
  const unpacked = source.on('error', (error) => unpacked.destroy(error)).pipe(createGunzip())
  try {
    for await (const chunk of unpacked) return (chunk as Buffer).subarray(0, HEAD_BYTES)
    return Buffer.alloc(0)
  } finally {
    source.destroy()
  }
}

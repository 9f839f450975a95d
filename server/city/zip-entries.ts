// Lists a .zip archive by its central directory and streams single entries, so that a large one is never held.
// PKWARE APPNOTE 6.3.10, stored and deflated entries, ZIP64 sizes; no encryption.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { Unreadable } from './ledger.ts'

export type ZipEntry = { readonly name: string; readonly at: number; readonly packed: number; readonly method: number }

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const LONGEST_COMMENT = 65_535
const ESCAPE = 0xffffffff

export async function listZip(path: string): Promise<ZipEntry[]> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, END_BYTES + LONGEST_COMMENT + 20))
    await file.read(tail, 0, tail.length, size - tail.length)
    const end = endOf(tail)
    if (end < 0) throw new Unreadable(basename(path), 'is not a .zip archive or is cut short')
    let count = tail.readUInt16LE(end + 10)
    let bytes = tail.readUInt32LE(end + 12)
    let start = tail.readUInt32LE(end + 16)
    if (start === ESCAPE && end >= 20) {
      const wide = Buffer.alloc(56)
      await file.read(wide, 0, 56, Number(tail.readBigUInt64LE(end - 20 + 8)))
      count = Number(wide.readBigUInt64LE(32))
      bytes = Number(wide.readBigUInt64LE(40))
      start = Number(wide.readBigUInt64LE(48))
    }
    if (start + bytes > size) throw new Unreadable(basename(path), 'is not a .zip archive or is cut short')
    const directory = Buffer.alloc(bytes)
    await file.read(directory, 0, bytes, start)
    return entriesOf(directory, count, basename(path))
  } finally {
    await file.close()
  }
}

/** The unpacked bytes of one entry. */
export async function openEntry(path: string, entry: ZipEntry): Promise<Readable> {
  const file = await open(path)
  const head = Buffer.alloc(30)
  try {
    await file.read(head, 0, 30, entry.at)
  } finally {
    await file.close()
  }
  if (head.readUInt32LE(0) !== LOCAL || (entry.method !== 0 && entry.method !== 8)) {
    throw new Unreadable(basename(path), `${entry.name} in it is damaged or packed in an unknown way`)
  }
  const start = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  const packed = createReadStream(path, { start, end: Math.max(start, start + entry.packed - 1) })
  if (entry.method === 0) return packed
  const inflate = createInflateRaw()
  packed.on('error', (error) => inflate.destroy(error))
  return packed.pipe(inflate)
}

function endOf(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) if (tail.readUInt32LE(at) === END) return at
  return -1
}

function entriesOf(directory: Buffer, count: number, file: string): ZipEntry[] {
  const entries: ZipEntry[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY) {
      throw new Unreadable(file, 'has a damaged list of contents')
    }
    const nameBytes = directory.readUInt16LE(at + 28)
    const extraBytes = directory.readUInt16LE(at + 30)
    const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes)
    const sizes = [directory.readUInt32LE(at + 24), directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 42)]
    const [, packed, offset] = widened(sizes, extra)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      at: offset as number,
      packed: packed as number,
      method: directory.readUInt16LE(at + 10),
    })
    at += 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** ZIP64: values that do not fit stand in an extra field, in this order, only those that do not fit. */
function widened(sizes: readonly number[], extra: Buffer): number[] {
  let field: Buffer | null = null
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
  }
  let used = 0
  return sizes.map((size) => {
    if (size !== ESCAPE || !field || used + 8 > field.length) return size
    used += 8
    return Number(field.readBigUInt64LE(used - 8))
  })
}

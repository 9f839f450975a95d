// JSON kept by its hash: bodies of records, evidence, and pictures beside it. A file is on the disk before anything names it, is never written
// otherwise, and is given only while it still has the hash it is named by.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { writeWhole } from '../disk/whole-file.ts'
import { sha256 } from '../journal/chain.ts'

export type Kept = {
  /** SHA-256 of its canonical form. Durable when it resolves. */
  keep(value: unknown): Promise<string>
  /** `gone`: there is no such file; `changed`: what is there has another hash. */
  read(hash: string): Promise<{ readonly value: unknown } | 'gone' | 'changed'>
  /** The same for a picture (PNG), as it is. */
  keepPicture(bytes: Uint8Array): Promise<string>
  readPicture(hash: string): Promise<{ readonly bytes: Buffer } | 'gone' | 'changed'>
}

export function keptIn(dir: string): Kept {
  const pathOf = (hash: string): string => join(dir, `${hash}.json`)
  const pictureAt = (hash: string): string => join(dir, `${hash}.png`)
  return {
    async keep(value) {
      const text = canonicalJson(value)
      const hash = sha256(text)
      if ((await textAt(pathOf(hash))) !== text) await writeWhole(pathOf(hash), text)
      return hash
    },
    async read(hash) {
      if (!HASH.test(hash)) return 'gone'
      const text = await textAt(pathOf(hash))
      if (text === null) return 'gone'
      return sha256(text) === hash ? { value: JSON.parse(text) as unknown } : 'changed'
    },
    async keepPicture(bytes) {
      const hash = sha256(bytes)
      const there = await bytesAt(pictureAt(hash))
      if (there === null || sha256(there) !== hash) await writeWhole(pictureAt(hash), bytes)
      return hash
    },
    async readPicture(hash) {
      const bytes = HASH.test(hash) ? await bytesAt(pictureAt(hash)) : null
      if (bytes === null) return 'gone'
      return sha256(bytes) === hash ? { bytes } : 'changed'
    },
  }
}

const HASH = /^[0-9a-f]{64}$/
const bytesAt = async (path: string): Promise<Buffer | null> => readFile(path).catch(() => null)
const textAt = async (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

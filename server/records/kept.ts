// JSON kept by its hash: bodies of records, and evidence. A file is on the disk before anything names it, is never written
// otherwise, and is given only while it still has the hash it is named by.
import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { sha256 } from '../journal/chain.ts'

export type Kept = {
  /** SHA-256 of its canonical form. Durable when it resolves. */
  keep(value: unknown): Promise<string>
  /** `gone`: there is no such file; `changed`: what is there has another hash. */
  read(hash: string): Promise<{ readonly value: unknown } | 'gone' | 'changed'>
}

export function keptIn(dir: string): Kept {
  const pathOf = (hash: string): string => join(dir, `${hash}.json`)
  return {
    async keep(value) {
      const text = canonicalJson(value)
      const hash = sha256(text)
      if ((await textAt(pathOf(hash))) !== text) await write(dir, pathOf(hash), text)
      return hash
    },
    async read(hash) {
      if (!/^[0-9a-f]{64}$/.test(hash)) return 'gone'
      const text = await textAt(pathOf(hash))
      if (text === null) return 'gone'
      return sha256(text) === hash ? { value: JSON.parse(text) as unknown } : 'changed'
    },
  }
}

const textAt = async (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

/** Whole or not at all, and there after a power cut: the file, then its name. */
async function write(dir: string, path: string, text: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const coming = `${path}.${randomUUID()}.part`
  const file = await open(coming, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(coming, path).catch(async (error: unknown) => {
    await rm(coming, { force: true })
    throw error
  })
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

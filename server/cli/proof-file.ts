// A proof in a file, as the commands that check one read it.
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { Unreadable } from '../city/ledger.ts'
import { isIncluded } from '../ingest/merkle.ts'

/** `what` says what it would prove: `a reading`. Throws `Unreadable`, which names the field that is wrong. */
export async function proofIn<T>(file: string, shape: z.ZodType<T>, what: string): Promise<T> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw new Unreadable(file, 'is no JSON file')
  }
  const parsed = shape.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Unreadable(file, `is no proof of ${what} (${issue?.path.map(String).join('.')} ${issue?.message})`)
}

type Path = {
  readonly leafHash: string
  readonly index: number
  readonly count: number
  readonly path: readonly string[]
  readonly root: string
}

/** Whether the path leads from the leaf to the root; hashes in hex. */
export function leadsToRoot({ leafHash, index, count, path, root }: Path): boolean {
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  return isIncluded(bytes(leafHash), { index, count, path: path.map(bytes), root: bytes(root) })
}

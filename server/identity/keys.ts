// Roles by keys: whoever opens the page with `?key=…` of a role has that role. The keys are made once, from chance, in
// the data folder; only their owner may read the file. Guests need none. (Accounts and wallets: later.)
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Role } from '../../shared/kernel/system.ts'
import { writeWhole } from '../disk/whole-file.ts'

export const KEYS_FILE = 'keys.json'
const KEY_BYTES = 16

const key = z.string().regex(/^[A-Za-z0-9_-]{22,100}$/)
const Keys = z.strictObject({ planner: key, operator: key })
type Keys = z.infer<typeof Keys>

export type KeyRing = {
  /** What the links carry. */
  readonly keys: Readonly<Keys>
  /** Null for a key that is none of them; takes the same time for every key. */
  roleOf(key: string): Role | null
}

/** Throws a sentence when there is a file that holds no keys: it is never replaced. */
export async function openKeys(dir: string): Promise<KeyRing> {
  const path = join(dir, KEYS_FILE)
  const keys = (await readKeys(path)) ?? (await makeKeys(path))
  const known = Object.entries(keys).map(([role, secret]) => ({ role: role as keyof Keys, digest: digestOf(secret) }))
  return {
    keys,
    roleOf(given) {
      const digest = digestOf(given)
      let found: Role | null = null
      for (const { role, digest: theirs } of known) if (timingSafeEqual(digest, theirs)) found = role
      return found
    },
  }
}

async function readKeys(path: string): Promise<Keys | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return Keys.parse(JSON.parse(text))
  } catch {
    throw new Error(`${path} holds no keys; take it away and new ones are made`)
  }
}

async function makeKeys(path: string): Promise<Keys> {
  const fresh = (): string => randomBytes(KEY_BYTES).toString('base64url')
  const keys: Keys = { planner: fresh(), operator: fresh() }
  await writeWhole(path, `${JSON.stringify(keys, null, 1)}\n`, { mode: 0o600 })
  return keys
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()

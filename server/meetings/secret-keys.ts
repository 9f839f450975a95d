// Keys of this city's votes, in files below the data folder and in no journal: one of a secret vote's own, by which a seat
// votes once and nobody who reads the journal is told which seat; it is erased when the vote is over. Another, kept, salts
// the leaves of votes that are told by group. Limits: whoever reads the folder while a secret vote is open knows the seats
// behind its ballots, and what a disk keeps of an erased file is the disk's matter.
import { createHmac, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../disk/whole-file.ts'

export type SecretKeys = {
  /** For the leaves of votes by group; always the same. */
  readonly saltKey: Uint8Array
  /** What a seat is in a secret vote: the same for each of its ballots. The key is on the disk when it is told. */
  nullifierOf(questionHash: string, seat: string): Promise<string>
  /** The vote is counted or void: from now on nobody finds out. Erasing twice is no error. */
  erase(questionHash: string): Promise<void>
  /** At a start: those of votes that are open no more are erased. */
  keepOnly(questionHashes: ReadonlySet<string>): Promise<void>
}

const KEY_BYTES = 32
const SALT_FILE = 'salt.key'
const KEY_FILE = /^([0-9a-f]{64})\.key$/

/** `dir` is made when it is not there. */
export async function openSecretKeys(dir: string): Promise<SecretKeys> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const keys = new Map<string, Promise<Buffer>>()
  const pathOf = (questionHash: string): string => join(dir, `${questionHash}.key`)
  const erase = async (questionHash: string): Promise<void> => {
    keys.delete(questionHash)
    await wipe(pathOf(questionHash))
  }
  return {
    saltKey: await keyIn(join(dir, SALT_FILE)),
    async nullifierOf(questionHash, seat) {
      let key = keys.get(questionHash)
      if (!key) {
        key = keyIn(pathOf(questionHash))
        keys.set(questionHash, key)
        // The next who votes tries again.
        key.catch(() => keys.delete(questionHash))
      }
      return createHmac('sha256', await key)
        .update(seat)
        .digest('hex')
    },
    erase,
    async keepOnly(questionHashes) {
      const there = (await readdir(dir)).flatMap((name) => KEY_FILE.exec(name)?.[1] ?? [])
      await Promise.all(there.filter((one) => !questionHashes.has(one)).map(erase))
    },
  }
}

/** That which is there, or a new one, whole and on the disk. */
async function keyIn(path: string): Promise<Buffer> {
  const there = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (there?.length === KEY_BYTES) return there
  if (there) throw new Error(`meetings: the key ${path} has ${there.length} bytes, not ${KEY_BYTES}`)
  const key = randomBytes(KEY_BYTES)
  await writeWhole(path, key, { mode: 0o600 })
  return key
}

async function wipe(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+')
    await file.write(Buffer.alloc(KEY_BYTES), 0, KEY_BYTES, 0)
    await file.sync()
    await file.close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  await rm(path, { force: true })
}

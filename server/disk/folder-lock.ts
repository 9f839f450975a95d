// One server at a time writes to a data folder. SQLite, which is in the house, asks the system for a lock on a file there: it
// goes with the process however that ends, so that a start right after a kill finds the folder free, and nothing is ever left
// to clear away. (`proper-lockfile`, the usual one, has a lock that a killed process leaves behind until it is old.)
// Who holds it stands in a file beside it, which locks nothing.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

export const LOCK_FILE = 'server.lock'
const HOLDER_FILE = 'server.json'
/** SQLite's numbers for: another connection has it; of a lock that the file system does not give. */
const BUSY = 5
const NO_LOCKS = [3850, 15]
/** Who has just come writes who they are. */
const TOLD_WITHIN_MS = 300
const LOOK_EVERY_MS = 20
/** A command is done in less. */
const WAITS_MS = 5000

const Holder = z.object({ pid: z.int(), host: z.string(), since: z.string() })
type Holder = z.infer<typeof Holder>

export type FolderLock = {
  /** Doing it twice is no error. */
  release(): void
}

/** The folder is made where there is none. Throws a sentence where another server has it, by its process. */
export async function lockFolder(dir: string): Promise<FolderLock> {
  let file: DatabaseSync | null
  try {
    file = take(join(dir, LOCK_FILE))
  } catch (error) {
    const why = (error as Error).message
    throw new Error(`the data folder ${dir} cannot be used: ${why}; name another one by TOWNHALL_DATA`, {
      cause: error,
    })
  }
  if (file === null) throw new Error(inUse(dir, await holderOf(dir)))
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
  try {
    writeFileSync(join(dir, HOLDER_FILE), `${JSON.stringify(holder)}\n`)
  } catch {
    // A full disk: it is locked all the same.
  }
  return {
    release() {
      if (!file.isOpen) return
      rmSync(join(dir, HOLDER_FILE), { force: true })
      file.close()
    },
  }
}

/** One process after another: for what is read, changed and written back by commands. */
export async function whileLocked<T>(path: string, does: () => Promise<T>): Promise<T> {
  const until = performance.now() + WAITS_MS
  for (;;) {
    const file = take(path)
    if (file !== null) {
      try {
        return await does()
      } finally {
        file.close()
      }
    }
    if (performance.now() > until)
      throw new Error(`another process has held ${path} for ${WAITS_MS / 1000} s; try again`)
    await new Promise((later) => setTimeout(later, LOOK_EVERY_MS))
  }
}

/** Null where another has it. Its folder is made where there is none. */
function take(path: string): DatabaseSync | null {
  let file: DatabaseSync | null = null
  try {
    mkdirSync(dirname(path), { recursive: true })
    file = new DatabaseSync(path, { timeout: 0 })
    file.exec('pragma journal_mode = memory; begin exclusive')
    return file
  } catch (error) {
    if (file?.isOpen) file.close()
    const { errcode } = error as { readonly errcode?: number }
    if (errcode === BUSY) return null
    if (errcode !== undefined && NO_LOCKS.includes(errcode))
      throw new Error('its file system gives no locks', { cause: error })
    throw error
  }
}

/** Null where nobody says so. */
async function holderOf(dir: string): Promise<Holder | null> {
  const until = performance.now() + TOLD_WITHIN_MS
  for (;;) {
    const holder = holderIn(dir)
    // One that was killed has left its name; who has the folder now is about to write theirs.
    if (holder && (holder.host !== hostname() || isAlive(holder.pid))) return holder
    if (performance.now() > until) return null
    await new Promise((later) => setTimeout(later, LOOK_EVERY_MS))
  }
}

function holderIn(dir: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(join(dir, HOLDER_FILE), 'utf8')))
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function inUse(dir: string, holder: Holder | null): string {
  const where = holder && holder.host !== hostname() ? ` on ${holder.host}` : ''
  const who = holder ? ` (process ${holder.pid}${where}, since ${holder.since.slice(0, 16).replace('T', ' ')} UTC)` : ''
  return `the data folder ${dir} is in use by another Townhall server${who}: stop that one first, or give this one a folder of its own by TOWNHALL_DATA`
}

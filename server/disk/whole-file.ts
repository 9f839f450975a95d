// A file is written whole or not at all, and is there after a power cut: beside its place, onto the disk, renamed, and then the
// folder that names it onto the disk. `write-file-atomic`, which many use, leaves the folder out. What a kill leaves is one
// `.part` beside it, which nobody reads.
import { randomUUID } from 'node:crypto'
import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** `mode` as it is given, whatever the process leaves out of new files; without one, what is usual. */
type How = { readonly mode?: number }

/** Durable when it resolves; its folder is made where there is none. */
export async function writeWhole(path: string, content: string | Uint8Array, { mode }: How = {}): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true })
  const part = partOf(path)
  try {
    const file = await open(part, 'wx', mode)
    try {
      if (mode !== undefined) await file.chmod(mode)
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (error) {
    // A full disk is not helped by halves.
    await rm(part, { force: true }).catch(() => undefined)
    throw error
  }
  for (const folder of namedIn(path, made)) await syncFolder(folder)
}

/** The same at once, for starts and for what keeps its order by waiting. */
export function writeWholeSync(path: string, content: string | Uint8Array, { mode }: How = {}): void {
  const made = mkdirSync(dirname(path), { recursive: true })
  const part = partOf(path)
  try {
    const file = openSync(part, 'wx', mode)
    try {
      if (mode !== undefined) fchmodSync(file, mode)
      writeFileSync(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  for (const folder of namedIn(path, made)) syncFolderSync(folder)
}

/** A new name is the folder's: on the disk when it resolves, where the system lets a folder be opened. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(unopened)
  if (!folder) return
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export function syncFolderSync(path: string): void {
  let folder: number
  try {
    folder = openSync(path, 'r')
  } catch (error) {
    unopened(error)
    return
  }
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Windows opens no folder and writes its names ahead by itself; anywhere else it is an error like any. */
function unopened(error: unknown): null {
  if (process.platform === 'win32') return null
  throw error
}

const partOf = (path: string): string => `${path}.${randomUUID()}.part`

/** The folders with a new name in them: that of the file, and where folders were made, those around up to the first of them. */
function namedIn(path: string, made: string | undefined): string[] {
  const folders = [dirname(resolve(path))]
  const last = made === undefined ? folders[0] : dirname(resolve(made))
  for (let at = folders[0] as string; at !== last; at = dirname(at)) folders.push(dirname(at))
  return folders
}

// What ended forks leave is taken away after some days, and when there are too many: what they showed, that is, their
// recordings. Their journals stay for good, a megabyte for twelve hours foreseen: a decision may name a fork by the hash
// its journal ends with, and whoever doubts it plays that journal again. Recordings of live go by their own rule
// (replay/segment-writer.ts); the journal of live never goes.
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Journal } from '../journal/journal.ts'
import { INDEX } from '../replay/segment-reader.ts'

const DAY_MS = 86_400_000

export type Keep = {
  /** Recordings of ended forks: so many days, and at most so many. */
  readonly forkDays: number
  readonly forks: number
}

type SweepOptions = Keep & {
  /** Where recordings lie, one folder a timeline. */
  readonly folder: string
  readonly journal: Journal
  /** Of forks that are listed, or being started. */
  readonly isBusy: (name: string) => boolean
  readonly nowMs: number
}

/** The forks whose recordings were taken away. */
export async function sweepForks({ folder, journal, isBusy, forkDays, forks, nowMs }: SweepOptions): Promise<string[]> {
  const ended: { readonly name: string; readonly atMs: number }[] = []
  for (const { header } of await journal.call('timelines', undefined)) {
    // Only what this journal knows as a fork: nothing else in the folder is ours to take.
    const { timeline: name, parent } = header
    if (!parent || isBusy(name)) continue
    const index = await stat(join(folder, name, INDEX)).catch(() => null)
    if (index) ended.push({ name, atMs: index.mtimeMs })
  }
  ended.sort((a, b) => b.atMs - a.atMs)
  const gone = ended.filter(({ atMs }, n) => n >= forks || nowMs - atMs > forkDays * DAY_MS).map(({ name }) => name)
  for (const name of gone) await rm(join(folder, name), { recursive: true, force: true })
  return gone
}

// Counts what an import had to leave out, by what and why, so that nothing vanishes in silence.
import type { Dropped } from '../../shared/city/manifest.ts'

export class Ledger {
  private readonly counts = new Map<string, { what: string; why: string; count: number }>()

  /** `what` in the plural ("buildings"), `why` a short clause ("outline crosses itself"). */
  drop(what: string, why: string, count = 1): void {
    const key = `${what}\n${why}`
    const entry = this.counts.get(key)
    if (entry) entry.count += count
    else this.counts.set(key, { what, why, count })
  }

  list(): Dropped[] {
    return [...this.counts.values()].map(({ what, count, why }) => ({ what, count, why }))
  }
}

/** Nothing of the file can be used; the message is the one sentence shown, naming file and cause. */
export class Unreadable extends Error {
  constructor(file: string, cause: string) {
    super(`${file}: ${cause}`)
    this.name = 'Unreadable'
  }
}

// Appends that arrive while others are being committed are gathered and go together in the next one. As soon as there are
// MANY they go while the one before is written: one thread reads what comes while the other writes what came. While several
// wait at once, commits are PAUSE_MS apart: a disk that is asked for each reading does nothing else. Each caller learns of its
// own. More than MAX_WAITING observations at once are refused rather than kept in memory.
import type { AppendOutcome, NewObservation } from './contract.ts'

export const MAX_BATCH = 1024
const MANY = 512
const MAX_WAITING = 200_000
const MAX_OPEN = 2
const PAUSE_MS = 5

type Waiting = {
  readonly given: readonly NewObservation[]
  readonly done: (outcome: AppendOutcome) => void
  readonly fail: (error: unknown) => void
}

export class Batches {
  private readonly commit: (all: readonly NewObservation[]) => Promise<AppendOutcome>
  private waiting: Waiting[] = []
  /** Observations that are asked for and not answered, and those of them that are not on their way. */
  private count = 0
  private unsent = 0
  private open = 0
  private isGathering = false
  private startedMs = -Infinity
  /** Callers of the last group. */
  private callers = 0
  private readonly idles: (() => void)[] = []

  constructor(commit: (all: readonly NewObservation[]) => Promise<AppendOutcome>) {
    this.commit = commit
  }

  add(given: readonly NewObservation[]): Promise<AppendOutcome> {
    if (given.length === 0) return Promise.resolve({ stored: 0, repeats: 0, ids: [], refused: [] })
    if (this.count + given.length > MAX_WAITING)
      return Promise.reject(new Error('more observations arrive than can be stored'))
    this.count += given.length
    this.unsent += given.length
    return new Promise((done, fail) => {
      this.waiting.push({ given, done, fail })
      this.gather()
    })
  }

  /** When all that was asked is stored or refused. */
  async idle(): Promise<void> {
    while (this.open > 0 || this.waiting.length > 0) await new Promise<void>((done) => this.idles.push(done))
  }

  private gather(): void {
    if (this.open >= MAX_OPEN || this.waiting.length === 0) return
    if (this.unsent >= MANY) return this.start()
    // What is less waits for the one that is open.
    if (this.isGathering || this.open > 0) return
    this.isGathering = true
    const go = (): void => {
      this.isGathering = false
      if (this.open === 0 && this.waiting.length > 0) this.start()
    }
    const restMs = this.callers > 1 ? this.startedMs + PAUSE_MS - performance.now() : 0
    // A turn of the event loop lets whatever else has arrived join.
    if (restMs > 0) setTimeout(go, restMs)
    else setImmediate(go)
  }

  private start(): void {
    const group = this.take()
    this.callers = group.length
    this.startedMs = performance.now()
    this.open++
    void this.send(group).finally(() => {
      this.open--
      this.gather()
      this.idles.splice(0).forEach((done) => done())
    })
  }

  private async send(group: readonly Waiting[]): Promise<void> {
    const all = group.flatMap(({ given }) => given)
    try {
      const outcome = await this.commit(all)
      let at = 0
      for (const { given, done } of group) done(partOf(outcome, at, (at += given.length)))
    } catch (error) {
      for (const { fail } of group) fail(error)
    }
    this.count -= all.length
  }

  private take(): Waiting[] {
    let lines = 0
    const fits = this.waiting.findIndex(({ given }) => (lines += given.length) > MAX_BATCH)
    const group = this.waiting.splice(0, fits < 0 ? this.waiting.length : Math.max(1, fits))
    for (const { given } of group) this.unsent -= given.length
    return group
  }
}

const NONE: AppendOutcome['refused'] = []

function partOf({ ids, refused }: AppendOutcome, from: number, to: number): AppendOutcome {
  if (refused.length === 0 && to - from === 1) {
    const id = ids[from] ?? null
    return { stored: id === null ? 0 : 1, repeats: id === null ? 1 : 0, ids: [id], refused: NONE }
  }
  const mine = ids.slice(from, to)
  const mineRefused = refused
    .filter(({ index }) => index >= from && index < to)
    .map(({ index, reason }) => ({ index: index - from, reason }))
  const stored = mine.filter((id) => id !== null).length
  return { stored, repeats: mine.length - stored - mineRefused.length, ids: mine, refused: mineRefused }
}

// Group commit: while one commit waits for the disk, what arrives is gathered and goes in the next one, so that many
// are acknowledged for one flush. When the disk is full or the database away, everything asked is refused at once with
// the reason, nothing is acknowledged, and it is tried again until it goes. Where a database only takes its time, what is
// asked waits, so many and so long, and only then is refused.
import { outageOf } from './outage.ts'
import type { Append, Appended, Store } from './store.ts'

/** Whether inputs are being recorded; `reason` is for people to read. */
export type Flow = { readonly isFlowing: true } | { readonly isFlowing: false; readonly reason: string }

export type CommitOptions = {
  readonly now: () => number
  readonly onFlow?: (flow: Flow) => void
  readonly retryMs?: number
  /** A commit that takes longer is said to be slow. */
  readonly slowMs?: number
  /** Who waits for a slow database is refused after so long, if nothing of theirs is on its way to it. */
  readonly patienceMs?: number
}

const MAX_LINES = 4096
const MAX_WAITING = 16_384
const RETRY_MS = 500
const SLOW_MS = 2000
const SLOW = 'the database is slow to answer'
/** Nobody waits longer for a verdict without a word; a page gives up asking after ten seconds. */
export const PATIENCE_MS = 5000
/** What is said to who has waited so long. */
export const TOO_SLOW = `not recorded: ${SLOW}`

type Waiting = { readonly append: Append; readonly sinceMs: number; done(answer: Appended): void }

export class GroupCommit {
  private readonly store: Store
  private readonly options: CommitOptions
  private waiting: Waiting[] = []
  private readonly turns: (() => Promise<void>)[] = []
  private running: Promise<void> | null = null
  private retry: NodeJS.Timeout | null = null
  private losingPatience: NodeJS.Timeout | null = null
  private reason = ''
  private isClosed = false
  private isHalted = false

  constructor(store: Store, options: CommitOptions) {
    this.store = store
    this.options = options
  }

  get flow(): Flow {
    return this.reason === '' ? { isFlowing: true } : { isFlowing: false, reason: this.reason }
  }

  /** Answers when it is on the disk, or why it is not. */
  append(append: Append): Promise<Appended> {
    if (this.isClosed) return Promise.resolve({ ok: false, reason: 'the journal is closed' })
    if (this.reason !== '' && this.reason !== SLOW) return Promise.resolve(refusal(this.reason))
    if (this.waiting.length >= MAX_WAITING) return Promise.resolve(refusal('more is asked than can be written'))
    return new Promise((done) => {
      this.waiting.push({ append, sinceMs: performance.now(), done })
      this.running ??= this.run()
    })
  }

  /** Anything else that writes, between two commits. */
  between<T>(write: () => Promise<T>): Promise<T> {
    return new Promise((done, fail) => {
      this.turns.push(() => write().then(done, fail))
      if (!this.running) this.next()
    })
  }

  /** Nothing is recorded any more, until a person has looked. */
  halt(reason: string): void {
    this.say(reason)
    this.isHalted = true
  }

  /** When all that was asked is written or refused. */
  async close(): Promise<void> {
    this.isClosed = true
    if (this.retry) clearTimeout(this.retry)
    while (this.running) await this.running
  }

  private next(): void {
    const turn = this.turns.shift()
    if (turn) this.running = turn().then(() => this.next())
    else this.running = this.waiting.length > 0 ? this.run() : null
  }

  private async run(): Promise<void> {
    // A turn of the event loop lets whatever else has arrived join.
    await new Promise(setImmediate)
    const group = this.take()
    const slow = setTimeout(() => this.say(SLOW), this.options.slowMs ?? SLOW_MS)
    let answers: Appended[]
    try {
      answers = await this.store.commit(
        group.map(({ append }) => append),
        this.options.now(),
      )
    } catch (error) {
      answers = await this.failed(group, error)
    }
    clearTimeout(slow)
    if (this.reason === SLOW) this.say('')
    group.forEach((asked, i) => asked.done(answers[i] ?? refusal('the journal did not answer')))
    this.next()
  }

  private take(): Waiting[] {
    let lines = 0
    const fits = this.waiting.findIndex(({ append }) => (lines += append.lines.length) > MAX_LINES)
    const count = fits < 0 ? this.waiting.length : Math.max(1, fits)
    return this.waiting.splice(0, count)
  }

  private async failed(group: readonly Waiting[], error: unknown): Promise<Appended[]> {
    const outage = outageOf(error)
    if (outage !== null) {
      this.stall(outage)
      return group.map(() => refusal(outage))
    }
    // One of them is at fault, or another server wrote: as the database has it, and each for itself.
    const answers: Appended[] = []
    await this.store.reload().catch(() => {})
    for (const { append } of group) {
      try {
        answers.push(...(await this.store.commit([append], this.options.now())))
      } catch (own) {
        const away = outageOf(own)
        if (away !== null) this.stall(away)
        answers.push(refusal(away ?? (own instanceof Error ? own.message : String(own))))
      }
    }
    return answers
  }

  private stall(reason: string): void {
    this.say(reason)
    if (this.retry || this.isClosed || this.isHalted) return
    this.retry = setTimeout(() => {
      this.retry = null
      void this.tryAgain()
    }, this.options.retryMs ?? RETRY_MS)
  }

  /** '' when all is well. */
  private say(reason: string): void {
    if (this.reason === reason || this.isHalted) return
    this.reason = reason
    if (this.losingPatience) clearInterval(this.losingPatience)
    const patienceMs = this.options.patienceMs ?? PATIENCE_MS
    this.losingPatience = reason === SLOW ? setInterval(() => this.refuseLate(patienceMs), patienceMs / 10) : null
    this.options.onFlow?.(this.flow)
  }

  private refuseLate(patienceMs: number): void {
    const lateMs = performance.now() - patienceMs
    const late = this.waiting.filter(({ sinceMs }) => sinceMs < lateMs)
    if (late.length > 0) this.waiting = this.waiting.filter(({ sinceMs }) => sinceMs >= lateMs)
    for (const asked of late) asked.done(refusal(SLOW))
  }

  private async tryAgain(): Promise<void> {
    try {
      await this.between(async () => {
        await this.store.tryDisk()
        // What a lost connection left open: the database knows how far it got.
        await this.store.reload()
      })
      this.say('')
    } catch (error) {
      this.stall(outageOf(error) ?? (error instanceof Error ? error.message : String(error)))
    }
  }
}

const refusal = (reason: string): Appended => ({ ok: false, reason: `not recorded: ${reason}` })

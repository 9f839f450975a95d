// One civic kernel being played: the one owner of its state. What is asked is checked against the state it will meet, journalled
// until it is on the disk, then applied, in that order, at the server's clock; what does not meet shares a commit. The clock
// alone is journalled only where it changes something. Knows no lines and no signatures.
import type { Actor, CitySystem, Command } from '../../shared/kernel/system.ts'
import { type Line, sha256 } from '../journal/chain.ts'
import { PATIENCE_MS, TOO_SLOW } from '../journal/group-commit.ts'
import type { Appended, Journal } from '../journal/journal.ts'
import { lineOf } from '../timelines/entries.ts'
import { HeldElsewhere } from './held-elsewhere.ts'
import { intentKey, type KernelVerdict, openedAs, type Played, stateIn } from './kernel-journal.ts'
import { Recorder } from './recorder.ts'

export type KernelDeskOptions<S, C extends Command> = {
  readonly kind: CitySystem<S, C>
  readonly id: string
  readonly journal: Journal
  /** Of the owner; an append with an older one is refused. */
  readonly token: number
  readonly build: string
  readonly nowMs: () => number
  readonly onFault: (where: string, error: unknown) => void
  /** Somebody else owns it now. */
  readonly onLost: () => void
  /** Whether the clock alone would change something. */
  readonly isStepDue: (state: S, nowMs: number) => boolean
  /** Commands of two voices are taken whichever comes first; null for what must be alone. */
  readonly voiceOf: (state: S, command: C, actor: Actor) => string | null
  /** After every commit, what was done; null where the clock or another hand has gone on. */
  readonly onPlayed: (done: readonly Done<C>[] | null) => void
}
export type Done<C> = { readonly actor: Actor; readonly command: C }

type Asked<C> = Done<C> & {
  readonly intent: string
  readonly sinceMs: number
  readonly done: (verdict: KernelVerdict) => void
}
type Judged<C> = { readonly asked: Asked<C>; readonly line: Line }

const MAX_BATCH = 256
const MAX_WAITING = 20_000
const MAX_TRIES = 3
const KEYFRAME_EVERY = 2000

export class KernelDesk<S extends { nowMs: number }, C extends Command> {
  private readonly options: KernelDeskOptions<S, C>
  private readonly recorder: Recorder
  private waiting: Asked<C>[] = []
  private running: Promise<void> | null = null
  private tries = 0
  private isLost = false
  private isClosed = false
  private isTicking = false
  private latestMs = 0

  private constructor(options: KernelDeskOptions<S, C>, recorder: Recorder) {
    this.options = options
    this.recorder = recorder
  }

  /** Goes on where its journal ends. Throws the sentence where that cannot be: HeldElsewhere while another server has it. */
  static async open<S extends { nowMs: number }, C extends Command>(
    options: KernelDeskOptions<S, C>,
  ): Promise<KernelDesk<S, C>> {
    const { kind, id, build, nowMs } = options
    const recorder = await Recorder.open(options)
    const { twin } = recorder.played
    if (twin.build !== build) {
      const opening = await recorder.append({ lines: [lineOf(openedAs(kind, build, Math.max(twin.nowMs, nowMs())))] })
      if (!opening.ok && opening.isFenced) throw new HeldElsewhere(`${kind.id} ${id}`)
      if (!opening.ok) throw new Error(`${kind.id} ${id} cannot be opened: ${opening.reason}`)
    }
    return new KernelDesk(options, recorder)
  }

  /** What is on the disk, and nothing else. */
  get state(): S {
    return stateIn(this.options.kind, this.played.twin)
  }

  /** Nothing waits. */
  get isIdle(): boolean {
    return this.running === null
  }

  get seq(): number {
    return this.played.seq
  }

  /** Of all that is played, for comparing two replays. */
  stateHash(): string {
    return sha256(this.played.twin.played())
  }

  /** The number of what was accepted under this intent before; null where nothing was. */
  known(actor: string, intent: string): number | null {
    return this.played.intents.get(intentKey(actor, intent)) ?? null
  }

  /** Why it would be refused now, or null. */
  check(actor: Actor, command: C): string | null {
    const judged = this.atMs(this.clockMs(), () => this.played.twin.judge(command, actor))
    return 'reason' in judged ? judged.reason : null
  }

  /** Never rejects. */
  act(actor: Actor, command: C, intent: string): Promise<KernelVerdict> {
    if (this.isLost) return Promise.resolve({ ok: false, reason: this.lost })
    if (this.isClosed) return Promise.resolve({ ok: false, reason: 'the city is closing' })
    if (this.waiting.length >= MAX_WAITING)
      return Promise.resolve({ ok: false, reason: 'not recorded: more is asked than can be written' })
    return new Promise((done) => {
      this.waiting.push({ actor, command, intent, sinceMs: performance.now(), done })
      this.go()
    })
  }

  /** Before anybody else's turn; null where it is lost. */
  actFirst(actor: Actor, command: C, intent: string): Promise<KernelVerdict | null> {
    return new Promise((done) => {
      const told = (verdict: KernelVerdict): void => done(verdict.ok || !this.isLost ? verdict : null)
      this.waiting.unshift({ actor, command, intent, sinceMs: performance.now(), done: told })
      this.go()
    })
  }

  /** The clock has gone on; journalled only where that changes something. */
  tick(): void {
    if (this.isLost || this.isClosed || this.running || !this.isStepDue(this.clockMs())) return
    this.isTicking = true
    this.go()
  }

  /** With a keyframe, after all that was asked. */
  async close(): Promise<void> {
    this.isClosed = true
    while (this.running) await this.running
    if (!this.isLost && !this.recorder.isBehind && this.played.sinceKeyframe > 1) await this.recorder.keyframe()
  }

  private go(): void {
    this.running ??= this.run()
  }

  private async run(): Promise<void> {
    // A turn of the event loop lets whatever else has arrived share the commit.
    await new Promise(setImmediate)
    try {
      while ((this.waiting.length > 0 || this.isTicking) && !this.isLost) {
        if (this.recorder.isBehind) {
          await this.recorder.catchUp()
          this.tell(null)
        }
        await this.playOn()
        if (this.played.sinceKeyframe >= KEYFRAME_EVERY) await this.recorder.keyframe()
      }
    } catch (error) {
      this.refuseAll(`not recorded: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      this.isTicking = false
      this.running = null
      if (this.waiting.length > 0) {
        if (this.isLost) this.refuseAll(this.lost)
        else this.go()
      }
    }
  }

  /** What the clock brings first; then one command, or several that do not meet. */
  private async playOn(): Promise<void> {
    const nowMs = this.clockMs()
    const step = lineOf({ kind: 'step', stepS: Math.max(1, nowMs - this.played.twin.nowMs) / 1000, atMs: nowMs })
    if (this.isStepDue(nowMs)) {
      this.isTicking = false
      const answer = await this.append([step])
      if (answer.ok) this.tell(null)
      else this.failed([], answer)
      return
    }
    this.isTicking = false
    const batch = this.judgeAll(nowMs)
    if (batch.length === 0) return
    const lines = [step, ...batch.map(({ line }) => line)]
    const answer = await this.append(lines)
    if (!answer.ok) return this.failed(batch, answer)
    this.tries = 0
    batch.forEach(({ asked }, i) => asked.done({ ok: true, seq: answer.at[i + 1]?.seq ?? this.seq }))
    this.tell(batch.map(({ asked }) => asked))
    // What is due by what was done is done at once.
    if (this.isStepDue(nowMs)) this.isTicking = true
  }

  /** Takes from those who wait what one commit may hold, and refuses what may not be. */
  private judgeAll(nowMs: number): Judged<C>[] {
    const batch: Judged<C>[] = []
    const met = new Set<string>()
    while (batch.length < MAX_BATCH) {
      const [asked] = this.waiting
      if (!asked) break
      const voice = this.options.voiceOf(this.state, asked.command, asked.actor)
      if (batch.length > 0 && (voice === null || met.has(voice))) break
      this.waiting.shift()
      const { actor, command, intent, done } = asked
      const before = this.known(actor.id, intent)
      if (before !== null) {
        done({ ok: true, seq: before })
        continue
      }
      const judged = this.atMs(nowMs, () => this.played.twin.judge(command, actor))
      if ('reason' in judged) {
        done({ ok: false, reason: judged.reason })
        continue
      }
      batch.push({ asked, line: lineOf({ kind: 'command', actor, intent, command: { ...judged.command } }) })
      if (voice === null) break
      met.add(voice)
    }
    return batch
  }

  private failed(batch: readonly Judged<C>[], { reason, isBehind, isFenced }: Refused): void {
    if (isFenced) return this.lose(batch)
    if (isBehind && ++this.tries < MAX_TRIES) {
      this.waiting.unshift(...batch.map(({ asked }) => asked))
      return
    }
    this.tries = 0
    for (const { asked } of batch) asked.done({ ok: false, reason })
  }

  private lose(batch: readonly Judged<C>[]): void {
    this.isLost = true
    for (const { asked } of batch) asked.done({ ok: false, reason: this.lost })
    this.refuseAll(this.lost)
    this.options.onLost()
  }

  private refuseAll(reason: string): void {
    for (const { done } of this.waiting.splice(0)) done({ ok: false, reason })
  }

  private refuseLate(): void {
    const lateMs = performance.now() - PATIENCE_MS
    const late = this.waiting.filter(({ sinceMs }) => sinceMs < lateMs)
    if (late.length > 0) this.waiting = this.waiting.filter(({ sinceMs }) => sinceMs >= lateMs)
    for (const { done } of late) done({ ok: false, reason: TOO_SLOW })
  }

  /** Whoever waits too long for a slow database is told so. */
  private async append(lines: readonly Line[]): Promise<Appended> {
    const losing = setInterval(() => this.refuseLate(), PATIENCE_MS / 10)
    const answer = await this.recorder.append({ lines })
    clearInterval(losing)
    return answer
  }

  private get played(): Played {
    return this.recorder.played
  }

  private tell(done: readonly Done<C>[] | null): void {
    try {
      this.options.onPlayed(done)
    } catch (error) {
      this.options.onFault(`telling of ${this.options.id}`, error)
    }
  }

  private isStepDue(nowMs: number): boolean {
    return this.options.isStepDue(this.state, nowMs)
  }

  private get lost(): string {
    return `another server holds this ${this.options.kind.id} now`
  }

  /** Never back: nobody is told it is too late and then taken. */
  private clockMs(): number {
    this.latestMs = Math.max(this.latestMs, this.played.twin.nowMs, this.options.nowMs())
    return this.latestMs
  }

  /** Asks something of the state as it will be then; nothing changes by it. */
  private atMs<T>(nowMs: number, ask: () => T): T {
    const { state } = this
    const before = state.nowMs
    state.nowMs = nowMs
    try {
      return ask()
    } finally {
      state.nowMs = before
    }
  }
}

type Refused = Extract<Appended, { ok: false }>

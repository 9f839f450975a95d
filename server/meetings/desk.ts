// One meeting being held: the one owner of its state. What is asked is checked against the state it will meet, journalled until
// it is on the disk, then applied, in that order, at the server's clock; ballots of different seats share a commit. The clock
// alone is journalled only where it changes something. Knows no lines and no signatures.
import { questionOf } from '../../shared/civic/questions.ts'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { isStepDue } from '../../shared/civic/due.ts'
import { type Held, isHeld, SERVER } from '../../shared/civic/state.ts'
import type { Actor } from '../../shared/kernel/system.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { type Line, sha256 } from '../journal/chain.ts'
import { PATIENCE_MS, TOO_SLOW } from '../journal/group-commit.ts'
import type { Appended } from '../journal/journal.ts'
import { lineOf } from '../timelines/entries.ts'
import type { MeetingVerdict } from './contract.ts'
import { intentKey, openedBy, type Played, stateOf } from './meeting-journal.ts'
import { Recorder, type RecorderOptions } from './recorder.ts'

export type DeskOptions = RecorderOptions & {
  readonly build: string
  readonly nowMs: () => number
  /** After every commit: what may differ for those who watch. */
  readonly onChanged: (change: Change) => void
  /** Somebody else owns it now. */
  readonly onLost: () => void
}

export type Change = {
  /** Votes that took ballots, where nothing else happened; null where anything may differ. */
  readonly polls: readonly string[] | null
  readonly actors: readonly string[]
}

type Asked = {
  readonly actor: Actor
  readonly command: MeetingCommand
  readonly intent: string
  readonly sinceMs: number
  readonly done: (verdict: MeetingVerdict) => void
}

export const SERVER_ACTOR: Actor = { id: SERVER, role: 'operator' }
const MAX_BATCH = 256
const MAX_WAITING = 20_000
const MAX_TRIES = 3
const KEYFRAME_EVERY = 2000
const LOST = 'another server holds this meeting now'

export class Desk {
  readonly meeting: string
  private readonly options: DeskOptions
  private readonly recorder: Recorder
  private waiting: Asked[] = []
  private running: Promise<void> | null = null
  private tries = 0
  private isLost = false
  private isClosed = false
  private isTicking = false
  private latestMs = 0

  private constructor(options: DeskOptions, recorder: Recorder) {
    this.meeting = options.meeting
    this.options = options
    this.recorder = recorder
  }

  /** Goes on where its journal ends. Throws the sentence where that cannot be. */
  static async open(options: DeskOptions): Promise<Desk> {
    const recorder = await Recorder.open(options)
    const desk = new Desk(options, recorder)
    const { played } = recorder
    const { build, nowMs } = options
    if (played.twin.build !== build) {
      const opening = await recorder.append({ lines: [lineOf(openedBy(build, Math.max(played.twin.nowMs, nowMs())))] })
      if (!opening.ok) throw new Error(`meeting ${options.meeting} cannot be opened: ${opening.reason}`)
    }
    desk.freezeLeftovers()
    return desk
  }

  /** What is on the disk, and nothing else. */
  get state(): Held {
    const state = stateOf(this.played.twin)
    if (!isHeld(state)) throw new Error(`meeting ${this.meeting}: it was begun without being set up`)
    return state
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
  check(actor: Actor, command: MeetingCommand): string | null {
    const judged = this.atMs(this.clockMs(), () => this.played.twin.judge(command, actor))
    return 'reason' in judged ? judged.reason : null
  }

  /** Never rejects. */
  act(actor: Actor, command: MeetingCommand, intent: string): Promise<MeetingVerdict> {
    if (this.isLost) return Promise.resolve({ ok: false, reason: LOST })
    if (this.isClosed) return Promise.resolve({ ok: false, reason: 'the city is closing' })
    if (this.waiting.length >= MAX_WAITING)
      return Promise.resolve({ ok: false, reason: 'not recorded: more is asked than can be written' })
    return new Promise((done) => {
      this.waiting.push({ actor, command, intent, sinceMs: performance.now(), done })
      this.go()
    })
  }

  /** The clock has gone on; journalled only where that changes something. */
  tick(): void {
    if (this.isLost || this.isClosed || this.running || !isStepDue(this.state, this.clockMs())) return
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
          this.tell({ polls: null, actors: [] })
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
        if (this.isLost) this.refuseAll(LOST)
        else this.go()
      }
    }
  }

  /** What the clock brings first; then one command, or ballots that do not meet. */
  private async playOn(): Promise<void> {
    const nowMs = this.clockMs()
    const step = lineOf({ kind: 'step', stepS: Math.max(1, nowMs - this.played.twin.nowMs) / 1000, atMs: nowMs })
    if (isStepDue(this.state, nowMs)) {
      this.isTicking = false
      const answer = await this.append([step])
      if (answer.ok) this.tell({ polls: null, actors: [] })
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
    const polls = batch.flatMap(({ asked: { command } }) => (isBallot(command) ? [command.poll] : []))
    const isBallots = polls.length === batch.length
    this.tell({
      polls: isBallots && !isStepDue(this.state, nowMs) ? [...new Set(polls)] : null,
      actors: batch.map(({ asked }) => asked.actor.id),
    })
    for (const { asked } of batch) if (asked.command.type === 'meeting.preparePoll') this.freeze(asked.command.poll)
    // What all have voted in is counted at once.
    if (isStepDue(this.state, nowMs)) this.isTicking = true
  }

  /** Takes from those who wait what one commit may hold, and refuses what may not be. */
  private judgeAll(nowMs: number): { readonly asked: Asked; readonly line: Line }[] {
    const batch: { asked: Asked; line: Line }[] = []
    const met = new Set<string>()
    while (batch.length < MAX_BATCH) {
      const [asked] = this.waiting
      if (!asked) break
      const voice = this.voiceOf(asked.command)
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

  /** Ballots of two voices are taken whichever comes first; null for whatever must be alone. */
  private voiceOf(command: MeetingCommand): string | null {
    if (!isBallot(command)) return null
    const poll = this.state.polls.find(({ id }) => id === command.poll)
    if (poll?.method === 'rollCall' || poll?.method === 'unanimousConsent') return null
    return command.type === 'meeting.castBallot'
      ? `${command.poll} ${command.seat}`
      : `${command.poll} ${command.nullifier}`
  }

  private failed(batch: readonly { readonly asked: Asked }[], { reason, isBehind, isFenced }: Refused): void {
    if (isFenced) return this.lose(batch)
    if (isBehind && ++this.tries < MAX_TRIES) {
      this.waiting.unshift(...batch.map(({ asked }) => asked))
      return
    }
    this.tries = 0
    for (const { asked } of batch) asked.done({ ok: false, reason })
  }

  private lose(batch: readonly { readonly asked: Asked }[]): void {
    this.isLost = true
    for (const { asked } of batch) asked.done({ ok: false, reason: LOST })
    this.refuseAll(LOST)
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

  /** Prepared before the server went down. */
  private freezeLeftovers(): void {
    for (const { id, questionHash, life } of this.state.polls)
      if (questionHash === null && life.is === 'prepared') this.freeze(id)
  }

  /** Before anybody else's turn. */
  private freeze(id: string): void {
    const poll = this.state.polls.find((one) => one.id === id)
    if (!poll) return
    const questionHash = sha256(canonicalJson(questionOf(this.state, poll)))
    const command = { type: 'meeting.freezeQuestion', poll: id, questionHash } as const
    const done = (verdict: MeetingVerdict): void => {
      if (!verdict.ok && !this.isLost) this.options.onFault(`vote ${id}`, new Error(verdict.reason))
    }
    this.waiting.unshift({
      actor: SERVER_ACTOR,
      command,
      intent: `freeze ${id}`,
      sinceMs: performance.now(),
      done,
    })
    this.go()
  }

  private tell(change: Change): void {
    try {
      this.options.onChanged(change)
    } catch (error) {
      this.options.onFault(`telling of ${this.meeting}`, error)
    }
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
const BALLOTS = ['meeting.castBallot', 'meeting.castSecretBallot', 'meeting.castProvenBallot'] as const
type AnyBallot = Extract<MeetingCommand, { type: (typeof BALLOTS)[number] }>
const isBallot = (command: MeetingCommand): command is AnyBallot => BALLOTS.some((type) => type === command.type)

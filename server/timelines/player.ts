// A journal being played: the one owner of a timeline's state. Every act is checked, journalled until it is on the
// disk, then applied, in that order; what is not journalled is not applied. Commands are checked one after the other
// against the state they will meet; observations and steps between two commands share a commit, and observations that
// wait together an entry.
import { Input } from '../../shared/kernel/input.ts'
import type { Actor, Command, Observation } from '../../shared/kernel/system.ts'
import { type Fault, Twin } from '../../shared/kernel/twin.ts'
import { type Line, sha256 } from '../journal/chain.ts'
import { PATIENCE_MS, TOO_SLOW } from '../journal/group-commit.ts'
import { packed } from '../journal/keyframe-bytes.ts'
import type { Append, Appended, Header, Journal } from '../journal/journal.ts'
import { joined, lineOf, togetherIn } from './entries.ts'
import { END, type House, replay } from './replay.ts'

export type Verdict = { readonly ok: true; readonly seq: number } | { readonly ok: false; readonly reason: string }

export type PlayerOptions = House & {
  readonly journal: Journal
  readonly timeline: string
  /** See journal/build.ts. */
  readonly build: string
  readonly onFault?: (fault: Fault) => void
  /** What an operator should know of how it was opened. */
  readonly onNote?: (text: string) => void
  /** A snapshot after so many inputs; sooner where they take long to play. */
  readonly keyframeEvery?: number
  /** Or after what took so long to play. */
  readonly keyframeAfterMs?: number
  /** Snapshots are small rather than quick to write. */
  readonly isPacked?: boolean
}

/** What a new timeline is said to be; the player adds the rest. */
export type Beginning = Pick<Header, 'city' | 'seed' | 'madeAtMs'>

type Waiting = {
  readonly input: Input
  readonly sinceMs: number
  readonly tries: number
  readonly done: (verdict: Verdict) => void
}

const KEYFRAME_EVERY = 2000
/** Or after what took so long to play: a start plays it again, and is to be ready within five seconds. */
const KEYFRAME_AFTER_MS = 1500
const REMEMBERED = 4096
const MAX_BATCH = 1024
const MAX_TRIES = 3
const MAX_INPUT_CHARACTERS = 65_536
/** Asked and neither recorded nor refused yet. */
const MAX_WAITING = 16_384

export class Player {
  readonly twin: Twin
  /** The last entry that is applied. */
  seq: number
  private readonly options: PlayerOptions
  private sinceKeyframe = 0
  private playedMs = 0
  private waiting: Waiting[] = []
  private running: Promise<void> | null = null
  private isBehind = false
  /** By actor and intent, the latest last. */
  private readonly verdicts = new Map<string, Promise<Verdict>>()

  private constructor(options: PlayerOptions, twin: Twin, seq: number) {
    this.options = options
    this.twin = twin
    this.seq = seq
  }

  /** Goes on where the journal ends, or begins it. */
  static async open(options: PlayerOptions, beginning: Beginning): Promise<Player> {
    const { journal, timeline, build, systems, city } = options
    const all = await journal.call('timelines', undefined)
    if (!all.some(({ header }) => header.timeline === timeline)) {
      const versions = systems.map(({ id, version }) => ({ id, version }))
      await journal.call('begin', { format: 1, timeline, build, systems: versions, parent: null, ...beginning })
      const player = new Player(options, new Twin(systems, city, beginning.seed), -1)
      await player.sayOpened(beginning.madeAtMs)
      return player
    }
    const { twin, seq, others, leftOut } = await replay(journal, options, { timeline, seq: END }, { isOpening: true })
    const player = new Player(options, twin, seq)
    for (const { id, version } of others) {
      const system = systems.find((one) => one.id === id)
      const how =
        system?.migrate && version < system.version
          ? `was taken over from version ${version}`
          : `begins anew, the journal had version ${version}`
      options.onNote?.(`${id} plays at version ${system?.version} from input ${seq + 1} on: its state ${how}`)
    }
    if (leftOut > 0) options.onNote?.(`${leftOut} commands since the last keyframe mean nothing to it and are left out`)
    // A keyframe follows: what is played from here on is exact again.
    if (others.length > 0 || player.isOtherBuild()) await player.sayOpened(twin.nowMs)
    return player
  }

  /** Begins a timeline that was `parent` up to and with its input `seq`, and is its own from there. */
  static async fork(options: PlayerOptions, parent: { timeline: string; seq: number }, madeAtMs: number) {
    const { journal, timeline, build, systems } = options
    const { twin, seq } = await replay(journal, options, parent)
    if (seq !== parent.seq) throw new Error(`player: ${parent.timeline} has no input ${parent.seq} to fork from`)
    const of = (await journal.call('timelines', undefined)).find(({ header }) => header.timeline === parent.timeline)
    const { city = '', seed = 0 } = of?.header ?? {}
    const versions = systems.map(({ id, version }) => ({ id, version }))
    await journal.call('begin', { format: 1, timeline, build, systems: versions, parent, city, seed, madeAtMs })
    const player = new Player(options, twin, -1)
    await player.keyframe()
    if (player.isOtherBuild()) await player.sayOpened(twin.nowMs)
    return player
  }

  /** The same actor with the same intent gets the same verdict, however often, after a restart too. */
  act(command: Command & Readonly<Record<string, unknown>>, actor: Actor, intent: string): Promise<Verdict> {
    const key = JSON.stringify([actor.id, intent])
    const earlier = this.verdicts.get(key)
    if (earlier) return earlier
    const verdict = this.take({ kind: 'command', actor, intent, command })
    this.verdicts.set(key, verdict)
    for (const oldest of this.verdicts.keys()) {
      if (this.verdicts.size <= REMEMBERED) break
      this.verdicts.delete(oldest)
    }
    return verdict
  }

  observe(observation: Observation): Promise<Verdict> {
    return this.take({ kind: 'observation', observation })
  }

  /** From here on another member of an ensemble. */
  vary(member: number): Promise<Verdict> {
    return this.take({ kind: 'varied', member })
  }

  /** The clock went on by `stepS` and shows `atMs`. */
  step(stepS: number, atMs: number): Promise<Verdict> {
    return this.take({ kind: 'step', stepS, atMs })
  }

  /** Of all there is, as the journal's keyframes hash it. */
  stateHash(): string {
    return sha256(this.twin.save())
  }

  /** After all that was asked; a snapshot makes the next start quick. */
  async close(): Promise<void> {
    while (this.running) await this.running
    if (this.sinceKeyframe > 0 && !this.isBehind) await this.keyframe()
  }

  private take(given: Input): Promise<Verdict> {
    const parsed = Input.safeParse(given)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      return Promise.resolve({ ok: false, reason: `${issue?.path.map(String).join('.')}: ${issue?.message}` })
    }
    if (this.waiting.length >= MAX_WAITING)
      return Promise.resolve({ ok: false, reason: 'not recorded: more is asked than can be written' })
    return new Promise((done) => {
      this.waiting.push({ input: parsed.data, sinceMs: performance.now(), tries: 0, done })
      this.running ??= this.run()
    })
  }

  private async run(): Promise<void> {
    // What is asked in the same turn goes in the same commit.
    await Promise.resolve()
    try {
      while (this.waiting.length > 0) {
        if (this.isBehind) await this.catchUp()
        await this.playOn()
        const isMuch = this.sinceKeyframe >= (this.options.keyframeEvery ?? KEYFRAME_EVERY)
        const isLong = this.playedMs > (this.options.keyframeAfterMs ?? KEYFRAME_AFTER_MS)
        if (isMuch || isLong) await this.keyframe()
      }
    } catch (error) {
      // The journal went away: nothing can be promised.
      const reason = `not recorded: ${error instanceof Error ? error.message : String(error)}`
      for (const asked of this.waiting.splice(0)) this.refuse(asked, reason)
    } finally {
      this.running = null
    }
  }

  /** One command, and what follows it up to the next. */
  private async playOn(): Promise<void> {
    const batch: { readonly asked: readonly Waiting[]; readonly line: Line }[] = []
    while (batch.length < MAX_BATCH) {
      const [next] = this.waiting
      if (!next || (next.input.kind === 'command' && batch.length > 0)) break
      const asked = this.waiting.splice(0, togetherIn(this.waiting))
      const judged = next.input.kind === 'command' ? await this.judge(next.input) : joined(asked)
      if ('kind' in judged) batch.push({ asked, line: lineOf(judged) })
      else next.done(judged)
    }
    if (batch.length === 0) return
    const answer = await this.append({ lines: batch.map(({ line }) => line) })
    const all = batch.flatMap(({ asked }) => asked)
    if (!answer.ok && answer.isBehind && all.every(({ tries }) => tries < MAX_TRIES)) {
      // Somebody before us was still writing: once more, against the state that gives.
      this.waiting.unshift(...all.map((asked) => ({ ...asked, tries: asked.tries + 1 })))
      return
    }
    if (!answer.ok) return all.forEach((asked) => this.refuse(asked, answer.reason))
    batch.forEach(({ asked, line }, i) => {
      const at = answer.at[i]
      if (!at) return
      if (!at.isRepeat) this.apply(at.seq, line.input)
      for (const { done } of asked) done({ ok: true, seq: at.seq })
    })
  }

  /** Nothing happened: the same intent may try again. */
  private refuse({ input, done }: Waiting, reason: string): void {
    if (input.kind === 'command') this.verdicts.delete(JSON.stringify([input.actor.id, input.intent]))
    done({ ok: false, reason })
  }

  /** Commands that wait behind one that takes long; readings and steps wait on. */
  private refuseLate(): void {
    const lateMs = performance.now() - PATIENCE_MS
    const isLate = ({ input, sinceMs }: Waiting): boolean => input.kind === 'command' && sinceMs < lateMs
    const late = this.waiting.filter(isLate)
    if (late.length > 0) this.waiting = this.waiting.filter((asked) => !isLate(asked))
    for (const asked of late) this.refuse(asked, TOO_SLOW)
  }

  private async append(what: Pick<Append, 'lines' | 'keyframe'>): Promise<Appended> {
    const { journal, timeline } = this.options
    const losing = setInterval(() => this.refuseLate(), PATIENCE_MS / 10)
    const answer = await journal
      .call('append', { timeline, after: this.seq, ...what }, what.keyframe ? [what.keyframe.state.buffer] : [])
      .catch((error: Error) => ({ ok: false, reason: error.message }) as const)
    clearInterval(losing)
    if (!answer.ok) this.isBehind = true
    return answer
  }

  private async judge(input: Input & { kind: 'command' }): Promise<Input | Verdict> {
    const judged = this.check(input)
    if ('command' in judged) {
      const accepted: Input = { ...input, command: judged.command }
      if (JSON.stringify(accepted).length <= MAX_INPUT_CHARACTERS) return accepted
      return { ok: false, reason: `${input.command.type} is too long to be recorded` }
    }
    // Refused now; it may be the resend of what was accepted long ago.
    const { timeline, journal } = this.options
    const of = { timeline, actor: input.actor.id, intent: input.intent }
    const seq = await journal.call('find', of).catch(() => null)
    return seq === null ? { ok: false, reason: judged.reason } : { ok: true, seq }
  }

  private check({ command, actor }: Input & { kind: 'command' }): ReturnType<Twin['judge']> {
    try {
      return this.twin.judge(command, actor)
    } catch (error) {
      const system = command.type.split('.')[0] ?? ''
      this.options.onFault?.({ system, error })
      return { reason: `${system} failed to check ${command.type}; nothing was changed` }
    }
  }

  /** Only what the journal has; and what it has, not what was meant. */
  private apply(seq: number, text: string): void {
    const startMs = performance.now()
    for (const fault of this.twin.apply(JSON.parse(text) as Input)) this.options.onFault?.(fault)
    this.playedMs += performance.now() - startMs
    this.seq = seq
    this.sinceKeyframe++
  }

  private async keyframe(): Promise<void> {
    const state = this.twin.save()
    const { nowMs: atMs } = this.twin
    const line = lineOf({ kind: 'keyframe', stateHash: sha256(state), atMs })
    const kept = this.options.isPacked ? await packed(state) : state
    const answer = await this.append({ lines: [line], keyframe: { atMs, state: kept } })
    if (!answer.ok) return
    this.seq++
    this.sinceKeyframe = 0
    this.playedMs = 0
  }

  private async sayOpened(atMs: number): Promise<void> {
    const { build, systems } = this.options
    const versions = systems.map(({ id, version }) => ({ id, version }))
    const verdict = await this.take({ kind: 'opened', build, systems: versions, atMs })
    if (!verdict.ok) throw new Error(`player: ${this.options.timeline} cannot be opened, ${verdict.reason}`)
    await this.close()
  }

  private isOtherBuild(): boolean {
    const { build, systems } = this.options
    const names = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join()
    return this.twin.build !== build || names(this.twin.versions) !== names(systems)
  }

  /** After a refusal: the journal may hold more than we were told, when the answer was lost on the way. */
  private async catchUp(): Promise<void> {
    const { journal, timeline } = this.options
    for (;;) {
      const page = await journal.call('read', { timeline, after: this.seq, limit: 1000 })
      for (const entry of page) this.apply(entry.seq, entry.input)
      if (page.length < 1000) break
    }
    this.isBehind = false
  }
}

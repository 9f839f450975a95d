// What one civic kernel has on the disk and what is played of it: appends lines with the owner's token and applies what the journal
// then has, never what was meant. Where an answer was lost on the way, the journal is asked what it holds.
import type { Input } from '../../shared/kernel/input.ts'
import { type Line, sha256 } from '../journal/chain.ts'
import type { Append, Appended, Journal } from '../journal/journal.ts'
import { lineOf } from '../timelines/entries.ts'
import { type AnyKind, intentKey, type Played, playJournal, timelineIn } from './kernel-journal.ts'

export type RecorderOptions = {
  readonly kind: AnyKind
  readonly id: string
  readonly journal: Journal
  /** Of the owner; an append with an older one is refused. */
  readonly token: number
  readonly onFault: (where: string, error: unknown) => void
}

const PAGE = 1000

export class Recorder {
  private readonly options: RecorderOptions
  readonly played: Played
  /** The journal may hold more than is played. */
  isBehind = false

  private constructor(options: RecorderOptions, played: Played) {
    this.options = options
    this.played = played
  }

  /** Throws the sentence where it cannot be played. */
  static async open(options: RecorderOptions): Promise<Recorder> {
    return new Recorder(options, await playJournal(options.kind, options.journal, options.id))
  }

  async append(what: Pick<Append, 'lines' | 'keyframe'>): Promise<Appended> {
    const { journal, kind, id, token } = this.options
    const given = { timeline: timelineIn(kind, id), after: this.played.seq, token, ...what }
    const answer = await journal
      .call('append', given, what.keyframe ? [what.keyframe.state.buffer] : [])
      .catch((error: Error): Appended => ({ ok: false, reason: `not recorded: ${error.message}` }))
    if (!answer.ok || answer.at.some(({ isRepeat }) => isRepeat)) this.isBehind = true
    else what.lines.forEach((line, i) => this.apply(answer.at[i]?.seq ?? -1, line))
    return answer
  }

  /** Throws when the journal is away. */
  async catchUp(): Promise<void> {
    const { journal, kind, id } = this.options
    for (;;) {
      const page = await journal.call('read', { timeline: timelineIn(kind, id), after: this.played.seq, limit: PAGE })
      for (const entry of page) this.apply(entry.seq, entry)
      if (page.length < PAGE) break
    }
    this.isBehind = false
  }

  /** A snapshot makes the next start quick. */
  async keyframe(): Promise<void> {
    const { twin } = this.played
    const state = twin.save()
    const line = lineOf({ kind: 'keyframe', stateHash: sha256(state), atMs: twin.nowMs })
    await this.append({ lines: [line], keyframe: { atMs: twin.nowMs, state } })
  }

  private apply(seq: number, { input, actor, intent }: Line): void {
    const { played, options } = this
    const given = JSON.parse(input) as Input
    for (const { error } of played.twin.apply(given)) options.onFault(`${options.kind.id} ${options.id}`, error)
    if (actor !== null && intent !== null) played.intents.set(intentKey(actor, intent), seq)
    played.seq = seq
    played.sinceKeyframe = given.kind === 'keyframe' ? 0 : played.sinceKeyframe + 1
  }
}

// What the lines that watch one meeting are told: all of it when they begin, then the parts that differ, in one message for
// all, at once and then every so often; and each what is their own, a receipt without waiting. Reckons nothing while nobody
// watches.
import { listedOf, ownOf, partsOf, pollParts, type Hashes } from '../../shared/civic/parts.ts'
import type { MeetingListed } from '../../shared/civic/told-meeting.ts'
import { MEETING, type MeetingNews, MEETING_OWN, type MeetingOwnNews } from '../../shared/protocol/meetings.ts'
import type { MeetingLine } from './contract.ts'
import type { Change, Desk } from './desk.ts'
import { actorIn } from './who.ts'

const EVERY_MS = 200
/** Of one meeting, to all who watch; a roll of thousands is told the rarer. */
const BYTES_A_MS = 4000
/** Who comes within so long is told the same whole. */
const WHOLE_MS = 100

export class Telling {
  private readonly desk: Desk
  private readonly hashes: Hashes
  private readonly nowMs: () => number
  /** What each is told to be. */
  private readonly lines = new Map<MeetingLine, string>()
  /** By part, as it was told. */
  private told = new Map<string, string>()
  private whole: MeetingNews | null = null
  private dirty: ReadonlySet<string> | 'all' | null = null
  private timer: NodeJS.Timeout | null = null
  private nextMs = 0
  private line: MeetingListed | null = null

  constructor(desk: Desk, hashes: Hashes, nowMs: () => number) {
    this.desk = desk
    this.hashes = hashes
    this.nowMs = nowMs
  }

  watch(line: MeetingLine): void {
    if (this.lines.has(line)) return
    this.flush()
    const nowMs = this.nowMs()
    if (this.whole?.seq !== this.desk.seq || nowMs - this.whole.nowMs > WHOLE_MS) {
      const parts = partsOf(this.desk.state, this.hashes)
      if (this.lines.size === 0) this.told = new Map(Object.entries(parts).map(([name, part]) => [name, textOf(part)]))
      this.whole = { meeting: this.desk.meeting, seq: this.desk.seq, nowMs, isWhole: true, parts }
    }
    line.send(MEETING, this.whole)
    this.lines.set(line, '')
    this.tellOwn(line)
  }

  unwatch(line: MeetingLine): void {
    this.lines.delete(line)
    if (this.lines.size > 0) return
    this.told.clear()
    this.whole = null
    this.dirty = null
  }

  /** After a commit. */
  changed({ polls, actors }: Change): void {
    this.line = null
    if (this.lines.size === 0) return
    if (polls === null || this.dirty === 'all') this.dirty = 'all'
    else this.dirty = new Set([...(this.dirty ?? []), ...polls])
    if (polls !== null) this.tellOwnOf(new Set(actors))
    if (this.timer) return
    const waitMs = this.nextMs - performance.now()
    // The verdicts of this turn go first.
    this.timer = setTimeout(() => this.flush(), Math.max(0, waitMs))
  }

  /** Its line in the list of all. */
  listed(): MeetingListed {
    return (this.line ??= listedOf(this.desk.state))
  }

  /** To those who are one of them, whatever else waits. */
  tellOwnOf(actors: ReadonlySet<string>): void {
    for (const line of this.lines.keys()) if (actors.has(actorIn(this.desk.state, line.asker()).id)) this.tellOwn(line)
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer)
    this.lines.clear()
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const { dirty } = this
    this.dirty = null
    if (dirty === null || this.lines.size === 0) return
    const { parts, bytes } = this.differing(dirty)
    this.nextMs = performance.now() + Math.max(EVERY_MS, (bytes * this.lines.size) / BYTES_A_MS)
    if (bytes > 0) {
      const { meeting, seq } = this.desk
      const news: MeetingNews = { meeting, seq, nowMs: this.nowMs(), isWhole: false, parts }
      for (const line of this.lines.keys()) line.send(MEETING, news)
    }
    if (dirty === 'all') for (const line of this.lines.keys()) this.tellOwn(line)
  }

  private differing(dirty: ReadonlySet<string> | 'all'): { parts: Record<string, unknown>; bytes: number } {
    const { state } = this.desk
    const now: Record<string, unknown> =
      dirty === 'all'
        ? { ...partsOf(state, this.hashes) }
        : Object.assign(
            {},
            ...state.polls.filter(({ id }) => dirty.has(id)).map((poll) => pollParts(poll, this.hashes)),
          )
    const parts: Record<string, unknown> = {}
    let bytes = 0
    for (const [name, part] of Object.entries(now)) {
      const text = textOf(part)
      if (this.told.get(name) === text) continue
      this.told.set(name, text)
      parts[name] = part
      bytes += text.length
    }
    if (dirty === 'all')
      for (const name of this.told.keys()) {
        if (Object.hasOwn(now, name)) continue
        this.told.delete(name)
        parts[name] = null
        bytes += name.length
      }
    return { parts, bytes }
  }

  private tellOwn(line: MeetingLine): void {
    const { state, meeting } = this.desk
    const own = ownOf(state, actorIn(state, line.asker()), this.hashes)
    const text = textOf(own)
    if (this.lines.get(line) === text) return
    this.lines.set(line, text)
    line.send(MEETING_OWN, { meeting, own } satisfies MeetingOwnNews)
  }
}

const textOf = (part: unknown): string => JSON.stringify(part) ?? ''

// What a session knows of meetings: the list of them all, and the one it watches, put together from the parts it is sent. It
// asks each new line for what is watched. Draws nothing.
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import type { MeetingListed, MeetingParts, OwnPart } from '../../shared/civic/told-meeting.ts'
import { Verdict, type Wish } from '../../shared/protocol/intent.ts'
import {
  MAX_MEETING_COMMAND_CHARACTERS,
  MEETING,
  type MeetingNews,
  type MeetingOwnNews,
  MEETINGS,
  type MeetingsNews,
} from '../../shared/protocol/meetings.ts'
import { Heard } from './heard.ts'
import { NO_ANSWER } from './no-answer.ts'

/** The meeting that is watched, as far as it has come. */
export type MeetingNow = {
  readonly meeting: string
  readonly seq: number
  /** The server's wall clock minus this device's, milliseconds. */
  readonly aheadMs: number
  /** Parts by name; `poll.ID` and the like are one each. */
  readonly parts: Readonly<Partial<MeetingParts>>
  /** Null before it was told. */
  readonly own: OwnPart | null
}

export type Meetings = {
  list(): readonly MeetingListed[]
  /** Null while none is watched, or nothing of it has come. */
  now(): MeetingNow | null
  /** From now on this one and no other, after a lost line too; null for none. */
  watch(meeting: string | null): void
  /** Any of the above is different. */
  onMeetings(heard: () => void): () => void
  /**
   * To the meeting that is named; by a POST where it does not fit into a frame. The verdict has the number of the meeting's
   * journal, or the reason. Never rejects. A ballot is signed before it comes here (client/wallet).
   */
  act(meeting: string, command: MeetingCommand): Promise<Verdict>
}

/** What it needs of the session. */
export type MeetingDoor = {
  readonly origin: string
  /** Tells the room of now what is watched. */
  watch(meeting: string | null): void
  ask(wish: Wish, id: string): Promise<Verdict>
}

/** An act that got no answer is asked again, under the same id: it counts once. As long as a lost line is given to come back. */
const ASK_FOR_MS = 60_000
const ASK_AGAIN_MS = 500
/** A frame of the room holds no more, and letters may be several bytes. */
const MAX_FRAME_BYTES = 3600

export class MeetingSide implements Meetings {
  private readonly door: MeetingDoor
  private all: readonly MeetingListed[] = []
  private watched: string | null = null
  private shown: MeetingNow | null = null
  private readonly differs = new Heard<[]>()

  constructor(door: MeetingDoor) {
    this.door = door
  }

  list(): readonly MeetingListed[] {
    return this.all
  }

  now(): MeetingNow | null {
    return this.shown
  }

  watch(meeting: string | null): void {
    if (meeting === this.watched) return
    this.watched = meeting
    this.shown = null
    this.door.watch(meeting)
    this.differs.tell()
  }

  onMeetings(heard: () => void): () => void {
    return this.differs.on(heard)
  }

  async act(meeting: string, command: MeetingCommand): Promise<Verdict> {
    const id = newId()
    const wish = { type: 'meeting', meeting, command } as const
    const isShort =
      JSON.stringify(command).length <= MAX_MEETING_COMMAND_CHARACTERS &&
      new TextEncoder().encode(JSON.stringify(wish)).length <= MAX_FRAME_BYTES
    const untilMs = performance.now() + ASK_FOR_MS
    for (;;) {
      const verdict = isShort ? await this.door.ask(wish, id) : await this.post(meeting, id, command)
      const isUnanswered = !verdict.ok && verdict.reason === NO_ANSWER
      if (!isUnanswered || performance.now() > untilMs) return verdict
      await new Promise((next) => setTimeout(next, ASK_AGAIN_MS))
    }
  }

  /** Of a room that has just let one in, or back in. */
  welcomed(): void {
    if (this.watched !== null) this.door.watch(this.watched)
  }

  /** A message of the room, by its name; written by our own server. */
  heard(type: string, message: unknown): void {
    if (type === MEETINGS) this.all = (message as MeetingsNews).meetings
    else if (type === MEETING) this.take(message as MeetingNews)
    else this.takeOwn(message as MeetingOwnNews)
    this.differs.tell()
  }

  private take({ meeting, seq, nowMs, isWhole, parts: news }: MeetingNews): void {
    if (meeting !== this.watched || (!isWhole && !this.shown)) return
    const before = isWhole ? {} : (this.shown?.parts ?? {})
    const parts: Record<string, unknown> = { ...before, ...news }
    for (const [name, part] of Object.entries(news))
      if (part === null && name !== 'board' && !name.startsWith('votes.')) delete parts[name]
    // Parts are as the server's `partsOf` wrote them.
    this.shown = {
      meeting,
      seq,
      aheadMs: nowMs - Date.now(),
      parts: parts as MeetingNow['parts'],
      own: this.shown?.own ?? null,
    }
  }

  private takeOwn({ meeting, own }: MeetingOwnNews): void {
    if (meeting !== this.watched) return
    this.shown ??= { meeting, seq: -1, aheadMs: 0, parts: {}, own }
    this.shown = { ...this.shown, own }
  }

  private async post(meeting: string, id: string, command: MeetingCommand): Promise<Verdict> {
    try {
      const response = await fetch(`${this.door.origin}/meetings/${meeting}/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, command }),
      })
      const answer: unknown = await response.json()
      const verdict = Verdict.safeParse(answer)
      if (verdict.success) return verdict.data
      const { error } = answer as { error?: unknown }
      return { ok: false, id, reason: typeof error === 'string' ? error : NO_ANSWER }
    } catch {
      return { ok: false, id, reason: NO_ANSWER }
    }
  }
}

/** Nobody else's, in all windows of one person. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Where there is no server to ask. */
export const NO_MEETINGS: Meetings = {
  list: () => [],
  now: () => null,
  watch: () => undefined,
  onMeetings: () => () => undefined,
  act: () => Promise.resolve({ ok: false, id: '', reason: 'there is no city to ask' }),
}

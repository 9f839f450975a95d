// One connection to one copy of the city: what comes in is parsed once and handed on, poses go out sparingly, and a line
// that has gone silent is let go, so that coming back can begin. session.ts keeps one of these at a time.
import type { Room } from 'colyseus.js'
import { FIELD, WATCH, type Watching } from '../../shared/protocol/fields.ts'
import {
  CALLED,
  Called,
  EMOTED,
  Emoted,
  FOUND,
  Found,
  INTENT,
  PLACED,
  Placed,
  SAID,
  Said,
  Verdict,
  VERDICT,
  WELCOME,
  Welcome,
  type Wish,
} from '../../shared/protocol/intent.ts'
import { MEETING, MEETING_OWN, MEETINGS, WATCH_MEETING } from '../../shared/protocol/meetings.ts'
import type { PeopleView } from '../../shared/protocol/people.view.ts'
import {
  encodePose,
  FRAME,
  MAX_POSE_BYTES,
  POSE,
  type Pose,
  PRESENCE_HZ,
  readFrame,
  standingPose,
  writeTime,
} from '../../shared/protocol/presence.ts'
import { NO_ANSWER } from './no-answer.ts'
import { ServerClock } from './server-clock.ts'

export type CityRoom = Room<unknown, PeopleView>

export type Person = {
  readonly sessionId: string
  readonly avatarId: number
  readonly name: string
  readonly look: number
  /** Their connection is lost; the place is kept for a while. */
  readonly isAway: boolean
  readonly isHandUp: boolean
  readonly isGuiding: boolean
  /** A wallet's address or "passkey" when they have signed in, else empty. */
  readonly verified?: string
}

/** What a line tells. */
export type News = {
  readonly welcome: (welcome: Welcome) => void
  readonly people: (people: readonly Person[]) => void
  /** What is told of the city in time may have changed. */
  readonly state: (state: PeopleView) => void
  /** Of a layer that is watched. */
  readonly field: (frame: Uint8Array) => void
  /** One pose object is used again and again. */
  readonly pose: (avatarId: number, pose: Readonly<Pose>, serverMs: number) => void
  readonly placed: (placed: Placed) => void
  readonly said: (said: Said) => void
  readonly emoted: (emoted: Emoted) => void
  readonly called: (called: Called) => void
  /** Of the city's meetings, by the message's name. */
  readonly meetings: (type: string, message: unknown) => void
  readonly lost: () => void
  /** The line is over and does not come back by itself. */
  readonly ended: (code: number) => void
}

const SEND_EVERY_MS = 1000 / PRESENCE_HZ - 2
/** A still body tells the server so now and then: it may have been cut short on its way. */
const REMIND_EVERY_MS = 500
const MAX_UNSENT_BYTES = 16 * 1024
const WAIT_FOR_WELCOME_MS = 10_000
const WAIT_FOR_FOUND_MS = 5000
/** The server sends a frame every second, even an empty one: silence this long is a dead line. */
const SILENT_CHECK_MS = 500
const SILENT_CHECKS = 5
/** An attempt to come back that has not opened a socket by then was begun while there was no line. */
const VAIN_CHECKS = 4
/** Colyseus's code for "let go, come back"; it takes it as a lost line at once. */
const MAY_TRY_RECONNECT = 4010
/**
 * Trying to come back: quickly at first, then twice a second while the server keeps the place. Once the line is there it
 * takes a vain attempt (2.5 s), a pause and the server's asking the old socket (1.5 s) at most: under five seconds.
 */
const COMING_BACK = { minUptime: 0, delay: 100, minDelay: 100, maxDelay: 500, maxRetries: 60 } as const

let asked = 0

export class Line {
  readonly room: CityRoom
  readonly clock = new ServerClock()
  private readonly sender: PoseSender
  private readonly found = new Map<string, (people: Found['people']) => void>()
  private readonly pulse: ReturnType<typeof setInterval>
  private silentChecks = 0
  private isWanted = true

  private constructor(room: CityRoom) {
    this.room = room
    this.sender = new PoseSender(room)
    Object.assign(room.reconnection, COMING_BACK)
    this.pulse = setInterval(() => this.listenForLife(), SILENT_CHECK_MS)
    // There is none in Node.
    globalThis.addEventListener?.('online', this.online)
  }

  /** Wires a room that was joined; resolves when the city has said who one is. Rejects with a sentence. */
  static async open(room: CityRoom, news: News): Promise<Line> {
    const line = new Line(room)
    try {
      await line.listen(news)
    } catch (error) {
      void line.close()
      throw error
    }
    return line
  }

  get isOpen(): boolean {
    return this.room.connection.isOpen
  }

  serverMs(): number {
    return this.clock.now(performance.now())
  }

  sendPose(pose: Readonly<Pose>): boolean {
    return this.sender.send(pose, this.serverMs())
  }

  async ask(wish: Wish, id = `i${++asked}`): Promise<Verdict> {
    try {
      return Verdict.parse(await this.room.request(INTENT, { ...wish, id }))
    } catch {
      return { ok: false, id, reason: NO_ANSWER }
    }
  }

  async findPeople(name: string): Promise<Found['people']> {
    const id = `i${++asked}`
    const answer = new Promise<Found['people']>((done) => this.found.set(id, done))
    const verdict = await this.ask({ type: 'findPeople', name }, id)
    const late = new Promise<Found['people']>((done) => setTimeout(done, WAIT_FOR_FOUND_MS, []))
    const people = verdict.ok ? await Promise.race([answer, late]) : []
    this.found.delete(id)
    return people
  }

  watch(watching: Watching): void {
    if (this.isOpen) this.room.send(WATCH, watching)
  }

  watchMeeting(meeting: string | null): void {
    if (this.isOpen) this.room.send(WATCH_MEETING, meeting)
  }

  /** Lets the line go as if it had been lost: what follows is the same. An attempt that hangs is let go likewise. */
  drop(): void {
    if (this.isTrying) this.room.connection.close(MAY_TRY_RECONNECT)
  }

  async close(): Promise<void> {
    this.isWanted = false
    this.rest()
    if (this.isOpen) await this.room.leave()
    else Object.assign(this.room.reconnection, { enabled: false, maxRetries: 0 })
  }

  private listen(news: News): Promise<void> {
    const { room, clock } = this
    /** After `close` nothing more is told, whatever is still on its way. */
    const on = <T>(type: string, tell: (message: T) => void, parse: (raw: unknown) => T): void => {
      room.onMessage(type, (raw: unknown) => {
        if (this.isWanted) tell(parse(raw))
      })
    }
    on(PLACED, news.placed, (raw) => Placed.parse(raw))
    on(SAID, news.said, (raw) => Said.parse(raw))
    on(EMOTED, news.emoted, (raw) => Emoted.parse(raw))
    on(CALLED, news.called, (raw) => Called.parse(raw))
    const tellFound = ({ id, people }: Found): void => this.found.get(id)?.(people)
    on(FOUND, tellFound, (raw) => Found.parse(raw))
    for (const type of [MEETINGS, MEETING, MEETING_OWN])
      on(
        type,
        (message: unknown) => news.meetings(type, message),
        (raw) => raw,
      )
    room.onMessage(VERDICT, () => undefined)
    let people: readonly Person[] | null = null
    room.onStateChange((state) => {
      if (!this.isWanted) return
      const now = peopleOf(state)
      // The state tells of the city as well: then everybody is as they were.
      if (!people || !isSame(people, now)) news.people((people = now))
      news.state(state)
    })
    room.onMessage(FIELD, (frame: Uint8Array) => {
      if (this.isWanted) news.field(frame)
    })
    const pose = standingPose()
    room.onMessage(FRAME, (frame: Uint8Array) => {
      // Records come before the frame's end says when it left, so the time is read first.
      const serverMs = new DataView(frame.buffer, frame.byteOffset).getUint32(1, true)
      clock.hear(serverMs, performance.now())
      this.silentChecks = 0
      if (this.isWanted) readFrame(frame, pose, (avatarId, one) => news.pose(avatarId, one, serverMs))
    })
    room.onDrop(() => {
      if (this.isWanted) news.lost()
    })
    room.onLeave((code) => {
      this.rest()
      if (this.isWanted) news.ended(code)
    })
    return new Promise<void>((done, fail) => {
      const late = setTimeout(() => fail(new Error('the city did not answer; try again')), WAIT_FOR_WELCOME_MS)
      const heard = (welcome: Welcome): void => {
        clock.forget()
        clock.hear(welcome.serverMs, performance.now())
        this.silentChecks = 0
        clearTimeout(late)
        news.welcome(welcome)
        done()
      }
      on(WELCOME, heard, (raw) => Welcome.parse(raw))
    })
  }

  /** Whether there is a socket that could bring something: open, or opening. */
  private get isTrying(): boolean {
    const { ws } = this.room.connection.transport as unknown as { ws?: { readyState: number } }
    return ws !== undefined && ws.readyState <= 1
  }

  /** Checks count, not time: a page that was held up has had no chance to hear. */
  private listenForLife(): void {
    if (!this.isTrying) this.silentChecks = 0
    else if (++this.silentChecks > (this.isOpen ? SILENT_CHECKS : VAIN_CHECKS)) {
      this.silentChecks = 0
      this.drop()
    }
  }

  /** The device has a network again: an attempt from before knows nothing of it. */
  private readonly online = (): void => {
    if (!this.isOpen) this.drop()
  }

  private rest(): void {
    clearInterval(this.pulse)
    globalThis.removeEventListener?.('online', this.online)
  }
}

const peopleOf = (state: PeopleView): Person[] =>
  [...state.people.entries()].map(([sessionId, { avatarId, name, look, isAway, isHandUp, isGuiding, verified }]) => ({
    sessionId,
    avatarId,
    name,
    look,
    isAway,
    isHandUp,
    isGuiding,
    verified,
  }))

const isSame = (before: readonly Person[], now: readonly Person[]): boolean =>
  before.length === now.length &&
  now.every((person, i) => Object.entries(person).every(([key, value]) => before[i]?.[key as keyof Person] === value))

class PoseSender {
  private readonly room: CityRoom
  private now = new Uint8Array(MAX_POSE_BYTES)
  private before = new Uint8Array(MAX_POSE_BYTES)
  private lengthBefore = 0
  private sentAtMs = -Infinity

  constructor(room: CityRoom) {
    this.room = room
  }

  send(pose: Readonly<Pose>, serverMs: number): boolean {
    const sinceMs = performance.now() - this.sentAtMs
    const { connection } = this.room
    if (sinceMs < SEND_EVERY_MS || !connection.isOpen) return false
    const length = encodePose(pose, this.now)
    writeTime(this.now, 0)
    if (sinceMs < REMIND_EVERY_MS && length === this.lengthBefore && this.isSame(length)) return false
    const { ws } = connection.transport as unknown as { ws: { bufferedAmount: number } }
    if (ws.bufferedAmount > MAX_UNSENT_BYTES) return false
    this.before.set(this.now)
    this.lengthBefore = length
    writeTime(this.now, serverMs)
    this.room.sendBytes(POSE, this.now.subarray(0, length))
    this.sentAtMs = performance.now()
    return true
  }

  private isSame(length: number): boolean {
    for (let i = 0; i < length; i++) if (this.now[i] !== this.before[i]) return false
    return true
  }
}

// The client's only door to Colyseus: join a city, see who is here, hear and tell where people are, ask for things.
// A session outlives its lines: a lost one comes back, a place no longer kept is taken anew, another copy of the city is
// crossed into; `me`, the people and whoever listens stay the same. Interpolation and bodies are client/people's;
// everything of the wire is shared/protocol's. Runs in Node as well, where it names its origin itself.
import { Client } from 'colyseus.js'
import type { Command, Role } from '../../shared/kernel/system.ts'
import type { LayerInfo } from '../../shared/protocol/fields-info.ts'
import type { Field, Watching } from '../../shared/protocol/fields.ts'
import {
  type Called,
  CLOSED_FOR_FLOOD,
  CLOSED_FOR_NONSENSE,
  type Emoted,
  type Found,
  type JoinOptions,
  type Placed,
  PROTOCOL_VERSION,
  type Said,
  type Verdict,
  type Welcome,
  type Wish,
} from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import type { Pose } from '../../shared/protocol/presence.ts'
import { Heard } from './heard.ts'
import { type CityRoom, Line, type News, type Person } from './line.ts'
import { type Meetings, MeetingSide } from './meeting-side.ts'
import { SaidOnce } from './said-once.ts'
import { type FactsNow, type ForkNow, TwinSide } from './twin-side.ts'

export type { Person } from './line.ts'
export type { FactsNow, ForkNow } from './twin-side.ts'
type Place = Welcome['place']

export type Session = {
  /** Kept up to date: after coming back `place` is where the server kept it. */
  readonly me: { readonly avatarId: number; readonly sessionId: string; readonly place: Place }
  /** The copy of the city one is in. */
  room(): string
  /** Everybody, oneself included. */
  people(): readonly Person[]
  onPeople(heard: () => void): () => void
  /** Milliseconds of the server's presence clock, for stamping and for playing back. */
  serverMs(): number
  /** Call it every frame: it sends at most 20 a second, and only what changed. True when something was sent. */
  sendPose(pose: Readonly<Pose>): boolean
  /** One pose object is used again and again; `pose.timeMs` is when its owner was there. */
  onPoses(heard: (avatarId: number, pose: Readonly<Pose>, serverMs: number) => void): () => void
  /** The server put you somewhere: with a reason when you claimed otherwise, without when you asked to be there. */
  onPlaced(heard: (placed: Placed) => void): () => void
  /** Each line once. What was said to all before one came is told to the first who listens. */
  onSaid(heard: (said: Said) => void): () => void
  onEmoted(heard: (emoted: Emoted) => void): () => void
  onCalled(heard: (called: Called) => void): () => void
  /** Asks for something; the verdict says what became of it. Never rejects. */
  ask(wish: Wish): Promise<Verdict>
  findPeople(name: string): Promise<Found['people']>
  /** What one may do, by the key one brought. */
  role(): Role
  /** The city as it is told to be now. */
  facts(): FactsNow
  forks(): readonly ForkNow[]
  /** Why nothing can be recorded now; empty when all is well. */
  trouble(): string
  /** Any of these three is different. */
  onFacts(heard: () => void): () => void
  /** To the city or a fork of it; the verdict has the journal's number, or why not. Never rejects. */
  command(command: Command & Readonly<Record<string, unknown>>, timeline?: string): Promise<Verdict>
  /** What can be watched. */
  layers(): readonly LayerInfo[]
  /** From now on these come and no others, after a lost line too. */
  watch(watching: Watching): void
  /** A watched layer as it is now, null before it has come. */
  field(layer: string): Field | null
  /** The layer has changed; the field is the same object while it is watched, and not to be kept after. */
  onField(layer: string, heard: (field: Field) => void): () => void
  /** The city's formal meetings, and the one that is watched. */
  readonly meetings: Meetings
  /** Goes into another copy of the city, beside somebody; null, or a sentence why not (then one is where one was). */
  crossTo(room: string, beside: number): Promise<string | null>
  /** One is in another copy: avatar numbers mean other people, `me.place` is where one arrived. */
  onCrossed(heard: () => void): () => void
  onLost(heard: () => void): () => void
  /** `me.place` is where the server has one now. */
  onBack(heard: () => void): () => void
  /** It is over; the sentence is for a person. Not called after `leave`. */
  onEnd(heard: (why: string) => void): () => void
  /** Lets the line go as a tunnel would, for tests of coming back. */
  drop(): void
  leave(): Promise<void>
}

type Asked = {
  readonly url: string
  readonly name?: string
  readonly look?: number
  readonly key?: string
  readonly identity?: SignIn
}
/** Where somebody who has signed in gets their ticket, empty for a guest; the session hears when they have. */
type SignIn = { ticket(): Promise<string>; onSignedIn: () => void }

/** How long a place that is no longer kept is asked for anew, and the pauses between. */
const ANEW_MS = 60_000
const PAUSES_MS = [250, 500, 1000, 2000] as const
/** A request for a place gets its answer by then, or was sent while there was no line. */
const ANSWER_MS = { first: 15_000, again: 2500 } as const

/** Colyseus's code for a place that was not taken in time, and how many one asks for. */
const SEAT_EXPIRED = 524
const MOST_SEATS = 4

/** `url` is the page's origin, `http://localhost:2567`. Rejects with a sentence for a person. */
export async function joinCity(options: Asked): Promise<Session> {
  const session = new LastingSession(options)
  await session.begin()
  return session
}

class LastingSession implements Session {
  readonly me = { avatarId: 0, sessionId: '', place: { eastM: 0, northM: 0, upM: 0, headingRad: 0 } }
  private readonly client: Client
  private brought: JoinOptions
  private readonly identity: SignIn | undefined
  private line!: Line
  private everybody: readonly Person[] = []
  private isLost = false
  private isLeaving = false
  private readonly once = new SaidOnce()
  private readonly twin = new TwinSide((watching) => this.line.watch(watching))
  readonly meetings: MeetingSide
  private waiting: Said[] | null = []
  private readonly peopleHeard = new Heard<[]>()
  private readonly poseHeard = new Heard<[number, Readonly<Pose>, number]>()
  private readonly placedHeard = new Heard<[Placed]>()
  private readonly saidHeard = new Heard<[Said]>()
  private readonly emotedHeard = new Heard<[Emoted]>()
  private readonly calledHeard = new Heard<[Called]>()
  private readonly crossed = new Heard<[]>()
  private readonly lost = new Heard<[]>()
  private readonly back = new Heard<[]>()
  private readonly ended = new Heard<[string]>()

  constructor({ url, name = '', look, key = '', identity }: Asked) {
    const { origin } = new URL(url)
    this.identity = identity
    this.meetings = new MeetingSide({
      origin,
      watch: (meeting) => this.line.watchMeeting(meeting),
      ask: (wish, id) => this.line.ask(wish, id),
    })
    if (identity) identity.onSignedIn = () => void this.comeAgain()
    this.brought = { name, protocol: PROTOCOL_VERSION, ...(look === undefined ? {} : { look }) }
    if (key !== '') this.brought.key = key
    this.client = new Client(origin, {
      headers: { origin },
      // A ticket says who comes; asking for no cookies lets an allowed page of another origin join.
      fetchFn: (input, init) => {
        const signal = AbortSignal.timeout(this.isLost ? ANSWER_MS.again : ANSWER_MS.first)
        return fetch(input as string, { ...(init as RequestInit), credentials: 'omit', signal })
      },
    })
  }

  async begin(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.enter(async () => this.client.join<PeopleView>('city', await this.bringing(), PeopleView))
        return
      } catch (error) {
        // A slow device came to its place when it was given away already: there is another.
        const isLate = (error as { code?: unknown }).code === SEAT_EXPIRED
        if (!isLate || tries === MOST_SEATS) throw new Error(sentenceOf(error), { cause: error })
      }
    }
  }

  room(): string {
    return this.line.room.roomId
  }
  people(): readonly Person[] {
    return this.everybody
  }
  serverMs(): number {
    return this.line.serverMs()
  }
  sendPose(pose: Readonly<Pose>): boolean {
    return !this.isLost && this.line.sendPose(pose)
  }
  ask(wish: Wish): Promise<Verdict> {
    return this.line.ask(wish)
  }
  findPeople(name: string): Promise<Found['people']> {
    return this.line.findPeople(name)
  }
  role(): Role {
    return this.twin.role
  }
  facts(): FactsNow {
    return this.twin.told.live
  }
  forks(): readonly ForkNow[] {
    return this.twin.told.forks
  }
  trouble(): string {
    return this.twin.told.trouble
  }
  onFacts(heard: () => void): () => void {
    return this.twin.onFacts(heard)
  }
  command(command: Command & Readonly<Record<string, unknown>>, timeline = 'live'): Promise<Verdict> {
    return this.ask({ type: 'command', command, timeline })
  }
  layers(): readonly LayerInfo[] {
    return this.twin.layers
  }
  watch(watching: Watching): void {
    this.twin.watch(watching)
  }
  field(layer: string): Field | null {
    return this.twin.field(layer)
  }
  onField(layer: string, heard: (field: Field) => void): () => void {
    return this.twin.onField(layer, heard)
  }
  onPeople(heard: () => void): () => void {
    return this.peopleHeard.on(heard)
  }
  onPoses(heard: (avatarId: number, pose: Readonly<Pose>, serverMs: number) => void): () => void {
    return this.poseHeard.on(heard)
  }
  onPlaced(heard: (placed: Placed) => void): () => void {
    return this.placedHeard.on(heard)
  }
  onSaid(heard: (said: Said) => void): () => void {
    const before = this.waiting ?? []
    this.waiting = null
    for (const said of before) heard(said)
    return this.saidHeard.on(heard)
  }
  onEmoted(heard: (emoted: Emoted) => void): () => void {
    return this.emotedHeard.on(heard)
  }
  onCalled(heard: (called: Called) => void): () => void {
    return this.calledHeard.on(heard)
  }
  onCrossed(heard: () => void): () => void {
    return this.crossed.on(heard)
  }
  onLost(heard: () => void): () => void {
    return this.lost.on(heard)
  }
  onBack(heard: () => void): () => void {
    return this.back.on(heard)
  }
  onEnd(heard: (why: string) => void): () => void {
    return this.ended.on(heard)
  }

  async crossTo(room: string, beside: number): Promise<string | null> {
    if (room === this.room()) return 'that person is in this copy of the city already'
    const old = this.line
    try {
      await this.enter(async () => this.joinBeside(room, beside))
    } catch (error) {
      return sentenceOf(error)
    }
    void old.close()
    this.crossed.tell()
    return null
  }

  /** Where one stands, as who one has become; a line that is being replaced anyway brings that with it. */
  private async comeAgain(): Promise<void> {
    if (this.isLost || this.isLeaving) return
    const old = this.line
    try {
      await this.enter(async () => this.joinBeside(this.room(), this.me.avatarId))
    } catch {
      return
    }
    void old.close()
    // To the page the line is back: one stays as one stands, wherever the server has put the newcomer.
    this.back.tell()
  }

  private async joinBeside(room: string, beside: number): Promise<CityRoom> {
    return this.client.joinById<PeopleView>(room, { ...(await this.bringing()), beside }, PeopleView)
  }

  drop(): void {
    this.line.drop()
  }

  async leave(): Promise<void> {
    this.isLeaving = true
    await this.line.close()
  }

  /** Joins and makes the new line the one that is listened to; the old one is not touched when that fails. */
  private async enter(join: () => Promise<CityRoom>): Promise<void> {
    const room = await join()
    const early: {
      people: readonly Person[]
      welcome: Welcome | null
      state: PeopleView | null
      meetings: [string, unknown][]
    } = { people: [], welcome: null, state: null, meetings: [] }
    let isOpen = false
    const isOurs = (): boolean => isOpen && room === this.line.room
    const news: News = {
      welcome: (welcome) => {
        early.welcome = welcome
        if (isOurs()) this.welcomed(room, welcome)
      },
      people: (people) => {
        early.people = people
        if (isOurs()) this.know(people)
      },
      state: (state) => {
        early.state = state
        if (isOurs()) this.twin.hear(state)
      },
      field: (frame) => isOurs() && this.twin.frame(frame),
      pose: (avatarId, pose, serverMs) => isOurs() && this.poseHeard.tell(avatarId, pose, serverMs),
      placed: (placed) => isOurs() && this.placedHeard.tell(placed),
      said: (said) => isOurs() && this.hear(room.roomId, said),
      emoted: (emoted) => isOurs() && this.emotedHeard.tell(emoted),
      called: (called) => isOurs() && this.calledHeard.tell(called),
      meetings: (type, message) => {
        if (isOurs()) this.meetings.heard(type, message)
        else if (!isOpen) early.meetings.push([type, message])
      },
      lost: () => isOurs() && this.lose(),
      ended: (code) => {
        if (isOurs()) void this.overcome(code)
      },
    }
    this.line = await Line.open(room, news)
    isOpen = true
    if (early.welcome) this.welcomed(room, early.welcome)
    this.know(early.people)
    if (early.state) this.twin.hear(early.state)
    for (const [type, message] of early.meetings) this.meetings.heard(type, message)
  }

  private welcomed(room: CityRoom, welcome: Welcome): void {
    Object.assign(this.me, { avatarId: welcome.avatarId, sessionId: room.sessionId, place: welcome.place })
    for (const said of welcome.recent) this.hear(room.roomId, said)
    this.twin.welcomed(welcome)
    this.meetings.welcomed()
    if (!this.isLost) return
    this.isLost = false
    this.back.tell()
  }

  private know(people: readonly Person[]): void {
    this.everybody = people
    this.peopleHeard.tell()
  }

  private hear(room: string, said: Said): void {
    if (!this.once.take(room, said)) return
    if (this.waiting) this.waiting.push(said)
    else this.saidHeard.tell(said)
  }

  private lose(): void {
    if (this.isLost || this.isLeaving) return
    this.isLost = true
    this.lost.tell()
  }

  /** The line is over for good: the place is asked for anew, first in the same copy, unless the city has said why. */
  private async overcome(code: number): Promise<void> {
    if (this.isLeaving) return
    const fatal = fatalEnding(code)
    if (fatal !== null) {
      this.ended.tell(fatal)
      return
    }
    this.lose()
    const room = this.room()
    const untilMs = performance.now() + ANEW_MS
    for (let i = 0; performance.now() < untilMs && !this.isLeaving; i++) {
      try {
        const bringing = await this.bringing()
        await this.enter(() => {
          if (i % 2 === 0) return this.client.joinById<PeopleView>(room, bringing, PeopleView)
          return this.client.join<PeopleView>('city', bringing, PeopleView)
        })
        if (this.isLeaving) await this.line.close()
        return
      } catch {
        await new Promise((next) => setTimeout(next, PAUSES_MS[Math.min(i, PAUSES_MS.length - 1)]))
      }
    }
    if (!this.isLeaving) this.ended.tell('the connection to the city is lost; reload the page to come back')
  }

  /** What one brings when joining again: the name and look one has now. */
  private async bringing(): Promise<JoinOptions> {
    const mine = this.everybody.find((person) => person.avatarId === this.me.avatarId)
    if (mine) this.brought = { ...this.brought, name: mine.name, look: mine.look }
    // Good once, so asked for every time.
    const ticket = (await this.identity?.ticket()) ?? ''
    return ticket === '' ? this.brought : { ...this.brought, ticket }
  }
}

/** Refusals of the server are sentences already; what the network says is not. */
function sentenceOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const isRefusal = typeof code === 'number' && code >= 400 && code < 600 && typeof message === 'string'
  return isRefusal ? message : 'the city cannot be reached; is the server running?'
}

/** Endings that trying again would only repeat. */
function fatalEnding(code: number): string | null {
  if (code === CLOSED_FOR_FLOOD) return 'the city closed the door: too many messages from this page; reload it'
  if (code === CLOSED_FOR_NONSENSE) return 'the city did not understand this page; reload it'
  return null
}

// The client's only door to Colyseus: join a city, see who is here, hear and tell where people are, ask for things.
// Interpolation and bodies are client/people's; everything of the wire is shared/protocol's. Runs in Node as well, where
// it names its origin itself as a browser would.
import { Client, type Room } from 'colyseus.js'
import {
  CLOSED_FOR_FLOOD,
  CLOSED_FOR_NONSENSE,
  INTENT,
  type JoinOptions,
  PLACED,
  Placed,
  PROTOCOL_VERSION,
  Verdict,
  VERDICT,
  WELCOME,
  Welcome,
  type Wish,
} from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
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
import { ServerClock } from './server-clock.ts'

type Place = Welcome['place']
type Person = {
  readonly sessionId: string
  readonly avatarId: number
  readonly name: string
  readonly look: number
  /** Their connection is lost; the place is kept for a while. */
  readonly isAway: boolean
}

export type Session = {
  /** Kept up to date: after coming back `place` is where the server kept it. */
  readonly me: { readonly avatarId: number; readonly sessionId: string; readonly place: Place }
  /** Everybody, oneself included. */
  people(): readonly Person[]
  onPeople(heard: () => void): () => void
  /** Milliseconds of the server's presence clock, for stamping and for playing back. */
  serverMs(): number
  /** Call it every frame: it sends at most 20 a second, and only what changed. True when something was sent. */
  sendPose(pose: Readonly<Pose>): boolean
  /** One pose object is used again and again; `pose.timeMs` is when its owner was there. */
  onPoses(heard: (avatarId: number, pose: Readonly<Pose>, serverMs: number) => void): () => void
  /** The server put you somewhere else than you claimed. */
  onPlaced(heard: (placed: Placed) => void): () => void
  /** Asks for something; the verdict says what became of it. Never rejects. */
  ask(wish: Wish): Promise<Verdict>
  onLost(heard: () => void): () => void
  onBack(heard: () => void): () => void
  /** It is over; the sentence is for a person. Not called after `leave`. */
  onEnd(heard: (why: string) => void): () => void
  leave(): Promise<void>
}

const SEND_EVERY_MS = 1000 / PRESENCE_HZ - 2
/** A still body tells the server so now and then: it may have been cut short on its way. */
const REMIND_EVERY_MS = 500
const MAX_UNSENT_BYTES = 16 * 1024
const WAIT_FOR_WELCOME_MS = 10_000

type CityRoom = Room<unknown, PeopleView>

/** `url` is the page's origin, `http://localhost:2567`. Rejects with a sentence for a person. */
export async function joinCity(options: {
  readonly url: string
  readonly name?: string
  readonly look?: number
}): Promise<Session> {
  const { name = '', look } = options
  const url = new URL(options.url)
  const brought: JoinOptions = { name, protocol: PROTOCOL_VERSION, ...(look === undefined ? {} : { look }) }
  const client = new Client(url.origin, {
    headers: { origin: url.origin },
    // There are no cookies; asking for none lets an allowed page of another origin join.
    fetchFn: (input, init) => fetch(input as string, { ...(init as RequestInit), credentials: 'omit' }),
  })
  let room: CityRoom
  try {
    room = await client.join<PeopleView>('city', brought, PeopleView)
  } catch (error) {
    throw new Error(sentenceOf(error), { cause: error })
  }
  return begin(room)
}

async function begin(room: CityRoom): Promise<Session> {
  const clock = new ServerClock()
  const peopleHeard = new Heard<[]>()
  const poseHeard = new Heard<[number, Readonly<Pose>, number]>()
  const placedHeard = new Heard<[Placed]>()
  const lost = new Heard<[]>()
  const back = new Heard<[]>()
  const ended = new Heard<[string]>()
  let people: Person[] = []
  let isLeaving = false
  room.reconnection.minUptime = 0
  room.reconnection.maxRetries = 7

  const me = { avatarId: 0, sessionId: room.sessionId, place: { eastM: 0, northM: 0, upM: 0, headingRad: 0 } }
  const welcomed = new Promise<void>((done, fail) => {
    const late = setTimeout(() => fail(new Error('the city did not answer; try again')), WAIT_FOR_WELCOME_MS)
    room.onMessage(WELCOME, (raw: unknown) => {
      const welcome = Welcome.parse(raw)
      Object.assign(me, { avatarId: welcome.avatarId, place: welcome.place })
      clock.forget()
      clock.hear(welcome.serverMs, performance.now())
      clearTimeout(late)
      done()
    })
  })
  room.onMessage(VERDICT, () => undefined)
  room.onMessage(PLACED, (raw: unknown) => placedHeard.tell(Placed.parse(raw)))
  room.onStateChange((state) => {
    people = [...state.people.entries()].map(([sessionId, { avatarId, name, look, isAway }]) => ({
      sessionId,
      avatarId,
      name,
      look,
      isAway,
    }))
    peopleHeard.tell()
  })

  const pose = standingPose()
  room.onMessage(FRAME, (frame: Uint8Array) => {
    // Records come before the frame's end says when it left, so the time is read first.
    const serverMs = new DataView(frame.buffer, frame.byteOffset).getUint32(1, true)
    clock.hear(serverMs, performance.now())
    readFrame(frame, pose, (avatarId, one) => poseHeard.tell(avatarId, one, serverMs))
  })

  room.onDrop(() => lost.tell())
  room.onReconnect(() => back.tell())
  room.onLeave((code) => {
    if (!isLeaving) ended.tell(endingOf(code))
  })
  await welcomed

  const sender = new PoseSender(room)
  let asked = 0
  return {
    me,
    people: () => people,
    onPeople: (heard) => peopleHeard.on(heard),
    serverMs: () => clock.now(performance.now()),
    sendPose: (one) => sender.send(one, clock.now(performance.now())),
    onPoses: (heard) => poseHeard.on(heard),
    onPlaced: (heard) => placedHeard.on(heard),
    async ask(wish) {
      const id = `i${++asked}`
      try {
        return Verdict.parse(await room.request(INTENT, { ...wish, id }))
      } catch {
        return { ok: false, id, reason: 'the city did not answer; it may not have been done' }
      }
    },
    onLost: (heard) => lost.on(heard),
    onBack: (heard) => back.on(heard),
    onEnd: (heard) => ended.on(heard),
    async leave() {
      isLeaving = true
      if (room.connection.isOpen) await room.leave()
      else Object.assign(room.reconnection, { enabled: false, maxRetries: 0 })
    },
  }
}

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

class Heard<A extends unknown[]> {
  private readonly all = new Set<(...news: A) => void>()
  on(heard: (...news: A) => void): () => void {
    this.all.add(heard)
    return () => this.all.delete(heard)
  }
  tell(...news: A): void {
    for (const heard of this.all) heard(...news)
  }
}

/** Refusals of the server are sentences already; what the network says is not. */
function sentenceOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const isRefusal = typeof code === 'number' && code >= 400 && code < 600 && typeof message === 'string'
  return isRefusal ? message : 'the city cannot be reached; is the server running?'
}

function endingOf(code: number): string {
  if (code === CLOSED_FOR_FLOOD) return 'the city closed the door: too many messages from this page; reload it'
  if (code === CLOSED_FOR_NONSENSE) return 'the city did not understand this page; reload it'
  if (code === 1001 || code === 4001) return 'the city has closed; it may open again soon'
  return 'the connection to the city is lost; reload the page to come back'
}

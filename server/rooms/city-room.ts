// One room per city: who is here (published), where they are (relayed), what they ask (answered with a verdict).
// Made by the server only; see rooms.ts for the door. The room decides nothing a kernel should decide.
import { type Client, ClientState, CloseCode, getMessageBytes, type MessageContext, Protocol } from '@colyseus/core'
import { Encoder } from '@colyseus/schema'
import {
  CLOSED_FOR_SIGN_OUT,
  INTENT,
  type JoinOptions,
  PLACED,
  type Placed,
  PROTOCOL_VERSION,
  VERDICT,
  type Verdict,
  WELCOME,
  type Welcome,
} from '../../shared/protocol/intent.ts'
import { PeopleView, PersonView } from '../../shared/protocol/people.view.ts'
import { cleanName } from '../../shared/protocol/person-name.ts'
import { WATCH } from '../../shared/protocol/fields.ts'
import { WATCH_MEETING } from '../../shared/protocol/meetings.ts'
import { POSE } from '../../shared/protocol/presence.ts'
import { isAtLeast, type Role } from '../../shared/kernel/system.ts'
import type { CityPackage } from '../city/package.ts'
import type { FieldRelay } from '../fields/field-relay.ts'
import type { Who } from '../identity/identity.ts'
import type { CityMeetings } from '../meetings/contract.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { answer, refused } from './answers.ts'
import { beside, perform, type Stage, Visitor } from './acts.ts'
import { Chat } from './chat.ts'
import type { Copies, Copy } from './copies.ts'
import { boundsOf, spawnOf, type Walls } from './grounds.ts'
import { GuardedRoom } from './guarded-room.ts'
import { isMeetingIntent, MeetingDesk } from './meeting-desk.ts'
import { PresenceRelay } from './presence-relay.ts'
import { Pulse } from './pulse.ts'
import { type RoomIntent, TwinDesk } from './twin-desk.ts'
import type { Watch } from './watch.ts'
import { sinkOf } from './wire.ts'

/** The largest a copy may be set to; see `Copies.most` for who may come on top. */
export const MOST_PEOPLE = 4000
/** The whole state of the largest city in one buffer, at 40 characters of four bytes a name. */
Encoder.BUFFER_SIZE = 1024 * 1024
/** A lost connection keeps its place this long. */
const KEEP_PLACE_S = 20
const JOIN_WITHIN_MS = 8000
const CLOSE_EMPTY_AFTER_MS = 2000
const TICK_MS = 50
const SHOW_TWIN_MS = 50
const SIGNED_OUT = 'you have signed out'

/** Colyseus's: options, what authentication gave, whether it is taken, whether it waits for somebody coming back. */
type ReservedSeat = readonly [unknown, unknown, boolean, boolean]

/** What the room needs of the house; `rooms.ts` hands it over. */
export type House = {
  readonly city: CityPackage
  readonly watch: Watch
  readonly copies: Copies<CityRoom>
  readonly walls: Walls
  readonly twin: CityTwin
  /** Null where none are held. */
  readonly meetings: CityMeetings | null
  /** Of all copies: session ids are nobody else's. */
  readonly fields: FieldRelay
  /** Null for a key that is none. */
  readonly roleOf: (key: string) => Role | null
  /** By the city's roll as it is now. */
  readonly roleOfWho: (who: Who) => Role
  /** Whether a session has ended lately. */
  readonly hasEnded: (session: string) => boolean
  /** Closes a copy in which nobody is and nobody is expected. */
  readonly closeEmpty: (copy: CityRoom) => void
}

/** What was parsed at the door, with the person whose ticket it was. */
export type Newcomer = Omit<JoinOptions, 'ticket'> & { readonly who: Who | null }

export abstract class CityRoom extends GuardedRoom implements Copy {
  protected abstract readonly house: House
  override state = new PeopleView()
  override autoDispose = false
  /** Names and hands may take a moment; every patch is a message to everybody. */
  override patchRate = 100
  override seatReservationTimeout = 10
  private readonly startedAtMs = performance.now()
  private relay!: PresenceRelay
  private pulse!: Pulse
  private stage!: Stage
  private desk!: TwinDesk
  private meetings!: MeetingDesk
  private readonly chat = new Chat()
  private readonly present = new Map<number, { readonly person: PersonView; readonly client: Client }>()
  private isClosing = false

  protected get watch(): Watch {
    return this.house.watch
  }

  get relayed(): PresenceRelay {
    return this.relay
  }

  has(avatarId: number): boolean {
    return this.present.has(avatarId)
  }

  get occupied(): number {
    return this.state.people.size + this.pending
  }

  /** Seats given to newcomers who have not opened their socket yet. */
  get pending(): number {
    let pending = 0
    for (const seat of Object.values(this['_reservedSeats'] as Readonly<Record<string, ReservedSeat>>))
      if (!seat[3]) pending++
    return pending
  }

  override onCreate(): void {
    const { manifest } = this.house.city
    this.roomId = this.house.copies.freeId()
    this.maxClients = this.house.copies.most
    this.state.city = manifest.id
    this.relay = new PresenceRelay(boundsOf(this.house.city))
    this.stage = this.makeStage()
    this.desk = new TwinDesk(this.house.twin, this.house.fields, this.state)
    this.desk.show(this.nowMs())
    this.meetings = new MeetingDesk(this.house.meetings)
    this.guardPatches()
    this.onMessage(INTENT, (client: Client, raw: unknown, context: MessageContext): unknown => {
      const verdict = this.answer(client, raw)
      if (context.id !== undefined) return verdict
      void Promise.resolve(verdict).then((answer) => client.send(VERDICT, answer))
      return undefined
    })
    for (const [type, desk] of [[WATCH, this.desk] as const, [WATCH_MEETING, this.meetings] as const])
      this.onMessage(type, (client: Client, raw: unknown) => {
        const refusal = desk.watch(client, client.userData as Visitor, raw, this.nowMs())
        if (refusal === null) return
        this.watch.verdict('refused')
        client.send(VERDICT, refused('', refusal))
      })
    this.onMessage('*', (client: Client, type: string | number) => {
      this.watch.verdict('refused')
      const reason = `this city does not understand "${String(type).slice(0, 40)}"`
      client.send(VERDICT, { ok: false, id: '', reason } satisfies Verdict)
    })
    this.pulse = new Pulse(
      this.relay,
      () => this.nowMs(),
      (error) => this.watch.fault('presence', error),
    )
    this.setTimestep((sinceMs: number) => this.relay.tick(this.nowMs(), sinceMs - TICK_MS), TICK_MS)
    this.clock.setInterval(() => this.cutBacklogs(), 1000)
    this.clock.setInterval(() => this.desk.show(this.nowMs()), SHOW_TWIN_MS)
    this.house.copies.add(this)
    if (!this.house.copies.isFirst(this)) this.closeWhenEmpty()
  }

  /** Options were parsed at the door. */
  override onJoin(client: Client, options: Newcomer): void {
    this.guardSocket(client)
    const { who } = options
    const avatarId = this.house.copies.nextAvatarId()
    const key = options.key === undefined ? null : this.house.roleOf(options.key)
    const byKey = key ?? 'visitor'
    const roleNow = (): Role => {
      const byRoll = who ? this.house.roleOfWho(who) : 'visitor'
      return isAtLeast(byKey, byRoll) ? byKey : byRoll
    }
    client.userData = new Visitor(avatarId, { who, key, roleNow }, this.nowMs())
    const person = new PersonView()
    person.avatarId = avatarId
    person.name = who?.name || cleanName(options.name ?? '') || `Guest ${avatarId}`
    person.verified = who?.verified ?? ''
    person.look = options.look ?? Math.imul(avatarId, 2_654_435_761) >>> 0
    this.state.people.set(client.sessionId, person)
    this.present.set(avatarId, { person, client })
    const place = beside(this.stage, options.beside ?? 0, avatarId) ?? spawnOf(this.house.city, avatarId)
    this.relay.join(avatarId, place, this.nowMs(), sinkOf(client))
    this.desk.join(client)
    this.welcome(client, person)
    this.meetings.join(client, () => person.name)
    this.house.copies.publish()
    this.clock.setTimeout(() => {
      if (client.state === ClientState.JOINING) this.expel(client, CloseCode.WITH_ERROR, 'you did not come in')
    }, JOIN_WITHIN_MS)
    if (who && this.house.hasEnded(who.session)) this.expel(client, CLOSED_FOR_SIGN_OUT, SIGNED_OUT)
  }

  /** Whoever came in with one of these sessions is out, those whose line is lost as well. */
  signOut(sessions: ReadonlySet<string>): void {
    for (const { person, client } of this.present.values()) {
      const who = (client.userData as Visitor).who
      if (!who || !sessions.has(who.session)) continue
      if (person.isAway) this['_reconnections'][client.reconnectionToken]?.[1].reject(new Error(SIGNED_OUT))
      else this.expel(client, CLOSED_FOR_SIGN_OUT, SIGNED_OUT)
    }
  }

  override onDrop(client: Client, code: number): void {
    const person = this.state.people.get(client.sessionId)
    const isLost =
      code === CloseCode.ABNORMAL_CLOSURE ||
      code === CloseCode.NO_STATUS_RECEIVED ||
      code === CloseCode.GOING_AWAY ||
      code === CloseCode.MAY_TRY_RECONNECT
    if (!person || !isLost || this.isClosing || this.isExpelled(client)) return
    person.isAway = true
    this.relay.listen(person.avatarId, null)
    this.desk.leave(client)
    this.meetings.leave(client)
    this.keepPlace(client, KEEP_PLACE_S)
  }

  override onReconnect(client: Client): void {
    const person = this.state.people.get(client.sessionId)
    if (!person) throw new Error(`city room: ${client.sessionId} came back to no place`)
    this.guardSocket(client)
    person.isAway = false
    this.present.set(person.avatarId, { person, client })
    this.relay.listen(person.avatarId, sinkOf(client))
    this.desk.join(client)
    this.welcome(client, person)
    this.meetings.join(client, () => person.name)
  }

  override onLeave(client: Client): void {
    const person = this.state.people.get(client.sessionId)
    if (!person) return
    this.relay.leave(person.avatarId)
    this.desk.leave(client)
    this.meetings.leave(client)
    this.present.delete(person.avatarId)
    this.state.people.delete(client.sessionId)
    this.house.copies.publish()
  }

  private closeWhenEmpty(): void {
    let emptySinceMs = this.nowMs()
    this.clock.setInterval(() => {
      if (this.occupied > 0) emptySinceMs = this.nowMs()
      else if (this.nowMs() - emptySinceMs > CLOSE_EMPTY_AFTER_MS) this.house.closeEmpty(this)
    }, 500)
  }

  override onDispose(): void {
    this.pulse.stop()
    this.house.copies.delete(this)
  }

  override onBeforeShutdown(): void {
    this.isClosing = true
    this.disconnect(CloseCode.GOING_AWAY).catch(() => undefined)
  }

  private answer(client: Client, raw: unknown): Verdict | Promise<Verdict> {
    const visitor = client.userData as Visitor
    return answer(raw, visitor, this.watch, {
      nowMs: () => this.nowMs(),
      now: (intent) => this.act(client, visitor, intent),
      later: (intent) => {
        if (isMeetingIntent(intent)) return this.meetings.answer(client, intent)
        const name = this.present.get(visitor.avatarId)?.person.name ?? ''
        const { who, role, key } = visitor
        // Somebody who signed in is one person in all their windows, each of which counts its intents by itself.
        const asker = who ? { id: who.person, line: `${client.sessionId}-` } : { id: client.sessionId, line: '' }
        return this.desk.answer(intent, { ...asker, name, role, key, isSignedIn: who !== null })
      },
    })
  }

  /** Does it, or says why not. */
  protected act(_client: Client, visitor: Visitor, intent: RoomIntent): string | null {
    if (intent.type === 'rename' && visitor.who?.isNamed)
      return `the city knows you as ${visitor.who.name}; its roll keeps that name`
    return perform(this.stage, visitor, intent)
  }

  protected override hearBytes(client: Client, frame: Uint8Array): boolean {
    if (frame[1] !== POSE || client.state !== ClientState.JOINED) return false
    try {
      this.hearPose(client, frame.subarray(2))
    } catch (error) {
      this.watch.fault('pose', error)
    }
    return true
  }

  private hearPose(client: Client, bytes: Uint8Array): void {
    const visitor = client.userData as Visitor
    const nowMs = this.nowMs()
    const reception = this.relay.receive(visitor.avatarId, bytes, nowMs)
    if (reception === 'ignored') return
    this.pulse.stir()
    if (reception === 'taken' || nowMs - visitor.correctedAtMs < 1000) return
    visitor.correctedAtMs = nowMs
    const place = this.relay.where(visitor.avatarId)
    if (!place) return
    const placed: Placed = { place, reason: 'nobody moves that fast, or the city ends here' }
    client.send(PLACED, placed)
    this.watch.audit({ what: 'too fast', who: client.sessionId, detail: 'a pose was cut short' })
  }

  private welcome(client: Client, person: PersonView): void {
    const place = this.relay.where(person.avatarId)
    if (!place) throw new Error(`city room: avatar ${person.avatarId} has no place`)
    const welcome: Welcome = {
      protocol: PROTOCOL_VERSION,
      city: this.state.city,
      avatarId: person.avatarId,
      name: person.name,
      serverMs: this.nowMs(),
      place,
      recent: this.chat.recent,
      role: (client.userData as Visitor).role,
      layers: [...this.house.twin.layers],
    }
    client.send(WELCOME, welcome)
  }

  private makeStage(): Stage {
    return {
      bounds: boundsOf(this.house.city),
      relay: this.relay,
      chat: this.chat,
      walls: this.house.walls,
      nowMs: () => this.nowMs(),
      person: (avatarId) => this.present.get(avatarId)?.person,
      tell: (to, type, message) => this.tell(to, type, message),
      move: (avatarId, to, isChosen) => {
        const place = this.relay.place(avatarId, to, this.nowMs())
        if (place && !isChosen) this.tell(avatarId, PLACED, { place, reason: '' } satisfies Placed)
      },
      find: (name) => this.house.copies.find(name, this),
    }
  }

  private tell(to: number | ((avatarId: number) => boolean), type: string, message: unknown): void {
    if (typeof to === 'number') {
      this.present.get(to)?.client.send(type, message)
      return
    }
    // Encoded once for all.
    const bytes = getMessageBytes.raw(Protocol.ROOM_DATA, type, message)
    for (const [avatarId, { client }] of this.present) if (to(avatarId)) client.enqueueRaw(bytes)
  }

  private nowMs(): number {
    return performance.now() - this.startedAtMs
  }
}

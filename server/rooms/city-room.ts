// One room per city: who is here (published), where they are (relayed), what they ask (answered with a verdict).
// Made by the server only; see rooms.ts for the door. The room decides nothing a kernel should decide.
import { type Client, ClientState, CloseCode, getMessageBytes, type MessageContext, Protocol } from '@colyseus/core'
import { Encoder } from '@colyseus/schema'
import { heightAt } from '../../shared/city/terrain.ts'
import {
  complaint,
  type Found,
  INTENT,
  Intent,
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
import { POSE } from '../../shared/protocol/presence.ts'
import type { CityPackage } from '../city/package.ts'
import { fold } from '../web/fold.ts'
import { beside, perform, type Stage, Visitor } from './acts.ts'
import { Chat } from './chat.ts'
import { GuardedRoom } from './guarded-room.ts'
import { PresenceRelay } from './presence-relay.ts'
import { Pulse } from './pulse.ts'
import type { Watch } from './watch.ts'
import type { Bounds, Place } from './whereabouts.ts'
import { sinkOf } from './wire.ts'

export const MAX_PEOPLE = 1200
/** The whole state of a full city in one buffer, at 40 characters of four bytes a name; the default holds 150 people. */
Encoder.BUFFER_SIZE = 512 * 1024
/** A lost connection keeps its place this long. */
const KEEP_PLACE_S = 20
const JOIN_WITHIN_MS = 10_000
const TICK_MS = 50
const MARGIN_M = 500
const HEADROOM_M = 3000
const REMEMBERED_VERDICTS = 32

/** What the room needs of the house; `rooms.ts` hands it over. */
export type House = { readonly city: CityPackage; readonly watch: Watch }

export abstract class CityRoom extends GuardedRoom {
  protected abstract readonly house: House
  override state = new PeopleView()
  override maxClients = MAX_PEOPLE
  override autoDispose = false
  /** Names and hands may take a moment; every patch is a message to everybody. */
  override patchRate = 100
  override seatReservationTimeout = 10
  private readonly startedAtMs = performance.now()
  private relay!: PresenceRelay
  private pulse!: Pulse
  private stage!: Stage
  private readonly chat = new Chat()
  private readonly present = new Map<number, { readonly person: PersonView; readonly client: Client }>()
  private lastAvatarId = 0
  private isClosing = false

  protected get watch(): Watch {
    return this.house.watch
  }

  get relayed(): PresenceRelay {
    return this.relay
  }

  override onCreate(): void {
    const { manifest } = this.house.city
    this.roomId = roomIdOf(manifest.id)
    this.state.city = manifest.id
    this.relay = new PresenceRelay(boundsOf(this.house.city))
    this.stage = this.makeStage()
    this.guardPatches()
    this.onMessage(INTENT, (client: Client, raw: unknown, context: MessageContext) => {
      const verdict = this.answer(client, raw)
      if (context.id !== undefined) return verdict
      client.send(VERDICT, verdict)
      return undefined
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
    this.setTimestep((sinceMs) => this.relay.tick(this.nowMs(), sinceMs - TICK_MS), TICK_MS)
  }

  /** Options were parsed at the door. */
  override onJoin(client: Client, options: JoinOptions): void {
    this.guardSocket(client)
    const avatarId = this.nextAvatarId()
    client.userData = new Visitor(avatarId, this.nowMs())
    const person = new PersonView()
    person.avatarId = avatarId
    person.name = cleanName(options.name ?? '') || `Guest ${avatarId}`
    person.look = options.look ?? Math.imul(avatarId, 2_654_435_761) >>> 0
    this.state.people.set(client.sessionId, person)
    this.present.set(avatarId, { person, client })
    const place = beside(this.stage, options.beside ?? 0, avatarId) ?? this.spawn(avatarId)
    this.relay.join(avatarId, place, this.nowMs(), sinkOf(client))
    this.welcome(client, person)
    this.clock.setTimeout(() => {
      if (client.state === ClientState.JOINING) client.leave(CloseCode.WITH_ERROR)
    }, JOIN_WITHIN_MS)
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
    // Not awaited: Colyseus closes the socket only after onDrop; when nobody comes back it calls onLeave.
    this.allowReconnection(client, KEEP_PLACE_S).catch(() => undefined)
  }

  override onReconnect(client: Client): void {
    const person = this.state.people.get(client.sessionId)
    if (!person) throw new Error(`city room: ${client.sessionId} came back to no place`)
    this.guardSocket(client)
    person.isAway = false
    this.present.set(person.avatarId, { person, client })
    this.relay.listen(person.avatarId, sinkOf(client))
    this.welcome(client, person)
  }

  override onLeave(client: Client): void {
    const person = this.state.people.get(client.sessionId)
    if (!person) return
    this.relay.leave(person.avatarId)
    this.present.delete(person.avatarId)
    this.state.people.delete(client.sessionId)
  }

  override onDispose(): void {
    this.pulse.stop()
  }

  override onBeforeShutdown(): void {
    this.isClosing = true
    this.disconnect(CloseCode.GOING_AWAY).catch(() => undefined)
  }

  /** The answer to an intent; never throws. Sent twice, it is answered twice and done once. */
  protected answer(client: Client, raw: unknown): Verdict {
    const visitor = client.userData as Visitor
    const parsed = Intent.safeParse(raw)
    if (!parsed.success) return this.told(refused(idOf(raw), complaint(parsed.error, 'that request')))
    const intent = parsed.data
    const before = visitor.verdicts.get(intent.id)
    if (before) return before
    if (!visitor.intents.take(this.nowMs())) return this.told(refused(intent.id, 'too many requests; wait a second'))
    let verdict: Verdict
    try {
      const refusal = this.act(client, visitor, intent)
      verdict = refusal === null ? { ok: true, id: intent.id } : refused(intent.id, refusal)
    } catch (error) {
      this.watch.fault(`intent ${intent.type}`, error)
      this.watch.verdict('failed')
      return refused(intent.id, 'the city could not do that; it has been noted')
    }
    visitor.verdicts.set(intent.id, verdict)
    if (visitor.verdicts.size > REMEMBERED_VERDICTS) {
      for (const oldest of visitor.verdicts.keys()) {
        visitor.verdicts.delete(oldest)
        break
      }
    }
    return this.told(verdict)
  }

  /** Does it, or says why not. */
  protected act(_client: Client, visitor: Visitor, intent: Intent): string | null {
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

  private told(verdict: Verdict): Verdict {
    this.watch.verdict(verdict.ok ? 'accepted' : 'refused')
    return verdict
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
    }
    client.send(WELCOME, welcome)
  }

  private makeStage(): Stage {
    return {
      bounds: boundsOf(this.house.city),
      relay: this.relay,
      chat: this.chat,
      nowMs: () => this.nowMs(),
      person: (avatarId) => this.present.get(avatarId)?.person,
      tell: (to, type, message) => this.tell(to, type, message),
      move: (avatarId, to, isChosen) => {
        const place = this.relay.place(avatarId, to, this.nowMs())
        if (place && !isChosen) this.tell(avatarId, PLACED, { place, reason: '' } satisfies Placed)
      },
      find: (name) => this.find(name),
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

  private find(name: string): Found['people'] {
    const people: Found['people'] = []
    const part = fold(name)
    for (const { avatarId, name } of this.state.people.values())
      if (people.length < 20 && fold(name).includes(part))
        people.push({ avatarId, name, room: this.roomId, isHere: true })
    return people
  }

  /** Around the city's spawn in a sunflower of 1.5 m, so that newcomers do not stand in each other. */
  private spawn(avatarId: number): Place {
    const { spawn } = this.house.city.manifest
    const k = avatarId % 64
    const angle = k * 2.399_963
    const eastM = spawn.eastM + Math.sin(angle) * 1.5 * Math.sqrt(k)
    const northM = spawn.northM + Math.cos(angle) * 1.5 * Math.sqrt(k)
    return { eastM, northM, upM: heightAt(this.house.city.terrain, eastM, northM), headingRad: spawn.headingRad }
  }

  /** Not reused until the numbers have gone round, so that nobody is drawn gliding to a stranger's place. */
  private nextAvatarId(): number {
    do this.lastAvatarId = (this.lastAvatarId % 0xffff) + 1
    while (this.relay.where(this.lastAvatarId))
    return this.lastAvatarId
  }

  private nowMs(): number {
    return performance.now() - this.startedAtMs
  }
}

const roomIdOf = (cityId: string): string => `city-${cityId}`

function boundsOf({ manifest }: CityPackage): Bounds {
  const [westM, southM, eastM, northM] = manifest.boundsM
  return {
    westM: westM - MARGIN_M,
    southM: southM - MARGIN_M,
    eastM: eastM + MARGIN_M,
    northM: northM + MARGIN_M,
    lowM: manifest.terrain.minM - 100,
    highM: manifest.terrain.maxM + HEADROOM_M,
  }
}

const refused = (id: string, reason: string): Verdict => ({ ok: false, id, reason })

function idOf(raw: unknown): string {
  const id = raw !== null && typeof raw === 'object' && Object.hasOwn(raw, 'id') ? (raw as { id: unknown }).id : ''
  return typeof id === 'string' ? id.slice(0, 40) : ''
}

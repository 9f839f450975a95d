// The only door to Colyseus on the server: one city room, made here, on an http.Server that somebody else owns.
// Colyseus's own HTTP routes are not mounted (they mirror any origin, answer before any middleware and let anybody
// make rooms); `seat` is what a matchmaking route may call. One city a process: Colyseus's matchmaker is global.
import type { Server as HttpServer } from 'node:http'
import { LocalDriver, LocalPresence, matchMaker, Server } from '@colyseus/core'
import { WebSocketTransport } from '@colyseus/ws-transport'
import type { Logger } from 'pino'
import { z } from 'zod'
import { complaint, JoinOptions, PROTOCOL_VERSION } from '../../shared/protocol/intent.ts'
import type { Role } from '../../shared/kernel/system.ts'
import type { CityPackage } from '../city/package.ts'
import type { Identity } from '../identity/identity.ts'
import type { KeyRing } from '../identity/keys.ts'
import { FieldRelay } from '../fields/field-relay.ts'
import type { CityMeetings } from '../meetings/contract.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { CityRoom, type House, type Newcomer } from './city-room.ts'
import { Copies } from './copies.ts'
import { Walls } from './grounds.ts'
import type { Place } from './whereabouts.ts'
import type { Watch } from './watch.ts'

/** Frames larger than this close their socket with 1009, unparsed. */
const MAX_FRAME_BYTES = 4096
const PING_EVERY_MS = 2500
/** Seats given and not yet taken; each is kept ten seconds. */
const MOST_PENDING = 200
const CATCH_UP_EVERY_MS = 1000
const REMEMBER_SIGNED_OUT_MS = 60_000

export type Person = {
  readonly sessionId: string
  readonly avatarId: number
  readonly name: string
  readonly isAway: boolean
}
type Seat = {
  readonly name: string
  readonly sessionId: string
  readonly roomId: string
  readonly processId: string
}

/** A request for a seat that is refused; `status` is the HTTP status that says so. */
class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  constructor(status: number, reason: string) {
    super(reason)
    this.status = status
  }
}

export type Rooms = {
  /** A seat for a newcomer (`join`, `joinById`) or for one coming back (`reconnect`); throws Refusal. */
  seat(method: string, room: string, options: unknown): Promise<Seat>
  people(): Person[]
  where(avatarId: number): Place | null
  droppedFrames(): number
  /** Frames of fields, likewise. */
  droppedFieldFrames(): number
  pendingSeats(): number
  /** How many copies of the city are open. */
  copies(): number
  isOpen(): boolean
  /** Tells the room, closes every socket with 1001. Does not close the http.Server's listening port. */
  close(): Promise<void>
}

export type RoomsOptions = {
  readonly httpServer: HttpServer
  readonly city: CityPackage
  readonly log: Logger
  readonly watch: Watch
  /** How many people one copy of the city takes. */
  readonly roomSize: number
  readonly twin: CityTwin
  /** Null where none are held. */
  readonly meetings: CityMeetings | null
  readonly keys: Pick<KeyRing, 'roleOf'>
  readonly identity: Pick<Identity, 'redeem' | 'roleOf' | 'onEnded'>
  /** Another room of the same kind, for tests that plant faults. */
  readonly room?: typeof CityRoom
}

let isRunning = false

export async function startRooms(options: RoomsOptions): Promise<Rooms> {
  if (isRunning) throw new Error('rooms: this process already runs a city')
  isRunning = true
  const { httpServer, city, log, watch, roomSize, twin, meetings, keys, identity, room = CityRoom } = options
  const copies = new Copies<CityRoom>(city.manifest.id, roomSize)
  const closeEmpty = (copy: CityRoom): void => {
    copies
      .exclusively(async () => {
        if (copy.occupied > 0) return
        copies.delete(copy)
        await copy.disconnect()
      })
      .catch((error: unknown) => watch.fault('closing a copy', error))
  }
  const fields = new FieldRelay(twin.layers)
  twin.onFrame((frame) => {
    try {
      fields.publish(frame)
    } catch (error) {
      watch.fault('a field', error)
    }
  })
  const catchUp = setInterval(() => fields.catchUp(), CATCH_UP_EVERY_MS)
  const roleOf = (key: string): Role | null => keys.roleOf(key)
  // A seat may be taken some seconds after its session ended.
  const signedOut = new Set<string>()
  identity.onEnded((ids) => {
    for (const id of ids) signedOut.add(id)
    setTimeout(() => ids.forEach((id) => signedOut.delete(id)), REMEMBER_SIGNED_OUT_MS).unref()
    for (const copy of copies.all()) copy.signOut(signedOut)
  })
  const house: House = {
    city,
    watch,
    copies,
    walls: new Walls(city),
    twin,
    meetings,
    fields,
    roleOf,
    roleOfWho: (who) => identity.roleOf(who),
    hasEnded: (session) => signedOut.has(session),
    closeEmpty,
  }
  const Base = room as unknown as new () => CityRoom
  class Room extends Base {
    protected readonly house = house
  }
  const transport = new WebSocketTransport({
    server: httpServer,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    // A socket that does not answer three times is gone within eight seconds.
    pingInterval: PING_EVERY_MS,
  })
  transport['shouldShutdownServer'] = false
  // Whoever listens on the port answers for its errors.
  httpServer.removeAllListeners('error')
  const server = new Server({
    transport,
    presence: new LocalPresence(),
    driver: new LocalDriver(),
    greet: false,
    gracefullyShutdown: false,
    logger: quietly(log),
  })
  await matchMaker.onReady
  await matchMaker.accept()
  server.define('city', Room)
  await matchMaker.createRoom('city', {})
  return {
    seat: (method, name, options) => seat(house, identity, { method, name, options }),
    people: () => copies.all().flatMap(peopleOf),
    where: (avatarId) =>
      copies
        .all()
        .find((copy) => copy.has(avatarId))
        ?.relayed.where(avatarId) ?? null,
    droppedFrames: () => copies.all().reduce((sum, copy) => sum + copy.relayed.droppedFrames, 0),
    droppedFieldFrames: () => fields.droppedFrames,
    pendingSeats: () => copies.pending,
    copies: () => copies.all().length,
    isOpen: () => isRunning && matchMaker.state === matchMaker.MatchMakerState.READY,
    async close() {
      if (!isRunning) return
      clearInterval(catchUp)
      await matchMaker.gracefullyShutdown()
      transport.shutdown()
      isRunning = false
    },
  }
}

const Return = z.strictObject({ reconnectionToken: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) })

async function seat(
  { copies, roleOf }: House,
  identity: RoomsOptions['identity'],
  { method, name, options }: { method: string; name: string; options: unknown },
): Promise<Seat> {
  if (method === 'create' || method === 'joinOrCreate')
    throw new Refusal(403, 'rooms are made by the server; join the room "city"')
  if (method !== 'join' && method !== 'joinById' && method !== 'reconnect')
    throw new Refusal(404, 'there is no such way in')
  const copy = copies.get(name)
  if (method === 'join' ? name !== 'city' : !copy) throw new Refusal(404, 'there is no such room')
  if (matchMaker.state !== matchMaker.MatchMakerState.READY) throw new Refusal(503, 'the city is closing')
  if (method === 'reconnect') {
    const parsed = Return.safeParse(options)
    if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'coming back'))
    return refusing(410, () => matchMaker.reconnect(name, parsed.data))
  }
  const parsed = JoinOptions.safeParse(options)
  if (!parsed.success) throw new Refusal(400, complaint(parsed.error, 'joining'))
  const brought = parsed.data
  if (brought.protocol !== undefined && brought.protocol !== PROTOCOL_VERSION)
    throw new Refusal(409, 'this page is of another version of Townhall; reload it')
  if (brought.key !== undefined && roleOf(brought.key) === null)
    throw new Refusal(403, 'that key opens nothing in this city; ask for a new link, or come without a key')
  const { ticket, ...rest } = brought
  const who = ticket === undefined ? null : await identity.redeem(ticket)
  if (ticket !== undefined && !who)
    throw new Refusal(403, 'that ticket was used before, or is too old; ask for another, or come as a guest')
  return copies.exclusively(() => newSeat(copies, copy, { ...rest, who }))
}

/** In the copy asked for, or in the one that fits best. */
async function newSeat(copies: Copies<CityRoom>, asked: CityRoom | undefined, brought: Newcomer): Promise<Seat> {
  if (copies.pending >= MOST_PENDING) throw new Refusal(429, 'many are coming in just now; try again in a moment')
  if (asked && !copies.takes(asked, brought.beside))
    throw new Refusal(503, 'that copy of the city is full; join the city to be given another')
  let copy = asked ?? copies.choose(brought.beside)
  if (!copy && copies.canGrow) {
    const { roomId } = await matchMaker.createRoom('city', {})
    copy = copies.get(roomId)
  }
  if (!copy) throw new Refusal(503, 'the city is full; try again soon')
  const { roomId } = copy
  return refusing(503, () => matchMaker.joinById(roomId, brought))
}

function peopleOf({ state }: CityRoom): Person[] {
  const all: Person[] = []
  for (const [sessionId, { avatarId, name, isAway }] of state.people.entries())
    all.push({ sessionId, avatarId, name, isAway })
  return all
}

async function refusing(status: number, reserve: () => ReturnType<typeof matchMaker.joinById>): Promise<Seat> {
  try {
    const { name, sessionId, roomId, processId } = await reserve()
    return { name, sessionId, roomId, processId: processId ?? '' }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(
      status,
      status === 410 ? 'your place is no longer kept; join again' : 'the city is full; try again soon',
    )
  }
}

/** Colyseus's own lines, without its pictograms' noise: errors as warnings of ours (a hostile frame is not our fault). */
function quietly(log: Logger): Record<'debug' | 'error' | 'info' | 'trace' | 'warn', (...words: unknown[]) => void> {
  const at =
    (level: 'trace' | 'debug' | 'warn') =>
    (...words: unknown[]): void =>
      log[level](words.map(String).join(' '))
  return { trace: at('trace'), debug: at('debug'), info: at('debug'), warn: at('warn'), error: at('warn') }
}

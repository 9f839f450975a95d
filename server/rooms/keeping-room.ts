// A Colyseus room in which a place is kept for whoever lost their line, however often the way back breaks as well.
// Colyseus 0.18, read in its source: a way back uses the place up when the server answers it, not when the answer was
// read; an attempt that waits for the old line takes the place even if its own socket has gone meanwhile; of two that
// wait the earlier is never let in. Whoever let such an attempt go was refused with the next. Here a place is taken when
// the owner has said so; until then the token they came with opens it as well as the one they were answered.
import { type Client, ErrorCode, Room, ServerError } from '@colyseus/core'
import type { PeopleView } from '../../shared/protocol/people.view.ts'
import type { Watch } from './watch.ts'

/** A socket that lives answers a ping by then; the owner of a broken line is back well within five seconds. */
const ANSWER_WITHIN_MS = 1500
const OPEN = 1

/** What we use of the socket below a client of the ws transport. */
type Socket = {
  readonly bufferedAmount: number
  readonly readyState: number
  on(event: 'ping' | 'pong' | 'close', heard: () => void): void
  off(event: 'pong' | 'close', heard: () => void): void
  ping(): void
  on(event: 'error', heard: (error: Error & { code?: string }) => void): void
  close(code: number, reason: string): void
  pause(): void
  terminate(): void
}
export const socketOf = (client: Client): Socket => client.ref as unknown as Socket

type Options = { readonly reconnectionToken?: string | null } | undefined
type Seat = (client: Client, context: unknown, options: Options) => Promise<void>

/** Colyseus keeps messages for a client until it has acknowledged joining, and then takes this away. */
type Unsure = { ['_enqueuedMessages']?: unknown }
const hasAcknowledged = (client: Client): boolean => (client as unknown as Unsure)['_enqueuedMessages'] === undefined

export abstract class KeepingRoom extends Room<{ state: PeopleView }> {
  protected abstract readonly watch: Watch
  /** Of whoever has come back: the token they knew then. */
  private readonly cameWith = new WeakMap<Client, string>()
  /** Of those who wait for an old line to be asked: the last that came, by session. */
  private readonly waiting = new Map<string, Client>()

  constructor() {
    super()
    const seat = this['_onJoin'].bind(this) as Seat
    // The transport calls this with every socket that has a seat; there is no public hook in front of it.
    this['_onJoin'] = async (client: Client, context: unknown, options: Options) => {
      const token = options?.reconnectionToken
      if (token) {
        const owner = this.ownerBy(client.sessionId, token)
        if (owner) await this.takeOver(owner, client, token)
        if (socketOf(client).readyState !== OPEN) throw gone('the attempt to come back was let go')
        this.cameWith.set(client, token)
      }
      await seat(client, context, options)
    }
  }

  /**
   * Who brings the reconnection token of somebody who is here is a thief, or the owner whose line broke unnoticed: the
   * owner's socket is asked, and whoever does not answer it is out. (Colyseus's own answer is to throw the owner out by
   * HTTP, and to wait for ten seconds at the socket.)
   */
  override hasReservedSeat(sessionId: string, token?: string): boolean {
    return super.hasReservedSeat(sessionId, token) || (!!token && this.ownerBy(sessionId, token) !== undefined)
  }

  override checkReconnectionToken(token: string): string {
    const isHeld = this.clients.some((client) => client.reconnectionToken === token)
    // Colyseus refuses whatever is empty.
    return isHeld ? '' : (super.checkReconnectionToken(token) ?? '')
  }

  /** Call it from `onDrop`: the place waits for either token the owner may know. */
  protected keepPlace(client: Client, forS: number): void {
    const before = hasAcknowledged(client) ? undefined : this.cameWith.get(client)
    // Colyseus keeps no place for whoever has not acknowledged it.
    if (before !== undefined) delete (client as unknown as Unsure)['_enqueuedMessages']
    // Not awaited: Colyseus closes the socket only after onDrop; when nobody comes back it calls onLeave.
    this.allowReconnection(client, forS).catch(() => undefined)
    const places = this['_reconnections']
    const place = places[client.reconnectionToken]
    if (before === undefined || !place) return
    places[before] = place
    const forget = (): void => {
      if (places[before] === place) delete places[before]
    }
    place[1].then(forget, forget)
  }

  /** Who is here with this token, or came back with it and may not know their new one. */
  private ownerBy(sessionId: string, token: string): Client | undefined {
    const owner = this.clients.get(sessionId)
    if (!owner) return undefined
    const isTheirs =
      owner.reconnectionToken === token || (this.cameWith.get(owner) === token && !hasAcknowledged(owner))
    return isTheirs ? owner : undefined
  }

  /** Resolves when the owner's line is gone and the place waits for this newcomer; throws when it does not. */
  private async takeOver(owner: Client, newcomer: Client, token: string): Promise<void> {
    const { sessionId } = owner
    this.waiting.set(sessionId, newcomer)
    const isGone = await isLineGone(owner)
    const isLast = this.waiting.get(sessionId) === newcomer
    if (isLast) this.waiting.delete(sessionId)
    if (!isGone) {
      this.watch.audit({ what: 'stolen token', who: sessionId, detail: 'somebody else brought their token' })
      throw gone('that place is taken')
    }
    // Whoever tries again has let go what they tried before.
    if (!isLast) throw gone('another attempt to come back came after this one')
    if (!super.hasReservedSeat(sessionId, token)) throw gone('that place is no longer kept')
  }
}

const gone = (reason: string): ServerError => new ServerError(ErrorCode.MATCHMAKE_EXPIRED, reason)

/** Asks a line whether it lives; one that does not answer is cut. */
function isLineGone(client: Client): Promise<boolean> {
  const socket = socketOf(client)
  return new Promise((tell) => {
    let hasAnswered = false
    const answered = (): void => {
      hasAnswered = true
    }
    const end = (isGone: boolean): void => {
      clearTimeout(late)
      socket.off('pong', answered)
      socket.off('close', closed)
      tell(isGone)
    }
    const closed = (): void => end(true)
    // Waited for even after an answer: a line that its owner has let go closes meanwhile.
    const late = setTimeout(() => {
      if (hasAnswered) end(false)
      else socket.terminate()
    }, ANSWER_WITHIN_MS)
    socket.on('pong', answered)
    socket.on('close', closed)
    socket.ping()
  })
}

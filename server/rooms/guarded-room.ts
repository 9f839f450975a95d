// A Colyseus room that survives its own faults and other people's bytes. Every room of ours extends it.
// Colyseus 0.18, read in its source: an exception in a message handler, a timer or a patch callback ends the process
// unless `onUncaughtException` exists, `onBeforePatch` is not covered even then, and a frame cut inside its header
// throws before any handler. Floods are counted here, at the socket, whatever the frames say.
import { type Client, Room, type RoomException, type RoomMethodName } from '@colyseus/core'
import { CLOSED_FOR_FLOOD, CLOSED_FOR_NONSENSE, MAX_MESSAGES_PER_SECOND } from '../../shared/protocol/intent.ts'
import type { PeopleView } from '../../shared/protocol/people.view.ts'
import type { Watch } from './watch.ts'

const BURST = 2 * MAX_MESSAGES_PER_SECOND
const LAST_WORDS_MS = 250

type Counted = { tokens: number; atMs: number }

/** What we use of the socket below a client of the ws transport. */
type Socket = {
  readonly bufferedAmount: number
  on(event: 'ping', heard: () => void): void
  on(event: 'error', heard: (error: Error & { code?: string }) => void): void
  close(code: number, reason: string): void
  pause(): void
  terminate(): void
}
export const socketOf = (client: Client): Socket => client.ref as unknown as Socket

export abstract class GuardedRoom extends Room<{ state: PeopleView }> {
  protected abstract readonly watch: Watch
  private readonly counted = new WeakMap<Client, Counted>()
  private readonly expelled = new WeakSet<Client>()

  constructor() {
    super()
    // The transport calls this with every frame; there is no public hook in front of it.
    const inner = this['_onMessage'].bind(this)
    this['_onMessage'] = (client: Client, frame: Buffer) => {
      if (this.isExpelled(client) || !this.isWithinRate(client)) return
      try {
        inner(client as never, frame)
      } catch (error) {
        this.expel(client, CLOSED_FOR_NONSENSE, 'that is not a message', 'nonsense')
        this.watch.audit({ what: 'nonsense', who: client.sessionId, detail: String(error).slice(0, 200) })
      }
    }
  }

  /** Called by Colyseus for what it wraps itself, and by us for the rest. */
  override onUncaughtException(error: RoomException | Error, where: RoomMethodName | 'onBeforePatch'): void {
    this.watch.fault(where, error.cause ?? error)
  }

  /** Puts a guard around `onBeforePatch`, thrown or rejected; call it from `onCreate`. */
  protected guardPatches(): void {
    const before = this.onBeforePatch?.bind(this)
    if (!before) return
    this.onBeforePatch = async (state) => {
      try {
        await before(state)
      } catch (error) {
        this.onUncaughtException(error instanceof Error ? error : new Error(String(error)), 'onBeforePatch')
      }
    }
  }

  /** Watches a newcomer's socket for what never becomes a message. */
  protected guardSocket(client: Client): void {
    const socket = socketOf(client)
    socket.on('ping', () => this.isWithinRate(client))
    socket.on('error', (error) => {
      if (error.code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return
      this.expelled.add(client)
      this.watch.audit({ what: 'oversized', who: client.sessionId, detail: error.message })
    })
  }

  protected isExpelled(client: Client): boolean {
    return this.expelled.has(client)
  }

  /** Closes a socket for good: nothing more is read from it, and its place is not kept. */
  protected expel(client: Client, code: number, reason: string, what: 'flood' | 'nonsense'): void {
    if (this.expelled.has(client)) return
    this.expelled.add(client)
    const socket = socketOf(client)
    socket.close(code, reason)
    socket.pause()
    setTimeout(() => socket.terminate(), LAST_WORDS_MS).unref()
    if (what === 'flood') this.watch.audit({ what, who: client.sessionId, detail: reason })
  }

  private isWithinRate(client: Client): boolean {
    const nowMs = performance.now()
    const counted = this.counted.get(client) ?? { tokens: BURST, atMs: nowMs }
    const earned = ((nowMs - counted.atMs) / 1000) * MAX_MESSAGES_PER_SECOND
    counted.tokens = Math.min(BURST, counted.tokens + earned) - 1
    counted.atMs = nowMs
    this.counted.set(client, counted)
    if (counted.tokens >= 0) return true
    this.expel(client, CLOSED_FOR_FLOOD, `more than ${MAX_MESSAGES_PER_SECOND} messages a second`, 'flood')
    return false
  }
}

// A Colyseus room that survives its own faults and other people's bytes. Every room of ours extends it.
// Colyseus 0.18, read in its source: an exception in a message handler, a timer or a patch callback ends the process
// unless `onUncaughtException` exists, `onBeforePatch` is not covered even then, and a frame cut inside its header
// throws before any handler. Floods are counted here, at the socket, whatever the frames say.
import { type Client, Protocol, type RoomException, type RoomMethodName } from '@colyseus/core'
import { CLOSED_FOR_FLOOD, CLOSED_FOR_NONSENSE, MAX_MESSAGES_PER_SECOND } from '../../shared/protocol/intent.ts'
import { Allowance } from './allowance.ts'
import { KeepingRoom, socketOf } from './keeping-room.ts'
import { readShortMessages } from './wire.ts'

const BURST = 2 * MAX_MESSAGES_PER_SECOND
const LAST_WORDS_MS = 250
/** Chat and state nobody reads; the first state of the largest city is a quarter of that. */
const MOST_BACKLOG_BYTES = 2 * 1024 * 1024

type Watched = { readonly allowance: Allowance; isExpelled: boolean }

export abstract class GuardedRoom extends KeepingRoom {
  private readonly watched = new WeakMap<Client, Watched>()
  private readonly inner: (client: Client, frame: Buffer) => void

  constructor() {
    super()
    // The transport calls this with every frame; there is no public hook in front of it.
    this.inner = this['_onMessage'].bind(this) as typeof this.inner
    this['_onMessage'] = (client: Client, frame: Buffer) => this.hear(client, this.watchedOf(client), frame)
  }

  private hear(client: Client, watched: Watched, frame: Buffer): void {
    if (watched.isExpelled || !this.isWithinRate(client, watched)) return
    if (frame[0] === Protocol.ROOM_DATA_BYTES && this.hearBytes(client, frame)) return
    try {
      if (!isFrame(frame)) throw new RangeError('not a frame')
      // Colyseus may keep it, and it may lie in a buffer that is used again.
      this.inner(client, Buffer.from(frame))
    } catch (error) {
      this.expel(client, CLOSED_FOR_NONSENSE, 'that is not a message')
      this.watch.audit({ what: 'nonsense', who: client.sessionId, detail: String(error).slice(0, 200) })
    }
  }

  /** Takes a byte message past Colyseus's decoder; true when it was one of ours. Must not throw. */
  protected hearBytes(_client: Client, _frame: Uint8Array): boolean {
    return false
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
    const watched = this.watchedOf(client)
    readShortMessages(socket, (frame) => this.hear(client, watched, frame))
    socket.on('ping', () => this.isWithinRate(client, this.watchedOf(client)))
    socket.on('error', (error) => {
      if (error.code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return
      this.watchedOf(client).isExpelled = true
      this.watch.audit({ what: 'oversized', who: client.sessionId, detail: error.message })
      // ws has sent its 1009 and reads on to throw the rest away: 20 MB of garbage a frame. Not from us.
      setImmediate(() => socket.pause())
      setTimeout(() => socket.terminate(), LAST_WORDS_MS).unref()
    })
  }

  /** Ends lines whose unread messages pile up; their places are kept as for any lost line. */
  protected cutBacklogs(): void {
    for (const client of this.clients) {
      const socket = socketOf(client)
      if (socket.bufferedAmount <= MOST_BACKLOG_BYTES) continue
      socket.terminate()
      this.watch.audit({ what: 'backlog', who: client.sessionId, detail: `${socket.bufferedAmount} bytes unread` })
    }
  }

  protected isExpelled(client: Client): boolean {
    return this.watchedOf(client).isExpelled
  }

  /** Closes a socket for good: nothing more is heard from it, and its place is not kept. */
  protected expel(client: Client, code: number, reason: string): void {
    const watched = this.watchedOf(client)
    if (watched.isExpelled) return
    watched.isExpelled = true
    const socket = socketOf(client)
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), LAST_WORDS_MS).unref()
  }

  private watchedOf(client: Client): Watched {
    let watched = this.watched.get(client)
    if (!watched) {
      watched = { allowance: new Allowance(MAX_MESSAGES_PER_SECOND, BURST, performance.now()), isExpelled: false }
      this.watched.set(client, watched)
    }
    return watched
  }

  private isWithinRate(client: Client, { allowance }: Watched): boolean {
    if (allowance.take(performance.now())) return true
    const reason = `more than ${MAX_MESSAGES_PER_SECOND} messages a second`
    this.expel(client, CLOSED_FOR_FLOOD, reason)
    socketOf(client).pause()
    this.watch.audit({ what: 'flood', who: client.sessionId, detail: reason })
    return false
  }
}

/**
 * Whether a frame begins as the client library's frames do: a known code, then a short ASCII name or a small number.
 * Colyseus's decoder reads past the end and complains on stderr for every broken name; it is not asked.
 */
function isFrame(frame: Uint8Array): boolean {
  const code = frame[0] ?? 0
  switch (code) {
    case Protocol.JOIN_ROOM:
    case Protocol.LEAVE_ROOM:
    case Protocol.PING:
      return frame.length === 1
    case Protocol.ROOM_DATA:
    case Protocol.ROOM_DATA_BYTES:
      return isType(frame, 1)
    case Protocol.ROOM_REQUEST: {
      const id = frame[1] ?? 0xff
      const more = id < 0x80 ? 0 : NUMBER_BYTES[id]
      return more !== undefined && isType(frame, 2 + more)
    }
    default:
      return false
  }
}

/** Bytes that follow a MessagePack marker of an unsigned number; a small number is its own marker. */
const NUMBER_BYTES: Readonly<Record<number, number>> = { 0xcc: 1, 0xcd: 2, 0xce: 4 }

function isType(frame: Uint8Array, at: number): boolean {
  const marker = frame[at]
  if (marker === undefined) return false
  if (marker < 0x80) return true
  if (marker < 0xa1 || marker > 0xbf) return false
  const name = frame.subarray(at + 1, at + 1 + (marker & 31))
  return name.length === (marker & 31) && name.every((byte) => byte >= 0x20 && byte < 0x7f)
}

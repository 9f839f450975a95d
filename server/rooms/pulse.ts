// When the relay flushes: after what this turn of the event loop brought, and every few milliseconds while somebody is
// owed a frame. An error in a flush is the room's to survive.
import type { PresenceRelay } from './presence-relay.ts'

/** Node's timers are no finer than a millisecond; what comes within a step goes out together. */
const STEP_MS = 3

export class Pulse {
  private isArmed = false
  private isWaiting = false
  private isStopped = false
  private readonly relay: PresenceRelay
  private readonly nowMs: () => number
  private readonly onFault: (error: unknown) => void

  constructor(relay: PresenceRelay, nowMs: () => number, onFault: (error: unknown) => void) {
    this.relay = relay
    this.nowMs = nowMs
    this.onFault = onFault
  }

  /** Somebody moved. */
  stir(): void {
    if (this.isArmed) return
    this.isArmed = true
    setImmediate(this.afterTurn)
  }

  stop(): void {
    this.isStopped = true
  }

  private readonly afterTurn = (): void => {
    this.isArmed = false
    this.flush()
  }

  private readonly afterStep = (): void => {
    this.isWaiting = false
    this.flush()
  }

  private flush(): void {
    if (this.isStopped) return
    try {
      if (!this.relay.flush(this.nowMs()) || this.isWaiting) return
      this.isWaiting = true
      setTimeout(this.afterStep, STEP_MS)
    } catch (error) {
      this.onFault(error)
    }
  }
}

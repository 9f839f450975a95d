// When the relay flushes: at once after what this turn of the event loop brought in a small company, else every few
// milliseconds while there is something to send. An error in a flush is the room's to survive.
import type { PresenceRelay } from './presence-relay.ts'

/** Node's timers are no finer than a millisecond; what comes within a step goes out together. */
const STEP_MS = 3

export class Pulse {
  private isArmed = false
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
    if (this.isArmed || this.isStopped) return
    this.isArmed = true
    if (this.relay.pauseMs === 0) setImmediate(this.flush)
    else setTimeout(this.flush, STEP_MS)
  }

  stop(): void {
    this.isStopped = true
  }

  private readonly flush = (): void => {
    this.isArmed = false
    if (this.isStopped) return
    try {
      if (this.relay.flush(this.nowMs())) this.stir()
    } catch (error) {
      this.onFault(error)
    }
  }
}

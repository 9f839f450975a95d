// When the relay flushes: after what this turn of the event loop brought, and every few milliseconds while somebody is
// owed a frame. In a crowd the thread rests between turns, as a network card moderates its interrupts: waking for each pose
// costs more than reading it. An error in a flush is the room's to survive.
import type { PresenceRelay } from './presence-relay.ts'

/** Node's timers are no finer than a millisecond; what comes within a step goes out together. */
const STEP_MS = 3
/** From the end of one rest to the end of the next; work in between makes the rest shorter, down to none. */
const MODERATE_MS = 2
/** So short a rest is not worth the call. */
const LEAST_MS = 0.1

export class Pulse {
  private isStirred = false
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
    if (this.isStirred) return
    this.isStirred = true
    if (stirred.push(this) === 1) setImmediate(afterTurn)
  }

  /** At the end of a turn; true in a crowd. */
  turned(): boolean {
    this.isStirred = false
    this.flush()
    return this.relay.pauseMs > 0
  }

  stop(): void {
    this.isStopped = true
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

/** The rooms of this thread in which somebody moved during this turn. */
const stirred: Pulse[] = []
let restedAtMs = 0
const nobodyWakes = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

function afterTurn(): void {
  let isCrowd = false
  for (const pulse of stirred.splice(0)) isCrowd = pulse.turned() || isCrowd
  if (!isCrowd) return
  const leftMs = restedAtMs + MODERATE_MS - performance.now()
  if (leftMs > LEAST_MS) Atomics.wait(nobodyWakes, 0, 0, leftMs)
  restedAtMs = performance.now()
}

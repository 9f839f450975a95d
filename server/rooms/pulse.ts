// When the relay flushes: after what this turn of the event loop brought, and every few milliseconds while somebody is
// owed a frame. In a crowd the thread rests between turns, as a network card moderates its interrupts: waking for each pose
// costs more than reading it. An error in a flush is the room's to survive.
import { PRESENCE_HZ } from '../../shared/protocol/presence.ts'
import type { PresenceRelay } from './presence-relay.ts'

/** Node's timers are no finer than a millisecond; what comes within a step goes out together. */
const STEP_MS = 3
/** In a crowd the turns that bring poses flush, and the step is for when none come. */
const STEP_MS_IN_CROWD = 12
/**
 * From the end of one rest to the end of the next, as long as it takes so many poses to come; work in between makes the
 * rest shorter, down to none.
 */
const REST_MS = { least: 2, most: 3 } as const
const POSES_A_REST = 12
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

  /** At the end of a turn: how long from rest to rest, 0 when there is no crowd. */
  turned(): number {
    this.isStirred = false
    this.flush()
    const { pauseMs, size } = this.relay
    if (pauseMs === 0) return 0
    return Math.min(REST_MS.most, Math.max(REST_MS.least, (POSES_A_REST * 1000) / (size * PRESENCE_HZ)))
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
      setTimeout(this.afterStep, this.relay.pauseMs > 0 ? STEP_MS_IN_CROWD : STEP_MS)
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
  let apartMs = 0
  for (const pulse of stirred.splice(0)) apartMs = Math.max(apartMs, pulse.turned())
  if (apartMs === 0) return
  const leftMs = restedAtMs + apartMs - performance.now()
  if (leftMs > LEAST_MS) Atomics.wait(nobodyWakes, 0, 0, leftMs)
  restedAtMs = performance.now()
}

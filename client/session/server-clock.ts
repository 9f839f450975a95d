// The server's presence clock as seen from here: every frame says what time it was when it left. The least delayed
// frame is the best witness, so the estimate jumps up to it at once and otherwise sinks slowly, to follow drift.

/** Clocks of ordinary machines part by less than this share. */
const DRIFT = 0.0005

export class ServerClock {
  private offsetMs: number | null = null
  private lastMs = 0

  /** `serverMs` as sent, `nowMs` the local monotonic clock on arrival. */
  hear(serverMs: number, nowMs: number): void {
    const seen = serverMs - nowMs
    const sunk = this.offsetMs === null ? seen : this.offsetMs - (nowMs - this.lastMs) * DRIFT
    this.offsetMs = Math.max(seen, sunk)
    this.lastMs = nowMs
  }

  /** Never ahead of the server by more than the drift: behind it by the least delay met so far. */
  now(nowMs: number): number {
    return Math.max(0, nowMs + (this.offsetMs ?? 0))
  }

  /** The server started anew, or it is another one. */
  forget(): void {
    this.offsetMs = null
  }
}

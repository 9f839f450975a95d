// The headset's half of pairing: it shows eight letters, asks now and then whether a phone has said yes, and comes in anew as
// who holds the phone.
import { signal } from '@preact/signals'
import { askIdentity } from './ask.ts'

/** More than the server asks for: clocks of both sides run as they like. */
const SLACK_MS = 300

export class Pairing {
  /** `BCDF-GHJK`; empty while none is shown. */
  readonly code = signal('')
  readonly trouble = signal('')
  private readonly paired: () => Promise<void>
  private turn = 0

  constructor(paired: () => Promise<void>) {
    this.paired = paired
  }

  /** Never rejects. */
  async begin(): Promise<void> {
    const turn = ++this.turn
    this.trouble.value = ''
    try {
      const { deviceCode, userCode, pollEveryS } = await askIdentity('/pairing', (shapes) => shapes.Pairing, {})
      if (turn !== this.turn) return
      this.code.value = userCode
      for (;;) {
        await new Promise((next) => setTimeout(next, pollEveryS * 1000 + SLACK_MS))
        if (turn !== this.turn) return
        const { state } = await askIdentity('/pairing/poll', (shapes) => shapes.Polled, { deviceCode })
        if (turn !== this.turn) return
        if (state === 'pending') continue
        this.stop()
        await this.paired()
        return
      }
    } catch (error) {
      if (turn !== this.turn) return
      this.stop()
      this.trouble.value = error instanceof Error ? error.message : String(error)
    }
  }

  stop(): void {
    this.turn++
    this.code.value = ''
  }
}

// A headset borrows a session from a phone (the shape of RFC 8628): the headset shows eight letters, somebody who is signed
// in types them on their phone and says yes. Typing is the defence against a stranger's code: there is no link with the code
// in it, and what is lent may look and speak, never sign. In memory: a restart asks for a new code.
import { randomBytes, randomInt } from 'node:crypto'
import { hashOf } from './one-time.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './sessions.ts'

/** RFC 8628, 6.1: no vowels, nothing that looks like something else; eight are 34.5 bits. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LIVES_MS = 600_000
const POLL_EVERY_S = 5
const MOST = 2000

type Asked = {
  readonly code: string
  readonly device: string
  readonly endsMs: number
  state: 'pending' | 'refused' | Session
  polledAtMs: number
}

export type Pairing = {
  /** Opens the session for who holds it; shown to nobody. */
  readonly deviceCode: string
  /** To be shown: `BCDF-GHJK`. */
  readonly userCode: string
  readonly expiresInS: number
  readonly pollEveryS: number
}

export class Pairings {
  private readonly byDevice = new Map<string, Asked>()
  private readonly byCode = new Map<string, Asked>()
  private readonly nowMs: () => number

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  /** For a device that calls itself that. */
  begin(device: string): Pairing {
    this.sweep()
    if (this.byDevice.size >= MOST)
      throw new Refusal(503, 'many devices are being paired just now; try again in a moment')
    const deviceCode = randomBytes(32).toString('base64url')
    let code: string
    do code = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('')
    while (this.byCode.has(code))
    const asked: Asked = { code, device, endsMs: this.nowMs() + LIVES_MS, state: 'pending', polledAtMs: -Infinity }
    this.byDevice.set(hashOf(deviceCode), asked)
    this.byCode.set(code, asked)
    const userCode = `${code.slice(0, 4)}-${code.slice(4)}`
    return { deviceCode, userCode, expiresInS: LIVES_MS / 1000, pollEveryS: POLL_EVERY_S }
  }

  /** The device that shows that code; null for a wrong one. */
  deviceOf(userCode: string): string | null {
    return this.pending(userCode)?.device ?? null
  }

  /** Null for a wrong code. */
  answer(userCode: string, lender: Session | null): { device: string } | null {
    const asked = this.pending(userCode)
    if (!asked) return null
    asked.state = lender ?? 'refused'
    this.byCode.delete(asked.code)
    return { device: asked.device }
  }

  /** The session that was lent, once; null while nobody has answered. Throws a Refusal for the rest. */
  poll(deviceCode: string): Session | null {
    const key = hashOf(deviceCode)
    const asked = this.byDevice.get(key)
    const nowMs = this.nowMs()
    if (!asked || asked.endsMs <= nowMs) throw new Refusal(410, 'that code is no longer good; ask for a new one')
    if (nowMs - asked.polledAtMs < POLL_EVERY_S * 1000) throw new Refusal(429, `ask every ${POLL_EVERY_S} seconds`)
    asked.polledAtMs = nowMs
    if (asked.state === 'pending') return null
    this.byDevice.delete(key)
    if (asked.state === 'refused') throw new Refusal(403, 'the phone said no')
    return asked.state
  }

  private pending(userCode: string): Asked | null {
    const asked = this.byCode.get(userCode.toUpperCase().replace(/[\s-]/g, ''))
    return asked && asked.endsMs > this.nowMs() ? asked : null
  }

  private sweep(): void {
    for (const [key, asked] of this.byDevice) {
      if (asked.endsMs > this.nowMs()) return
      this.byDevice.delete(key)
      this.byCode.delete(asked.code)
    }
  }
}

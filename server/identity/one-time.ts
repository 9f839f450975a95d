// Things that work once and soon or not at all: nonces of sign-ins, tickets into rooms, challenges of passkeys.
// Kept in memory by the hash of their name; whoever takes one has it, everybody after gets nothing. A restart forgets them
// all, and people ask again.
import { createHash, randomBytes } from 'node:crypto'
import { Refusal } from './refusal.ts'

const MOST = 50_000

export class OneTime<T> {
  private readonly kept = new Map<string, { readonly value: T; readonly endsMs: number }>()
  private readonly liveMs: number
  private readonly nowMs: () => number

  constructor(liveMs: number, nowMs: () => number) {
    this.liveMs = liveMs
    this.nowMs = nowMs
  }

  /** Its name: 256 bits from chance, or the one given. Throws a Refusal when too many are outstanding. */
  make(value: T, name = randomBytes(32).toString('base64url')): string {
    this.sweep()
    if (this.kept.size >= MOST) throw new Refusal(503, 'many are signing in just now; try again in a moment')
    this.kept.set(hashOf(name), { value, endsMs: this.nowMs() + this.liveMs })
    return name
  }

  /** Null when there is none of that name, or no longer. Whatever the taker does with it, it is used up. */
  take(name: string): T | null {
    const key = hashOf(name)
    const found = this.kept.get(key)
    this.kept.delete(key)
    return found && found.endsMs > this.nowMs() ? found.value : null
  }

  /** All live equally long, so the oldest end first. */
  private sweep(): void {
    for (const [key, { endsMs }] of this.kept) {
      if (endsMs > this.nowMs()) return
      this.kept.delete(key)
    }
  }
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

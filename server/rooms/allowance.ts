// A token bucket: so many a second, a burst of so many.

export class Allowance {
  private tokens: number
  private atMs: number
  private readonly perSecond: number
  private readonly burst: number

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.perSecond = perSecond
    this.burst = burst
    this.tokens = burst
    this.atMs = nowMs
  }

  /** Whether one more is allowed now; a refused one costs nothing. */
  take(nowMs: number): boolean {
    const earned = (Math.max(0, nowMs - this.atMs) / 1000) * this.perSecond
    this.tokens = Math.min(this.burst, this.tokens + earned)
    this.atMs = nowMs
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}

const MOST_REMEMBERED = 10_000

/** One for each of those who ask, by what they are known by; who has long not asked is forgotten with the others. */
export function allowances({ perSecond, burst }: { readonly perSecond: number; readonly burst: number }) {
  const all = new Map<string, Allowance>()
  return (who: string): boolean => {
    const nowMs = performance.now()
    const own = all.get(who) ?? new Allowance(perSecond, burst, nowMs)
    if (all.size > MOST_REMEMBERED) all.clear()
    all.set(who, own)
    return own.take(nowMs)
  }
}

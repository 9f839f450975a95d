// What a reading is worth. It is never thrown away and never changed in place: what came stays as `raw` beside the value
// in the key's unit, with codes that say what is wrong with it. Only readings that may be believed go on to the twin.
// The codes follow the usual tests of sensor data (gross range, flat line, timing: IOOS QARTOD); no test of rate of
// change or neighbours is made.
import { boundsOf, type Quantity, stuckAfterMs } from './about.ts'
import type { Reading } from './readings.ts'
import { toUnitOfKey, unitOfKey } from './units.ts'

export const QUALITY_CODES = [
  'ok',
  /** Came more than a minute after it was measured, or after a newer one. */
  'late',
  /** Measured after it came: a clock that is wrong. */
  'future',
  /** Another value for a moment that has one. */
  'duplicate',
  'outOfRange',
  /** The same for longer than is natural. */
  'stuck',
  'notANumber',
  'unknownUnit',
] as const
export type QualityCode = (typeof QUALITY_CODES)[number]

export type Judged = {
  readonly key: string
  /** In the key's unit; null where it is no number or its unit is not known. */
  readonly value: number | null
  readonly atMs: number
  readonly codes: readonly QualityCode[]
  /** What came, as text; with its own unit and time where those differ. */
  readonly raw: string
  readonly rawUnit: string
  readonly rawAtMs: number
  /** Whether the value is another number than what came. */
  readonly isConverted: boolean
}

const LATE_MS = 60_000
const FUTURE_MS = 5000
const STUCK_COUNT = 10
const REMEMBERED = 16

/** What is remembered of one quantity of a device in order to judge its next reading. */
export class Track {
  private readonly recentAtMs = new Float64Array(REMEMBERED).fill(Number.NaN)
  private readonly recentRaw: string[] = Array.from({ length: REMEMBERED }, () => '')
  private next = 0
  private newestAtMs = -Infinity
  private sameRaw = ''
  private sameSinceMs = 0
  private sameCount = 0

  /** Null when exactly this came before: a resend. `aheadMs` is how far the device's clock is known to be ahead. */
  judge(
    reading: Reading,
    { quantity, receivedAtMs, aheadMs }: { quantity: Quantity; receivedAtMs: number; aheadMs: number },
  ): Judged | null {
    const { key } = quantity
    const raw = typeof reading.value === 'string' ? reading.value : JSON.stringify(reading.value)
    const rawAtMs = reading.atMs ?? receivedAtMs
    const same = this.recentAtMs.indexOf(rawAtMs)
    const isKnownMoment = reading.atMs !== undefined && same >= 0
    if (isKnownMoment && this.recentAtMs.some((at, i) => at === rawAtMs && this.recentRaw[i] === raw)) return null
    this.remember(rawAtMs, raw)

    const codes: QualityCode[] = []
    if (isKnownMoment) codes.push('duplicate')
    const atMs = this.timed(rawAtMs, { receivedAtMs, aheadMs, codes })
    const rawUnit = reading.unit ?? quantity.unit ?? unitOfKey(key)
    const value = measured(reading.value, { rawUnit, key, codes })
    if (value !== null) {
      const [least, most] = boundsOf(quantity)
      if (value < least || value > most) codes.push('outOfRange')
    }
    if (this.isStuck(raw, atMs, stuckAfterMs(quantity))) codes.push('stuck')
    return {
      key,
      value,
      atMs,
      codes: codes.length === 0 ? OK : codes,
      raw,
      rawUnit,
      rawAtMs,
      isConverted: value !== reading.value,
    }
  }

  /** What was judged last could not be kept: it may come again. */
  forget(): void {
    this.recentAtMs.fill(Number.NaN)
  }

  private remember(atMs: number, raw: string): void {
    this.recentAtMs[this.next] = atMs
    this.recentRaw[this.next] = raw
    this.next = (this.next + 1) % REMEMBERED
  }

  /** The moment it is kept under. Nothing is measured tomorrow: a clock ahead is set right, or what it says left out. */
  private timed(
    rawAtMs: number,
    { receivedAtMs, aheadMs, codes }: { receivedAtMs: number; aheadMs: number; codes: QualityCode[] },
  ): number {
    let atMs = rawAtMs
    if (rawAtMs > receivedAtMs + FUTURE_MS) {
      codes.push('future')
      atMs = rawAtMs - aheadMs > receivedAtMs + FUTURE_MS ? receivedAtMs : rawAtMs - aheadMs
    }
    if (receivedAtMs - atMs > LATE_MS || atMs < this.newestAtMs) codes.push('late')
    if (atMs > this.newestAtMs) this.newestAtMs = atMs
    return atMs
  }

  private isStuck(raw: string, atMs: number, afterMs: number | null): boolean {
    if (raw !== this.sameRaw) {
      this.sameRaw = raw
      this.sameSinceMs = atMs
      this.sameCount = 0
    }
    this.sameCount++
    return afterMs !== null && this.sameCount >= STUCK_COUNT && atMs - this.sameSinceMs >= afterMs
  }
}

const OK: readonly QualityCode[] = ['ok']

/** Codes with which a reading is still what the city believes. */
const BELIEVED: ReadonlySet<QualityCode> = new Set(['ok', 'future', 'late'])

/** Late ones are true, but of the past: they go to the store and not to the live city. */
export const isForNow = ({ value, codes }: Pick<Judged, 'value' | 'codes'>): boolean =>
  value !== null && codes.every((code) => BELIEVED.has(code) && code !== 'late')

function measured(
  value: Reading['value'],
  { rawUnit, key, codes }: { rawUnit: string; key: string; codes: QualityCode[] },
): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? numberIn(value) : Number.NaN
  if (!Number.isFinite(number)) {
    codes.push('notANumber')
    return null
  }
  const converted = toUnitOfKey(number, rawUnit, key)
  if (converted === null) codes.push('unknownUnit')
  return converted
}

/** "12.5" and "12,5" are numbers; "", "NaN", "0x10" are not. */
function numberIn(text: string): number {
  const trimmed = text.trim().replace(/^([+-]?\d+),(\d+)$/, '$1.$2')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : Number.NaN
}

/**
 * How far a device's clock is ahead. What arrives before it was measured tells it for certain, less the way here. A
 * clock behind looks like a slow line: it is told (`behindMs`), and nothing is moved for it.
 */
export class Skew {
  private readonly offsetsMs: number[] = []
  private heldMs = 0

  /** Of the newest reading of a message. */
  hear(atMs: number, receivedAtMs: number): void {
    this.offsetsMs.push(receivedAtMs - atMs)
    if (this.offsetsMs.length > REMEMBERED) this.offsetsMs.shift()
    const least = Math.min(...this.offsetsMs)
    const isSteady = Math.max(...this.offsetsMs) - least < STEADY_MS
    const aheadMs = this.offsetsMs.length >= SKEW_COUNT && isSteady && least < -FUTURE_MS ? -least : 0
    // Held until it moves: a resent reading must get the same time again.
    if (aheadMs === 0 || Math.abs(aheadMs - this.heldMs) > HOLD_MS) this.heldMs = aheadMs
  }

  get aheadMs(): number {
    return this.heldMs
  }

  get behindMs(): number {
    const least = this.offsetsMs.length >= SKEW_COUNT ? Math.min(...this.offsetsMs) : 0
    return least > FUTURE_MS ? least : 0
  }
}
const SKEW_COUNT = 5
const STEADY_MS = 30_000
const HOLD_MS = 2000

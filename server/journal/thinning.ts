// Keyframes grow rarer with age: all of the last ten minutes, then one in ten minutes for an hour, one an hour for a day,
// one a day before that. What lies between is played from the one before it. Never taken: the first (a fork has nothing else to begin with), the last, and those
// just after another build began to play, before which that build may not be able to look. Entries are never taken.

const TEN_MINUTES_MS = 600_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Framed = {
  readonly seq: number
  readonly atMs: number
  /** Follows an `opened`. */
  readonly isOpening: boolean
}

/** The sequence numbers of those that may go; given in order. */
export function spare(keyframes: readonly Framed[]): number[] {
  const first = keyframes[0]
  const last = keyframes.at(-1)
  const taken = new Set<string>()
  return keyframes.flatMap((one) => {
    const ageMs = (last?.atMs ?? 0) - one.atMs
    if (one === last || ageMs <= TEN_MINUTES_MS) return []
    const everyMs = ageMs <= HOUR_MS ? TEN_MINUTES_MS : ageMs <= DAY_MS ? HOUR_MS : DAY_MS
    const span = `${everyMs} ${Math.floor(one.atMs / everyMs)}`
    if (taken.has(span) && !one.isOpening && one !== first) return [one.seq]
    taken.add(span)
    return []
  })
}

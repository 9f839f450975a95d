// How a thing that says where it is moves: `eastM` and `northM` heard together are its place, `headingRad` its heading; what
// it does not say of heading and speed follows from the way it made. Places far from where it can be are passed over.

/** Kinds of sensors that move. */
export const MOVING_KINDS: readonly string[] = ['bus', 'tram', 'car', 'truck', 'person']
export const isMoving = (kind: string): boolean => MOVING_KINDS.includes(kind)

type Said = { value: number; atMs: number }
export type Motion = {
  /** Clockwise from north. */
  headingRad: number
  speedMS: number
  /** Of the last place taken, Unix time; null before the first. */
  atMs: number | null
  east: Said | null
  north: Said | null
  /** Half a place that waits for its other half. */
  waits: 'east' | 'north' | null
  /** Whether it tells its heading and speed itself. */
  saysHeading: boolean
  saysSpeed: boolean
}

/** The two halves of a place belong together when they are so near in time; a half said twice in a row counts alone. */
const TOGETHER_MS = 500
/** A way shorter than this has no direction. */
const TURN_FROM_M = 1
const FASTEST_MS = 60
const FURTHEST_M = 200_000

export const standing = (): Motion => ({
  headingRad: 0,
  speedMS: 0,
  atMs: null,
  east: null,
  north: null,
  waits: null,
  saysHeading: false,
  saysSpeed: false,
})

type At = { eastM: number; northM: number }

/** Whether the value was one of place, heading or speed, and could be believed; then `at` and the motion are up to date. */
export function moved(
  motion: Motion,
  at: At,
  { key, value, atMs }: { readonly key: string; readonly value: number; readonly atMs: number },
): boolean {
  switch (key) {
    case 'headingRad':
      if (Math.abs(value) > 100) return false
      motion.headingRad = value
      motion.saysHeading = true
      return true
    case 'speedMS':
      if (value < 0 || value > FASTEST_MS) return false
      motion.speedMS = value
      motion.saysSpeed = true
      return true
    case 'eastM':
    case 'northM': {
      if (Math.abs(value) > FURTHEST_M) return false
      const side = key === 'eastM' ? 'east' : 'north'
      if (motion[side] && motion[side].atMs > atMs) return false
      motion[side] = { value, atMs }
      const { east, north } = motion
      const isPair = east !== null && north !== null && Math.abs(east.atMs - north.atMs) <= TOGETHER_MS
      if (isPair || motion.waits === side) goOn(motion, at)
      else motion.waits = side
      return true
    }
    default:
      return false
  }
}

function goOn(motion: Motion, at: At): void {
  const { east, north, atMs } = motion
  if (!east || !north) return
  motion.waits = null
  const nowMs = Math.max(east.atMs, north.atMs)
  const [wayE, wayN] = [east.value - at.eastM, north.value - at.northM]
  const wayM = Math.hypot(wayE, wayN)
  at.eastM = east.value
  at.northM = north.value
  if (atMs !== null && nowMs > atMs && !motion.saysSpeed)
    motion.speedMS = Math.min(FASTEST_MS, (wayM * 1000) / (nowMs - atMs))
  if (atMs !== null && wayM >= TURN_FROM_M && !motion.saysHeading) motion.headingRad = Math.atan2(wayE, wayN)
  motion.atMs = nowMs
}

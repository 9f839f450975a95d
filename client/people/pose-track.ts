// One other person's way between the poses that arrive: shown a little late, so that a late packet is no jump.
// Poses are stamped in server milliseconds; the delay follows the spacing seen (people far off come at 5 Hz).

export type TrackedPose = {
  eastM: number
  northM: number
  upM: number
  headingRad: number
  pitchRad: number
}
type Stamped = TrackedPose & { atMs: number }

const KEPT = 12
const MIN_DELAY_MS = 100
const MAX_DELAY_MS = 600
/** Dead reckoning goes on this long when nothing arrives, then the body stands. */
const COAST_MS = 200
/** A jump further than this between two poses is a teleport: shown as one. */
const TELEPORT_M = 30

export class PoseTrack {
  private readonly poses: Stamped[] = []
  private spacingMs = MIN_DELAY_MS

  /** Late or doubled poses are ignored. */
  push(atMs: number, pose: Readonly<TrackedPose>): void {
    const last = this.poses.at(-1)
    if (last && atMs <= last.atMs) return
    if (last) {
      const gap = Math.min(MAX_DELAY_MS, atMs - last.atMs)
      this.spacingMs += (gap - this.spacingMs) * (gap > this.spacingMs ? 0.5 : 0.1)
    }
    this.poses.push({ atMs, ...pose })
    if (this.poses.length > KEPT) this.poses.shift()
  }

  /** How late this person is shown now, milliseconds. */
  get delayMs(): number {
    return Math.min(MAX_DELAY_MS, Math.max(MIN_DELAY_MS, this.spacingMs * 1.5))
  }

  /** Fills `out` with the pose to show at a server time; false when nothing is known yet. Speed is in m/s. */
  sample(serverMs: number, out: TrackedPose & { speedMs: number }): boolean {
    const newest = this.poses.at(-1)
    if (!newest) return false
    const t = serverMs - this.delayMs
    let after = this.poses.findIndex((pose) => pose.atMs >= t)
    if (after === 0) return blend(this.poses[0] as Stamped, this.poses[0] as Stamped, 0, out)
    if (after === -1) after = this.poses.length - 1
    const b = this.poses[after] as Stamped
    const a = this.poses[after - 1] ?? b
    const span = b.atMs - a.atMs
    const wanted = span > 0 ? (t - a.atMs) / span : 1
    return blend(a, b, Math.min(wanted, 1 + COAST_MS / Math.max(span, 1)), out, t > b.atMs + COAST_MS)
  }
}

function blend(a: Stamped, b: Stamped, t: number, out: TrackedPose & { speedMs: number }, resting = false): boolean {
  const wayM = Math.hypot(b.eastM - a.eastM, b.northM - a.northM, b.upM - a.upM)
  const u = wayM > TELEPORT_M ? 1 : resting ? 1 : t
  out.eastM = a.eastM + (b.eastM - a.eastM) * u
  out.northM = a.northM + (b.northM - a.northM) * u
  out.upM = a.upM + (b.upM - a.upM) * u
  out.headingRad = a.headingRad + turnBetween(a.headingRad, b.headingRad) * Math.min(1, u)
  out.pitchRad = a.pitchRad + (b.pitchRad - a.pitchRad) * Math.min(1, u)
  const seconds = (b.atMs - a.atMs) / 1000
  const level = Math.hypot(b.eastM - a.eastM, b.northM - a.northM)
  out.speedMs = resting || seconds <= 0 || wayM > TELEPORT_M ? 0 : level / seconds
  return true
}

/** The short way round. */
function turnBetween(from: number, to: number): number {
  const turn = (to - from) % (2 * Math.PI)
  if (turn > Math.PI) return turn - 2 * Math.PI
  return turn < -Math.PI ? turn + 2 * Math.PI : turn
}

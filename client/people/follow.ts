// Walking behind somebody: in their steps, so that what they walked round or over (walls, bridges) is walked likewise.
// Gives wishes like hands do; the body's own collision does the rest. Pure: no clock, no scene.
import { type Body, RUN_MS, WALK_MS, type Wish } from './motion.ts'

export type Led = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly mode: 'walk' | 'fly' | 'sit'
}
/** 'lost': too far behind, or stuck, so that only going there at once helps. */
export type Following = 'near' | 'moving' | 'lost'

const BEHIND_M = 2
/** Sets off when they are this far; then comes to BEHIND_M. */
const SET_OFF_M = 2.8
const RUN_M = 6
/** Beside them but this much above or below, one stands under their bridge: steps and slopes are flatter. */
const LEVEL_M = 1.2
const LOST_M = 60
/** A step of theirs worth remembering, and when it counts as reached. */
const CRUMB_M = 1
const REACHED_M = 0.9
const CRUMBS = 128
/** Further from one frame to the next, they did not walk. */
const LEAP_M = 20
/** Less than this much nearer to anything in so many seconds is being stuck. */
const STUCK_M = 0.5
const STUCK_S = 3
/** In flight the speed falls off within this distance. */
const GLIDE_M = 25

export class Follower {
  readonly avatarId: number
  readonly wish: Wish = { forward: 0, right: 0, up: 0, fast: false }
  /** Where it walks to, clockwise from north; for turning the eyes. */
  headingRad = 0
  private readonly trail: { eastM: number; northM: number }[] = []
  private lastE = Number.NaN
  private lastN = Number.NaN
  private isGoing = false
  private stuckS = 0
  private stuckE = 0
  private stuckN = 0
  /** How hard it walks or flies there, and how fast it climbs, 0..1 and -1..1. */
  private push = 1
  private climb = 0

  constructor(avatarId: number) {
    this.avatarId = avatarId
  }

  /** Works out this frame's wish against the body's heading. */
  step(body: Readonly<Body>, led: Led, seconds: number): Following {
    const { wish } = this
    wish.forward = wish.right = wish.up = 0
    wish.fast = false
    this.remember(led)
    const awayM = Math.hypot(led.eastM - body.eastM, led.northM - body.northM)
    if (awayM > LOST_M) return this.lose()
    if (awayM <= BEHIND_M && Math.abs(led.upM - body.feetUpM) < LEVEL_M) {
      this.isGoing = false
      this.trail.length = 0
    } else if (awayM > SET_OFF_M || led.upM - body.feetUpM > LEVEL_M) this.isGoing = true
    if (!this.isGoing) {
      this.stuckS = 0
      return 'near'
    }
    wish.fast = body.mode === 'walk' && awayM > RUN_M
    const strideM = (wish.fast ? RUN_MS : WALK_MS) * seconds
    const isFlight = led.mode === 'fly' || body.mode === 'fly'
    const aim = isFlight ? led : this.aim(body, led, strideM)
    const aimM = Math.hypot(aim.eastM - body.eastM, aim.northM - body.northM)
    this.headingRad = Math.atan2(aim.eastM - body.eastM, aim.northM - body.northM)
    if (body.mode === 'fly') this.push = Math.min(1, Math.max(0.1, (awayM - BEHIND_M) / GLIDE_M))
    // In a long frame nobody runs past the step they follow, and off the bridge.
    else this.push = strideM > aimM ? aimM / strideM : 1
    this.climb = Math.min(1, Math.max(-1, (led.upM - body.feetUpM) / 10))
    this.turned(body)
    return this.isStuck(body, seconds) ? this.lose() : 'moving'
  }

  /** The wish goes by the body's heading: call when that was turned after `step`. */
  turned({ headingRad, pitchRad, mode }: Readonly<Body>): void {
    const { wish, push } = this
    wish.forward = Math.cos(this.headingRad - headingRad) * push
    wish.right = Math.sin(this.headingRad - headingRad) * push
    // Level with them; forward already climbs with the eyes' pitch, so that is taken off.
    wish.up = mode === 'fly' ? this.climb - Math.sin(pitchRad) * wish.forward : 0
  }

  private remember(led: Led): void {
    const leapM = Math.hypot(led.eastM - this.lastE, led.northM - this.lastN)
    if (leapM > LEAP_M) this.trail.length = 0
    this.lastE = led.eastM
    this.lastN = led.northM
    const last = this.trail.at(-1)
    if (last && Math.hypot(led.eastM - last.eastM, led.northM - last.northM) < CRUMB_M) return
    this.trail.push({ eastM: led.eastM, northM: led.northM })
    if (this.trail.length > CRUMBS) this.trail.shift()
  }

  /** The next step of theirs that is not behind one, nor nearer than one's own stride. */
  private aim(body: Readonly<Body>, led: Led, strideM: number): { readonly eastM: number; readonly northM: number } {
    const { trail } = this
    const awayM = (at: { readonly eastM: number; readonly northM: number }): number =>
      Math.hypot(at.eastM - body.eastM, at.northM - body.northM)
    let nearest = 0
    for (let i = 1; i < trail.length; i++) if (awayM(trail[i] as Led) <= awayM(trail[nearest] as Led)) nearest = i
    trail.splice(0, nearest)
    while (trail[0] && awayM(trail[0]) < Math.max(REACHED_M, strideM)) trail.shift()
    return trail[0] ?? led
  }

  private isStuck(body: Readonly<Body>, seconds: number): boolean {
    if (Math.hypot(body.eastM - this.stuckE, body.northM - this.stuckN) > STUCK_M) {
      this.stuckE = body.eastM
      this.stuckN = body.northM
      this.stuckS = 0
    } else this.stuckS += seconds
    return this.stuckS > STUCK_S
  }

  private lose(): Following {
    this.stuckS = 0
    this.trail.length = 0
    return 'lost'
  }
}

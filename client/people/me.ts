// One's own body in the city: what hands ask for moves it at once; the eye goes with it; the server hears of it.
import { type Body, EYE_HEIGHT_M, move, still, type Wish, type World } from './motion.ts'

/** Sitting on a bench lowers the eye by this much, within this time or so. */
const SIT_DOWN_M = 0.45
const SIT_S = 0.25

const MAX_PITCH_RAD = 1.5
/** A frame longer than this is shortened: after a pause nobody finds themselves across the river. */
const LONGEST_FRAME_S = 1

export type EyePose = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
  readonly pitchRad: number
}

export class Me {
  readonly body: Body = { eastM: 0, northM: 0, feetUpM: 0, headingRad: 0, pitchRad: 0, mode: 'walk', fallMs: 0 }
  /** Set while a tool holds the camera elsewhere (screenshots, benchmarks); the body stays where it is. */
  heldEye: EyePose | null = null
  private readonly world: World
  private loweredM = 0
  private readonly ownEye = { eastM: 0, northM: 0, upM: 0, headingRad: 0, pitchRad: 0 }

  constructor(world: World) {
    this.world = world
  }

  /** Puts the body somewhere at once, feet on the floor found there from above. */
  place(eastM: number, northM: number, headingRad = this.body.headingRad): void {
    const { body } = this
    const [e, n] = this.world.collide(eastM, northM, 0.4, this.world.floorAt(eastM, northM, Number.POSITIVE_INFINITY))
    body.eastM = e
    body.northM = n
    body.feetUpM = this.world.floorAt(e, n, Number.POSITIVE_INFINITY)
    body.headingRad = headingRad
    body.fallMs = 0
  }

  turn(yawRad: number, pitchRad: number): void {
    const full = 2 * Math.PI
    this.body.headingRad = (((this.body.headingRad + yawRad) % full) + full) % full
    this.body.pitchRad = Math.min(MAX_PITCH_RAD, Math.max(-MAX_PITCH_RAD, this.body.pitchRad + pitchRad))
  }

  /** Moves for a frame; true when hands asked for something. */
  step(wish: Readonly<Wish>, seconds: number): boolean {
    const lowered = this.body.mode === 'sit' ? SIT_DOWN_M : 0
    this.loweredM += (lowered - this.loweredM) * (1 - Math.exp(-seconds / SIT_S))
    move(this.body, wish, Math.min(LONGEST_FRAME_S, seconds), this.world)
    return !still(wish)
  }

  /** One object, written anew at each call. */
  get eye(): EyePose {
    if (this.heldEye) return this.heldEye
    const { body, ownEye } = this
    ownEye.eastM = body.eastM
    ownEye.northM = body.northM
    ownEye.upM = body.feetUpM + EYE_HEIGHT_M - this.loweredM
    ownEye.headingRad = body.headingRad
    ownEye.pitchRad = body.pitchRad
    return ownEye
  }
}

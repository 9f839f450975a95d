// How one moves in VR: real steps, teleport by a thrown arc, the stick, turning in steps or smoothly. The body (people/me.ts)
// is the truth and obeys walls and floors; the stage follows it, so that the head always stands over the body.
import { type Body, EYE_HEIGHT_M, move } from '../people/motion.ts'
import { eastOf, northOf, type Vec3 } from '../scene/frame.ts'
import { type Arc, canStand, newArc, throwArc } from './arc.ts'
import type { ArcShown } from './arc-shown.ts'
import type { Hand, Hands } from './hands.ts'
import type { HeadsetHost } from './host.ts'
import { pin, type Stage, turnToWorld } from './stage.ts'
import type { Vignette } from './vignette.ts'
import { lookOf } from './worn-pose.ts'

const AIM_AT = 0.65
const LET_AT = 0.35
const SNAP_AT = 0.7
const SMOOTH_RAD_S = 1.5
/** A bare hand or a gaze goes where its ray meets the ground, this far at most. */
const POINT_M = 20
const FULL_TURN = 2 * Math.PI

type Given = {
  readonly host: Pick<HeadsetHost, 'me' | 'around' | 'model' | 'teleported'>
  readonly stage: Stage
  readonly hands: Hands
  readonly shown: ArcShown
  readonly vignette: Vignette
}

export class Locomotion {
  state: 'none' | 'aiming' | 'refused' = 'none'
  readonly look = { headingRad: 0, pitchRad: 0 }
  private readonly given: Given
  private readonly arc: Arc = newArc()
  private aiming: Hand | null = null
  private wasSnapped = false
  private heading = Number.NaN
  private isSeated = false
  private liftM = 0
  private readonly last = { x: Number.NaN, z: 0 }
  private readonly wish = { forward: 0, right: 0, up: 0, fast: false }

  constructor(given: Given) {
    this.given = given
  }

  /** Once a frame, after the hands were read. */
  step(seconds: number): void {
    const { host, stage, hands } = this.given
    const { body } = host.me
    this.faceAsBody(body)
    this.realSteps(body)
    const moving = this.sticks(body, seconds)
    lookOf(hands.head.turn, stage.frame.yawRad, this.look)
    body.headingRad = this.look.headingRad
    body.pitchRad = Math.min(1.5, Math.max(-1.5, this.look.pitchRad))
    this.heading = body.headingRad
    this.follow(body)
    this.given.vignette.step(moving ? host.model.comfort.peek().vignette : 0, seconds)
  }

  /** A bare hand or a gaze pressed on the ground: go there when one can stand there. True when one went. */
  pointAt(eastM: number, northM: number): boolean {
    const { host } = this.given
    const floor = host.around.floorAt(eastM, northM, host.me.body.feetUpM + 30)
    if (Math.hypot(eastM - host.me.body.eastM, northM - host.me.body.northM) > POINT_M) return false
    if (!canStand(eastM, northM, floor, host.around)) return false
    this.go(eastM, northM, floor)
    return true
  }

  /** One looks at a table meanwhile: the arc is let go, and steps from there are none in the city. */
  rest(): void {
    this.endAim()
    this.last.x = Number.NaN
    this.heading = Number.NaN
  }

  turn(byRad: number): void {
    // Clockwise: the room turns with the one who stands in it.
    this.given.stage.frame.yawRad -= byRad
    this.follow(this.given.host.me.body)
  }

  /** Somebody else turned the body (a link, a guide): the room turns so that one looks that way. */
  private faceAsBody(body: Body): void {
    const { stage, hands } = this.given
    if (body.headingRad === this.heading) return
    lookOf(hands.head.turn, stage.frame.yawRad, this.look)
    stage.frame.yawRad -= body.headingRad - this.look.headingRad
    this.last.x = Number.NaN
  }

  private realSteps(body: Body): void {
    const { stage, hands, host } = this.given
    const { at } = hands.head
    if (!Number.isNaN(this.last.x)) {
      moved.x = at.x - this.last.x
      moved.y = 0
      moved.z = at.z - this.last.z
      turnToWorld(stage.frame, moved, moved)
      if (moved.x !== 0 || moved.z !== 0) {
        const [e, n] = host.around.collide(body.eastM + eastOf(moved), body.northM + northOf(moved), 0.2, body.feetUpM)
        body.eastM = e
        body.northM = n
      }
    }
    this.last.x = at.x
    this.last.z = at.z
  }

  /** True while one is moved by a stick. */
  private sticks(body: Body, seconds: number): boolean {
    const { host, hands } = this.given
    const comfort = host.model.comfort.peek()
    const walker = comfort.walkBy === 'stick' || body.mode === 'fly' ? hands.left : null
    this.aim(walker)
    const turner = walker
      ? hands.right
      : Math.abs(hands.right.stickX) >= Math.abs(hands.left.stickX)
        ? hands.right
        : hands.left
    const isSmooth = this.turnBy(turner, comfort, seconds)
    if (!walker || (walker.stickX === 0 && walker.stickY === 0)) return isSmooth
    this.wish.forward = -walker.stickY
    this.wish.right = walker.stickX
    this.wish.fast = walker.isGripped
    move(body, this.wish, Math.min(1, seconds), host.around)
    return true
  }

  private turnBy(hand: Hand, comfort: { turn: string; snapDeg: number }, seconds: number): boolean {
    const x = this.aiming === hand ? 0 : hand.stickX
    if (comfort.turn === 'smooth') {
      if (Math.abs(x) < 0.2) return false
      this.turn(x * SMOOTH_RAD_S * seconds)
      return true
    }
    const isSnapped = Math.abs(x) > SNAP_AT
    if (isSnapped && !this.wasSnapped) this.turn((Math.sign(x) * comfort.snapDeg * Math.PI) / 180)
    this.wasSnapped = isSnapped
    return false
  }

  /** Stick forward throws the arc, letting go lands, the grip calls it off. */
  private aim(walker: Hand | null): void {
    const { hands, shown } = this.given
    const hand = this.aiming ?? this.throwing(hands.right, walker) ?? this.throwing(hands.left, walker)
    if (!hand) return
    if (hand.kind !== 'controller' || hand.isGripped) return this.endAim()
    if (this.aiming && Math.hypot(hand.stickX, hand.stickY) < LET_AT) {
      const { isFree, eastM, northM, upM } = this.arc
      this.endAim()
      if (isFree) this.go(eastM, northM, upM)
      return
    }
    this.aiming = hand
    this.throwFrom(hand)
    this.state = this.arc.isFree ? 'aiming' : 'refused'
    shown.show(this.arc)
  }

  private throwing(hand: Hand, walker: Hand | null): Hand | null {
    return hand !== walker && hand.kind === 'controller' && hand.stickY < -AIM_AT ? hand : null
  }

  private endAim(): void {
    this.aiming = null
    this.state = 'none'
    this.given.shown.hide()
  }

  private throwFrom(hand: Hand): void {
    const { stage, host } = this.given
    const { at, dir } = hand.ray
    turnToWorld(stage.frame, at, moved)
    thrown.eastM = eastOf(moved) + stage.frame.x
    thrown.northM = northOf(moved) - stage.frame.z
    thrown.upM = at.y + stage.frame.y
    turnToWorld(stage.frame, dir, moved)
    thrown.dirE = eastOf(moved)
    thrown.dirN = northOf(moved)
    thrown.dirU = moved.y
    throwArc(thrown, host.around, this.arc)
  }

  private go(eastM: number, northM: number, upM: number): void {
    const { host, vignette } = this.given
    const { body } = host.me
    body.eastM = eastM
    body.northM = northM
    body.feetUpM = upM
    body.fallMs = 0
    vignette.blink(Math.max(0.5, host.model.comfort.peek().vignette))
    this.follow(body)
    host.teleported()
  }

  /** Puts the room so that the head stands over the body and the floor under its feet. */
  private follow(body: Body): void {
    const { stage, hands, host } = this.given
    const isSeated = host.model.comfort.peek().isSeated
    if (isSeated !== this.isSeated) {
      this.isSeated = isSeated
      this.liftM = isSeated ? Math.min(1, Math.max(0, EYE_HEIGHT_M - hands.head.at.y)) : 0
    }
    stage.frame.scale = 1
    foot.x = hands.head.at.x
    foot.y = 0
    foot.z = hands.head.at.z
    goal.x = body.eastM
    goal.y = body.feetUpM + this.liftM
    goal.z = -body.northM
    pin(stage.frame, foot, goal)
    stage.frame.yawRad %= FULL_TURN
  }
}

const moved: Vec3 = { x: 0, y: 0, z: 0 }
const foot: Vec3 = { x: 0, y: 0, z: 0 }
const goal: Vec3 = { x: 0, y: 0, z: 0 }
const thrown = { eastM: 0, northM: 0, upM: 0, dirE: 0, dirN: 0, dirU: 0 }

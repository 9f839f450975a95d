// How a body stands this moment: its gait (figures-gait.ts), sitting and flying eased in and out, head and hands from the
// headset or the emote. Turns what is known of somebody into the numbers the figure shader takes. No allocation.
import { type Quaternion, unturned } from '../../shared/protocol/quaternion.ts'
import type { Pose } from '../../shared/protocol/presence.ts'
import { type Arm, chestPoint, handTurn, heldTurn, newArm, reachArm, shoulderPoint, type Trunk } from './figures-arm.ts'
import { dropOfSeat, type Gait, heightScale, settleEyes, walk, wrapped } from './figures-gait.ts'
import { type Gesture, gestureAt, type HandGesture, newGesture, raisedHand } from './figures-gestures.ts'
import type { FigureState } from './figures-state.ts'
import type { Vec3 } from './frame.ts'
import { JOINT } from './mesh/figure-parts.ts'
import { GRIP, MOOD } from './shaders/figure-numbers.ts'

export type ArmPosture = Arm & { weight: number; grip: number; readonly turn: Quaternion }

/** What the figure shader needs, see its header. */
export type Posture = Trunk & {
  phaseRad: number
  strideM: number
  run: number
  stepRad: number
  sit: number
  fly: number
  scale: number
  headYawRad: number
  headPitchRad: number
  headRollRad: number
  mood: number
  readonly left: ArmPosture
  readonly right: ArmPosture
}

/** How far the wrist lies behind the middle of a held hand. */
const PALM_M = 0.08

const newArmPosture = (): ArmPosture => ({ ...newArm(), weight: 0, grip: 0, turn: unturned() })

export const newPosture = (): Posture => ({
  phaseRad: 0,
  strideM: 0,
  run: 0,
  stepRad: 0,
  sit: 0,
  fly: 0,
  dropM: 0,
  scale: 1,
  headYawRad: 0,
  headPitchRad: 0,
  headRollRad: 0,
  yawRad: 0,
  leanRad: 0,
  mood: 0,
  left: newArmPosture(),
  right: newArmPosture(),
})

const gesture: Gesture = newGesture()
const look = { yawRad: 0, pitchRad: 0 }
const shoulder: Vec3 = { x: 0, y: 0, z: 0 }
const wrist: Vec3 = { x: 0, y: 0, z: 0 }
const along: Vec3 = { x: 0, y: 0, z: 0 }
const across: Vec3 = { x: 0, y: 0, z: 0 }

/** Moves `gait` on by `seconds` and fills `out`. With `hasArms` false the arms swing, whatever the hands do (far off). */
export function poseFigure(
  person: Readonly<FigureState>,
  gait: Gait,
  step: { readonly seconds: number; readonly hasArms: boolean },
  out: Posture,
): void {
  const { seconds, hasArms } = step
  const isAway = person.isAway === true
  walk(person, gait, isAway ? 0 : seconds)
  const ease = 1 - Math.exp(-7 * seconds)
  const headset = person.headset ?? null
  const flying = person.mode === 'fly' ? (headset ? 0.25 : 0.3 + 0.7 * Math.min(1, person.speedMs / 14)) : 0
  gait.fly += (flying - gait.fly) * ease
  gait.sit += ((person.mode === 'sit' ? 1 : 0) - gait.sit) * ease
  gait.raise += ((person.isHandUp === true ? 1 : 0) - gait.raise) * ease
  out.scale = heightScale(person.look)
  let drop = person.mode === 'sit' ? dropOfSeat(person) : 0
  if (headset) {
    settleEyes(gait, headset.upM, seconds)
    out.scale = gait.eyesM / JOINT.eyeM
    drop = Math.min(0.78, Math.max(0, JOINT.eyeM - headset.upM / out.scale))
    gait.dropM = drop
  }
  gait.dropM += (drop - gait.dropM) * ease
  out.phaseRad = gait.phaseRad
  out.strideM = gait.strideM * (1 - gait.fly) * (1 - gait.sit)
  out.run = gait.run
  out.stepRad = gait.stepRad
  out.sit = gait.sit
  out.fly = gait.fly
  out.dropM = gait.dropM
  head(person, headset, out)
  look.yawRad = out.headYawRad
  look.pitchRad = out.headPitchRad
  gestureAt(isAway ? null : (person.emote ?? null), person.emoteS ?? 0, look, gesture)
  raisedHand(gesture, gait.raise)
  const turned = chestOf(person, headset !== null, out)
  gait.chestYawRad += (turned - gait.chestYawRad) * ease
  out.yawRad = gait.chestYawRad
  out.leanRad =
    gesture.leanRad +
    0.04 * Math.min(1, out.strideM * 2) +
    0.14 * out.run +
    0.25 * Math.max(0, out.dropM - 0.3) * (1 - out.sit)
  out.headYawRad = Math.min(1.5, Math.max(-1.5, out.headYawRad)) + (headset ? 0 : gesture.headYawRad)
  if (!headset) out.headPitchRad += gesture.headPitchRad
  const isTalking = person.said !== null && person.said !== undefined
  out.mood = isAway ? MOOD.away : gesture.mood | (isTalking ? MOOD.talks : 0) | (gait.raise > 0.5 ? MOOD.handUp : 0)
  arm(-1, person, hasArms, gesture.left, out)
  arm(1, person, hasArms, gesture.right, out)
}

function head(person: Readonly<FigureState>, headset: Pose['headset'], out: Posture): void {
  out.headYawRad = person.headYawRad ?? 0
  out.headPitchRad = Math.min(1.1, Math.max(-0.95, person.pitchRad))
  out.headRollRad = 0
  if (!headset) {
    // Eyes turn before heads do.
    out.headPitchRad *= 0.75
    return
  }
  const { x, y, z, w } = headset.turn
  const east = 2 * (x * y - w * z)
  const north = 1 - 2 * (x * x + z * z)
  const up = Math.min(1, Math.max(-1, 2 * (y * z + w * x)))
  out.headYawRad = wrapped(Math.atan2(east, north) - person.headingRad)
  out.headPitchRad = Math.asin(up)
  const level = Math.sqrt(1 - up * up)
  if (level > 0.15) out.headRollRad = -Math.asin(Math.min(1, Math.max(-1, (2 * (x * z - w * y)) / level)))
}

/** Where the chest wants to turn: between the head and the hands. */
function chestOf(person: Readonly<FigureState>, isWorn: boolean, out: Readonly<Posture>): number {
  if (!isWorn) return 0.22 * Math.min(1, Math.max(-1, out.headYawRad))
  let x = 0
  let z = 0
  for (const side of SIDES) {
    const held = side < 0 ? person.left : person.right
    if (!held) continue
    toBody(held.eastM, held.northM, held.upM, person.headingRad, 1, wrist)
    x += wrist.x - side * 0.2
    z += wrist.z
  }
  const hands = Math.hypot(x, z) > 0.12 ? Math.atan2(x, -z) : 0
  const turned = 0.45 * out.headYawRad + (Math.abs(hands) < 1.9 ? 0.35 * hands : 0)
  return Math.min(0.9, Math.max(-0.9, turned))
}

function arm(side: -1 | 1, person: Readonly<FigureState>, hasArms: boolean, wanted: HandGesture, out: Posture): void {
  const posed = side < 0 ? out.left : out.right
  const held = (side < 0 ? person.left : person.right) ?? null
  posed.weight = 0
  posed.grip = GRIP.relaxed
  if (!hasArms) return
  shoulderPoint(side, out, shoulder)
  if (held) {
    heldTurn(held.turn, person.headingRad, posed.turn)
    toBody(held.eastM, held.northM, held.upM, person.headingRad, out.scale, wrist)
    const q = posed.turn
    wrist.x += 2 * (q.x * q.y - q.w * q.z) * PALM_M
    wrist.y += (1 - 2 * (q.x * q.x + q.z * q.z)) * PALM_M
    wrist.z += 2 * (q.y * q.z + q.w * q.x) * PALM_M
    posed.weight = 1
    reachArm(shoulder, wrist, side, posed)
    return
  }
  if (wanted.weight < 0.001) return
  chestPoint(wanted.wrist.x, wanted.wrist.y, wanted.wrist.z, out, wrist)
  turnWithChest(wanted.fingers, out.yawRad, along)
  turnWithChest(wanted.thumb, out.yawRad, across)
  handTurn(along, across, posed.turn)
  posed.weight = wanted.weight
  posed.grip = wanted.grip
  reachArm(shoulder, wrist, side, posed)
}

const SIDES = [-1, 1] as const

function turnWithChest(v: Readonly<Vec3>, yawRad: number, into: Vec3): void {
  const c = Math.cos(yawRad)
  const s = Math.sin(yawRad)
  into.x = c * v.x - s * v.z
  into.y = v.y
  into.z = s * v.x + c * v.z
}

function toBody(eastM: number, northM: number, upM: number, headingRad: number, scale: number, into: Vec3): void {
  const c = Math.cos(headingRad)
  const s = Math.sin(headingRad)
  into.x = (eastM * c - northM * s) / scale
  into.y = upM / scale
  into.z = -(eastM * s + northM * c) / scale
}

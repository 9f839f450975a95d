// What a headset knows of a body, in the codec's terms: city axes (x east, y north, z up), hands from the feet.
// The scene's axes are x east, y up, z south: a turn keeps its angle, its axis is renamed. Allocates nothing.
import { type Quaternion, unturned } from '../../shared/protocol/quaternion.ts'
import type { Vec3 } from '../scene/frame.ts'
import type { WornPose } from './host.ts'
import { type StageFrame, toWorld } from './stage.ts'

type Turn = Quaternion
export type Held = { readonly at: Readonly<Vec3>; readonly turn: Readonly<Turn> }
type HandPart = { eastM: number; northM: number; upM: number; turn: Quaternion }
type Writable = { -readonly [K in keyof WornPose]: WornPose[K] }

const world: Vec3 = { x: 0, y: 0, z: 0 }

/** A turn of the room as a turn of the city: the stage's yaw first. */
export function turnOfCity(room: Readonly<Turn>, yawRad: number, into: Turn): Turn {
  const s = Math.sin(yawRad / 2)
  const c = Math.cos(yawRad / 2)
  // Quaternion product: the stage's turn about y, then the room's.
  const x = c * room.x + s * room.z
  const y = c * room.y + s * room.w
  const z = c * room.z - s * room.x
  const w = c * room.w - s * room.y
  into.x = x
  into.y = -z
  into.z = y
  into.w = w
  return into
}

/** Heading, clockwise from north, [0, 2 pi), and pitch of what looks along -z in the room. */
export function lookOf(room: Readonly<Turn>, yawRad: number, into: { headingRad: number; pitchRad: number }): void {
  const { x, y, z, w } = room
  const fx = -2 * (x * z + w * y)
  const fy = -2 * (y * z - w * x)
  const fz = -(1 - 2 * (x * x + y * y))
  into.pitchRad = Math.asin(Math.min(1, Math.max(-1, fy)))
  // Looking straight down or up, the top of the head tells where the front is.
  const isLevel = Math.hypot(fx, fz) > 0.2
  const ux = 2 * (x * y - w * z)
  const uz = 2 * (y * z + w * x)
  const sign = fy < 0 ? 1 : -1
  const ax = isLevel ? fx : sign * ux
  const az = isLevel ? fz : sign * uz
  const full = 2 * Math.PI
  into.headingRad = (((Math.atan2(ax, -az) - yawRad) % full) + full) % full
}

/** The body as others are told of it; one object, written anew each frame. */
export class WornPoseWriter {
  private readonly head = { upM: 0, turn: unturned() }
  private readonly leftPart: HandPart = { eastM: 0, northM: 0, upM: 0, turn: unturned() }
  private readonly rightPart: HandPart = { eastM: 0, northM: 0, upM: 0, turn: unturned() }
  readonly pose: Writable = {
    eastM: 0,
    northM: 0,
    upM: 0,
    headingRad: 0,
    mode: 'walk',
    headYawRad: 0,
    headPitchRad: 0,
    headset: null,
    left: null,
    right: null,
  }

  /** Takes feet, heading and mode from the body and the rest from the stage; null for a hand that is not tracked. */
  write(
    body: { eastM: number; northM: number; feetUpM: number; headingRad: number; mode: WornPose['mode'] },
    frame: Readonly<StageFrame>,
    parts: { readonly head: Held | null; readonly left: Held | null; readonly right: Held | null },
  ): void {
    const { pose } = this
    pose.eastM = body.eastM
    pose.northM = body.northM
    pose.upM = body.feetUpM
    pose.headingRad = body.headingRad
    pose.mode = body.mode
    pose.headset = null
    if (parts.head) {
      this.head.upM = toWorld(frame, parts.head.at, world).y - body.feetUpM
      turnOfCity(parts.head.turn, frame.yawRad, this.head.turn)
      pose.headset = this.head
    }
    pose.left = parts.left ? this.hand(parts.left, frame, this.leftPart) : null
    pose.right = parts.right ? this.hand(parts.right, frame, this.rightPart) : null
  }

  private hand(held: Held, frame: Readonly<StageFrame>, into: HandPart): HandPart {
    toWorld(frame, held.at, world)
    into.eastM = world.x - this.pose.eastM
    into.northM = -world.z - this.pose.northM
    into.upM = world.y - this.pose.upM
    turnOfCity(held.turn, frame.yawRad, into.turn)
    return into
  }
}

// Where people are, as bytes: the one pose codec, both ways. Poses are relayed and forgotten, never in a Schema.
// Units: metres from the city's origin, radians, milliseconds of the server's presence clock (its start is 0).
//
// Pose (client -> server as message POSE; little-endian; i24 = signed 24 bits):
//   flags u8     bits 0-1 mode (0 walk, 1 fly, 2 sit), 2 headset, 3 left hand, 4 right hand, 5-7 zero
//   time u32     when the sender was there
//   east i24, north i24, up i24     of the feet, in centimetres: ±83.8 km
//   heading u16  of the body, clockwise from north, 1/65536 turn
//   without a headset: yaw i8 (head against body, pi/128), pitch i8 (up positive, pi/254)     -> 18 bytes
//   with one: head u8 (height above the feet, cm), turn u32 (see quaternion.ts)               -> 21 bytes
//   each hand: east, north, up i16 (from the feet, 0.1 mm: ±3.27 m), turn u32                 -> 41 bytes with both
// Frame (server -> client as message FRAME): version u8, server time u32, then records to the end, each a pose with
//   avatar u16, flags u8, time u16 (the low half; checked by the server, at most 65 s before the frame's), the rest as above
import { packQuaternion, type Quaternion, unpackQuaternion, unturned } from './quaternion.ts'

/** Byte message types of the room. */
export const POSE = 1
export const FRAME = 2

const FRAME_VERSION = 1
export const FRAME_HEADER_BYTES = 5
export const WALKER_BYTES = 18
/** Of a record too: the avatar takes the place of the time's upper half. */
export const MAX_POSE_BYTES = 41

/** How often poses travel; still people are repeated once a second, so who is silent for longer is gone or far off. */
export const PRESENCE_HZ = 20
export const REPEAT_MS = 1000

export const MOVE_MODES = ['walk', 'fly', 'sit'] as const
export type MoveMode = (typeof MOVE_MODES)[number]

/** From the feet, along east, north and up; how the palm is turned. */
type HandPose = { eastM: number; northM: number; upM: number; turn: Quaternion }

export type Pose = {
  timeMs: number
  /** Of the feet. */
  eastM: number
  northM: number
  upM: number
  /** Of the body, clockwise from north, [0, 2 pi). */
  headingRad: number
  mode: MoveMode
  /** Where the head looks against the body, clockwise, and up; taken from the headset where there is one. */
  headYawRad: number
  headPitchRad: number
  headset: { upM: number; turn: Quaternion } | null
  left: HandPose | null
  right: HandPose | null
}

const HEADSET = 4
const LEFT = 8
const RIGHT = 16
const UNKNOWN = 0xe0
const EAST_AT = 5
const TURN = 2 * Math.PI
const I24 = 0x7fffff

/** Writes a pose at `at` and returns where it ends. Values out of range are clamped, NaN becomes 0. */
export function encodePose(pose: Readonly<Pose>, bytes: Uint8Array, at = 0): number {
  const end = at + poseBytes(pose)
  if (end > bytes.length) throw new RangeError(`presence: a pose of ${end - at} bytes does not fit`)
  const hands = (pose.left ? LEFT : 0) | (pose.right ? RIGHT : 0)
  bytes[at] = MOVE_MODES.indexOf(pose.mode) | (pose.headset ? HEADSET : 0) | hands
  writeU32(bytes, at + 1, pose.timeMs)
  writeI24(bytes, at + EAST_AT, pose.eastM * 100)
  writeI24(bytes, at + EAST_AT + 3, pose.northM * 100)
  writeI24(bytes, at + EAST_AT + 6, pose.upM * 100)
  const heading = Math.round((finite(pose.headingRad) / TURN) * 65536) & 0xffff
  bytes[at + 14] = heading & 255
  bytes[at + 15] = heading >>> 8
  let next = at + 16
  if (pose.headset) {
    bytes[next] = clamp(pose.headset.upM * 100, 0, 255)
    writeU32(bytes, next + 1, packQuaternion(pose.headset.turn))
    next += 5
  } else {
    bytes[next] = clamp((wrapped(pose.headYawRad) / Math.PI) * 128, -128, 127)
    bytes[next + 1] = clamp((pose.headPitchRad / Math.PI) * 254, -127, 127)
    next += 2
  }
  if (pose.left) next = writeHand(bytes, next, pose.left)
  if (pose.right) next = writeHand(bytes, next, pose.right)
  return next
}

/** Reads the pose at `at` into `into` and returns where it ends; RangeError when it is cut or not a pose. */
export function decodePose(bytes: Uint8Array, at: number, into: Pose): number {
  const end = at + poseLength(bytes, at)
  into.timeMs = readU32(bytes, at + 1)
  decodeBody(bytes, bytes[at] as number, at + EAST_AT, into)
  return end
}

function decodeBody(bytes: Uint8Array, flags: number, at: number, into: Pose): void {
  into.eastM = readI24(bytes, at) / 100
  into.northM = readI24(bytes, at + 3) / 100
  into.upM = readI24(bytes, at + 6) / 100
  into.headingRad = (readU16(bytes, at + 9) / 65536) * TURN
  into.mode = MOVE_MODES[flags & 3] as MoveMode
  let next = at + 11
  if (flags & HEADSET) {
    into.headset ??= { upM: 0, turn: unturned() }
    into.headset.upM = (bytes[next] as number) / 100
    unpackQuaternion(readU32(bytes, next + 1), into.headset.turn)
    lookOf(into.headset.turn, into)
    next += 5
  } else {
    into.headset = null
    into.headYawRad = (signed(bytes[next] as number, 8) / 128) * Math.PI
    into.headPitchRad = (Math.max(-127, signed(bytes[next + 1] as number, 8)) / 254) * Math.PI
    next += 2
  }
  into.left = flags & LEFT ? readHand(bytes, next, into.left) : null
  if (flags & LEFT) next += 10
  into.right = flags & RIGHT ? readHand(bytes, next, into.right) : null
}

/** What a server needs of a pose: where the feet are and which way the body looks; the rest is relayed unread. */
export type Footing = Pick<Pose, 'timeMs' | 'eastM' | 'northM' | 'upM' | 'headingRad' | 'mode'>

/** Reads the footing of a pose that is all of `bytes`; false when they are not exactly one pose. */
export function readFooting(bytes: Uint8Array, into: Footing): boolean {
  const flags = bytes[0] ?? UNKNOWN
  if ((flags & UNKNOWN) !== 0 || (flags & 3) === 3 || lengthOf(flags) !== bytes.length) return false
  into.timeMs = readU32(bytes, 1)
  into.eastM = readI24(bytes, EAST_AT) / 100
  into.northM = readI24(bytes, EAST_AT + 3) / 100
  into.upM = readI24(bytes, EAST_AT + 6) / 100
  into.headingRad = (readU16(bytes, EAST_AT + 9) / 65536) * TURN
  into.mode = MOVE_MODES[flags & 3] as MoveMode
  return true
}

/** How many bytes the pose at `at` has; RangeError when it is cut or not a pose. */
export function poseLength(bytes: Uint8Array, at: number): number {
  const length = lengthOf(bytes[at])
  if (at + length > bytes.length) throw new RangeError('presence: the pose is cut')
  return length
}

function lengthOf(flags: number | undefined): number {
  if (flags === undefined) throw new RangeError('presence: no pose here')
  if ((flags & UNKNOWN) !== 0 || (flags & 3) === 3) throw new RangeError(`presence: unknown flags ${flags}`)
  return 16 + (flags & HEADSET ? 5 : 2) + (flags & LEFT ? 10 : 0) + (flags & RIGHT ? 10 : 0)
}

/** Rewrites the feet of an encoded pose or record, for a server that clamps. */
export function writePlace(
  bytes: Uint8Array,
  place: { readonly eastM: number; readonly northM: number; readonly upM: number },
): void {
  writeI24(bytes, EAST_AT, place.eastM * 100)
  writeI24(bytes, EAST_AT + 3, place.northM * 100)
  writeI24(bytes, EAST_AT + 6, place.upM * 100)
}

/** Rewrites the time of an encoded pose. */
export const writeTime = (bytes: Uint8Array, timeMs: number): void => writeU32(bytes, 1, timeMs)

/** Makes an encoded pose somebody's record, of the same length; `pose` begins at its first byte. */
export function packRecord(avatarId: number, pose: Uint8Array, into: Uint8Array): void {
  into.set(pose)
  into[0] = avatarId & 255
  into[1] = avatarId >>> 8
  into[2] = pose[0] as number
  into[3] = pose[1] as number
  into[4] = pose[2] as number
}

/** Rewrites the time of a record. */
export function writeRecordTime(record: Uint8Array, timeMs: number): void {
  const ms = Math.round(timeMs)
  record[3] = ms & 255
  record[4] = (ms >>> 8) & 255
}

/** A pose that stands at the origin; decode into it to save allocation. */
export const standingPose = (): Pose => ({
  timeMs: 0,
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
})

export function writeFrameHeader(bytes: Uint8Array, serverMs: number): void {
  bytes[0] = FRAME_VERSION
  writeU32(bytes, 1, serverMs)
}

/**
 * Reads a frame, calling `each` for every record with one pose object used again and again; returns the server's time.
 * RangeError when the frame is cut or of another version; records before the fault have been given.
 */
export function readFrame(bytes: Uint8Array, into: Pose, each: (avatarId: number, pose: Pose) => void): number {
  if (bytes.length < FRAME_HEADER_BYTES || bytes[0] !== FRAME_VERSION)
    throw new RangeError('presence: not a presence frame')
  const serverMs = readU32(bytes, 1)
  let at = FRAME_HEADER_BYTES
  while (at < bytes.length) {
    const flags = bytes[at + 2]
    const end = at + lengthOf(flags)
    if (end > bytes.length) throw new RangeError('presence: the frame is cut')
    into.timeMs = serverMs - ((serverMs - readU16(bytes, at + 3)) & 0xffff)
    decodeBody(bytes, flags as number, at + EAST_AT, into)
    each(readU16(bytes, at), into)
    at = end
  }
  return serverMs
}

const poseBytes = (pose: Readonly<Pose>): number =>
  16 + (pose.headset ? 5 : 2) + (pose.left ? 10 : 0) + (pose.right ? 10 : 0)

/** Yaw against the body and pitch of the direction a turned head looks in; unturned it looks north. */
function lookOf(q: Readonly<Quaternion>, into: Pose): void {
  const east = 2 * (q.x * q.y - q.w * q.z)
  const north = 1 - 2 * (q.x * q.x + q.z * q.z)
  const up = 2 * (q.y * q.z + q.w * q.x)
  into.headYawRad = wrapped(Math.atan2(east, north) - into.headingRad)
  into.headPitchRad = Math.asin(Math.min(1, Math.max(-1, up)))
}

function writeHand(bytes: Uint8Array, at: number, hand: Readonly<HandPose>): number {
  writeI16(bytes, at, hand.eastM * 10_000)
  writeI16(bytes, at + 2, hand.northM * 10_000)
  writeI16(bytes, at + 4, hand.upM * 10_000)
  writeU32(bytes, at + 6, packQuaternion(hand.turn))
  return at + 10
}

function readHand(bytes: Uint8Array, at: number, into: HandPose | null): HandPose {
  const hand = into ?? { eastM: 0, northM: 0, upM: 0, turn: unturned() }
  hand.eastM = readI16(bytes, at) / 10_000
  hand.northM = readI16(bytes, at + 2) / 10_000
  hand.upM = readI16(bytes, at + 4) / 10_000
  unpackQuaternion(readU32(bytes, at + 6), hand.turn)
  return hand
}

const finite = (v: number): number => (Number.isFinite(v) ? v : 0)
const clamp = (v: number, min: number, max: number): number =>
  Number.isNaN(v) ? 0 : Math.round(Math.min(max, Math.max(min, v)))
/** Into [-pi, pi). */
const wrapped = (rad: number): number => finite(rad) - TURN * Math.floor((finite(rad) + Math.PI) / TURN)
const signed = (v: number, bits: number): number => (v << (32 - bits)) >> (32 - bits)

function writeI24(bytes: Uint8Array, at: number, value: number): void {
  const v = clamp(value, -I24, I24)
  bytes[at] = v & 255
  bytes[at + 1] = (v >> 8) & 255
  bytes[at + 2] = (v >> 16) & 255
}
function readI24(bytes: Uint8Array, at: number): number {
  return signed((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16), 24)
}
function writeI16(bytes: Uint8Array, at: number, value: number): void {
  const v = clamp(value, -0x7fff, 0x7fff)
  bytes[at] = v & 255
  bytes[at + 1] = (v >> 8) & 255
}
const readI16 = (bytes: Uint8Array, at: number): number =>
  signed((bytes[at] as number) | ((bytes[at + 1] as number) << 8), 16)
function writeU32(bytes: Uint8Array, at: number, value: number): void {
  const v = clamp(value, 0, 0xffffffff)
  bytes[at] = v & 255
  bytes[at + 1] = (v >>> 8) & 255
  bytes[at + 2] = (v >>> 16) & 255
  bytes[at + 3] = (v >>> 24) & 255
}
const readU16 = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
const readU32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)) >>>
  0

import { expect, it } from 'vitest'
import { decodePose, encodePose, MAX_POSE_BYTES, standingPose } from '../../shared/protocol/presence.ts'
import { lookOf, turnOfCity, WornPoseWriter } from './worn-pose.ts'

const about = (x: number, y: number, z: number, rad: number) => ({
  x: x * Math.sin(rad / 2),
  y: y * Math.sin(rad / 2),
  z: z * Math.sin(rad / 2),
  w: Math.cos(rad / 2),
})
const still = about(0, 1, 0, 0)

it('tells heading and pitch of a head, with the stage turned', () => {
  const look = { headingRad: 0, pitchRad: 0 }
  lookOf(still, 0, look)
  expect(look.headingRad).toBeCloseTo(0, 9)
  expect(look.pitchRad).toBeCloseTo(0, 9)
  // The head a quarter to the left in a room that is turned a quarter to the left: south.
  lookOf(about(0, 1, 0, Math.PI / 2), Math.PI / 2, look)
  expect(look.headingRad).toBeCloseTo(Math.PI, 9)
  lookOf(about(1, 0, 0, 0.4), 0, look)
  expect(look.pitchRad).toBeCloseTo(0.4, 9)
})

it('keeps the heading of who looks straight down or up', () => {
  const look = { headingRad: 0, pitchRad: 0 }
  lookOf(about(1, 0, 0, -Math.PI / 2), -0.5, look)
  expect(look.headingRad).toBeCloseTo(0.5, 9)
  lookOf(about(1, 0, 0, Math.PI / 2), -0.5, look)
  expect(look.headingRad).toBeCloseTo(0.5, 9)
})

it('names a turn by the axes of the city', () => {
  // Left about the scene's up is left about the city's up.
  expect(turnOfCity(about(0, 1, 0, 0.6), 0.3, { ...still })).toMatchObject({ x: 0, y: -0 })
  const city = turnOfCity(about(0, 1, 0, 0.6), 0.3, { ...still })
  expect(city.z).toBeCloseTo(Math.sin(0.45), 9)
  // Nodding up about the scene's x is about the city's east.
  expect(turnOfCity(about(1, 0, 0, 0.6), 0, { ...still }).x).toBeCloseTo(Math.sin(0.3), 9)
})

it('survives the codec: head height and both hands from the feet', () => {
  const writer = new WornPoseWriter()
  const frame = { x: 100, y: 345, z: -200, yawRad: -Math.PI / 2, scale: 1 }
  const body = { eastM: 100, northM: 200, feetUpM: 345, headingRad: Math.PI / 2, mode: 'walk' as const }
  writer.write(body, frame, {
    head: { at: { x: 0, y: 1.7, z: 0 }, turn: still },
    left: { at: { x: -0.2, y: 1.1, z: -0.4 }, turn: still },
    right: null,
  })
  const bytes = new Uint8Array(MAX_POSE_BYTES)
  encodePose({ ...standingPose(), ...writer.pose }, bytes)
  const seen = standingPose()
  decodePose(bytes, 0, seen)
  expect(seen.headset?.upM).toBeCloseTo(1.7, 2)
  expect(seen.headYawRad).toBeCloseTo(0, 2)
  expect(seen.right).toBeNull()
  // Facing east, 0.4 m ahead is east and 0.2 m to the left is north.
  expect(seen.left?.eastM).toBeCloseTo(0.4, 3)
  expect(seen.left?.northM).toBeCloseTo(0.2, 3)
  expect(seen.left?.upM).toBeCloseTo(1.1, 3)
})

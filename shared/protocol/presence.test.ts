// The pose codec keeps its stated precision and survives any bytes.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodePose,
  encodePose,
  FRAME_HEADER_BYTES,
  MAX_POSE_BYTES,
  MOVE_MODES,
  packRecord,
  type Pose,
  readFooting,
  readFrame,
  standingPose,
  WALKER_BYTES,
  writeFrameHeader,
  writeRecordTime,
} from './presence.ts'
import { packQuaternion, type Quaternion, unpackQuaternion } from './quaternion.ts'

const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })
const quaternion: fc.Arbitrary<Quaternion> = fc
  .record({ x: real(-1, 1), y: real(-1, 1), z: real(-1, 1), w: real(-1, 1) })
  .filter((q) => Math.hypot(q.x, q.y, q.z, q.w) > 0.01)
const hand = fc.record({ eastM: real(-3, 3), northM: real(-3, 3), upM: real(-3, 3), turn: quaternion })
const pose: fc.Arbitrary<Pose> = fc.record({
  timeMs: fc.integer({ min: 0, max: 0xffffffff }),
  eastM: real(-80_000, 80_000),
  northM: real(-80_000, 80_000),
  upM: real(-500, 9000),
  headingRad: real(-10, 10),
  mode: fc.constantFrom(...MOVE_MODES),
  headYawRad: real(-3.1, 3.1),
  headPitchRad: real(-1.55, 1.55),
  headset: fc.option(fc.record({ upM: real(0, 2.5), turn: quaternion })),
  left: fc.option(hand),
  right: fc.option(hand),
})

/** Angle between two rotations, radians. */
const between = (a: Quaternion, b: Quaternion): number => {
  const la = Math.hypot(a.x, a.y, a.z, a.w)
  const lb = Math.hypot(b.x, b.y, b.z, b.w)
  return 2 * Math.acos(Math.min(1, Math.abs(a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w) / la / lb))
}
const turnError = (a: number, b: number): number => {
  const d = (((a - b) % (2 * Math.PI)) + 3 * Math.PI) % (2 * Math.PI)
  return Math.abs(d - Math.PI)
}
const numbers = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(numbers) : []

describe('the pose codec', () => {
  test('keeps feet to 5 mm, headings to 0.003 degrees, hands to 0.05 mm, turns to 0.25 degrees', () => {
    fc.assert(
      fc.property(pose, (sent) => {
        const bytes = new Uint8Array(MAX_POSE_BYTES)
        const end = encodePose(sent, bytes)
        const got = standingPose()
        expect(decodePose(bytes.subarray(0, end), 0, got)).toBe(end)
        expect(got.timeMs).toBe(sent.timeMs)
        expect(got.mode).toBe(sent.mode)
        for (const key of ['eastM', 'northM', 'upM'] as const)
          expect(Math.abs(got[key] - sent[key])).toBeLessThanOrEqual(0.005001)
        expect(turnError(got.headingRad, sent.headingRad)).toBeLessThan(0.00005)
        expect(got.headset === null).toBe(sent.headset === null)
        if (sent.headset && got.headset) {
          expect(Math.abs(got.headset.upM - sent.headset.upM)).toBeLessThanOrEqual(0.005001)
          expect(between(got.headset.turn, sent.headset.turn)).toBeLessThan(0.0044)
        } else {
          expect(Math.abs(got.headYawRad - sent.headYawRad)).toBeLessThanOrEqual(0.025)
          expect(Math.abs(got.headPitchRad - sent.headPitchRad)).toBeLessThanOrEqual(0.0063)
        }
        for (const side of ['left', 'right'] as const) {
          const [a, b] = [got[side], sent[side]]
          expect(a === null).toBe(b === null)
          if (!a || !b) continue
          expect(Math.abs(a.eastM - b.eastM)).toBeLessThanOrEqual(0.000051)
          expect(Math.abs(a.northM - b.northM)).toBeLessThanOrEqual(0.000051)
          expect(Math.abs(a.upM - b.upM)).toBeLessThanOrEqual(0.000051)
          expect(between(a.turn, b.turn)).toBeLessThan(0.0044)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('reads the footing alone as it reads the whole', () => {
    fc.assert(
      fc.property(pose, (sent) => {
        const bytes = new Uint8Array(MAX_POSE_BYTES)
        const end = encodePose(sent, bytes)
        const [whole, footing] = [standingPose(), standingPose()]
        decodePose(bytes, 0, whole)
        expect(readFooting(bytes.subarray(0, end), footing)).toBe(true)
        const { timeMs, eastM, northM, upM, headingRad, mode } = whole
        expect(footing).toMatchObject({ timeMs, eastM, northM, upM, headingRad, mode })
        expect(readFooting(bytes.subarray(0, end - 1), footing)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('takes any bytes for a footing exactly when they are one whole pose', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        let isPose = false
        try {
          isPose = decodePose(bytes, 0, standingPose()) === bytes.length
        } catch {
          isPose = false
        }
        expect(readFooting(bytes, standingPose())).toBe(isPose)
      }),
      { numRuns: 2000 },
    )
  })

  test('takes 18 bytes for a walker and 41 for a head and two hands', () => {
    const bytes = new Uint8Array(64)
    const someHand = { eastM: 0.3, northM: 0.4, upM: 1.1, turn: { x: 0, y: 0, z: 0, w: 1 } }
    expect(encodePose(standingPose(), bytes)).toBe(WALKER_BYTES)
    const full = { ...standingPose(), headset: { upM: 1.7, turn: someHand.turn }, left: someHand, right: someHand }
    expect(encodePose(full, bytes)).toBe(MAX_POSE_BYTES)
  })

  test('derives where a headset looks: a quarter turn left and half a right angle up', () => {
    // Turned about up by +90 degrees (counter-clockwise from above: to the west), then pitched up by 45 degrees.
    const [a, b] = [Math.PI / 4, Math.PI / 8]
    const turn = {
      x: Math.cos(a) * Math.sin(b),
      y: Math.sin(a) * Math.sin(b),
      z: Math.sin(a) * Math.cos(b),
      w: Math.cos(a) * Math.cos(b),
    }
    const bytes = new Uint8Array(MAX_POSE_BYTES)
    encodePose({ ...standingPose(), headset: { upM: 1.6, turn } }, bytes)
    const got = standingPose()
    decodePose(bytes, 0, got)
    expect(got.headYawRad).toBeCloseTo(-Math.PI / 2, 2)
    expect(got.headPitchRad).toBeCloseTo(Math.PI / 4, 2)
  })

  test('clamps what does not fit and writes nothing for NaN and infinity', () => {
    const bytes = new Uint8Array(MAX_POSE_BYTES)
    const odd = { ...standingPose(), eastM: Infinity, northM: -1e9, upM: NaN, headingRad: NaN, timeMs: -5 }
    encodePose({ ...odd, left: { eastM: 40, northM: NaN, upM: -40, turn: { x: NaN, y: 0, z: 0, w: 0 } } }, bytes)
    const got = standingPose()
    decodePose(bytes, 0, got)
    expect(got).toMatchObject({ eastM: 83_886.07, northM: -83_886.07, upM: 0, headingRad: 0, timeMs: 0 })
    expect(got.left?.eastM).toBeCloseTo(3.2767, 4)
    expect(got.left?.turn.w).toBeCloseTo(1, 5)
  })

  test('gives finite numbers or a RangeError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const got = standingPose()
        try {
          const end = decodePose(bytes, 0, got)
          expect(end).toBeLessThanOrEqual(bytes.length)
          for (const n of numbers(got)) expect(Number.isFinite(n)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a presence frame', () => {
  test('carries every record with its avatar, its own time and the pose as it was sent', () => {
    const people = fc.array(fc.record({ id: fc.nat(65535), ageMs: fc.nat(65535), one: pose }), { maxLength: 12 })
    fc.assert(
      fc.property(people, fc.integer({ min: 65536, max: 0xffffffff }), (all, now) => {
        const bytes = new Uint8Array(FRAME_HEADER_BYTES + all.length * MAX_POSE_BYTES)
        writeFrameHeader(bytes, now)
        let at = FRAME_HEADER_BYTES
        const sent = all.map(({ id, ageMs, one }) => {
          const alone = new Uint8Array(MAX_POSE_BYTES)
          const length = encodePose({ ...one, timeMs: now - ageMs }, alone)
          packRecord(id, alone.subarray(0, length), bytes.subarray(at))
          writeRecordTime(bytes.subarray(at), now - ageMs)
          at += length
          const got = standingPose()
          decodePose(alone, 0, got)
          return { id, pose: got }
        })
        const seen: typeof sent = []
        const frame = bytes.subarray(0, at)
        expect(readFrame(frame, standingPose(), (id, got) => seen.push({ id, pose: structuredClone(got) }))).toBe(now)
        expect(seen).toEqual(sent)
      }),
      { numRuns: 200 },
    )
  })

  test('gives records or a RangeError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const bytes = Uint8Array.from([1, ...tail])
        try {
          readFrame(bytes, standingPose(), (id, one) => {
            expect(Number.isInteger(id)).toBe(true)
            for (const n of numbers(one)) expect(Number.isFinite(n)).toBe(true)
          })
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('packed turns', () => {
  test('are unit quaternions whatever the 32 bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (packed) => {
        const q = { x: 0, y: 0, z: 0, w: 0 }
        unpackQuaternion(packed, q)
        expect(Math.hypot(q.x, q.y, q.z, q.w)).toBeCloseTo(1, 6)
      }),
    )
  })
  test('mean the same rotation for q and -q', () => {
    fc.assert(
      fc.property(quaternion, (q) => {
        expect(packQuaternion({ x: -q.x, y: -q.y, z: -q.z, w: -q.w })).toBe(packQuaternion(q))
      }),
    )
  })
})

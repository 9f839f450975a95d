import { expect, it } from 'vitest'
import { Random } from '../../shared/kernel/random.ts'
import { standingPose } from '../../shared/protocol/presence.ts'
import { PoseTrack, type ShownPose } from './pose-track.ts'

const at = (eastM: number, headingRad = 0) => ({ ...standingPose(), eastM, headingRad })
const blank = (): ShownPose => ({ ...standingPose(), pitchRad: 0, speedMs: 0 })

/** Somebody walks east at 1.4 m/s; poses leave every `everyMs`, travel for `lateMs(i)`, or are lost (null), in order. */
function walked(everyMs: number, lateMs: (i: number) => number | null, seconds = 12) {
  const track = new PoseTrack()
  const out = blank()
  const packets: { sent: number; arrives: number }[] = []
  for (let i = 0; i * everyMs < seconds * 1000; i++) {
    const late = lateMs(i)
    if (late === null) continue
    packets.push({ sent: i * everyMs, arrives: Math.max(packets.at(-1)?.arrives ?? 0, i * everyMs + late) })
  }
  const strides: number[] = []
  const lags: number[] = []
  let last = Number.NaN
  let next = 0
  for (let ms = 0; ms < seconds * 1000; ms += 1000 / 72) {
    for (; next < packets.length && (packets[next]?.arrives ?? 0) <= ms; next++) {
      const { sent, arrives } = packets[next] as { sent: number; arrives: number }
      track.push(sent, at((sent / 1000) * 1.4), arrives)
    }
    if (ms < 2000 || !track.sample(ms, out)) continue
    if (!Number.isNaN(last)) strides.push(out.eastM - last)
    lags.push(ms - (out.eastM / 1.4) * 1000)
    last = out.eastM
  }
  return { strides, lags, delayMs: track.delayMs }
}
const EVEN_M = 1.4 / 72

it('moves evenly, and hardly late, when poses come on time', () => {
  const { strides, lags, delayMs } = walked(50, () => 2)
  expect(Math.max(...strides)).toBeLessThan(EVEN_M * 1.06)
  expect(Math.min(...strides)).toBeGreaterThan(EVEN_M * 0.9)
  expect(delayMs).toBeLessThan(75)
  expect(Math.max(...lags)).toBeLessThan(75)
})

it('stays even through jitter of 80 ms, no later than it needs', () => {
  const random = new Random(7)
  const { strides, lags } = walked(50, () => random.next() * 80)
  expect(Math.max(...strides)).toBeLessThan(EVEN_M * 1.3)
  expect(Math.min(...strides)).toBeGreaterThan(EVEN_M * 0.6)
  expect(Math.max(...lags)).toBeLessThan(160)
})

it('stays even when one pose in ten is lost as well', () => {
  const random = new Random(11)
  const { strides, lags } = walked(50, () => (random.next() < 0.1 ? null : random.next() * 60))
  expect(Math.max(...strides)).toBeLessThan(EVEN_M * 2)
  expect(Math.min(...strides)).toBeGreaterThan(0)
  expect(Math.max(...lags)).toBeLessThan(300)
})

it('shows people far off, heard of five times a second, evenly too', () => {
  const { strides } = walked(200, () => 10)
  expect(Math.max(...strides)).toBeLessThan(EVEN_M * 1.3)
  expect(Math.min(...strides)).toBeGreaterThan(EVEN_M * 0.6)
})

it('never jumps after a stall, and is prompt again some seconds later', () => {
  const { strides, lags } = walked(50, (i) => (i >= 80 && i < 88 ? (88 - i) * 50 : 5), 30)
  expect(Math.max(...strides)).toBeLessThan(0.25)
  expect(Math.min(...strides)).toBeGreaterThan(-0.02)
  expect(lags.at(-1)).toBeLessThan(90)
})

it('turns the short way over north', () => {
  const track = new PoseTrack()
  const out = blank()
  track.push(0, at(0, 6.2))
  track.push(100, at(0, 0.1))
  track.sample(50 + track.delayMs, out)
  expect(Math.cos(out.headingRad)).toBeGreaterThan(0.99)
})

it('stands still when nothing more arrives', () => {
  const track = new PoseTrack()
  const out = blank()
  track.push(0, at(0))
  track.push(50, at(0.1))
  track.sample(5000, out)
  const { eastM } = out
  track.sample(6000, out)
  expect(out.speedMs).toBe(0)
  expect(out.eastM).toBe(eastM)
  expect(out.eastM).toBeLessThan(0.45)
})

it('rests until the first step, however long ago the last pose was', () => {
  const track = new PoseTrack()
  const out = blank()
  track.push(0, at(0))
  track.push(1000, at(0))
  track.push(1900, at(0.14))
  track.sample(1700 + track.delayMs, out)
  expect(out.eastM).toBe(0)
})

it('shows a teleport as one', () => {
  const track = new PoseTrack()
  const out = blank()
  track.push(0, at(0))
  track.push(50, at(500))
  track.sample(25 + track.delayMs, out)
  expect(out.eastM).toBe(500)
})

it('turns head and hands evenly between poses, and puts down what the next pose has not', () => {
  const track = new PoseTrack()
  const out = blank()
  const half = Math.SQRT1_2
  const hand = (eastM: number) => ({ eastM, northM: 0, upM: 1.2, turn: { x: 0, y: 0, z: 0, w: 1 } })
  track.push(0, { ...at(0), headset: { upM: 1.6, turn: { x: 0, y: 0, z: 0, w: 1 } }, left: hand(0), right: hand(1) })
  track.push(100, { ...at(0), headset: { upM: 1.7, turn: { x: 0, y: 0, z: -half, w: -half } }, left: hand(0.2) })
  track.sample(50 + track.delayMs, out)
  expect(out.headset?.upM).toBeCloseTo(1.65, 6)
  expect(out.headset?.turn.z).toBeCloseTo(Math.sin(Math.PI / 8), 6)
  expect(out.left?.eastM).toBeCloseTo(0.1, 6)
  expect(out.right).toBeNull()
})

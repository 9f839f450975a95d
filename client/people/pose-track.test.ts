import { expect, it } from 'vitest'
import { PoseTrack } from './pose-track.ts'

const at = (eastM: number, headingRad = 0) => ({ eastM, northM: 0, upM: 0, headingRad, pitchRad: 0 })
const blank = () => ({ ...at(0), speedMs: 0 })

it('moves smoothly between poses that come every 50 ms', () => {
  const track = new PoseTrack()
  const shown: number[] = []
  const out = blank()
  for (let ms = 0; ms <= 2000; ms += 10) {
    if (ms % 50 === 0) track.push(ms, at(ms / 1000))
    if (ms > 300 && track.sample(ms, out)) shown.push(out.eastM)
  }
  const strides = shown.slice(1).map((e, i) => e - (shown[i] ?? 0))
  expect(Math.max(...strides)).toBeLessThan(0.02)
  expect(Math.min(...strides)).toBeGreaterThanOrEqual(0)
})

it('stays without a jump when packets are late by up to 80 ms', () => {
  const track = new PoseTrack()
  const out = blank()
  const arrivals = Array.from({ length: 40 }, (_, i) => ({ sent: i * 50, arrives: i * 50 + [0, 30, 80, 10][i % 4]! }))
  let last = 0
  for (let ms = 0; ms <= 2000; ms += 10) {
    for (const a of arrivals) if (a.arrives > ms - 10 && a.arrives <= ms) track.push(a.sent, at(a.sent / 1000))
    if (ms < 500 || !track.sample(ms, out)) continue
    if (last > 0) expect(Math.abs(out.eastM - last)).toBeLessThan(0.06)
    last = out.eastM
  }
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
  expect(out.speedMs).toBe(0)
  expect(out.eastM).toBeCloseTo(0.1, 6)
})

it('shows a teleport as one', () => {
  const track = new PoseTrack()
  const out = blank()
  track.push(0, at(0))
  track.push(50, at(500))
  track.sample(25 + track.delayMs, out)
  expect(out.eastM).toBe(500)
})

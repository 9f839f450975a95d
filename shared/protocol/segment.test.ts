// A segment goes to any of its moments in any order and shows what was true then.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../kernel/random.ts'
import type { Facts } from './facts.ts'
import { LAYERS, Lively, shown } from './fields-testing.ts'
import { type SegmentEntry, segmentAt, SegmentBuilder, SegmentCursor, SegmentIndex } from './segment.ts'

const FROM_MS = 1_800_000_000_000
const STEP_MS = 500
const STEPS = 20

const factsAt = (nowMs: number): Facts => ({
  nowMs,
  seq: nowMs - FROM_MS,
  alerts: [{ id: 'a', severity: 'warning', text: 'вода', atM: [1, 2] }],
  indicators: [{ id: 'wet', label: 'wet', value: nowMs % 7, unit: 'm2' }],
  gauges: [],
})

/** A segment and what was shown after each of its steps. */
function recorded(seed: number): { bytes: Uint8Array; was: string[][] } {
  const town = new Lively(new Random(seed))
  town.step(0)
  const builder = new SegmentBuilder({ timeline: 'live', build: 'test', fromMs: FROM_MS, layers: [...LAYERS] })
  const was: string[][] = []
  for (let step = 0; step < STEPS; step++) {
    const atMs = FROM_MS + step * STEP_MS
    const frames = town.step(atMs)
    // A keyframe again in the middle, as an overview has them.
    town.fields.forEach((field, i) =>
      builder.frame(atMs, step % 8 === 0 ? field.keyframe() : (frames[i] as Uint8Array)),
    )
    builder.facts(atMs, factsAt(atMs))
    was.push(town.fields.map(({ cells }) => shown(cells)))
  }
  builder.mark(FROM_MS + 9000, { atMs: FROM_MS + 9000, kind: 'toy.end', text: 'the end' })
  return { bytes: builder.finish(), was }
}

describe('a segment', () => {
  test('shows every moment as it was, in any order', () => {
    const { bytes, was } = recorded(4)
    const cursor = new SegmentCursor(bytes)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: STEPS * STEP_MS + 2000 }), { minLength: 1 }), (moments) => {
        for (const ms of moments) {
          cursor.seek(FROM_MS + ms)
          const step = Math.min(STEPS - 1, Math.floor(ms / STEP_MS))
          expect(cursor.fields.map(({ cells }) => shown(cells))).toEqual(was[step])
          expect(cursor.facts).toEqual(factsAt(FROM_MS + step * STEP_MS))
        }
      }),
      { numRuns: 30 },
    )
    cursor.seek(FROM_MS - 1)
    expect(cursor.facts).toBeNull()
    expect(cursor.fields.map(({ number }) => number)).toEqual([null, null, null, null])
  })

  test('takes over the fields of the one before it, and nothing that was in them', () => {
    const [one, other] = [recorded(4), recorded(5)]
    const before = new SegmentCursor(one.bytes)
    before.seek(FROM_MS + 3000)
    const after = new SegmentCursor(other.bytes, before)
    expect(after.fields[0]).toBe(before.fields[0])
    expect(after.fields[0]?.number).toBeNull()
    after.seek(FROM_MS)
    expect(after.fields.map(({ cells }) => shown(cells))).toEqual(other.was[0])
  })

  test('throws nothing but RangeError at damaged bytes', () => {
    const { bytes } = recorded(4)
    const spot = fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) })
    const length = fc.nat(bytes.length)
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 3 }), fc.option(length), fc.uint8Array(), (spots, cut, junk) => {
        const bad = bytes.slice(0, cut ?? bytes.length)
        for (const { at, to } of spots) if (at < bad.length) bad[at] = to
        for (const given of [bad, junk]) {
          try {
            new SegmentCursor(given).seek(FROM_MS + 5000)
          } catch (error) {
            if (!(error instanceof RangeError)) throw error
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('an index', () => {
  const entry = (fromMs: number, toMs: number): SegmentEntry => ({
    name: `${fromMs}-${toMs}-0123456789abcdef.thseg`,
    fromMs,
    toMs,
    sha256: 'ab'.repeat(32),
    bytes: 1,
    plainBytes: 2,
    layers: ['toy.depth'],
    marks: [],
  })

  test('finds the segment of a moment, and the place of a gap', () => {
    const segments = [entry(0, 10), entry(10, 20), entry(40, 50)]
    const at = [-1, 0, 9, 10, 19, 20, 39, 40, 49, 50].map((ms) => segmentAt(segments, ms))
    expect(at.map(({ at }) => at)).toEqual([0, 0, 0, 1, 1, 2, 2, 2, 2, 3])
    expect(at.map(({ isIn }) => isIn)).toEqual([false, true, true, true, true, false, false, true, true, false])
    expect(segmentAt([], 5)).toEqual({ at: 0, isIn: false })
  })

  test('takes no name that leads elsewhere', () => {
    const index = (name: string): unknown => ({
      format: 1,
      timeline: 'live',
      tracks: [{ everyMs: 0, segments: [{ ...entry(0, 1), name }] }],
      gaps: [],
    })
    expect(SegmentIndex.safeParse(index(entry(0, 1).name)).success).toBe(true)
    for (const name of ['../x', 'https://elsewhere/x', '0-1-0123456789abcdef.thseg/..', ''])
      expect(SegmentIndex.safeParse(index(name)).success, name).toBe(false)
  })
})

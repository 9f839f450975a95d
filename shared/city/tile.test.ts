// The tile codec: what goes in comes out within its 5 cm step, and broken bytes are refused at once.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AREA_KINDS,
  BUILDING_USES,
  LANDMARK_FORMS,
  LINE_KINDS,
  POINT_KINDS,
  ROAD_CLASSES,
  ROOF_SHAPES,
} from './city.ts'
import { decodeTile, encodeTile, type Detail, type Tile } from './tile.ts'

const metres = (min: number, max: number) => fc.integer({ min: min * 20, max: max * 20 }).map((n) => n / 20)
const point = fc.tuple(metres(-600, 1200), metres(-600, 1200))
const line = fc.array(point, { minLength: 2, maxLength: 12 }).map((p) => p.flat())
const ring = fc.array(point, { minLength: 3, maxLength: 12 }).map((p) => p.flat())
const polygons = fc.array(fc.array(ring, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
const colour = fc.option(fc.integer({ min: 0, max: 0xffffff }))
const heading = fc.integer({ min: 0, max: 255 }).map((n) => (n / 256) * 2 * Math.PI)
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const pick = <T>(from: readonly T[]) => fc.constantFrom(...from)
/** One height a point of the line. */
const withHeights = line.chain((l) =>
  fc.array(metres(-50, 500), { minLength: l.length / 2, maxLength: l.length / 2 }).map((upM) => ({ line: l, upM })),
)

const tiles: fc.Arbitrary<Tile> = fc.record({
  level: fc.nat(12),
  x: fc.nat(4096),
  y: fc.nat(4096),
  sizeM: fc.constantFrom(500, 1000, 2000),
  westM: fc.constant(-1500),
  southM: fc.constant(2500),
  detail: fc.constantFrom<Detail>(0, 1, 2, 3),
  terrain: fc.integer({ min: 1, max: 5 }).chain((n) =>
    fc.array(metres(-50, 4000), { minLength: n * n, maxLength: n * n }).map((h) => ({
      cols: n,
      rows: n,
      heightsM: Float32Array.from(h),
    })),
  ),
  buildings: fc.array(
    fc.record({
      feature: fc.nat(0xffffff),
      polygons,
      groundM: metres(-50, 4000),
      heightM: metres(0, 800),
      minHeightM: metres(0, 100),
      storeys: fc.nat(160),
      use: pick(BUILDING_USES),
      roof: pick(ROOF_SHAPES),
      roofHeightM: metres(0, 40),
      form: pick(LANDMARK_FORMS),
      colour,
      roofColour: colour,
    }),
    { maxLength: 4 },
  ),
  roads: fc.array(
    fc
      .record({
        shape: withHeights,
        roadClass: pick(ROAD_CLASSES),
        lanesForward: fc.nat(6),
        lanesBackward: fc.nat(6),
        widthM: metres(1, 40),
        isBridge: fc.boolean(),
        isTunnel: fc.boolean(),
        isLit: fc.boolean(),
        signalsAtStart: fc.boolean(),
        signalsAtEnd: fc.boolean(),
        degreeAtStart: fc.nat(255),
        degreeAtEnd: fc.nat(255),
        name: text,
      })
      .map(({ shape, ...rest }) => ({ ...shape, ...rest })),
    { maxLength: 4 },
  ),
  areas: fc.array(fc.record({ kind: pick(AREA_KINDS), polygons, surfaceM: metres(-50, 4000) }), { maxLength: 3 }),
  lines: fc.array(
    fc
      .record({ shape: withHeights, kind: pick(LINE_KINDS), isBridge: fc.boolean() })
      .map(({ shape, ...rest }) => ({ ...shape, ...rest })),
    { maxLength: 3 },
  ),
  points: fc.array(
    fc.record({
      kind: pick(POINT_KINDS),
      atM: point,
      upM: metres(-50, 4000),
      heightM: metres(0, 60),
      headingRad: heading,
    }),
    { maxLength: 5 },
  ),
  labels: fc.array(
    fc.record({
      kind: fc.constantFrom('street', 'building', 'area', 'stop', 'place'),
      text,
      atM: point,
      upM: metres(-50, 4000),
      headingRad: heading,
      weight: fc.nat(255),
    }),
    { maxLength: 4 },
  ),
  land: fc.option(polygons),
})

/** Every number within half a step and the rounding of a 32-bit float. */
function near(got: unknown, want: unknown): void {
  if (typeof want === 'number') expect(Math.abs((got as number) - want)).toBeLessThan(0.026)
  else if (want instanceof Float32Array || Array.isArray(want)) {
    expect((got as ArrayLike<unknown>).length).toBe(want.length)
    for (let i = 0; i < want.length; i++) near((got as ArrayLike<unknown>)[i], want[i])
  } else if (want !== null && typeof want === 'object') {
    expect(Object.keys(got as object).sort()).toEqual(Object.keys(want).sort())
    for (const [key, value] of Object.entries(want)) near((got as Record<string, unknown>)[key], value)
  } else expect(got).toBe(want)
}

describe('tile codec', () => {
  it('gives back what it was given, within its step', () => {
    fc.assert(
      fc.property(tiles, (tile) => near(decodeTile(encodeTile(tile)), tile)),
      { numRuns: 150 },
    )
  })

  it('gives the same bytes for the same tile', () => {
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(encodeTile(tile)).toEqual(encodeTile(tile))
      }),
      { numRuns: 30 },
    )
  })

  it('refuses bytes that were cut, wherever the cut is', () => {
    fc.assert(
      fc.property(tiles, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (tile, part) => {
        const bytes = encodeTile(tile)
        expect(() => decodeTile(bytes.subarray(0, Math.floor(bytes.length * part)))).toThrow(RangeError)
      }),
      { numRuns: 200 },
    )
  })

  it('ends quickly on changed bytes, with a tile or a RangeError', () => {
    fc.assert(
      fc.property(tiles, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), (tile, changes) => {
        const bytes = encodeTile(tile)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        try {
          decodeTile(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('refuses a count that the bytes cannot hold before making room for it', () => {
    const head = encodeTile({ ...fc.sample(tiles, { numRuns: 1, seed: 1 })[0]!, level: 0, x: 0, y: 0 }).slice(0, 28)
    // A string table of 2^49 entries, then nothing.
    const bytes = Uint8Array.from([...head, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
    expect(() => decodeTile(bytes)).toThrow(RangeError)
  })
})

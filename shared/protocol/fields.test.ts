// The field codecs: exact to their steps, whole after any row of changes, safe against any bytes.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../kernel/random.ts'
import { codeOf, LayerInfo, valueOf } from './fields-info.ts'
import { AGENTS, EDGES, LAYERS, Lively, POINTS, RASTER, shown } from './fields-testing.ts'
import { cellsOf, CutFrame, Field } from './fields.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 31 })
const followers = (): Field[] => LAYERS.map((info, layer) => new Field(layer, cellsOf(info)))
const AREA = [-400, -200, 350, 300] as const

describe('a field', () => {
  test('shows a follower the same after any row of changes', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const town = new Lively(new Random(seed))
        const heard = followers()
        for (let step = 0; step < 12; step++) {
          const frames = town.step(1000 * step)
          heard.forEach((field, i) => field.apply(frames[i] as Uint8Array))
          heard.forEach((field, i) => expect(shown(field.cells)).toEqual(shown(town.fields[i]?.cells as never)))
        }
        expect(heard.map(({ number, atMs }) => [number, atMs])).toEqual(LAYERS.map(() => [11, 11_000]))
      }),
      { numRuns: 25 },
    )
  })

  test('is whole for who comes later and for who only looks at an area that moves', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed)
        const town = new Lively(random)
        for (let step = 0; step < 4; step++) town.step(step)
        const late = followers()
        const near = followers()
        let ranges = near.map(({ cells }) => cells.cells.range(AREA))
        town.fields.forEach((field, i) => {
          const { cells } = field.cells
          late[i]?.apply(field.keyframe())
          near[i]?.apply(new CutFrame(field.keyframe()).cut((cell) => cells.has(ranges[i] as never, cell)))
        })
        for (let step = 4; step < 12; step++) {
          const frames = town.step(step)
          const [east, north] = [random.between(-1200, 1200), random.between(-800, 800)]
          const before = ranges
          ranges = near.map(({ cells }) => cells.cells.range([east, north, east + 700, north + 500]))
          town.fields.forEach((field, i) => {
            const { cells } = field.cells
            const was = (cell: number): boolean => cells.has(before[i] as never, cell)
            const is = (cell: number): boolean => cells.has(ranges[i] as never, cell)
            late[i]?.apply(frames[i] as Uint8Array)
            near[i]?.apply(new CutFrame(frames[i] as Uint8Array).cut(was))
            const gone = Array.from({ length: cells.count }, (_, cell) => cell).filter((c) => was(c) && !is(c))
            near[i]?.apply(new CutFrame(field.keyframe()).window((c) => is(c) && !was(c), gone))
            expect(shown(late[i]?.cells as never)).toEqual(shown(field.cells))
            expect(shown(near[i]?.cells as never)).toEqual(shown(field.cells, is))
          })
        }
      }),
      { numRuns: 25 },
    )
  })

  test('refuses a frame that does not follow, keeps what it shows, and a keyframe mends it', () => {
    const town = new Lively(new Random(7))
    const [first, , third] = [town.step(1), town.step(2), town.step(3)]
    town.fields.forEach((field, i) => {
      const heard = new Field(i, cellsOf(LAYERS[i] as LayerInfo))
      expect(() => heard.apply(third[i] as Uint8Array)).toThrow(RangeError)
      heard.apply(first[i] as Uint8Array)
      const before = shown(heard.cells)
      expect(() => heard.apply(third[i] as Uint8Array)).toThrow(/does not follow/)
      expect(shown(heard.cells)).toEqual(before)
      expect(heard.number).toBe(0)
      heard.apply(field.keyframe())
      expect(shown(heard.cells)).toEqual(shown(field.cells))
      expect(heard.number).toBe(2)
      const other = followers()[(i + 1) % 4]
      expect(() => other?.apply(first[i] as Uint8Array)).toThrow(/of layer/)
    })
  })

  test('throws nothing but RangeError at any bytes, and is empty after damage', () => {
    const town = new Lively(new Random(3))
    const [key, change] = [town.step(1), town.step(2)]
    const bytes = fc.uint8Array({ maxLength: 200 })
    const spot = fc.record({ at: fc.nat(), to: fc.nat(255), cut: fc.nat() })
    const tried = (field: Field, frame: Uint8Array): void => {
      try {
        field.apply(frame)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        if (!/follow|of layer|not a frame|^bytes:/.test(error.message)) expect(field.number).toBeNull()
      }
    }
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.constantFrom(0x11, 0x12, 0x13),
        bytes,
        fc.array(spot, { maxLength: 4 }),
        (i, what, junk, spots) => {
          const heard = new Field(i, cellsOf(LAYERS[i] as LayerInfo))
          tried(heard, junk)
          tried(heard, Uint8Array.from([what, i, 0, 0, ...junk]))
          tried(heard, key[i] as Uint8Array)
          tried(heard, Uint8Array.from([0x12, i, 1, 0, 0, junk.length & 127, ...junk]))
          for (const good of [key[i], change[i]] as Uint8Array[]) {
            const bad = good.slice()
            for (const { at, to } of spots) bad[at % bad.length] = to
            tried(heard, good === change[i] ? (key[i] as Uint8Array) : bad)
            tried(heard, bad.subarray(0, spots[0] ? spots[0].cut % bad.length : bad.length))
          }
        },
      ),
      { numRuns: 1500 },
    )
  })
})

describe('precision', () => {
  test('is the step of the quantity; NaN stays, what is out of range becomes the end', () => {
    const [depth] = RASTER.quantities
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), (v) => {
        expect(Math.abs(valueOf(depth, codeOf(depth, v)) - v)).toBeLessThanOrEqual(0.010001)
      }),
    )
    expect(valueOf(depth, codeOf(depth, NaN))).toBeNaN()
    expect([-3, 99, Infinity].map((v) => valueOf(depth, codeOf(depth, v)))).toEqual([0, 5, 5])
  })

  test('of an agent is half a step of place, 1/512 turn, and nobody is at NaN', () => {
    const town = new Lively(new Random(1))
    town.agents.update(
      [
        { id: 9, kind: 1, eastM: 123.46, northM: -77.77, headingRad: -Math.PI / 2, speed: 50.2 },
        { id: 10, kind: 0, eastM: NaN, northM: 0, headingRad: 0, speed: 0 },
      ],
      0,
    )
    const heard = new Field(3, cellsOf(AGENTS))
    heard.apply(town.agents.keyframe())
    if (heard.cells.kind !== 'agents') throw new Error('not agents')
    const [car, ...others] = heard.cells.agents.values()
    if (!car) throw new Error('no car')
    expect(others).toEqual([])
    expect(heard.cells.eastM(car)).toBeCloseTo(123.5, 6)
    expect(heard.cells.northM(car)).toBeCloseTo(-77.8, 6)
    expect(heard.cells.headingRad(car)).toBeCloseTo(1.5 * Math.PI, 6)
    expect(heard.cells.speed(car)).toBe(50)
  })
})

describe('size', () => {
  test('of a smooth raster is under a byte a sample, of no change a header', () => {
    const { raster } = new Lively(new Random(1))
    const depths = Float64Array.from({ length: 70 * 37 }, (_, i) => 2 + Math.sin((i % 70) / 20) * Math.cos(i / 70 / 9))
    expect(raster.update(depths, 0).length).toBeLessThan(70 * 37)
    expect(raster.update(depths, 1).length).toBe(4)
    depths[1000] = 3
    expect(raster.update(depths, 2).length).toBeLessThan(16)
  })

  test('of a car that moves is 3 to 5 bytes, of one that stands nothing', () => {
    const { agents } = new Lively(new Random(1))
    const cars = Array.from({ length: 1000 }, (_, id) => ({
      id,
      kind: 0,
      eastM: id - 500,
      northM: id / 3,
      headingRad: 1,
      speed: 40,
    }))
    agents.update(cars, 0)
    expect(agents.update(cars, 1).length).toBe(4)
    const moved = cars.map((car) => ({ ...car, eastM: car.eastM + 2.3, northM: car.northM + 1.2 }))
    expect(agents.update(moved, 2).length).toBeLessThan(3200)
  })
})

describe('what a layer is', () => {
  test('parses as it is given and refuses grids and quantities that cannot be', () => {
    for (const info of LAYERS) expect(LayerInfo.parse(info)).toEqual(info)
    const bad = [
      { ...RASTER, grid: { ...RASTER.grid, cols: 8192, rows: 8192 } },
      { ...EDGES, quantities: [{ ...EDGES.quantities[0], step: 0.0001 }] },
      { ...POINTS, quantities: [] },
      { ...EDGES, grid: { ...EDGES.grid, cols: 300, rows: 300 } },
      { ...AGENTS, id: '../x' },
      { ...AGENTS, quantities: [{ ...AGENTS.quantities[0], min: 5, max: 5 }] },
    ]
    for (const info of bad) expect(LayerInfo.safeParse(info).success).toBe(false)
  })
})

import { deflateSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { TerrainFiles, read, refusal } from './terrain-testing.ts'

const files = new TerrainFiles()
afterAll(() => files.remove())
const file = files.file.bind(files)

describe('GeoTIFF', () => {
  const degrees = [1024, 0, 1, 2, 2048, 0, 1, 4326]
  const areas = [...degrees, 1025, 0, 1, 1]
  const points = [...degrees, 1025, 0, 1, 2]
  const nine = { cols: 3, rows: 3, values: [1, 2, 3, 4, 5, 6, 7, 8, 9], step: 0.01, corner: [10, 50] as const }

  test('areas and points place the samples half a cell apart', async () => {
    const area = await read(file('area.tif', tiff({ ...nine, keys: areas })))
    expect(area.terrain.heightAt(10.005, 49.995)).toBeCloseTo(1, 6)
    expect(area.terrain.heightAt(10.025, 49.975)).toBeCloseTo(9, 6)
    expect(area.terrain.heightAt(10.01, 49.99)).toBeCloseTo(3, 6)
    const point = await read(file('point.tif', tiff({ ...nine, keys: points })))
    expect(point.terrain.heightAt(10, 50)).toBeCloseTo(1, 6)
    expect(point.terrain.heightAt(10.02, 49.98)).toBeCloseTo(9, 6)
  })

  test('nodata is void, a projection is followed', async () => {
    const keys = [1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 25_833]
    const four = { cols: 2, rows: 2, values: [-999, 20, 30, 40], step: 25, corner: [392_000, 5_820_000] as const }
    const { terrain, dropped } = await read(file('utm.tif', tiff({ ...four, keys, nodata: '-999' })))
    expect(dropped).toEqual(['1 terrain samples: void in utm.tif'])
    expect(terrain.source.crs).toBe('EPSG:25833')
    const [w, s, e, n] = terrain.bbox
    expect(terrain.heightAt(e - 5e-5, n - 5e-5)).toBeCloseTo(20, 6)
    expect(terrain.heightAt(w + 5e-5, s + 5e-5)).toBeCloseTo(30, 6)
    expect(terrain.cellM).toBeCloseTo(25, 0)
  })

  test('floats with a nodata that single precision cannot hold', async () => {
    const values = [1, 2, 3, 4, -3.4028234663852886e38, 6, 7, 8, 9]
    const { dropped } = await read(
      file('float.tif', tiff({ ...nine, values, keys: areas, isFloat: true, nodata: '-3.4e+38' })),
    )
    expect(dropped).toEqual(['1 terrain samples: void in float.tif'])
  })

  test('a tiled, deflated grid with feet as its unit', async () => {
    const values = Array.from({ length: 32 * 16 }, (_, i) => 100 + (i % 32))
    const grid = { ...nine, cols: 32, rows: 16, values, keys: [...areas, 4099, 0, 1, 9002], tileSide: 16 }
    const { terrain } = await read(file('tiled.tif', tiff(grid)))
    expect(terrain.heightAt(10.005, 49.995)).toBeCloseTo(100 * 0.3048, 4)
    expect(terrain.heightAt(10.165, 49.995)).toBeCloseTo(116 * 0.3048, 4)
  })

  test('a system named nowhere is taken from the person importing', async () => {
    const path = file('nameless.tif', tiff({ ...nine, keys: [1025, 0, 1, 1] }))
    expect(await refusal(path)).toMatch(/^nameless.tif: names no coordinate reference system.*--crs EPSG/)
    expect(await refusal(path, 'EPSG:4326')).toBe('was read')
    expect(await refusal(path, 'EPSG:99999')).toMatch(/EPSG:99999 is not known/)
  })

  test('what gives no heights is refused in one sentence', async () => {
    expect(await refusal(file('noise.tif', 'II*\0 nothing'))).toBe('noise.tif: is not a TIFF file or is cut short')
    const whole = tiff({ ...nine, keys: areas })
    expect(await refusal(file('short.tif', whole.slice(0, whole.length - 10)))).toMatch(
      /^short.tif: is (not a TIFF|cut short)/,
    )
    expect(await refusal(file('void.tif', tiff({ ...nine, keys: areas, values: Array(9).fill(-32_768) })))).toMatch(
      /only voids/,
    )
  })
})

type Sample = {
  cols: number
  rows: number
  values: number[]
  step: number
  corner: readonly [number, number]
  /** GeoKeys of four numbers each. */
  keys: number[]
  nodata?: string
  isFloat?: boolean
  /** Deflated tiles of this side; else one plain strip. */
  tileSide?: number
}

/** A big-endian TIFF of 16-bit or single float samples, as the TIFF 6.0 and GeoTIFF specifications lay it out. */
function tiff({
  cols,
  rows,
  values,
  step,
  corner,
  keys,
  nodata = '',
  isFloat = false,
  tileSide = 0,
}: Sample): Uint8Array {
  const size = isFloat ? 4 : 2
  const across = tileSide > 0 ? cols / tileSide : 1
  const [width, height] = tileSide > 0 ? [tileSide, tileSide] : [cols, rows]
  const blocks = Array.from({ length: tileSide > 0 ? across * (rows / tileSide) : 1 }, (_, b) => {
    const view = new DataView(new ArrayBuffer(width * height * size))
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [(b % across) * width + (i % width), Math.floor(b / across) * height + Math.floor(i / width)]
      const v = values[y * cols + x] as number
      if (isFloat) view.setFloat32(i * 4, v)
      else view.setInt16(i * 2, v)
    }
    const plain = new Uint8Array(view.buffer)
    return tileSide > 0 ? new Uint8Array(deflateSync(plain)) : plain
  })
  const doubles = (...all: number[]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(all.length * 8))
    all.forEach((v, i) => view.setFloat64(i * 8, v))
    return new Uint8Array(view.buffer)
  }
  const ints = (bytes: 2 | 4, ...all: number[]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(all.length * bytes))
    all.forEach((v, i) => (bytes === 2 ? view.setUint16(i * 2, v) : view.setUint32(i * 4, v)))
    return new Uint8Array(view.buffer)
  }
  const lengths = blocks.map((b) => b.length)
  const place = (start: number): number[] =>
    lengths.map((_, i) => start + lengths.slice(0, i).reduce((a, b) => a + b, 0))
  const entries = (start: number): [tag: number, type: number, data: Uint8Array][] => [
    [256, 3, ints(2, cols)],
    [257, 3, ints(2, rows)],
    [258, 3, ints(2, size * 8)],
    [259, 3, ints(2, tileSide > 0 ? 8 : 1)],
    [262, 3, ints(2, 1)],
    ...(tileSide > 0 ? [] : [[273, 4, ints(4, ...place(start))] as [number, number, Uint8Array]]),
    [277, 3, ints(2, 1)],
    ...(tileSide > 0
      ? []
      : ([
          [278, 3, ints(2, rows)],
          [279, 4, ints(4, ...lengths)],
        ] as [number, number, Uint8Array][])),
    ...(tileSide > 0
      ? ([
          [322, 3, ints(2, tileSide)],
          [323, 3, ints(2, tileSide)],
          [324, 4, ints(4, ...place(start))],
          [325, 4, ints(4, ...lengths)],
        ] as [number, number, Uint8Array][])
      : []),
    [339, 3, ints(2, isFloat ? 3 : 2)],
    [33_550, 12, doubles(step, step, 0)],
    [33_922, 12, doubles(0, 0, 0, corner[0], corner[1], 0)],
    [34_735, 3, ints(2, 1, 1, 0, keys.length / 4, ...keys)],
    ...(nodata ? [[42_113, 2, new TextEncoder().encode(`${nodata}\0`)] as [number, number, Uint8Array]] : []),
  ]
  const typeSize: Record<number, number> = { 2: 1, 3: 2, 4: 4, 12: 8 }
  const layout = entries(0)
  const head = 8 + 2 + layout.length * 12 + 4
  const start = head + layout.reduce((sum, [, , data]) => sum + (data.length > 4 ? data.length : 0), 0)
  const bytes = new Uint8Array(start + lengths.reduce((a, b) => a + b, 0))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x4d4d002a)
  view.setUint32(4, 8)
  view.setUint16(8, layout.length)
  let at = head
  entries(start).forEach(([tag, type, data], i) => {
    const entry = 10 + i * 12
    view.setUint16(entry, tag)
    view.setUint16(entry + 2, type)
    view.setUint32(entry + 4, data.length / (typeSize[type] as number))
    if (data.length <= 4) bytes.set(data, entry + 8)
    else {
      view.setUint32(entry + 8, at)
      bytes.set(data, at)
      at += data.length
    }
  })
  place(start).forEach((where, i) => bytes.set(blocks[i] as Uint8Array, where))
  return bytes
}

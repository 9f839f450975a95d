// Pictures of a scenario: from two recordings of its runs, at the moment of the most water, the same place in both and the same
// bytes each time; none where nothing was recorded.
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Area, City } from '../../../shared/city/city.ts'
import type { RasterInfo } from '../../../shared/protocol/fields-info.ts'
import { cellsOf, Field } from '../../../shared/protocol/fields.ts'
import { shareOf } from '../../../shared/protocol/colour-scale.ts'
import { coreOf } from '../../../shared/systems/flood/core.ts'
import { SegmentWriter } from '../../replay/segment-writer.ts'
import { drawMap, frameOf, MAP_PALETTE, type MapGround } from './picture-map.ts'
import { pictureOfFlood } from './picture.ts'
import { DEPTH } from './quantities.ts'

const FROM_MS = 1_800_000_000_000
const square = (e: number, n: number, m: number): number[] => [e, n, e + m, n, e + m, n + m, e, n + m]
const house = (id: string, ring: number[]) => ({
  id,
  polygons: [[ring]],
  groundM: 0,
  heightM: 6,
  minHeightM: 0,
  heightSource: 'guessed' as const,
  storeys: 2,
  use: 'house' as const,
  roof: 'flat' as const,
  roofHeightM: 0,
  source: 0,
})
const river: Area = { id: 'way/2', kind: 'water', polygons: [[square(-300, -100, 60)]], surfaceM: -1, source: 0 }
const city: City = {
  buildings: [house('way/1', square(20, 20, 30))],
  links: [],
  nodes: [],
  areas: [river],
  lines: [],
  points: [],
  terrain: { cols: 2, rows: 2, cellM: 800, westM: -400, southM: -400, heightsM: new Float32Array(4) },
}
const core = coreOf(city) as NonNullable<ReturnType<typeof coreOf>>
const wall = {
  type: 'flood.placeBarrier',
  id: 'b',
  line: [
    [0, 0],
    [80, 0],
  ],
  crestAboveGroundM: 1,
} as const
const storm = { type: 'flood.setStorm', mmPerH: 10, hours: 1 } as const
const interventions = [
  { command: storm, inBaseline: true },
  { command: wall, inBaseline: false },
]

let dir = ''
const folders = { before: '', after: '' }
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'townhall-picture-'))
  for (const kind of ['before', 'after'] as const) folders[kind] = await recorded(kind)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** Water comes and goes round the house; with the wall less of it. */
async function recorded(kind: 'before' | 'after'): Promise<string> {
  const { westM, southM, cellM, nx: cols, ny: rows } = core
  const info: RasterInfo = {
    kind: 'raster',
    id: 'flood.depth',
    title: 'depth',
    card: { source: 'by hand', date: '', truth: 'modelled' },
    quantities: [DEPTH],
    grid: { westM, southM, cellM, cols, rows },
  }
  const field = new Field(0, cellsOf(info))
  const folder = join(dir, kind)
  const writer = await SegmentWriter.open({ folder, timeline: kind, build: 'test', fields: [field], newest: null })
  for (let minute = 0; minute <= 60; minute += 5) {
    const depth = minute === 0 ? 0 : (kind === 'before' ? 1.5 : 0.5) * (1 - Math.abs(minute - 30) / 40)
    const values = Float32Array.from({ length: cols * rows }, (_, k) => {
      const [east, north] = [westM + (k % cols) * cellM, southM + Math.floor(k / cols) * cellM]
      return depth > 0 && east > 0 && east < 100 && north > 0 && north < 100 ? depth : NaN
    })
    writer.frame(field.update(values, FROM_MS + minute * 60_000))
  }
  await writer.close()
  return folder
}

const wish = { city, layers: ['flood.depth'], folders, fromMs: FROM_MS, hours: 1, interventions }

describe('pictures of a scenario', () => {
  it('are of the moment of the most water, small, and the same bytes each time', async () => {
    const [made, again] = await Promise.all([pictureOfFlood(wish), pictureOfFlood(wish)])
    expect(made?.atS).toBe(1800)
    expect(again).toEqual(made)
    expect(made?.before).not.toEqual(made?.after)
    for (const png of [made?.before, made?.after]) {
      expect(
        Buffer.from(png ?? [])
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
      expect(png?.length).toBeLessThan(80_000)
    }
  })

  it('are none where a run was not recorded, or the city has no ground', async () => {
    expect(await pictureOfFlood({ ...wish, folders: { ...folders, after: join(dir, 'gone') } })).toBeNull()
    expect(await pictureOfFlood({ ...wish, layers: ['weather.rain'] })).toBeNull()
    const { terrain: _, ...flat } = city
    expect(await pictureOfFlood({ ...wish, city: flat })).toBeNull()
  })
})

describe('the map', () => {
  const cells = core.nx * core.ny
  const none = new Float32Array(cells)
  const wet = none.map((_, k) => (k % core.nx > core.nx / 2 ? 2 : 0))
  const ground: MapGround = {
    core,
    buildings: [[square(20, 20, 30)]],
    waters: river.polygons,
    roads: [],
    heightsM: none,
  }
  const marks = [{ n: 2, isInBoth: false, line: wall.line }]
  const frame = frameOf(ground, marks, { start: none, before: wet, after: none })
  const colours = (depthM: Float32Array, isBranch: boolean): Set<number> =>
    new Set(drawMap({ ground, frame, depthM, marks, isBranch }).pixels)

  it('has the legend’s colour for a depth, and what is built in red', () => {
    const first = MAP_PALETTE.length - 96
    const two = first + Math.round(shareOf(DEPTH, 2) * 95)
    const pixels = drawMap({ ground, frame, depthM: wet, marks: [], isBranch: true }).pixels
    expect(pixels.filter((one) => one === two).length).toBeGreaterThan(20_000)
    expect(colours(none, true).has(MAP_PALETTE.indexOf(0xd7191c))).toBe(true)
  })

  it('shows the same place whichever run is drawn, and the mark dashed where it is not built', () => {
    const red = (isBranch: boolean): number =>
      drawMap({ ground, frame, depthM: none, marks, isBranch }).pixels.filter((one) => MAP_PALETTE[one] === 0xd7191c)
        .length
    expect(red(false)).toBeGreaterThan(50)
    expect(red(true)).toBeGreaterThan(red(false) + 100)
    expect(frameOf(ground, marks, { start: none, before: none, after: wet })).toEqual(frame)
  })
})

import { expect, it } from 'vitest'
import { clipSurvey } from './finish-clip.ts'
import { makeFrame } from './frame.ts'
import { boundsOfBox } from './import-frame.ts'
import { Ledger } from './ledger.ts'
import type { Survey, SurveyRoad } from './survey.ts'

const frame = makeFrame('EPSG:32642', 71.43, 51.13)
const box = [71.42, 51.12, 71.44, 51.14] as const
const at = (lon: number, lat: number) => frame.fromLonLat(lon, lat)
const road = (points: readonly (readonly [number, number])[]): SurveyRoad => ({
  id: 'way/1',
  line: points.flatMap(([lon, lat]) => at(lon, lat)),
  nodeKeys: points.map((_, i) => i),
  roadClass: 'residential',
  sourceClass: 'residential',
  oneway: 0,
  isBridge: false,
  isTunnel: false,
  layer: 0,
  isArea: false,
})
const empty: Survey = { buildings: [], roads: [], areas: [], lines: [], points: [] }
const clip = (survey: Partial<Survey>, ledger = new Ledger()) =>
  clipSurvey({ ...empty, ...survey }, box, { frame, boundsM: boundsOfBox(box, frame), ledger })

it('cuts roads at the edge of the box and gives the new ends keys of their own', () => {
  const { roads } = clip({
    roads: [
      road([
        [71.41, 51.13],
        [71.43, 51.13],
        [71.43, 51.15],
        [71.435, 51.15],
        [71.435, 51.135],
      ]),
    ],
  })
  expect(roads).toHaveLength(2)
  const [first, second] = roads as [SurveyRoad, SurveyRoad]
  expect(first.nodeKeys).toEqual(['cut way/1 0 0', 1, 'cut way/1 0 2'])
  const [lon, lat] = frame.toLonLat([first.line[0] as number, first.line[1] as number])
  expect(lon).toBeCloseTo(71.42, 6)
  expect(lat).toBeCloseTo(51.13, 4)
  expect(second.nodeKeys).toEqual(['cut way/1 1 0', 4])
})

it('keeps what lies inside as it is and counts what lies outside', () => {
  const ledger = new Ledger()
  const inside = road([
    [71.425, 51.125],
    [71.435, 51.135],
  ])
  const kept = clip(
    {
      roads: [
        inside,
        road([
          [71.5, 51.1],
          [71.6, 51.1],
        ]),
      ],
      points: [
        { id: 'node/1', kind: 'tree', atM: at(71.43, 51.13) },
        { id: 'node/2', kind: 'tree', atM: at(71.45, 51.13) },
      ],
    },
    ledger,
  )
  expect(kept.roads).toEqual([inside])
  expect(kept.points.map((p) => p.id)).toEqual(['node/1'])
  expect(ledger.list().map(({ what, count }) => [what, count])).toEqual([
    ['points', 1],
    ['roads', 1],
  ])
})

it('takes a building by its middle and cuts an area at the edge', () => {
  const square = (lon: number, lat: number, half: number) => [
    [
      [
        ...at(lon - half, lat - half),
        ...at(lon + half, lat - half),
        ...at(lon + half, lat + half),
        ...at(lon - half, lat + half),
      ],
    ],
  ]
  const { buildings, areas } = clip({
    buildings: [
      { id: 'way/1', polygons: square(71.4399, 51.13, 0.001), use: 'unknown' },
      { id: 'way/2', polygons: square(71.4405, 51.13, 0.001), use: 'unknown' },
    ],
    areas: [{ id: 'way/3', kind: 'park', polygons: square(71.44, 51.13, 0.01) }],
  })
  expect(buildings.map((b) => b.id)).toEqual(['way/1'])
  const ring = areas[0]?.polygons[0]?.[0] ?? []
  const [, , east] = boundsOfBox(box, frame)
  expect(Math.max(...ring.filter((_, i) => i % 2 === 0))).toBeLessThanOrEqual(east + 0.01)
})

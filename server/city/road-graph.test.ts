import { expect, it } from 'vitest'
import { Ledger } from './ledger.ts'
import { roadGraph } from './road-graph.ts'
import { roadFigures } from './road-graph-defaults.ts'
import type { SurveyPoint, SurveyRoad } from './survey.ts'

const road = (
  id: string,
  keys: readonly string[],
  line: readonly number[],
  more: Partial<SurveyRoad> = {},
): SurveyRoad => ({
  id,
  line,
  nodeKeys: keys,
  roadClass: 'tertiary',
  sourceClass: 'tertiary',
  oneway: 0,
  isBridge: false,
  isTunnel: false,
  layer: 0,
  isArea: false,
  ...more,
})

const graphOf = (roads: SurveyRoad[], points: SurveyPoint[] = [], ledger = new Ledger()) =>
  roadGraph([{ survey: { roads, points, buildings: [], areas: [], lines: [] }, source: 0 }], ledger)

it('cuts a way where another meets it, and numbers the pieces', () => {
  const { links, nodes } = graphOf([
    road('way/1', ['a', 'b', 'c', 'd'], [0, 0, 100, 0, 200, 0, 300, 0]),
    road('way/2', ['c', 'e'], [200, 0, 200, 80]),
  ])
  expect(links.map((l) => l.id)).toEqual(['way/1#0', 'way/1#1', 'way/2#0'])
  expect(links[0]?.line).toEqual([0, 0, 100, 0, 200, 0])
  expect(links[0]?.toNode).toBe(links[1]?.fromNode)
  expect(links[0]?.toNode).toBe(links[2]?.fromNode)
  expect(nodes).toHaveLength(4)
  expect(links[0]?.lengthM).toBe(200)
})

it('does not join roads that only cross on the map', () => {
  const { nodes } = graphOf([
    road('way/1', ['a', 'b'], [-50, 0, 50, 0], { isBridge: true, layer: 1 }),
    road('way/2', ['c', 'd'], [0, -50, 0, 50]),
  ])
  expect(nodes).toHaveLength(4)
})

it('cuts at signals and crossings on a road, by key or by the nearest point', () => {
  const ledger = new Ledger()
  const { links, nodes } = graphOf(
    [road('way/1', ['a', 'b', 'c', 'd'], [0, 0, 100, 0, 200, 0, 300, 0])],
    [
      { id: 'node/1', kind: 'signal', atM: [100, 0], nodeKey: 'b' },
      { id: 'node/2', kind: 'crossing', atM: [203, 4] },
      { id: 'node/3', kind: 'signal', atM: [900, 900] },
    ],
    ledger,
  )
  expect(links).toHaveLength(3)
  const flags = links.map((l) => [nodes[l.toNode]?.hasSignals, nodes[l.toNode]?.hasCrossing])
  expect(flags).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ])
  expect(ledger.list()).toEqual([
    { what: 'signals on the road graph', count: 1, why: 'no road within 20 m (still drawn)' },
  ])
})

it('turns a way that is one-way against its drawing, with its lanes', () => {
  const { links } = graphOf([road('way/1', ['a', 'b'], [0, 0, 100, 0], { oneway: -1, lanes: 3 })])
  expect(links[0]).toMatchObject({ line: [100, 0, 0, 0], lanesForward: 3, lanesBackward: 0, lanesSource: 'tagged' })
})

it('keeps a closed way as one link from its node to itself', () => {
  const { links, nodes } = graphOf([road('way/1', ['a', 'b', 'c', 'a'], [0, 0, 50, 0, 50, 50, 0, 0])])
  expect(links).toHaveLength(1)
  expect(links[0]?.fromNode).toBe(links[0]?.toNode)
  expect(nodes).toHaveLength(1)
})

it('leaves squares drawn as areas and pieces without length out of the graph', () => {
  const ledger = new Ledger()
  const { links } = graphOf(
    [
      road('way/1', ['a', 'b', 'c', 'a'], [0, 0, 50, 0, 50, 50, 0, 0], { isArea: true, roadClass: 'pedestrian' }),
      road('way/2', ['x', 'y'], [5, 5, 5, 5]),
    ],
    [],
    ledger,
  )
  expect(links).toEqual([])
  expect(ledger.list()[0]?.what).toBe('road pieces')
})

it('keeps the same key of two files apart', () => {
  const survey = (e: number) => ({
    survey: { roads: [road(`way/${e}`, ['a', 'b'], [e, 0, e, 50])], points: [], buildings: [], areas: [], lines: [] },
    source: e,
  })
  expect(roadGraph([survey(0), survey(1)], new Ledger()).nodes).toHaveLength(4)
})

it('fills in lanes, speed and width by class and says so', () => {
  const figures = (more: Partial<SurveyRoad>) => roadFigures(road('way/1', [], [], more))
  expect(figures({ roadClass: 'primary', sourceClass: 'primary' })).toMatchObject({
    lanesForward: 2,
    lanesBackward: 2,
    lanesSource: 'synthetic',
    speedKmh: 60,
    speedSource: 'synthetic',
    widthM: 14,
  })
  expect(figures({ roadClass: 'primary', sourceClass: 'primary_link', oneway: 1 })).toMatchObject({
    lanesForward: 1,
    lanesBackward: 0,
    speedKmh: 40,
  })
  expect(figures({ lanes: 3 })).toMatchObject({ lanesForward: 2, lanesBackward: 1, lanesSource: 'tagged' })
  expect(figures({ lanes: 4, lanesForward: 1 })).toMatchObject({ lanesForward: 1, lanesBackward: 3 })
  expect(figures({ lanes: 4, lanesBackward: 1 })).toMatchObject({ lanesForward: 3, lanesBackward: 1 })
  expect(figures({ widthM: 11, speedKmh: 50 })).toMatchObject({ widthM: 11, speedKmh: 50, speedSource: 'tagged' })
  expect(figures({ roadClass: 'footway', sourceClass: 'path' })).toMatchObject({
    lanesForward: 0,
    lanesBackward: 0,
    widthM: 2,
  })
})

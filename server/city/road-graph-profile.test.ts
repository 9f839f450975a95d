// Decks, ramps and junctions: every link that meets at a node has that node's height, bridges clear what is below,
// and no ramp is steeper than it may be.
import { describe, expect, it } from 'vitest'
import type { RoadLink } from '../../shared/city/city.ts'
import { Ledger } from './ledger.ts'
import { heightsOf } from './road-graph-profile.ts'
import { roadGraph } from './road-graph.ts'
import type { Survey, SurveyArea, SurveyRoad } from './survey.ts'

const flat = { cols: 2, rows: 2, cellM: 4000, westM: -2000, southM: -2000, heightsM: new Float32Array(4).fill(100) }

const road = (id: string, points: readonly [number, number][], more: Partial<SurveyRoad> = {}): SurveyRoad => ({
  id,
  line: points.flat(),
  nodeKeys: points.map(([e, n]) => `${e} ${n}`),
  roadClass: 'secondary',
  sourceClass: 'secondary',
  oneway: 0,
  isBridge: false,
  isTunnel: false,
  layer: 0,
  isArea: false,
  ...more,
})
const bridge = { isBridge: true, layer: 1 }

function build(roads: SurveyRoad[], waters: (SurveyArea & { surfaceM: number })[] = [], lines: Survey['lines'] = []) {
  const survey = { roads, buildings: [], areas: [], lines: [], points: [] }
  const graph = roadGraph([{ survey, source: 0 }], new Ledger())
  const areas = waters.map((a) => ({ ...a, source: 0 }))
  const shaped = heightsOf({ ...graph, areas, lines: lines.map((l) => ({ ...l, source: 0 })), terrain: flat })
  return { ...graph, ...shaped }
}

function checkMeeting(links: readonly RoadLink[]): void {
  const at = new Map<number, number>()
  for (const l of links) {
    for (const [node, up] of [
      [l.fromNode, l.upM[0]],
      [l.toNode, l.upM.at(-1)],
    ] as const) {
      expect(up).toBe(at.get(node) ?? up)
      at.set(node, up as number)
    }
    expect(l.upM.length * 2).toBe(l.line.length)
  }
}

function steepest(links: readonly RoadLink[]): number {
  let worst = 0
  for (const { line, upM } of links) {
    for (let i = 1; i < upM.length; i++) {
      const run = Math.hypot(
        (line[i * 2] as number) - (line[i * 2 - 2] as number),
        (line[i * 2 + 1] as number) - (line[i * 2 - 1] as number),
      )
      if (run > 0.05) worst = Math.max(worst, Math.abs((upM[i] as number) - (upM[i - 1] as number)) / run)
    }
  }
  return worst
}

const upNear = (links: readonly RoadLink[], id: string, [e, n]: readonly [number, number]): number => {
  let best = Infinity
  let up = Number.NaN
  for (const l of links.filter((link) => link.id.startsWith(`${id}#`))) {
    for (let i = 0; i < l.upM.length; i++) {
      const d = Math.hypot((l.line[i * 2] as number) - e, (l.line[i * 2 + 1] as number) - n)
      if (d < best) {
        best = d
        up = l.upM[i] as number
      }
    }
  }
  return up
}

describe('an overpass', () => {
  const { links } = build(
    [
      road('way/1', [
        [-600, 0],
        [-300, 0],
        [-40, 0],
      ]),
      road(
        'way/2',
        [
          [-40, 0],
          [40, 0],
        ],
        bridge,
      ),
      road('way/3', [
        [40, 0],
        [300, 0],
        [600, 0],
      ]),
      road('way/4', [
        [0, -300],
        [0, 300],
      ]),
      road(
        'way/5',
        [
          [-100, 0],
          [-100, 200],
        ],
        { roadClass: 'residential' },
      ),
    ].map((r) =>
      r.id === 'way/1'
        ? road('way/1', [
            [-600, 0],
            [-300, 0],
            [-100, 0],
            [-40, 0],
          ])
        : r,
    ),
  )

  it('clears the road below by five metres and leaves that on the ground', () => {
    expect(upNear(links, 'way/2', [0, 0])).toBeGreaterThanOrEqual(104.99)
    expect(upNear(links, 'way/4', [0, 0])).toBe(100)
  })
  it('comes down by ramps of at most six per cent', () => {
    expect(steepest(links)).toBeLessThanOrEqual(0.0605)
    expect(upNear(links, 'way/1', [-300, 0])).toBeCloseTo(100, 1)
    expect(upNear(links, 'way/1', [-60, 0])).toBeGreaterThan(101)
  })
  it('meets every link, side streets too, without a step', () => checkMeeting(links))
})

describe('a river bridge', () => {
  const water = {
    id: 'way/9',
    kind: 'water' as const,
    surfaceM: 98.25,
    polygons: [[[-60, -500, 60, -500, 60, 500, -60, 500]]],
  }
  const { links } = build(
    [
      road('way/1', [
        [-400, 0],
        [-70, 0],
      ]),
      road(
        'way/2',
        [
          [-70, 0],
          [0, 0],
        ],
        bridge,
      ),
      road(
        'way/3',
        [
          [0, 0],
          [70, 0],
        ],
        bridge,
      ),
      road('way/4', [
        [70, 0],
        [400, 0],
      ]),
    ],
    [water],
  )
  it('stands four metres over the water at mid-span and rises from its ends', () => {
    const middle = upNear(links, 'way/2', [0, 0])
    expect(middle).toBeGreaterThanOrEqual(98.25 + 4)
    expect(middle).toBeGreaterThan(upNear(links, 'way/2', [-70, 0]))
    checkMeeting(links)
  })
  it('does not sag between its ends', () => {
    const ups = [
      ...(links.find((l) => l.id === 'way/2#0') as RoadLink).upM,
      ...(links.find((l) => l.id === 'way/3#0') as RoadLink).upM,
    ]
    const peak = ups.indexOf(Math.max(...ups))
    for (let i = 1; i < ups.length; i++) {
      const step = (ups[i] as number) - (ups[i - 1] as number)
      expect(i <= peak ? step >= -0.02 : step <= 0.02).toBe(true)
    }
  })
})

it('lifts the upper of two bridges over the lower', () => {
  const { links } = build([
    road('way/1', [
      [-300, 0],
      [-60, 0],
    ]),
    road(
      'way/2',
      [
        [-60, 0],
        [60, 0],
      ],
      { isBridge: true, layer: 2 },
    ),
    road('way/3', [
      [60, 0],
      [300, 0],
    ]),
    road(
      'way/4',
      [
        [0, -60],
        [0, 60],
      ],
      bridge,
    ),
    road('way/5', [
      [0, -300],
      [0, -60],
    ]),
    road('way/6', [
      [0, 60],
      [0, 300],
    ]),
    road('way/7', [
      [-400, 30],
      [400, 30],
    ]),
  ])
  expect(upNear(links, 'way/2', [0, 0]) - upNear(links, 'way/4', [0, 0])).toBeGreaterThanOrEqual(4.9)
  checkMeeting(links)
})

it('lifts a railway bridge gently', () => {
  const rail = { kind: 'rail' as const, isBridge: false }
  const { lines } = build(
    [
      road('way/1', [
        [0, -200],
        [0, 200],
      ]),
    ],
    [],
    [
      { ...rail, id: 'way/7', line: [-900, 0, -30, 0] },
      { ...rail, id: 'way/8', line: [-30, 0, 30, 0], isBridge: true },
      { ...rail, id: 'way/9', line: [30, 0, 900, 0] },
    ],
  )
  expect(Math.max(...(lines[1]?.upM ?? []))).toBeGreaterThanOrEqual(104.99)
  expect(lines[0]?.upM.at(-1)).toBe(lines[1]?.upM[0])
  expect(lines[0]?.upM[0]).toBe(100)
})

it('dives under the ground in a tunnel and comes up at its portals', () => {
  const { links } = build([
    road('way/1', [
      [-300, 0],
      [-150, 0],
    ]),
    road(
      'way/2',
      [
        [-150, 0],
        [150, 0],
      ],
      { isTunnel: true, layer: -1 },
    ),
    road('way/3', [
      [150, 0],
      [300, 0],
    ]),
  ])
  expect(upNear(links, 'way/2', [0, 0])).toBeCloseTo(95, 1)
  checkMeeting(links)
})

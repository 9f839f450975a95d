// A village for tests: 300 m square, a river 40 m wide from south to north with its surface at 10 m, low land at 11 m west of
// it with two houses, one of them a hospital, a street and a substation; the land east of it is out of reach.
import type { Building, City, RoadLink } from '../../city/city.ts'
import type { PointM } from '../../city/city.ts'
import type { Terrain } from '../../city/terrain.ts'

const SIDE_M = 300
const STEP_M = 10
const SIDE = SIDE_M / STEP_M + 1

const ground: Terrain = {
  cols: SIDE,
  rows: SIDE,
  cellM: STEP_M,
  westM: 0,
  southM: 0,
  heightsM: Float32Array.from({ length: SIDE * SIDE }, (_, k) => ((k % SIDE) * STEP_M > 225 ? 20 : 11)),
}

const square = ([eastM, northM]: PointM, sideM: number): number[] => [
  eastM,
  northM,
  eastM + sideM,
  northM,
  eastM + sideM,
  northM + sideM,
  eastM,
  northM + sideM,
]

const house = (id: string, atM: PointM, use: Building['use']): Building => ({
  id,
  polygons: [[square(atM, 20)]],
  groundM: 11,
  heightM: 9,
  minHeightM: 0,
  heightSource: 'tagged',
  storeys: 3,
  use,
  roof: 'flat',
  roofHeightM: 0,
  source: 0,
})

const street: RoadLink = {
  id: 'way/1#0',
  fromNode: 0,
  toNode: 1,
  line: [20, 60, 150, 60],
  upM: [11, 11],
  roadClass: 'residential',
  lanesForward: 1,
  lanesBackward: 1,
  lanesSource: 'synthetic',
  speedKmh: 50,
  speedSource: 'synthetic',
  widthM: 7,
  isBridge: false,
  isTunnel: false,
  layer: 0,
  isLit: false,
  lengthM: 130,
  source: 0,
}

/** Where the houses stand, south-west corners. */
export const HOUSES: readonly [PointM, PointM] = [
  [60, 140],
  [100, 140],
]

export const VILLAGE: City = {
  spawnM: [100, 150],
  terrain: ground,
  buildings: [house('house', HOUSES[0], 'house'), house('hospital', HOUSES[1], 'health')],
  links: [street, { ...street, id: 'way/2#0', line: [140, 100, 260, 100], isBridge: true }],
  nodes: [],
  areas: [
    {
      id: 'river',
      kind: 'water',
      polygons: [[160, -50, 200, -50, 200, 350, 160, 350]].map((ring) => [ring]),
      surfaceM: 10,
      source: 0,
    },
    { id: 'meadow', kind: 'grass', polygons: [[[0, 200, 150, 200, 150, 300, 0, 300]]], source: 0 },
  ],
  lines: [{ id: 'stream', kind: 'river', line: [180, -50, 180, 350], isBridge: false, source: 0 }],
  points: [{ id: 'substation', kind: 'substation', atM: [40, 40], origin: 'measured', source: 0 }],
}

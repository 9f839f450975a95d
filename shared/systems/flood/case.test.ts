// What a case of a flood may say, and the sentence for what it may not.
import { describe, expect, test } from 'vitest'
import { readFloodCase } from './case.ts'
import { floodModel } from './model.ts'
import { runFlood } from './run.ts'

const small = {
  nx: 4,
  ny: 3,
  dxM: 10,
  bedM: 0,
  manning: 0.03,
  depthM: 0.5,
  edges: { W: 'wall', E: 'wall', S: 'wall', N: 'wall' },
  endS: 60,
}
/** A line to the north. */
const at = (xM: number, toM: number, fromM = 0): [number, number][] => [
  [xM, fromM],
  [xM, toM],
]
const refusal = (changes: object): string => {
  const given = readFloodCase({ ...small, ...changes })
  return 'reason' in given ? given.reason : 'taken'
}

describe('a case is refused with the field’s name', () => {
  test.each([
    [{ dxM: 0 }, /^dxM: is less than or equal to 0/],
    [{ nx: 1e5, ny: 1e4 }, /^nx, ny: 100000 x 10000 cells are more than/],
    [{ nx: 2.5 }, /^nx: is not a whole number/],
    [{ depthM: -0.1 }, /^depthM: is negative/],
    [{ depthM: [...Array<number>(11).fill(1), -1] }, /^depthM: is negative in cell 11/],
    [{ depthM: [1, 2] }, /^depthM: has 2 values where the grid has 4 x 3 = 12 cells/],
    [{ bedM: true }, /^bedM: is not of a form/],
    [{ bedM: NaN }, /^bedM: is not of a form/],
    [{ bedM: [0, null, ...Array<number>(10).fill(0)] }, /^bedM\.1: is not a number/],
    [{ bedM: [0, 0, NaN, ...Array<number>(9).fill(0)] }, /^bedM\.2: is not a number/],
    [{ bedM: 1e300 }, /^bedM: 1e\+300 is beyond 100000$/],
    [{ depthM: [...Array<number>(11).fill(1), 1e6] }, /^depthM: 1000000 in cell 11 is beyond/],
    [{ manning: -1 }, /^manning: is negative/],
    [{ edges: { W: 'door', E: 'wall', S: 'wall', N: 'wall' } }, /^edges\.W/],
    [{ edges: { W: 'wall', E: 'wall', S: 'wall' } }, /^edges\.N/],
    [{ rain: [[0, -1]] }, /^rain: is negative/],
    [
      {
        rain: [
          [60, 1],
          [0, 1],
        ],
      },
      /^rain: is not in the order of time/,
    ],
    [{ sources: [{ cells: [[3, 0]], hydrograph: [[0, 1]] }] }, /^sources\.0\.cells: \[3, 0\] is not on the grid/],
    [{ probes: [{ xM: 41, yM: 0 }] }, /^probes\.0: \(41, 0\) is outside the grid of 40 x 30 m/],
    [{ sources: [{ cells: [[0]], hydrograph: [[0, 1]] }] }, /^sources\.0\.cells\.0/],
    [{ rain: [[0]] }, /^rain\.0/],
    [{ crests: [{ line: [[0, 0]], topM: 1 }] }, /^crests\.0\.line/],
    [
      {
        crests: [
          {
            line: [
              [500, 0],
              [500, 30],
            ],
            topM: 1,
          },
        ],
      },
      /^crests\.0\.line: parts no two cells of the grid/,
    ],
    [
      {
        gates: [
          {
            line: [
              [20, 0],
              [20, 30],
            ],
            sillM: 0,
            heightM: 0,
            topM: 2,
            openShare: 1,
          },
        ],
      },
      /^gates\.0\.heightM/,
    ],
    [{ pumps: [{ from: [0, 9], m3S: 1 }] }, /^pumps\.0\.from: \[0, 9\] is not on the grid of 3 rows, 4 columns/],
    [{ drains: [{ cell: [0, 0], areaM2: 1, sewer: 2 }] }, /^drains\.0\.sewer: there is no sewer 2/],
    [{ scheme: 'full', pumps: [{ from: [0, 0], m3S: 1 }] }, /^pumps: the scheme full knows none/],
    [{ mostCellUpdates: 0 }, /^mostCellUpdates/],
    [{ endS: 0 }, /^endS/],
    [{ everyS: 1e-9, probes: [{ xM: 1, yM: 1 }] }, /^everyS: /],
    [{ scheme: 'magic' }, /^scheme: is none of inertial, full$/],
    [
      { bedM: [0, 0, 0, -9999, ...Array<number>(8).fill(0)] },
      /^bedM: -9999 in cell 3 is how rasters mark that no height/,
    ],
    [{ bedM: undefined }, /^bedM: is missing$/],
    [{ depthM: null }, /^depthM: is missing$/],
    [{ dxM: 1e200 }, /^dxM: 1e\+200 is beyond 100000$/],
    [{ dyM: 5 }, /^dyM: is 5 where dxM is 10; cells are square$/],
    [{ manning: 1e300 }, /^manning: 1e\+300 is beyond 100$/],
    [{ rain: [[0, 1e300]] }, /^rain: 1e\+300 is beyond 1000000$/],
    [{ rain: 5 }, /^rain: is not an array$/],
    [{ sources: [{ cells: [], hydrograph: [[0, 1]] }] }, /^sources\.0\.cells: is empty$/],
    [{ sources: [{ cells: [[0, 0]], hydrograph: [[0, 1e300]] }] }, /^sources\.0\.hydrograph: 1e\+300 is beyond/],
    [{ edges: { ...small.edges, W: { depthM: -1 } } }, /^edges\.W\.depthM: is negative$/],
    [{ edges: { ...small.edges, W: { levelM: 1, qM2S: 1 } } }, /^edges\.W: is not of a form this field takes$/],
    [{ edges: { ...small.edges, w: 'wall' } }, /^edges: nothing here is called w$/],
    [{ crests: [{ line: at(20, 30), topM: -0.5 }] }, /^crests\.0\.topM: is nowhere above the ground$/],
    [{ pumps: [{ from: [0, 0], m3S: -1 }] }, /^pumps\.0\.m3S: is negative$/],
    [{ crests: [{ line: at(20, 2e12), topM: 1 }] }, /^crests\.0\.line: is longer than 1000000 cells$/],
    [{ crests: [{ line: at(20, 12, 10), topM: 1 }] }, /^crests\.0\.line: parts no two cells of the grid$/],
    [{ crests: [{ line: at(0, 30), topM: 1 }] }, /^crests\.0\.line: parts no two cells of the grid$/],
    [
      { gates: [{ line: at(20, 30), sillM: 0, heightM: 1, topM: 2, openShare: 1.5 }] },
      /^gates\.0\.openShare: 1\.5 is beyond 1$/,
    ],
    [{ members: 51, seed: 1 }, /^members: is more than 50$/],
    [{ members: 3 }, /^seed: is missing/],
    [{ members: 3, seed: 0.5 }, /^seed: is not a whole number/],
  ])('%j', (changes, sentence) => {
    expect(refusal(changes)).toMatch(sentence)
  })

  test('and what is no case at all too', () => {
    expect(readFloodCase(null)).toEqual({ reason: 'the case: is not an object' })
  })
})

test('a case may leave out by null, name its sources, and is told what of it meant nothing', () => {
  const sources = [{ name: 'spring', cells: [[0, 0]], hydrograph: [[0, 1]] }]
  const given = readFloodCase({
    ...small,
    rain: [],
    rainMask: null,
    scheme: null,
    sources,
    id: 'a',
    rainfall: [[0, 9]],
  })
  if ('reason' in given) throw new Error(given.reason)
  const { ignored, volume } = runFlood(given)
  expect(ignored).toEqual(['rainfall'])
  expect(volume.inM3).toBeCloseTo(60, 9)
})

describe('a run', () => {
  test('reads its probes at the moments asked for, the first and the last among them', () => {
    const given = readFloodCase({
      ...small,
      probes: [
        { xM: 5, yM: 5 },
        { xM: 40, yM: 30 },
      ],
      everyS: 25,
    })
    if ('reason' in given) throw new Error(given.reason)
    const { probes, depthM, volume } = runFlood(given)
    expect(probes.tS.map((tS) => Math.round(tS))).toEqual([0, 25, 50, 60])
    expect(probes.depthM).toEqual(Array.from({ length: 4 }, () => [0.5, 0.5]))
    expect(depthM).toEqual(new Float64Array(12).fill(0.5))
    expect(volume).toMatchObject({ initialM3: 600, inM3: 0, outM3: 0, finalM3: 600, errorM3: 0 })
  })

  test.each(['inertial', 'full'])('keeps account of rain in %s: 36 mm/h for 100 s on 1,200 m² is 1.2 m³', (scheme) => {
    const rain = [
      [0, 36],
      [100, 36],
      [100, 0],
    ]
    const given = readFloodCase({ ...small, depthM: 0, endS: 200, rain, scheme })
    if ('reason' in given) throw new Error(given.reason)
    const { volume } = runFlood(given)
    expect(volume.inM3).toBeCloseTo(1.2, 12)
    expect(volume.finalM3).toBeCloseTo(1.2, 12)
  })

  test('mixes lists and numbers, and takes inflow over an edge as a line of time', () => {
    const edges = {
      ...small.edges,
      W: {
        qM2S: [
          [0, 0],
          [60, 0.1],
        ],
      },
    }
    const given = readFloodCase({ ...small, edges, bedM: Array<number>(12).fill(1), depthM: 0 })
    if ('reason' in given) throw new Error(given.reason)
    // 0.1 m²/s rising from 0 in 60 s over 30 m.
    expect(runFlood(given).volume.inM3).toBeCloseTo(0.5 * 0.1 * 60 * 30, 5)
  })

  test('over its limit stops with what it has and says so', () => {
    const given = readFloodCase({ ...small, rain: [[0, 36]], endS: 1e6, mostCellUpdates: 1200 })
    if ('reason' in given) throw new Error(given.reason)
    const { steps, stopped, volume, probes } = runFlood(given)
    expect(steps).toBe(100)
    expect(stopped).toMatch(/^stopped at \d+(\.\d+)? s of 1000000 s: more than 1200 cell updates$/)
    expect(volume.finalM3).toBeGreaterThan(600)
    expect(probes.tS).toHaveLength(2)
  })

  test('of an ensemble is the same for the same seed, and each member has its own rain', () => {
    const rained = (seed: number) => {
      const result = floodModel.run({ ...small, rain: [[0, 36]], members: 2, seed }) as {
        volume: { inM3: number }
        members: { factors: { rain: number }; volume: { inM3: number; errorShare: number } }[]
      }
      for (const { factors, volume } of result.members) {
        expect(volume.inM3 / result.volume.inM3).toBeCloseTo(factors.rain, 9)
        expect(volume.errorShare).toBeLessThan(1e-9)
      }
      return result.members.map(({ volume }) => volume.inM3)
    }
    const [first, second] = rained(4)
    expect(first).not.toBe(second)
    expect(rained(4)).toEqual([first, second])
    expect(rained(5)).not.toEqual([first, second])
  })

  test('has the walls, gates, pumps and drains of its case', () => {
    const line = [
      [20, 0],
      [20, 30],
    ]
    const given = readFloodCase({
      ...small,
      depthM: [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0],
      crests: [{ line, topM: 2, aboveGround: true }],
      pumps: [
        {
          from: [0, 0],
          to: [2, 3],
          m3S: [
            [0, 0.5],
            [60, 0.5],
          ],
        },
      ],
      drains: [{ cell: [1, 1], areaM2: 0.05, sewer: 0 }],
      sewers: [{ floorM: -5, planM2: 10, capacityM3S: 1 }],
      probes: [
        { xM: 5, yM: 5 },
        { xM: 35, yM: 25 },
      ],
    })
    if ('reason' in given) throw new Error(given.reason)
    const { volume, depthM } = runFlood(given)
    // 30 m³ pumped over the wall onto 600 m²; what went down the drain is out of the grid.
    expect(depthM[2]! + depthM[3]! + depthM[6]! + depthM[7]! + depthM[10]! + depthM[11]!).toBeCloseTo(0.3, 9)
    expect(volume.outM3).toBeGreaterThan(0.05 * 60)
    expect(Math.abs(volume.errorM3)).toBeLessThan(1e-9)
  })
})

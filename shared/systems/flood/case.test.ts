// What a case of a flood may say, and the sentence for what it may not.
import { describe, expect, test } from 'vitest'
import { readFloodCase } from './case.ts'
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
    [{ bedM: null }, /^bedM: /],
    [{ bedM: [null, ...Array<number>(11).fill(0)] }, /^bedM/],
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
    [{ endS: 0 }, /^endS/],
    [{ everyS: 1e-9, probes: [{ xM: 1, yM: 1 }] }, /^everyS: /],
    [{ scheme: 'magic' }, /^scheme/],
  ])('%j', (changes, sentence) => {
    expect(refusal(changes)).toMatch(sentence)
  })

  test('and what is no case at all too', () => {
    expect(readFloodCase(null)).toEqual({ reason: 'the case: is not an object' })
  })
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
    expect(runFlood(given).volume.inM3).toBeCloseTo(0.5 * 0.1 * 60 * 30, 6)
  })
})

// Published cases as they are: those of the set beside the repository where it is there, and others like them made here.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readFloodCase } from './case.ts'
import { type FloodResult, runFlood } from './run.ts'

const SET = join(import.meta.dirname, '../../../../shared/cases/flood')
const WALLS = ['wall', 'wall', 'wall', 'wall']

function run(raw: object): FloodResult {
  const given = readFloodCase(raw)
  if ('reason' in given) throw new Error(given.reason)
  return runFlood(given)
}
const failed = ({ checks }: FloodResult) => checks?.filter(({ isWithin }) => !isWithin)
const dam = {
  kind: 'dam_break_1d',
  grid: { nx: 100, ny: 1, dx: 1 },
  z: 0,
  initial: { rule: 'h = hl for x<50 else hr, u=0', hl: 1, hr: 0.1 },
  boundaries: ['open', 'open', 'wall', 'wall'],
  t_end: 6,
}

describe('a published case', () => {
  const names = existsSync(SET) ? readdirSync(SET).filter((name) => name.endsWith('.json')) : []
  test.skipIf(names.length === 0).each(names.length === 0 ? ['no set here'] : names)('%s passes as it is', (name) => {
    const raw = JSON.parse(readFileSync(join(SET, name), 'utf8')) as { kind: string }
    const result = run(raw)
    expect(result.scheme).toBe('full')
    expect(result.checks?.length).toBeGreaterThan(0)
    expect(failed(result)).toEqual([])
    expect(result.volume.errorShare).toBeLessThan(1e-9)
    if (raw.kind === 'dam_break_1d' || raw.kind === 'parabolic_basin') return
    expect(failed(run({ ...raw, scheme: 'inertial' }))).toEqual([])
  })

  test('is held to its own numbers', () => {
    const result = run({ ...dam, expected: { h: Array<number>(100).fill(1) }, tolerance: { full_swe_L1_h_rel: 0.01 } })
    expect(failed(result)?.map(({ what }) => what)).toEqual(['depth, L1'])
  })

  test('breaks dams along x, along y and around the middle', () => {
    const half = (axis: string, at: number, grid: object): Float64Array =>
      run({ ...dam, grid, initial: { ...dam.initial, rule: `h = hl for ${axis}<${at} else hr` }, t_end: 0.001 }).depthM
    const along = half('x', 10, { nx: 20, ny: 1, dx: 1 })
    expect(half('y', 10, { nx: 1, ny: 20, dx: 1 })).toEqual(along)
    const round = half('r', 3, { nx: 20, ny: 20, dx: 1 })
    expect([round[9 * 20 + 9], round[0]].map((h) => Math.round(10 * (h ?? 0)) / 10)).toEqual([1, 0.1])
  })

  test('may begin at a level or with numbers in its rule, and is told what of it meant nothing', () => {
    const { ignored, depthM, checks } = run({
      ...dam,
      kind: 'lake_at_rest',
      z: Array.from({ length: 100 }, (_, k) => (k < 50 ? 0 : 2)),
      boundaries: WALLS,
      initial: { level: 1.5 },
      inflow: [[0, 3]],
    })
    expect([ignored, depthM[50]]).toEqual([['inflow'], 0])
    expect(checks?.map(({ value }) => value < 1e-9)).toEqual([true, true, true])
    const rule = 'h = 2.5 if r <= 11, otherwise h = 0.5'
    const round = run({ ...dam, grid: { nx: 50, ny: 50, dx: 1 }, initial: { rule }, t_end: 0.001 }).depthM
    expect([round[25 * 50 + 25], round[0]].map((h) => Math.round(10 * (h ?? 0)) / 10)).toEqual([2.5, 0.5])
  })

  test.each([
    [{ initial: { rule: 'h = somehow', hl: 1, hr: 0 } }, 'initial.rule: h = somehow is not of the form'],
    [{ initial: { rule: 'h = hl for x<5 else hr', hl: -1, hr: 0 } }, 'initial.hl: is less than 0'],
    [{ grid: { nx: 1e5, ny: 1e4, dx: 1 } }, 'grid: 100000 x 10000 cells are more than 10000000'],
    [{ grid: { nx: 10, ny: 1, dx: 0 } }, 'grid.dx: is less than or equal to 0'],
    [{ z: undefined }, 'z: is missing'],
    [{ z: undefined, z_row: [1, 2] }, 'z_row: has 2 values where a row has 100'],
    [{ z: undefined, z_formula: 'z=sin(x)' }, 'z_formula: z=sin(x) is not a bowl'],
    [{ boundaries: [...WALLS.slice(1), 'door'] }, 'boundaries.3'],
    [{ initial: { h: [1, -1] } }, 'depthM: has 2 values'],
    [{ manning: -1 }, 'manning: is negative'],
    [{ grid: { nx: 10, ny: 1, dx: 1, dy: 2 } }, 'grid.dy: is 2 where dx is 1'],
    [{ initial: { rule: 'h = hl for x<5 else hr', hl: 1 } }, 'initial.hr: is missing'],
    [{ kind: 3 }, 'kind: is not a string'],
  ])('is refused by its field: %j', (changes, sentence) => {
    expect(readFloodCase({ ...dam, ...changes })).toEqual({ reason: expect.stringContaining(sentence) })
  })
})

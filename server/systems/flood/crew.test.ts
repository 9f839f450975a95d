// Threads reckon what one does, and a thread that fails ends the run with a sentence.
import { afterEach, expect, test } from 'vitest'
import { readFloodCase } from '../../../shared/systems/flood/case.ts'
import { lendHands } from '../../../shared/systems/flood/crew.ts'
import { runFlood } from '../../../shared/systems/flood/run.ts'
import { sha256 } from '../../journal/chain.ts'
import { crewsOf, openCrew } from './crew.ts'

afterEach(() => lendHands(() => null))

const side = 120
const bed = Array.from({ length: side * side }, (_, k) => ((k % side) % 9 < 3 && Math.floor(k / side) % 8 < 3 ? 6 : 0))
const storm = {
  nx: side,
  ny: side,
  dxM: 5,
  bedM: bed.map((z, k) => z + Math.sin(k / 31) * 0.3),
  manning: 0.03,
  depthM: bed.map((z, k) => (z === 0 && k % side < 20 ? 2 : 0)),
  edges: { W: 'open', E: 'open', S: { qM2S: 0.5 }, N: 'open' },
  rain: [
    [0, 80],
    [60, 0],
  ],
  sources: [
    {
      cells: [[60, 60]],
      hydrograph: [
        [0, 5],
        [120, 50],
      ],
    },
  ],
  probes: [{ xM: 300, yM: 300 }],
  endS: 120,
  everyS: 20,
}
const run = (scheme = 'inertial'): object => {
  const given = readFloodCase({ ...storm, scheme, endS: scheme === 'full' ? 20 : storm.endS })
  if ('reason' in given) throw new Error(given.reason)
  return runFlood(given)
}
const hashOf = (result: object): string =>
  sha256(
    JSON.stringify(result, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value)),
  )

test.each(['inertial', 'full'])('two and three threads give the hash of one (%s)', (scheme) => {
  const alone = hashOf(run(scheme))
  for (const hands of [2, 3]) {
    const lent: number[] = []
    lendHands(() => {
      lent.push(hands)
      return { ...openCrew(hands, 0), fewFaces: 0 }
    })
    expect(hashOf(run(scheme))).toBe(alone)
    expect(lent).toEqual([hands])
  }
})

test('a small grid has one hand, however many cores there are', () => {
  const lend = crewsOf(64)
  expect(lend('inertial', 59_999, 200)).toBeNull()
  expect(lend('inertial', 60_000, 7)).toBeNull()
  expect(lend('inertial', 60_000, 200)?.size).toBe(2)
  expect(lend('full', 7999, 200)).toBeNull()
  expect(lend('full', 8000, 200)?.size).toBe(2)
  expect(crewsOf(1)('full', 10_000_000, 3000)).toBeNull()
})

test('a thread that ends without a word is told to who waits for it at once, and the next has a new one', () => {
  const alone = hashOf(run())
  const crew = openCrew(2, 0)
  let isFirst = true
  lendHands(() => ({
    ...crew,
    fewFaces: 0,
    begin: (first, plan) => {
      // Too much for the memory of its thread, which ends before it does anything.
      const much = {
        ...plan,
        layout: { ...plan.layout, seams: Array.from({ length: 1_300_000 }, () => ({})) as never },
      }
      crew.begin(first, isFirst ? much : plan)
      isFirst = false
    },
  }))
  // Of one that is only late another is said.
  expect(run).toThrow('flood: a thread of the run has failed')
  expect(hashOf(run())).toBe(alone)
})

test('a thread that fails ends the run with a sentence', () => {
  lendHands(() => {
    const crew = openCrew(2, 0)
    // The other hand would have its rows beyond the end of the memory.
    return {
      ...crew,
      fewFaces: 0,
      begin: (first, { layout, ...plan }) =>
        crew.begin(first, { ...plan, layout: { ...layout, scratch: [0, 2 ** 31] } }),
    }
  })
  expect(run).toThrow('flood: a thread of the run has failed')
})

import { expect, it } from 'vitest'
import { addWork, newWorkMesh, type WorkDrawn } from './mesh/works.ts'

/** Rises one in ten to the east. */
const groundAt = (eastM: number): number => 350 + eastM / 10

function boxOf(work: WorkDrawn) {
  const made = newWorkMesh()
  addWork(made, work, groundAt)
  const over: number[] = []
  const [east, north]: [number[], number[]] = [[], []]
  for (let i = 0; i < made.positions.length; i += 3) {
    const [x, y, z] = made.positions.slice(i, i + 3) as [number, number, number]
    over.push(y - groundAt(x))
    east.push(x)
    north.push(-z)
  }
  const range = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)]
  return { over: range(over), east: range(east), north: range(north), made }
}

it('follows the ground with its crest, and reaches into it', () => {
  const line = [
    [0, 0],
    [40, 0],
    [40, 30],
  ] as const
  const barrier = boxOf({ kind: 'barrier', line, size: 1.2 })
  expect(barrier.over[1]).toBeGreaterThan(1.2)
  expect(barrier.over[1]).toBeLessThan(1.5)
  expect(barrier.over[0]).toBeLessThan(-0.5)
  expect(barrier.north[1]).toBeCloseTo(30, 0)
  const bank = boxOf({ kind: 'embankment', line, size: 2.5 })
  expect(bank.over[1]).toBeCloseTo(2.5, 0)
  // One in two down to the foot, from a crown of two metres.
  expect(bank.north[0]).toBeCloseTo(-(1 + 2 * 3.1), 1)
})

it('lifts the plate of a gate by as much as it is open, and shows a breach as wide as it is', () => {
  const line = [
    [0, 0],
    [0, 6],
  ] as const
  const plate = (size: number): number[] => {
    const { made } = boxOf({ kind: 'gate', line, size })
    const blue = (i: number): boolean => (made.colours[4 * i + 2] as number) === 0.5 && made.colours[4 * i] === 0.2
    return made.positions.filter((_, k) => k % 3 === 1 && blue((k - 1) / 3))
  }
  expect(Math.min(...plate(0))).toBeLessThan(350)
  expect(Math.min(...plate(1))).toBeCloseTo(352.5, 1)
  const { east } = boxOf({ kind: 'breach', line: [[100, 0]], size: 20 })
  expect([east[0], east[1]].map(Math.round)).toEqual([90, 110])
  expect(boxOf({ kind: 'pump', line, size: 2 }).made.indices.length).toBeGreaterThan(30)
})

it('turns every face outwards', () => {
  const { made } = boxOf({
    kind: 'barrier',
    line: [
      [0, 0],
      [2, 0],
    ],
    size: 1,
  })
  // Of one piece of wall the first face looks to the right of its way, which is south.
  expect(made.normals[2]).toBeCloseTo(1, 5)
  expect(made.normals.slice(24, 27)[1]).toBeGreaterThan(0.9)
})

import { expect, it } from 'vitest'
import { type Course, courseOf, Measuring, playAlone } from './course.ts'
import { EMPTY_CITY, toy } from './toy.ts'
import { Twin } from './twin.ts'

const olga = { id: 'olga', role: 'operator' } as const
const pour = (basin: number) => ({ type: 'toy.pour', basin, volumeM3: 5 })
const systems = [{ id: 'toy', version: 1 }]
const course = (more: Partial<Course> = {}): Course => ({
  fromMs: 1000,
  forS: 60,
  stepS: 10,
  everyS: 30,
  acts: [],
  ...more,
})

it('steps on a raster of its own, and shorter before a command and at the end', () => {
  const acts = [25.5, 0, 25.5].map((atS) => ({ atS, command: pour(1), actor: olga }))
  const stretches = [...courseOf(course({ forS: 42.25, acts }))]
  expect(
    stretches.map(({ acts: due, steps, untilS }) => [due.length, steps.map(({ stepS }) => stepS), untilS]),
  ).toEqual([
    [1, [10, 10, 5.5], 25.5],
    [2, [4.5], 30],
    [0, [10, 2.25], 42.25],
  ])
  expect(stretches.at(-1)?.steps.at(-1)?.atMs).toBe(43_250)
})

it('goes on in the middle as it would have gone there', () => {
  const acts = [5, 40].map((atS) => ({ atS, command: pour(1), actor: olga }))
  const whole = [...courseOf(course({ acts }))]
  expect([...courseOf(course({ acts }), 30)]).toEqual(whole.slice(2))
})

it('leaves out what would come after the end', () => {
  const acts = [{ atS: 60, command: pour(1), actor: olga }]
  expect([...courseOf(course({ acts }))].flatMap((one) => one.acts)).toEqual([])
})

it('keeps the last and the highest of what indicators were', () => {
  const measuring = new Measuring()
  for (const [atS, value] of [
    [0, 1],
    [30, 7],
    [60, 3],
  ] as const)
    measuring.take([{ id: 'a', label: 'A', unit: 'm', value }], atS)
  expect(measuring.indicators).toEqual([{ id: 'a', label: 'A', unit: 'm', end: 3, peak: 7 }])
  expect(measuring.samples[1]).toEqual({ atS: 30, values: { a: 7 } })
})

it('plays alone to the same state each time, another for another member, and says what is refused', () => {
  const played = (member: number, basin = 3) => {
    const twin = new Twin([toy], EMPTY_CITY, 7)
    twin.apply({ kind: 'opened', build: 'test', systems, atMs: 1000 })
    twin.apply({ kind: 'observation', observation: { thing: 'river', key: 'inflowM3S', value: 9, atMs: 0 } })
    const acts = [{ atS: 20, command: pour(basin), actor: olga }]
    const { indicators } = playAlone(twin, course({ acts }), { build: 'test', systems, member })
    expect(indicators).toEqual([{ id: 'toy.poured', label: 'Times poured', unit: '', end: 1, peak: 1 }])
    return twin.save()
  }
  expect(played(0)).toEqual(played(0))
  expect(played(2)).toEqual(played(2))
  expect(played(1)).not.toEqual(played(0))
  expect(() => played(0, 999)).toThrow('what is to be done after 20 s is refused: no basin 999')
})

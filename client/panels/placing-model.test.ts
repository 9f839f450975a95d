import { expect, it } from 'vitest'
import { type PlacedCommand, PlacingModel } from './placing-model.ts'

const fresh = () => {
  let n = 0
  const model = new PlacingModel((tool) => `${tool}-${++n}`)
  const placed: PlacedCommand[] = []
  const begin = (tool: Parameters<PlacingModel['begin']>[0]['tool']): void =>
    model.begin({ tool, onPlaced: (command) => placed.push(command) })
  return { model, placed, begin }
}

it('closes a ring that comes back to where it began, so that no gap is left', () => {
  const { model, begin } = fresh()
  begin('barrier')
  for (const atM of [
    [0, 0],
    [40, 0],
    [40, 40],
    [1.4, -0.9],
  ] as const)
    model.point(atM)
  expect(model.now.value?.points.at(-1)).toEqual([0, 0])
  begin('barrier')
  for (const atM of [
    [0, 0],
    [2, 0],
  ] as const)
    model.point(atM)
  expect(model.now.value?.points.at(-1)).toEqual([2, 0])
})

it('makes a barrier of the places pointed at, with its height, and ends', () => {
  const { model, placed, begin } = fresh()
  begin('barrier')
  model.point([0, 0])
  expect(model.canPlace.value).toBe(false)
  model.point([30, 40])
  model.point([30.04, 100])
  expect(model.lengthM.value).toBeCloseTo(110, 5)
  model.setSize(1.55)
  model.confirm()
  expect(placed).toEqual([
    {
      type: 'flood.placeBarrier',
      id: 'barrier-1',
      kind: 'temporary',
      line: [
        [0, 0],
        [30, 40],
        [30, 100],
      ],
      crestAboveGroundM: 1.6,
    },
  ])
  expect(model.now.value).toBeNull()
  model.confirm()
  expect(placed).toHaveLength(1)
})

it('takes back the last place, and does not take the same one twice', () => {
  const { model, begin } = fresh()
  begin('embankment')
  model.point([5, 5])
  model.point([5.2, 5])
  expect(model.refusal.value).toBe('placingSame')
  model.point(null)
  expect(model.refusal.value).toBe('placingNowhere')
  model.point([50, 5])
  expect(model.refusal.value).toBe('')
  model.undo()
  expect(model.now.value?.points).toEqual([[5, 5]])
  model.point([9000, 5])
  expect(model.refusal.value).toBe('placingTooLong')
})

it('keeps sizes within what the tool can be', () => {
  const { model, begin } = fresh()
  begin('pump')
  model.setSize(99)
  expect(model.now.value?.size).toBe(10)
  model.setSize(-1)
  expect(model.now.value?.size).toBe(0.1)
  model.setSize(NaN)
  expect(model.now.value?.size).toBe(0.1)
})

it('moves the last place of a tool that has all of them', () => {
  const { model, placed, begin } = fresh()
  begin('pump')
  model.point([0, 0])
  model.point([10, 0])
  model.point([0, 20])
  model.confirm()
  expect(placed[0]).toEqual({ type: 'flood.placePump', id: 'pump-1', fromM: [0, 0], toM: [0, 20], m3S: 1 })
  begin('breach')
  model.point([1, 2])
  model.point([3, 4])
  model.confirm()
  expect(placed[1]).toEqual({ type: 'flood.breach', id: 'breach-2', atM: [3, 4], widthM: 20 })
  begin('gate')
  model.point([0, 0])
  model.point([8, 0])
  model.setSize(25)
  model.confirm()
  expect(placed[2]).toMatchObject({ type: 'flood.placeGate', openShare: 0.25 })
})

it('tells who asked first that another tool has taken its place, or that the person gave up', () => {
  const { model, placed } = fresh()
  let gone = 0
  const wish = { tool: 'gate' as const, onPlaced: () => {}, onCancelled: () => void gone++ }
  model.begin(wish)
  model.begin(wish)
  expect(gone).toBe(1)
  model.cancel()
  expect(gone).toBe(2)
  model.cancel()
  expect([gone, placed.length]).toEqual([2, 0])
})

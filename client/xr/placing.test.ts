import { expect, it } from 'vitest'
import { PanelModel } from '../panels/model.ts'
import { placeWith } from '../panels/placing-words.ts'
import type { Hand, Hands } from './hands.ts'
import { PlacingByHand, placingItems, toolItems } from './placing.ts'

const [left, right] = [{ side: 'left' }, { side: 'right' }] as unknown as [Hand, Hand]
const hands = { left, right, all: [left, right] } as unknown as Hands
const labels = (items: ReturnType<typeof placingItems>): string[] => items.map(({ label }) => label)

function fresh() {
  const model = new PanelModel({} as never)
  const places = new Map<Hand, readonly [number, number]>([
    [left, [1, 1]],
    [right, [50, 0]],
  ])
  return { model, placing: new PlacingByHand(model, { placeOf: (hand) => places.get(hand) ?? null }) }
}

it('leaves presses to the city while nothing is placed, and says nothing', () => {
  const { model, placing } = fresh()
  expect(placing.pressed([0, 0])).toBe(false)
  expect(placingItems(model)).toEqual([])
})

it('points with the hand that does not carry the menu, takes presses, and says what to do next', () => {
  const { model, placing } = fresh()
  const placed: unknown[] = []
  model.placing.begin({ tool: 'barrier', onPlaced: (command) => placed.push(command) })
  placing.step(hands)
  expect(model.placing.aim.value).toEqual([50, 0])
  expect(placing.pressed([0, 0])).toBe(true)
  expect(labels(placingItems(model))).toContain('Take back')
  expect(labels(placingItems(model))).not.toContain('Place it')
  expect(placing.pressed(null)).toBe(true)
  expect(labels(placingItems(model))[0]).toBe('There is no ground there: point at the ground.')
  placing.pressed([50, 0])
  expect(labels(placingItems(model))[0]).toMatch(/^Temporary barrier: places 2, 50 m long/)
  const confirm = placingItems(model).find(({ label }) => label === 'Place it')
  if (confirm?.kind === 'button') confirm.press()
  expect(placed).toHaveLength(1)
  expect(placingItems(model)).toEqual([])
})

it('gives what is placed from a menu to the branch that is open, and else to the live city', () => {
  const { model, placing } = fresh()
  const [sent, taken]: [unknown[], unknown[]] = [[], []]
  model.time.acts = { ...model.time.acts, command: (command) => void sent.push(command) }
  const breach = (): void => {
    placeWith(model, 'breach')
    placing.pressed([5, 5])
    model.placing.confirm()
  }
  expect(labels(toolItems(model))[0]).toBe('It goes into the live city.')
  breach()
  model.placing.taker.value = { name: 'Higher bank', take: (command) => taken.push(command) }
  expect(labels(toolItems(model))[0]).toBe('It goes into Higher bank.')
  breach()
  expect([sent.length, taken.length]).toEqual([1, 1])
})

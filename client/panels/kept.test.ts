import { expect, it } from 'vitest'
import { comfortOf } from './kept.ts'
import { COMFORTABLE } from './model.ts'

it('takes what is well-formed of a kept comfort and leaves the rest to the defaults', () => {
  expect(comfortOf(COMFORTABLE)).toEqual(COMFORTABLE)
  expect(comfortOf(null)).toEqual({})
  expect(comfortOf('smooth')).toEqual({})
  expect(
    comfortOf({ turn: 'smooth', snapDeg: 33, walkBy: 1, vignette: 2, isSeated: 'yes', menuHand: 'right', more: 1 }),
  ).toEqual({ turn: 'smooth', menuHand: 'right' })
})

import { expect, it } from 'vitest'
import { EMOTES } from '../../shared/protocol/intent.ts'
import { actOf, emoteOf, KEYS } from './keys.ts'

it('gives every key one act only', () => {
  const codes = KEYS.flatMap((line) => line.codes.map(([code]) => code))
  expect(new Set(codes).size).toBe(codes.length)
})

it('has a digit for every gesture', () => {
  expect(EMOTES.map((_, i) => emoteOf(`Digit${i + 1}`))).toEqual([...EMOTES])
  expect(actOf(`Digit${EMOTES.length}`, true)).toBe('emote')
})

it('leaves the arrows when single keys are off', () => {
  expect(actOf('KeyW', false)).toBeUndefined()
  expect(actOf('Space', false)).toBeUndefined()
  expect(actOf('ArrowUp', false)).toBe('forward')
  expect(actOf('Escape', false)).toBe('close')
})

import { expect, it } from 'vitest'
import { Pad, type PadState } from './gamepad.ts'
import type { KeyAct } from './keys.ts'

const pad = (axes: number[], down: Readonly<Record<number, number>> = {}): PadState => ({
  axes,
  buttons: Array.from({ length: 17 }, (_, i) => ({ pressed: (down[i] ?? 0) > 0.5, value: down[i] ?? 0 })),
})
const wish = () => ({ forward: 0, right: 0, up: 0, fast: false })

it('walks with the left stick, looks with the right, climbs with the triggers', () => {
  const w = wish()
  const one = new Pad()
  one.read(pad([0.5, -1, 1, -1], { 7: 0.75 }), 0.5, w, () => {})
  expect(w.forward).toBe(1)
  expect(w.right).toBeCloseTo(0.412, 3)
  expect(w.up).toBe(0.75)
  expect(one.yawRad).toBeCloseTo(1.2, 6)
  expect(one.pitchRad).toBeCloseTo(0.8, 6)
})

it('does not creep when a worn stick rests off its middle', () => {
  const w = wish()
  new Pad().read(pad([0.1, -0.14, 0.05, 0]), 0.016, w, () => {})
  expect(w).toEqual(wish())
})

it('tells a button once however long it is held', () => {
  const one = new Pad()
  const pressed: KeyAct[] = []
  const read = (down: Readonly<Record<number, number>>): void =>
    one.read(pad([0, 0, 0, 0], down), 0.016, wish(), (act) => pressed.push(act))
  read({ 0: 1 })
  read({ 0: 1 })
  read({})
  read({ 1: 1 })
  expect(pressed).toEqual(['sit', 'mode'])
})

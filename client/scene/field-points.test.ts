// Where the disc of a pin is, which a ray from elsewhere than the eye has to meet as it is drawn.
import { expect, it } from 'vitest'
import { alongRay } from './field-layer.ts'
import { discOf } from './field-points.ts'

const eyeAt = (eastM: number, northM: number, upM: number) => ({ eastM, northM, upM })

it('stands above its foot for an eye at its height', () => {
  expect(discOf(0, 0, 340, eyeAt(0, -20, 340))).toEqual({ eastM: 0, northM: 0, upM: 340 + 3.2 + 0.75, radiusM: 0.75 })
  // From 64 m, twice the way at which it begins to grow.
  expect(discOf(5, 0, 0, eyeAt(5, -64, 0))).toMatchObject({ upM: 3.2 * 1.35 + 1.5, radiusM: 1.5 })
})

it('leans away from an eye above it, by hand for 45 degrees', () => {
  // Size 10: a stem of 13.28 m, a disc of 7.5 m. Leaning by 1.4 sin 45° - 0.4 = 0.58995 of the way from upright (0, 1) to
  // square to the sight (-0.70711, 0.70711): (-0.41716, 0.82721), of length 0.92645.
  const side = 320 / Math.SQRT2
  const disc = discOf(0, 0, 0, eyeAt(side, 0, side))
  expect(disc.radiusM).toBeCloseTo(7.5, 6)
  expect(disc.eastM).toBeCloseTo((-20.78 * 0.41716) / 0.92645, 2)
  expect(disc.northM).toBeCloseTo(0, 9)
  expect(disc.upM).toBeCloseTo((20.78 * 0.82721) / 0.92645, 2)
})

it('is met by a hand beside the eye, as over a table', () => {
  // The eye 0.7 m over a table at 1 to 500 and 0.85 m from it, the hand lower and nearer.
  const disc = discOf(100, 0, 0, eyeAt(-325, 0, 350))
  const hand = eyeAt(-150, 60, 150)
  const to = [disc.eastM - hand.eastM, disc.northM - hand.northM, disc.upM - hand.upM] as const
  const long = Math.hypot(...to)
  const ray = { ...hand, dirE: to[0] / long, dirN: to[1] / long, dirU: to[2] / long }
  expect(alongRay(ray, disc, disc.radiusM)).toBeCloseTo(long, 3)
  // Its foot lies below the disc, and is not met.
  expect(alongRay(ray, { eastM: 100, northM: 0, upM: 0 }, 1)).toBeNull()
})

import { expect, it } from 'vitest'
import { alongRay } from './field-layer.ts'

const ray = { eastM: 0, northM: 0, upM: 2, dirE: 0, dirN: 1, dirU: 0 }

it('meets what lies within its size along a ray, and small things far away a little beside it', () => {
  expect(alongRay(ray, { eastM: 0.5, northM: 20, upM: 2 }, 0.75)).toBeCloseTo(20, 9)
  expect(alongRay(ray, { eastM: 2, northM: 20, upM: 2 }, 0.75)).toBeNull()
  expect(alongRay(ray, { eastM: 4, northM: 500, upM: 2 }, 0.75)).toBeCloseTo(500, 9)
  expect(alongRay(ray, { eastM: 0, northM: -20, upM: 2 }, 0.75)).toBeNull()
})

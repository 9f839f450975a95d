import { expect, it } from 'vitest'
import { vehicleKind, vehicleShape } from './vehicles.ts'

it.each(['car', 'bus', 'tram', 'truck', 'person'] as const)(
  'draws a %s closed, lit from outside, in few triangles',
  (kind) => {
    const { positions, normals, uvs, indices } = vehicleShape(kind)
    expect(indices.length / 3).toBeLessThanOrEqual(30)
    expect([normals.length, uvs.length]).toEqual([positions.length, (positions.length * 2) / 3])
    // Sides look away from the middle line, tops look up.
    for (let i = 0; i < positions.length; i += 3) {
      const [x, y, z] = [positions[i], positions[i + 1], positions[i + 2]] as [number, number, number]
      const [nx, ny, nz] = [normals[i], normals[i + 1], normals[i + 2]] as [number, number, number]
      expect(y).toBeGreaterThanOrEqual(0)
      if (ny > 0.9) continue
      if (Math.abs(nx) > Math.abs(nz)) expect(Math.sign(nx)).toBe(Math.sign(x))
      else expect(Math.abs(z)).toBeGreaterThan(0)
    }
  },
)

it('draws what it does not know as a car', () => {
  expect([vehicleKind('bus'), vehicleKind('hovercraft')]).toEqual(['bus', 'car'])
})

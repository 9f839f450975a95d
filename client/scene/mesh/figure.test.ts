import { expect, it } from 'vitest'
import { figureMesh } from './figure.ts'

it('is a body of an adult within the triangle budget of a crowd', () => {
  const { positions, indices, normals, parts } = figureMesh()
  const ys = positions.filter((_, i) => i % 3 === 1)
  expect(Math.min(...ys)).toBe(0)
  expect(Math.max(...ys)).toBeCloseTo(1.755, 3)
  expect(indices.length / 3).toBeLessThan(800)
  expect(parts.length / 2).toBe(positions.length / 3)
  for (let i = 0; i < normals.length; i += 3)
    expect(Math.hypot(normals[i] ?? 0, normals[i + 1] ?? 0, normals[i + 2] ?? 0)).toBeCloseTo(1, 5)
})

it('turns its outside outwards', () => {
  const { positions: p, indices } = figureMesh()
  const at = (i: number, k: number): number => p[(indices[i] ?? 0) * 3 + k] ?? 0
  // Twice the signed volume of all closed tubes together is positive when triangles are counter-clockwise from outside.
  let volume = 0
  for (let i = 0; i < indices.length; i += 3) {
    const [ax, ay, az] = [at(i, 0), at(i, 1), at(i, 2)]
    const [bx, by, bz] = [at(i + 1, 0), at(i + 1, 1), at(i + 1, 2)]
    const [cx, cy, cz] = [at(i + 2, 0), at(i + 2, 1), at(i + 2, 2)]
    volume += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
  }
  expect(volume / 6).toBeGreaterThan(0.04)
})

import { describe, expect, it } from 'vitest'
import { benchMesh, fountainMesh, lampMesh, monumentMesh, shelterMesh, signalMesh, towerMesh } from './props.ts'
import type { PropMesh } from './props-part.ts'
import { farTreeMesh, treeMesh } from './trees.ts'

const count = (m: PropMesh): number => m.indices.length / 3
const highest = (m: PropMesh): number => m.positions.reduce((top, v, i) => (i % 3 === 1 ? Math.max(top, v) : top), 0)

function expectSound(m: PropMesh): void {
  expect(m.positions.every(Number.isFinite)).toBe(true)
  expect(m.positions.length / 3).toBe(m.paints.length / 4)
  for (let t = 0; t < m.indices.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => m.indices[t + k] as number) as [number, number, number]
    const at = (i: number, k: number): number => m.positions[3 * i + k] as number
    const u = [0, 1, 2].map((k) => at(b, k) - at(a, k)) as [number, number, number]
    const v = [0, 1, 2].map((k) => at(c, k) - at(a, k)) as [number, number, number]
    const own = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    const given = [0, 1, 2].map((k) => [a, b, c].reduce((sum, i) => sum + (m.normals[3 * i + k] as number), 0))
    const area = Math.hypot(...own)
    if (area > 1e-4) expect(own.reduce((sum, x, k) => sum + x * (given[k] as number), 0)).toBeGreaterThan(0)
  }
}

describe('trees', () => {
  it.each(['broad', 'poplar', 'pine'] as const)('draws a %s within 120 triangles and one metre', (kind) => {
    const m = treeMesh(kind)
    expectSound(m)
    expect(count(m)).toBeLessThanOrEqual(120)
    expect(highest(m)).toBeGreaterThan(0.85)
    expect(highest(m)).toBeLessThan(1.05)
  })

  it('draws a far tree within 24 triangles', () => {
    expect(count(farTreeMesh())).toBeLessThanOrEqual(24)
  })
})

describe('street furniture', () => {
  it.each([
    ['lamp', lampMesh, 70],
    ['signal', signalMesh, 130],
    ['shelter', shelterMesh, 200],
    ['bench', benchMesh, 60],
    ['tower', towerMesh, 320],
    ['fountain', fountainMesh, 260],
    ['monument', monumentMesh, 90],
  ] as const)('draws a %s with faces outward and few triangles', (_, draw, cap) => {
    const m = draw()
    expectSound(m)
    expect(count(m)).toBeLessThanOrEqual(cap)
  })
})

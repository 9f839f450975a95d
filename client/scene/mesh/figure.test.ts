import { expect, it } from 'vitest'
import { CHAIN, JOINT } from './figure-parts.ts'
import { type FigureMesh, figureMesh } from './figure.ts'
import type { FigureLevel } from './figure-detail.ts'

const LEVELS: readonly FigureLevel[] = [0, 1, 2]
const meshes = LEVELS.map(figureMesh)

/** The places of all vertices in a garment and a hair. */
function worn(mesh: FigureMesh, garment: number, hair: number): Float32Array {
  const out = new Float32Array(mesh.positions.length)
  for (let i = 0; i < out.length / 3; i++) {
    const isHair = mesh.parts[i * 3 + 1] === 1
    const row = isHair ? 8 + hair : garment
    const o = (row * mesh.shapesWidth + 2 * (mesh.parts[i * 3 + 2] ?? 0)) * 4
    for (let k = 0; k < 3; k++) out[i * 3 + k] = mesh.shapes[o + k] ?? Number.NaN
  }
  return out
}

it('costs about 1,000, 325 and 72 triangles', () => {
  const [near = 0, middle = 0, far = 0] = meshes.map((mesh) => mesh.indices.length / 3)
  expect(near).toBeLessThan(1050)
  expect(middle).toBeLessThan(340)
  expect(far).toBeLessThan(80)
})

it('is a body of an adult that stands on its soles, whatever it wears', () => {
  for (const mesh of meshes)
    for (let garment = 0; garment < 8; garment++)
      for (let hair = 0; hair < 8; hair++) {
        const places = worn(mesh, garment, hair)
        const body = places.filter((_, i) => mesh.parts[Math.floor(i / 3) * 3] !== CHAIN.stool)
        const ys = body.filter((_, i) => i % 3 === 1)
        const xs = body.filter((_, i) => i % 3 === 0)
        expect(Math.min(...ys)).toBe(0)
        expect(Math.max(...ys)).toBeGreaterThan(1.69)
        expect(Math.max(...ys)).toBeLessThan(1.8)
        expect(Math.max(...xs)).toBeLessThan(0.32)
        expect(Math.min(...xs)).toBeCloseTo(-Math.max(...xs), 2)
      }
})

it('has unit normals and weights its chains know', () => {
  for (const { normals, parts, shapes, shapesWidth } of meshes) {
    for (let i = 0; i < normals.length; i += 3)
      expect(Math.hypot(normals[i] ?? 0, normals[i + 1] ?? 0, normals[i + 2] ?? 0)).toBeCloseTo(1, 4)
    for (let i = 0; i < parts.length; i += 3) {
      const chain = parts[i] ?? -1
      const most =
        chain === CHAIN.armL || chain === CHAIN.armR ? 5 : chain === CHAIN.legL || chain === CHAIN.legR ? 2 : 1
      expect(chain).toBeLessThanOrEqual(CHAIN.stool)
      for (let row = parts[i + 1] === 1 ? 8 : 0; row < (parts[i + 1] === 1 ? 16 : 8); row++) {
        const weight = shapes[(row * shapesWidth + 2 * (parts[i + 2] ?? 0) + 1) * 4 + 3] ?? -1
        expect(weight).toBeGreaterThanOrEqual(0)
        expect(weight).toBeLessThanOrEqual(most)
      }
    }
  }
})

it('turns its outside outwards', () => {
  for (const { positions: p, indices } of meshes) {
    const at = (i: number, k: number): number => p[(indices[i] ?? 0) * 3 + k] ?? 0
    // Six times the signed volume of all tubes together is positive when triangles are counter-clockwise from outside.
    let volume = 0
    for (let i = 0; i < indices.length; i += 3) {
      const [ax, ay, az] = [at(i, 0), at(i, 1), at(i, 2)]
      const [bx, by, bz] = [at(i + 1, 0), at(i + 1, 1), at(i + 1, 2)]
      const [cx, cy, cz] = [at(i + 2, 0), at(i + 2, 1), at(i + 2, 2)]
      volume += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    }
    expect(volume / 6).toBeGreaterThan(0.03)
  }
})

it('has a table wide enough for the palettes and for every column', () => {
  for (const mesh of meshes) {
    expect(mesh.shapesWidth).toBeGreaterThanOrEqual(16)
    expect(mesh.shapes).toHaveLength(mesh.shapesWidth * mesh.shapesHeight * 4)
    expect(mesh.shapes.every(Number.isFinite)).toBe(true)
    for (let i = 2; i < mesh.parts.length; i += 3) expect(2 * (mesh.parts[i] ?? 0) + 1).toBeLessThan(mesh.shapesWidth)
  }
})

it('has its joints in the order of a body', () => {
  const { ankleM, kneeM, hipM, waistM, wristM, elbowM, shoulderM, neckM, eyeM } = JOINT
  expect([ankleM, kneeM, wristM, hipM, waistM, elbowM, shoulderM, neckM, eyeM]).toEqual(
    [ankleM, kneeM, wristM, hipM, waistM, elbowM, shoulderM, neckM, eyeM].toSorted((a, b) => a - b),
  )
})

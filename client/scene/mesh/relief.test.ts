import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drape, reliefOf } from './relief.ts'

const hilly = reliefOf({
  sizeM: 100,
  detail: 0,
  terrain: { cols: 5, rows: 5, heightsM: Float32Array.from({ length: 25 }, (_, i) => ((i * 37) % 11) - 5) },
})

function areaOf(piece: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < piece.length; i += 2) {
    const j = (i + 2) % piece.length
    sum += (piece[i] as number) * (piece[j + 1] as number) - (piece[j] as number) * (piece[i + 1] as number)
  }
  return sum / 2
}

function draped(polygon: readonly (readonly number[])[]): number[][] {
  const pieces: number[][] = []
  drape(hilly, polygon, (piece) => pieces.push([...piece]))
  return pieces
}

describe('terrain under things', () => {
  it('passes through its samples and is flat on each half of a cell', () => {
    expect(hilly.at(25, 50)).toBe(hilly.heightsM[2 * 5 + 1])
    const middle = (hilly.at(30, 52) + hilly.at(40, 58)) / 2
    expect(hilly.at(35, 55)).toBeCloseTo(middle, 5)
  })

  it('has an upward normal of unit length', () => {
    const [x, y, z] = hilly.normalAt(33, 71)
    expect(y).toBeGreaterThan(0)
    expect(Math.hypot(x, y, z)).toBeCloseTo(1, 6)
  })

  it('halves its grid from afar and keeps the corners', () => {
    const far = reliefOf({ sizeM: 100, detail: 2, terrain: { cols: 5, rows: 5, heightsM: hilly.heightsM } })
    expect(far.cols).toBe(3)
    expect(far.at(100, 100)).toBe(hilly.at(100, 100))
  })

  it('spares samples on even land and stays within 4 cm near the eye', () => {
    const heightsM = Float32Array.from({ length: 81 }, (_, i) => (i % 9) * 2 + (i === 40 ? 0.03 : 0))
    const even = reliefOf({ sizeM: 80, detail: 0, terrain: { cols: 9, rows: 9, heightsM } })
    expect(even.cols).toBe(3)
    expect(Math.abs(even.at(40, 40) - 8)).toBeLessThan(0.04)
    const bumpy = Float32Array.from(heightsM, (h, i) => (i === 10 ? h + 0.5 : h))
    expect(reliefOf({ sizeM: 80, detail: 0, terrain: { cols: 9, rows: 9, heightsM: bumpy } }).cols).toBe(9)
  })

  it('drapes a square with a hole without losing ground', () => {
    const pieces = draped([
      [10, 10, 90, 10, 90, 90, 10, 90],
      [30, 30, 30, 60, 60, 60, 60, 30],
    ])
    const area = pieces.reduce((sum, piece) => sum + areaOf(piece), 0)
    expect(area).toBeCloseTo(80 * 80 - 30 * 30, 2)
  })

  it('cuts any star-shaped polygon into pieces that lie on one terrain triangle each and sum to it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 5, max: 48 }), { minLength: 5, maxLength: 24 }), (radii) => {
        const ring = radii.flatMap((r, i) => {
          const angle = (i / radii.length) * 2 * Math.PI
          return [50 + r * Math.cos(angle), 50 + r * Math.sin(angle)]
        })
        const pieces = draped([ring])
        const area = pieces.reduce((sum, piece) => sum + areaOf(piece), 0)
        expect(Math.abs(area - areaOf(ring))).toBeLessThan(0.05)
        for (const piece of pieces) {
          expect(areaOf(piece)).toBeGreaterThan(0)
          const middle = [0, 1].map(
            (k) => piece.filter((_, i) => i % 2 === k).reduce((a, b) => a + b, 0) / (piece.length / 2),
          )
          const corners = Array.from({ length: piece.length / 2 }, (_, i) =>
            hilly.at(piece[2 * i] as number, piece[2 * i + 1] as number),
          )
          const mean = corners.reduce((a, b) => a + b, 0) / corners.length
          expect(hilly.at(middle[0] as number, middle[1] as number)).toBeCloseTo(mean, 3)
        }
      }),
    )
  })
})

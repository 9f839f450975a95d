// Coordinates and heights of a package's lines as whole steps from the one before, so that they compress.
import type { FlatLine, PolygonM } from '../../shared/city/city.ts'

export const STEP_M = 0.05

/** Points as steps from the one before, across the lines of a feature and from feature to feature. */
export class Steps {
  private e = 0
  private n = 0

  pack(line: FlatLine): number[] {
    const out: number[] = []
    for (let i = 0; i + 1 < line.length; i += 2) {
      const e = Math.round((line[i] as number) / STEP_M)
      const n = Math.round((line[i + 1] as number) / STEP_M)
      out.push(e - this.e, n - this.n)
      this.e = e
      this.n = n
    }
    return out
  }

  unpack(coded: readonly number[]): number[] {
    const out: number[] = []
    for (let i = 0; i + 1 < coded.length; i += 2) {
      this.e += coded[i] as number
      this.n += coded[i + 1] as number
      out.push(metres(this.e), metres(this.n))
    }
    return out
  }

  packAll(polygons: readonly PolygonM[]): number[][][] {
    return polygons.map((p) => p.map((ring) => this.pack(ring)))
  }

  unpackAll(coded: unknown): PolygonM[] {
    return (coded as number[][][]).map((p) => p.map((ring) => this.unpack(ring)))
  }

  unpackPoint(coded: readonly number[]): [number, number] {
    const [e, n] = this.unpack(coded)
    if (e === undefined || n === undefined) throw new RangeError('places: a point without coordinates')
    return [e, n]
  }
}

/** Divided, not multiplied: 247 steps are 12.35 m, not 12.350000000000001. */
const metres = (steps: number): number => steps / (1 / STEP_M)

/** Centimetres, each from the one before. */
export function packHeights(upM: readonly number[]): number[] {
  let last = 0
  return upM.map((m) => {
    const cm = Math.round(m * 100)
    const delta = cm - last
    last = cm
    return delta
  })
}

export function unpackHeights(coded: readonly number[]): number[] {
  let cm = 0
  return coded.map((delta) => {
    cm += delta
    return cm / 100
  })
}

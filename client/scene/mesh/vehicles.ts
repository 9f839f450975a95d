// Vehicles and a walker in a handful of triangles each, for what moves by the thousand: metres, facing north (-z), standing
// at the origin. `uvs` hold the part of each vertex, see PART; the shader paints windows, lights and the value's colour.

export const PART = { body: 0, glass: 1, dark: 2, coach: 3 } as const
type Part = (typeof PART)[keyof typeof PART]

export type VehicleShape = {
  readonly positions: number[]
  readonly normals: number[]
  readonly uvs: number[]
  readonly indices: number[]
}

export type VehicleKind = 'car' | 'bus' | 'tram' | 'truck' | 'person'

/** What is not named here looks like a car. */
export function vehicleKind(name: string): VehicleKind {
  return name === 'bus' || name === 'tram' || name === 'truck' || name === 'person' ? name : 'car'
}

export function vehicleShape(kind: VehicleKind): VehicleShape {
  const shape: VehicleShape = { positions: [], normals: [], uvs: [], indices: [] }
  switch (kind) {
    case 'car':
      block(shape, { wide: 1.66, long: 4.1, lowM: 0.16, highM: 0.4 }, PART.dark)
      block(shape, { wide: 1.82, long: 4.4, lowM: 0.34, highM: 0.86 }, PART.body)
      block(
        shape,
        { wide: 1.7, long: 2.7, lowM: 0.86, highM: 1.46, topWide: 1.36, topLong: 1.7, backM: 0.3 },
        PART.glass,
      )
      break
    case 'bus':
      block(shape, { wide: 2.3, long: 11.2, lowM: 0.12, highM: 0.4 }, PART.dark)
      block(shape, { wide: 2.55, long: 12, lowM: 0.36, highM: 3.06, topWide: 2.4, topLong: 11.8 }, PART.coach)
      break
    case 'tram':
      block(shape, { wide: 2.2, long: 25.5, lowM: 0.1, highM: 0.4 }, PART.dark)
      block(shape, { wide: 2.5, long: 27, lowM: 0.36, highM: 3.4, topWide: 2.2, topLong: 26 }, PART.coach)
      break
    case 'truck':
      block(shape, { wide: 2.3, long: 8.2, lowM: 0.16, highM: 0.9 }, PART.dark)
      block(shape, { wide: 2.5, long: 6, lowM: 0.9, highM: 3.4, backM: 1.3 }, PART.body)
      block(shape, { wide: 2.4, long: 2, lowM: 0.5, highM: 2.6, topLong: 1.6, backM: -3 }, PART.glass)
      break
    case 'person':
      block(shape, { wide: 0.46, long: 0.3, lowM: 0, highM: 1.42, topWide: 0.36, topLong: 0.24 }, PART.body)
      block(shape, { wide: 0.22, long: 0.24, lowM: 1.44, highM: 1.72 }, PART.dark)
      break
  }
  return shape
}

type Block = {
  readonly wide: number
  readonly long: number
  readonly lowM: number
  readonly highM: number
  readonly topWide?: number
  readonly topLong?: number
  /** How far its middle lies behind that of the whole. */
  readonly backM?: number
}

/** Four sides and a top; nobody looks under it. The top of a block of glass is a roof. */
function block(shape: VehicleShape, b: Block, part: Part): void {
  const { wide, long, lowM, highM, topWide = wide, topLong = long, backM = 0 } = b
  const corner = (x: -1 | 1, z: -1 | 1, isTop: boolean): readonly [number, number, number] => [
    (x * (isTop ? topWide : wide)) / 2,
    isTop ? highM : lowM,
    backM + (z * (isTop ? topLong : long)) / 2,
  ]
  const side = (x0: -1 | 1, z0: -1 | 1, x1: -1 | 1, z1: -1 | 1): void =>
    face(shape, [corner(x0, z0, false), corner(x1, z1, false), corner(x1, z1, true), corner(x0, z0, true)], part)
  side(1, -1, -1, -1)
  side(-1, 1, 1, 1)
  side(1, 1, 1, -1)
  side(-1, -1, -1, 1)
  const top = part === PART.glass ? PART.body : part
  face(shape, [corner(-1, 1, true), corner(1, 1, true), corner(1, -1, true), corner(-1, -1, true)], top)
}

type Point = readonly [number, number, number]

function face(shape: VehicleShape, points: readonly [Point, Point, Point, Point], part: Part): void {
  const [a, b, c] = points
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const
  const long = Math.hypot(...n)
  const first = shape.positions.length / 3
  for (const point of points) {
    shape.positions.push(...point)
    shape.normals.push(n[0] / long, n[1] / long, n[2] / long)
    shape.uvs.push(part, 0)
  }
  shape.indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
}

// What street furniture and trees are made of: a MeshBuilder brush whose `a` says how the props shader paints it,
// and the finished mesh as plain arrays. Things stand at the origin, y up, facing north (-z), metres.
import { type Brush, MeshBuilder, SURFACE } from './builder.ts'

/** The brush's `a`. */
export const PART = {
  plain: 0,
  leaf: 1,
  needle: 2,
  lamp: 3,
  red: 4,
  amber: 5,
  green: 6,
  glass: 7,
  board: 8,
  bark: 9,
} as const
export type Part = (typeof PART)[keyof typeof PART]

export type PropMesh = {
  readonly positions: Float32Array<ArrayBuffer>
  readonly normals: Float32Array<ArrayBuffer>
  /** r, g, b in 0..1 sRGB, and the part. */
  readonly paints: Float32Array<ArrayBuffer>
  readonly indices: Uint16Array<ArrayBuffer>
}

export const paint = (part: Part, colour: number): Brush => ({
  surface: SURFACE.metal,
  a: part,
  b: 0,
  c: 0,
  colour,
  feature: 0,
  layer: 0,
})

/** Draws with a fresh builder and packs the result. */
export function propMesh(draw: (b: MeshBuilder) => void): PropMesh {
  const b = new MeshBuilder()
  draw(b)
  const m = b.finish()
  const count = m.features.length
  const normals = new Float32Array(count * 3)
  const paints = new Float32Array(count * 4)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) {
      normals[3 * i + k] = (m.normals[4 * i + k] as number) / 127
      paints[4 * i + k] = (m.colours[4 * i + k] as number) / 255
    }
    paints[4 * i + 3] = m.surfaces[4 * i + 1] as number
  }
  return { positions: m.positions, normals, paints, indices: Uint16Array.from(m.indices) }
}

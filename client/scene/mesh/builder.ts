// Collects the vertices of one merged tile mesh. Every surface of the city shares this vertex layout
// and one material (scene/city-material.ts); the surface class says how the shader paints it.
// Positions are scene axes already, relative to the tile's south-west corner; see frame.ts.

/** How the shader paints a vertex. Facades read uv as metres along the wall and above the ground. */
export const SURFACE = {
  ground: 0,
  facade: 1,
  roof: 2,
  road: 3,
  marking: 4,
  kerb: 5,
  pavement: 6,
  water: 7,
  glass: 8,
  metal: 9,
  foliage: 10,
  stone: 11,
  grass: 12,
  sand: 13,
  rail: 14,
} as const
export type Surface = (typeof SURFACE)[keyof typeof SURFACE]

/** What the vertices pushed next have in common. */
export type Brush = {
  surface: Surface
  /** Free parameters of the surface, 0..255: facade = [style, storeyHeight in 5 cm, seed]. */
  a: number
  b: number
  c: number
  /** 0xrrggbb, sRGB. */
  colour: number
  /** Index into the city's buildings, or NO_FEATURE. */
  feature: number
  /** Depth layer of things lying on the ground, 0 none, upwards drawn over the lower: see the vertex shader. */
  layer: number
}

export type MeshData = {
  /** x, y, z. */
  readonly positions: Float32Array<ArrayBuffer>
  /** x, y, z, layer; -127..127. */
  readonly normals: Int8Array<ArrayBuffer>
  /** u, v in metres. */
  readonly uvs: Float32Array<ArrayBuffer>
  /** surface, a, b, c. */
  readonly surfaces: Uint8Array<ArrayBuffer>
  /** r, g, b, 255. */
  readonly colours: Uint8Array<ArrayBuffer>
  readonly features: Float32Array<ArrayBuffer>
  readonly indices: Uint32Array<ArrayBuffer>
}

export class MeshBuilder {
  private readonly position: number[] = []
  private readonly normal: number[] = []
  private readonly uv: number[] = []
  private readonly surface: number[] = []
  private readonly colour: number[] = []
  private readonly feature: number[] = []
  private readonly index: number[] = []

  get vertexCount(): number {
    return this.feature.length
  }

  /** Adds a vertex and returns its number. The normal is of unit length. */
  vertex(
    x: number,
    y: number,
    z: number,
    nx: number,
    ny: number,
    nz: number,
    u: number,
    v: number,
    brush: Brush,
  ): number {
    this.position.push(x, y, z)
    this.normal.push(Math.round(nx * 127), Math.round(ny * 127), Math.round(nz * 127), brush.layer)
    this.uv.push(u, v)
    this.surface.push(brush.surface, brush.a, brush.b, brush.c)
    this.colour.push((brush.colour >> 16) & 255, (brush.colour >> 8) & 255, brush.colour & 255, 255)
    this.feature.push(brush.feature)
    return this.feature.length - 1
  }

  /** Counter-clockwise seen from the front. */
  triangle(a: number, b: number, c: number): void {
    this.index.push(a, b, c)
  }

  quad(a: number, b: number, c: number, d: number): void {
    this.index.push(a, b, c, a, c, d)
  }

  finish(): MeshData {
    return {
      positions: Float32Array.from(this.position),
      normals: Int8Array.from(this.normal),
      uvs: Float32Array.from(this.uv),
      surfaces: Uint8Array.from(this.surface),
      colours: Uint8Array.from(this.colour),
      features: Float32Array.from(this.feature),
      indices: Uint32Array.from(this.index),
    }
  }
}

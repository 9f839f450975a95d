// Low trees of unit height: broad, poplar and pine, each up to 120 triangles near and one shape of 24 afar that the
// shader squeezes into the three. Crowns are lumpy ellipsoids with round normals; the shader frays their edges.
import type { Brush, MeshBuilder } from './builder.ts'
import { hash32 } from './buildings-style.ts'
import { lathe } from './buildings-solids.ts'
import { PART, paint, type PropMesh, propMesh } from './props-part.ts'

export type TreeKind = 'broad' | 'poplar' | 'pine'

const UPRIGHT = { x: 0, z: 0, cos: 1, sin: 0 }
const BARK = paint(PART.bark, 0x6b5a48)
const BIRCH = paint(PART.bark, 0x8a8378)

/** A tree one metre high; scale it to its height. */
export function treeMesh(kind: TreeKind): PropMesh {
  return propMesh((b) => {
    const leaf = paint(kind === 'pine' ? PART.needle : PART.leaf, 0xffffff)
    if (kind === 'broad') {
      trunk(b, 0.019, 0.42, BARK, 5)
      lump(b, [0, 0.6, 0], [0.29, 0.26, 0.29], 7, 4, 11, leaf)
      lump(b, [0.13, 0.74, 0.07], [0.2, 0.2, 0.2], 6, 4, 23, leaf)
      lump(b, [-0.13, 0.7, -0.1], [0.21, 0.18, 0.21], 5, 4, 37, leaf)
    } else if (kind === 'poplar') {
      trunk(b, 0.014, 0.3, BIRCH, 5)
      lump(b, [0, 0.4, 0], [0.1, 0.3, 0.1], 7, 5, 5, leaf)
      lump(b, [0.012, 0.68, 0.01], [0.078, 0.32, 0.078], 6, 5, 71, leaf)
    } else {
      trunk(b, 0.016, 0.22, BARK, 4)
      for (const [y, r, h] of [
        [0.12, 0.2, 0.34],
        [0.32, 0.165, 0.32],
        [0.52, 0.12, 0.28],
        [0.7, 0.078, 0.3],
      ] as const) {
        const droop = paint(PART.needle, 0xffffff)
        lathe(
          b,
          { ...UPRIGHT, cos: Math.cos(y * 9), sin: Math.sin(y * 9) },
          [
            [0.02, y - 0.015],
            [r, y],
            [0, y + h],
          ],
          7,
          droop,
        )
      }
    }
  })
}

/** The far tree: broad; see the shader for poplar and pine. */
export function farTreeMesh(): PropMesh {
  return propMesh((b) => {
    for (const [nx, nz] of [
      [1, 0],
      [0, 1],
    ] as const) {
      const v = (side: number, y: number): number =>
        b.vertex(nz * side * 0.02, y, nx * side * 0.02, nx, 0, nz, 0, 0, BARK)
      b.quad(v(-1, 0), v(1, 0), v(1, 0.4), v(-1, 0.4))
    }
    lump(b, [0, 0.64, 0], [0.32, 0.36, 0.32], 5, 3, 11, paint(PART.leaf, 0xffffff))
  })
}

function trunk(b: MeshBuilder, radius: number, top: number, brush: Brush, sides: number): void {
  lathe(
    b,
    UPRIGHT,
    [
      [radius * 1.25, 0],
      [radius * 0.6, top],
    ],
    sides,
    brush,
  )
}

/** An ellipsoid pushed in and out by a hash; darker below, as crowns are. */
function lump(
  b: MeshBuilder,
  at: readonly [number, number, number],
  radius: readonly [number, number, number],
  sides: number,
  rings: number,
  seed: number,
  brush: Brush,
): void {
  const first = b.vertexCount
  for (let i = 0; i <= rings; i++) {
    const up = -Math.PI / 2 + (i / rings) * Math.PI
    const isPole = i === 0 || i === rings
    for (let k = 0; k <= sides; k++) {
      const bump = isPole ? 1 : 0.84 + 0.3 * ((hash32(seed * 131 + i * 17 + (k % sides)) & 255) / 255)
      const angle = ((k + (i % 2) * 0.5) / sides) * 2 * Math.PI
      const n = [Math.cos(up) * Math.cos(angle), Math.sin(up), Math.cos(up) * Math.sin(angle)] as const
      const light = Math.round(255 * (0.62 + 0.38 * (i / rings)))
      b.vertex(
        at[0] + n[0] * radius[0] * bump,
        at[1] + n[1] * radius[1] * bump,
        at[2] - n[2] * radius[2] * bump,
        n[0],
        n[1],
        -n[2],
        0,
        0,
        { ...brush, colour: (light << 16) | (light << 8) | light },
      )
    }
  }
  const row = sides + 1
  for (let i = 0; i < rings; i++) {
    for (let k = 0; k < sides; k++) {
      const a = first + i * row + k
      if (i > 0) b.triangle(a, a + 1, a + row + 1)
      if (i < rings - 1) b.triangle(a, a + row + 1, a + row)
    }
  }
}

// Street furniture: lamp, traffic light with its arm, shelter, bench, power tower; metres, facing north, low in
// triangles. Drawn, not surveyed: kinds and places are the map's, looks are ours.
import type { Brush, MeshBuilder } from './builder.ts'
import { arc, box, lathe, type Plan, prism, tube } from './buildings-solids.ts'
import { PART, paint, type PropMesh, propMesh } from './props-part.ts'

const STEEL = paint(PART.plain, 0x5c6368)
const DARK = paint(PART.plain, 0x2c3033)
const LIGHT_STEEL = paint(PART.plain, 0xa4abb0)
const WOOD = paint(PART.plain, 0x8a6440)

/** Where the lamp of `lampMesh` hangs: metres in front of the post, and above the ground. */
export const LAMP_HEAD = { frontM: 1.5, upM: 6.55 } as const
const at = (x: number, z: number): Plan => ({ x, z, cos: 1, sin: 0 })

export function lampMesh(): PropMesh {
  return propMesh((b) => {
    lathe(
      b,
      at(0, 0),
      [
        [0.13, 0],
        [0.11, 0.6],
        [0.07, 0.7],
        [0.05, 6.3],
      ],
      5,
      STEEL,
    )
    tube(b, [0, 6.25, 0], [0, 6.65, -0.9], 0.035, 4, STEEL)
    tube(b, [0, 6.65, -0.9], [0, 6.62, -1.3], 0.03, 4, STEEL)
    slab(b, [0, 6.6, -1.5], [0.13, 0.06, 0.32], LIGHT_STEEL, paint(PART.lamp, 0xfff0d0))
  })
}

/** A box with its own underside. */
function slab(
  b: MeshBuilder,
  middle: readonly [number, number, number],
  half: readonly [number, number, number],
  brush: Brush,
  under: Brush,
): void {
  const [x, y, z] = middle
  box(b, at(x, z), half[0], half[2], y - half[1], y + half[1], brush)
  const v = (sx: number, sz: number): number =>
    b.vertex(x + sx * half[0], y - half[1], z + sz * half[2], 0, -1, 0, 0, 0, under)
  b.quad(v(-1, -1), v(1, -1), v(1, 1), v(-1, 1))
}

/** A post with a head at 3 m and an arm to the left that carries another head over the road. Heads face south. */
export function signalMesh(): PropMesh {
  return propMesh((b) => {
    lathe(
      b,
      at(0, 0),
      [
        [0.14, 0],
        [0.09, 5.8],
      ],
      6,
      DARK,
    )
    tube(b, [0, 5.7, 0], [-4.6, 5.95, 0], 0.06, 4, DARK, 0.045)
    head(b, [-4.4, 5.35, 0.12])
    head(b, [0, 3.1, 0.26])
    prism(b, at(0.34, 0), [-0.03, -0.1, 0.17, -0.1, 0.17, 0.1, -0.03, 0.1], 2.2, 2.75, DARK)
  })
}

function head(b: MeshBuilder, middle: readonly [number, number, number]): void {
  const [x, y, z] = middle
  box(b, at(x, z), 0.17, 0.11, y - 0.5, y + 0.5, DARK)
  ;[
    [0.31, PART.red, 0xff2a1e],
    [0, PART.amber, 0xffae20],
    [-0.31, PART.green, 0x24e070],
  ].forEach(([up, part, colour]) => {
    const brush = paint(part as 4 | 5 | 6, colour as number)
    const first = b.vertexCount
    for (let k = 0; k < 6; k++) {
      const angle = (k / 6) * 2 * Math.PI
      b.vertex(x + 0.12 * Math.cos(angle), y + (up as number) + 0.12 * Math.sin(angle), z + 0.115, 0, 0, 1, 0, 0, brush)
    }
    for (let k = 1; k < 5; k++) b.triangle(first, first + k, first + k + 1)
  })
}

/** Roof, glass back and one side, bench, lit board; opens to the north, towards the road it faces. */
export function shelterMesh(): PropMesh {
  return propMesh((b) => {
    const glass = paint(PART.glass, 0x9fb6c0)
    for (const x of [-1.9, 1.9]) {
      for (const z of [-0.7, 0.7]) box(b, at(x, z), 0.04, 0.04, 0, 2.4, STEEL)
    }
    slab(b, [0, 2.46, 0], [2.1, 0.06, 0.95], LIGHT_STEEL, paint(PART.lamp, 0xe8eef2))
    box(b, at(0, 0.7), 1.86, 0.015, 0.25, 2.2, glass)
    box(b, at(-1.9, 0), 0.015, 0.66, 0.25, 2.2, glass)
    box(b, at(1.9, 0), 0.06, 0.6, 0.3, 2.1, paint(PART.board, 0xd8e2ea))
    box(b, at(-0.3, 0.45), 1.3, 0.17, 0.42, 0.47, WOOD)
    for (const x of [-1.3, 0.7]) box(b, at(x, 0.45), 0.04, 0.14, 0, 0.42, STEEL)
    // The stop's own sign beside it.
    box(b, at(2.6, -0.8), 0.03, 0.03, 0, 2.7, STEEL)
    box(b, at(2.6, -0.8), 0.25, 0.02, 2.25, 2.75, paint(PART.plain, 0x1f5fa8))
  })
}

export function benchMesh(): PropMesh {
  return propMesh((b) => {
    box(b, at(0, 0), 0.9, 0.22, 0.42, 0.47, WOOD)
    box(b, at(0, 0.24), 0.9, 0.02, 0.55, 0.9, WOOD)
    for (const x of [-0.7, 0.7]) box(b, at(x, 0), 0.04, 0.2, 0, 0.42, DARK)
  })
}

/** A lattice power tower of unit height with three pairs of arms along east and west. */
export function towerMesh(): PropMesh {
  return propMesh((b) => {
    const grey = paint(PART.plain, 0x8d9499)
    const corner = (k: number, y: number): [number, number, number] => {
      const half = 0.1 * (1 - y) ** 1.4 + 0.016
      return [(k & 1 ? 1 : -1) * half, y, ((k >> 1) & 1 ? 1 : -1) * half]
    }
    const levels = [0, 0.3, 0.55, 0.75, 1]
    for (let k = 0; k < 4; k++) {
      for (let i = 0; i + 1 < levels.length; i++) {
        const [y0, y1] = [levels[i] as number, levels[i + 1] as number]
        tube(b, corner(k, y0), corner(k, y1), 0.004, 3, grey)
        // Bracing to the next corner round the tower.
        const next = [1, 3, 0, 2][k] as number
        tube(b, corner(k, y0), corner(next, y1), 0.0025, 3, grey)
      }
    }
    for (const [y, reach] of [
      [0.66, 0.17],
      [0.79, 0.2],
      [0.92, 0.14],
    ] as const) {
      for (const side of [-1, 1]) {
        tube(b, [0, y + 0.025, 0], [side * reach, y, 0], 0.004, 3, grey)
        tube(b, [0, y - 0.02, 0], [side * reach, y, 0], 0.003, 3, grey)
        tube(b, [side * reach, y, 0], [side * reach, y - 0.05, 0], 0.004, 3, DARK)
      }
    }
  })
}

/** A fountain's basin, bowl and jet. */
export function fountainMesh(): PropMesh {
  return propMesh((b) => {
    const stone = paint(PART.plain, 0xc9c2b2)
    const water = paint(PART.glass, 0xdfeaf0)
    const parts: readonly (readonly [Brush, number, readonly (readonly [number, number])[]])[] = [
      [
        stone,
        14,
        [
          [4, 0],
          [4, 0.55],
        ],
      ],
      [
        stone,
        14,
        [
          [4, 0.55],
          [3.6, 0.55],
        ],
      ],
      [
        stone,
        14,
        [
          [3.6, 0.55],
          [3.6, 0.35],
        ],
      ],
      [
        water,
        14,
        [
          [3.6, 0.4],
          [0, 0.4],
        ],
      ],
      [
        stone,
        8,
        [
          [0.4, 0.4],
          [0.3, 1.4],
        ],
      ],
      [
        stone,
        10,
        [
          [0.3, 1.4],
          [1.2, 1.75],
        ],
      ],
      [
        water,
        10,
        [
          [1.2, 1.75],
          [0, 1.7],
        ],
      ],
      [
        water,
        6,
        [
          [0.26, 1.7],
          [0.12, 2.6],
          [0, 3.4],
        ],
      ],
    ]
    for (const [brush, sides, profile] of parts) lathe(b, at(0, 0), profile, sides, brush)
  })
}

/** A plain monument: steps, a plinth and an obelisk. */
export function monumentMesh(): PropMesh {
  return propMesh((b) => {
    const stone = paint(PART.plain, 0xb3a893)
    box(b, at(0, 0), 2.2, 2.2, 0, 0.3, stone)
    box(b, at(0, 0), 1.6, 1.6, 0.3, 0.6, stone)
    box(b, at(0, 0), 0.9, 0.9, 0.6, 2, paint(PART.plain, 0x8a7f70))
    lathe(
      b,
      { ...at(0, 0), cos: Math.SQRT1_2, sin: Math.SQRT1_2 },
      [
        [0.75, 2],
        [0.45, 6.4],
        [0, 7],
      ],
      4,
      stone,
    )
    lathe(b, at(0, 0), arc(0.2, 0.2, 7, 2, -1, Math.PI / 2), 6, paint(PART.plain, 0xc9a44a))
  })
}

// The body of a person in three levels of detail, standing with its soles at 0 and facing north. One mesh wears every
// garment and every hair: its shapes differ in places only, which come as a table for the figure shader to read from.
import { CUTS, type Cut } from './figure-clothes.ts'
import { type Detail, DETAILS, type FigureLevel } from './figure-detail.ts'
import { HAIR, type HairStyle } from './figure-hair.ts'
import { head, onHead, shellOfHair } from './figure-head.ts'
import { arm, leg } from './figure-limbs.ts'
import { Body, CHAIN, DYE, type Kind, ramp, type Ring } from './figure-parts.ts'

export type FigureMesh = {
  /** In the first garment with the first hair. */
  readonly positions: Float32Array
  readonly normals: Float32Array
  /** chain (CHAIN), row set (0 garment, 1 hair) and column in the table, for each vertex. */
  readonly parts: Float32Array
  readonly indices: Uint16Array
  /**
   * Rows: the garments, then the hairs. For each column two texels: position and dye; normal and weight. RGBA, 32-bit floats.
   */
  readonly shapes: Float32Array
  readonly shapesWidth: number
  readonly shapesHeight: number
}

export function figureMesh(level: FigureLevel): FigureMesh {
  const base = draw(level, CUTS[0] as Cut, HAIR[0] as HairStyle)
  const columns = [0, 0]
  const parts = new Float32Array(base.count * 3)
  for (let i = 0; i < base.count; i++) {
    const set = base.isHair[i] ? 1 : 0
    const column = columns[set] as number
    columns[set] = column + 1
    parts.set([base.chain[i] as number, set, column], i * 3)
  }
  const shapesWidth = 2 * Math.max(...columns)
  const shapesHeight = CUTS.length + HAIR.length
  const shapes = new Float32Array(shapesWidth * shapesHeight * 4)
  const fill = (row: number, set: number, body: Body): void => {
    for (let i = 0; i < base.count; i++) {
      if (parts[i * 3 + 1] !== set) continue
      const o = (row * shapesWidth + 2 * (parts[i * 3 + 2] as number)) * 4
      for (let k = 0; k < 3; k++) {
        shapes[o + k] = body.position[i * 3 + k] as number
        shapes[o + 4 + k] = body.normal[i * 3 + k] as number
      }
      shapes[o + 3] = body.dye[i] as number
      shapes[o + 7] = body.weight[i] as number
    }
  }
  CUTS.forEach((cut, row) => fill(row, 0, draw(level, cut, HAIR[0] as HairStyle)))
  HAIR.forEach((hair, row) => fill(CUTS.length + row, 1, draw(level, CUTS[0] as Cut, hair)))
  return {
    positions: Float32Array.from(base.position),
    normals: Float32Array.from(base.normal),
    parts,
    indices: Uint16Array.from(base.index),
    shapes,
    shapesWidth,
    shapesHeight,
  }
}

/** The same vertices and triangles for every cut and hair of a level. */
function draw(level: FigureLevel, cut: Cut, hair: HairStyle): Body {
  const b = new Body()
  const d = DETAILS[level] as Detail
  head(b, d)
  if (d.hairRings > 0) shellOfHair(b, d, hair)
  trunk(b, d, cut)
  for (const side of [-1, 1] as const) {
    arm(b, d, cut, side)
    leg(b, d, cut, side)
  }
  if (d.hasFeet) stool(b, d)
  return b
}

const onTrunk: Kind = { chain: CHAIN.trunk, dye: DYE.top, weight: (y) => ramp(0.95, 1.2, y) }

function trunk(b: Body, d: Detail, cut: Cut): void {
  const isCoarse = !d.isBentSmoothly
  const chest: Ring[] = [
    { y: 0.99, rx: (cut.waistRx + cut.hipRx) / 2 - 0.004, rz: (cut.waistRz + cut.hipRz) / 2 - 0.003 },
    { y: 1.08, rx: cut.waistRx, rz: cut.waistRz, z: -0.002 },
    { y: 1.29, rx: cut.chestRx, rz: cut.chestRz, z: -0.004 },
    { y: 1.37, rx: Math.max(0.17, cut.chestRx), rz: cut.chestRz * 0.88, z: 0.002 },
    { y: 1.425, rx: Math.max(0.152, cut.chestRx * 0.88), rz: cut.chestRz * 0.72, z: 0.01 },
    { y: 1.456, rx: 0.1, rz: 0.07, z: 0.012 },
    { y: 1.478, rx: 0.062, rz: 0.063, z: 0.01 },
  ]
  const kept = d.isBentSmoothly ? chest : chest.filter((_, i) => (d.hasFeet ? [0, 1, 2, 4, 6] : [1, 3, 6]).includes(i))
  b.tube(d.trunk, kept, onTrunk, ['open', d.hasFeet ? 'flat' : 'open'])
  const neckTop: Ring = { y: 1.535, rx: 0.05, rz: 0.052, z: 0.004 }
  if (d.hasFeet)
    b.tube(isCoarse ? 4 : 6, [{ y: 1.45, rx: 0.05, rz: 0.054, z: 0.012 }, neckTop], { ...onHead, dye: DYE.skin }, [
      'open',
      'open',
    ])
  if (d.hasFeet)
    b.tube(
      6,
      [
        { y: 0.85, rx: 0.125, rz: 0.1 },
        { y: 0.92, rx: cut.hipRx * 0.84, rz: cut.hipRz * 0.84 },
      ],
      { chain: CHAIN.trunk, dye: DYE.bottom, weight: () => 0 },
      ['flat', 'open'],
    )
  const onSkirt: Kind = {
    chain: CHAIN.skirt,
    dye: cut.isSkirt ? DYE.bottom : DYE.top,
    weight: (y) => ramp(0.98, 0.82, y),
  }
  const shell: Ring[] = []
  for (let i = 0; i < d.shellRings; i++) {
    const t = i / (d.shellRings - 1)
    // Even steps for a long hem; the hip keeps its width in between.
    const y = cut.hemM + (1.0 - cut.hemM) * t
    const over = ramp(0.99, 0.9, y)
    const flare = Math.min(1, Math.max(0, (0.9 - y) / Math.max(0.01, 0.9 - cut.hemM)))
    const topRx = (cut.waistRx + cut.hipRx) / 2
    const topRz = (cut.waistRz + cut.hipRz) / 2
    const rx = topRx + (cut.hipRx - topRx) * over
    const rz = topRz + (cut.hipRz - topRz) * over
    // Flat sides between the corners must clear the legs too.
    const clear = 1 + 0.05 * over
    shell.push({ y, rx: (rx + (cut.hemRx - rx) * flare) * clear, rz: (rz + (cut.hemRz - rz) * flare) * clear })
  }
  b.tube(d.trunk, shell, onSkirt, [d.hasFeet ? 'flat' : 'open', 'open'])
}

/** A low round seat for who sits where no bench is. */
function stool(b: Body, d: Detail): void {
  b.tube(
    d.isBentSmoothly ? 7 : 5,
    [
      { y: 0, rx: 0.15, rz: 0.15, z: 0.04 },
      { y: 1, rx: 0.18, rz: 0.18, z: 0.04 },
    ],
    { chain: CHAIN.stool, dye: DYE.wood, weight: () => 0 },
    ['open', 'flat'],
  )
}

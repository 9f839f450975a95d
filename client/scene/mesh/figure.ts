// The body of a person in three levels of detail, standing with its soles at 0 and facing north. One mesh wears every
// garment and every hair: its shapes differ in places only, which come as a table for the figure shader to read from.
import { CUTS, type Cut } from './figure-clothes.ts'
import { around, CROWN_M, HAIR, type HairStyle, SKULL, skullAt } from './figure-hair.ts'
import { Body, CHAIN, DYE, type End, JOINT, type Kind, type Ring } from './figure-parts.ts'

/** 0 near, 1 middle, 2 far. */
export type FigureLevel = 0 | 1 | 2

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

type Detail = {
  readonly skull: number
  readonly skullRings: readonly number[]
  readonly hairRings: number
  readonly more: number
  readonly trunk: number
  readonly shellRings: number
  readonly arm: number
  readonly leg: number
  /** Rings of the limbs are left out where the level bends them in one step. */
  readonly isBentSmoothly: boolean
  readonly hasHands: boolean
  readonly hasFeet: boolean
}
const DETAILS: readonly Detail[] = [
  {
    skull: 10,
    skullRings: [0, 2, 3, 4, 5, 6],
    hairRings: 5,
    more: 5,
    trunk: 8,
    shellRings: 4,
    arm: 5,
    leg: 5,
    isBentSmoothly: true,
    hasHands: true,
    hasFeet: true,
  },
  {
    skull: 6,
    skullRings: [0, 2, 4, 6],
    hairRings: 3,
    more: 0,
    trunk: 6,
    shellRings: 3,
    arm: 4,
    leg: 4,
    isBentSmoothly: false,
    hasHands: false,
    hasFeet: true,
  },
  {
    skull: 3,
    skullRings: [2, 5],
    hairRings: 0,
    more: 0,
    trunk: 4,
    shellRings: 2,
    arm: 3,
    leg: 3,
    isBentSmoothly: false,
    hasHands: false,
    hasFeet: false,
  },
]

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

const ramp = (from: number, to: number, v: number): number => {
  const t = Math.min(1, Math.max(0, (v - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
const onHead: Kind = { chain: CHAIN.head, dye: DYE.face, weight: (y) => ramp(JOINT.neckM - 0.05, 1.53, y) }

function head(b: Body, d: Detail): void {
  b.tube(
    d.skull,
    d.skullRings.map((i) => SKULL[i] as Ring),
    d.hairRings > 0 ? onHead : { ...onHead, dye: DYE.skin },
    ['round', 'round'],
    (p) => {
      // The face is flatter than the back of the head; the jaw comes forward.
      if (p[2] < 0) p[2] += 0.012 * ramp(1.7, 1.58, p[1]) * ramp(0.03, 0.075, Math.abs(p[0]))
    },
  )
  if (!d.hasHands) return
  // Bridge, tip and wings.
  b.triangles(
    [
      [0, 1.622, -0.0985],
      [-0.017, 1.578, -0.094],
      [0, 1.584, -0.125],
      [0.017, 1.578, -0.094],
      [0, 1.566, -0.096],
    ],
    [0, 1, 2, 0, 2, 3, 1, 4, 2, 2, 4, 3],
    onHead,
  )
  for (const side of [-1, 1])
    b.tube(
      4,
      [
        { x: side * 0.083, y: 1.585, z: 0.008, rx: 0.011, rz: 0.014 },
        { x: side * 0.089, y: 1.638, z: 0.014, rx: 0.01, rz: 0.02 },
      ],
      onHead,
      ['round', 'round'],
    )
}

function shellOfHair(b: Body, d: Detail, hair: HairStyle): void {
  const kind: Kind = {
    chain: CHAIN.head,
    dye: hair.dye,
    // What falls on the shoulders goes with them.
    weight: (y) => ramp(1.33, 1.5, y),
    isHair: true,
  }
  const top = CROWN_M + hair.crownM
  const rings = Array.from({ length: d.hairRings }, (): Ring => ({ y: 0, rx: 0, rz: 0 }))
  b.tube(d.skull, rings, kind, ['open', 'round'], (p, turn, r) => {
    const edge = around(hair.edgeM, turn)
    const u = r / (d.hairRings - 0.45)
    // Falls first, then round over the skull.
    const y =
      edge < 1.55
        ? u < 0.4
          ? edge + (1.62 - edge) * (u / 0.4)
          : 1.62 + (top - 1.62) * Math.sin(((u - 0.4) / 0.6) * 1.45)
        : edge + (top - edge) * Math.sin(u * 1.5)
    const thick = around(hair.thickM, turn) * (1 - u) + hair.crownM * u
    const skull = skullAt(Math.min(y - thick * u * 0.9, CROWN_M - 0.004))
    p[0] = Math.sin(turn) * (skull.rx + thick)
    p[1] = y
    p[2] = skull.z - Math.cos(turn) * (skull.rz + thick)
  })
  if (d.more === 0) return
  const hidden: Ring = { y: 1.65, rx: 0, rz: 0, z: 0.02 }
  b.tube(d.more, hair.more ?? [hidden, hidden, hidden, hidden], kind, ['round', 'round'])
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

function arm(b: Body, d: Detail, cut: Cut, side: -1 | 1): void {
  const chain = side < 0 ? CHAIN.armL : CHAIN.armR
  const x = side * JOINT.shoulderHalfM
  const { elbowM, wristM } = JOINT
  const weight = (y: number): number => (y > elbowM + 0.04 ? 0 : y < elbowM - 0.04 ? 1 : (elbowM + 0.04 - y) / 0.08)
  const [shoulder, elbow, cuff] = cut.sleeve
  const ring = (y: number, r: number, z = 0): Ring => ({ x, y, z, rx: r * 0.95, rz: r * 1.05 })
  const sleeve: Ring[] = d.isBentSmoothly
    ? [
        ring(wristM + 0.005, cuff),
        ring(1.0, (cuff + elbow) / 2 + 0.001),
        ring(elbowM - 0.035, elbow),
        ring(elbowM + 0.03, elbow * 1.02),
        ring(1.27, shoulder * 0.95),
        { ...ring(1.37, shoulder), x: x * 0.99 },
        { ...ring(1.418, shoulder * 0.74), x: x * 0.9 },
      ]
    : d.hasFeet
      ? [ring(wristM, cuff), ring(elbowM, elbow), { ...ring(1.42, shoulder * 0.86), x: x * 0.95 }]
      : [ring(0.76, cuff), ring(1.42, shoulder * 0.86)]
  const kind: Kind = { chain, dye: DYE.top, weight: (y) => weight(y) }
  b.tube(
    d.arm,
    sleeve,
    kind,
    ['flat', d.hasFeet ? 'round' : 'open'].map((end) => (d.hasFeet ? end : 'open')) as [End, End],
  )
  const skin = (w: number): Kind => ({ chain, dye: DYE.skin, weight: () => w })
  if (!d.hasHands) {
    if (d.hasFeet)
      b.tube(
        3,
        [
          { x, y: 0.72, rx: 0.02, rz: 0.03 },
          { x, y: 0.89, rx: 0.03, rz: 0.036 },
        ],
        skin(2),
        ['round', 'open'],
      )
    return
  }
  // Palm inwards, thumb ahead. The fingers bend as one, the index finger alone.
  const wide = (y: number, rx: number, rz: number, z: number): Ring => ({ x, y, z, rx, rz })
  b.tube(
    5,
    [
      wide(0.7, 0.009, 0.029, 0.008),
      wide(0.742, 0.013, 0.035, 0.007),
      wide(0.786, 0.015, 0.038, 0.006),
      wide(0.82, 0.0175, 0.043, 0),
      wide(0.855, 0.0185, 0.037, -0.002),
      wide(0.89, 0.02, 0.027, 0),
    ],
    { chain, dye: DYE.skin, weight: (y) => (y < 0.78 ? 3 : 2) },
    ['round', 'open'],
  )
  b.tube(
    3,
    [wide(0.692, 0.009, 0.009, -0.026), wide(0.745, 0.011, 0.011, -0.027), wide(0.79, 0.012, 0.013, -0.027)],
    {
      chain,
      dye: DYE.skin,
      weight: (y) => (y < 0.78 ? 4 : 2),
    },
    ['round', 'open'],
  )
  b.tube(
    3,
    [
      { x: x - side * 0.018, y: 0.768, z: -0.056, rx: 0.01, rz: 0.01 },
      { x: x - side * 0.012, y: 0.81, z: -0.05, rx: 0.013, rz: 0.013 },
      { x: x - side * 0.002, y: 0.858, z: -0.026, rx: 0.013, rz: 0.017 },
    ],
    { chain, dye: DYE.skin, weight: () => 5 },
    ['round', 'open'],
  )
}

function leg(b: Body, d: Detail, cut: Cut, side: -1 | 1): void {
  const chain = side < 0 ? CHAIN.legL : CHAIN.legR
  const x = side * JOINT.hipHalfM
  const { kneeM, ankleM } = JOINT
  const weight = (y: number): number => (y > kneeM + 0.05 ? 0 : y < kneeM - 0.05 ? 1 : (kneeM + 0.05 - y) / 0.1)
  const [hip, knee, ankle] = cut.leg
  // Under a skirt or a coat legs are thinner than they would be: they must not show through.
  const hidden = cut.hemM < 0.3 ? 0.6 : cut.hemM < 0.6 ? 0.72 : 1
  const ring = (y: number, r: number, z = 0): Ring => ({ x, y, z, rx: r * 0.94, rz: r * 1.06 })
  const trousers: Ring[] = d.isBentSmoothly
    ? [
        ring(0.065, ankle, 0.012),
        ring(0.28, (knee + ankle) / 2 + 0.008, 0.012),
        ring(kneeM - 0.045, knee * 1.0, 0.002),
        ring(kneeM + 0.04, knee * 1.06 * (cut.hemM < 0.48 ? hidden : 1), -0.004),
        ring(0.72, ((hip + knee) / 2 + 0.006) * hidden, -0.002),
        { ...ring(0.9, hip * 0.9 * hidden), x: x * 0.94 },
      ]
    : [ring(d.hasFeet ? 0.08 : 0, ankle), ring(kneeM, knee), ring(0.9, hip * hidden)]
  b.tube(d.leg, trousers, { chain, dye: DYE.bottom, weight }, [d.hasFeet ? 'flat' : 'open', 'open'])
  if (!d.hasFeet) return
  const foot: Kind = { chain, dye: DYE.shoes, weight: () => 2 }
  if (!d.isBentSmoothly) {
    b.tube(
      4,
      [
        { x, y: 0, z: -0.05, rx: 0.055, rz: 0.15 },
        { x, y: ankleM + 0.02, z: 0.015, rx: 0.05, rz: 0.06 },
      ],
      foot,
      ['open', 'open'],
    )
    return
  }
  b.tube(
    6,
    [
      { x, y: 0, z: -0.05, rx: 0.046, rz: 0.138 },
      { x, y: 0.032, z: -0.05, rx: 0.05, rz: 0.142 },
      { x, y: 0.068, z: -0.018, rx: 0.045, rz: 0.1 },
      { x, y: ankleM + 0.03, z: 0.018, rx: 0.04, rz: 0.05 },
    ],
    foot,
    ['flat', 'open'],
  )
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

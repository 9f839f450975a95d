// The body of a person: one low-polygon figure of about 700 triangles, standing with its soles at 0 and facing north.
// Every vertex names the limb it moves with and what it is dyed as; the figure shader does the walking.
// Proportions of a standing adult of 1.74 m after the segment lengths of Winter, Biomechanics and Motor Control (2009).

/** What a vertex moves with. Lower limbs follow their upper ones. */
export const LIMB = {
  trunk: 0,
  armL: 1,
  armR: 2,
  forearmL: 3,
  forearmR: 4,
  legL: 5,
  legR: 6,
  shinL: 7,
  shinR: 8,
  head: 9,
} as const
export const DYE = { skin: 0, top: 1, trousers: 2, shoes: 3, hair: 4, trim: 5 } as const

/** Heights of the joints above the soles and half widths between them, metres. */
export const JOINT = {
  hipM: 0.92,
  kneeM: 0.5,
  shoulderM: 1.42,
  elbowM: 1.12,
  neckM: 1.5,
  hipHalfM: 0.095,
  shoulderHalfM: 0.2,
} as const

export type FigureMesh = {
  readonly positions: Float32Array
  readonly normals: Float32Array
  /** limb, dye for each vertex. */
  readonly parts: Float32Array
  readonly indices: Uint16Array
}

type Section = { readonly y: number; readonly rx: number; readonly rz: number; readonly z?: number }

class Body {
  readonly position: number[] = []
  readonly normal: number[] = []
  readonly part: number[] = []
  readonly index: number[] = []

  /** A closed tube of elliptic sections, from the lowest up. Axes: x right, y up, z backwards. */
  tube(x: number, sides: number, sections: readonly Section[], limb: number, dye: number): void {
    const first = this.position.length / 3
    sections.forEach((section, row) => {
      const below = sections[Math.max(0, row - 1)] as Section
      const above = sections[Math.min(sections.length - 1, row + 1)] as Section
      const slope = (below.rx - above.rx) / Math.max(0.001, above.y - below.y)
      for (let i = 0; i < sides; i++) {
        const turn = (i / sides) * 2 * Math.PI
        const c = Math.cos(turn)
        const s = Math.sin(turn)
        this.position.push(x + c * section.rx, section.y, (section.z ?? 0) + s * section.rz)
        const nx = c / Math.max(section.rx, 0.02)
        const nz = s / Math.max(section.rz, 0.02)
        const flat = Math.hypot(nx, nz)
        const length = Math.hypot(1, slope)
        this.normal.push(nx / flat / length, slope / length, nz / flat / length)
        this.part.push(limb, dye)
      }
    })
    for (let row = 0; row + 1 < sections.length; row++)
      for (let i = 0; i < sides; i++) {
        const a = first + row * sides + i
        const b = first + row * sides + ((i + 1) % sides)
        this.index.push(a, a + sides, b, b, a + sides, b + sides)
      }
    this.cap(first, sides, -1, limb, dye)
    this.cap(first + (sections.length - 1) * sides, sides, 1, limb, dye)
  }

  private cap(row: number, sides: number, up: 1 | -1, limb: number, dye: number): void {
    let x = 0
    let z = 0
    for (let i = 0; i < sides; i++) {
      x += (this.position[(row + i) * 3] as number) / sides
      z += (this.position[(row + i) * 3 + 2] as number) / sides
    }
    const centre = this.position.length / 3
    this.position.push(x, this.position[row * 3 + 1] as number, z)
    this.normal.push(0, up, 0)
    this.part.push(limb, dye)
    for (let i = 0; i < sides; i++) {
      const a = row + i
      const b = row + ((i + 1) % sides)
      if (up > 0) this.index.push(a, centre, b)
      else this.index.push(b, centre, a)
    }
  }
}

export function figureMesh(): FigureMesh {
  const b = new Body()
  const { hipM, kneeM, shoulderM, elbowM, hipHalfM, shoulderHalfM } = JOINT
  b.tube(
    0,
    8,
    [
      { y: 0.84, rx: 0.155, rz: 0.115 },
      { y: 0.95, rx: 0.16, rz: 0.12 },
      { y: 1.12, rx: 0.145, rz: 0.105 },
      { y: 1.32, rx: 0.19, rz: 0.125 },
      { y: 1.43, rx: 0.185, rz: 0.105 },
      { y: 1.48, rx: 0.075, rz: 0.07 },
    ],
    LIMB.trunk,
    DYE.top,
  )
  b.tube(
    0,
    8,
    [
      { y: 0.88, rx: 0.163, rz: 0.123 },
      { y: 0.92, rx: 0.165, rz: 0.125 },
    ],
    LIMB.trunk,
    DYE.trim,
  )
  b.tube(
    0,
    6,
    [
      { y: 1.46, rx: 0.055, rz: 0.06 },
      { y: 1.55, rx: 0.055, rz: 0.06 },
    ],
    LIMB.head,
    DYE.skin,
  )
  b.tube(
    0,
    8,
    [
      { y: 1.52, rx: 0.05, rz: 0.055, z: -0.02 },
      { y: 1.56, rx: 0.072, rz: 0.085, z: -0.012 },
      { y: 1.64, rx: 0.082, rz: 0.1 },
      { y: 1.7, rx: 0.074, rz: 0.09 },
    ],
    LIMB.head,
    DYE.skin,
  )
  b.tube(
    0,
    8,
    [
      { y: 1.56, rx: 0.07, rz: 0.06, z: 0.045 },
      { y: 1.65, rx: 0.089, rz: 0.085, z: 0.028 },
      { y: 1.71, rx: 0.086, rz: 0.098, z: 0.006 },
      { y: 1.755, rx: 0.045, rz: 0.055, z: 0.006 },
    ],
    LIMB.head,
    DYE.hair,
  )
  b.tube(
    0,
    4,
    [
      { y: 1.6, rx: 0.012, rz: 0.02, z: -0.1 },
      { y: 1.635, rx: 0.007, rz: 0.008, z: -0.095 },
    ],
    LIMB.head,
    DYE.skin,
  )
  for (const [sideX, arm, forearm, leg, shin] of [
    [-1, LIMB.armL, LIMB.forearmL, LIMB.legL, LIMB.shinL],
    [1, LIMB.armR, LIMB.forearmR, LIMB.legR, LIMB.shinR],
  ] as const) {
    const armX = sideX * (shoulderHalfM + 0.02)
    const legX = sideX * hipHalfM
    b.tube(
      armX,
      6,
      [
        { y: elbowM - 0.02, rx: 0.042, rz: 0.045 },
        { y: shoulderM - 0.06, rx: 0.055, rz: 0.058 },
        { y: shoulderM + 0.02, rx: 0.045, rz: 0.05 },
      ],
      arm,
      DYE.top,
    )
    b.tube(
      armX,
      6,
      [
        { y: 0.92, rx: 0.034, rz: 0.038 },
        { y: elbowM, rx: 0.042, rz: 0.045 },
      ],
      forearm,
      DYE.top,
    )
    b.tube(
      armX,
      5,
      [
        { y: 0.77, rx: 0.022, rz: 0.035 },
        { y: 0.84, rx: 0.026, rz: 0.046 },
        { y: 0.925, rx: 0.024, rz: 0.03 },
      ],
      forearm,
      DYE.skin,
    )
    b.tube(
      legX,
      7,
      [
        { y: kneeM - 0.02, rx: 0.06, rz: 0.065 },
        { y: 0.72, rx: 0.08, rz: 0.085 },
        { y: hipM, rx: 0.085, rz: 0.1 },
      ],
      leg,
      DYE.trousers,
    )
    b.tube(
      legX,
      6,
      [
        { y: 0.09, rx: 0.045, rz: 0.05 },
        { y: 0.34, rx: 0.055, rz: 0.062 },
        { y: kneeM, rx: 0.06, rz: 0.065 },
      ],
      shin,
      DYE.trousers,
    )
    b.tube(
      legX,
      6,
      [
        { y: 0, rx: 0.05, rz: 0.13, z: -0.05 },
        { y: 0.05, rx: 0.052, rz: 0.13, z: -0.05 },
        { y: 0.11, rx: 0.045, rz: 0.06, z: 0 },
      ],
      shin,
      DYE.shoes,
    )
  }
  return {
    positions: Float32Array.from(b.position),
    normals: Float32Array.from(b.normal),
    parts: Float32Array.from(b.part),
    indices: Uint16Array.from(b.index),
  }
}

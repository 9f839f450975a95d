// What a body is made of, and the brush that draws it: tubes of elliptic sections whose vertices name the chain of bones
// they move with (the figure shader bends them) and what they are dyed as. Axes: x right, y up, z backwards; the soles at 0.
// Proportions of a standing adult of 1.74 m after the segment lengths of Winter, Biomechanics and Motor Control (2009),
// with the head and hands a tenth larger, as drawn people have them.

/** Which bones a vertex follows; `weight` says how far along. */
export const CHAIN = {
  /** 0 pelvis, 1 chest. */
  trunk: 0,
  /** 0 upper arm, 1 forearm, 2 hand, 3 fingers, 4 index finger, 5 thumb. */
  armL: 1,
  armR: 2,
  /** 0 thigh, 1 shin, 2 foot. */
  legL: 3,
  legR: 4,
  /** 0 chest, 1 head. */
  head: 5,
  /** 0 pelvis, 1 with the legs. */
  skirt: 6,
  /** Stands on the ground, seen under those who sit. */
  stool: 7,
} as const
export const DYE = { skin: 0, top: 1, bottom: 2, shoes: 3, hair: 4, accent: 5, wood: 6, face: 7 } as const

/** Heights of the joints above the soles and half widths between them, metres. */
export const JOINT = {
  ankleM: 0.085,
  kneeM: 0.5,
  hipM: 0.92,
  waistM: 1.04,
  shoulderM: 1.4,
  elbowM: 1.125,
  wristM: 0.875,
  neckM: 1.47,
  eyeM: 1.625,
  hipHalfM: 0.085,
  shoulderHalfM: 0.168,
} as const

export type Ring = {
  readonly y: number
  readonly rx: number
  readonly rz: number
  readonly x?: number
  readonly z?: number
}
export type Kind = {
  readonly chain: number
  readonly dye: number
  /** Of a vertex at a height, see CHAIN. */
  weight(y: number, z: number): number
  /** Hair has shapes of its own, everything else goes with the garment. */
  readonly isHair?: boolean
}
/** How a tube ends: open, with an edge, or rounded into a point. */
export type End = 'open' | 'flat' | 'round'

export class Body {
  readonly position: number[] = []
  readonly normal: number[] = []
  readonly chain: number[] = []
  readonly weight: number[] = []
  readonly dye: number[] = []
  readonly isHair: boolean[] = []
  readonly index: number[] = []

  /** A tube from the lowest ring up; `move` may shift a vertex (its angle from straight ahead, to the right positive). */
  tube(
    sides: number,
    rings: readonly Ring[],
    kind: Kind,
    ends: readonly [below: End, above: End],
    move?: (p: [number, number, number], turn: number, ring: number) => void,
  ): void {
    const first = this.count
    const firstIndex = this.index.length
    rings.forEach((ring, r) => this.ring(sides, ring, kind, (p, turn) => move?.(p, turn, r)))
    for (let r = 0; r + 1 < rings.length; r++)
      for (let i = 0; i < sides; i++) {
        const a = first + r * sides + i
        const b = first + r * sides + ((i + 1) % sides)
        this.index.push(a, a + sides, b, b, a + sides, b + sides)
      }
    const last = first + (rings.length - 1) * sides
    if (ends[0] === 'round') this.fan(first, sides, this.middle(first, sides, kind, -this.bulge(first, sides)), -1)
    if (ends[1] === 'round') this.fan(last, sides, this.middle(last, sides, kind, this.bulge(last, sides)), 1)
    this.smooth(first, firstIndex)
    if (ends[0] === 'flat') this.lid(first, sides, kind, -1)
    if (ends[1] === 'flat') this.lid(last, sides, kind, 1)
  }

  /** Loose triangles of one kind, smoothed together. */
  triangles(points: readonly (readonly [number, number, number])[], index: readonly number[], kind: Kind): void {
    const first = this.count
    const firstIndex = this.index.length
    for (const p of points) this.vertex(p[0], p[1], p[2], kind)
    for (const i of index) this.index.push(first + i)
    this.smooth(first, firstIndex)
  }

  get count(): number {
    return this.position.length / 3
  }

  private ring(sides: number, ring: Ring, kind: Kind, move: (p: [number, number, number], turn: number) => void): void {
    for (let i = 0; i < sides; i++) {
      // From straight ahead over the right.
      const turn = (i / sides) * 2 * Math.PI
      const p: [number, number, number] = [
        (ring.x ?? 0) + Math.sin(turn) * ring.rx,
        ring.y,
        (ring.z ?? 0) - Math.cos(turn) * ring.rz,
      ]
      move(p, Math.atan2(Math.sin(turn), Math.cos(turn)))
      this.vertex(p[0], p[1], p[2], kind)
    }
  }

  private vertex(x: number, y: number, z: number, kind: Kind): number {
    this.position.push(x, y, z)
    this.normal.push(0, 1, 0)
    this.chain.push(kind.chain)
    this.weight.push(kind.weight(y, z))
    this.dye.push(kind.dye)
    this.isHair.push(kind.isHair === true)
    return this.count - 1
  }

  private middle(row: number, sides: number, kind: Kind, bulgeM: number): number {
    const m = [0, 0, 0]
    for (let i = 0; i < sides; i++)
      for (let k = 0; k < 3; k++) m[k] = (m[k] as number) + (this.position[(row + i) * 3 + k] as number) / sides
    return this.vertex(m[0] as number, (m[1] as number) + bulgeM, m[2] as number, kind)
  }

  /** How far a rounded end stands out: a tenth of its width. */
  private bulge(row: number, sides: number): number {
    const across = Math.floor(sides / 2) * 3
    const [a, b] = [row * 3, row * 3 + across]
    const at = (i: number): number => this.position[i] as number
    return 0.11 * Math.hypot(at(a) - at(b), at(a + 2) - at(b + 2))
  }

  private fan(row: number, sides: number, centre: number, up: 1 | -1): void {
    for (let i = 0; i < sides; i++) {
      const a = row + i
      const b = row + ((i + 1) % sides)
      if (up > 0) this.index.push(a, centre, b)
      else this.index.push(b, centre, a)
    }
  }

  private lid(row: number, sides: number, kind: Kind, up: 1 | -1): void {
    const first = this.count
    const firstIndex = this.index.length
    for (let i = 0; i < sides; i++) {
      const o = (row + i) * 3
      this.vertex(this.position[o] as number, this.position[o + 1] as number, this.position[o + 2] as number, kind)
    }
    this.fan(first, sides, this.middle(first, sides, kind, 0), up)
    this.smooth(first, firstIndex)
  }

  /** Normals of the vertices from `first` on: the mean of their triangles, by area. */
  private smooth(first: number, firstIndex: number): void {
    const { position: p, normal: n, index } = this
    n.fill(0, first * 3)
    for (let t = firstIndex; t < index.length; t += 3) {
      const [a, b, c] = [(index[t] as number) * 3, (index[t + 1] as number) * 3, (index[t + 2] as number) * 3]
      const at = (i: number, k: number): number => p[i + k] as number
      const [ux, uy, uz] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(b, 2) - at(a, 2)]
      const [vx, vy, vz] = [at(c, 0) - at(a, 0), at(c, 1) - at(a, 1), at(c, 2) - at(a, 2)]
      const face = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx]
      for (const i of [a, b, c]) for (let k = 0; k < 3; k++) n[i + k] = (n[i + k] as number) + (face[k] as number)
    }
    for (let i = first * 3; i < n.length; i += 3) {
      const length = Math.hypot(n[i] as number, n[i + 1] as number, n[i + 2] as number)
      if (length < 1e-12) n[i + 1] = 1
      else for (let k = 0; k < 3; k++) n[i + k] = (n[i + k] as number) / length
    }
  }
}

/** Smoothly from 0 at one place to 1 at another. */
export const ramp = (from: number, to: number, v: number): number => {
  const t = Math.min(1, Math.max(0, (v - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

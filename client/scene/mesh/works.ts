// Works of a flood as triangles on the ground: temporary barriers of panels between posts, embankments of earth, gates in their
// frame, pumps with their pipe, breaches as a ring of red and white. Drawn for show: shapes and colours are ours. Pure.

export type WorkKind = 'barrier' | 'embankment' | 'gate' | 'pump' | 'breach'
type PointM = readonly [eastM: number, northM: number]
export type WorkDrawn = {
  readonly kind: WorkKind
  /** Of a pump where it takes from and gives to; of a breach its middle. */
  readonly line: readonly PointM[]
  /** Crest above the ground in metres; of a gate the share it is open; of a breach its width in metres. */
  readonly size: number
}
export type WorkMesh = {
  readonly positions: number[]
  readonly normals: number[]
  /** Red, green, blue, 0 to 1, and alpha. */
  readonly colours: number[]
  readonly indices: number[]
}

type Rgb = readonly [number, number, number]
const PANEL: Rgb = [0.62, 0.68, 0.74]
const POST: Rgb = [0.95, 0.45, 0.08]
const EARTH: Rgb = [0.36, 0.33, 0.17]
const CROWN: Rgb = [0.52, 0.47, 0.36]
const STEEL: Rgb = [0.2, 0.34, 0.5]
const FRAME: Rgb = [0.5, 0.5, 0.5]
const HOUSE: Rgb = [0.85, 0.66, 0.12]
const PIPE: Rgb = [0.25, 0.45, 0.3]
const RED: Rgb = [0.82, 0.08, 0.06]
const WHITE: Rgb = [0.9, 0.9, 0.88]

const STEP_M = 2.5
/** Into the ground, so that nothing hangs over a hollow. */
const FOOT_M = 0.6
export const GATE_M = 2.5
export const PUMP_M = 1.7
const RING_PARTS = 24

export const newWorkMesh = (): WorkMesh => ({ positions: [], normals: [], colours: [], indices: [] })

export function addWork(into: WorkMesh, work: WorkDrawn, groundAt: (eastM: number, northM: number) => number): void {
  const { kind, line, size } = work
  const [first, second = first] = line
  if (!first || !second) return
  const put = new Builder(into, groundAt)
  switch (kind) {
    case 'barrier':
      put.along(line, (a, b, isPost) => {
        put.wall(a, b, { thickM: 0.14, lowM: -FOOT_M, highM: size, colour: PANEL })
        if (isPost) put.box(a, 0.12, size + 0.15, POST)
      })
      put.box(line.at(-1) as PointM, 0.12, size + 0.15, POST)
      return
    case 'embankment':
      put.along(line, (a, b) => put.bank(a, b, size))
      return
    case 'gate':
      put.along(line, (a, b) => {
        put.wall(a, b, { thickM: 0.2, lowM: size * GATE_M - (size === 0 ? FOOT_M : 0), highM: GATE_M, colour: STEEL })
        put.wall(a, b, { thickM: 0.45, lowM: GATE_M, highM: GATE_M + 0.3, colour: FRAME })
      })
      for (const point of line) put.box(point, 0.3, GATE_M + 0.3, FRAME)
      return
    case 'pump':
      put.box(first, 0.8, PUMP_M, HOUSE)
      put.along([first, second], (a, b) => put.wall(a, b, { thickM: 0.3, lowM: 0.15, highM: 0.45, colour: PIPE }))
      return
    case 'breach':
      put.ring(first, size / 2)
  }
}

class Builder {
  private readonly into: WorkMesh
  private readonly groundAt: (eastM: number, northM: number) => number

  constructor(into: WorkMesh, groundAt: (eastM: number, northM: number) => number) {
    this.into = into
    this.groundAt = groundAt
  }

  /** Pieces of at most a step, so that they follow the ground. */
  along(line: readonly PointM[], each: (a: PointM, b: PointM, isPost: boolean) => void): void {
    for (let i = 1; i < line.length; i++) {
      const [a, b] = [line[i - 1] as PointM, line[i] as PointM]
      const pieces = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / STEP_M))
      const at = (k: number): PointM => [a[0] + ((b[0] - a[0]) * k) / pieces, a[1] + ((b[1] - a[1]) * k) / pieces]
      for (let k = 0; k < pieces; k++) each(at(k), at(k + 1), true)
    }
  }

  /** A piece of wall from `lowM` to `highM` over the ground at each of its ends. */
  wall(a: PointM, b: PointM, { thickM, lowM, highM, colour }: WallShape): void {
    const [se, sn] = sideOf(a, b, thickM / 2)
    const [ga, gb] = [this.groundAt(...a), this.groundAt(...b)]
    const corner = (at: PointM, side: number, up: number): Corner => [at[0] + side * se, up, at[1] + side * sn]
    const [la, lb, ha, hb] = [ga + lowM, gb + lowM, ga + highM, gb + highM]
    this.quad([corner(a, 1, la), corner(b, 1, lb), corner(b, 1, hb), corner(a, 1, ha)], colour)
    this.quad([corner(b, -1, lb), corner(a, -1, la), corner(a, -1, ha), corner(b, -1, hb)], colour)
    this.quad([corner(a, 1, ha), corner(b, 1, hb), corner(b, -1, hb), corner(a, -1, ha)], colour)
    this.quad([corner(a, -1, la), corner(a, 1, la), corner(a, 1, ha), corner(a, -1, ha)], colour)
    this.quad([corner(b, 1, lb), corner(b, -1, lb), corner(b, -1, hb), corner(b, 1, hb)], colour)
  }

  /** A piece of bank with a crown of two metres and slopes of one in two. */
  bank(a: PointM, b: PointM, highM: number): void {
    const [ga, gb] = [this.groundAt(...a), this.groundAt(...b)]
    const [ce, cn] = sideOf(a, b, 1)
    const [fe, fn] = sideOf(a, b, 1 + 2 * (highM + FOOT_M))
    const crown = (at: PointM, side: number, up: number): Corner => [at[0] + side * ce, up + highM, at[1] + side * cn]
    const foot = (at: PointM, side: number, up: number): Corner => [at[0] + side * fe, up - FOOT_M, at[1] + side * fn]
    this.quad([crown(a, 1, ga), crown(b, 1, gb), crown(b, -1, gb), crown(a, -1, ga)], CROWN)
    this.quad([foot(a, 1, ga), foot(b, 1, gb), crown(b, 1, gb), crown(a, 1, ga)], EARTH)
    this.quad([foot(b, -1, gb), foot(a, -1, ga), crown(a, -1, ga), crown(b, -1, gb)], EARTH)
    this.quad([foot(a, -1, ga), foot(a, 1, ga), crown(a, 1, ga), crown(a, -1, ga)], EARTH)
    this.quad([foot(b, 1, gb), foot(b, -1, gb), crown(b, -1, gb), crown(b, 1, gb)], EARTH)
  }

  box([eastM, northM]: PointM, halfM: number, highM: number, colour: Rgb): void {
    this.wall([eastM - halfM, northM], [eastM + halfM, northM], { thickM: 2 * halfM, lowM: -FOOT_M, highM, colour })
  }

  ring([eastM, northM]: PointM, radiusM: number): void {
    const at = (k: number): PointM => {
      const turn = (2 * Math.PI * k) / RING_PARTS
      return [eastM + radiusM * Math.cos(turn), northM + radiusM * Math.sin(turn)]
    }
    for (let k = 0; k < RING_PARTS; k++)
      this.wall(at(k), at(k + 1), { thickM: 0.3, lowM: 0, highM: 0.35, colour: k % 2 === 0 ? RED : WHITE })
  }

  /** Counter-clockwise seen from outside; east, up, north become the scene's axes here. */
  private quad(corners: readonly [Corner, Corner, Corner, Corner], colour: Rgb): void {
    const { positions, normals, colours, indices } = this.into
    const first = positions.length / 3
    const [a, b, c] = corners
    const u = [b[0] - a[0], b[1] - a[1], a[2] - b[2]] as const
    const v = [c[0] - a[0], c[1] - a[1], a[2] - c[2]] as const
    const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const
    const length = Math.hypot(...n) || 1
    for (const [e, up, north] of corners) {
      positions.push(e, up, -north)
      normals.push(n[0] / length, n[1] / length, n[2] / length)
      colours.push(...colour, 1)
    }
    indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }
}

type WallShape = { readonly thickM: number; readonly lowM: number; readonly highM: number; readonly colour: Rgb }
type Corner = readonly [eastM: number, upM: number, northM: number]

/** To the right of the way from a to b. */
function sideOf(a: PointM, b: PointM, byM: number): readonly [number, number] {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1
  return [((b[1] - a[1]) / length) * byM, (-(b[0] - a[0]) / length) * byM]
}

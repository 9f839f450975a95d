// Landmarks whose shape no outline tells, drawn from the footprint's middle, size and height, each at three levels
// of triangles (about 3,000 near, 600 a kilometre off, 150 beyond). Drawn by hand after photographs in general
// knowledge, not surveyed: their card says *drawn*. Towers and pyramids here, domes and bowls in landmarks-domes.ts.
import type { LandmarkForm } from '../../../shared/city/city.ts'
import type { Tile, TileBuilding } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import { enclosingRectangle, ringArea } from './buildings-outline.ts'
import { arc, lathe, type Plan, prism, tube } from './buildings-solids.ts'
import { ROOF_MATERIAL } from './buildings-style.ts'
import { atPlan, byFar, type LandmarkJob, ring } from './landmarks-job.ts'
import { arch } from './landmarks-arch.ts'
import { bowl, domedPalace, mosque, sphere } from './landmarks-domes.ts'

/** Draws the form; false when it has none and the outline is to be extruded. */
export function drawLandmark(tile: Tile, b: TileBuilding, builder: MeshBuilder): boolean {
  const outer = b.polygons.reduce<readonly number[]>(
    (most, p) => (ringArea(p[0] ?? []) > ringArea(most) ? (p[0] ?? most) : most),
    [],
  )
  if (outer.length < 6 || b.form === 'none') return false
  const rect = enclosingRectangle(outer)
  const job: LandmarkJob = {
    builder,
    plan: { x: rect.e - tile.westM, z: -(rect.n - tile.southM), cos: rect.se, sin: rect.sn },
    halfS: rect.halfS,
    halfT: rect.halfT,
    baseM: b.groundM + b.minHeightM,
    heightM: b.heightM - b.minHeightM,
    far: tile.detail === 0 ? 0 : tile.detail === 1 ? 1 : 2,
    paint: (material, colour) => ({
      surface: SURFACE.roof,
      a: material,
      b: 0,
      c: b.feature & 255,
      colour,
      feature: b.feature,
      layer: 0,
    }),
  }
  FORMS[b.form](job)
  return true
}

const FORMS: Readonly<Record<Exclude<LandmarkForm, 'none'>, (job: LandmarkJob) => void>> = {
  observationTower,
  tent,
  glassPyramid,
  domedPalace,
  mosque,
  sphere,
  spireTower,
  bowl,
  arch,
}

/** The Bayterek kind: a white lattice stem flaring into branches that hold a golden glass sphere. */
function observationTower(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h } = job
  const white = job.paint(ROOF_MATERIAL.steel, 0xf2f4f5)
  const ballR = h * 0.112
  const ballY = baseM + h - ballR - h * 0.02
  const foot = Math.max(4, Math.min(job.halfS, job.halfT, h * 0.14))
  const waist = foot * 0.5
  // Podium with steps.
  const podium = job.paint(ROOF_MATERIAL.stoneBlocks, 0xd8d2c4)
  const sides = byFar(job, 24, 12, 8)
  lathe(
    b,
    plan,
    [
      [foot * 1.75, baseM],
      [foot * 1.7, baseM + 1.6],
      [foot * 1.25, baseM + 2.4],
      [foot, baseM + 4.4],
      [0, baseM + 4.4],
    ],
    sides,
    podium,
  )
  // Glass lift shaft inside the lattice.
  const shaft = job.paint(ROOF_MATERIAL.blueGlass, 0x7d97a6)
  const shaftR = waist * 0.5
  lathe(
    b,
    plan,
    [
      [shaftR, baseM + 4],
      [shaftR, ballY - ballR * 0.7],
    ],
    byFar(job, 12, 8, 6),
    shaft,
    {
      grid: { around: 12, along: Math.round(h / 3) },
    },
  )
  // Radius of the lattice by height: foot, waist, and the crown that opens like branches.
  const crownY = ballY + ballR * 0.15
  const radiusAt = (k: number): number => {
    const open = Math.max(0, (k - 0.5) / 0.5)
    return foot + (waist - foot) * Math.min(1, k / 0.42) + (ballR * 1.42 - waist) * open ** 2.6
  }
  const bars = byFar(job, 16, 8, 8)
  const steps = byFar(job, 9, 4, 2)
  const thick = h * 0.0052 * byFar(job, 1, 1.3, 1.8)
  const twist = byFar(job, 0.5, 0.5, 0.3)
  for (let i = 0; i < bars; i++) {
    for (const way of job.far === 2 ? [0] : [-1, 1]) {
      for (let k = 0; k < steps; k++) {
        const end = (f: number): [number, number, number] => {
          const angle = (i / bars) * 2 * Math.PI + way * twist * Math.sin(f * Math.PI * 0.5)
          const r = radiusAt(f)
          return atPlan(plan, r * Math.cos(angle), r * Math.sin(angle), baseM + 4 + (crownY - baseM - 4) * f)
        }
        tube(b, end(k / steps), end((k + 1) / steps), thick, 3, white)
      }
    }
  }
  // Rings tie the branches together.
  for (const f of job.far === 0 ? [0.16, 0.34, 0.52, 0.7, 0.86, 1] : job.far === 1 ? [1] : []) {
    ring(job, radiusAt(f), baseM + 4 + (crownY - baseM - 4) * f, thick * 0.9, white)
  }
  const gold = job.paint(ROOF_MATERIAL.goldGlass, 0xe0a63a)
  lathe(
    b,
    plan,
    arc(ballR, ballR, ballY, byFar(job, 12, 7, 4), -Math.PI / 2, Math.PI / 2),
    byFar(job, 24, 14, 9),
    gold,
    {
      grid: { around: 26, along: 13 },
    },
  )
}

/** The Khan Shatyr kind: a leaning cone of translucent foil under a mast, on a low ring. */
function tent(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h, halfS, halfT } = job
  const squeeze = halfT / Math.max(1, halfS)
  const roofH = h * 0.82
  const sides = byFar(job, 48, 24, 12)
  const lean = halfS * 0.2
  const wall = job.paint(ROOF_MATERIAL.columns, 0xcfc8b8)
  lathe(
    b,
    plan,
    [
      [halfS * 0.99, baseM],
      [halfS * 0.97, baseM + h * 0.055],
    ],
    sides,
    wall,
    { squeeze },
  )
  const steps = byFar(job, 14, 7, 4)
  const profile = Array.from({ length: steps + 1 }, (_, i): [number, number] => {
    const k = i / steps
    // A cable net hangs: steep at the mast, shallow at the rim.
    const r = halfS * (1 - k) ** 1.55 + h * 0.012 * k
    return [r, baseM + h * 0.05 + (roofH - h * 0.05) * k]
  })
  const foil = job.paint(ROOF_MATERIAL.foil, 0xd5d6c8)
  lathe(b, plan, profile, sides, foil, { grid: { around: 32, along: 12 }, squeeze, lean })
  const steel = job.paint(ROOF_MATERIAL.steel, 0xe8ebee)
  const top = atPlan(plan, lean, 0, baseM + roofH - 1)
  tube(b, top, atPlan(plan, lean + h * 0.035, 0, baseM + h), h * 0.012, byFar(job, 8, 5, 3), steel, h * 0.003)
  lathe(
    b,
    { ...plan, x: top[0], z: top[2] },
    [
      [h * 0.03, baseM + roofH - h * 0.035],
      [h * 0.02, baseM + roofH + h * 0.01],
      [0, baseM + roofH + h * 0.02],
    ],
    byFar(job, 12, 8, 5),
    steel,
  )
}

/** The Palace of Peace kind: a stone-lattice pyramid whose tip is blue and golden glass. */
function glassPyramid(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h } = job
  const half = Math.max(job.halfS, job.halfT)
  const side = Math.min(half, h * 0.52)
  // An earth bank under the pyramid where the footprint is wider.
  if (half > side * 1.15) {
    const bank = job.paint(ROOF_MATERIAL.stoneBlocks, 0xb9b3a2)
    prism(b, plan, [-half, -half, half, -half, half, half, -half, half], baseM - 0.5, baseM + 1.5, bank)
  }
  const steps: readonly (readonly [number, number, number, number])[] = [
    [0, 0.62, ROOF_MATERIAL.stoneBlocks, 0xcfc7b4],
    [0.62, 1, ROOF_MATERIAL.stainedGlass, 0x4f86b4],
  ]
  for (const [k0, k1, material, colour] of steps) pyramidBand(job, side, k0, k1, job.paint(material, colour))
  // The lattice: bars parallel to the two slanted edges of each face, as triangles.
  const bar = job.paint(ROOF_MATERIAL.steel, 0xe6e0d2)
  const rows = byFar(job, 7, 4, 1)
  const thick = h * 0.006
  const corner = (i: number, k: number): [number, number] => {
    const r = side * (1 - k)
    return [
      [-r, -r],
      [r, -r],
      [r, r],
      [-r, r],
    ][i & 3] as [number, number]
  }
  for (let face = 0; face < 4; face++) {
    const at = (along: number, k: number): [number, number, number] => {
      const [as, ats] = corner(face, k)
      const [bs, bt] = corner(face + 1, k)
      return atPlan(plan, as + (bs - as) * along, ats + (bt - ats) * along, baseM + h * k)
    }
    for (let row = 0; row < rows; row++) {
      const k0 = row / rows
      const k1 = (row + 1) / rows
      const n = rows - row
      for (let i = 0; i < n; i++) {
        // Triangles of equal size: n on this row, n - 1 on the next.
        const peak = n === 1 ? at(0.5, k1 - 1e-3) : at(Math.min(1, i / Math.max(1, n - 1)), k1)
        tube(b, at(i / n, k0), peak, thick, 3, bar)
        tube(b, at((i + 1) / n, k0), peak, thick, 3, bar)
      }
      tube(b, at(0, k0), at(1, k0), thick, 3, bar)
    }
  }
}

function pyramidBand(job: LandmarkJob, side: number, k0: number, k1: number, brush: Brush): void {
  const { builder: b, plan, baseM, heightM: h } = job
  for (let face = 0; face < 4; face++) {
    const turn = (face * Math.PI) / 2
    const p: Plan = {
      ...plan,
      cos: plan.cos * Math.cos(turn) - plan.sin * Math.sin(turn),
      sin: plan.sin * Math.cos(turn) + plan.cos * Math.sin(turn),
    }
    const slope = Math.hypot(side, h)
    const ny = side / slope
    const out = h / slope
    // The face looks along -t of its own plan.
    const nx = p.sin * out
    const nz = p.cos * out
    const v = (s: number, k: number): number => {
      const [x, y, z] = atPlan(p, s, -side * (1 - k), baseM + h * k)
      const glass = brush.a === ROOF_MATERIAL.stainedGlass
      return b.vertex(x, y, z, nx, ny, nz, glass ? s / 4 : s, glass ? (slope * k) / 4 : slope * k, brush)
    }
    const r0 = side * (1 - k0)
    const r1 = side * (1 - k1)
    const a = v(-r0, k0)
    const c = v(r0, k0)
    if (r1 < 1e-6) b.triangle(a, c, v(0, k1))
    else b.quad(a, c, v(r1, k1), v(-r1, k1))
  }
}

/** A slim tower on a broad foot that ends in a needle. */
function spireTower(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h } = job
  const r = Math.max(3, Math.min(job.halfS, job.halfT))
  const squeeze = job.halfT / Math.max(1, job.halfS)
  const glass = job.paint(ROOF_MATERIAL.blueGlass, 0x7fa7c0)
  const steel = job.paint(ROOF_MATERIAL.steel, 0xe9ecee)
  const sides = byFar(job, 24, 14, 8)
  lathe(
    b,
    plan,
    [
      [r, baseM],
      [r * 0.94, baseM + h * 0.3],
      [r * 0.8, baseM + h * 0.52],
      [r * 0.6, baseM + h * 0.66],
    ],
    sides,
    glass,
    {
      grid: { around: 36, along: Math.round(h / 4) },
      squeeze,
    },
  )
  lathe(
    b,
    plan,
    [
      [r * 0.66, baseM + h * 0.66],
      [r * 0.62, baseM + h * 0.69],
      [r * 0.2, baseM + h * 0.72],
      [r * 0.1, baseM + h * 0.86],
      [0, baseM + h],
    ],
    sides,
    steel,
    { squeeze },
  )
}

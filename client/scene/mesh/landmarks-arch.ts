// The triumphal arch: two piers, an attic and a vaulted passage. Part of landmarks.ts.
import { box, lathe } from './buildings-solids.ts'
import { ROOF_MATERIAL } from './buildings-style.ts'
import { atPlan, byFar, type LandmarkJob, moved } from './landmarks-job.ts'

/** A triumphal arch: two piers, an attic and the passage between them. */
export function arch(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h, halfS, halfT } = job
  const stone = job.paint(ROOF_MATERIAL.stoneBlocks, 0xe9e2d0)
  const gold = job.paint(ROOF_MATERIAL.polished, 0xcfa348)
  const gap = Math.min(halfS * 0.45, h * 0.26)
  const pier = (halfS - gap) / 2
  const spring = baseM + h * 0.46
  for (const side of [-1, 1]) {
    const p = moved(plan, side * (gap + pier), 0)
    box(b, p, pier * 1.05, halfT * 1.05, baseM - 0.5, baseM + h * 0.08, stone)
    box(b, p, pier, halfT, baseM + h * 0.08, spring, stone)
    if (job.far === 0)
      lathe(
        b,
        moved(p, 0, -halfT - 0.4),
        [
          [pier * 0.22, baseM + h * 0.08],
          [pier * 0.2, spring],
        ],
        10,
        stone,
      )
  }
  vault(job, gap, spring, baseM + h * 0.78)
  box(b, plan, halfS * 1.04, halfT * 1.04, baseM + h * 0.78, baseM + h * 0.82, gold)
  box(b, plan, halfS * 0.96, halfT * 0.96, baseM + h * 0.82, baseM + h, stone)
}

/** The wall above the passage: both faces with a round opening, and its underside. */
function vault(job: LandmarkJob, gap: number, springM: number, topM: number): void {
  const { builder: b, plan, halfS, halfT } = job
  const stone = job.paint(ROOF_MATERIAL.stoneBlocks, 0xe9e2d0)
  const n = byFar(job, 16, 8, 6)
  const rise = Math.min(gap, (topM - springM) * 0.8)
  const at = (i: number): [number, number] => {
    const a = Math.PI - (i / n) * Math.PI
    return [gap * Math.cos(a), springM + rise * Math.sin(a)]
  }
  for (const face of [-1, 1]) {
    // face -1 looks along -t, +1 along +t.
    const nx = plan.sin * -face
    const nz = plan.cos * -face
    const v = (s: number, y: number): number => {
      const [x, , z] = atPlan(plan, s, face * halfT, 0)
      return b.vertex(x, y, z, nx, 0, nz, s, y - springM, stone)
    }
    const quad = (s0: number, l0: number, s1: number, l1: number): void => {
      const [p, q, r, t] = [v(s0, l0), v(s1, l1), v(s1, topM), v(s0, topM)]
      if (face < 0) b.quad(p, q, r, t)
      else b.quad(q, p, t, r)
    }
    quad(-halfS, springM, -gap, springM)
    quad(gap, springM, halfS, springM)
    for (let i = 0; i < n; i++) {
      const [s0, y0] = at(i)
      const [s1, y1] = at(i + 1)
      quad(s0, y0, s1, y1)
      if (face > 0) continue
      // Underside, looking down into the passage.
      const m = Math.PI - ((i + 0.5) / n) * Math.PI
      const under = (s: number, y: number, t: number): number => {
        const [x, , z] = atPlan(plan, s, t, 0)
        return b.vertex(x, y, z, -Math.cos(m) * plan.cos, -Math.sin(m), Math.cos(m) * plan.sin, t, i, stone)
      }
      b.quad(under(s0, y0, halfT), under(s1, y1, halfT), under(s1, y1, -halfT), under(s0, y0, -halfT))
    }
  }
  for (const side of [-1, 1]) {
    // Outer ends of the wall.
    const end = (t: number, y: number): number => {
      const [x, , z] = atPlan(plan, side * halfS, t, 0)
      return b.vertex(x, y, z, plan.cos * side, 0, -plan.sin * side, t, y - springM, stone)
    }
    const t0 = -halfT * side
    const t1 = halfT * side
    b.quad(end(t0, springM), end(t1, springM), end(t1, topM), end(t0, topM))
  }
}

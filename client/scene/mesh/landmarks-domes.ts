// Landmarks made of domes, columns, bowls: palace, mosque, sphere, stadium.
// Proportions are drawn, the footprint and the height are the source's.
import { arc, box, lathe, type Plan, tube } from './buildings-solids.ts'
import { ROOF_MATERIAL } from './buildings-style.ts'
import { atPlan, byFar, type LandmarkJob, moved } from './landmarks-job.ts'

/** The Ak Orda kind: a white columned block, a blue dome with a golden spire. */
export function domedPalace(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h, halfS, halfT } = job
  const stone = job.paint(ROOF_MATERIAL.stoneBlocks, 0xf1eee6)
  const columns = job.paint(ROOF_MATERIAL.columns, 0xf4f1ea)
  const gold = job.paint(ROOF_MATERIAL.polished, 0xe5b23e)
  const blue = job.paint(ROOF_MATERIAL.polished, 0x3f8fc4)
  const body = h * 0.3
  box(b, plan, halfS, halfT, baseM - 0.5, baseM + h * 0.035, stone)
  box(b, plan, halfS * 0.97, halfT * 0.96, baseM, baseM + body, columns)
  box(b, plan, halfS, halfT, baseM + body, baseM + body + h * 0.03, stone)
  const middle = Math.min(halfS * 0.42, halfT * 0.86)
  box(b, plan, middle, middle, baseM + body, baseM + body + h * 0.08, columns)
  box(b, plan, middle * 1.04, middle * 1.04, baseM + body + h * 0.08, baseM + body + h * 0.1, stone)
  const drumY = baseM + body + h * 0.1
  const r = Math.min(middle * 0.86, h * 0.27)
  const sides = byFar(job, 40, 18, 9)
  lathe(
    b,
    plan,
    [
      [r * 0.98, drumY],
      [r * 0.98, drumY + h * 0.09],
    ],
    sides,
    columns,
  )
  lathe(
    b,
    plan,
    [
      [r * 1.06, drumY + h * 0.09],
      [r * 1.06, drumY + h * 0.1],
      [r, drumY + h * 0.105],
    ],
    sides,
    gold,
  )
  const domeY = drumY + h * 0.1
  lathe(b, plan, arc(r, h * 0.24, domeY, byFar(job, 12, 7, 4)), sides, blue, { grid: { around: 24, along: 8 } })
  const tip = domeY + h * 0.235
  lathe(
    b,
    plan,
    [
      [r * 0.17, tip],
      [r * 0.15, tip + h * 0.05],
      [r * 0.08, tip + h * 0.06],
      [r * 0.05, tip + h * 0.12],
      [0, baseM + h],
    ],
    byFar(job, 12, 8, 5),
    gold,
  )
  // Wings end in lower pavilions.
  if (job.far < 2) {
    for (const side of [-1, 1]) {
      const wing = moved(plan, side * halfS * 0.78, 0)
      const w = Math.min(halfS * 0.16, halfT * 0.5)
      lathe(
        b,
        wing,
        [
          [w, baseM + body + h * 0.03],
          [w, baseM + body + h * 0.06],
        ],
        byFar(job, 20, 12, 8),
        columns,
      )
      lathe(b, wing, arc(w, w * 0.7, baseM + body + h * 0.06, byFar(job, 6, 4, 3)), byFar(job, 20, 12, 8), blue)
    }
  }
}

/** A mosque: a white block, a great dome, four half domes or small ones, and four minarets at the corners. */
export function mosque(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h, halfS, halfT } = job
  const wall = job.paint(ROOF_MATERIAL.columns, 0xf6f4ee)
  const stone = job.paint(ROOF_MATERIAL.stoneBlocks, 0xf3f1ec)
  const gold = job.paint(ROOF_MATERIAL.polished, 0xd9b25a)
  const dome = job.paint(ROOF_MATERIAL.polished, 0xdfe6e4)
  const small = Math.min(halfS, halfT)
  // Minarets reach the full height; the great dome about two thirds of it.
  const r = small * 0.46
  const domeH = Math.min(r * 0.95, h * 0.3)
  const body = Math.max(h * 0.22, Math.min(h * 0.3, h * 0.66 - domeH - h * 0.06))
  box(b, plan, halfS * 0.86, halfT * 0.86, baseM - 0.5, baseM + body, wall)
  box(b, plan, halfS * 0.88, halfT * 0.88, baseM + body, baseM + body + h * 0.02, stone)
  const drum = baseM + body + h * 0.02
  const sides = byFar(job, 36, 16, 8)
  lathe(
    b,
    plan,
    [
      [r, drum],
      [r, drum + h * 0.06],
    ],
    sides,
    wall,
  )
  lathe(b, plan, arc(r * 1.02, domeH, drum + h * 0.06, byFar(job, 11, 6, 4)), sides, dome, {
    grid: { around: 28, along: 6 },
  })
  tube(
    b,
    atPlan(plan, 0, 0, drum + h * 0.06 + domeH * 0.98),
    atPlan(plan, 0, 0, drum + h * 0.06 + domeH + h * 0.07),
    h * 0.006,
    byFar(job, 6, 4, 3),
    gold,
    h * 0.001,
  )
  for (const s of [-1, 1]) {
    for (const t of [-1, 1]) {
      if (job.far < 2) {
        const corner = moved(plan, s * halfS * 0.58, t * halfT * 0.58)
        const q = r * 0.36
        lathe(
          b,
          corner,
          [
            [q, drum],
            [q, drum + h * 0.025],
          ],
          byFar(job, 16, 8, 6),
          wall,
        )
        lathe(b, corner, arc(q, q * 0.95, drum + h * 0.025, byFar(job, 6, 3, 2)), byFar(job, 16, 8, 6), dome)
      }
      minaret(job, moved(plan, s * halfS * 0.93, t * halfT * 0.93))
    }
  }
}

function minaret(job: LandmarkJob, at: Plan): void {
  const { builder: b, baseM, heightM: h } = job
  const wall = job.paint(ROOF_MATERIAL.stoneBlocks, 0xf6f4ee)
  const gold = job.paint(ROOF_MATERIAL.polished, 0xd9b25a)
  const r = Math.max(1.1, h * 0.026)
  const n = byFar(job, 10, 6, 4)
  const profile: [number, number][] =
    job.far > 0
      ? [
          [r * 1.2, baseM],
          [r * 0.7, baseM + h * 0.86],
          [0, baseM + h],
        ]
      : [
          [r * 1.5, baseM],
          [r * 1.5, baseM + h * 0.14],
          [r, baseM + h * 0.16],
          [r * 0.95, baseM + h * 0.46],
          [r * 1.45, baseM + h * 0.475],
          [r * 1.45, baseM + h * 0.495],
          [r * 0.85, baseM + h * 0.5],
          [r * 0.8, baseM + h * 0.7],
          [r * 1.25, baseM + h * 0.715],
          [r * 1.25, baseM + h * 0.735],
          [r * 0.62, baseM + h * 0.74],
          [r * 0.6, baseM + h * 0.86],
        ]
  lathe(b, at, profile, n, wall)
  if (job.far < 2)
    lathe(
      b,
      at,
      [
        [r * 0.72, baseM + h * 0.86],
        [r * 0.3, baseM + h * 0.93],
        [r * 0.08, baseM + h * 0.96],
        [0, baseM + h],
      ],
      n,
      gold,
    )
}

/**
 * The Nur Alem kind: a glass sphere held by a collar on a low ring. 100 m high, 80 m across: Bureau International
 * des Expositions, "A week at Expo: inside Nur Alem" (2017), and ArchDaily, "Expo 2017 Legacy" (2017).
 */
export function sphere(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h, halfS, halfT } = job
  const r = h * 0.4
  const middleM = baseM + h - r
  const podiumR = Math.max(r * 0.78, Math.min(halfS, halfT))
  const glass = job.paint(ROOF_MATERIAL.blueGlass, 0x86a9bd)
  const stone = job.paint(ROOF_MATERIAL.stoneBlocks, 0xd9d6cd)
  const sides = byFar(job, 40, 18, 10)
  lathe(
    b,
    plan,
    [
      [podiumR, baseM - 0.5],
      [podiumR * 0.98, baseM + h * 0.07],
      [r * 0.62, baseM + h * 0.1],
      [r * 0.6, middleM - r * 0.8],
    ],
    sides,
    stone,
  )
  lathe(b, plan, arc(r, r, middleM, byFar(job, 24, 11, 5), -1, Math.PI / 2), sides, glass, {
    grid: { around: 64, along: 34 },
  })
}

/** A stadium: leaning facade, a roof ring open in the middle, stands inside. */
export function bowl(job: LandmarkJob): void {
  const { builder: b, plan, baseM, heightM: h, halfS, halfT } = job
  const squeeze = halfT / Math.max(1, halfS)
  const sides = byFar(job, 56, 28, 10)
  const shell = job.paint(ROOF_MATERIAL.foil, 0xc9d3da)
  const metal = job.paint(ROOF_MATERIAL.seamMetal, 0xdadfe2)
  const seats = job.paint(ROOF_MATERIAL.seats, 0x3f79a8)
  const pitch = job.paint(ROOF_MATERIAL.parapet, 0x4d8a45)
  lathe(
    b,
    plan,
    [
      [halfS * 0.9, baseM - 0.5],
      [halfS * 0.99, baseM + h * 0.5],
      [halfS, baseM + h * 0.85],
    ],
    sides,
    shell,
    { squeeze, grid: { around: 56, along: 5 } },
  )
  lathe(
    b,
    plan,
    [
      [halfS, baseM + h * 0.85],
      [halfS * 0.93, baseM + h],
      [halfS * 0.62, baseM + h * 0.94],
    ],
    sides,
    metal,
    { squeeze },
  )
  lathe(
    b,
    plan,
    [
      [halfS * 0.62, baseM + h * 0.94],
      [halfS * 0.63, baseM + h * 0.9],
      [halfS * 0.92, baseM + h * 0.93],
    ],
    sides,
    metal,
    { squeeze },
  )
  // Inside: the stands fall to the pitch, seen from above; the profile runs inwards and down.
  lathe(
    b,
    plan,
    [
      [halfS * 0.9, baseM + h * 0.8],
      [halfS * 0.5, baseM + h * 0.06],
    ],
    sides,
    seats,
    { squeeze },
  )
  lathe(
    b,
    plan,
    [
      [halfS * 0.5, baseM + h * 0.06],
      [0, baseM + h * 0.05],
    ],
    sides,
    pitch,
    { squeeze },
  )
}

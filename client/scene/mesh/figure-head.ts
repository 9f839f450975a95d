// Skull, nose and ears, and the hair round them in any style.
import type { Detail } from './figure-detail.ts'
import { around, CROWN_M, type HairStyle, SKULL, skullAt } from './figure-hair.ts'
import { type Body, CHAIN, DYE, JOINT, type Kind, ramp, type Ring } from './figure-parts.ts'

export const onHead: Kind = { chain: CHAIN.head, dye: DYE.face, weight: (y) => ramp(JOINT.neckM - 0.05, 1.53, y) }

export function head(b: Body, d: Detail): void {
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

export function shellOfHair(b: Body, d: Detail, hair: HairStyle): void {
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

// Arms with their sleeves and hands, legs with trousers and shoes.
import type { Cut } from './figure-clothes.ts'
import type { Detail } from './figure-detail.ts'
import { type Body, CHAIN, DYE, type End, JOINT, type Kind, type Ring } from './figure-parts.ts'

export function arm(b: Body, d: Detail, cut: Cut, side: -1 | 1): void {
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

export function leg(b: Body, d: Detail, cut: Cut, side: -1 | 1): void {
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

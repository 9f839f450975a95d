// Silhouettes of the garments, in the order of the wardrobe's GARMENTS: what a body measures in them. Every garment is the
// same tubes with other sections, so that one mesh wears them all. Metres; heights above the soles.

export type Cut = {
  /** Hem of what hangs from the waist, and its half width and half depth there. */
  readonly hemM: number
  readonly hemRx: number
  readonly hemRz: number
  readonly waistRx: number
  readonly waistRz: number
  readonly chestRx: number
  readonly chestRz: number
  readonly hipRx: number
  readonly hipRz: number
  /** Radius of the sleeve at shoulder, elbow and wrist. */
  readonly sleeve: readonly [number, number, number]
  /** Radius of the leg at hip, knee and ankle. */
  readonly leg: readonly [number, number, number]
  /** What hangs from the waist is dyed as trousers and skirts are. */
  readonly isSkirt: boolean
}

const loose: Cut = {
  hemM: 0.83,
  hemRx: 0.178,
  hemRz: 0.136,
  waistRx: 0.152,
  waistRz: 0.112,
  chestRx: 0.178,
  chestRz: 0.122,
  hipRx: 0.166,
  hipRz: 0.125,
  sleeve: [0.06, 0.052, 0.043],
  leg: [0.086, 0.064, 0.055],
  isSkirt: false,
}

export const CUTS: readonly Cut[] = [
  // jacket
  loose,
  // shirt
  {
    ...loose,
    hemM: 0.86,
    hemRx: 0.162,
    hemRz: 0.12,
    waistRx: 0.145,
    waistRz: 0.105,
    chestRx: 0.168,
    chestRz: 0.114,
    hipRx: 0.158,
    hipRz: 0.117,
    sleeve: [0.055, 0.046, 0.037],
  },
  // coat
  {
    ...loose,
    hemM: 0.5,
    hemRx: 0.212,
    hemRz: 0.19,
    waistRx: 0.15,
    hipRx: 0.176,
    hipRz: 0.138,
    sleeve: [0.062, 0.054, 0.048],
  },
  // suit
  {
    ...loose,
    hemM: 0.79,
    hemRx: 0.176,
    hemRz: 0.134,
    waistRx: 0.142,
    chestRx: 0.18,
    sleeve: [0.06, 0.049, 0.041],
    leg: [0.084, 0.06, 0.056],
  },
  // dress
  {
    ...loose,
    hemM: 0.52,
    hemRx: 0.25,
    hemRz: 0.225,
    waistRx: 0.122,
    waistRz: 0.094,
    chestRx: 0.155,
    chestRz: 0.116,
    hipRx: 0.17,
    hipRz: 0.135,
    sleeve: [0.052, 0.043, 0.034],
    leg: [0.076, 0.052, 0.038],
  },
  // robe
  {
    ...loose,
    hemM: 0.16,
    hemRx: 0.235,
    hemRz: 0.215,
    waistRx: 0.156,
    waistRz: 0.122,
    chestRx: 0.178,
    chestRz: 0.124,
    hipRx: 0.178,
    hipRz: 0.15,
    sleeve: [0.062, 0.063, 0.07],
  },
  // skirt
  {
    ...loose,
    hemM: 0.44,
    hemRx: 0.182,
    hemRz: 0.165,
    waistRx: 0.13,
    waistRz: 0.1,
    chestRx: 0.16,
    chestRz: 0.116,
    hipRx: 0.166,
    hipRz: 0.132,
    sleeve: [0.054, 0.045, 0.037],
    leg: [0.076, 0.052, 0.038],
    isSkirt: true,
  },
  // hoodie
  {
    ...loose,
    hemM: 0.85,
    hemRx: 0.166,
    hemRz: 0.13,
    waistRx: 0.164,
    waistRz: 0.126,
    chestRz: 0.128,
    sleeve: [0.064, 0.058, 0.046],
  },
]

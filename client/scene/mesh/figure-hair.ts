// Hair, scarves and caps, in the order of the wardrobe's HAIR_STYLES: a shell round the skull whose edge and thickness
// differ with the angle, and one more tube for what a shell cannot be: a bun, a peak, a scarf's fold under the chin.
import { DYE, type Ring } from './figure-parts.ts'

/** Sections of the skull from chin to crown, metres. */
export const SKULL: readonly Ring[] = [
  { y: 1.488, rx: 0.03, rz: 0.03, z: -0.05 },
  { y: 1.503, rx: 0.05, rz: 0.058, z: -0.032 },
  { y: 1.54, rx: 0.067, rz: 0.082, z: -0.018 },
  { y: 1.59, rx: 0.08, rz: 0.097, z: -0.006 },
  { y: 1.645, rx: 0.086, rz: 0.104, z: 0.003 },
  { y: 1.695, rx: 0.082, rz: 0.1, z: 0.006 },
  { y: 1.732, rx: 0.062, rz: 0.078, z: 0.007 },
  { y: 1.752, rx: 0.03, rz: 0.038, z: 0.007 },
]
export const CROWN_M = 1.757

export type HairStyle = {
  readonly dye: number
  /** Height of the edge and thickness there, at 0 (front), 36, 72, 108, 144 and 180 degrees. */
  readonly edgeM: readonly number[]
  readonly thickM: readonly number[]
  /** Thickness at the crown. */
  readonly crownM: number
  /** Four sections of the one more tube; null hides it. */
  readonly more: readonly Ring[] | null
}

export const HAIR: readonly HairStyle[] = [
  // short
  {
    dye: DYE.hair,
    edgeM: [1.703, 1.696, 1.63, 1.598, 1.55, 1.535],
    thickM: [0.018, 0.019, 0.015, 0.012, 0.013, 0.013],
    crownM: 0.022,
    more: null,
  },
  // cropped
  {
    dye: DYE.hair,
    edgeM: [1.706, 1.7, 1.64, 1.605, 1.555, 1.54],
    thickM: [0.008, 0.009, 0.008, 0.007, 0.007, 0.007],
    crownM: 0.008,
    more: null,
  },
  // long
  {
    dye: DYE.hair,
    edgeM: [1.712, 1.695, 1.44, 1.34, 1.28, 1.26],
    thickM: [0.016, 0.024, 0.028, 0.027, 0.027, 0.025],
    crownM: 0.018,
    more: null,
  },
  // bob
  {
    dye: DYE.hair,
    edgeM: [1.672, 1.666, 1.515, 1.5, 1.5, 1.5],
    thickM: [0.017, 0.024, 0.03, 0.03, 0.03, 0.03],
    crownM: 0.018,
    more: null,
  },
  // bun
  {
    dye: DYE.hair,
    edgeM: [1.706, 1.698, 1.64, 1.61, 1.565, 1.55],
    thickM: [0.013, 0.015, 0.014, 0.013, 0.014, 0.014],
    crownM: 0.012,
    more: [
      { y: 1.655, rx: 0.022, rz: 0.02, z: 0.125 },
      { y: 1.68, rx: 0.047, rz: 0.042, z: 0.135 },
      { y: 1.715, rx: 0.046, rz: 0.042, z: 0.128 },
      { y: 1.742, rx: 0.02, rz: 0.02, z: 0.115 },
    ],
  },
  // bald: the shell lies under the skin
  {
    dye: DYE.skin,
    edgeM: [1.72, 1.72, 1.72, 1.72, 1.72, 1.72],
    thickM: [-0.02, -0.02, -0.02, -0.02, -0.02, -0.02],
    crownM: -0.02,
    more: null,
  },
  // headscarf
  {
    dye: DYE.accent,
    edgeM: [1.702, 1.682, 1.47, 1.4, 1.37, 1.36],
    thickM: [0.015, 0.024, 0.026, 0.026, 0.029, 0.03],
    crownM: 0.015,
    more: [
      { y: 1.405, rx: 0.118, rz: 0.115, z: -0.004 },
      { y: 1.45, rx: 0.094, rz: 0.1, z: -0.008 },
      { y: 1.49, rx: 0.076, rz: 0.08, z: -0.01 },
      { y: 1.515, rx: 0.074, rz: 0.074, z: -0.004 },
    ],
  },
  // cap
  {
    dye: DYE.accent,
    edgeM: [1.688, 1.686, 1.672, 1.66, 1.65, 1.645],
    thickM: [0.013, 0.014, 0.014, 0.014, 0.014, 0.014],
    crownM: 0.02,
    more: [
      { y: 1.672, rx: 0.066, rz: 0.058, z: -0.142 },
      { y: 1.678, rx: 0.074, rz: 0.07, z: -0.134 },
      { y: 1.69, rx: 0.074, rz: 0.07, z: -0.118 },
      { y: 1.694, rx: 0.06, rz: 0.05, z: -0.1 },
    ],
  },
]

/** Half width, half depth and middle of the head at a height; below the jaw as wide as above it. */
export function skullAt(y: number): { rx: number; rz: number; z: number } {
  const widest = SKULL[4] as Ring
  if (y <= widest.y) {
    const fall = Math.min(1, (widest.y - y) / 0.3)
    return { rx: widest.rx + 0.03 * fall * fall, rz: widest.rz - 0.012 * fall, z: (widest.z ?? 0) + 0.012 * fall }
  }
  const above = Math.max(
    1,
    SKULL.findIndex((ring) => ring.y >= y),
  )
  const isCrown = y >= (SKULL.at(-1) as Ring).y
  const [a, b] = isCrown
    ? [SKULL.at(-1) as Ring, { y: CROWN_M, rx: 0, rz: 0, z: 0.007 }]
    : [SKULL[above - 1] as Ring, SKULL[above] as Ring]
  const t = Math.min(1, (y - a.y) / (b.y - a.y))
  const mix = (u: number, v: number): number => u + (v - u) * t
  return { rx: mix(a.rx, b.rx), rz: mix(a.rz, b.rz), z: mix(a.z ?? 0, b.z ?? 0) }
}

/** A list given every 36 degrees from the front, at any angle. */
export function around(list: readonly number[], turn: number): number {
  const at = (Math.abs(turn) / Math.PI) * (list.length - 1)
  const i = Math.min(list.length - 2, Math.floor(at))
  const t = at - i
  return (list[i] as number) * (1 - t) + (list[i + 1] as number) * t
}

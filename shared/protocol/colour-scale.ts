// Colours of values that people with any kind of colour vision can tell apart, and that stay in order in grey: viridis
// (Smith and van der Walt, matplotlib 1.5, CC0) by Zucker's polynomial fit (shadertoy.com/view/WlfXRN, CC0), and cividis
// (Nuñez, Anderton and Renslow, PLOS ONE 13(7), 2018, CC BY 4.0) from ten of its colours. A quantity's `scale` names how
// its values spread and which colours they have; what has no name here is linear, in viridis.
import type { Quantity } from './fields-info.ts'

type Rgb = readonly [number, number, number]

const FIT: readonly Rgb[] = [
  [0.2777273272234177, 0.005407344544966578, 0.3340998053353061],
  [0.1050930431085774, 1.404613529898575, 1.384590162594685],
  [-0.3308618287255563, 0.214847559468213, 0.09509516302823659],
  [-4.634230498983486, -5.799100973351585, -19.33244095627987],
  [6.228269936347081, 14.17993336680509, 56.69055260068105],
  [4.776384997670288, -13.74514537774601, -65.35303263337234],
  [-5.435455855934631, 4.645852612178535, 26.3124352495832],
]
const CIVIDIS = [
  0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8779, 0xa69d75, 0xc4b56c, 0xe4cf5b, 0xfee838,
] as const
/** Less, nothing, more: PuOr of ColorBrewer (Brewer, Harrower and Pennsylvania State University, Apache 2.0), safe for any eye. */
const DIVERGING = [
  0x7f3b08, 0xb35806, 0xe08214, 0xfdb863, 0xfee0b6, 0xf7f7f7, 0xd8daeb, 0xb2abd2, 0x8073ac, 0x542788, 0x2d004b,
] as const

/**
 * Classes of danger to people in moving water, by depth times (velocity + 0.5) in m²/s: their upper borders as FD2321/TR1 of
 * Defra and the Environment Agency (2006, table 3.2) has them, without its factor for debris. YlOrRd of ColorBrewer, safe for
 * any eye.
 */
export const HAZARD_BORDERS = [0.75, 1.25, 2.5] as const
const HAZARD = [0xffffb2, 0xfecc5c, 0xfd8d3c, 0xbd0026] as const

/** Of arrival times, how many times finer the beginning of the scale is told than its end. */
const SOON = 400

/** Of what is not known: no scale has a grey like it at its ends, and marks say it too. */
export const NO_DATA: Rgb = [0.62, 0.62, 0.64]

/** Red, green and blue, 0..1 as the screen takes them, of a share from 0 to 1. */
export function viridis(share: number): Rgb {
  const t = Math.min(1, Math.max(0, share))
  const one = (i: 0 | 1 | 2): number => {
    const value = FIT.reduceRight((sum, fit) => sum * t + fit[i], 0)
    return Math.min(1, Math.max(0, value))
  }
  return [one(0), one(1), one(2)]
}

export const cividis = (share: number): Rgb => between(CIVIDIS, share)
export const diverging = (share: number): Rgb => between(DIVERGING, share)

function between(colours: readonly number[], share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (colours.length - 1)
  const low = Math.min(colours.length - 2, Math.floor(at))
  const [a, b] = [colours[low], colours[low + 1]] as const
  const one = (shift: number): number => {
    const from = ((a ?? 0) >> shift) & 255
    return (from + ((((b ?? 0) >> shift) & 255) - from) * (at - low)) / 255
  }
  return [one(16), one(8), one(0)]
}

/** Of a share of a quantity's scale. */
export function colourAt({ scale }: Pick<Quantity, 'scale'>, share: number): Rgb {
  switch (scale) {
    case 'difference':
      return diverging(share)
    case 'level':
      return cividis(share)
    case 'hazard':
      return hazardColour(Math.floor(share * HAZARD.length))
    // What comes soon stands out.
    case 'arrival':
      return viridis(1 - share)
    default:
      return viridis(share)
  }
}

/** Of a class of danger, 0 to 3. */
export const hazardColour = (at: number): Rgb => between(HAZARD, Math.min(HAZARD.length - 1, Math.max(0, at)) / 3)

/** Of a value; grey where there is none. */
export const colourOf = (quantity: Quantity, value: number): Rgb =>
  Number.isNaN(value) ? NO_DATA : colourAt(quantity, shareOf(quantity, value))

/**
 * Where a value lies on its scale, 0..1; what falls as water spreads over decades, so its small values get more room, and so
 * do the first minutes of what arrives within days. Classes of danger get a quarter each.
 */
export function shareOf({ min, max, scale }: Quantity, value: number): number {
  if (scale === 'hazard') return shareBetween(hazardEnds(min, max), value)
  const share = (value - min) / (max - min)
  if (scale === 'arrival') return Math.log1p(Math.max(0, share) * SOON) / Math.log1p(SOON)
  return scale === 'water' ? Math.sqrt(Math.max(0, share)) : share
}

/** The value at a share: the other way round. */
export function valueAtShare({ min, max, scale }: Quantity, share: number): number {
  if (scale === 'hazard') return valueBetween(hazardEnds(min, max), share)
  const part =
    scale === 'arrival' ? Math.expm1(share * Math.log1p(SOON)) / SOON : scale === 'water' ? share * share : share
  return min + (max - min) * part
}

const hazardEnds = (min: number, max: number): readonly number[] => [min, ...HAZARD_BORDERS, max]

/** Of ends that rise: each way between two of them is as long. */
function shareBetween(ends: readonly number[], value: number): number {
  const parts = ends.length - 1
  for (let i = 0; i < parts; i++) {
    const [from, to] = [ends[i] as number, ends[i + 1] as number]
    if (value < to) return Math.max(0, i + Math.max(0, value - from) / (to - from)) / parts
  }
  return 1
}

function valueBetween(ends: readonly number[], share: number): number {
  const at = Math.min(1, Math.max(0, share)) * (ends.length - 1)
  const i = Math.min(ends.length - 2, Math.floor(at))
  return (ends[i] as number) + ((ends[i + 1] as number) - (ends[i] as number)) * (at - i)
}

/** The colours of a quantity by the code of a value, red, green and blue from 0 to 1; those asked for before are kept. */
export class CodeColours {
  private readonly quantity: Quantity
  private readonly known = new Map<number, Rgb>()

  constructor(quantity: Quantity) {
    this.quantity = quantity
  }

  of(code: number): Rgb {
    const known = this.known.get(code)
    if (known) return known
    const { min, step } = this.quantity
    const colour = code === 0 ? NO_DATA : colourOf(this.quantity, min + (code - 1) * step)
    this.known.set(code, colour)
    return colour
  }
}

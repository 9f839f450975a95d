// Colours of values that people with any kind of colour vision can tell apart, and that stay in order in grey: viridis
// (Smith and van der Walt, matplotlib 1.5, CC0) by Zucker's polynomial fit (shadertoy.com/view/WlfXRN, CC0).
import type { Quantity } from '../../shared/protocol/fields-info.ts'

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

/** Red, green and blue, 0..1 as the screen takes them, of a share from 0 to 1. */
export function viridis(share: number): Rgb {
  const t = Math.min(1, Math.max(0, share))
  const one = (i: 0 | 1 | 2): number => {
    const value = FIT.reduceRight((sum, fit) => sum * t + fit[i], 0)
    return Math.min(1, Math.max(0, value))
  }
  return [one(0), one(1), one(2)]
}

/** Where a value lies on its scale, 0..1; what falls as water spreads over decades, so its small values get more room. */
export function shareOf({ min, max, scale }: Quantity, value: number): number {
  const share = (value - min) / (max - min)
  return scale === 'water' ? Math.sqrt(Math.max(0, share)) : share
}

/** The value at a share: the other way round. */
export function valueAtShare({ min, max, scale }: Quantity, share: number): number {
  return min + (max - min) * (scale === 'water' ? share * share : share)
}

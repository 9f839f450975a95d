// Numbers that loops of the kernels need in every lane. They lie in memory before the planes: what is written as a constant
// the engines make anew from immediates at every use, which takes three instructions where a load takes one.

/** Of singles. */
export const LOOSE: usize = 16
export const HALF: usize = 32
export const ONE: usize = 48
export const DRY: usize = 64
export const SAFE: usize = 80
export const K0: usize = 96
export const K1: usize = 112
export const K2: usize = 128
export const SEVEN_THIRDS: usize = 144
export const GUESS: usize = 160
export const THIRD: usize = 176
/** Of doubles. */
export const HALF_2: usize = 192
export const QUARTER_2: usize = 208
export const ONE_2: usize = 224
export const TWO_2: usize = 240
export const DRY_2: usize = 256
export const G_2: usize = 272
export const HALF_G_2: usize = 288
export const TWO_G_2: usize = 304

/** Thinner water does not flow, metres. */
export const DRY_M: f64 = 1e-6
/** Of gravity, m/s². */
export const G: f64 = 9.81
/** Of a flux in water that the step is right for, how much is its own; the rest is its neighbours' (inertial-edges.ts). */
export const THETA: f64 = 0.85
/** Of the time a wave takes through a cell: the longest step. */
export const ALPHA: f64 = 0.6
/** Less than a cell holds by as much as single precision may be wrong, so that it never gives more. */
const SAFELY: f64 = 0.999999

export function writeConstants(): void {
  single(LOOSE, 1 - THETA)
  single(HALF, 0.5)
  single(ONE, 1)
  single(DRY, DRY_M)
  single(SAFE, SAFELY)
  // Of the inverse cube root: cube-root.as.
  single(K0, 1.752319676)
  single(K1, 1.2509524245)
  single(K2, 0.5093818292)
  single(SEVEN_THIRDS, 7.0 / 3.0)
  v128.store(GUESS, i32x4.splat(0x548c2b4b))
  v128.store(THIRD, i32x4.splat(21845))
  double(HALF_2, 0.5)
  double(QUARTER_2, 0.25)
  double(ONE_2, 1)
  double(TWO_2, 2)
  double(DRY_2, DRY_M)
  double(G_2, G)
  double(HALF_G_2, G / 2)
  double(TWO_G_2, 2 * G)
}

function single(to: usize, value: f64): void {
  v128.store(to, f32x4.splat(<f32>value))
}

function double(to: usize, value: f64): void {
  v128.store(to, f64x2.splat(value))
}

// What Manning's friction needs of a depth in the kernels.
import { GUESS, K0, K1, K2, ONE, SEVEN_THIRDS, THIRD } from './constants'

/**
 * The power -7/3 of four positive numbers to some 4e-7, in single precision: the cube root's inverse guessed from the
 * exponent, a step of Householder's method with the constants of Moroz et al. 2021 (Appl. Sci. 11, "Fast Calculation of the
 * Cube Root"), and what is still missing, put right in the power itself.
 */
@inline
export function inverseSevenThirds(x: v128): v128 {
  // A third of the exponent and of the upper half of the mantissa.
  const guess = i32x4.sub(v128.load(GUESS), i32x4.mul(i32x4.shr_u(x, 16), v128.load(THIRD)))
  const near = f32x4.mul(f32x4.mul(x, guess), f32x4.mul(guess, guess))
  const y = f32x4.mul(
    guess,
    f32x4.sub(v128.load(K0), f32x4.mul(near, f32x4.sub(v128.load(K1), f32x4.mul(near, v128.load(K2))))),
  )
  const y3 = f32x4.mul(f32x4.mul(y, y), y)
  const off = f32x4.sub(v128.load(ONE), f32x4.mul(x, y3))
  const y7 = f32x4.mul(f32x4.mul(y3, y3), y)
  return f32x4.add(y7, f32x4.mul(f32x4.mul(y7, off), v128.load(SEVEN_THIRDS)))
}

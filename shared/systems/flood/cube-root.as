// What Manning's friction needs of a depth in the kernels: its seven thirds' root is the seventh power of this.

/**
 * 1 / cube root, of four positive numbers to some 1e-7, in single precision: a guess from the exponent, then three
 * steps of Newton's method.
 */
@inline
export function inverseCubeRoot(x: v128): v128 {
  // A third of the exponent and of the upper half of the mantissa.
  let y = i32x4.sub(i32x4.splat(1419891988), i32x4.mul(i32x4.shr_u(x, 16), i32x4.splat(21845)))
  const a = f32x4.mul(x, f32x4.splat(1.0 / 3.0))
  const b = f32x4.splat(4.0 / 3.0)
  y = f32x4.mul(y, f32x4.sub(b, f32x4.mul(f32x4.mul(a, y), f32x4.mul(y, y))))
  y = f32x4.mul(y, f32x4.sub(b, f32x4.mul(f32x4.mul(a, y), f32x4.mul(y, y))))
  return f32x4.mul(y, f32x4.sub(b, f32x4.mul(f32x4.mul(a, y), f32x4.mul(y, y))))
}

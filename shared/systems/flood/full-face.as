// Of full.as: the slope within two cells, the flux over two faces, what a cell may give. full-lines.ts and riemann.ts are the
// oracle.
import { G_2, HALF_2, HALF_G_2, ONE_2, QUARTER_2 } from './constants'

/** Half of minmod's slope of the numbers at `k`, whose neighbours lie `step` bytes off. */
@inline
export function halfSlope(k: usize, step: usize, smooth: v128, half: v128): v128 {
  const here = v128.load(k)
  const low = f64x2.sub(here, v128.load(k - step))
  const high = f64x2.sub(v128.load(k + step), here)
  const less = v128.bitselect(low, high, f64x2.lt(f64x2.abs(low), f64x2.abs(high)))
  const same = f64x2.gt(f64x2.mul(low, high), f64x2.splat(0))
  return v128.and(f64x2.mul(less, half), v128.and(same, smooth))
}

/**
 * Two faces, written to the row `to`: levels, depths and velocities of the cells at `l` and `r`, whose slopes are at `sl`
 * and `sr` in rows of `step` bytes.
 */
@inline
export function face(
  to: usize,
  step: usize,
  l: usize,
  r: usize,
  sl: usize,
  sr: usize,
  eAt: usize,
  hAt: usize,
  across: usize,
  along: usize,
): void {
  const zero = f64x2.splat(0)
  const eL = f64x2.add(v128.load(eAt + l), v128.load(sl))
  const eR = f64x2.sub(v128.load(eAt + r), v128.load(sr))
  const dL = f64x2.add(v128.load(hAt + l), v128.load(sl + step))
  const dR = f64x2.sub(v128.load(hAt + r), v128.load(sr + step))
  const sill = f64x2.pmax(f64x2.sub(eL, dL), f64x2.sub(eR, dR))
  const hL = f64x2.pmax(zero, f64x2.sub(eL, sill))
  const hR = f64x2.pmax(zero, f64x2.sub(eR, sill))
  const uL = f64x2.add(v128.load(across + l), v128.load(sl + 2 * step))
  const uR = f64x2.sub(v128.load(across + r), v128.load(sr + 2 * step))
  const g = v128.load(G_2)
  const cL = f64x2.sqrt(f64x2.mul(hL, g))
  const cR = f64x2.sqrt(f64x2.mul(hR, g))
  const half = v128.load(HALF_2)
  const us = f64x2.add(f64x2.mul(f64x2.add(uL, uR), half), f64x2.sub(cL, cR))
  const cs = f64x2.abs(f64x2.add(f64x2.mul(f64x2.add(cL, cR), half), f64x2.mul(f64x2.sub(uL, uR), v128.load(QUARTER_2))))
  let sL = f64x2.pmin(f64x2.sub(uL, cL), f64x2.sub(us, cs))
  let sR = f64x2.pmax(f64x2.add(uR, cR), f64x2.add(us, cs))
  const dryL = f64x2.le(hL, zero)
  const dryR = f64x2.le(hR, zero)
  let none = zero
  // Rare in deep water: one side is dry, or both.
  if (v128.any_true(v128.or(dryL, dryR))) {
    sL = v128.bitselect(f64x2.sub(uR, f64x2.add(cR, cR)), sL, dryL)
    sR = v128.bitselect(f64x2.add(uR, cR), sR, dryL)
    sL = v128.bitselect(f64x2.sub(uL, cL), sL, dryR)
    sR = v128.bitselect(f64x2.add(uL, f64x2.add(cL, cL)), sR, dryR)
    none = v128.and(dryL, dryR)
  }
  // With the waves held to their side of the face, one formula serves flow of every kind.
  sL = f64x2.pmin(zero, sL)
  sR = f64x2.pmax(zero, sR)
  const width = f64x2.div(v128.load(ONE_2), f64x2.sub(sR, sL))
  const both = f64x2.mul(sL, sR)
  const qL = f64x2.mul(hL, uL)
  const qR = f64x2.mul(hR, uR)
  const halfG = v128.load(HALF_G_2)
  const pL = f64x2.mul(f64x2.mul(hL, hL), halfG)
  const pR = f64x2.mul(f64x2.mul(hR, hR), halfG)
  const mass = v128.andnot(
    f64x2.mul(
      width,
      f64x2.add(f64x2.sub(f64x2.mul(sR, qL), f64x2.mul(sL, qR)), f64x2.mul(both, f64x2.sub(hR, hL))),
    ),
    none,
  )
  const momentum = v128.andnot(
    f64x2.mul(
      width,
      f64x2.add(
        f64x2.sub(
          f64x2.mul(sR, f64x2.add(f64x2.mul(qL, uL), pL)),
          f64x2.mul(sL, f64x2.add(f64x2.mul(qR, uR), pR)),
        ),
        f64x2.mul(both, f64x2.sub(qR, qL)),
      ),
    ),
    none,
  )
  const vL = f64x2.add(v128.load(along + l), v128.load(sl + 3 * step))
  const vR = f64x2.sub(v128.load(along + r), v128.load(sr + 3 * step))
  v128.store(to, mass)
  v128.store(to + step, f64x2.add(momentum, f64x2.sub(f64x2.mul(f64x2.mul(dL, dL), halfG), pL)))
  v128.store(to + 2 * step, f64x2.add(momentum, f64x2.sub(f64x2.mul(f64x2.mul(dR, dR), halfG), pR)))
  v128.store(to + 3 * step, f64x2.mul(mass, v128.bitselect(vL, vR, f64x2.ge(mass, zero))))
}

/** The cell whose depth is at `h` gives no more along one axis than half of it; what is cut carries its momentum less. */
@inline
export function cut(h: usize, low: usize, high: usize, slow: f64, fast: f64, most: f64, step: usize): void {
  const out = max(0, -f64.load(low)) + max(0, f64.load(high))
  const has = f64.load(h) * most
  if (out <= has) return
  const share = has / out
  if (f64.load(low) < 0) lessen(low, share, slow, step)
  if (f64.load(high) > 0) lessen(high, share, fast, step)
}

function lessen(to: usize, share: f64, speed: f64, step: usize): void {
  const mass = f64.load(to)
  const carried = (1 - share) * mass * speed
  f64.store(to, mass * share)
  f64.store(to + step, f64.load(to + step) - carried)
  f64.store(to + 2 * step, f64.load(to + 2 * step) - carried)
  f64.store(to + 3 * step, f64.load(to + 3 * step) * share)
}

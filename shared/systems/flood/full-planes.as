// Of full.as: how its planes lie in memory. Rows of `stride` bytes: cell (j, i) is number i + 2 of row j + 1. A ring of one cell
// stands for what is beyond the edges.

import { setAccount } from './full-account'

export let nx: i32 = 0
export let ny: i32 = 0
export let dxM: f64 = 0
export let stride: usize = 0

export let bed: usize = 0
export let inside: usize = 0
/** g n². */
export let rub: usize = 0
export let shower: usize = 0
/** Depth and momentum: now, and after the first stage, or before it while the second runs. */
export let h: usize = 0
export let hu: usize = 0
export let hv: usize = 0
export let h1: usize = 0
export let hu1: usize = 0
export let hv1: usize = 0
/** Level and velocity: now, and after this stage. */
export let e: usize = 0
export let u: usize = 0
export let v: usize = 0
export let e1: usize = 0
export let u1: usize = 0
export let v1: usize = 0

/** Gives the end of what all bands share. */
export function setUp(columns: i32, rows: i32, cellM: f64, rowLength: i32, base: usize): usize {
  nx = columns
  ny = rows
  dxM = cellM
  stride = <usize>rowLength * 8
  const plane = stride * <usize>(rows + 3)
  bed = base
  inside = bed + plane
  rub = inside + plane
  shower = rub + plane
  h = shower + plane
  hu = h + plane
  hv = hu + plane
  h1 = hv + plane
  hu1 = h1 + plane
  hv1 = hu1 + plane
  e = hv1 + plane
  u = e + plane
  v = u + plane
  e1 = v + plane
  u1 = e1 + plane
  v1 = u1 + plane
  return setAccount(v1 + plane, columns, rows)
}

@inline
export function row(j: i32): usize {
  return <usize>(j + 1) * stride + 16
}

/** What the stage gave is what is now. Two in a step, so that the planes lie as before after it. */
export function swap(): void {
  let plane = h
  h = h1
  h1 = plane
  plane = hu
  hu = hu1
  hu1 = plane
  plane = hv
  hv = hv1
  hv1 = plane
  plane = e
  e = e1
  e1 = plane
  plane = u
  u = u1
  u1 = plane
  plane = v
  v = v1
  v1 = plane
}

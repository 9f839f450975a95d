// What crosses the edge of a basin in the inertial scheme, and what crosses a face at all: one face at a time, as the
// equations say it; the kernel for WebAssembly does the same four at a time.
import { DRY_M, G } from './basin.ts'
import type { EdgeNow } from './edges.ts'

/**
 * Of a flux, how much is its own and how much its neighbours'; de Almeida et al. advise 0.7 to 0.9. That holds for the longest
 * step its depth allows: in shorter ones less is mixed, or thin water between blocks would be held the more the shorter a step.
 */
export const THETA = 0.85
/** Of the time a wave takes through a cell; Bates et al. advise 0.2 to 0.7. */
export const ALPHA = 0.6
/** Steps are never longer than a wave of this depth allows, metres: rain on dry ground must not outrun it. */
export const LEAST_WAVE_M = 0.02
const SEVEN_THIRDS = 7 / 3
/** By the depth and the square of g dt / dx: (1 - theta) (dt / the longest step there)². */
const LOOSER = (1 - THETA) / (ALPHA * ALPHA * G)
/** A bed that falls steeper than this to the next cell is a drop and no slope, where friction alone holds the flow. */
const DROP_SLOPE = 0.1

/** A cell: bed, depth, g n². */
export type Cell = { readonly z: number; readonly h: number; readonly rub: number }

/** Over one face after `dtS`, m²/s from the left to the right; `rub` is g n², `before` and `after` its neighbours in a line. */
export function flux(
  dtS: number,
  dxM: number,
  zL: number,
  zR: number,
  hL: number,
  hR: number,
  rub: number,
  q: number,
  before: number,
  after: number,
): number {
  const levelL = zL + hL
  const levelR = zR + hR
  const sill = zL > zR ? zL : zR
  const h = (levelL > levelR ? levelL : levelR) - sill
  if (h <= DRY_M) return 0
  const push = (G * dtS) / dxM
  const loose = Math.min(1 - THETA, LOOSER * push * push * h)
  const weighted = q + loose * ((before + after) / 2 - q)
  const pushed = weighted - push * h * (levelR - levelL)
  // Friction of the flow that comes out, not of the one before: thin water on a slope would swing. The root of a q'² + q' = q.
  const a = (dtS * rub) / h ** SEVEN_THIRDS
  const flows = (2 * pushed) / (1 + Math.sqrt(1 + 4 * a * Math.abs(pushed)))
  // Nothing above knows that water leaves a crest at most critically.
  if ((flows > 0 ? levelR : levelL) >= sill || Math.abs(zL - zR) <= DROP_SLOPE * dxM) return flows
  const most = h * Math.sqrt(G * h)
  return flows > most ? most : flows < -most ? -most : flows
}

/** `q` is what went out over the edge before, `came` what came to it over the face behind its cell, m²/s. */
type Outward = { readonly dtS: number; readonly dxM: number; readonly q: number; readonly came: number }

/** Out of `cell` at an edge, m²/s; `inner` is the cell behind it. */
export function outflow(edge: EdgeNow, { dtS, dxM, q, came }: Outward, cell: Cell, inner: Cell): number {
  const { z, h, rub } = cell
  if (edge.is === 'wall') return 0
  if (edge.is === 'flow') return -edge.value
  if (edge.is === 'open') {
    // The surface beyond the edge goes on as it comes: where it rises outward it slows what flows, and none comes in.
    const fallsM = inner.z + inner.h - (z + h)
    if (h <= DRY_M) return 0
    // And a wave that comes goes on as it is (Orlanski 1976): what only slowly gathers speed would throw it back.
    const goes = q + Math.min(1, (Math.sqrt(G * h) * dtS) / dxM) * (came - q)
    return Math.max(0, flux(dtS, dxM, z, z - fallsM, h, h, rub, goes, goes, goes))
  }
  // Outside the water stands so high over the bed of the cell, half a cell away.
  const outsideM = Math.max(0, edge.is === 'level' ? edge.value - z : edge.value)
  return flux(dtS, dxM / 2, z, z, h, outsideM, rub, q, q, q)
}

// What makes a road a bridge: the sides and belly of its deck, parapets with railings, and piers down to the bed.
import { NO_FEATURE } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import type { Relief } from './relief.ts'
import { type Sample, type Way, sampleAt, surfaceAt } from './ways.ts'

const DECK_M = 1.1
const RAIL_M = 1.05
const PIER_EVERY_M = 28
const CONCRETE: Brush = { surface: SURFACE.stone, a: 3, b: 0, c: 0, colour: 0xb2ada3, feature: NO_FEATURE, layer: 0 }
const RAILING: Brush = { ...CONCRETE, surface: SURFACE.metal, a: 1, colour: 0x8d949a }

export function meshBridge(way: Way, relief: Relief, b: MeshBuilder): void {
  for (const side of [1, -1] as const) {
    sides(way, side, relief, b)
  }
  belly(way, relief, b)
  for (let at = PIER_EVERY_M / 2; at < way.lengthM; at += PIER_EVERY_M) pier(way, at, relief, b)
}

function sides(way: Way, side: 1 | -1, relief: Relief, b: MeshBuilder): void {
  const outer = (way.halfM + 0.3) * side
  const inner = (way.halfM + 0.02) * side
  let last = -1
  for (const s of way.samples) {
    const up = surfaceAt(relief, s, 0)
    const left = [s.le * side, -s.ln * side] as const
    const put = (offset: number, y: number, faces: 1 | -1 | 0, v: number, brush: Brush): number =>
      b.vertex(
        s.e + s.le * offset,
        y,
        -(s.n + s.ln * offset),
        left[0] * faces,
        faces === 0 ? 1 : 0,
        left[1] * faces,
        s.at,
        v,
        brush,
      )
    const first = put(outer, up - DECK_M, 1, -DECK_M, CONCRETE)
    put(outer, up + 0.18, 1, 0.18, CONCRETE)
    put(outer, up + 0.18, 1, 0, RAILING)
    put(outer, up + RAIL_M, 1, RAIL_M, RAILING)
    put(inner, up + RAIL_M, -1, RAIL_M, RAILING)
    put(inner, up, -1, 0, RAILING)
    put(outer, up + RAIL_M, 0, RAIL_M, RAILING)
    put(inner, up + RAIL_M, 0, RAIL_M, RAILING)
    if (last >= 0) {
      for (const k of [0, 2, 4, 6]) {
        if (side > 0) b.quad(first + k, last + k, last + k + 1, first + k + 1)
        else b.quad(last + k, first + k, first + k + 1, last + k + 1)
      }
    }
    last = first
  }
}

function belly(way: Way, relief: Relief, b: MeshBuilder): void {
  const half = way.halfM + 0.3
  let last = -1
  for (const s of way.samples) {
    const y = surfaceAt(relief, s, 0) - DECK_M
    const first = b.vertex(s.e + s.le * half, y, -(s.n + s.ln * half), 0, -1, 0, s.at, half, CONCRETE)
    b.vertex(s.e - s.le * half, y, -(s.n - s.ln * half), 0, -1, 0, s.at, -half, CONCRETE)
    if (last >= 0) b.quad(last + 1, last, first, first + 1)
    last = first
  }
}

function pier(way: Way, at: number, relief: Relief, b: MeshBuilder): void {
  const s = sampleAt(way, at)
  const top = surfaceAt(relief, s, 0) - DECK_M
  const bed = relief.at(s.e, s.n) - 1.5
  if (top - bed < 3.5) return
  const across = way.halfM * 0.72
  box(s, across, 0.7, bed, top, b)
}

/** A box of `2 across` by `2 along`, set square to the way. */
function box(s: Sample, across: number, along: number, bottom: number, top: number, b: MeshBuilder): void {
  const length = Math.hypot(s.le, s.ln) || 1
  const le = s.le / length
  const ln = s.ln / length
  const corner = (l: number, f: number): [number, number] => [
    s.e + le * l * across + ln * f * along,
    s.n + ln * l * across - le * f * along,
  ]
  // Forward is right of left: (ln, -le).
  const ring = [corner(1, 1), corner(1, -1), corner(-1, -1), corner(-1, 1)]
  for (let i = 0; i < 4; i++) {
    const p = ring[i] as [number, number]
    const q = ring[(i + 1) % 4] as [number, number]
    const size = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1
    const nx = (q[1] - p[1]) / size
    const nz = (q[0] - p[0]) / size
    const first = b.vertex(p[0], bottom, -p[1], nx, 0, nz, 0, bottom - top, CONCRETE)
    b.vertex(q[0], bottom, -q[1], nx, 0, nz, size, bottom - top, CONCRETE)
    b.vertex(q[0], top, -q[1], nx, 0, nz, size, 0, CONCRETE)
    b.vertex(p[0], top, -p[1], nx, 0, nz, 0, 0, CONCRETE)
    b.quad(first, first + 1, first + 2, first + 3)
  }
}

// Solids the buildings, landmarks and street furniture are put together from: boxes, lathes, tubes, discs, prisms.
// All in scene axes relative to the tile's corner; faces outward, counter-clockwise from outside.
import type { Brush, MeshBuilder } from './builder.ts'

/** x, y, z. */
export type At = readonly [number, number, number]

/** A place in the plan with its own axes: s points along (cos, -sin) in x and z. */
export type Plan = { readonly x: number; readonly z: number; readonly cos: number; readonly sin: number }

const put = (p: Plan, s: number, t: number): [number, number] => [
  p.x + s * p.cos - t * p.sin,
  p.z - s * p.sin - t * p.cos,
]

/** A box on the plan, from y0 to y1, without its bottom. */
export function box(b: MeshBuilder, p: Plan, halfS: number, halfT: number, y0: number, y1: number, brush: Brush): void {
  prism(b, p, [-halfS, -halfT, halfS, -halfT, halfS, halfT, -halfS, halfT], y0, y1, brush)
}

/** An upright prism over a convex counter-clockwise outline in the plan's axes, with a lid and no bottom. */
export function prism(
  b: MeshBuilder,
  p: Plan,
  outline: readonly number[],
  y0: number,
  y1: number,
  brush: Brush,
  lid: Brush = brush,
): void {
  const count = outline.length / 2
  let u = 0
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count
    const [ax, az] = put(p, outline[2 * i] as number, outline[2 * i + 1] as number)
    const [cx, cz] = put(p, outline[2 * j] as number, outline[2 * j + 1] as number)
    const length = Math.hypot(cx - ax, cz - az)
    if (length < 1e-6) continue
    const nx = -(cz - az) / length
    const nz = (cx - ax) / length
    const v0 = b.vertex(ax, y0, az, nx, 0, nz, u, 0, brush)
    const v1 = b.vertex(cx, y0, cz, nx, 0, nz, u + length, 0, brush)
    const v2 = b.vertex(cx, y1, cz, nx, 0, nz, u + length, y1 - y0, brush)
    const v3 = b.vertex(ax, y1, az, nx, 0, nz, u, y1 - y0, brush)
    b.quad(v0, v1, v2, v3)
    u += length
  }
  const first = b.vertexCount
  for (let i = 0; i < count; i++) {
    const [x, z] = put(p, outline[2 * i] as number, outline[2 * i + 1] as number)
    b.vertex(x, y1, z, 0, 1, 0, outline[2 * i] as number, outline[2 * i + 1] as number, lid)
  }
  for (let i = 1; i + 1 < count; i++) b.triangle(first, first + i, first + i + 1)
}

/** How uv runs over a lathe: metres, or a number of panes around and along. */
export type Grid = 'metres' | { readonly around: number; readonly along: number }

/**
 * A surface of revolution: `profile` is [radius, y] from below upwards, outside to the right of it; `sides` around.
 * `squeeze` scales the t axis; `lean` shifts the top sideways along s, linearly with height.
 */
export function lathe(
  b: MeshBuilder,
  p: Plan,
  profile: readonly (readonly [number, number])[],
  sides: number,
  brush: Brush,
  options: { readonly grid?: Grid; readonly squeeze?: number; readonly lean?: number; readonly turn?: number } = {},
): void {
  const grid = options.grid ?? 'metres'
  const squeeze = options.squeeze ?? 1
  const y0 = profile[0]?.[1] ?? 0
  const height = Math.max(1e-3, (profile.at(-1)?.[1] ?? 1) - y0)
  const widest = profile.reduce((most, q) => Math.max(most, q[0]), 0)
  let along = 0
  const total = profile.reduce((sum, q, i) => {
    const before = profile[i - 1]
    return before ? sum + Math.hypot(q[0] - before[0], q[1] - before[1]) : sum
  }, 0)
  const first = b.vertexCount
  profile.forEach((q, i) => {
    const before = profile[i - 1] ?? q
    const after = profile[i + 1] ?? q
    if (i > 0) along += Math.hypot(q[0] - before[0], q[1] - before[1])
    const dr = after[0] - before[0]
    const dy = after[1] - before[1]
    const slope = Math.hypot(dr, dy) || 1
    const out = dy / slope
    const up = -dr / slope
    const shift = ((options.lean ?? 0) * (q[1] - y0)) / height
    for (let k = 0; k <= sides; k++) {
      const angle = (k / sides) * 2 * Math.PI + (options.turn ?? 0)
      const [x, z] = put(p, q[0] * Math.cos(angle) + shift, q[0] * Math.sin(angle) * squeeze)
      const ns = Math.cos(angle) * squeeze
      const nt = Math.sin(angle)
      const flat = Math.hypot(ns, nt) || 1
      const nx = ((ns * p.cos - nt * p.sin) / flat) * out
      const nz = ((-ns * p.sin - nt * p.cos) / flat) * out
      const u = grid === 'metres' ? (k / sides) * 2 * Math.PI * widest : (k / sides) * grid.around
      const v = grid === 'metres' ? along : (along / Math.max(1e-3, total)) * grid.along
      b.vertex(x, q[1], z, nx, up, nz, u, v, brush)
    }
  })
  const row = sides + 1
  for (let i = 0; i + 1 < profile.length; i++) {
    const isPoint = (profile[i]?.[0] ?? 0) < 1e-6
    const endsInPoint = (profile[i + 1]?.[0] ?? 0) < 1e-6
    for (let k = 0; k < sides; k++) {
      const a = first + i * row + k
      if (!isPoint) b.triangle(a, a + 1, a + row + 1)
      if (!endsInPoint) b.triangle(a, a + row + 1, a + row)
    }
  }
}

/** A round bar between two places, open at its ends. */
export function tube(
  b: MeshBuilder,
  from: At,
  to: At,
  radius: number,
  sides: number,
  brush: Brush,
  endRadius = radius,
): void {
  const d = [to[0] - from[0], to[1] - from[1], to[2] - from[2]] as const
  const length = Math.hypot(...d)
  if (length < 1e-4) return
  const [dx, dy, dz] = [d[0] / length, d[1] / length, d[2] / length]
  // Any two axes square to the bar.
  const flat = Math.hypot(dx, dz)
  const [ax, ay, az] = flat > 1e-3 ? [dz / flat, 0, -dx / flat] : [1, 0, 0]
  const [bx, by, bz] = [dy * az - dz * ay, dz * ax - dx * az, dx * ay - dy * ax]
  const first = b.vertexCount
  for (let end = 0; end < 2; end++) {
    const o = end === 0 ? from : to
    const r = end === 0 ? radius : endRadius
    for (let k = 0; k <= sides; k++) {
      const angle = (k / sides) * 2 * Math.PI
      const c = Math.cos(angle)
      const s = Math.sin(angle)
      const [nx, ny, nz] = [ax * c + bx * s, ay * c + by * s, az * c + bz * s]
      b.vertex(o[0] + nx * r, o[1] + ny * r, o[2] + nz * r, nx, ny, nz, (k / sides) * 6 * r, end * length, brush)
    }
  }
  const row = sides + 1
  for (let k = 0; k < sides; k++) b.quad(first + k, first + k + 1, first + row + k + 1, first + row + k)
}

/** A half or whole ellipsoid's profile for `lathe`, from angle `from` to `to` (radians above the equator). */
export function arc(
  radius: number,
  rise: number,
  y: number,
  steps: number,
  from = 0,
  to = Math.PI / 2,
): [number, number][] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = from + ((to - from) * i) / steps
    const r = radius * Math.cos(angle)
    return [Math.abs(r) < 1e-4 * radius ? 0 : r, y + rise * Math.sin(angle)]
  })
}

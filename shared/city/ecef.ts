// Places on the WGS 84 ellipsoid as earth-centred, earth-fixed metres (EPSG:4978) and back, and the affine matrices
// that carry a flat frame there: what 3D Tiles stand in. Sixteen numbers, columns first, as 3D Tiles and glTF write
// them. Forward: Torge, Geodesy (2001), section 4.1.3; back: Bowring, Survey Review 23 (1976), repeated until still.

export type Xyz = readonly [x: number, y: number, z: number]
/** Sixteen numbers, columns first; the last row is 0 0 0 1. */
export type Affine = readonly number[]

export const IDENTITY: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

const A_M = 6378137
const F = 1 / 298.257223563
const E2 = F * (2 - F)
const RAD = Math.PI / 180

/** Degrees and metres above the ellipsoid. */
export function ecefOf(lon: number, lat: number, heightM: number): Xyz {
  const sinLat = Math.sin(lat * RAD)
  const cosLat = Math.cos(lat * RAD)
  const n = A_M / Math.sqrt(1 - E2 * sinLat * sinLat)
  const across = (n + heightM) * cosLat
  return [across * Math.cos(lon * RAD), across * Math.sin(lon * RAD), (n * (1 - E2) + heightM) * sinLat]
}

export function geodeticOf([x, y, z]: Xyz): { lon: number; lat: number; heightM: number } {
  const p = Math.hypot(x, y)
  let reduced = Math.atan2(z, p * (1 - F))
  let lat = reduced
  for (let i = 0; i < 4; i++) {
    lat = Math.atan2(
      z + (E2 / (1 - E2)) * A_M * (1 - F) * Math.sin(reduced) ** 3,
      p - E2 * A_M * Math.cos(reduced) ** 3,
    )
    reduced = Math.atan2((1 - F) * Math.sin(lat), Math.cos(lat))
  }
  const sinLat = Math.sin(lat)
  const n = A_M / Math.sqrt(1 - E2 * sinLat * sinLat)
  // Near the poles p vanishes: height along the axis that is longer.
  const heightM = p > Math.abs(z) ? p / Math.cos(lat) - n : z / sinLat - n * (1 - E2)
  return { lon: Math.atan2(y, x) / RAD, lat: lat / RAD, heightM }
}

/** East, north and up at a place: its columns are these directions, unit length, then the place itself. */
export function eastNorthUp(lon: number, lat: number, heightM: number): Affine {
  const [sl, cl] = [Math.sin(lon * RAD), Math.cos(lon * RAD)]
  const [sp, cp] = [Math.sin(lat * RAD), Math.cos(lat * RAD)]
  const [x, y, z] = ecefOf(lon, lat, heightM)
  return [-sl, cl, 0, 0, -sp * cl, -sp * sl, cp, 0, cp * cl, cp * sl, sp, 0, x, y, z, 1]
}

/** First `b`, then `a`. */
export function multiply(a: Affine, b: Affine): number[] {
  const out = Array.from({ length: 16 }, () => 0)
  for (let col = 0; col < 4; col++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum += (a[k * 4 + row] as number) * (b[col * 4 + k] as number)
      out[col * 4 + row] = sum
    }
  }
  return out
}

export function apply(m: Affine, [x, y, z]: Xyz): Xyz {
  const row = (r: number): number =>
    (m[r] as number) * x + (m[4 + r] as number) * y + (m[8 + r] as number) * z + (m[12 + r] as number)
  return [row(0), row(1), row(2)]
}

/** The way back; throws when the matrix flattens space. */
export function invert(m: Affine): number[] {
  const [a, b, c, , d, e, f, , g, h, i, , x, y, z] = m as number[] as [
    ...[number, number, number, number, number, number, number, number],
    ...[number, number, number, number, number, number, number, number],
  ]
  const det = a * (e * i - f * h) - d * (b * i - c * h) + g * (b * f - c * e)
  if (!(Math.abs(det) > 1e-12)) throw new Error('matrix: cannot be inverted')
  const k = 1 / det
  const rows = [
    [(e * i - f * h) * k, (g * f - d * i) * k, (d * h - g * e) * k],
    [(h * c - b * i) * k, (a * i - g * c) * k, (g * b - a * h) * k],
    [(b * f - e * c) * k, (d * c - a * f) * k, (a * e - d * b) * k],
  ] as const
  const back = rows.map(([p, q, r]) => -(p * x + q * y + r * z))
  const column = (n: 0 | 1 | 2): number[] => [rows[0][n], rows[1][n], rows[2][n], 0]
  return [...column(0), ...column(1), ...column(2), ...back, 1]
}

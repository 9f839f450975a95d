// Where the city stands on the earth: the matrix from metres around a point of its flat frame to EPSG:4978.
// The frame's own east and north are measured on the ellipsoid, so grid convergence and scale are those of the CRS.
// Heights are taken over as they are: the step from the city's height datum to the ellipsoid needs a geoid model.
import { type Affine, ecefOf, geodeticOf, multiply, invert } from '../../shared/city/ecef.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import type { PointM } from '../../shared/city/city.ts'
import { type Frame, horizontalCrs, makeFrame } from './frame.ts'

/** Half the length over which a direction of the frame is measured. */
const REACH_M = 50

export function frameOf(manifest: Pick<Manifest, 'crs' | 'origin'>): Frame {
  return makeFrame(horizontalCrs(manifest.crs), manifest.origin.lon, manifest.origin.lat)
}

/** Columns: the frame's east, its north, straight up, and the place; from metres around `atM` to EPSG:4978. */
export function ecefFromFrame(frame: Pick<Frame, 'toLonLat'>, [e, n]: PointM): number[] {
  const at = (east: number, north: number): readonly [number, number, number] => {
    const [lon, lat] = frame.toLonLat([east, north])
    return ecefOf(lon, lat, 0)
  }
  const along = (de: number, dn: number): number[] => {
    const [from, to] = [at(e - de, n - dn), at(e + de, n + dn)]
    return [0, 1, 2].map((k) => ((to[k] as number) - (from[k] as number)) / (2 * REACH_M))
  }
  const place = at(e, n)
  const { lon, lat } = geodeticOf(place)
  const [l, p] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180]
  const up = [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)]
  return [...along(REACH_M, 0), 0, ...along(0, REACH_M), 0, ...up, 0, ...place, 1]
}

/** A child tile's matrix in its parent's, as tileset.json wants it. */
export const relativeTo = (parent: Affine, child: Affine): number[] => multiply(invert(parent), child)

/** From EPSG:4978 to the city's flat frame, true at its origin: for laying other tilesets into it. */
export const frameFromEcef = (manifest: Pick<Manifest, 'crs' | 'origin'>): number[] =>
  invert(ecefFromFrame(frameOf(manifest), [0, 0]))

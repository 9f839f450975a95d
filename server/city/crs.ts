// What a file's words about its coordinate reference system come to: the EPSG code, its units, the part of the
// earth it is meant for, and from that whether the file's first axis is east or north.
import proj4 from 'proj4'
import { crsDefinition, horizontalCrs, proj4Of } from './frame.ts'

const WGS84 = '+proj=longlat +datum=WGS84 +no_defs'

/**
 * `EPSG:7415` from `urn:ogc:def:crs:EPSG::7415`, `https://www.opengis.net/def/crs/EPSG/0/7415` or `epsg:7415`;
 * of a compound the horizontal part comes first. Null when no code is named.
 */
export function crsFromText(text: string): string | null {
  if (/CRS:?84h?\b/i.test(text)) return 'EPSG:4326'
  const code = /EPSG(?:::|:[\d.]+:|\/[\d.]+\/|[:/])(\d{4,6})\b/i.exec(text)?.[1]
  return code ? `EPSG:${code}` : null
}

/** Whether the words themselves say that longitude comes first. */
export const isLonFirstByName = (text: string): boolean => /CRS:?84h?\b/i.test(text)

/** Null when it can be worked with; else the reason as half a sentence. */
export function crsFault(crs: string): string | null {
  const definition = crsDefinition(crs)
  if (!definition) return `its coordinate reference system ${crs} is not known`
  if (!definition.proj4) return `its coordinate reference system ${crs} (${definition.name}) has no known projection`
  if (/VERTCRS|GEOCENTRIC|GEOCCRS/.test(definition.kind) || definition.proj4.includes('+proj=geocent')) {
    return `its coordinate reference system ${crs} (${definition.name}) does not tell a place on the map`
  }
  return null
}

export const isGeographic = (crs: string): boolean => proj4Of(crs).includes('+proj=longlat')

/** The horizontal part when it is projected in true metres (not Web Mercator's stretched ones), else null. */
export function metricCrs(crs: string): string | null {
  const horizontal = horizontalCrs(crs)
  const words = proj4Of(crs)
  return /\+units=m\b/.test(words) && !/\+proj=(merc|webmerc|longlat)\b/.test(words) ? horizontal : null
}

/** Metres in one unit of height: of a compound its vertical part's, else the unit of the map, metres for degrees. */
export function heightUnitM(crs: string): number {
  const wkt = crsDefinition(crs)?.wkt ?? ''
  const vertical = wkt.indexOf('VERT_CS[')
  if (vertical >= 0) return lastUnit(wkt.slice(vertical))
  return wkt.startsWith('PROJCS[') ? lastUnit(wkt) : 1
}

function lastUnit(wkt: string): number {
  const all = [...wkt.matchAll(/UNIT\["[^"]*",([\d.eE+-]+)/g)]
  return Number(all.at(-1)?.[1] ?? 1)
}

/** Degrees WGS 84, or null where the projection has no answer. */
export function lonLatOf(crs: string): (x: number, y: number) => [number, number] | null {
  const convert = proj4(proj4Of(crs), WGS84)
  return (x, y) => {
    // proj4 throws where its own steps leave the numbers.
    const [lon, lat] = forwardOrNothing(convert, x, y)
    return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon) <= 360 && Math.abs(lat) <= 90
      ? [lon, lat]
      : null
  }
}

function forwardOrNothing(
  convert: { forward(at: [number, number]): unknown },
  x: number,
  y: number,
): readonly [number, number] {
  try {
    return convert.forward([x, y]) as [number, number]
  } catch {
    return [Number.NaN, Number.NaN]
  }
}

export type Axes = 'eastFirst' | 'northFirst' | 'either' | 'neither'

/** Which order of axes puts a place of the file into the area its CRS is meant for. */
export function axesOf(crs: string, x: number, y: number): Axes {
  const place = lonLatOf(crs)
  const isFit = (a: number, b: number, marginDeg: number): boolean => {
    if (isGeographic(crs) && (Math.abs(a) > 180 || Math.abs(b) > 90)) return false
    const at = place(a, b)
    return at !== null && isInArea(crs, at, marginDeg)
  }
  // Files reach a little over the edge of their zone; only then is the wider margin looked at.
  for (const marginDeg of [0.5, 6]) {
    const isEast = isFit(x, y, marginDeg)
    const isNorth = isFit(y, x, marginDeg)
    if (isEast || isNorth) return isEast && isNorth ? 'either' : isEast ? 'eastFirst' : 'northFirst'
  }
  return 'neither'
}

function isInArea(crs: string, [lon, lat]: readonly [number, number], marginDeg: number): boolean {
  const [n, w, s, e] = crsDefinition(horizontalCrs(crs))?.bbox ?? [90, -180, -90, 180]
  if (lat > n + marginDeg || lat < s - marginDeg) return false
  const isWrapped = w > e
  const isEastOf = lon >= w - marginDeg
  const isWestOf = lon <= e + marginDeg
  return isWrapped ? isEastOf || isWestOf : isEastOf && isWestOf
}

/** `Netherlands - onshore`, for sentences. */
export function areaName(crs: string): string {
  const area = crsDefinition(horizontalCrs(crs))?.area ?? crs
  return area.length > 80 ? `${area.slice(0, 77)}...` : area.replace(/\.$/, '')
}

// The city's frame: metres east and north of an origin in one projected CRS, and the way back to degrees.
// Definitions come from the epsg-index package, the arithmetic from proj4; no network.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import proj4 from 'proj4'
import type { PointM } from '../../shared/city/city.ts'
import { DATUM_SHIFTS } from './datum-shifts.ts'

export type Frame = {
  /** `EPSG:32642`. */
  readonly crs: string
  readonly origin: { readonly eastingM: number; readonly northingM: number; readonly lon: number; readonly lat: number }
  fromLonLat(lon: number, lat: number): PointM
  toLonLat(atM: PointM): [lon: number, lat: number]
  /** From another CRS's coordinates (metres or degrees, x = east). */
  fromCrs(crs: string): (x: number, y: number) => PointM
}

type Definition = {
  code: string
  kind: string
  name: string
  wkt: string | null
  proj4: string | null
  unit: string | null
  /** North, west, south, east in degrees; west exceeds east across the date line. */
  bbox: [number, number, number, number] | null
  area: string | null
}

const require = createRequire(import.meta.url)

/** The EPSG entry of `EPSG:28992`, or null when there is no such code. */
export function crsDefinition(crs: string): Definition | null {
  const code = /^EPSG:(\d+)$/.exec(crs)?.[1]
  if (!code) return null
  try {
    return JSON.parse(readFileSync(require.resolve(`epsg-index/s/${code}.json`), 'utf8')) as Definition
  } catch {
    return null
  }
}

/** The horizontal part of a compound CRS: EPSG:7415 is EPSG:28992 with NAP heights. Others are themselves. */
export function horizontalCrs(crs: string): string {
  const definition = crsDefinition(crs)
  if (!definition?.wkt || !definition.kind.includes('COMPOUND')) return crs
  const horizontal = definition.wkt.slice(0, definition.wkt.search(/,VERT_CS\[|,VERTCRS\[/))
  const codes = [...horizontal.matchAll(/AUTHORITY\["EPSG","(\d+)"\]/g)]
  const last = codes.at(-1)?.[1]
  return last ? `EPSG:${last}` : crs
}

/** proj4's definition of the horizontal part with its shift to WGS 84; throws a sentence when unknown. */
export function proj4Of(crs: string): string {
  const definition = crsDefinition(horizontalCrs(crs))
  if (!definition?.proj4) throw new Error(`the coordinate reference system ${crs} is not known`)
  const shift = DATUM_SHIFTS.get(geographicCode(definition))
  if (shift) return `${withoutShift(definition.proj4)} +towgs84=${shift}`
  // Grid files are not shipped; proj4 gives up on those it is told to need.
  return /\+nadgrids=(?!@)/.test(definition.proj4) ? withoutShift(definition.proj4) : definition.proj4
}

const withoutShift = (words: string): string => words.replace(/ \+(nadgrids|towgs84)=("[^"]*"|\S+)/g, '')

/** The EPSG code of the geographic system a projected one stands on; its own code for a geographic one. */
function geographicCode(definition: Definition): string {
  const projection = definition.wkt?.indexOf(',PROJECTION[') ?? -1
  if (projection < 0) return definition.code
  const codes = [...(definition.wkt ?? '').slice(0, projection).matchAll(/AUTHORITY\["EPSG","(\d+)"\]/g)]
  return codes.at(-1)?.[1] ?? ''
}

/** The WGS 84 UTM zone of a place. */
export function utmZoneOf(lon: number, lat: number): string {
  const zone = Math.min(60, Math.max(1, Math.floor((lon + 180) / 6) + 1))
  return `EPSG:${(lat >= 0 ? 32600 : 32700) + zone}`
}

/** A frame in a projected metric CRS with its zero at a place (rounded to whole metres in the CRS). */
export function makeFrame(crs: string, lon: number, lat: number): Frame {
  const wgs84 = '+proj=longlat +datum=WGS84 +no_defs'
  const here = proj4(wgs84, proj4Of(crs))
  const [e0, n0] = here.forward([lon, lat]) as [number, number]
  const eastingM = Math.round(e0)
  const northingM = Math.round(n0)
  const [originLon, originLat] = here.inverse([eastingM, northingM]) as [number, number]
  return {
    crs,
    origin: { eastingM, northingM, lon: originLon, lat: originLat },
    fromLonLat(lonDeg, latDeg) {
      const [e, n] = here.forward([lonDeg, latDeg]) as [number, number]
      return [e - eastingM, n - northingM]
    },
    toLonLat([e, n]) {
      const [x, y] = here.inverse([e + eastingM, n + northingM]) as [number, number]
      return [x, y]
    },
    fromCrs(from) {
      if (horizontalCrs(from) === crs) return (x, y) => [x - eastingM, y - northingM]
      const convert = proj4(proj4Of(from), proj4Of(crs))
      return (x, y) => {
        const [e, n] = convert.forward([x, y]) as [number, number]
        return [e - eastingM, n - northingM]
      }
    },
  }
}

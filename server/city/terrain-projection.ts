// Which projection an elevation file is in, from an EPSG code, from the text of a .prj file beside it (WKT of OGC or
// Esri, or Arc/Info's old list), or from what the person importing says.
import { existsSync, readFileSync } from 'node:fs'
import proj4 from 'proj4'
import { crsFault } from './crs.ts'
import { crsDefinition, proj4Of } from './frame.ts'
import { Unreadable } from './ledger.ts'

export type Projection = { readonly crs: string; readonly projection: string; readonly datum: string }

/** The datum of heights is in few files; then the card says so. */
export const DATUM_UNTOLD = 'not told by the file'

export function projectionOfCode(file: string, crs: string): Projection {
  const fault = crsFault(crs)
  if (fault) throw new Unreadable(file, fault)
  const vertical = /VERT_CS\["([^"]+)"/.exec(crsDefinition(crs)?.wkt ?? '')?.[1]
  return { crs, projection: proj4Of(crs), datum: vertical?.replace(/ height$/, '') ?? DATUM_UNTOLD }
}

/** Of the .prj file beside `path`, or null when there is none. */
export function projectionBeside(file: string, path: string): Projection | null {
  const base = path.replace(/\.gz$/i, '').replace(/\.[^.]+$/, '')
  const beside = [`${base}.prj`, `${base}.PRJ`, `${path}.prj`].find((p) => existsSync(p))
  return beside ? projectionOfText(file, readFileSync(beside, 'utf8')) : null
}

export function projectionOfText(file: string, text: string): Projection {
  const words = text.trim()
  // The outermost authority stands last.
  const code = /AUTHORITY\["EPSG",\s*"?(\d+)"?\]\]\s*$/i.exec(words)?.[1] ?? /^EPSG:(\d+)$/i.exec(words)?.[1]
  if (code && crsFault(`EPSG:${code}`) === null) return projectionOfCode(file, `EPSG:${code}`)
  const name = /^[A-Z_]+\[\s*"([^"]+)"/i.exec(words)?.[1]
  if (name && canProject(words)) return { crs: name, projection: words, datum: DATUM_UNTOLD }
  const old = oldList(words)
  if (old) return projectionOfCode(file, old)
  throw new Unreadable(file, 'the projection in the .prj file beside it is not understood; give it with --crs EPSG:…')
}

function canProject(wkt: string): boolean {
  try {
    const [lon, lat] = proj4(wkt, '+proj=longlat +datum=WGS84 +no_defs').forward([0, 0]) as [number, number]
    return !Number.isNaN(lon) && !Number.isNaN(lat)
  } catch {
    return false
  }
}

/** `Projection UTM / Zone 42 / Datum WGS84 …`, a word and its value a line. */
function oldList(text: string): string | null {
  const value = (key: string): string => new RegExp(`^\\s*${key}\\s+(\\S+)`, 'im').exec(text)?.[1]?.toUpperCase() ?? ''
  const isWgs84 = /WGS_?(19)?84/.test(value('datum')) || value('datum') === ''
  if (!isWgs84) return null
  if (value('projection').startsWith('GEOG')) return 'EPSG:4326'
  const zone = Number(value('zone'))
  if (value('projection') !== 'UTM' || !(Math.abs(zone) >= 1 && Math.abs(zone) <= 60)) return null
  return `EPSG:${zone > 0 ? 32_600 + zone : 32_700 - zone}`
}

// Reads elevation files of any known kind, several together, into one reading: GeoTIFF, SRTM .hgt, ESRI ASCII grids,
// each also gzipped or in a .zip. Where files overlap the finest answers first.
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createGunzip, gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { type Ledger, Unreadable } from './ledger.ts'
import { sha256Of } from './osm-bytes.ts'
import type { TerrainReading } from './survey.ts'
import { readAscii } from './terrain-ascii.ts'
import { readGeoTiff } from './terrain-geotiff.ts'
import { type GridInput, type HeightGrid, makeGrid } from './terrain-grid.ts'
import { LARGEST_HGT, isHgtName, readHgt } from './terrain-hgt.ts'
import { projectionBeside, projectionOfCode, projectionOfText } from './terrain-projection.ts'

type Options = { readonly crs?: string }
/** The finest .hgt tiles hold 26 MB; a GeoTIFF of a city some hundred. More unpacked is a fault or an attack. */
const MOST_UNPACKED = 1_000_000_000
const KINDS = /\.(tiff?|hgt|asc|agr)$/i

/** Throws `Unreadable` with one sentence for the first file that cannot be used; `crs` for files that name none. */
export async function readTerrain(paths: string[], ledger: Ledger, options: Options = {}): Promise<TerrainReading> {
  const grids: HeightGrid[] = []
  for (const path of paths) grids.push(...(await gridsOf(path, ledger, options)))
  const [first] = grids
  if (!first) throw new Unreadable('terrain', 'no file was given')
  grids.sort((a, b) => a.cellM - b.cellM)
  const all = (of: (g: HeightGrid) => string): string => [...new Set(grids.map(of))].join(', ')
  const files = paths.map((p) => basename(p))
  const title = files.length > 3 ? `${files[0]} and ${files.length - 1} more` : files.join(', ')
  return {
    source: {
      title,
      file: title,
      format: all((g) => g.format),
      crs: all((g) => g.crs),
      licence: "unknown: see the data's publisher",
      attribution: title,
      date: '',
      sha256: await sha256Of(paths),
    },
    bbox: [
      Math.min(...grids.map((g) => g.bbox[0])),
      Math.min(...grids.map((g) => g.bbox[1])),
      Math.max(...grids.map((g) => g.bbox[2])),
      Math.max(...grids.map((g) => g.bbox[3])),
    ],
    cellM: (grids[0] ?? first).cellM,
    datum: all((g) => g.datum),
    heightAt: heightsOf(grids),
  }
}

function heightsOf(grids: readonly HeightGrid[]): TerrainReading['heightAt'] {
  return (lon, lat) => {
    for (const grid of grids) {
      const h = grid.heightAt(lon, lat)
      if (h !== null) return h
    }
    return null
  }
}

async function gridsOf(path: string, ledger: Ledger, options: Options): Promise<HeightGrid[]> {
  const file = basename(path)
  try {
    const what = statSync(path)
    if (what.isDirectory()) throw new Unreadable(file, 'is a folder, not a file')
    if (what.size === 0) throw new Unreadable(file, 'the file is empty')
    const inputs = /\.zip$/i.test(path) ? await unpacked(path, ledger, options) : [await inputOf(path, ledger, options)]
    return inputs.map((input) => makeGrid(input, ledger))
  } catch (error) {
    if (error instanceof Unreadable) throw error
    const code = (error as { code?: string }).code ?? ''
    if (code === 'ENOENT') throw new Unreadable(file, 'there is no such file')
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new Unreadable(file, 'unpacks to more than is read')
    throw new Unreadable(file, code.startsWith('Z_') ? 'is cut short or not a gzip file' : 'cannot be read')
  }
}

async function inputOf(path: string, ledger: Ledger, { crs }: Options): Promise<GridInput> {
  const file = basename(path)
  const name = file.replace(/\.gz$/i, '')
  const isGzip = name !== file
  if (isHgtName(name)) {
    const bytes = readFileSync(path)
    return readHgt(name, isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST_HGT }) : bytes)
  }
  if (/\.tiff?$/i.test(name)) {
    return readGeoTiff(
      file,
      { path, bytes: isGzip ? gunzipSync(readFileSync(path), { maxOutputLength: MOST_UNPACKED }) : null },
      crs,
    )
  }
  if (/\.(asc|agr|txt|grd)$/i.test(name)) {
    const bytes = createReadStream(path)
    const text = isGzip ? pipeText(bytes) : bytes.setEncoding('latin1')
    const projection = projectionBeside(file, path) ?? (crs ? projectionOfCode(file, crs) : null)
    return readAscii(file, text as AsyncIterable<string>, { projection, ledger })
  }
  throw new Unreadable(file, 'is no known kind of elevation file; .tif, .hgt, .asc and these in .zip or .gz are')
}

/** Errors of the file reach the reader of the text. */
function pipeText(bytes: ReturnType<typeof createReadStream>): AsyncIterable<string> {
  const gunzip = createGunzip()
  bytes.on('error', (error) => gunzip.destroy(error))
  return bytes.pipe(gunzip).setEncoding('latin1') as AsyncIterable<string>
}

async function unpacked(path: string, ledger: Ledger, { crs }: Options): Promise<GridInput[]> {
  const file = basename(path)
  let entries: Record<string, Uint8Array>
  try {
    let unpacked = 0
    entries = unzipSync(readFileSync(path), {
      filter: ({ name, originalSize }) => {
        if (!KINDS.test(name) && !/\.prj$/i.test(name)) return false
        unpacked += originalSize
        if (unpacked > MOST_UNPACKED || (isHgtName(name) && originalSize > LARGEST_HGT)) {
          throw new Unreadable(file, `${basename(name)} in it unpacks to ${unpacked} bytes, more than is read`)
        }
        return true
      },
    })
  } catch (error) {
    if (error instanceof Unreadable || (error as { code?: unknown }).code === 'ENOENT') throw error
    throw new Unreadable(file, 'is not a .zip archive or is cut short')
  }
  const inputs: GridInput[] = []
  for (const [entry, bytes] of Object.entries(entries)) {
    const name = basename(entry)
    if (!KINDS.test(name) || name.startsWith('._')) continue
    if (isHgtName(name)) inputs.push(readHgt(name, bytes))
    else if (/\.tiff?$/i.test(name)) inputs.push(await readGeoTiff(name, { path, bytes }, crs))
    else {
      const prj = entries[entry.replace(/\.[^.]+$/, '.prj')]
      const given = crs ? projectionOfCode(name, crs) : null
      const projection = prj ? projectionOfText(name, new TextDecoder().decode(prj)) : given
      inputs.push(await readAscii(name, once(new TextDecoder('latin1').decode(bytes)), { projection, ledger }))
    }
  }
  if (inputs.length === 0) throw new Unreadable(file, 'holds no elevation file (.hgt, .tif or .asc)')
  return inputs
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

// GeoTIFF elevation: one band of any number type, strips or tiles, any compression the geotiff package knows,
// placed by tie point and scale, by a matrix, or by a world file beside it. Very large grids are averaged down.
// OGC 19-008r4 (GeoTIFF 1.1); scale, offset and nodata as GDAL writes them.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fromArrayBuffer, fromFile, type GeoTIFF, type GeoTIFFImage } from 'geotiff'
import { crsDefinition } from './frame.ts'
import { Unreadable } from './ledger.ts'
import type { Affine, GridInput, HeightValues } from './terrain-grid.ts'
import { type Projection, projectionBeside, projectionOfCode } from './terrain-projection.ts'

/** 160 MB as single floats. */
const MOST_SAMPLES = 40_000_000
const FEET: Readonly<Record<number, number>> = { 9002: 0.3048, 9003: 1200 / 3937 }

type Keys = Readonly<Record<string, unknown>>

/** `bytes` when it came out of an archive; else the file itself is read piece by piece. */
export async function readGeoTiff(
  file: string,
  from: { readonly path: string; readonly bytes: Uint8Array | null },
  crs: string | undefined,
): Promise<GridInput> {
  const image = await openImage(file, from)
  const keys: Keys = image.getGeoKeys() ?? {}
  const bands = image.getSamplesPerPixel()
  const isPhotometric = image.getBitsPerSample() <= 8 && bands >= 3
  if (isPhotometric) throw new Unreadable(file, `is a picture of ${bands} colours, not a grid of heights`)
  const place = await affineOf(image, keys, from.path)
  if (!place) throw new Unreadable(file, 'is a TIFF without a place on earth: no tie point, matrix or world file')
  const missing = await missingBlocks(image, from.bytes?.length ?? statSync(from.path).size)
  if (missing > 0) throw new Unreadable(file, `is cut short: ${missing} of its blocks of samples are missing`)
  const projection = projectionOf(file, keys, { path: from.path, crs })
  const { scale, offset } = await scaling(image, keys)
  const read = await readValues(file, image)
  return {
    file,
    format: read.thinned > 1 ? `GeoTIFF, ${read.thinned} by ${read.thinned} samples averaged` : 'GeoTIFF',
    ...projection,
    cols: read.cols,
    rows: read.rows,
    values: read.values,
    nodata: read.thinned > 1 ? null : image.getGDALNoData(),
    scale,
    offset,
    affine: thinnedAffine(place, read.thinned),
    isPoint: keys.GTRasterTypeGeoKey === 2,
  }
}

async function openImage(
  file: string,
  from: { readonly path: string; readonly bytes: Uint8Array | null },
): Promise<GeoTIFFImage> {
  try {
    const tiff: GeoTIFF = from.bytes
      ? await fromArrayBuffer(Uint8Array.from(from.bytes).buffer)
      : await fromFile(from.path)
    const image = await tiff.getImage()
    if (image.getWidth() > 0 && image.getHeight() > 0) return image
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') throw error
  }
  throw new Unreadable(file, 'is not a TIFF file or is cut short')
}

/** Strips or tiles that end beyond the file; read all the same they would be heights of nothing. */
async function missingBlocks(image: GeoTIFFImage, size: number): Promise<number> {
  const directory = image.getFileDirectory()
  const [starts, lengths] = await Promise.all(
    image.isTiled
      ? [directory.loadValue('TileOffsets'), directory.loadValue('TileByteCounts')]
      : [directory.loadValue('StripOffsets'), directory.loadValue('StripByteCounts')],
  )
  const ends = Array.from((starts ?? []) as ArrayLike<number>, (start, i) => start + (lengths?.[i] ?? 0))
  return ends.filter((end) => end > size).length
}

function projectionOf(file: string, keys: Keys, { path, crs }: { path: string; crs: string | undefined }): Projection {
  const code = [keys.ProjectedCSTypeGeoKey, keys.GeographicTypeGeoKey].find(
    (c): c is number => typeof c === 'number' && c >= 1024 && c < 32_767,
  )
  const isUserProjection = keys.GTModelTypeGeoKey === 1 && typeof keys.ProjectedCSTypeGeoKey !== 'number'
  const isUserDefined = keys.ProjectedCSTypeGeoKey === 32_767 || isUserProjection
  const own = code !== undefined && !isUserDefined ? projectionOfCode(file, `EPSG:${code}`) : null
  const found = own ?? projectionBeside(file, path) ?? (crs ? projectionOfCode(file, crs) : null)
  if (!found) {
    throw new Unreadable(
      file,
      isUserDefined
        ? 'its coordinate reference system is spelt out instead of named; give its code with --crs EPSG:…'
        : 'names no coordinate reference system, so its place on earth is not known; give it with --crs EPSG:…',
    )
  }
  const vertical = keys.VerticalCSTypeGeoKey
  const name = typeof vertical === 'number' ? crsDefinition(`EPSG:${vertical}`)?.name : undefined
  return name ? { ...found, datum: name.replace(/ height.*$/, '') } : found
}

async function affineOf(image: GeoTIFFImage, keys: Keys, path: string): Promise<Affine | null> {
  const directory = image.getFileDirectory()
  const numbers = async (tag: 'ModelPixelScale' | 'ModelTiepoint' | 'ModelTransformation'): Promise<number[]> =>
    directory.hasTag(tag) ? Array.from((await directory.loadValue(tag)) as ArrayLike<number>, Number) : []
  // Tie points name a corner of the cell, or its centre where samples are points.
  const toCentre = keys.GTRasterTypeGeoKey === 2 ? 0 : 0.5
  const centred = ({ x0, ax, bx, y0, ay, by }: Affine): Affine => ({
    x0: x0 + (ax + bx) * toCentre,
    ax,
    bx,
    y0: y0 + (ay + by) * toCentre,
    ay,
    by,
  })
  const matrix = await numbers('ModelTransformation')
  if (matrix.length === 16) {
    const [ax, bx, , x0, ay, by, , y0] = matrix as [number, number, number, number, number, number, number, number]
    if (ax * by - bx * ay !== 0) return centred({ x0, ax, bx, y0, ay, by })
  }
  const [sx, sy] = await numbers('ModelPixelScale')
  const [i, j, , x, y] = await numbers('ModelTiepoint')
  if (sx && sy && i !== undefined && j !== undefined && x !== undefined && y !== undefined) {
    return centred({ x0: x - i * sx, ax: sx, bx: 0, y0: y + j * sy, ay: 0, by: -sy })
  }
  return worldFile(path)
}

/** Six numbers: a, d, b, e and the centre of the first sample. */
function worldFile(path: string): Affine | null {
  const base = path.replace(/\.[^.]+$/, '')
  const beside = [`${base}.tfw`, `${base}.tifw`, `${base}.wld`, `${base}.TFW`].find((p) => existsSync(p))
  if (!beside) return null
  const [ax, ay, bx, by, x0, y0] = readFileSync(beside, 'utf8').trim().split(/\s+/).map(Number)
  if (ax === undefined || ay === undefined || bx === undefined || by === undefined) return null
  if (x0 === undefined || y0 === undefined || !(ax * by - bx * ay)) return null
  return { x0, ax, bx, y0, ay, by }
}

async function scaling(image: GeoTIFFImage, keys: Keys): Promise<{ scale: number; offset: number }> {
  const unitM = FEET[Number(keys.VerticalUnitsGeoKey)] ?? 1
  const metadata = await image.getGDALMetadata(0).catch(() => null)
  const own = (name: string, otherwise: number): number => {
    const entry = Object.entries(metadata ?? {}).find(([key]) => key.toLowerCase() === name)
    const v = Number(entry?.[1] ?? otherwise)
    return Number.isFinite(v) && !(name === 'scale' && v === 0) ? v : otherwise
  }
  return { scale: own('scale', 1) * unitM, offset: own('offset', 0) * unitM }
}

type Values = { readonly cols: number; readonly rows: number; readonly values: HeightValues; readonly thinned: number }

async function readValues(file: string, image: GeoTIFFImage): Promise<Values> {
  const [width, height] = [image.getWidth(), image.getHeight()]
  const thinned = Math.ceil(Math.sqrt((width * height) / MOST_SAMPLES))
  try {
    if (thinned > 1) return await readThinned(image, thinned)
    const [band] = await image.readRasters({ samples: [0], interleave: false })
    return { cols: width, rows: height, values: band as HeightValues, thinned: 1 }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    const reason =
      error instanceof Error && /compress/i.test(error.message)
        ? 'its compression is not known'
        : 'is cut short or damaged'
    throw new Unreadable(file, reason)
  }
}

/** Means of `k` by `k` samples, a band of rows at a time. */
async function readThinned(image: GeoTIFFImage, k: number): Promise<Values> {
  const [width, height] = [image.getWidth(), image.getHeight()]
  const [cols, rows] = [Math.floor(width / k), Math.floor(height / k)]
  const nodata = image.getGDALNoData()
  const single = nodata === null ? null : Math.fround(nodata)
  const values = new Float32Array(cols * rows)
  const rowsAtOnce = Math.max(1, Math.floor(4_000_000 / (width * k)))
  for (let top = 0; top < rows; top += rowsAtOnce) {
    const bottom = Math.min(rows, top + rowsAtOnce)
    const [band] = await image.readRasters({
      samples: [0],
      interleave: false,
      window: [0, top * k, cols * k, bottom * k],
    })
    const data = band as HeightValues
    for (let r = top; r < bottom; r++) {
      for (let c = 0; c < cols; c++) {
        let sum = 0
        let count = 0
        for (let y = (r - top) * k; y < (r - top + 1) * k; y++) {
          for (let x = c * k; x < (c + 1) * k; x++) {
            const v = data[y * cols * k + x] as number
            if (v === nodata || v === single || Number.isNaN(v) || Math.abs(v) > 1e6) continue
            sum += v
            count++
          }
        }
        values[r * cols + c] = count > 0 ? sum / count : Number.NaN
      }
    }
  }
  return { cols, rows, values, thinned: k }
}

function thinnedAffine({ x0, ax, bx, y0, ay, by }: Affine, k: number): Affine {
  const shift = (k - 1) / 2
  return { x0: x0 + (ax + bx) * shift, ax: ax * k, bx: bx * k, y0: y0 + (ay + by) * shift, ay: ay * k, by: by * k }
}

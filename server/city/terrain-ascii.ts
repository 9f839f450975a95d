// Esri ASCII grids (.asc): a head of `ncols 4` lines in any order, then heights from the north-west, wrapped anyhow.
// Read as a stream, so that the text is never held; comments (# or //), decimal commas, `dx`/`dy` for oblong cells.
import { type Ledger, Unreadable } from './ledger.ts'
import type { GridInput } from './terrain-grid.ts'
import { DATUM_UNTOLD, type Projection } from './terrain-projection.ts'

const MOST_SAMPLES = 400_000_000
const HEAD = /^(ncols|nrows|xllcorner|xllcenter|yllcorner|yllcenter|cellsize|dx|dy|nodata_value|nodata)$/

/** As it looks when the text is read byte by byte. */
const BYTE_ORDER_MARK = /^(?:\u00ef\u00bb\u00bf|\ufeff)/

type Head = Map<string, number>

/** `projection` null: not known, guessed to be degrees when the bounds allow it. */
export async function readAscii(
  file: string,
  text: AsyncIterable<string>,
  { projection, ledger }: { projection: Projection | null; ledger: Ledger },
): Promise<GridInput> {
  const head: Head = new Map()
  let values: Float32Array | null = null
  let count = 0
  let surplus = 0
  let wrong = 0
  let isEnded = true
  for await (const { line, isWhole } of linesOf(text)) {
    const plain = line
      .replace(BYTE_ORDER_MARK, '')
      .replace(/(#|\/\/).*$/, '')
      .trim()
    if (plain === '') continue
    const words = plain.split(/\s+/)
    const key = (words[0] ?? '').toLowerCase()
    if (!values && HEAD.test(key)) {
      head.set(key === 'nodata' ? 'nodata_value' : key, numberOf(words[1] ?? ''))
      continue
    }
    values ??= new Float32Array(sizeOf(file, head))
    isEnded = isWhole
    for (const word of words) {
      const v = numberOf(word)
      if (count >= values.length) surplus++
      else {
        if (Number.isNaN(v) && !/^[-+]?nan$/i.test(word)) wrong++
        values[count++] = v
      }
    }
  }
  if (!values) throw new Unreadable(file, head.size === 0 ? 'is not an ASCII grid' : 'has a head but no heights')
  if (wrong > values.length / 2) throw new Unreadable(file, 'is not an ASCII grid: most of its heights are not numbers')
  if (wrong > 0) ledger.drop('terrain samples', `not a number in ${file}`, wrong)
  if (surplus > 0) ledger.drop('terrain samples', `more than rows and columns in ${file}`, surplus)
  if (count < values.length) {
    // Cut in the middle of a number, what is left of it is another one.
    if (!isEnded && count > 0) count--
    ledger.drop('terrain samples', `missing at the end of ${file}`, values.length - count)
    values.fill(Number.NaN, count)
  }
  return gridOf(file, head, { values, projection, ledger })
}

function gridOf(
  file: string,
  head: Head,
  { values, projection, ledger }: { values: Float32Array; projection: Projection | null; ledger: Ledger },
): GridInput {
  const [cols, rows] = [head.get('ncols') as number, head.get('nrows') as number]
  const dx = head.get('dx') ?? head.get('cellsize') ?? Number.NaN
  const dy = head.get('dy') ?? head.get('cellsize') ?? dx
  const west = head.get('xllcenter') ?? (head.get('xllcorner') ?? Number.NaN) + dx / 2
  const south = head.get('yllcenter') ?? (head.get('yllcorner') ?? Number.NaN) + dy / 2
  if (!(dx > 0) || !(dy > 0)) throw new Unreadable(file, 'does not tell the size of its cells')
  if (!Number.isFinite(west) || !Number.isFinite(south))
    throw new Unreadable(file, 'does not tell where its corner lies')
  const north = south + (rows - 1) * dy
  const known = projection ?? degreesIfPlausible([west, south, west + (cols - 1) * dx, north], Math.max(dx, dy))
  if (!known) {
    throw new Unreadable(
      file,
      'names no coordinate reference system, so its place on earth is not known; give it with --crs EPSG:…',
    )
  }
  if (!projection) ledger.drop('files', 'without a coordinate reference system, taken as degrees WGS 84')
  return {
    file,
    format: 'ESRI ASCII grid',
    ...known,
    cols,
    rows,
    values,
    nodata: head.get('nodata_value') ?? -9999,
    scale: 1,
    offset: 0,
    affine: { x0: west, ax: dx, bx: 0, y0: north, ay: 0, by: -dy },
    isPoint: head.has('xllcenter'),
  }
}

function sizeOf(file: string, head: Head): number {
  const [cols, rows] = [head.get('ncols') ?? Number.NaN, head.get('nrows') ?? Number.NaN]
  if (!Number.isInteger(cols) || !Number.isInteger(rows) || cols < 1 || rows < 1) {
    throw new Unreadable(file, 'is not an ASCII grid: it does not tell its rows and columns')
  }
  if (cols * rows > MOST_SAMPLES) throw new Unreadable(file, `with ${cols} by ${rows} samples is too large, cut it up`)
  return cols * rows
}

/** Cells of more than a tenth of a degree (11 km) are more likely metres of a local grid. */
function degreesIfPlausible([w, s, e, n]: readonly [number, number, number, number], cell: number): Projection | null {
  if (w < -180 || e > 180 || s < -90 || n > 90 || cell > 0.1) return null
  return { crs: 'EPSG:4326', projection: '+proj=longlat +datum=WGS84 +no_defs', datum: DATUM_UNTOLD }
}

const numberOf = (word: string): number => (word === '' ? Number.NaN : Number(word.replace(',', '.')))

/** Lines, and of lines without end pieces that stop between words. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<{ line: string; isWhole: boolean }> {
  let rest = ''
  for await (const chunk of text) {
    rest += chunk
    const lines = rest.split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    for (const line of lines) yield { line, isWhole: true }
    const space = rest.lastIndexOf(' ')
    if (rest.length > 1_000_000 && space > 0) {
      yield { line: rest.slice(0, space), isWhole: true }
      rest = rest.slice(space + 1)
    }
  }
  yield { line: rest, isWhole: /\s$/.test(rest) }
}

// The difference of two rasters of the same grid, B minus A, as a raster of its own that is drawn like any other: its colours
// go from less to more through nothing. A sample that neither has is left out; one that only one of them has counts in the
// other as the end of the scale that means "nothing": the least, or of arrival times, where no data is "never", the most.
import { greatestCode, type Quantity, type RasterInfo, valueOf } from '../../shared/protocol/fields-info.ts'
import { RasterCells } from '../../shared/protocol/fields-raster.ts'
import { Field } from '../../shared/protocol/fields.ts'

/** Codes to each side of nothing: a byte tells them all. */
const STEPS = 120
const ZERO = 1 + STEPS
/** The scale goes to the next of these times a power of ten. */
const NICE = [1, 2, 5, 10] as const

/** Scales whose "no data" means "never", not "none". */
const isNever = ({ scale }: Quantity): boolean => scale === 'arrival'

/** Null where the two cannot be compared: another kind, another grid. */
export function differenceOf(
  a: Field | null,
  b: Field | null,
  before: Field<RasterCells> | null,
): Field<RasterCells> | null {
  const [one, other] = [rasterOf(a), rasterOf(b)]
  if (!one || !other || !isSameGrid(one.info, other.info)) return null
  const range = rangeOf(one, other)
  const known = before && before.cells.info.id === other.info.id ? before.cells.info.quantities[0].max : 0
  // The scale only grows while one looks at the same layer, so that colours keep their meaning.
  const field =
    before && known >= range && isSameGrid(before.cells.info, other.info)
      ? before
      : new Field(0, new RasterCells(infoOf(other.info, Math.max(range, known))))
  fill(one, other, field.cells)
  field.number = (field.number ?? 0) + 1
  field.atMs = b?.atMs ?? 0
  return field
}

/** What is told of the difference of a layer up to `range` of its unit. */
export function infoOf(info: RasterInfo, range: number): RasterInfo {
  const [{ key, unit }] = info.quantities
  return { ...info, quantities: [{ key, unit, min: -range, max: range, step: range / STEPS, scale: 'difference' }] }
}

const rasterOf = (field: Field | null): RasterCells | null => (field?.cells.kind === 'raster' ? field.cells : null)

const isSameGrid = ({ grid: a }: RasterInfo, { grid: b }: RasterInfo): boolean =>
  a.cols === b.cols && a.rows === b.rows && a.cellM === b.cellM && a.westM === b.westM && a.southM === b.southM

/** What each code is worth; what is not there is worth the end that means nothing. */
function valuesOf({ info }: RasterCells): Float64Array {
  const [quantity] = info.quantities
  const none = isNever(quantity) ? quantity.max : quantity.min
  const values = new Float64Array(greatestCode(quantity) + 1)
  for (let code = 0; code < values.length; code++) values[code] = code === 0 ? none : valueOf(quantity, code)
  return values
}

/** The greatest difference, rounded up so that a legend can be read. */
function rangeOf(a: RasterCells, b: RasterCells): number {
  const [valueA, valueB] = [valuesOf(a), valuesOf(b)]
  const [{ step }] = b.info.quantities
  let most = 10 * step
  for (let at = 0; at < b.codes.length; at++) {
    const [codeA, codeB] = [a.codes[at] ?? 0, b.codes[at] ?? 0]
    if (codeA !== codeB) most = Math.max(most, Math.abs((valueB[codeB] as number) - (valueA[codeA] as number)))
  }
  return niceAbove(most)
}

export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = NICE.find((one) => one * power >= value * (1 - 1e-9)) ?? 10
  return Number((factor * power).toPrecision(3))
}

function fill(a: RasterCells, b: RasterCells, into: RasterCells): void {
  const [valueA, valueB] = [valuesOf(a), valuesOf(b)]
  const [{ step }] = into.info.quantities
  for (let at = 0; at < b.codes.length; at++) {
    const [codeA, codeB] = [a.codes[at] ?? 0, b.codes[at] ?? 0]
    if (codeA === 0 && codeB === 0) into.codes[at] = 0
    else {
      const steps = Math.round(((valueB[codeB] as number) - (valueA[codeA] as number)) / step)
      into.codes[at] = ZERO + Math.min(STEPS, Math.max(-STEPS, steps))
    }
  }
}

// What a layer of the city is: its kind of field, its quantities with unit and range, where it lies and its card.
// The page knows it before the first frame. A value travels as a code: 0 is "no data", 1 is `min`, one more each `step`.
import { z } from 'zod'

const metres = z.number().min(-1_000_000).max(1_000_000)
const key = z.string().min(1).max(64)

/** West, south, east, north of a rectangle, metres from the city's origin. */
export const Area = z.tuple([metres, metres, metres, metres]).readonly()
export type Area = z.output<typeof Area>

export const Quantity = z
  .strictObject({
    key,
    /** As it is shown: `m`, `km/h`, `%`. */
    unit: z.string().max(16),
    min: z.number(),
    max: z.number(),
    /** The least difference that is told. */
    step: z.number().positive(),
    /** Name of the colour scale. */
    scale: key,
  })
  .refine(({ min, max, step }) => max > min && (max - min) / step <= 65_534, {
    error: 'has no range that 65,534 steps can tell',
  })
export type Quantity = Readonly<z.output<typeof Quantity>>

/** Rows run from south to north, columns from west to east; `cellM` is the side of a square. */
export const Grid = z
  .strictObject({
    westM: metres,
    southM: metres,
    cellM: z.number().positive().max(100_000),
    cols: z.int().min(1).max(8192),
    rows: z.int().min(1).max(8192),
  })
  .refine(({ cols, rows }) => cols * rows <= 4_194_304, { error: 'has more than 4,194,304 cells' })
export type Grid = Readonly<z.output<typeof Grid>>

/** What areas are cut by, where the field is not itself a grid: some hundreds of metres a square. */
const Squares = Grid.refine(({ cols, rows }) => cols * rows <= 65_536, { error: 'has more than 65,536 squares' })

export const TRUTHS = ['measured', 'modelled', 'synthetic', 'drawn'] as const
export type Truth = (typeof TRUTHS)[number]

const Card = z.strictObject({
  source: z.string().max(300),
  /** Of the data, as one says it: `2026-11`. */
  date: z.string().max(40),
  /** Of named things each says it for itself (fields-named.ts); then this is the least of them. */
  truth: z.enum(TRUTHS),
})

const common = {
  /** `<system>.<what>` */
  id: z.string().regex(/^[a-z][\w-]*\.[a-z][\w-]*$/i),
  /** Key of its name in the languages of the panels. */
  title: key,
  card: Card,
}
const count = z.int().min(1).max(1_000_000)
/** Things come and go while the city plays: their places, ids and names travel with the values. */
const isNamed = z.literal(true).optional()

/** One quantity on a grid of samples. */
export const RasterInfo = z.strictObject({
  kind: z.literal('raster'),
  ...common,
  quantities: z.tuple([Quantity]),
  grid: Grid,
})
/** One or two quantities a link; links by their place in the city's list. */
export const EdgesInfo = z.strictObject({
  kind: z.literal('edges'),
  ...common,
  quantities: z.array(Quantity).min(1).max(2),
  grid: Squares,
  count,
  isNamed,
})
/** Sensors, findings: some quantities and a quality, 0 to 255, each. */
export const PointsInfo = z.strictObject({
  kind: z.literal('points'),
  ...common,
  quantities: z.array(Quantity).min(1).max(4),
  grid: Squares,
  count,
  isNamed,
})
/** What moves; its one quantity is the speed. */
export const AgentsInfo = z.strictObject({
  kind: z.literal('agents'),
  ...common,
  quantities: z.tuple([Quantity]),
  grid: Squares,
  /** Names of the kinds, in the order of their numbers. */
  kinds: z.array(key).min(1).max(255),
  /** The least way that is told, metres: 0.01 to 1. */
  stepM: z.number().min(0.01).max(1),
  isNamed,
})
export const LayerInfo = z.discriminatedUnion('kind', [RasterInfo, EdgesInfo, PointsInfo, AgentsInfo])
export type LayerInfo = Readonly<z.output<typeof LayerInfo>>
export type RasterInfo = Readonly<z.output<typeof RasterInfo>>
export type ItemsInfo = Readonly<z.output<typeof EdgesInfo>> | Readonly<z.output<typeof PointsInfo>>
export type AgentsInfo = Readonly<z.output<typeof AgentsInfo>>

/** NaN is no data; what is out of range is told as its end. */
export function codeOf({ min, max, step }: Quantity, value: number): number {
  return Number.isNaN(value) ? 0 : 1 + Math.round((Math.min(max, Math.max(min, value)) - min) / step)
}

/** NaN where there is no data. */
export const valueOf = ({ min, step }: Quantity, code: number): number => (code === 0 ? NaN : min + (code - 1) * step)

export const greatestCode = ({ min, max, step }: Quantity): number => 1 + Math.round((max - min) / step)

/** Throws a RangeError for what no encoder writes. */
export function checkedCode(code: number, greatest: number): number {
  if (code < 0 || code > greatest) throw new RangeError(`fields: a code of ${code} where ${greatest} is the greatest`)
  return code
}

/** Columns and rows, first and last, of what a rectangle touches. */
export type CellRange = { readonly west: number; readonly east: number; readonly south: number; readonly north: number }

/** The squares a field is cut into. What lies outside the grid belongs to the nearest square. */
export class Cells {
  readonly cols: number
  readonly rows: number
  readonly count: number
  readonly westM: number
  readonly southM: number
  readonly sizeM: number

  constructor({ westM, southM, cellM, cols, rows }: Grid) {
    this.cols = cols
    this.rows = rows
    this.count = cols * rows
    this.westM = westM
    this.southM = southM
    this.sizeM = cellM
  }

  at(eastM: number, northM: number): number {
    return this.row(northM) * this.cols + this.col(eastM)
  }

  range([westM, southM, eastM, northM]: Area): CellRange {
    return { west: this.col(westM), east: this.col(eastM), south: this.row(southM), north: this.row(northM) }
  }

  has({ west, east, south, north }: CellRange, cell: number): boolean {
    const col = cell % this.cols
    const row = (cell - col) / this.cols
    return col >= west && col <= east && row >= south && row <= north
  }

  private col(eastM: number): number {
    return Math.min(this.cols - 1, Math.max(0, Math.floor((eastM - this.westM) / this.sizeM)))
  }
  private row(northM: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((northM - this.southM) / this.sizeM)))
  }
}

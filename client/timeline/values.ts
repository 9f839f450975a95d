// One value of a layer: which thing's, which quantity, and what it is in a field of any moment. Things that come and go are
// known by their id, since their numbers may be given to others later; links by number, samples of a raster by place.
import type { About } from '../../shared/protocol/fields-named.ts'
import type { Field, FieldCells } from '../../shared/protocol/fields.ts'

export type ValueOf = {
  readonly layer: string
  readonly of:
    | { readonly is: 'thing'; readonly id: string }
    | { readonly is: 'item'; readonly item: number }
    | { readonly is: 'place'; readonly atM: readonly [number, number] }
  readonly quantity: number
}

/** Equal for equal values, told apart from the ids of indicators. */
export function keyOfValue({ layer, of, quantity }: ValueOf): string {
  const what = of.is === 'thing' ? of.id : of.is === 'item' ? `#${of.item}` : of.atM.map((m) => m.toFixed(0)).join(',')
  return `layer/${layer}/${quantity}/${what}`
}

/** Undefined where nothing is known. */
export function valueIn(field: Field | null, { of, quantity }: ValueOf): number | undefined {
  if (!field || field.number === null) return undefined
  const { cells } = field
  const value = of.is === 'place' ? sampleAt(cells, of.atM) : valueOfItem(cells, itemIn(cells, of), quantity)
  return Number.isNaN(value) ? undefined : value
}

/** The number of a thing in a field of now; -1 where it is not. */
export function itemIn(cells: FieldCells, of: ValueOf['of']): number {
  if (of.is === 'item') return of.item
  if (of.is === 'place' || cells.kind === 'raster') return -1
  const all = cells.kind === 'items' ? cells.named : cells.agents
  for (const [item, { about }] of all) if (about?.id === of.id) return item
  return -1
}

export function aboutIn(cells: FieldCells, item: number): About | null {
  if (cells.kind === 'raster') return null
  return (cells.kind === 'items' ? cells.named.get(item) : cells.agents.get(item))?.about ?? null
}

/** Of a quantity of an item or agent; NaN for none. */
export function valueOfItem(cells: FieldCells, item: number, quantity: number): number {
  if (cells.kind === 'raster' || item < 0) return NaN
  if (cells.kind === 'items') return cells.value(quantity, item)
  const agent = cells.agents.get(item)
  return agent ? cells.speed(agent) : NaN
}

/** When it was heard, Unix time; NaN where that is not told. */
export function heardOfItem({ cells, atMs }: Field, item: number): number {
  if (cells.kind === 'raster' || !cells.info.isNamed) return NaN
  if (cells.kind === 'items') return cells.heardAtMs(item, atMs)
  const agent = cells.agents.get(item)
  return agent ? cells.heardAtMs(agent, atMs) : NaN
}

function sampleAt(cells: FieldCells, [eastM, northM]: readonly [number, number]): number {
  if (cells.kind !== 'raster') return NaN
  const { westM, southM, cellM, cols, rows } = cells.info.grid
  const [col, row] = [Math.floor((eastM - westM) / cellM), Math.floor((northM - southM) / cellM)]
  if (col < 0 || row < 0 || col >= cols || row >= rows) return NaN
  const [{ min, step }] = cells.info.quantities
  const code = cells.codes[row * cols + col] ?? 0
  return code === 0 ? NaN : min + (code - 1) * step
}

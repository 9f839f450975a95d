// What stands on the board of "what if", as data: what the duty desk has, and tables, numbers, titles and files besides. The
// page draws it (whatif.tsx), a headset shows what of it a list can (xr/list-board.ts). Written by the system whose board it is.
import type { DutyItem } from './duty-items.ts'
import type { Host } from './host.ts'
import type { InterventionKind } from './interventions.ts'
import type { PanelModel } from './model.ts'
import type { Key } from './strings.ts'

export type TableItem = {
  readonly kind: 'table'
  readonly label: string
  readonly head: readonly string[]
  /** The first cell names the row; `told` says all of it in one sentence. */
  readonly rows: readonly { readonly cells: readonly string[]; readonly told: string }[]
}
export type NumberItem = {
  readonly kind: 'number'
  readonly label: string
  readonly unit: string
  readonly value: number
  readonly least: number
  readonly most: number
  readonly step: number
  change(value: number): void
}

export type BoardItem =
  | DutyItem
  | TableItem
  | NumberItem
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'progress'; readonly label: string; readonly share: number }
  /** A line that is typed; `done` is asked with it when the button is pressed. */
  | {
      readonly kind: 'typed'
      readonly label: string
      readonly value: string
      readonly most: number
      readonly deed: string
      done(value: string): void
    }
  | {
      readonly kind: 'select'
      readonly label: string
      readonly options: readonly { readonly value: string; readonly label: string }[]
      readonly value: string
      choose(value: string): void
    }
  /** A file of the server's. */
  | { readonly kind: 'link'; readonly label: string; readonly href: string; readonly file: string }
  /** A file of one's own. */
  | { readonly kind: 'file'; readonly label: string; readonly accept: string; take(file: Blob): void }
  /** Said when one wants to know. */
  | {
      readonly kind: 'details'
      readonly label: string
      readonly lines: readonly { readonly name: string; readonly value: string }[]
    }

/** A system's board, a panel of its own. */
export type Board = {
  readonly title: Key
  /** `interventions` are the kinds of all systems. */
  items(
    model: PanelModel,
    given: { readonly host: Host; readonly interventions: readonly InterventionKind[] },
  ): readonly BoardItem[]
}

/** What a surface that does not scroll holds of a board, in rows of it. */
const ROWS_OF_PAGE = 9

/** Pages of a board for such a surface; a heading begins none of them alone. */
export function pagesOf(items: readonly BoardItem[]): readonly (readonly BoardItem[])[] {
  const pages: BoardItem[][] = [[]]
  let filled = 0
  for (const [i, item] of items.entries()) {
    const next = items[i + 1]
    const needed = rowsFor(item) + (item.kind === 'heading' && next ? rowsFor(next) : 0)
    if (filled > 0 && filled + needed > ROWS_OF_PAGE) {
      pages.push([])
      filled = 0
    }
    pages.at(-1)?.push(item)
    filled += rowsFor(item)
  }
  return pages
}

function rowsFor(item: BoardItem): number {
  switch (item.kind) {
    case 'table':
      return 1 + item.rows.length
    case 'row':
    case 'number':
    case 'typed':
    case 'select':
    case 'choice':
      return 2
    case 'text':
      return item.label.length > 60 ? 2 : 1
    case 'button':
    case 'heading':
    case 'progress':
    case 'link':
    case 'file':
    case 'details':
      return 1
  }
  return 1
}

/** The number within its limits and on its steps; null where it is none. */
export function numberFor(
  { least, most, step }: Pick<NumberItem, 'least' | 'most' | 'step'>,
  value: number,
): number | null {
  if (!Number.isFinite(value)) return null
  const onStep = least + Math.round((value - least) / step) * step
  return Number(Math.min(most, Math.max(least, onStep)).toPrecision(8))
}

// Where the items of a list go on a surface (list-view.ts): buttons two by two, everything else alone, one row below another.
// What is too much is drawn smaller, down to a limit; what is still too much is left out from the end. No engine.

/** What decides where an item goes. */
type Laid = {
  readonly kind: string
  readonly isWide?: boolean
  readonly isLarge?: boolean
  readonly lines?: number
}
export type Row<T> = {
  readonly items: readonly T[]
  readonly isPair: boolean
  readonly topPx: number
  readonly heightPx: number
}

export const MENU_SIZE = { widthPx: 560, heightPx: 860 } as const
export const TITLE_PX = 64
export const BOTTOM_PX = 8
/** Of the band that is kept free for news. */
export const NEWS_PX = 140
export const GAP_PX = 10
export const LINE_PX = 34
/** Nine letters across the width. */
export const LARGE_PX = 80
const ROW_PX = 78
/** What is smaller than this share of its size cannot be read or pressed; the menu with all there can be on it fits. */
const LEAST_SHARE = 0.6

/** `lowestPx`: where the list ends. `share`: of its size in which all is drawn. */
export function layOut<T extends Laid>(
  items: readonly T[],
  lowestPx: number,
): { readonly share: number; readonly rows: readonly Row<T>[] } {
  const all = inColumns(items)
  const wholePx = all.reduce((sum, row) => sum + heightOf(row) + GAP_PX, 0)
  const share = Math.min(1, Math.max(LEAST_SHARE, (lowestPx - TITLE_PX) / wholePx))
  const rows: Row<T>[] = []
  let topPx = TITLE_PX
  for (const row of all) {
    const heightPx = heightOf(row) * share
    if (topPx + heightPx > lowestPx) break
    rows.push({ items: row, isPair: row.every(isHalf), topPx, heightPx })
    topPx += heightPx + GAP_PX * share
  }
  return { share, rows }
}

const isHalf = ({ kind, isWide }: Laid): boolean => kind === 'button' && isWide !== true

function inColumns<T extends Laid>(items: readonly T[]): T[][] {
  const rows: T[][] = []
  let open: T[] | null = null
  for (const item of items) {
    if (isHalf(item) && open) {
      open.push(item)
      open = null
      continue
    }
    const row = [item]
    rows.push(row)
    open = isHalf(item) ? row : null
  }
  return rows
}

function heightOf([item]: readonly Laid[]): number {
  if (item?.kind !== 'text') return ROW_PX
  return item.isLarge ? 2 * LARGE_PX : LINE_PX * (item.lines ?? 1) + 8
}

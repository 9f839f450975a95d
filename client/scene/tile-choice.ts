// Which tiles of the quadtree to show and to fetch, from where the eye is. Pure.
// A tile is replaced by its children only when all of them can be shown, so no hole opens while they load.

/** [level, x, y]; x counts from the west, y from the south. */
export type TileId = readonly [level: number, x: number, y: number]

export type TileTree = {
  readonly maxLevel: number
  readonly rootSizeM: number
  readonly westM: number
  readonly southM: number
  has(level: number, x: number, y: number): boolean
}

export type EyeM = { readonly eastM: number; readonly northM: number; readonly upM: number }

/** How near a square must be to be drawn from tiles of the finest level, the next, and so on, metres. */
export const REACH_M: readonly number[] = [330, 1200, 2800, 7000, 18000]
/** Beyond this nothing is drawn. */
export const FAR_M = 20000

export type Choice = {
  /** Loaded tiles to show; they do not overlap. */
  readonly show: readonly string[]
  /** Tiles to fetch, the most urgent first. */
  readonly fetch: readonly TileId[]
}

export const tileKey = (level: number, x: number, y: number): string => `${level}/${x}/${y}`

export function chooseTiles(tree: TileTree, eye: EyeM, isLoaded: (key: string) => boolean): Choice {
  const fetch: { id: TileId; urgency: number }[] = []

  /** Loaded tiles that cover the square wholly, or null after asking for what lacks. */
  const cover = (level: number, x: number, y: number, into: string[]): string[] | null => {
    const distance = distanceM(tree, level, x, y, eye)
    if (distance > FAR_M) return []
    const key = tileKey(level, x, y)
    const children = childrenOf(tree, level, x, y)
    const reach = REACH_M[Math.min(REACH_M.length - 1, tree.maxLevel - level - 1)] ?? 0
    if (level < tree.maxLevel && children.length > 0 && distance < reach) {
      const parts: string[] = []
      let isWhole = true
      const partial: string[] = []
      for (const [l, cx, cy] of children) {
        const part = cover(l, cx, cy, partial)
        if (part) parts.push(...part)
        else isWhole = false
      }
      if (isWhole) return parts
      if (isLoaded(key)) return [key]
      // Nothing stands in for the square: better a part of it than nothing.
      into.push(...parts, ...partial)
      return null
    }
    if (isLoaded(key)) return [key]
    fetch.push({ id: [level, x, y], urgency: distance + (tree.maxLevel - level) * 150 })
    // Finer tiles still at hand stand in while the coarser one loads.
    if (children.length > 0 && children.every(([l, cx, cy]) => isLoaded(tileKey(l, cx, cy)))) {
      return children.map(([l, cx, cy]) => tileKey(l, cx, cy))
    }
    return null
  }

  const loose: string[] = []
  const whole = tree.has(0, 0, 0) ? cover(0, 0, 0, loose) : []
  fetch.sort((a, b) => a.urgency - b.urgency)
  return { show: whole ?? loose, fetch: fetch.map((f) => f.id) }
}

/** Distance from the eye to a tile's square on the ground; height above 0 counts. */
export function distanceM(tree: TileTree, level: number, x: number, y: number, eye: EyeM): number {
  const size = tree.rootSizeM / 2 ** level
  const west = tree.westM + x * size
  const south = tree.southM + y * size
  const de = Math.max(west - eye.eastM, 0, eye.eastM - west - size)
  const dn = Math.max(south - eye.northM, 0, eye.northM - south - size)
  return Math.hypot(de, dn, eye.upM)
}

/**
 * May a loaded tile that is not shown be dropped: the square it is a quarter of is well outside the reach of its level.
 * (Measured at the tile itself, a tile waiting for its three neighbours would be dropped and fetched without end.)
 */
export function isFar(tree: TileTree, [level, x, y]: TileId, eye: EyeM): boolean {
  if (level === 0) return false
  const reach = REACH_M[Math.min(REACH_M.length - 1, tree.maxLevel - level)] ?? FAR_M
  return distanceM(tree, level - 1, x >> 1, y >> 1, eye) > reach * 1.3
}

function childrenOf(tree: TileTree, level: number, x: number, y: number): TileId[] {
  if (level >= tree.maxLevel) return []
  const all: TileId[] = [
    [level + 1, x * 2, y * 2],
    [level + 1, x * 2 + 1, y * 2],
    [level + 1, x * 2, y * 2 + 1],
    [level + 1, x * 2 + 1, y * 2 + 1],
  ]
  return all.filter((id) => tree.has(id[0], id[1], id[2]))
}

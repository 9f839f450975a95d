// Which body is drawn in which detail: the nearest few finely, the rest of those at hand plainly, all others coarsely.
import type { FigureLevel } from './mesh/figure-detail.ts'

/** The most bodies of each level; 24 x 1,000 + 96 x 325 triangles are the cost of a full square, before the far ones. */
export const MOST_OF_LEVEL = [24, 96, 1024] as const
const NEAR_M = 14
const MIDDLE_M = 55

/**
 * The level for a body at a distance when `taken` counts those shown already; null when there is no room left.
 * People are asked for nearest first.
 */
export function levelAt(distanceM: number, taken: readonly number[]): FigureLevel | null {
  const wanted = distanceM < NEAR_M ? 0 : distanceM < MIDDLE_M ? 1 : 2
  for (let level = wanted; level < 3; level++)
    if ((taken[level] as number) < (MOST_OF_LEVEL[level] as number)) return level as FigureLevel
  return null
}

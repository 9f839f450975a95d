// A comparison of texts, shortened to what differs and a line on each side of it.
import type { DiffLine } from '../../shared/civic/lines.ts'

/** Null where some are left out. */
export function shortened(lines: readonly DiffLine[]): readonly (DiffLine | null)[] {
  const isNear = (i: number): boolean => [i - 1, i, i + 1].some((at) => (lines[at]?.is ?? 'same') !== 'same')
  return lines.flatMap((line, i): (DiffLine | null)[] => {
    if (isNear(i)) return [line]
    return i > 0 && !isNear(i - 1) ? [] : [null]
  })
}

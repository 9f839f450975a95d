// Texts by lines: what amendments make of a motion, and what has changed between two texts, line by line (longest common
// subsequence; Hunt and McIlroy 1976 in its plain form, which is enough for texts of some hundred lines).

export type Change = { readonly from: number; readonly to: number; readonly lines: readonly string[] }
export type DiffLine = { readonly is: 'same' | 'removed' | 'added'; readonly text: string }

/** Whether two changes cannot both be made: they take away a line that the other takes away or writes inside of. */
export function isOverlapping(a: Change, b: Change): boolean {
  if (a.from === a.to && b.from === b.to) return false
  return a.from < b.to && b.from < a.to
}

/** The text with all changes made; they are told in lines of the text as it was, and do not overlap. */
export function amended(lines: readonly string[], changes: readonly Change[]): string[] {
  const inOrder = changes.toSorted((a, b) => a.from - b.from || a.to - b.to)
  const out: string[] = []
  let at = 0
  for (const { from, to, lines: own } of inOrder) {
    out.push(...lines.slice(at, from), ...own)
    at = Math.max(at, to)
  }
  return [...out, ...lines.slice(at)]
}

/** What became of each line: removed ones stand before those added in their place. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  // common[i][j]: how many lines before[i..] and after[j..] can share.
  const width = after.length + 1
  const common = new Uint16Array((before.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const out: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]]
    if (old !== undefined && old === fresh) {
      out.push({ is: 'same', text: old })
      i++
      j++
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      out.push({ is: 'removed', text: old })
      i++
    } else {
      out.push({ is: 'added', text: fresh ?? '' })
      j++
    }
  }
  return out
}

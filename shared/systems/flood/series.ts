// A quantity given at some moments: straight lines between them, held before the first and after the last. Two values
// at one moment are a step; the later one counts from then on.

/** Moments in seconds and values at them, ascending; at least one. */
export type Series = { readonly tS: Float64Array; readonly value: Float64Array }

export const constant = (value: number): Series => ({ tS: new Float64Array([0]), value: new Float64Array([value]) })

export const seriesOf = (pairs: readonly (readonly [number, number])[]): Series => ({
  tS: Float64Array.from(pairs, ([tS]) => tS),
  value: Float64Array.from(pairs, ([, value]) => value),
})

export function valueAt({ tS, value }: Series, atS: number): number {
  const last = tS.length - 1
  let after = 0
  while (after <= last && (tS[after] ?? 0) <= atS) after++
  const before = after - 1
  if (before < 0) return value[0] ?? 0
  if (after > last) return value[last] ?? 0
  const [fromS, toS] = [tS[before] ?? 0, tS[after] ?? 0]
  const [from, to] = [value[before] ?? 0, value[after] ?? 0]
  return from + ((to - from) * (atS - fromS)) / (toS - fromS)
}

/** The next moment after `atS` at which the line bends; Infinity after the last. */
export function bendAfter({ tS }: Series, atS: number): number {
  for (const moment of tS) if (moment > atS) return moment
  return Infinity
}

// A long list in pieces of a few sizes: a multi-row statement a size, prepared once and used again.

/** What is left over goes through the smaller ones. */
export const CHUNKS = [256, 64, 16, 4, 1] as const

export function chunks<T>(list: readonly T[]): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < list.length;) {
    const size = CHUNKS.find((n) => n <= list.length - at) ?? 1
    parts.push(list.slice(at, at + size))
    at += size
  }
  return parts
}

// The rows a system tells of its own lists, parsed once each: what does not parse is left out.
import type { z } from 'zod'
import type { Facts } from '../../shared/protocol/facts.ts'

const MOST_KEPT = 2000
const parsed = new Map<string, unknown>()

export function rowsOf<T>(facts: Pick<Facts, 'rows'> | null, list: string, shape: z.ZodType<T>): readonly T[] {
  return (facts?.rows ?? [])
    .filter(({ id }) => id.startsWith(`${list}/`))
    .map(({ json }) => rowOf(`${list} ${json}`, json, shape))
    .filter((row) => row !== null)
}

function rowOf<T>(key: string, json: string, shape: z.ZodType<T>): T | null {
  if (!parsed.has(key)) {
    if (parsed.size > MOST_KEPT) parsed.clear()
    parsed.set(key, read(json, shape))
  }
  // Kept under the list and the text it was parsed from.
  return parsed.get(key) as T | null
}

function read<T>(json: string, shape: z.ZodType<T>): T | null {
  try {
    return shape.parse(JSON.parse(json))
  } catch {
    return null
  }
}

// JSON that keeps what it is given: whole numbers beyond 2^53 stay as they were written (a counter of 64 bits is a
// legal result), and a body that is nested without end is refused before it is walked.
import { bad } from './refusal.ts'

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value }

/** Of ECMAScript 2025's JSON, not in the types yet. */
type Exact = {
  parse(text: string, revive: (key: string, value: unknown, at: { source?: string }) => unknown): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}
const exact = JSON as unknown as Exact

const MAX_DEPTH = 32

/** Throws a sentence for what is not JSON. */
export function parseJson(text: string): Value {
  try {
    return parseKept(text)
  } catch {
    throw bad('that is not well-formed JSON')
  }
}

/** What we wrote ourselves. */
export function parseKept(text: string): Value {
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Value
  // A raw number passes for an object with no keys of interest; `isRaw` tells.
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
      ? exact.rawJSON(source)
      : value,
  ) as Value
}

/** The digits of a whole number that no JavaScript number holds, else null. */
export const rawOf = (value: unknown): string | null => (exact.isRawJSON(value) ? value.rawJSON : null)

export const isObject = (value: unknown): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && rawOf(value) === null

/** Refuses what is nested deeper than anybody means, and numbers like 1e999. */
export function checkDepth(value: Value): void {
  let level: Value[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw bad(`the body is nested deeper than ${MAX_DEPTH} levels`)
    if (level.some((one) => typeof one === 'number' && !Number.isFinite(one))) throw bad('a number is too large')
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
}

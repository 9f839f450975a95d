// What the filters need and SQLite lacks: upper and lower case beyond ASCII, times in text, shapes, and a clock that ends
// a query which looks at rows for too long.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { distance, lengthOf, matches, type Relation, related } from './geo.ts'
import { parseInstant } from './times.ts'

export const TOO_LONG = 'this query looks at too much; narrow it by time or by datastream'

/** Of the queries on one connection. */
export type Clock = { untilMs: number }

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const flag = (value: boolean | null): number | null => (value === null ? null : Number(value))

export function addFunctions(db: DatabaseSync, clock: Clock): void {
  const define = (name: string, run: (...values: unknown[]) => SQLInputValue, count: number): void => {
    // The number of arguments is the function's own.
    const fixed = [
      () => run(),
      (a: unknown) => run(a),
      (a: unknown, b: unknown) => run(a, b),
      (a: unknown, b: unknown, c: unknown) => run(a, b, c),
    ][count]
    if (fixed) db.function(name, { deterministic: name !== 'th_tick' }, fixed)
  }
  let looked = 0
  define(
    'th_tick',
    () => {
      if ((++looked & 1023) === 0 && performance.now() > clock.untilMs) throw new Error(TOO_LONG)
      return 1
    },
    1,
  )
  define('th_upper', (a) => text(a)?.toUpperCase() ?? null, 1)
  define('th_lower', (a) => text(a)?.toLowerCase() ?? null, 1)
  define('th_ms', (a) => parseInstant(text(a) ?? ''), 1)
  // The name is written by us, one of RELATIONS.
  define('th_relation', (name, a, b) => flag(related(name as Relation, text(a), text(b))), 3)
  define('th_matches', (a, b, pattern) => flag(matches(text(a), text(b), text(pattern) ?? '')), 3)
  define('th_distance', (a, b) => distance(text(a), text(b)), 2)
  define('th_length', (a) => lengthOf(text(a)), 1)
}

// What a rule is: data that an operator writes and the journal keeps. A tree of conditions over what sensors report,
// single ones or all of a kind in an area, with hysteresis, silence, change and forecast.
import { z } from 'zod'
import type { Rejection } from '../../kernel/system.ts'
import { Words } from '../../kernel/words.ts'

/** Ids of rules and of alerts that others report. */
export const AlertId = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)
const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
const level = z.number().min(-1e9).max(1e9)
const metres = z.number().min(-1e6).max(1e6)
const seconds = z.number().min(1).max(86_400)

export const Circle = z.strictObject({ eastM: metres, northM: metres, radiusM: z.number().min(1).max(1e5) })
export type Circle = z.infer<typeof Circle>

/** Whose values count: those of one thing, or of all that report the key, everywhere or in an area. */
const Source = z.strictObject({
  key: name,
  thing: name.optional(),
  within: Circle.optional(),
  /** Of several: the greatest when left out. */
  take: z.enum(['greatest', 'least', 'mean']).optional(),
})
export type Source = z.infer<typeof Source>

const Leaf = z.discriminatedUnion('is', [
  /** Above `level`, until it is below `clearsAt`. */
  z.strictObject({ is: z.literal('above'), of: Source, level, clearsAt: level.optional() }),
  z.strictObject({ is: z.literal('below'), of: Source, level, clearsAt: level.optional() }),
  /** Outside a band, until it is inside by `margin`. */
  z.strictObject({ is: z.literal('outside'), of: Source, low: level, high: level, margin: level.optional() }),
  /** Nothing new for so long; of several, the one that has been silent longest. */
  z.strictObject({ is: z.literal('silent'), of: Source, forS: seconds }),
  /** Went up by `by` within `withinS`, or down where `by` is negative. */
  z.strictObject({ is: z.literal('changed'), of: Source, by: level, withinS: seconds }),
  /** By the trend of the last `overS` it will be beyond `level` within `withinS`, or is now. */
  z.strictObject({ is: z.literal('risingTo'), of: Source, level, withinS: seconds, overS: seconds }),
  z.strictObject({ is: z.literal('fallingTo'), of: Source, level, withinS: seconds, overS: seconds }),
])
export type Leaf = z.infer<typeof Leaf>

export type Condition =
  | Leaf
  | { readonly is: 'all'; readonly of: readonly Condition[] }
  | { readonly is: 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'atLeast'; readonly n: number; readonly of: readonly Condition[] }

const parts = z.lazy(() => z.array(Condition).min(1).max(12).readonly())
export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    Leaf,
    z.strictObject({ is: z.literal('all'), of: parts }),
    z.strictObject({ is: z.literal('any'), of: parts }),
    z.strictObject({ is: z.literal('atLeast'), n: z.int().min(1).max(12), of: parts }),
  ]),
)

export const Rule = z.strictObject({
  id: AlertId,
  name: Words,
  severity: z.enum(['notice', 'warning', 'emergency']),
  when: Condition,
  /** True for so long before it fires. */
  holdS: z.number().min(0).max(86_400),
  /** A value counts for so long; a quarter of an hour when left out. */
  staleS: seconds.optional(),
  /** Where it is shown while no sensor's place is known. */
  atM: z.tuple([metres, metres]).readonly().optional(),
})
export type Rule = z.infer<typeof Rule>

const MOST_LEAVES = 16
const MOST_DEEP = 4

/** What the shape alone does not say. */
export function checkRule({ id, when }: Rule): Rejection | null {
  if (depthOf(when) > MOST_DEEP) return { reason: `rule ${id} is nested more than ${MOST_DEEP} deep` }
  const all = leavesOf(when)
  if (all.length > MOST_LEAVES) return { reason: `rule ${id} has more than ${MOST_LEAVES} conditions` }
  for (const leaf of all) {
    if (leaf.is === 'above' && (leaf.clearsAt ?? leaf.level) > leaf.level)
      return { reason: `rule ${id} clears above the level at which it fires` }
    if (leaf.is === 'below' && (leaf.clearsAt ?? leaf.level) < leaf.level)
      return { reason: `rule ${id} clears below the level at which it fires` }
    if (leaf.is === 'outside' && !(leaf.low + 2 * Math.abs(leaf.margin ?? 0) < leaf.high))
      return { reason: `rule ${id} has a band with nothing in it` }
    if (leaf.is === 'changed' && leaf.by === 0) return { reason: `rule ${id} waits for a change by nothing` }
  }
  return null
}

export const leavesOf = (when: Condition): readonly Leaf[] =>
  when.is === 'all' || when.is === 'any' || when.is === 'atLeast' ? when.of.flatMap(leavesOf) : [when]

const depthOf = (when: Condition): number =>
  when.is === 'all' || when.is === 'any' || when.is === 'atLeast' ? 1 + Math.max(...when.of.map(depthOf)) : 1

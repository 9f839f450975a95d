// The functions of $filter: text, numbers, dates and shapes (18-088, tables 22 to 24), and Allen's relations of times.
import { sql } from 'kysely'
import { RELATIONS, type Relation, shapeOf } from './geo.ts'
import { bad, quoted } from './refusal.ts'
import type { DatePart, Sql, SqlDialect } from './sql-dialect.ts'
import { EARLIEST_MS, LATEST_MS } from './times.ts'
import { asGeo, asNumber, asSpan, asText, SPAN_RELATIONS, type Typed } from './typed-sql.ts'

type Where = { readonly say: SqlDialect; readonly nowMs: number }
type Function = { readonly counts: readonly number[]; run(given: readonly Typed[], where: Where): Typed }

const one = (given: readonly Typed[], i = 0): Typed => given[i] ?? { is: 'null' }
const text = (value: Sql): Typed => ({ is: 'text', sql: value })
const number = (value: Sql): Typed => ({ is: 'number', sql: value })
const bool = (value: Sql): Typed => ({ is: 'bool', sql: value })

const onTexts = (count: number, run: (texts: Sql[], say: SqlDialect) => Typed): Function => ({
  counts: [count],
  run: (given, { say }) =>
    run(
      given.map((value) => asText(say, value)),
      say,
    ),
})
const datePart = (part: DatePart): Function => ({
  counts: [1],
  run: (given, { say }) => number(say.datePart(part, asSpan(say, one(given)).start)),
})
const onNumber = (run: (value: Sql, say: SqlDialect) => Sql): Function => ({
  counts: [1],
  run: (given, { say }) => number(run(asNumber(say, one(given)), say)),
})
const empty = sql`''`
const first = ([a = empty]: Sql[]): Sql => a
const second = ([, b = empty]: Sql[]): Sql => b
const holds = (whole: Sql, part: Sql, say: SqlDialect): Typed => bool(sql`(${say.indexOf(whole, part)} >= 0)`)

const FUNCTIONS: Readonly<Record<string, Function>> = {
  substringof: onTexts(2, (texts, say) => holds(second(texts), first(texts), say)),
  contains: onTexts(2, (texts, say) => holds(first(texts), second(texts), say)),
  startswith: onTexts(2, (texts) =>
    bool(sql`(substr(${first(texts)}, 1, length(${second(texts)})) = ${second(texts)})`),
  ),
  endswith: onTexts(2, (texts) => {
    const [whole, part] = [first(texts), second(texts)]
    const from = sql`length(${whole}) - length(${part}) + 1`
    return bool(sql`(length(${whole}) >= length(${part}) and substr(${whole}, ${from}) = ${part})`)
  }),
  length: onTexts(1, (texts) => number(sql`length(${first(texts)})`)),
  indexof: onTexts(2, (texts, say) => number(sql`(${say.indexOf(first(texts), second(texts))})`)),
  tolower: onTexts(1, (texts, say) => text(say.lower(first(texts)))),
  toupper: onTexts(1, (texts, say) => text(say.upper(first(texts)))),
  trim: onTexts(1, (texts) => text(sql`trim(${first(texts)})`)),
  concat: onTexts(2, (texts) => text(sql`(${first(texts)} || ${second(texts)})`)),
  substring: {
    counts: [2, 3],
    run(given, { say }) {
      const from = sql`cast(${asNumber(say, one(given, 1))} as integer) + 1`
      if (given.length === 2) return text(sql`substr(${asText(say, one(given))}, ${from})`)
      return text(sql`substr(${asText(say, one(given))}, ${from}, cast(${asNumber(say, one(given, 2))} as integer))`)
    },
  },
  year: datePart('year'),
  month: datePart('month'),
  day: datePart('day'),
  hour: datePart('hour'),
  minute: datePart('minute'),
  second: datePart('second'),
  fractionalseconds: {
    counts: [1],
    run: (given, { say }) => number(sql`((${asSpan(say, one(given)).start} % 1000) / 1000.0)`),
  },
  date: { counts: [1], run: (given, { say }) => text(say.dateText(asSpan(say, one(given)).start)) },
  time: { counts: [1], run: (given, { say }) => text(say.timeText(asSpan(say, one(given)).start)) },
  // Times are kept in UTC.
  totaloffsetminutes: {
    counts: [1],
    run: (given, { say }) => number(sql`(${asSpan(say, one(given)).start} * 0)`),
  },
  now: { counts: [0], run: (_given, { say, nowMs }) => ({ is: 'instant', ms: say.ms(nowMs) }) },
  mindatetime: { counts: [0], run: (_given, { say }) => ({ is: 'instant', ms: say.ms(EARLIEST_MS) }) },
  maxdatetime: { counts: [0], run: (_given, { say }) => ({ is: 'instant', ms: say.ms(LATEST_MS) }) },
  round: onNumber((value, say) => say.round(value)),
  floor: onNumber((value) => sql`floor(${value})`),
  ceiling: onNumber((value) => sql`ceiling(${value})`),
  'geo.distance': {
    counts: [2],
    run: (given, { say }) => number(shapes(say).distance(shape(one(given)), shape(one(given, 1)))),
  },
  'geo.length': { counts: [1], run: (given, { say }) => number(shapes(say).length(shape(one(given)))) },
  st_relate: {
    counts: [3],
    run(given, { say }) {
      const pattern = one(given, 2)
      if (pattern.is !== 'text' || !/^[TF*012]{9}$/.test(pattern.literal ?? ''))
        throw bad('$filter: st_relate needs nine of T, F, *, 0, 1 and 2')
      return bool(shapes(say).matches(shape(one(given)), shape(one(given, 1)), pattern.sql))
    },
  },
  ...Object.fromEntries(
    Object.keys(RELATIONS).map((name): [string, Function] => [
      name,
      {
        counts: [2],
        // Object.keys of RELATIONS gives names of relations.
        run: (given, { say }) => bool(shapes(say).relation(name as Relation, shape(one(given)), shape(one(given, 1)))),
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(SPAN_RELATIONS).map(([name, relate]): [string, Function] => [
      name,
      {
        counts: [2],
        run(given, { say }) {
          const inner = one(given, 1)
          if (name === 'during' && inner.is === 'instant') throw bad('$filter: during needs an interval')
          return bool(relate(asSpan(say, one(given)), asSpan(say, inner)))
        },
      },
    ]),
  ),
}

export function callFunction(name: string, given: readonly Typed[], where: Where): Typed {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!known) throw bad(`$filter: there is no function ${quoted(name)}`)
  if (!known.counts.includes(given.length))
    throw bad(`$filter: ${name} takes ${known.counts.join(' or ')} arguments, not ${given.length}`)
  return known.run(given, where)
}

function shapes(say: SqlDialect): NonNullable<SqlDialect['geo']> {
  if (!say.geo)
    throw bad('$filter: geometries are compared by the embedded store only; this Postgres has no such functions')
  return say.geo
}

function shape(value: Typed): Sql {
  if (value.is === 'text' && !shapeOf(value.literal ?? ''))
    throw bad(`$filter: ${quoted(value.literal ?? '')} is no WKT`)
  return asGeo(value)
}

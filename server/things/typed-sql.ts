// Values of a filter with their kind, and how one kind is read as another: a result or a JSON property is a number beside a
// number, a text beside a text. What is not of that kind there is null, and null compares to nothing, as in SQL.
import { sql } from 'kysely'
import type { Comparison } from './expression.ts'
import { bad, quoted } from './refusal.ts'
import type { JsonPath, Sql, SqlDialect } from './sql-dialect.ts'
import { parseSpan } from './times.ts'

export type Typed =
  | { readonly is: 'null' }
  | { readonly is: 'number'; readonly sql: Sql }
  | { readonly is: 'text'; readonly sql: Sql; readonly literal?: string }
  | { readonly is: 'bool'; readonly sql: Sql }
  /** One moment. */
  | { readonly is: 'instant'; readonly ms: Sql }
  | { readonly is: 'span'; readonly start: Sql; readonly end: Sql }
  | { readonly is: 'duration'; readonly ms: Sql }
  /** GeoJSON or WKT. */
  | { readonly is: 'geo'; readonly sql: Sql; readonly column?: Sql; readonly id?: Sql }
  | { readonly is: 'json'; readonly column: Sql; readonly path: JsonPath }
  | { readonly is: 'result'; readonly number: Sql; readonly text: Sql; readonly json: Sql }

const NOUNS: Readonly<Record<Typed['is'], string>> = {
  null: 'null',
  number: 'a number',
  text: 'a text',
  bool: 'true or false',
  instant: 'a time',
  span: 'a time',
  duration: 'a duration',
  geo: 'a geometry',
  json: 'a value',
  result: 'a result',
}
const not = (value: Typed, wanted: string): Error => bad(`$filter: ${NOUNS[value.is]} stands where ${wanted} is needed`)

export function asNumber(say: SqlDialect, value: Typed): Sql {
  switch (value.is) {
    case 'number':
      return value.sql
    case 'null':
      return sql`null`
    case 'json':
      return say.jsonNumber(value.column, value.path)
    case 'result':
      return value.number
    case 'text': {
      const number = Number(value.literal)
      if (value.literal === undefined || value.literal.trim() === '' || !Number.isFinite(number))
        throw not(value, 'a number')
      return say.number(number)
    }
    case 'bool':
    case 'instant':
    case 'span':
    case 'duration':
    case 'geo':
  }
  throw not(value, 'a number')
}

export function asText(say: SqlDialect, value: Typed): Sql {
  switch (value.is) {
    case 'text':
      return value.sql
    case 'null':
      return sql`cast(null as text)`
    case 'json':
      return say.jsonText(value.column, value.path)
    case 'result':
      return sql`coalesce(${value.text}, ${value.json}, ${say.numberText(value.number)})`
    case 'number':
      return say.numberText(value.sql)
    case 'geo':
      if (value.column) return value.column
      throw not(value, 'a text')
    case 'bool':
    case 'instant':
    case 'span':
    case 'duration':
  }
  throw not(value, 'a text')
}

export function asBool(say: SqlDialect, value: Typed): Sql {
  switch (value.is) {
    case 'bool':
      return value.sql
    case 'null':
      return sql`null`
    case 'json':
      return say.jsonBool(value.column, value.path)
    case 'result':
      return say.jsonBool(sql`case when ${value.json} in ('true', 'false') then ${value.json} end`, [])
    case 'number':
    case 'text':
    case 'instant':
    case 'span':
    case 'duration':
    case 'geo':
  }
  throw not(value, 'true or false')
}

export function asSpan(say: SqlDialect, value: Typed): { start: Sql; end: Sql } {
  switch (value.is) {
    case 'span':
      return value
    case 'instant':
      return { start: value.ms, end: value.ms }
    case 'null':
      return { start: sql`null`, end: sql`null` }
    case 'text': {
      const span = value.literal === undefined ? null : parseSpan(value.literal)
      if (!span) throw bad(`$filter: ${quoted(value.literal ?? 'that text')} is no time`)
      return { start: say.ms(span.startMs), end: say.ms(span.endMs) }
    }
    case 'json':
    case 'result': {
      const ms = say.msOfText(asText(say, value))
      return { start: ms, end: ms }
    }
    case 'number':
    case 'bool':
    case 'duration':
    case 'geo':
  }
  throw not(value, 'a time')
}

export function asGeo(value: Typed): Sql {
  if (value.is === 'geo') return value.sql
  if (value.is === 'null') return sql`null`
  if (value.is === 'text' && value.literal !== undefined) return value.sql
  throw not(value, 'a geometry')
}

const SIGNS: Readonly<Record<Comparison, string>> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' }
const TIMES = new Set<Typed['is']>(['instant', 'span'])

export function compare(say: SqlDialect, op: Comparison, a: Typed, b: Typed): Sql {
  if (a.is === 'null' || b.is === 'null') return compareNull(say, op, a.is === 'null' ? b : a)
  const sign = sql.raw(SIGNS[op])
  if (TIMES.has(a.is) || TIMES.has(b.is)) return compareSpans(op, asSpan(say, a), asSpan(say, b))
  if (a.is === 'duration' && b.is === 'duration') return sql`(${a.ms} ${sign} ${b.ms})`
  if (a.is === 'duration' || b.is === 'duration') throw bad('$filter: a duration compares with durations only')
  if (a.is === 'geo' || b.is === 'geo') throw bad('$filter: geometries are compared by st_equals and its like')
  if (a.is === 'number' || b.is === 'number') return sql`(${asNumber(say, a)} ${sign} ${asNumber(say, b)})`
  if (a.is === 'bool' || b.is === 'bool') return sql`(${asBool(say, a)} ${sign} ${asBool(say, b)})`
  return sql`(${say.ordered(asText(say, a))} ${sign} ${asText(say, b)})`
}

function compareNull(say: SqlDialect, op: Comparison, value: Typed): Sql {
  if (op !== 'eq' && op !== 'ne') return sql`(null = 0)`
  const isNull = sql`${presence(say, value)} is ${op === 'eq' ? sql.raw('null') : sql.raw('not null')}`
  return sql`(${isNull})`
}

/** Something that is null when the value is. */
export function presence(say: SqlDialect, value: Typed): Sql {
  switch (value.is) {
    case 'null':
      return sql`null`
    case 'instant':
    case 'duration':
      return value.ms
    case 'span':
      return value.start
    case 'json':
      return say.jsonText(value.column, value.path)
    case 'result':
      return sql`coalesce(${value.text}, ${value.json}, ${say.numberText(value.number)})`
    case 'geo':
      return value.column ?? value.sql
    case 'number':
    case 'text':
    case 'bool':
  }
  return value.sql
}

type Ends = { readonly start: Sql; readonly end: Sql }

/**
 * Intervals have their start and not their end: one that ends where another thing begins lies before it. Less or equal
 * means neither end lies later.
 */
function compareSpans(op: Comparison, a: Ends, b: Ends): Sql {
  switch (op) {
    case 'lt':
      return sql`(${a.start} < ${b.start} and ${a.end} <= ${b.start})`
    case 'gt':
      return sql`(${a.start} > ${b.start} and ${a.start} >= ${b.end})`
    case 'le':
      return sql`(${a.start} <= ${b.start} and ${a.end} <= ${b.end})`
    case 'ge':
      return sql`(${a.start} >= ${b.start} and ${a.end} >= ${b.end})`
    case 'eq':
      return sql`(${a.start} = ${b.start} and ${a.end} = ${b.end})`
    case 'ne':
  }
  return sql`(${a.start} <> ${b.start} or ${a.end} <> ${b.end})`
}

/** Allen's relations as the services have them. */
export const SPAN_RELATIONS: Readonly<Record<string, (a: Ends, b: Ends) => Sql>> = {
  before: (a, b) => compareSpans('lt', a, b),
  after: (a, b) => compareSpans('gt', a, b),
  meets: (a, b) => sql`(${a.start} = ${b.end} or ${a.end} = ${b.start})`,
  during: (a, b) =>
    sql`(${b.start} <> ${b.end} and ${a.start} >= ${b.start} and ${a.end} <= ${b.end} and ${a.start} < ${b.end})`,
  overlaps: (a, b) =>
    sql`((${a.start} < ${b.end} and ${b.start} < ${a.end}) or (${a.start} = ${a.end} and ${a.start} >= ${b.start} and ${a.start} < ${b.end}) or (${b.start} = ${b.end} and ${b.start} >= ${a.start} and ${b.start} < ${a.end}) or (${a.start} = ${b.start} and ${a.end} = ${b.end}))`,
  starts: (a, b) => sql`(${a.start} = ${b.start})`,
  finishes: (a, b) => sql`(${a.end} = ${b.end})`,
}

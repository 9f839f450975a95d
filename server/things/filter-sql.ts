// From a tree of $filter or $orderby to SQL. Paths over navigations become joins inside a sub-query, so that a thing is
// found once however many of its datastreams fit; conditions that go the same way go it together.
import { sql } from 'kysely'
import type { Expression, Order } from './expression.ts'
import { conjuncts, hasNull, hasOwn, navsIn, stepped } from './filter-tree.ts'
import { callFunction } from './functions.ts'
import { shapeOf } from './geo.ts'
import { type Entity, MODEL, type Nav, navLike, propertyOf, type Sight } from './model.ts'
import { bad, quoted } from './refusal.ts'
import type { ShapeAnswer, ShapeAnswers } from './shape-answers.ts'
import type { JsonPath, Sql, SqlDialect } from './sql-dialect.ts'
import { asBool, asNumber, asSpan, compare, presence, type Typed } from './typed-sql.ts'

export type Scope = {
  readonly say: SqlDialect
  readonly entity: Entity
  readonly alias: string
  readonly sight: Sight
  readonly nowMs: number
  /** Gives every join of a query a name of its own. */
  readonly names: { next: number }
  /** Where the database cannot compare shapes: what they give. */
  readonly shapes: ShapeAnswers | null
}

/** Joins that paths of one sub-query share. */
type Joins = Map<string, { readonly alias: string; readonly entity: Entity; readonly on: Sql }>

export const column = (alias: string, name: string): Sql => sql.ref(`${alias}.${name}`)

/** A condition on the rows of `scope.alias`. */
export function whereSql(filter: Expression, scope: Scope): Sql {
  const byWay = new Map<string, { nav: Nav; conditions: Expression[] }>()
  const parts: Sql[] = []
  for (const condition of conjuncts(filter)) {
    const ways = new Map(navsIn(condition, scope).map((nav) => [nav.name, nav]))
    const [nav] = [...ways.values()]
    if (!nav) parts.push(conditionSql(condition, scope, null))
    else if (ways.size === 1 && !hasOwn(condition, scope) && !hasNull(condition)) {
      const before = byWay.get(nav.name)
      if (before) before.conditions.push(condition)
      else byWay.set(nav.name, { nav, conditions: [condition] })
    } else parts.push(mixed(condition, scope))
  }
  for (const { nav, conditions } of byWay.values()) parts.push(along(nav, conditions, scope))
  return sql`(${sql.join(parts, sql` and `)})`
}

/** Pieces of an `order by`; ends with the id, so that pages do not overlap. */
export function orderSql(orders: readonly Order[], scope: Scope): Sql {
  const pieces = orders.flatMap(({ of, isDescending }) => {
    const direction = scope.say.direction(isDescending)
    return orderKeys(of, scope).map((key) => sql`${key} ${direction}`)
  })
  return sql.join([...pieces, sql`${column(scope.alias, 'id')} ${scope.say.direction(false)}`])
}

function orderKeys(of: Expression, scope: Scope): Sql[] {
  const navs = navsIn(of, scope)
  if (navs.length > 0) {
    const joins: Joins = new Map()
    const key = presence(scope.say, typed(of, scope, joins))
    return [sql`(select ${key} from (select 1 as one) as one ${joinSql(joins)} limit 1)`]
  }
  const value = typed(of, scope, null)
  switch (value.is) {
    case 'span':
      return [value.start, value.end]
    case 'result':
      return [value.number, scope.say.ordered(value.text), value.json]
    case 'json':
      return [
        scope.say.jsonNumber(value.column, value.path),
        scope.say.ordered(scope.say.jsonText(value.column, value.path)),
      ]
    case 'text':
      return [scope.say.ordered(value.sql)]
    case 'null':
    case 'number':
    case 'bool':
    case 'instant':
    case 'duration':
    case 'geo':
  }
  return [presence(scope.say, value)]
}

/** Conditions that all begin with the same step: the other end is asked, without the rows of this one. */
function along(nav: Nav, conditions: readonly Expression[], scope: Scope): Sql {
  const { say, alias } = scope
  const to = MODEL[nav.to]
  const inner: Scope = { ...scope, entity: to, alias: `n${scope.names.next++}` }
  const joins: Joins = new Map()
  const tests = conditions.map((condition) => conditionSql(stepped(condition), inner, joins))
  const last = [...joins.values()].at(-1)?.alias ?? inner.alias
  const where = sql`${say.tick(column(last, 'id'))} and ${sql.join(tests, sql` and `)}`
  const from = sql`${sql.table(to.table)} as ${sql.ref(inner.alias)}`
  const joined = joinSql(joins)
  const id = column(alias, 'id')
  if (nav.kind === 'one')
    return sql`${column(alias, nav.column)} in (select ${column(inner.alias, 'id')} from ${from} ${joined} where ${where})`
  if (nav.kind === 'many')
    return sql`${id} in (select ${column(inner.alias, nav.column)} from ${from} ${joined} where ${where})`
  const link = `k${scope.names.next++}`
  const on = sql`${column(inner.alias, 'id')} = ${column(link, nav.theirs)}`
  return sql`${id} in (select ${column(link, nav.mine)} from ${sql.table(nav.link)} as ${sql.ref(link)} join ${from} on ${on} ${joined} where ${where})`
}

/** A condition over several ways: joined to the row, and true if any of the joined rows fits. */
function mixed(condition: Expression, scope: Scope): Sql {
  const joins: Joins = new Map()
  const test = conditionSql(condition, scope, joins)
  const last = [...joins.values()].at(-1)?.alias ?? scope.alias
  const tick = scope.say.tick(column(last, 'id'))
  return sql`exists (select 1 from (select 1 as one) as one ${joinSql(joins)} where ${tick} and ${test})`
}

const joinSql = (joins: Joins): Sql =>
  sql.join(
    [...joins.values()].map(
      ({ alias, entity, on }) => sql`left join ${sql.table(entity.table)} as ${sql.ref(alias)} on ${on}`,
    ),
    sql` `,
  )

const conditionSql = (expression: Expression, scope: Scope, joins: Joins | null): Sql =>
  asBool(scope.say, typed(expression, scope, joins))

function typed(expression: Expression, scope: Scope, joins: Joins | null): Typed {
  const { say } = scope
  const of = (one: Expression): Typed => typed(one, scope, joins)
  switch (expression.kind) {
    case 'null':
      return { is: 'null' }
    case 'number':
      return { is: 'number', sql: say.number(expression.value) }
    case 'text':
      return { is: 'text', sql: say.text(expression.value), literal: expression.value }
    case 'bool':
      return { is: 'bool', sql: say.bool(expression.value) }
    case 'instant':
      return { is: 'instant', ms: say.ms(expression.ms) }
    case 'interval':
      return { is: 'span', start: say.ms(expression.span.startMs), end: say.ms(expression.span.endMs) }
    case 'duration':
      return { is: 'duration', ms: say.ms(expression.ms) }
    case 'geo':
      if (!shapeOf(expression.wkt)) throw bad(`$filter: ${quoted(expression.wkt)} is no WKT`)
      return { is: 'geo', sql: sql`${expression.wkt}` }
    case 'path':
      return pathSql(expression, scope, joins)
    case 'call': {
      const answer = scope.shapes?.get(expression.n)
      if (answer) return answeredSql(answer, expression.given.map(of), say)
      return callFunction(expression.name, expression.given.map(of), scope)
    }
    case 'compare':
      return { is: 'bool', sql: compare(say, expression.op, of(expression.a), of(expression.b)) }
    case 'reckon':
      return reckon(expression.op, of(expression.a), of(expression.b), say)
    case 'and':
    case 'or': {
      const word = sql.raw(expression.kind)
      return { is: 'bool', sql: sql`(${asBool(say, of(expression.a))} ${word} ${asBool(say, of(expression.b))})` }
    }
    case 'not':
  }
  return { is: 'bool', sql: sql`(not ${asBool(say, of(expression.a))})` }
}

/** What was found out of the shapes before the query, by the id of the place. */
function answeredSql(answer: ShapeAnswer, given: readonly Typed[], say: SqlDialect): Typed {
  const place = given.find((one) => one.is === 'geo' && one.id !== undefined)
  if (place?.is !== 'geo' || !place.id) throw new Error('things: a shape without a place')
  if (answer.is === 'number') return { is: 'number', sql: say.valueAmong(place.id, answer.ids, answer.values) }
  const isAmong = say.isAmong(place.id, answer.ids)
  return { is: 'bool', sql: sql`(case when ${place.sql} is not null then ${isAmong} end)` }
}

function reckon(op: 'add' | 'sub' | 'mul' | 'div' | 'mod', a: Typed, b: Typed, say: SqlDialect): Typed {
  const isTime = (value: Typed): boolean => value.is === 'instant' || value.is === 'span'
  const sign = sql.raw({ add: '+', sub: '-', mul: '*', div: '/', mod: '%' }[op])
  if (isTime(a) || isTime(b) || a.is === 'duration' || b.is === 'duration') {
    if (op !== 'add' && op !== 'sub') throw bad(`$filter: times and durations know add and sub, not ${op}`)
    if (a.is === 'duration' && b.is === 'duration') return { is: 'duration', ms: sql`(${a.ms} ${sign} ${b.ms})` }
    if (isTime(a) && isTime(b) && op === 'sub')
      return { is: 'duration', ms: sql`(${asSpan(say, a).start} - ${asSpan(say, b).start})` }
    const [time, by] = a.is === 'duration' ? [b, a] : [a, b]
    if (by.is !== 'duration' || (a.is === 'duration' && op === 'sub'))
      throw bad(`$filter: ${op} takes a time and a duration`)
    const { start, end } = asSpan(say, time)
    const moved = { start: sql`(${start} ${sign} ${by.ms})`, end: sql`(${end} ${sign} ${by.ms})` }
    return time.is === 'instant' ? { is: 'instant', ms: moved.start } : { is: 'span', ...moved }
  }
  const one = asNumber(say, a)
  const other = asNumber(say, b)
  if (op === 'mod') return { is: 'number', sql: say.mod(one, other) }
  if (op === 'div') return { is: 'number', sql: sql`(${one} * 1.0 / nullif(${other}, 0))` }
  return { is: 'number', sql: sql`(${one} ${sign} ${other})` }
}

function pathSql(path: Extract<Expression, { kind: 'path' }>, scope: Scope, joins: Joins | null): Typed {
  let { entity, alias } = scope
  let way = alias
  for (const [i, { name, at }] of path.steps.entries()) {
    const rest = path.steps.slice(i + 1)
    if (name === 'id' || name === '@iot.id') {
      if (rest.length > 0 || at.length > 0) throw bad('$filter: nothing comes after id')
      return { is: 'number', sql: column(alias, 'id') }
    }
    const property = propertyOf(entity, name)
    if (property) {
      const inside: JsonPath = [...at, ...rest.flatMap((step) => [step.name, ...step.at])]
      return propertySql(property, { alias, inside, entity })
    }
    const nav = navLike(entity, name, scope.sight)
    if (!nav || at.length > 0) throw bad(`$filter: a ${entity.name} has no ${quoted(name)}`)
    const [next] = rest
    if (!next) throw bad(`$filter: ${quoted(name)} is a navigation; name a property of it`)
    if (nav.kind === 'one' && rest.length === 1 && (next.name === 'id' || next.name === '@iot.id'))
      return { is: 'number', sql: column(alias, nav.column) }
    if (!joins) throw bad(`$filter: ${quoted(name)} cannot be followed here`)
    way = `${way}/${nav.name}`
    alias = join(nav, { from: alias, way, joins, scope })
    entity = MODEL[nav.to]
  }
  throw bad('$filter: a path ends too early')
}

function join(nav: Nav, at: { from: string; way: string; joins: Joins; scope: Scope }): string {
  const { from, way, joins, scope } = at
  const before = joins.get(way)
  if (before) return before.alias
  const alias = `j${scope.names.next++}`
  const id = column(alias, 'id')
  const entity = MODEL[nav.to]
  if (nav.kind === 'one') joins.set(way, { alias, entity, on: sql`${id} = ${column(from, nav.column)}` })
  else if (nav.kind === 'many')
    joins.set(way, { alias, entity, on: sql`${column(alias, nav.column)} = ${column(from, 'id')}` })
  else {
    const linked = sql`select ${sql.ref(nav.theirs)} from ${sql.table(nav.link)} where ${sql.ref(nav.mine)} = ${column(from, 'id')}`
    joins.set(way, { alias, entity, on: sql`${id} in (${linked})` })
  }
  return alias
}

function propertySql(
  { name, kind, column: base }: NonNullable<ReturnType<typeof propertyOf>>,
  { alias, inside, entity }: { alias: string; inside: JsonPath; entity: Entity },
): Typed {
  const own = column(alias, base)
  if (kind === 'json' || kind === 'any') return { is: 'json', column: own, path: inside }
  if (kind === 'geo')
    return inside.length > 0
      ? { is: 'json', column: own, path: inside }
      : { is: 'geo', sql: column(alias, `${base}_geom`), column: own, id: column(alias, 'id') }
  if (kind === 'result' && inside.length > 0) return { is: 'json', column: column(alias, 'res_json'), path: inside }
  if (inside.length > 0) throw bad(`$filter: ${name} of a ${entity.name} has nothing inside`)
  switch (kind) {
    case 'text':
      return { is: 'text', sql: own }
    case 'instant':
      return { is: 'instant', ms: column(alias, `${base}_ms`) }
    case 'span':
    case 'interval':
      return { is: 'span', start: column(alias, `${base}_start`), end: column(alias, `${base}_end`) }
    case 'result':
  }
  return {
    is: 'result',
    number: column(alias, 'res_num'),
    text: column(alias, 'res_text'),
    json: column(alias, 'res_json'),
  }
}

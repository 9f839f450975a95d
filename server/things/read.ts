// Reads entities: a page of a collection with count and link to the next page, and what is expanded, by one query for each
// level however many rows there are. An answer holds at most MAX_ROWS entities.
import { sql } from 'kysely'
import type { Value } from './exact-json.ts'
import { column, orderSql, type Scope, whereSql } from './filter-sql.ts'
import { type Entity, MODEL, type Nav } from './model.ts'
import { type Expand, MAX_PAGE, type Options, PAGE } from './options.ts'
import { bad } from './refusal.ts'
import { shapeAnswers, type ShapeAnswers } from './shape-answers.ts'
import { type Links, selfLink, shape, type Shaped } from './shapes.ts'
import type { Sql, SqlDialect } from './sql-dialect.ts'
import type { Db, Row } from './tables.ts'

export const MAX_ROWS = 20_000

export type Reading = {
  readonly db: Db
  readonly say: SqlDialect
  readonly links: Links
  readonly nowMs: number
  /** How many entities the answer may still take. */
  readonly budget: { left: number }
}

/** All of a kind, or those that one entity leads to. */
export type Source = { readonly entity: Entity; readonly from: { readonly nav: Nav; readonly id: number } | null }

export type Page = { readonly rows: readonly Row[]; readonly count: number | null; readonly hasMore: boolean }

/** Also only those with one of `ids`. */
export async function readPage(
  source: Source,
  options: Options,
  reading: Reading,
  ids?: readonly number[],
): Promise<Page> {
  const { db, say } = reading
  const { entity } = source
  const shapes = await shapesIn(options, entity, reading)
  const scope = scopeOf(entity, 'e', reading, shapes)
  const where = [sourceSql(source), ids ? say.isAmong(sql.ref('e.id'), ids) : null, filterSql(options, scope)]
  const top = Math.min(options.top ?? PAGE, MAX_PAGE)
  const table = sql`${sql.table(entity.table)} as e`
  const condition = all(where)
  const page = sql<Row>`select e.* from ${table} ${condition} order by ${ordersOf(source, options, scope)} limit ${top + 1} offset ${options.skip}`
  const rows = top === 0 ? [] : (await page.execute(db)).rows
  spend(reading, Math.min(rows.length, top))
  const counting = sql<{ n: number }>`select count(*) as n from ${table} ${condition}`
  const count = options.isCounted ? ((await counting.execute(db)).rows[0]?.n ?? 0) : null
  return { rows: rows.slice(0, top), count, hasMore: rows.length > top }
}

export async function readOne(entity: Entity, id: number, { db }: Pick<Reading, 'db'>): Promise<Row | null> {
  if (!Number.isSafeInteger(id)) return null
  const { rows } = await sql<Row>`select e.* from ${sql.table(entity.table)} as e where e.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** How many entities an entity as JSON holds, itself among them: one that is shown in many places counts in each. */
const weights = new WeakMap<object, number>()
const weightOf = (value: Value | undefined): number => {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + weightOf(one), 0)
  return typeof value === 'object' && value !== null ? (weights.get(value) ?? 0) : 0
}

/** The rows as JSON, with all that their options expand. */
export async function shapeRows(
  rows: readonly Row[],
  { entity, options }: { entity: Entity; options: Options },
  reading: Reading,
): Promise<Shaped[]> {
  const expanded: Shaped[] = rows.map(() => ({}))
  for (const expand of options.expand) {
    if (rows.length === 0) break
    if (expand.nav.kind === 'one') await expandOne(rows, { expand, nav: expand.nav }, { expanded, reading })
    else await expandMany(rows, { expand, entity }, { expanded, reading })
  }
  const { links } = reading
  return rows.map((row, i) => {
    const inside = expanded[i] ?? {}
    const weight = options.expand.reduce((sum, { nav }) => sum + weightOf(inside[nav.name]), 1)
    const shaped = shape(row, { entity, select: options.select, links, expanded: inside })
    weights.set(shaped, weight)
    return shaped
  })
}

type Target = { readonly expanded: readonly Shaped[]; readonly reading: Reading }

async function expandOne(
  rows: readonly Row[],
  { expand, nav }: { expand: Expand; nav: Extract<Nav, { kind: 'one' }> },
  { expanded, reading }: Target,
): Promise<void> {
  const to = MODEL[nav.to]
  const ids = [...new Set(rows.map((row) => row[nav.column]).filter((id) => typeof id === 'number'))]
  const query = sql<Row>`select e.* from ${sql.table(to.table)} as e where ${reading.say.isAmong(sql.ref('e.id'), ids)}`
  const found = (await query.execute(reading.db)).rows
  spend(reading, found.length)
  const shaped = await shapeRows(found, { entity: to, options: expand.options }, reading)
  const byId = new Map(found.map((row, i) => [row['id'], shaped[i] ?? null]))
  const shown = rows.reduce((sum, row) => sum + weightOf(byId.get(row[nav.column] ?? null)), 0)
  spend(reading, Math.max(0, shown - weightOf(shaped)))
  rows.forEach((row, i) => {
    const into = expanded[i]
    if (into) into[nav.name] = byId.get(row[nav.column] ?? null) ?? null
  })
}

async function expandMany(
  rows: readonly Row[],
  { expand, entity }: { expand: Expand; entity: Entity },
  { expanded, reading }: Target,
): Promise<void> {
  const { nav, options } = expand
  const { db, say, links } = reading
  const to = MODEL[nav.to]
  const parents = rows.map((row) => Number(row['id']))
  const inner = scopeOf(to, 'x', reading, await shapesIn(options, to, reading))
  const top = Math.min(options.top ?? PAGE, MAX_PAGE)
  const condition = all([onwardSql(nav, 'x', sql.ref('p.value')), filterSql(options, inner)])
  const orders = (scope: Scope): Sql => ordersOf({ entity: to, from: { nav, id: 0 } }, options, scope)
  const table = sql`${sql.table(to.table)} as x`
  const ids = sql`select x.id from ${table} ${condition} order by ${orders(inner)} limit ${top + 1} offset ${options.skip}`
  const outer = orders(scopeOf(to, 'e', reading))
  const query = sql<Row>`select p.value as of_parent, e.* from ${say.forEach(parents, to.table, ids)} order by p.value, ${outer} limit ${reading.budget.left + rows.length + 1}`
  const found = top === 0 ? [] : (await query.execute(db)).rows
  const byParent = grouped(found)
  const kept = parents.flatMap((id) => (byParent.get(id) ?? []).slice(0, top))
  spend(reading, kept.length)
  const shaped = await shapeRows(kept, { entity: to, options }, reading)
  const counts = options.isCounted ? await countEach() : null
  let at = 0
  parents.forEach((id, i) => {
    const into = expanded[i]
    if (!into) return
    const given = byParent.get(id) ?? []
    const mine = shaped.slice(at, (at += Math.min(given.length, top)))
    if (counts) into[`${nav.name}@iot.count`] = counts.get(id) ?? 0
    into[nav.name] = mine
    if (given.length > top) {
      const next = nextQuery(options.pairs, { skip: options.skip + top, top: options.top })
      into[`${nav.name}@iot.nextLink`] = `${selfLink(entity, id, links)}/${nav.name}?${next}`
    }
  })

  async function countEach(): Promise<Map<number, number>> {
    const counting = sql<Row>`select p.value as of_parent, (select count(*) from ${table} ${condition}) as n from ${say.rowsOf(parents)}`
    return new Map((await counting.execute(db)).rows.map((row) => [Number(row['of_parent']), Number(row['n'])]))
  }
}

function grouped(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const parent = Number(row['of_parent'])
    const group = groups.get(parent)
    if (group) group.push(row)
    else groups.set(parent, [row])
  }
  return groups
}

/** The same options for the page after this. */
export function nextQuery(
  pairs: readonly (readonly [string, string])[],
  { skip, top }: { skip: number; top: number | null },
): string {
  const others = pairs.filter(([name]) => name !== '$skip' && name !== '$top')
  const page: [string, string][] = [
    ...(top === null ? [] : [['$top', String(top)] as [string, string]]),
    ['$skip', String(skip)],
  ]
  return [...others, ...page].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

/** Null where the database compares shapes itself. */
async function shapesIn(
  { filter }: Options,
  entity: Entity,
  { db, say, links }: Reading,
): Promise<ShapeAnswers | null> {
  return say.geo || !filter ? null : shapeAnswers(filter, { entity, sight: links.sight, db })
}

function scopeOf(
  entity: Entity,
  alias: string,
  { say, links, nowMs }: Reading,
  shapes: ShapeAnswers | null = null,
): Scope {
  return { say, entity, alias, sight: links.sight, nowMs, names: { next: 1 }, shapes }
}

function filterSql({ filter, orders }: Options, scope: Scope): Sql | null {
  const tick = scope.say.tick(column(scope.alias, 'id'))
  if (filter) return sql`${tick} and ${whereSql(filter, scope)}`
  return orders.length > 0 ? tick : null
}

/** Observations of one datastream lie in the order of their time; everything else in that of its making. */
function ordersOf({ entity, from }: Source, { orders }: Options, scope: Scope): Sql {
  if (orders.length > 0) return orderSql(orders, scope)
  const id = column(scope.alias, 'id')
  if (entity.name !== 'Observation' || from?.nav.kind !== 'many' || from.nav.column !== 'datastream_id') return id
  return sql`${column(scope.alias, 'phenomenon_start')}, ${id}`
}

export const sourceSql = ({ from }: Source): Sql | null => from && onwardSql(from.nav, 'e', sql`${from.id}`)

function onwardSql(nav: Nav, alias: string, parent: Sql): Sql {
  if (nav.kind === 'many') return sql`${column(alias, nav.column)} = ${parent}`
  if (nav.kind === 'one') throw new Error(`things: ${nav.name} leads to one`)
  return sql`${column(alias, 'id')} in (select ${sql.ref(nav.theirs)} from ${sql.table(nav.link)} where ${sql.ref(nav.mine)} = ${parent})`
}

function all(conditions: readonly (Sql | null)[]): Sql {
  const given = conditions.filter((one) => one !== null)
  return given.length === 0 ? sql`` : sql`where ${sql.join(given, sql` and `)}`
}

function spend({ budget }: Reading, rows: number): void {
  budget.left -= rows
  if (budget.left < 0) throw bad(`an answer holds at most ${MAX_ROWS} entities; use $top, also within $expand`)
}

/** A page as the service gives it. */
export function pageJson(values: readonly Value[], { count, hasMore }: Page, next: string): Shaped {
  return {
    ...(count === null ? {} : { '@iot.count': count }),
    ...(hasMore ? { '@iot.nextLink': next } : {}),
    value: [...values],
  }
}

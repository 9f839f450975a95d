// What SQLite and Postgres say differently, as pieces of SQL. Values are bound parameters, never text. In SQLite what it
// lacks is a function of ours (sqlite-functions.ts); in Postgres without PostGIS the shapes are compared before the query.
import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from '../journal/tables.ts'
import type { Relation } from './geo.ts'

export type Sql = RawBuilder<unknown>
/** Keys and positions within a JSON value. */
export type JsonPath = readonly (string | number)[]

export type SqlDialect = {
  readonly name: Dialect
  readonly identity: string
  bool(value: boolean): Sql
  /** Values whose kind the database must know. */
  number(value: number): Sql
  text(value: string): Sql
  ms(value: number): Sql
  /** Null unless it is of that type there. */
  jsonNumber(column: Sql, path: JsonPath): Sql
  jsonText(column: Sql, path: JsonPath): Sql
  jsonBool(column: Sql, path: JsonPath): Sql
  /** As JSON writes it. */
  numberText(number: Sql): Sql
  msOfText(text: Sql): Sql
  datePart(part: DatePart, ms: Sql): Sql
  dateText(ms: Sql): Sql
  timeText(ms: Sql): Sql
  /** By code points, whatever the database's language. */
  ordered(text: Sql): Sql
  upper(text: Sql): Sql
  lower(text: Sql): Sql
  indexOf(text: Sql, part: Sql): Sql
  mod(a: Sql, b: Sql): Sql
  round(a: Sql): Sql
  /** True; ends a query that has looked at rows for too long. */
  tick(id: Sql): Sql
  /** A source of rows `p(value)`. */
  rowsOf(ids: readonly number[]): Sql
  /** Rows `e` of `table` for each `p.value`: those that `ids`, a query of ids as `id` that knows `p.value`, gives. */
  forEach(parents: readonly number[], table: string, ids: Sql): Sql
  isAmong(id: Sql, ids: readonly number[]): Sql
  /** The value that stands beside the id, null without. */
  valueAmong(id: Sql, ids: readonly number[], values: readonly number[]): Sql
  /** Null where the database cannot. */
  geo: {
    relation(name: Relation, a: Sql, b: Sql): Sql
    matches(a: Sql, b: Sql, pattern: Sql): Sql
    distance(a: Sql, b: Sql): Sql
    length(a: Sql): Sql
  } | null
  /** Puts those without a value where SQLite has them. */
  direction(isDescending: boolean): Sql
}

export type DatePart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'
const STRFTIME: Readonly<Record<DatePart, string>> = {
  year: '%Y',
  month: '%m',
  day: '%d',
  hour: '%H',
  minute: '%M',
  second: '%S',
}

const pathText = (path: JsonPath): string =>
  path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `."${key}"`), '$')

const SQLITE: SqlDialect = {
  name: 'sqlite',
  identity: 'integer primary key autoincrement',
  bool: (value) => sql.raw(value ? '1' : '0'),
  number: (value) => sql`${value}`,
  text: (value) => sql`${value}`,
  ms: (value) => sql`${value}`,
  jsonNumber: (column, path) =>
    sql`case when json_type(${column}, ${pathText(path)}) in ('integer', 'real') then json_extract(${column}, ${pathText(path)}) end`,
  jsonText: (column, path) =>
    sql`case json_type(${column}, ${pathText(path)}) when 'true' then 'true' when 'false' then 'false' else cast(json_extract(${column}, ${pathText(path)}) as text) end`,
  jsonBool: (column, path) =>
    sql`case json_type(${column}, ${pathText(path)}) when 'true' then 1 when 'false' then 0 end`,
  numberText: (number) =>
    sql`case when ${number} = cast(${number} as integer) then cast(cast(${number} as integer) as text) else cast(${number} as text) end`,
  msOfText: (text) => sql`th_ms(${text})`,
  datePart: (part, ms) => sql`cast(strftime(${STRFTIME[part]}, floor((${ms}) / 1000.0), 'unixepoch') as integer)`,
  dateText: (ms) => sql`strftime('%Y-%m-%d', floor((${ms}) / 1000.0), 'unixepoch')`,
  timeText: (ms) => sql`strftime('%H:%M:%f', (${ms}) / 1000.0, 'unixepoch')`,
  ordered: (text) => text,
  upper: (text) => sql`th_upper(${text})`,
  lower: (text) => sql`th_lower(${text})`,
  indexOf: (text, part) => sql`instr(${text}, ${part}) - 1`,
  mod: (a, b) => sql`mod(${a}, ${b})`,
  round: (a) => sql`round(${a})`,
  tick: (id) => sql`th_tick(${id}) = 1`,
  rowsOf: (ids) => sql`json_each(${JSON.stringify(ids)}) as p`,
  forEach: (parents, table, ids) =>
    sql`json_each(${JSON.stringify(parents)}) as p cross join ${sql.table(table)} as e on e.id in (${ids})`,
  isAmong: (id, ids) => sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`,
  valueAmong: (id, ids, values) =>
    sql`(select v.value from json_each(${JSON.stringify(ids)}) as i join json_each(${JSON.stringify(values)}) as v on v.key = i.key where i.value = ${id})`,
  geo: {
    relation: (name, a, b) => sql`th_relation(${name}, ${a}, ${b})`,
    matches: (a, b, pattern) => sql`th_matches(${a}, ${b}, ${pattern})`,
    distance: (a, b) => sql`th_distance(${a}, ${b})`,
    length: (a) => sql`th_length(${a})`,
  },
  direction: (isDescending) => sql.raw(isDescending ? 'desc' : 'asc'),
}

const pgPath = (path: JsonPath): Sql => sql`${`{${path.map((key) => `"${key}"`).join(',')}}`}::text[]`
const pgTime = (ms: Sql): Sql => sql`(to_timestamp((${ms}) / 1000.0) at time zone 'UTC')`

const POSTGRES: SqlDialect = {
  name: 'postgres',
  identity: 'bigint generated by default as identity primary key',
  bool: (value) => sql.raw(value ? 'true' : 'false'),
  number: (value) => sql`cast(${value} as double precision)`,
  text: (value) => sql`cast(${value} as text)`,
  ms: (value) => sql`cast(${value} as bigint)`,
  jsonNumber: (column, path) =>
    sql`case when jsonb_typeof((${column})::jsonb #> ${pgPath(path)}) = 'number' then ((${column})::jsonb #>> ${pgPath(path)})::double precision end`,
  jsonText: (column, path) => sql`((${column})::jsonb #>> ${pgPath(path)})`,
  jsonBool: (column, path) =>
    sql`case when jsonb_typeof((${column})::jsonb #> ${pgPath(path)}) = 'boolean' then ((${column})::jsonb #>> ${pgPath(path)})::boolean end`,
  numberText: (number) => sql`(${number})::text`,
  msOfText: (text) => sql`(extract(epoch from (${text})::timestamptz) * 1000)::bigint`,
  datePart: (part, ms) => sql`floor(extract(${sql.raw(part)} from ${pgTime(ms)}))::int`,
  dateText: (ms) => sql`to_char(${pgTime(ms)}, 'YYYY-MM-DD')`,
  timeText: (ms) => sql`to_char(${pgTime(ms)}, 'HH24:MI:SS.MS')`,
  ordered: (text) => sql`(${text}) collate "C"`,
  upper: (text) => sql`upper(${text})`,
  lower: (text) => sql`lower(${text})`,
  indexOf: (text, part) => sql`strpos(${text}, ${part}) - 1`,
  mod: (a, b) => sql`mod((${a})::numeric, nullif((${b})::numeric, 0))::double precision`,
  round: (a) => sql`round((${a})::numeric)::double precision`,
  tick: () => sql`true`,
  rowsOf: (ids) => sql`unnest(${`{${ids.join(',')}}`}::bigint[]) as p(value)`,
  forEach: (parents, table, ids) =>
    sql`unnest(${`{${parents.join(',')}}`}::bigint[]) as p(value) cross join lateral (${ids}) as i join ${sql.table(table)} as e on e.id = i.id`,
  isAmong: (id, ids) => sql`${id} = any(${`{${ids.join(',')}}`}::bigint[])`,
  valueAmong: (id, ids, values) =>
    sql`(select i.value from unnest(${`{${ids.join(',')}}`}::bigint[], ${`{${values.join(',')}}`}::double precision[]) as i(id, value) where i.id = ${id})`,
  geo: null,
  direction: (isDescending) => sql.raw(isDescending ? 'desc nulls last' : 'asc nulls first'),
}

export const sqlDialect = (dialect: Dialect): SqlDialect => (dialect === 'sqlite' ? SQLITE : POSTGRES)

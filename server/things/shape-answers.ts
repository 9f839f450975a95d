// Shapes where the database cannot compare them (Postgres without PostGIS): before the query the places that a function of the
// filter looks at are read and compared here, and the query gets the answers by id. A function of two properties is refused.
import { sql } from 'kysely'
import type { Expression } from './expression.ts'
import { distance, lengthOf, matches, RELATIONS, type Relation, related, shapeOf } from './geo.ts'
import { type Entity, MODEL, navLike, propertyOf, type Sight } from './model.ts'
import { bad } from './refusal.ts'
import type { Db, Row } from './tables.ts'

/** More places than these are not compared one by one. */
const MAX_PLACES = 50_000

export type ShapeAnswer =
  | { readonly is: 'bool'; readonly ids: readonly number[] }
  | { readonly is: 'number'; readonly ids: readonly number[]; readonly values: readonly number[] }
/** By the number of the call within its filter. */
export type ShapeAnswers = ReadonlyMap<number, ShapeAnswer>

type Call = Extract<Expression, { kind: 'call' }>
type At = { readonly entity: Entity; readonly sight: Sight; readonly db: Db }

export async function shapeAnswers(filter: Expression, at: At): Promise<ShapeAnswers> {
  const answers = new Map<number, ShapeAnswer>()
  for (const call of callsIn(filter)) answers.set(call.n, await answered(call, at))
  return answers
}

const isShaped = (name: string): boolean =>
  Object.hasOwn(RELATIONS, name) || name === 'st_relate' || name === 'geo.distance' || name === 'geo.length'

function callsIn(expression: Expression): Call[] {
  if (expression.kind === 'call') return isShaped(expression.name) ? [expression] : expression.given.flatMap(callsIn)
  if (!('a' in expression)) return []
  return [...callsIn(expression.a), ...('b' in expression ? callsIn(expression.b) : [])]
}

async function answered({ name, given }: Call, at: At): Promise<ShapeAnswer> {
  const paths = given.filter((one) => one.kind === 'path')
  const [path] = paths
  if (!path || paths.length > 1) throw bad(`$filter: here ${name} compares one property with one shape`)
  const { table, column } = placesOf(path, at)
  const query = sql<Row>`select id, ${sql.ref(column)} as geom from ${sql.table(table)} where ${sql.ref(column)} is not null limit ${MAX_PLACES + 1}`
  const { rows } = await query.execute(at.db)
  if (rows.length > MAX_PLACES) throw bad(`$filter: there are more than ${MAX_PLACES} places to compare`)
  const ids: number[] = []
  const values: number[] = []
  for (const { id, geom } of rows) {
    const [a = null, b = null, pattern = ''] = given.map((one) => wordOf(one, String(geom)))
    const value = compared(name, { a, b, pattern: pattern ?? '' })
    if (value === null || value === false) continue
    ids.push(Number(id))
    if (typeof value === 'number') values.push(value)
  }
  const isNumber = name === 'geo.distance' || name === 'geo.length'
  return isNumber ? { is: 'number', ids, values } : { is: 'bool', ids }
}

type Pair = { readonly a: string | null; readonly b: string | null; readonly pattern: string }

function compared(name: string, { a, b, pattern }: Pair): boolean | number | null {
  if (name === 'geo.length') return lengthOf(a)
  if (name === 'geo.distance') return distance(a, b)
  if (name === 'st_relate') return matches(a, b, pattern)
  // Otherwise it is one of RELATIONS.
  return related(name as Relation, a, b)
}

function wordOf(given: Expression, geometry: string): string | null {
  if (given.kind === 'path') return geometry
  if (given.kind === 'text') return given.value
  if (given.kind !== 'geo') return null
  if (!shapeOf(given.wkt)) throw bad('$filter: a geometry is no WKT')
  return given.wkt
}

function placesOf(
  path: Extract<Expression, { kind: 'path' }>,
  { entity, sight }: At,
): { table: string; column: string } {
  let here = entity
  for (const { name } of path.steps) {
    const property = propertyOf(here, name)
    if (property?.kind === 'geo') return { table: here.table, column: `${property.column}_geom` }
    const nav = navLike(here, name, sight)
    if (!nav) break
    here = MODEL[nav.to]
  }
  throw bad('$filter: a geometry is needed there')
}

// Makes, changes and deletes entities within one transaction: deep inserts, links, what goes along when something goes
// (18-088 table 25), and the rules of places: a Thing's new Location writes a HistoricalLocation, and the newest
// HistoricalLocation says where the Thing is. Observations are in observe.ts.
import { sql } from 'kysely'
import { forgetBounds, widen } from './bounds.ts'
import { type Columns, columnsOf, linkedId, type Mode } from './columns.ts'
import { isObject, type Value } from './exact-json.ts'
import { type Entity, type EntityName, MODEL, type Nav, navsOf, type Sight } from './model.ts'
import { featureOf } from './observe.ts'
import { bad } from './refusal.ts'
import type { SqlDialect } from './sql-dialect.ts'
import type { Db, Row, SqlValue } from './tables.ts'
import { checkTask } from './tasking.ts'

/** `properties` that changed, null for all of a new entity. */
export type Change = {
  readonly entity: EntityName
  readonly id: number
  readonly properties: ReadonlySet<string> | null
  /** Of a new observation. */
  readonly datastreamId?: number
}
/** One request makes no more than these. */
const MAX_MADE = 10_000

export type Writing = {
  /** A transaction. */
  readonly db: Db
  readonly say: SqlDialect
  readonly sight: Sight
  readonly nowMs: number
  readonly changes: Change[]
}

export async function insert(table: string, columns: Columns, { db }: Pick<Writing, 'db'>): Promise<number> {
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  const values = sql.join(Object.values(columns).map((value) => sql`${value}`))
  const made = sql<{ id: number }>`insert into ${sql.table(table)} (${names}) values (${values}) returning id`
  return Number((await made.execute(db)).rows[0]?.id)
}

async function update(table: string, id: number, columns: Columns, { db }: Pick<Writing, 'db'>): Promise<void> {
  const pairs = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  if (pairs.length === 0) return
  await sql`update ${sql.table(table)} set ${sql.join(pairs)} where id = ${id}`.execute(db)
}

export async function rowOf(entity: Entity, id: number, { db }: Pick<Writing, 'db'>): Promise<Row | null> {
  const { rows } = await sql<Row>`select * from ${sql.table(entity.table)} where id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Makes an entity and all that is inside it; gives its id. */
export async function create(entity: Entity, body: Value, writing: Writing): Promise<number> {
  if (!isObject(body)) throw bad(`a ${entity.name} is a JSON object`)
  const columns = columnsOf(entity, body, { mode: 'made', sight: writing.sight })
  for (const nav of navsOf(entity, writing.sight)) {
    if (nav.kind !== 'one') continue
    const given = Object.hasOwn(body, nav.name) ? body[nav.name] : undefined
    if (given !== undefined && given !== null) columns[nav.column] = await linkOrMake(nav, given, writing)
    else if (nav.isRequired) throw bad(`a ${entity.name} needs a ${nav.name}`)
  }
  const id = await insert(entity.table, await completed(entity, columns, writing), writing)
  if (writing.changes.length >= MAX_MADE) throw bad(`one request makes at most ${MAX_MADE} entities`)
  if (entity.name === 'Observation') {
    const datastreamId = Number(columns['datastream_id'])
    writing.changes.push({ entity: entity.name, id, properties: null, datastreamId })
    await widen(datastreamId, { ...columns, id }, writing)
  } else writing.changes.push({ entity: entity.name, id, properties: null })
  for (const nav of navsOf(entity, writing.sight)) {
    const given = Object.hasOwn(body, nav.name) ? body[nav.name] : undefined
    if (nav.kind === 'one' || given === undefined) continue
    if (!Array.isArray(given)) throw bad(`${nav.name} of a ${entity.name} is a list`)
    await attach({ entity, nav, id }, given, writing)
  }
  if (entity.name === 'HistoricalLocation') await moveThing(id, columns, writing)
  return id
}

/** What the server adds to a new row. */
async function completed(entity: Entity, columns: Columns, writing: Writing): Promise<Columns> {
  if (entity.name === 'Observation') {
    columns['phenomenon_start'] ??= writing.nowMs
    columns['phenomenon_end'] ??= columns['phenomenon_start']
    const features: number[] = []
    columns['feature_id'] ??= await featureOf(Number(columns['datastream_id']), { db: writing.db, features })
    for (const made of features) writing.changes.push({ entity: 'FeatureOfInterest', id: made, properties: null })
  }
  if (entity.name === 'Task') {
    columns['creation_ms'] = writing.nowMs
    await checkTask(Number(columns['capability_id']), String(columns['tasking_parameters']), writing)
  }
  return columns
}

/** `{ "@iot.id": 3 }` links to what is there, anything else is made. */
async function linkOrMake(nav: Nav, given: Value, writing: Writing): Promise<number> {
  const to = MODEL[nav.to]
  const id = linkedId(given)
  if (id === null) return create(to, given, writing)
  if (!(await rowOf(to, id, writing))) throw bad(`there is no ${to.name} ${id}`)
  return id
}

type Owner = { readonly entity: Entity; readonly nav: Exclude<Nav, { kind: 'one' }>; readonly id: number }

async function attach({ entity, nav, id }: Owner, given: readonly Value[], writing: Writing): Promise<void> {
  const to = MODEL[nav.to]
  if (nav.kind === 'many') {
    const back = to.navs.find((other) => other.kind === 'one' && other.column === nav.column)
    for (const one of given) {
      const there = linkedId(one)
      if (there !== null) {
        await linkOrMake(nav, one, writing)
        await update(to.table, there, { [nav.column]: id }, writing)
      } else await create(to, { ...(isObject(one) ? one : {}), [back?.name ?? '']: { '@iot.id': id } }, writing)
    }
    return
  }
  const ids: number[] = []
  for (const one of given) ids.push(await linkOrMake(nav, one, writing))
  if (entity.name === 'Thing' && nav.name === 'Locations') await place(id, ids, writing)
  else if (entity.name === 'Location' && nav.name === 'Things')
    for (const thing of ids) await place(thing, [id], writing)
  else await link(nav, id, ids, writing)
}

async function link(
  nav: Extract<Nav, { kind: 'linked' }>,
  id: number,
  ids: readonly number[],
  { db }: Writing,
): Promise<void> {
  for (const other of new Set(ids))
    await sql`insert into ${sql.table(nav.link)} (${sql.ref(nav.mine)}, ${sql.ref(nav.theirs)}) values (${id}, ${other}) on conflict do nothing`.execute(
      db,
    )
}

/** The Thing is at these Locations from now on, and it is written down. */
export async function place(thing: number, locations: readonly number[], writing: Writing): Promise<void> {
  await settle(thing, locations, writing)
  if (locations.length === 0) return
  const id = await insert('sta_historical_location', { time_ms: writing.nowMs, thing_id: thing }, writing)
  const nav = MODEL.HistoricalLocation.navs.find(({ kind }) => kind === 'linked')
  if (nav?.kind === 'linked') await link(nav, id, locations, writing)
  writing.changes.push({ entity: 'HistoricalLocation', id, properties: null })
}

async function settle(thing: number, locations: readonly number[], { db }: Writing): Promise<void> {
  await sql`delete from sta_thing_location where thing_id = ${thing}`.execute(db)
  for (const location of new Set(locations))
    await sql`insert into sta_thing_location (thing_id, location_id) values (${thing}, ${location})`.execute(db)
}

/** A HistoricalLocation later than all others of the Thing says where it is now. */
async function moveThing(id: number, columns: Columns, writing: Writing): Promise<void> {
  const thing = Number(columns['thing_id'])
  const later = sql`select 1 from sta_historical_location where thing_id = ${thing} and id <> ${id} and time_ms > ${columns['time_ms']} limit 1`
  if ((await later.execute(writing.db)).rows.length > 0) return
  const locations = sql<{
    id: number
  }>`select location_id as id from sta_historical_location_location where historical_location_id = ${id}`
  const ids = (await locations.execute(writing.db)).rows.map((row) => row.id)
  if (ids.length > 0) await settle(thing, ids, writing)
}

/** PATCH and PUT: related entities may be linked, not made. */
export async function change(
  entity: Entity,
  { id, body, mode }: { id: number; body: Value; mode: Exclude<Mode, 'made'> },
  writing: Writing,
): Promise<void> {
  if (!isObject(body)) throw bad(`a ${entity.name} is a JSON object`)
  const before = await rowOf(entity, id, writing)
  const columns = columnsOf(entity, body, { mode, sight: writing.sight })
  const lists: [Owner['nav'], readonly Value[]][] = []
  for (const nav of navsOf(entity, writing.sight)) {
    const given = Object.hasOwn(body, nav.name) ? body[nav.name] : undefined
    if (given === undefined) continue
    if (nav.kind === 'one') columns[nav.column] = await linkOnly(nav, given, writing)
    else {
      if (!Array.isArray(given)) throw bad(`${nav.name} of a ${entity.name} is a list`)
      for (const one of given) await linkOnly(nav, one, writing)
      lists.push([nav, given])
    }
  }
  // A place that moves is another feature of interest from now on.
  if (entity.name === 'Location' && 'location' in columns) columns['feature_id'] = null
  if (entity.name === 'Task' && 'tasking_parameters' in columns)
    throw bad('a Task is carried out as it was given; make another')
  await update(entity.table, id, columns, writing)
  for (const [nav, given] of lists) await attach({ entity, nav, id }, given, writing)
  if (entity.name === 'Observation' && before) await forgetBounds(before, { ...before, ...columns }, writing)
  writing.changes.push({ entity: entity.name, id, properties: changedIn(entity, before, columns) })
}

async function linkOnly(nav: Nav, given: Value, writing: Writing): Promise<number> {
  if (linkedId(given) === null) throw bad(`${nav.name} can be linked here by "@iot.id", not made`)
  return linkOrMake(nav, given, writing)
}

function changedIn(entity: Entity, before: Row | null, columns: Columns): ReadonlySet<string> {
  const isChanged = (column: string): boolean => column in columns && columns[column] !== before?.[column]
  const names = entity.properties.filter(({ kind, column }) => {
    if (kind === 'result') return ['res_num', 'res_text', 'res_json'].some(isChanged)
    return [column, `${column}_ms`, `${column}_start`, `${column}_end`].some(isChanged)
  })
  return new Set(names.map(({ name }) => name))
}

/** Deletes them and what goes along. */
export async function remove(entity: Entity, ids: readonly number[], writing: Writing): Promise<void> {
  if (ids.length === 0) return
  const { db, say } = writing
  for (const name of entity.takesAlong) {
    const nav = entity.navs.find((one) => one.name === name)
    if (!nav || nav.kind === 'one') continue
    const to = MODEL[nav.to]
    if (to.name === 'Observation' && nav.kind === 'many') {
      await removeObservations({ column: nav.column, ids }, entity, writing)
      continue
    }
    const source =
      nav.kind === 'many'
        ? sql`select id from ${sql.table(to.table)}`
        : sql`select ${sql.ref(nav.theirs)} as id from ${sql.table(nav.link)}`
    const by = nav.kind === 'many' ? nav.column : nav.mine
    const children = sql<{ id: number }>`${source} where ${say.isAmong(sql.ref(by), ids)}`
    await remove(
      to,
      (await children.execute(db)).rows.map(({ id }) => id),
      writing,
    )
  }
  for (const nav of entity.navs)
    if (nav.kind === 'linked')
      await sql`delete from ${sql.table(nav.link)} where ${say.isAmong(sql.ref(nav.mine), ids)}`.execute(db)
  if (entity.name === 'FeatureOfInterest')
    await sql`update sta_location set feature_id = null where ${say.isAmong(sql.ref('feature_id'), ids)}`.execute(db)
  const lost = entity.name === 'Observation' ? await datastreamsOf('id', ids, writing) : []
  await sql`delete from ${sql.table(entity.table)} where ${say.isAmong(sql.ref('id'), ids)}`.execute(db)
  for (const datastream of lost) await forgetBounds({ datastream_id: datastream }, null, writing)
}

async function removeObservations(
  { column, ids }: { column: string; ids: readonly number[] },
  owner: Entity,
  writing: Writing,
): Promise<void> {
  const lost = owner.name === 'Datastream' ? [] : await datastreamsOf(column, ids, writing)
  await sql`delete from sta_observation where ${writing.say.isAmong(sql.ref(column), ids)}`.execute(writing.db)
  for (const datastream of lost) await forgetBounds({ datastream_id: datastream }, null, writing)
}

async function datastreamsOf(column: string, ids: readonly number[], { db, say }: Writing): Promise<number[]> {
  const query = sql<
    Record<string, SqlValue>
  >`select distinct datastream_id as id from sta_observation where ${say.isAmong(sql.ref(column), ids)}`
  return (await query.execute(db)).rows.map((row) => Number(row['id']))
}

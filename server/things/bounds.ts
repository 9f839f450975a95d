// What a datastream says of its observations: from when to when, and the box around where they were made. Widened as they are
// appended; reckoned anew only when one that may have been the outermost is changed or taken away.
import { CompiledQuery, sql } from 'kysely'
import { chunks } from '../journal/chunks.ts'
import type { Columns } from './columns.ts'
import { type Box, boxAround, boxOf, geometryOfBox } from './geo.ts'
import type { Db, Row } from './tables.ts'

type Observing = { readonly db: Db }
/** Statements that were put together before, by what they do and for how many. */
export type Texts = Observing & { readonly texts: Map<string, string> }

export type Bounds = { startMs: number; endMs: number; resultStartMs: number | null; resultEndMs: number | null }

export function boundsOf(row: Columns | Row): Bounds {
  const result = row['result_time_ms'] ?? null
  const resultMs = result === null ? null : Number(result)
  return {
    startMs: Number(row['phenomenon_start']),
    endMs: Number(row['phenomenon_end']),
    resultStartMs: resultMs,
    resultEndMs: resultMs,
  }
}

export function include(all: Bounds, row: Columns): void {
  const one = boundsOf(row)
  all.startMs = Math.min(all.startMs, one.startMs)
  all.endMs = Math.max(all.endMs, one.endMs)
  if (one.resultStartMs === null || one.resultEndMs === null) return
  all.resultStartMs = Math.min(all.resultStartMs ?? Infinity, one.resultStartMs)
  all.resultEndMs = Math.max(all.resultEndMs ?? -Infinity, one.resultEndMs)
}

/** A new observation lies within the datastream's times and area. */
export async function widen(datastream: number, row: Columns, { db }: Observing): Promise<void> {
  await stretch([[datastream, boundsOf(row)]], { db, texts: new Map() })
  await spread(datastream, Number(row['feature_id']), { db, areas: new Set() })
}

/** Many datastreams by one statement: thousands a second are told their newest time. */
export async function stretch(all: readonly (readonly [number, Bounds])[], { db, texts }: Texts): Promise<void> {
  for (const some of chunks(all)) {
    const parameters = some.flatMap(([id, to]) => [id, to.startMs, to.endMs, to.resultStartMs, to.resultEndMs])
    const name = `stretch ${some.length}`
    const text = texts.get(name) ?? stretchText(db, some.length)
    texts.set(name, text)
    await db.executeQuery(CompiledQuery.raw(text, parameters))
  }
}

function stretchText(db: Db, count: number): string {
  const row = sql`(${sql.join(Array.from({ length: 5 }, () => sql`cast(${0} as bigint)`))})`
  const rows = sql.join(Array.from({ length: count }, () => row))
  // Both databases call the columns of VALUES column1 and so on; a comparison with null keeps what is given.
  const least = (own: string, given: string): string =>
    `${own} = case when ${own} <= ${given} then ${own} else ${given} end`
  const most = (own: string, given: string): string =>
    `${own} = case when ${own} >= ${given} then ${own} else ${given} end`
  const sets = [
    least('phenomenon_start', 'column2'),
    most('phenomenon_end', 'column3'),
    'result_time_start = case when column4 is null or result_time_start <= column4 then result_time_start else column4 end',
    'result_time_end = case when column5 is null or result_time_end >= column5 then result_time_end else column5 end',
  ]
  return sql`update sta_datastream set ${sql.raw(sets.join(', '))} from (values ${rows}) as v where sta_datastream.id = v.column1`.compile(
    db,
  ).sql
}

/** The observed area is the box around all features. */
export async function spread(
  datastream: number,
  feature: number,
  { db, areas }: { db: Db; areas: Set<string> },
): Promise<void> {
  const key = `${datastream}:${feature}`
  if (areas.has(key)) return
  areas.add(key)
  const query = sql<Row>`select d.observed_area_geom as area, f.feature_geom as geom from sta_datastream d, sta_feature f where d.id = ${datastream} and f.id = ${feature}`
  const { area, geom } = (await query.execute(db)).rows[0] ?? {}
  const place = typeof geom === 'string' ? boxOf(geom) : null
  if (!place) return
  const known = typeof area === 'string' ? boxOf(area) : null
  await writeArea(datastream, known ? boxAround(known, place) : place, db)
}

async function writeArea(datastream: number, box: Box | null, db: Db): Promise<void> {
  const text = box && JSON.stringify(geometryOfBox(box))
  await sql`update sta_datastream set observed_area = ${text}, observed_area_geom = ${text} where id = ${datastream}`.execute(
    db,
  )
}

/** After an observation changed or went: the times and the area anew, where it may have been the outermost. */
export async function forgetBounds(before: Row, after: Row | null, { db }: Observing): Promise<void> {
  const datastreams = new Set(
    [before['datastream_id'], after?.['datastream_id'] ?? null].filter((id) => typeof id === 'number'),
  )
  for (const datastream of datastreams) {
    const of = sql`from sta_observation where datastream_id = ${datastream}`
    const times = sql<Row>`select min(phenomenon_start) as a, max(phenomenon_end) as b, min(result_time_ms) as c, max(result_time_ms) as d ${of}`
    const { a = null, b = null, c = null, d = null } = (await times.execute(db)).rows[0] ?? {}
    await sql`update sta_datastream set phenomenon_start = ${a}, phenomenon_end = ${b}, result_time_start = ${c}, result_time_end = ${d} where id = ${datastream}`.execute(
      db,
    )
    const features = sql<Row>`select feature_geom as geom from sta_feature where id in (select distinct feature_id ${of})`
    const boxes = (await features.execute(db)).rows
      .map(({ geom }) => (typeof geom === 'string' ? boxOf(geom) : null))
      .filter((box) => box !== null)
    const [first = null, ...more] = boxes
    await writeArea(datastream, first === null ? null : more.reduce<Box>(boxAround, first), db)
  }
}

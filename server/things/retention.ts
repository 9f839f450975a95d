// What is kept for how long, so that a city that runs for months does not fill its disk: after a while positions, and all
// that simulated devices say, are thinned to one in ten seconds; later what simulated devices said goes, and what real ones
// said only where the owner set a time for it. A reading with a doubt stays until its time is over. What goes can be proven
// no more, but the roots of its hours stay (ingest/hour-trees.ts), and so do the hashes while the hour has readings.
// Works a stream and an hour at a time, between two writes, and goes on where it was.
import { sql } from 'kysely'
import { wordIn } from './observe.ts'
import type { Db, Row } from './tables.ts'

export type Kept = {
  /** After so long one reading in ten seconds is kept; null for all. */
  readonly fineMs: number | null
  /** How long readings of simulated devices, and of all devices, are kept; null for ever. */
  readonly syntheticMs: number | null
  readonly allMs: number | null
}
export type Tidied = { readonly removed: number; readonly isDone: boolean }

const HOUR_MS = 3_600_000
const THIN_MS = 10_000
const AT_ONCE = 2000
/** Others wait for so long at most. */
const TURN_MS = 30
const GOOD = '{"code":"ok"}'
const PLACE = new Set(['eastM', 'northM', 'headingRad'])

type Stream = { readonly id: number; readonly isThinned: boolean; readonly isSynthetic: boolean; thinnedMs: number }

export class Retention {
  private readonly db: Db
  private streams: Stream[] | null = null

  constructor(db: Db) {
    this.db = db
  }

  /** Some of what is due; to be asked again while it is not done. */
  async tidy(kept: Kept, nowMs: number): Promise<Tidied> {
    this.streams ??= await this.list()
    const late = performance.now() + TURN_MS
    let removed = 0
    while (this.streams.length > 0 && performance.now() < late) {
      const [stream] = this.streams as [Stream]
      const some = (await this.drop(stream, kept, nowMs)) ?? (await this.thin(stream, kept, nowMs))
      if (some === null) this.streams.shift()
      removed += some ?? 0
    }
    if (this.streams.length > 0) return { removed, isDone: false }
    this.streams = null
    return { removed, isDone: true }
  }

  private async list(): Promise<Stream[]> {
    const query = sql<Row>`select d.id, d.properties as own, t.properties as things, k.thinned_ms from sta_datastream d
      join sta_thing t on t.id = d.thing_id left join sta_kept k on k.datastream_id = d.id order by d.id`
    const { rows } = await query.execute(this.db)
    return rows.map(({ id, own, things, thinned_ms }) => {
      const isSynthetic = wordIn(things, 'truth') === 'synthetic'
      const isThinned = isSynthetic || PLACE.has(wordIn(own, 'key') ?? '')
      return { id: Number(id), isSynthetic, isThinned, thinnedMs: Number(thinned_ms ?? -1) }
    })
  }

  /** Null when nothing of the stream is too old. */
  private async drop({ id, isSynthetic }: Stream, kept: Kept, nowMs: number): Promise<number | null> {
    const mostMs = Math.min(kept.allMs ?? Infinity, (isSynthetic ? kept.syntheticMs : null) ?? Infinity)
    if (mostMs === Infinity) return null
    const gone = await sql`delete from sta_observation where id in (select id from sta_observation
      where datastream_id = ${id} and phenomenon_start < ${nowMs - mostMs} limit ${AT_ONCE})`.execute(this.db)
    const count = Number(gone.numAffectedRows ?? 0)
    if (count === 0) return null
    const first = await this.firstAfter(id, 0)
    if (first === null) return count
    await sql`update sta_datastream set phenomenon_start = ${first} where id = ${id} and phenomenon_start is not null`.execute(
      this.db,
    )
    return count
  }

  /** One hour of it; null when all that is old enough is thin. */
  private async thin(stream: Stream, { fineMs }: Kept, nowMs: number): Promise<number | null> {
    if (fineMs === null || !stream.isThinned) return null
    const { id } = stream
    const untilMs = HOUR_MS * Math.floor((nowMs - fineMs) / HOUR_MS)
    const firstMs = await this.firstAfter(id, stream.thinnedMs)
    if (firstMs === null || firstMs >= untilMs) return null
    const fromMs = HOUR_MS * Math.floor(firstMs / HOUR_MS)
    const toMs = fromMs + HOUR_MS
    const hour = sql`datastream_id = ${id} and phenomenon_start >= ${fromMs} and phenomenon_start < ${toMs}
      and (result_quality is null or result_quality = ${GOOD})`
    const gone = await sql`delete from sta_observation where ${hour} and id not in
      (select min(id) from sta_observation where ${hour} group by phenomenon_start / ${sql.lit(THIN_MS)})`.execute(
      this.db,
    )
    await sql`delete from sta_kept where datastream_id = ${id}`.execute(this.db)
    await sql`insert into sta_kept (datastream_id, thinned_ms) values (${id}, ${toMs})`.execute(this.db)
    stream.thinnedMs = toMs
    return Number(gone.numAffectedRows ?? 0)
  }

  private async firstAfter(id: number, fromMs: number): Promise<number | null> {
    const query = sql<Row>`select min(phenomenon_start) as first from sta_observation
      where datastream_id = ${id} and phenomenon_start >= ${fromMs}`
    const first = (await query.execute(this.db)).rows[0]?.['first'] ?? null
    return first === null ? null : Number(first)
  }
}

// Sessions: 256 bits from chance in an httpOnly cookie, of which only the hash is kept. Ending one is heard at once by the
// rooms it has a seat in; one that is over is ended by the sweep. No token is ever shown twice or logged.
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { SessionRow, Tables } from './database.ts'
import { hashOf } from './one-time.ts'

const HOUR_MS = 3_600_000
/** A contract's owners change, so what they opened ends soon; what a phone lent a headset ends soon as well. */
const LASTS_MS = { wallet: 12 * HOUR_MS, contract: HOUR_MS, passkey: 12 * HOUR_MS, paired: 2 * HOUR_MS } as const
export type Way = keyof typeof LASTS_MS
/** Of one person; the oldest makes room. */
const MOST_SESSIONS = 20
/** Being seen is written down so rarely. */
const SEEN_EVERY_MS = HOUR_MS / 4

export type Session = {
  /** What lists and rooms call it; opens nothing. */
  readonly id: string
  readonly person: string
  readonly way: Way
  /** The address or passkey it was opened with. */
  readonly account: string
  readonly device: string
  readonly madeMs: number
  readonly seenMs: number
  readonly endsMs: number
}

export type Opening = {
  readonly person: string
  readonly way: Way
  readonly account: string
  readonly device: string
  /** Never lasts longer than this; what is lent cannot outlive its lender. */
  readonly untilMs?: number
}

export class Sessions {
  private readonly db: Kysely<Tables>
  private readonly nowMs: () => number
  private readonly heard = new Set<(ids: readonly string[]) => void>()

  constructor(db: Kysely<Tables>, nowMs: () => number) {
    this.db = db
    this.nowMs = nowMs
  }

  /** The token, told this once, and when it ends. */
  async open({
    person,
    way,
    account,
    device,
    untilMs = Infinity,
  }: Opening): Promise<{ token: string; endsMs: number }> {
    const nowMs = this.nowMs()
    const token = randomBytes(32).toString('base64url')
    const endsMs = Math.min(nowMs + LASTS_MS[way], untilMs)
    const row: SessionRow = {
      hash: hashOf(token),
      id: randomBytes(9).toString('base64url'),
      person,
      way,
      account,
      device,
      made_ms: nowMs,
      seen_ms: nowMs,
      ends_ms: endsMs,
    }
    await this.db.insertInto('id_session').values(row).execute()
    const surplus = (await this.of(person)).slice(MOST_SESSIONS).map(({ id }) => id)
    await this.end(person, surplus)
    return { token, endsMs }
  }

  /** Null for a token that opens nothing. */
  async find(token: string): Promise<Session | null> {
    const nowMs = this.nowMs()
    const hash = hashOf(token)
    const row = await this.db
      .selectFrom('id_session')
      .selectAll()
      .where('hash', '=', hash)
      .where('ends_ms', '>', nowMs)
      .executeTakeFirst()
    if (!row) return null
    if (nowMs - row.seen_ms > SEEN_EVERY_MS)
      await this.db.updateTable('id_session').set({ seen_ms: nowMs }).where('hash', '=', hash).execute()
    return asSession(row)
  }

  async isOpen(id: string): Promise<boolean> {
    const found = await this.db
      .selectFrom('id_session')
      .select('id')
      .where('id', '=', id)
      .where('ends_ms', '>', this.nowMs())
      .executeTakeFirst()
    return found !== undefined
  }

  /** Those that are open, newest first. */
  async of(person: string): Promise<Session[]> {
    const rows = await this.db
      .selectFrom('id_session')
      .selectAll()
      .where('person', '=', person)
      .where('ends_ms', '>', this.nowMs())
      .orderBy('made_ms', 'desc')
      .orderBy('id')
      .execute()
    return rows.map(asSession)
  }

  /** Only what is theirs; how many of them were open. */
  async end(person: string, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0
    const ended = await this.db
      .deleteFrom('id_session')
      .where('person', '=', person)
      .where('id', 'in', [...ids])
      .returning('id')
      .execute()
    this.tell(ended.map(({ id }) => id))
    return ended.length
  }

  /** Takes out what is over. */
  async sweep(): Promise<void> {
    const over = await this.db.deleteFrom('id_session').where('ends_ms', '<=', this.nowMs()).returning('id').execute()
    this.tell(over.map(({ id }) => id))
  }

  onEnded(heard: (ids: readonly string[]) => void): void {
    this.heard.add(heard)
  }

  private tell(ids: readonly string[]): void {
    if (ids.length > 0) for (const heard of this.heard) heard(ids)
  }
}

const asSession = (row: SessionRow): Session => ({
  id: row.id,
  person: row.person,
  way: row.way as Way,
  account: row.account,
  device: row.device,
  madeMs: row.made_ms,
  seenMs: row.seen_ms,
  endsMs: row.ends_ms,
})

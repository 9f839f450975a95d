// Who may write a timeline that has one owner at a time: a row with the holder's name, until when it holds, and a token that
// is another with every owner. An append bears the token and is refused in its own transaction when that is not the last:
// whoever was taken for gone and is not can write nothing (a fencing token, after Kleppmann 2016).
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** An append or a heartbeat holds a timeline for so long; then others may take it. */
export const HELD_FOR_MS = 10_000

export type Owning =
  | { readonly ok: true; readonly token: number }
  /** Somebody else holds it. */
  | { readonly ok: false; readonly holder: string }

export type Own = {
  readonly timeline: string
  readonly holder: string
  /** Is known to be gone: from them it is taken at once. */
  readonly from?: string
}

/** Of the timeline with that number; to be called inside of a transaction. */
export async function takeOwner(
  trx: Transaction<Tables>,
  no: number,
  { holder, from, nowMs }: Omit<Own, 'timeline'> & { readonly nowMs: number },
): Promise<Owning> {
  const now = await trx.selectFrom('owner').selectAll().where('timeline', '=', no).executeTakeFirst()
  const until_ms = nowMs + HELD_FOR_MS
  if (!now) {
    await trx.insertInto('owner').values({ timeline: no, token: 1, holder, until_ms }).execute()
    return { ok: true, token: 1 }
  }
  const isFree = now.holder === holder || now.holder === from || now.until_ms <= nowMs
  if (!isFree) return { ok: false, holder: now.holder }
  const token = now.token + 1
  const { numUpdatedRows } = await trx
    .updateTable('owner')
    .set({ token, holder, until_ms })
    .where('timeline', '=', no)
    .where('token', '=', now.token)
    .executeTakeFirst()
  // Two may try at once.
  return numUpdatedRows > 0n ? { ok: true, token } : { ok: false, holder: 'another server' }
}

/** Whether the token is still the last one; if so the timeline is held on, and nobody takes it before this has ended. */
export async function holdOn(
  trx: Transaction<Tables>,
  { no, token, nowMs }: { readonly no: number; readonly token: number; readonly nowMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('owner')
    .set({ until_ms: nowMs + HELD_FOR_MS })
    .where('timeline', '=', no)
    .where('token', '=', token)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Holds on to all that the holder has, or lets them go. */
export async function beat(
  db: Kysely<Tables>,
  { holder, untilMs }: { holder: string; untilMs: number },
): Promise<void> {
  await db.updateTable('owner').set({ until_ms: untilMs }).where('holder', '=', holder).execute()
}

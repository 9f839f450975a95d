// The journal in its database: timelines, their entries, their keyframes. One `commit` writes what many asked for and
// returns when it is on the disk. It alone gives sequence numbers and hashes. Asked by one at a time: see group-commit.ts.
import { CompiledQuery, type Kysely, type Transaction } from 'kysely'
import { entryHash, type Entry, type Header, type Line, sha256 } from './chain.ts'
import { CHUNKS, chunks } from './chunks.ts'
import { type Database, openDatabase, type Where } from './database.ts'
import { unpacked } from './keyframe-bytes.ts'
import { beat, HELD_FOR_MS, holdOn, type Own, type Owning, takeOwner } from './owners.ts'
import { type Mark, MarkFile } from './mark.ts'
import { spare } from './thinning.ts'
import { migrate, type NewEntry, type SavedEntry, type Tables } from './tables.ts'

/** `seq` and `hash` are the last entry's; -1 and the header's hash before the first. */
export type Timeline = { readonly header: Header; readonly seq: number; readonly hash: string }

/** `state` is that after the inputs before `seq`; its hash is in the entry `seq`. `atMs` is the timeline's own time. To be kept it may be packed. */
export type Keyframe = { readonly seq: number; readonly atMs: number; readonly state: Uint8Array<ArrayBuffer> }

/** Lines for one timeline, whose last entry is `after`. A keyframe belongs to the last line. */
export type Append = {
  readonly timeline: string
  readonly after: number
  readonly lines: readonly Line[]
  readonly keyframe?: Omit<Keyframe, 'seq'>
  /** Of the owner, where the timeline has one. */
  readonly token?: number
}
/**
 * One for each line; a repeat was journalled before, under the same actor and intent, and was not written again.
 * `isBehind`: nothing is wrong but `after`, the timeline has gone on. `isFenced`: it has another owner now.
 */
export type Appended =
  | { readonly ok: true; readonly at: readonly { readonly seq: number; readonly isRepeat: boolean }[] }
  | { readonly ok: false; readonly reason: string; readonly isBehind?: true; readonly isFenced?: true }

type Head = { readonly no: number; readonly header: Header; seq: number; hash: string }

const COLUMNS = ['timeline', 'seq', 'at_ms', 'actor', 'intent', 'input', 'hash'] as const

export class Store {
  readonly database: Database
  private readonly mark: MarkFile | null
  private readonly heads = new Map<string, Head>()
  private readonly compiled = new Map<string, string>()

  private constructor(database: Database, mark: MarkFile | null) {
    this.database = database
    this.mark = mark
  }

  static async open(where: Where): Promise<Store> {
    const database = await openDatabase(where)
    try {
      await migrate(database.writes, database.dialect)
      const store = new Store(database, 'dir' in where ? new MarkFile(where.dir) : null)
      await store.reload()
      return store
    } catch (error) {
      await database.close()
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`the journal cannot be opened: ${why}; townhall journal verify tells more`, { cause: error })
    }
  }

  timelines(): Timeline[] {
    return [...this.heads.values()].map(({ header, seq, hash }) => ({ header, seq, hash }))
  }

  /** Begins a timeline; throws when there is one of that name, or no such place to fork from. */
  async begin(given: Omit<Header, 'parent'> & { parent: { timeline: string; seq: number } | null }): Promise<Timeline> {
    if (this.heads.has(given.timeline)) throw new Error(`journal: there is already a timeline ${given.timeline}`)
    const parent = given.parent && { ...given.parent, hash: await this.hashAt(given.parent) }
    const header: Header = { ...given, parent }
    const text = JSON.stringify(header)
    const no = Math.max(0, ...[...this.heads.values()].map((head) => head.no)) + 1
    const head: Head = { no, header, seq: -1, hash: sha256(text) }
    await this.database.writes
      .insertInto('timeline')
      .values({ no, id: given.timeline, header: text, hash: head.hash, head_seq: head.seq, head_hash: head.hash })
      .execute()
    this.heads.set(given.timeline, head)
    this.acknowledge([head])
    return { header, seq: head.seq, hash: head.hash }
  }

  /** All or nothing: throws when nothing was written. An append that does not follow is refused, the others go on. */
  async commit(appends: readonly Append[], nowMs: number): Promise<Appended[]> {
    const answers: Appended[] = []
    const moved = new Map<string, Head>()
    await this.database.writes.transaction().execute(async (trx) => {
      const known = await this.intentsOf(trx, appends)
      const rows: NewEntry[] = []
      const frames: (Omit<Keyframe, 'seq'> & { timeline: number; seq: number })[] = []
      for (const { timeline, after, lines, keyframe, token } of appends) {
        const head = moved.get(timeline) ?? copied(this.heads.get(timeline))
        if (head && token !== undefined && !(await holdOn(trx, { no: head.no, token, nowMs }))) {
          answers.push({ ok: false, reason: `${timeline} has another owner now`, isFenced: true })
          continue
        }
        if (!head || head.seq !== after) {
          const reason = head ? `${timeline} is at ${head.seq}, not ${after}` : `no timeline ${timeline}`
          answers.push({ ok: false, reason, ...(head ? { isBehind: true } : {}) })
          continue
        }
        const at = lines.map((line) => {
          const key = line.intent === null ? null : keyOf(head.no, line)
          const earlier = key === null ? undefined : known.get(key)
          if (earlier !== undefined) return { seq: earlier, isRepeat: true }
          const seq = ++head.seq
          head.hash = entryHash(head.hash, { ...line, seq, atMs: nowMs })
          rows.push({ timeline: head.no, seq, at_ms: nowMs, ...line, hash: head.hash })
          if (key !== null) known.set(key, seq)
          return { seq, isRepeat: false }
        })
        if (keyframe) frames.push({ ...keyframe, timeline: head.no, seq: head.seq })
        moved.set(timeline, head)
        answers.push({ ok: true, at })
      }
      await this.insert(trx, rows)
      for (const { timeline, seq, atMs, state } of frames)
        await trx.insertInto('keyframe').values({ timeline, seq, at_ms: atMs, state }).execute()
      for (const { no, seq, hash } of moved.values())
        await trx.updateTable('timeline').set({ head_seq: seq, head_hash: hash }).where('no', '=', no).execute()
    })
    for (const [timeline, head] of moved) this.heads.set(timeline, head)
    this.acknowledge([...moved.values()])
    return answers
  }

  /** Makes the holder the one who may append to it, unless somebody else does. What others wrote until now is known then. */
  async own({ timeline, ...by }: Own, nowMs: number): Promise<Owning> {
    if (!this.heads.has(timeline)) await this.reload()
    const no = this.no(timeline)
    const owning = await this.database.writes.transaction().execute((trx) => takeOwner(trx, no, { ...by, nowMs }))
    if (owning.ok) await this.reload()
    return owning
  }

  /** Holds on to what the holder owns. */
  async holdOn(holder: string, nowMs: number): Promise<void> {
    await beat(this.database.writes, { holder, untilMs: nowMs + HELD_FOR_MS })
  }

  async letGo(holder: string): Promise<void> {
    await beat(this.database.writes, { holder, untilMs: 0 })
  }

  /** In order, those after `after`. */
  async read(from: { timeline: string; after: number; limit: number }): Promise<Entry[]> {
    const rows = await this.database.reads
      .selectFrom('entry')
      .selectAll()
      .where('timeline', '=', this.no(from.timeline))
      .where('seq', '>', from.after)
      .orderBy('seq')
      .limit(from.limit)
      .execute()
    return rows.map(entryOf)
  }

  /** The sequence number of what was accepted from this actor under this id, or null. */
  async find(of: { timeline: string; actor: string; intent: string }): Promise<number | null> {
    const row = await this.database.reads
      .selectFrom('entry')
      .select('seq')
      .where('timeline', '=', this.no(of.timeline))
      .where('actor', '=', of.actor)
      .where('intent', '=', of.intent)
      .executeTakeFirst()
    return row?.seq ?? null
  }

  /** The last one whose state holds nothing after the input `seq`, or the timeline's time `atMs`. */
  async keyframe(before: { timeline: string } & ({ seq: number } | { atMs: number })): Promise<Keyframe | null> {
    const row = await this.database.reads
      .selectFrom('keyframe')
      .select(['seq', 'at_ms', 'state'])
      .where('timeline', '=', this.no(before.timeline))
      .where((eb) => ('seq' in before ? eb('seq', '<=', before.seq + 1) : eb('at_ms', '<=', before.atMs)))
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row ? { seq: row.seq, atMs: row.at_ms, state: await unpacked(row.state) } : null
  }

  /** Takes away the keyframes that are not worth their room any more. */
  async thin(timeline: string): Promise<void> {
    const no = this.no(timeline)
    const rows = await this.database.writes
      .selectFrom('keyframe')
      .leftJoin('entry', (join) =>
        join
          .onRef('entry.timeline', '=', 'keyframe.timeline')
          .on((eb) => eb('entry.seq', '=', eb('keyframe.seq', '-', 1)))
          .on('entry.input', 'like', '{"kind":"opened"%'),
      )
      .select(['keyframe.seq', 'keyframe.at_ms', 'entry.seq as opened'])
      .where('keyframe.timeline', '=', no)
      .orderBy('keyframe.seq')
      .execute()
    const gone = spare(rows.map(({ seq, at_ms, opened }) => ({ seq, atMs: at_ms, isOpening: opened !== null })))
    for (let at = 0; at < gone.length; at += CHUNKS[0])
      await this.database.writes
        .deleteFrom('keyframe')
        .where('timeline', '=', no)
        .where('seq', 'in', gone.slice(at, at + CHUNKS[0]))
        .execute()
  }

  /** Writes and takes away again what needs room on the disk; throws as long as there is none. */
  async tryDisk(): Promise<void> {
    await this.database.writes.transaction().execute(async (trx) => {
      await trx
        .insertInto('ballast')
        .values({ id: 1, bytes: new Uint8Array(32_768) })
        .execute()
    })
    await this.database.writes.deleteFrom('ballast').execute()
  }

  /** Reads again how far each timeline is: at the start, and after a database was away. */
  async reload(): Promise<void> {
    const rows = await this.database.writes.selectFrom('timeline').selectAll().orderBy('no').execute()
    this.heads.clear()
    for (const { no, id, header, head_seq, head_hash } of rows)
      this.heads.set(id, { no, header: JSON.parse(header) as Header, seq: head_seq, hash: head_hash })
  }

  async close(): Promise<void> {
    this.mark?.close()
    await this.database.close()
  }

  private acknowledge(heads: readonly Mark[]): void {
    for (const head of heads) this.mark?.write(head)
  }

  private no(timeline: string): number {
    const head = this.heads.get(timeline)
    if (!head) throw new Error(`journal: there is no timeline ${timeline}`)
    return head.no
  }

  private async hashAt({ timeline, seq }: { timeline: string; seq: number }): Promise<string> {
    const [entry] = await this.read({ timeline, after: seq - 1, limit: 1 })
    if (entry?.seq !== seq) throw new Error(`journal: ${timeline} has no entry ${seq}`)
    return entry.hash
  }

  private async intentsOf(trx: Transaction<Tables>, appends: readonly Append[]): Promise<Map<string, number>> {
    const known = new Map<string, number>()
    for (const { timeline, lines } of appends) {
      const no = this.heads.get(timeline)?.no
      const asked = lines.filter(({ intent }) => intent !== null)
      if (no === undefined || asked.length === 0) continue
      for (const some of chunks(asked)) {
        const sql = this.text(`find ${some.length}`, () => findIntents(trx, some.length))
        const parameters = [no, ...some.flatMap(({ actor, intent }) => [actor, intent])]
        const { rows } = await trx.executeQuery<SavedEntry>(CompiledQuery.raw(sql, parameters))
        for (const row of rows) known.set(keyOf(no, row), row.seq)
      }
    }
    return known
  }

  private async insert(trx: Transaction<Tables>, rows: readonly NewEntry[]): Promise<void> {
    for (const some of chunks(rows)) {
      const sql = this.text(`insert ${some.length}`, () => trx.insertInto('entry').values(some).compile())
      await trx.executeQuery(
        CompiledQuery.raw(
          sql,
          some.flatMap((row) => COLUMNS.map((column) => row[column])),
        ),
      )
    }
  }

  private text(name: string, compile: () => { sql: string }): string {
    const sql = this.compiled.get(name) ?? compile().sql
    this.compiled.set(name, sql)
    return sql
  }
}

const keyOf = (no: number, { actor, intent }: Pick<Line, 'actor' | 'intent'>): string =>
  JSON.stringify([no, actor, intent])

const copied = (head: Head | undefined): Head | undefined => head && { ...head }

export const entryOf = ({ seq, at_ms, actor, intent, input, hash }: SavedEntry): Entry => ({
  seq,
  atMs: at_ms,
  actor,
  intent,
  input,
  hash,
})

function findIntents(db: Kysely<Tables>, count: number): { sql: string } {
  const pairs = Array.from({ length: count }, () => ['', ''])
  return db
    .selectFrom('entry')
    .select(['actor', 'intent', 'seq'])
    .where('timeline', '=', 0)
    .where((eb) =>
      eb(
        eb.refTuple('actor', 'intent'),
        'in',
        pairs.map(([a, b]) => eb.tuple(a ?? '', b ?? '')),
      ),
    )
    .where('intent', 'is not', null)
    .compile()
}

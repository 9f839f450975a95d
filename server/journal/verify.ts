// Is a journal whole? Walks every timeline from its header, recomputes every hash, and says which entry is the first
// that does not fit: changed, missing, moved, cut off at the end. Trusts nothing that lies in the database but what the
// chain confirms; a stranger who kept one head hash can compare it with the one shown here.
import { sql } from 'kysely'
import { Input } from '../../shared/kernel/input.ts'
import { entryHash, type Header, sha256 } from './chain.ts'
import { type Database, inspectDatabase, type Where } from './database.ts'
import { unpacked } from './keyframe-bytes.ts'
import { type Mark, readMarks } from './mark.ts'
import { entryOf } from './store.ts'
import type { SavedEntry, TimelineRow } from './tables.ts'

/** `seq` is null where it is about more than one entry. */
export type Finding = { readonly timeline: string; readonly seq: number | null; readonly what: string }
export type Report = {
  readonly isValid: boolean
  readonly findings: readonly Finding[]
  readonly timelines: readonly {
    readonly id: string
    readonly entries: number
    readonly keyframes: number
    readonly headHash: string
  }[]
}

type Framed = Input & { kind: 'keyframe' }

const PAGE = 2000
/** A start waits for so many entries, the newest of each timeline; the older ones are read while the city is open. */
const START_ENTRIES = 100_000
const START_ENTRIES_EACH = 1000
/** Then so many at once, and the disk is let go in between. */
const REST_PAGE = 500
const REST_PAUSE_MS = 20

/** Everything, keyframes and the database's own structure too. */
export async function verifyJournal(database: Database, marks: readonly Mark[]): Promise<Report> {
  const walk = new Walk(database)
  await walk.all(marks, 0)
  if (walk.findings.length === 0) await walk.strays()
  if (database.dialect === 'sqlite') await walk.structure()
  return { isValid: walk.findings.length === 0, findings: walk.findings, timelines: walk.timelines }
}

/** `verifyJournal` on a journal that may be in use. Throws when there is none, or it cannot be read at all. */
export async function inspectJournal(where: Where): Promise<Report> {
  const database = await inspectDatabase(where)
  try {
    // The marks first, then one moment of the database: a server that writes meanwhile is only ever ahead of them.
    const marks = marksAt(where)
    const moment = database.reads.transaction().setIsolationLevel('repeatable read')
    return await moment.execute(async (reads) => {
      try {
        await reads.selectFrom('timeline').select('no').limit(1).execute()
      } catch (error) {
        const isDamaged = error instanceof Error && /malformed/.test(error.message)
        if (!isDamaged && marks.length === 0) throw error
      }
      return verifyJournal({ ...database, reads }, marks)
    })
  } finally {
    await database.close()
  }
}

/** Why a server must not start on this journal, or null; `checkRest` reads what this leaves out. */
export async function checkStart(database: Database, where: Where, entries = START_ENTRIES): Promise<string | null> {
  const walk = new Walk(database)
  await walk.all(marksAt(where), entries)
  return brokenAt(walk)
}

/** Why a server must not go on with this journal, or null; slowly, until `signal`. */
export async function checkRest(
  database: Database,
  signal: AbortSignal,
  entries = START_ENTRIES,
): Promise<string | null> {
  const walk = new Walk(database, REST_PAGE, async () => {
    await new Promise((done) => setTimeout(done, REST_PAUSE_MS))
    return !signal.aborted
  })
  await walk.older(entries)
  return signal.aborted ? null : brokenAt(walk)
}

const brokenAt = ({ findings: [first] }: Walk): string | null =>
  first ? `the journal is broken: ${said(first)}; townhall journal verify tells more` : null

const marksAt = (where: Where): Mark[] => ('dir' in where ? readMarks(where.dir) : [])

/** `live, entry 12: …` */
export const said = ({ timeline, seq, what }: Finding): string =>
  `${timeline}${seq === null ? '' : `, entry ${seq}`}: ${what}`

class Walk {
  readonly findings: Finding[] = []
  readonly timelines: { id: string; entries: number; keyframes: number; headHash: string }[] = []
  private readonly database: Database
  private readonly pageSize: number
  private readonly goesOn: () => Promise<boolean>

  /** `goesOn` is asked between two pages. */
  constructor(database: Database, pageSize = PAGE, goesOn = () => Promise.resolve(true)) {
    this.database = database
    this.pageSize = pageSize
    this.goesOn = goesOn
  }

  /** Of `newest` entries, shared between the timelines; 0 walks every one. */
  async all(marks: readonly Mark[], newest: number): Promise<void> {
    const rows = await this.attempt('the list of timelines', () =>
      this.database.reads.selectFrom('timeline').selectAll().orderBy('no').execute(),
    )
    for (const row of rows ?? []) await this.timeline(row, fromOf(row, rows ?? [], newest))
    for (const mark of marks) await this.mark(mark, rows ?? [])
  }

  /** What `all` of so many leaves out. */
  async older(newest: number): Promise<void> {
    const rows = await this.database.reads.selectFrom('timeline').selectAll().orderBy('no').execute()
    for (const row of rows) await this.follow(row, { seq: -1, hash: row.hash }, fromOf(row, rows, newest))
  }

  /** Entries and keyframes whose timeline is gone. */
  async strays(): Promise<void> {
    for (const table of ['entry', 'keyframe'] as const) {
      const stray = await this.attempt(`the table ${table}`, () =>
        this.database.reads
          .selectFrom(table)
          .select(['timeline', 'seq'])
          .where('timeline', 'not in', (eb) => eb.selectFrom('timeline').select('no'))
          .executeTakeFirst(),
      )
      if (stray) this.find(`timeline number ${stray.timeline}`, stray.seq, `its ${table} belongs to no timeline`)
    }
  }

  /** SQLite's own check of pages and indexes. */
  async structure(): Promise<void> {
    const answer = await this.attempt('the database file', () =>
      sql<{ integrity_check: string }>`pragma integrity_check(5)`.execute(this.database.reads),
    )
    for (const { integrity_check: what } of answer?.rows ?? [])
      if (what !== 'ok') this.find('the database file', null, what.replace(/\s+/g, ' '))
  }

  private async timeline(row: TimelineRow, from: number): Promise<void> {
    const { id } = row
    if (sha256(row.header) !== row.hash) return this.find(id, null, 'its header is not what was hashed')
    const header = JSON.parse(row.header) as Header
    if (header.timeline !== id) return this.find(id, null, `its header is that of ${header.timeline}`)
    if (header.parent) await this.parent(id, header.parent)
    let keyframes = 0
    const before = from === 0 ? row.hash : ((await this.entryAt(row.no, from - 1))?.hash ?? '')
    const end = await this.follow(row, { seq: from - 1, hash: before }, Infinity, async (entry) => {
      const framed = from === 0 ? keyframeOf(entry.input) : null
      if (framed && (await this.keyframe(row, entry.seq, framed))) keyframes++
    })
    if (!end || this.findings.length > 0) return
    const { seq, hash } = end
    if (row.head_seq > seq)
      this.find(id, seq + 1, `the tail is missing: ${row.head_seq - seq} of ${row.head_seq + 1} entries`)
    else if (row.head_seq < seq) this.find(id, row.head_seq + 1, 'it was put in behind the journal’s back')
    else if (row.head_hash !== hash) this.find(id, seq, 'the head’s hash is another one')
    else this.timelines.push({ id, entries: seq + 1, keyframes, headHash: hash })
  }

  /** After the entry `at` up to and without `end`: the last one; null, and a finding, where the chain does not hold. */
  private async follow(
    row: TimelineRow,
    at: { readonly seq: number; readonly hash: string },
    end: number,
    look: (entry: SavedEntry) => Promise<void> = () => Promise.resolve(),
  ): Promise<{ seq: number; hash: string } | null> {
    const { id } = row
    let { seq, hash } = at
    for await (const entry of this.entries(row, seq + 1, end)) {
      const upTo = entry.seq - 1
      const missing = upTo > seq + 1 ? `entries ${seq + 1} to ${upTo} are missing` : 'it is missing'
      if (entry.seq !== seq + 1) {
        this.find(id, seq + 1, missing)
        return null
      }
      if (entryHash(hash, entryOf(entry)) !== entry.hash) {
        this.find(id, entry.seq, 'it is not what was written: its hash does not follow from the one before')
        return null
      }
      seq = entry.seq
      hash = entry.hash
      await look(entry)
    }
    return { seq, hash }
  }

  private async parent(id: string, parent: NonNullable<Header['parent']>): Promise<void> {
    const row = await this.attempt(id, () =>
      this.database.reads
        .selectFrom('entry')
        .innerJoin('timeline', 'timeline.no', 'entry.timeline')
        .select('entry.hash')
        .where('timeline.id', '=', parent.timeline)
        .where('entry.seq', '=', parent.seq)
        .executeTakeFirst(),
    )
    if (row?.hash !== parent.hash)
      this.find(id, null, `it was forked from ${parent.timeline}, entry ${parent.seq}, which is not what it was`)
  }

  private async keyframe({ no, id }: TimelineRow, seq: number, framed: Framed): Promise<boolean> {
    const row = await this.attempt(id, () =>
      this.database.reads
        .selectFrom('keyframe')
        .select(['state', 'at_ms'])
        .where('timeline', '=', no)
        .where('seq', '=', seq)
        .executeTakeFirst(),
    )
    // A keyframe may be thinned out: the inputs give the state again.
    if (!row) return false
    const state = await unpacked(row.state).catch(() => null)
    if (!state || sha256(state) !== framed.stateHash || row.at_ms !== framed.atMs)
      this.find(id, seq, 'its keyframe is not the state that was hashed')
    return true
  }

  private async mark({ no, seq, hash }: { no: number; seq: number; hash: string }, rows: readonly TimelineRow[]) {
    const row = rows.find((one) => one.no === no)
    if (!row) return this.find(`timeline number ${no}`, null, 'it was acknowledged and is gone')
    if (row.head_seq < seq)
      return this.find(
        row.id,
        row.head_seq + 1,
        `the tail is torn off: entries up to ${seq} were acknowledged, the last one here is ${row.head_seq}`,
      )
    const here = seq < 0 ? row.hash : (await this.entryAt(no, seq))?.hash
    if (here !== hash) this.find(row.id, seq, 'it is not the one that was acknowledged')
  }

  /** In order; where a page cannot be read, up to the entry before, and a finding for that one. */
  private async *entries({ no, id }: TimelineRow, from: number, end: number): AsyncGenerator<SavedEntry> {
    let after = from - 1
    let limit = this.pageSize
    while (after + 1 < end && (await this.goesOn())) {
      let page: SavedEntry[]
      try {
        page = await this.page(no, after, Math.min(limit, end - 1 - after))
      } catch (error) {
        if (limit === 1) {
          this.find(id, after + 1, unreadable(error))
          break
        }
        limit = 1
        continue
      }
      yield* page
      if (page.length === 0) break
      after = page.at(-1)?.seq ?? after
    }
  }

  private page(no: number, after: number, limit: number): Promise<SavedEntry[]> {
    return this.database.reads
      .selectFrom('entry')
      .selectAll()
      .where('timeline', '=', no)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute()
  }

  private async entryAt(no: number, seq: number): Promise<SavedEntry | undefined> {
    try {
      return (await this.page(no, seq - 1, 1)).find((entry) => entry.seq === seq)
    } catch {
      return undefined
    }
  }

  private async attempt<T>(about: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read()
    } catch (error) {
      this.find(about, null, unreadable(error))
      return undefined
    }
  }

  private find(timeline: string, seq: number | null, what: string): void {
    if (this.findings.length < 20) this.findings.push({ timeline, seq, what })
  }
}

/** The first entry of a timeline that is read when so many are, shared between the timelines; 0 reads every one. */
function fromOf({ head_seq }: TimelineRow, rows: readonly TimelineRow[], newest: number): number {
  if (newest === 0) return 0
  return Math.max(0, head_seq + 1 - Math.max(Math.min(newest, START_ENTRIES_EACH), Math.floor(newest / rows.length)))
}

const unreadable = (error: unknown): string =>
  `it cannot be read (${error instanceof Error ? error.message : String(error)})`

function keyframeOf(text: string): Framed | null {
  if (!text.startsWith('{"kind":"keyframe"')) return null
  const input = Input.safeParse(JSON.parse(text))
  return input.success && input.data.kind === 'keyframe' ? input.data : null
}

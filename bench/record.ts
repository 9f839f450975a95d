// What a decision's record costs with 400 ballots, each signed by a wallet of its own: how large the file is, how long it takes
// to draw it up (built from the journal, hashed, on the disk), to verify it as a stranger does, and to make it a page and a PDF.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson } from '../shared/records/canonical.ts'
import { isValid, verifyRecord } from '../shared/records/verify.ts'
import { recordCrypto } from '../server/cli/record-crypto.ts'
import { NOTHING } from '../server/meetings/papers-html.ts'
import { openPapers } from '../server/records/record-papers.ts'
import {
  actorOf,
  decide,
  EVIDENCE,
  fileOf,
  keyPeople,
  type RecordHouse,
  recordHouse,
  sign,
} from '../server/records/testing.ts'
import type { Rows } from './bench.ts'

const SEATS = 400
const LISTS = ['River', 'Steppe', 'Bridges', 'Parks']
const MEETING = 'assembly'

export async function benchRecord(): Promise<Rows> {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-record-'))
  const town = await recordHouse(dir)
  try {
    return await measure(town)
  } finally {
    await town.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measure(town: RecordHouse): Promise<Rows> {
  const people = await keyPeople(SEATS)
  const choices = 'yynayy'.repeat(SEATS).slice(0, SEATS)
  const groups = people.map((_, i) => LISTS[i % LISTS.length] ?? '')
  await decide(town, people, { meeting: MEETING, method: 'named', choices, groups, evidence: EVIDENCE })
  const [chair, secretary] = people
  if (!chair || !secretary) throw new Error('bench: nobody came')
  const [drawn, drawMs] = await timed(() =>
    town.desk.drawUp(actorOf(secretary), { meeting: MEETING, motion: 'm1', language: 'en' }),
  )
  if (!drawn.ok) throw new Error(drawn.reason)
  await sign(town, chair, drawn.record, 'chair')
  await sign(town, secretary, drawn.record, 'secretary')
  const file = await fileOf(town, drawn.record)
  const text = canonicalJson(file)
  const [checks, verifyMs] = await timed(() => verifyRecord(JSON.parse(text), recordCrypto))
  if (!isValid(checks)) throw new Error(`bench: ${checks.find(({ ok }) => !ok)?.says ?? 'the record is wrong'}`)
  const found = town.desk.find(drawn.record)
  if (!found) throw new Error('bench: the record is gone')
  const followUp = () => Promise.resolve(NOTHING)
  const picturesOf = () => Promise.resolve([])
  const about = { timeZone: 'Asia/Almaty', whyNotAnchored: () => '' }
  const papers = openPapers({ desk: town.desk, ...about, picturesOf, followUp, again: () => NOTHING })
  const [page, pageMs] = await timed(() => papers.page({ file, ...found }, 'kk'))
  const [pdf, pdfMs] = await timed(() => papers.pdf({ file, ...found }, 'kk'))
  return [
    { what: `file of ${SEATS} ballots`, kB: rounded(Buffer.byteLength(text) / 1000), ms: '' },
    { what: 'drawn up: built, hashed, journalled', kB: '', ms: rounded(drawMs) },
    { what: `verified: ${checks.length} checks`, kB: '', ms: rounded(verifyMs) },
    { what: 'as a page', kB: rounded(Buffer.byteLength(page) / 1000), ms: rounded(pageMs) },
    { what: 'as a PDF, font loaded', kB: rounded(pdf.length / 1000), ms: rounded(pdfMs) },
  ]
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now()
  const made = await work()
  return [made, performance.now() - start]
}

const rounded = (n: number): number => Math.round(n * 10) / 10

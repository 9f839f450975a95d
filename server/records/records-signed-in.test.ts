// Evidence and a record on a whole server, by people who are signed in: from the document a vote rests on to the published file.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import type { DecisionRecord, RecordEvidence } from '../../shared/records/format.ts'
import { SIGNING, signingDomain, signingMessage, type SigningRole } from '../../shared/records/signing.ts'
import { consultationChecks } from '../../shared/records/verify-consultation.ts'
import { verifyRecord } from '../../shared/records/verify.ts'
import { recordCrypto } from '../cli/record-crypto.ts'
import { aConsultation, SCHOOL } from '../consultations/testing.ts'
import { TestBrowser, type TestWallet, walletsOf } from '../identity/testing.ts'
import { sha256 } from '../journal/chain.ts'
import { aMeeting, rulesOf } from '../meetings/testing-house.ts'
import { makePdf } from '../meetings/testing-pdf.ts'
import { testTown, type TestTown } from '../rooms/testing.ts'

const MEETING = 'council-1'
const NAMES = ['Chingiz', 'Sara', 'Aigul'] as const
type Name = (typeof NAMES)[number]
let dir = ''
let town: TestTown
let wallets: Readonly<Record<string, TestWallet>>
const pages = {} as Record<Name, TestBrowser>
let asked = 0
let hash = ''

const says = async (who: Name, command: MeetingCommand): Promise<string | null> => {
  const { body } = await pages[who].post(`/meetings/${MEETING}/commands`, { id: `c${++asked}`, command })
  const { ok, reason, error } = body as { ok?: boolean; reason?: string; error?: string }
  return ok === true ? null : (reason ?? error ?? 'no answer')
}
const does = async (who: Name, ...commands: MeetingCommand[]): Promise<void> => {
  for (const command of commands) expect([command.type, await says(who, command)]).toEqual([command.type, null])
}
/** What waits for a clock or a count is asked again. */
async function doesSoon(who: Name, command: MeetingCommand): Promise<void> {
  const untilMs = Date.now() + 60_000
  for (;;) {
    const why = await says(who, command)
    if (why === null) return
    if (Date.now() > untilMs) throw new Error(`${command.type}: ${why}`)
    await new Promise((next) => setTimeout(next, 250))
  }
}
const get = (path: string, accept = 'application/json') => fetch(town.origin + path, { headers: { accept } })

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'townhall-records-'))
  town = await testTown({}, { TOWNHALL_DATA: dir, TOWNHALL_SYSTEMS: 'none' })
  wallets = await walletsOf(...NAMES)
  for (const name of NAMES) {
    pages[name] = new TestBrowser(town.origin)
    await pages[name].signIn(wallets[name] as TestWallet)
  }
  const people = NAMES.map((name) => ({ id: wallets[name]?.address ?? '', name }))
  const made = await fetch(`${town.origin}/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${town.keys.operator}` },
    body: JSON.stringify(aMeeting(MEETING, people, rulesOf('board'))),
  })
  expect(made.status).toBe(201)
  await does('Sara', { type: 'meeting.addItem', item: 'i1', title: 'The embankment' })
  const put = await fetch(`${town.origin}/meetings/${MEETING}/documents?document=report&title=Report&item=i1`, {
    method: 'POST',
    headers: { 'content-type': 'application/pdf', origin: town.origin, cookie: pages.Sara.cookie },
    body: new Blob([new Uint8Array(makePdf([['Report']]))]),
  })
  expect(put.status).toBe(201)
  await consult(SCHOOL)
  await consult('open')
  // It must still be ahead when the server hears of it.
  await does('Sara', { type: 'meeting.convene', startsAtMs: Date.now() + 2000 })
  for (const name of NAMES) await does(name, { type: 'meeting.arrive' })
  await doesSoon('Chingiz', { type: 'meeting.open' })
  await does('Chingiz', { type: 'meeting.takeItem', item: 'i1' })
  const lines = ['The embankment is raised.']
  await does(
    'Aigul',
    { type: 'meeting.draftMotion', motion: 'm1', item: 'i1', title: 'The embankment', lines },
    { type: 'meeting.submitMotion', motion: 'm1' },
  )
  await does('Chingiz', { type: 'meeting.admitMotion', motion: 'm1' })
  await does('Aigul', { type: 'meeting.moveMotion', motion: 'm1' })
  await does('Chingiz', { type: 'meeting.debateMotion', motion: 'm1' })
})
/** Of two people; all but `open` is reported. */
async function consult(consultation: string): Promise<void> {
  const [chair = '', clerk = ''] = NAMES.map((name) => wallets[name]?.address)
  const { type: _, ...given } = aConsultation({ consultation, moderators: [chair, clerk], officers: [clerk] })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${town.keys.operator}` }
  const made = await fetch(`${town.origin}/consultations`, { method: 'POST', headers, body: JSON.stringify(given) })
  expect(made.status).toBe(201)
  const act = async (who: Name, type: string, more: object = {}): Promise<void> => {
    const command = { type: `consultation.${type}`, ...more }
    const { body } = await pages[who].post(`/consultations/${consultation}/commands`, { id: `q${++asked}`, command })
    expect([type, body['reason'] ?? body.error]).toEqual([type, undefined])
  }
  await act('Sara', 'announce', { opensAtMs: Date.now(), closesAtMs: Date.now() + 3_600_000 })
  if (consultation === 'open') return
  await act('Aigul', 'submit', { statement: 's1', text: 'Raise it' })
  await act('Sara', 'approve', { statement: 's1' })
  await act('Chingiz', 'vote', { statement: 's1', choice: 'agree' })
  await act('Sara', 'close')
  await act('Sara', 'report', { groups: [{ id: 'g1', title: 'Raise', statements: ['s1'] }] })
}

afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

const prepare = (poll: string, evidence: string[]): MeetingCommand => ({
  type: 'meeting.preparePoll',
  poll,
  subject: { kind: 'motion', motion: 'm1' },
  question: 'Shall the embankment be raised?',
  method: 'named',
  evidence,
})

describe('the evidence of a vote', () => {
  it('is composed for an officer, of what there is', async () => {
    expect(await (await get(`/meetings/${MEETING}/evidence`)).json()).toEqual({
      branches: [],
      consultations: [
        {
          consultation: 'open',
          title: 'The school at the river',
          ready: false,
          why: 'consultation open is collecting; it can be rested on when it is reported',
        },
        { consultation: SCHOOL, title: 'The school at the river', ready: true, why: '' },
      ],
    })
    expect((await pages.Aigul.post(`/meetings/${MEETING}/evidence`, {})).status).toBe(403)
    expect((await new TestBrowser(town.origin).post(`/meetings/${MEETING}/evidence`, {})).status).toBe(401)
    const none = await pages.Sara.post(`/meetings/${MEETING}/evidence`, { branch: 'none' })
    expect([none.status, none.body.error]).toEqual([404, 'there is no branch none'])
    const early = await pages.Sara.post(`/meetings/${MEETING}/evidence`, { consultation: 'open' })
    expect([early.status, early.body.error]).toEqual([409, expect.stringContaining('when it is reported')])
    const { status, body } = await pages.Sara.post(`/meetings/${MEETING}/evidence`, { consultation: SCHOOL })
    expect(status).toBe(201)
    const evidence = body['evidence'] as RecordEvidence
    expect(evidence).toMatchObject({ scenario: null, documents: [{ title: 'Report', mediaType: 'application/pdf' }] })
    expect(evidence.consultation).toMatchObject({ id: SCHOOL, participants: 2 })
    expect(body['hash']).toBe(sha256(canonicalJson(evidence)))
    hash = String(body['hash'])
  })

  it('must be here when the vote is prepared, and what it was when it is opened', async () => {
    // Of another seed, say: what is not kept here under its hash is nothing to rest on.
    expect(await says('Chingiz', prepare('v1', ['ab'.repeat(32)]))).toBe(
      `vote v1: there is no evidence ${'ab'.repeat(32)} here; have it composed first`,
    )
    expect(await says('Chingiz', prepare('v1', [hash, hash]))).toContain('a record holds one piece of evidence')
    await does('Chingiz', prepare('v1', [hash]))
    const path = join(dir, 'evidence', `${hash}.json`)
    const kept = readFileSync(path, 'utf8')
    writeFileSync(path, kept.replace('"bytes":', '"bytes":1'))
    const open = { type: 'meeting.openPoll', poll: 'v1' } as const
    expect(await says('Chingiz', open)).toContain(`vote v1: the evidence ${hash} kept here is not what it was`)
    rmSync(path)
    expect(await says('Chingiz', open)).toContain('there is no evidence')
    writeFileSync(path, kept)
    await doesSoon('Chingiz', open)
  })
})

describe('a record', () => {
  it('is drawn up, signed by wallets, published, and verified by whoever downloads it', async () => {
    const { questionHash } = (town.meetings.stateOf(MEETING)?.polls[0] ?? {}) as { questionHash: string }
    const ballot = { poll: 'v1', seat: '1', choice: 'yes', weight: 1, revision: 1, questionHash } as const
    await does('Aigul', { type: 'meeting.castBallot', ...ballot })
    await does('Chingiz', { type: 'meeting.closePoll', poll: 'v1' })
    await doesSoon('Sara', { type: 'meeting.certifyPoll', poll: 'v1' })
    const wanted = { motion: 'm1', language: 'kk' }
    const early = await pages.Sara.post(`/meetings/${MEETING}/records`, wanted)
    expect([early.status, early.body.error]).toEqual([409, expect.stringContaining('too early')])
    await does('Chingiz', { type: 'meeting.finishItem' }, { type: 'meeting.close' })
    expect(await says('Sara', { type: 'meeting.drawUpRecord', ...DRAWN })).toContain('POST /meetings/MEETING/records')
    expect((await pages.Aigul.post(`/meetings/${MEETING}/records`, wanted)).status).toBe(403)
    expect((await pages.Sara.post(`/meetings/${MEETING}/records`, { motion: 'm1' })).status).toBe(400)
    const { status, body } = await pages.Sara.post(`/meetings/${MEETING}/records`, wanted)
    expect([status, body.error]).toEqual([201, undefined])
    const record = String(body['record'])
    for (const [who, role] of [
      ['Chingiz', 'chair'],
      ['Sara', 'secretary'],
    ] as const)
      expect(await signed(who, role, record)).toBe(200)
    expect(await signed('Sara', 'secretary', record)).toBe(200)
    await does('Sara', { type: 'meeting.publishRecord', record })
    const file = (await (await get(`/records/${record}.json`)).json()) as DecisionRecord
    expect(file.recordHash).toBe(body['recordHash'])
    expect(file.attestations).toHaveLength(2)
    const wrong = (await verifyRecord(file, recordCrypto)).filter(({ ok }) => !ok)
    expect(wrong.map(({ says: why }) => why)).toEqual([])
    expect(await (await get(`/records/${record}/evidence.json`)).json()).toEqual(file.body.evidence)
    expect(readdirSync(join(dir, 'records'))).toEqual([`${file.recordHash}.json`])
    await ofConsultation(file)
    await papers(record)
  })

  it('that there is none of is said so, and another language is refused', async () => {
    expect((await get('/records/none')).status).toBe(404)
    expect((await get('/records/none.pdf')).status).toBe(404)
    expect((await pages.Sara.post('/records/none/sign', {})).status).toBe(404)
    expect((await get('/records?lang=de', 'text/html')).status).toBe(400)
  })
})

/** As a stranger does it, who has the record and what anybody downloads. */
async function ofConsultation(file: DecisionRecord): Promise<void> {
  expect((await verifyRecord(file, recordCrypto)).map(({ name }) => name)).toContain('limit.consultation')
  const texts = await Promise.all(
    ['report', 'statements', 'votes'].map(async (one) => (await get(`/consultations/${SCHOOL}/${one}`)).text()),
  )
  expect(consultationChecks(file, texts, recordCrypto).map(({ name, ok }) => [name, ok])).toEqual([
    ['consultation.statements', true],
    ['consultation.votes', true],
    ['consultation.report', true],
  ])
  // Both verifiers, as commands, on what lies on a disk.
  const paths = ['report', 'statements', 'votes'].map((one) => join(dir, `${one}.json`))
  texts.forEach((text, i) => writeFileSync(paths[i] ?? '', text))
  const record = join(dir, 'downloaded.json')
  writeFileSync(record, JSON.stringify(file))
  const given = paths.flatMap((path) => ['--consultation', path])
  const told = await run(['server/cli/townhall.ts', 'verify', record, ...given, '--json'])
  expect(JSON.parse(told)).toMatchObject({ valid: true, failed: [] })
  expect(JSON.parse(await run(['e2e/verifier-own.ts', record]))).toMatchObject({ valid: true, failed: [] })
  writeFileSync(paths[2] ?? '', (texts[2] ?? '').replace('"agree":1', '"agree":2'))
  const changed = await run(['server/cli/townhall.ts', 'verify', record, ...given, '--json'])
  expect(JSON.parse(changed)).toMatchObject({ valid: false, failed: ['consultation.votes', 'consultation.report'] })
  const page = await (await get(`/records/${file.body.recordId}?lang=en`, 'text/html')).text()
  for (const one of texts) expect(page).toContain(sha256(one))
  const minutes = await (await get(`/meetings/${MEETING}/minutes?lang=en`, 'text/html')).text()
  expect(minutes).toContain(`href="/consultations/${SCHOOL}?lang=en"`)
}

const run = (args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: join(import.meta.dirname, '../..') }, (error, stdout, stderr) => {
      if (stderr !== '' || (error && error.code !== 1)) fail(new Error(stderr || error?.message))
      else done(stdout)
    })
  })

const DRAWN = { record: 'r1', motion: 'm1', poll: 'v1', recordHash: '0'.repeat(64), board: null } as const

/** As the page does it: the file is fetched, its hash reckoned, then signed. */
async function signed(who: Name, role: SigningRole, record: string): Promise<number> {
  const { body } = (await (await get(`/records/${record}.json`)).json()) as DecisionRecord
  const wallet = wallets[who] as TestWallet
  const types = { Decision: SIGNING.map((field) => ({ ...field })) }
  const message = signingMessage(sha256(canonicalJson(body)), role)
  const signature = await wallet.signTypedData(signingDomain(body.authority.chain), types, message)
  return (await pages[who].post(`/records/${record}/sign`, { role, signer: wallet.address, signature })).status
}

async function papers(record: string): Promise<void> {
  // It asks for no task.
  const listed = async (): Promise<unknown> => (await get('/records')).json()
  await expect.poll(listed).toMatchObject({ records: [{ record, outcome: 'carried', state: 'executed' }] })
  const list = await (await get('/records?lang=kk', 'text/html')).text()
  expect(list).toContain(`href="/records/${record}?lang=kk"`)
  const page = await (await get(`/records/${record}?lang=kk`, 'text/html')).text()
  expect(page).toContain('Күшінде және орындалды.')
  expect(page).toContain('Бұл қалада тізбек жоқ')
  expect(page).toContain(`href="/meetings/${MEETING}/minutes?lang=kk"`)
  const minutes = await (await get(`/meetings/${MEETING}/minutes?lang=en`, 'text/html')).text()
  expect(minutes).toContain(`href="/records/${record}?lang=en"`)
  const pdf = Buffer.from(await (await get(`/records/${record}.pdf?lang=ru`)).arrayBuffer())
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const again = Buffer.from(await (await get(`/records/${record}.pdf?lang=ru`)).arrayBuffer())
  expect(again.equals(pdf)).toBe(true)
}

// A scenario on a whole server, by people who are signed in: run with and without, run again by somebody and by the server, drawn,
// voted on, and in the record with its pictures and with who ran it again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import type { Command } from '../../shared/kernel/system.ts'
import type { DecisionRecord, RecordEvidence } from '../../shared/records/format.ts'
import { isValid, verifyRecord } from '../../shared/records/verify.ts'
import { recordCrypto } from '../cli/record-crypto.ts'
import { TestBrowser, type TestWallet, walletsOf } from '../identity/testing.ts'
import { sha256 } from '../journal/chain.ts'
import { aMeeting, rulesOf } from '../meetings/testing-house.ts'
import { testTown, type TestTown, toyPackage } from '../rooms/testing.ts'

const MEETING = 'council-2'
const NAMES = ['Chingiz', 'Sara', 'Aigul'] as const
type Name = (typeof NAMES)[number]
const PATIENCE = { timeout: 60_000, interval: 50 } as const
const PLANNER = { id: 'p-olga', role: 'planner', name: 'Olga' } as const
let dir = ''
let town: TestTown
let wallets: Readonly<Record<string, TestWallet>>
const pages = {} as Record<Name, TestBrowser>
let asked = 0

const post = (who: Name, path: string, body: object = {}) => pages[who].post(path, body)
const get = (path: string, accept = 'application/json') => fetch(town.origin + path, { headers: { accept } })
async function does(who: Name, ...commands: MeetingCommand[]): Promise<void> {
  for (const command of commands)
    await expect
      .poll(async () => {
        const { body } = await post(who, `/meetings/${MEETING}/commands`, { id: `c${++asked}`, command })
        return body['ok'] === true ? 'ok' : `${command.type}: ${JSON.stringify(body)}`
      }, PATIENCE)
      .toBe('ok')
}
const plan = async (command: Command & Readonly<Record<string, unknown>>): Promise<void> =>
  expect(await town.twin.act('live', { command, actor: PLANNER, intent: `p${++asked}` })).toMatchObject({ ok: true })
const rows = (prefix: string): Record<string, unknown>[] =>
  (town.twin.live().facts?.rows ?? [])
    .filter(({ id }) => id.startsWith(prefix))
    .map(({ json }) => JSON.parse(json) as Record<string, unknown>)

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'townhall-scenario-'))
  wallets = await walletsOf(...NAMES)
  const roll = join(dir, 'roll.json')
  writeFileSync(roll, JSON.stringify({ [wallets['Aigul']?.address ?? '']: { roles: ['planner'], name: 'Aigul' } }))
  const ground = { cols: 2, rows: 2, cellM: 400, westM: -200, southM: -200, heightsM: new Float32Array(4) }
  const city = await toyPackage(join(dir, 'city'), ground)
  const env = { TOWNHALL_DATA: join(dir, 'data'), TOWNHALL_SYSTEMS: 'flood,tasks,whatif', MQTT_PORT: 'none' }
  town = await testTown({ city }, { ...env, TOWNHALL_ROLL: roll })
  for (const name of NAMES) {
    pages[name] = new TestBrowser(town.origin)
    await pages[name].signIn(wallets[name] as TestWallet)
  }
  await vi.waitUntil(() => (town.twin.live().facts?.seq ?? 0) > 1, PATIENCE)
  await plan({ type: 'whatif.begin', branch: 'dam', title: 'A dam', hours: 0.05 })
  const storm = { type: 'flood.setStorm', mmPerH: 90, hours: 1 }
  const line = [
    [-60, -60],
    [60, -60],
  ]
  const barrier = { type: 'flood.placeBarrier', id: 'dam', line, crestAboveGroundM: 1 }
  await plan({ type: 'whatif.add', branch: 'dam', atS: 0, command: storm, inBaseline: true })
  await plan({ type: 'whatif.add', branch: 'dam', atS: 0, command: barrier })
  await plan({ type: 'whatif.run', branch: 'dam', members: 1 })
  const people = NAMES.map((name) => ({ id: wallets[name]?.address ?? '', name }))
  const made = await fetch(`${town.origin}/meetings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${town.keys.operator}` },
    body: JSON.stringify(aMeeting(MEETING, people, rulesOf('board'))),
  })
  expect(made.status).toBe(201)
  const states = (): string =>
    rows('whatif.run/')
      .map(({ state }) => String(state))
      .join()
  await vi.waitUntil(() => states() === 'done,done', PATIENCE)
})
afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

type Runs = { readonly kind: string; readonly member: number; readonly evidence: Record<string, string> }[]
const runsTold = (outputsHash?: string) =>
  (rows('whatif.run/') as unknown as Runs).map(({ kind, member, evidence }) => ({
    kind,
    member,
    inputsHash: evidence['inputsHash'],
    outputsHash: outputsHash ?? evidence['outputsHash'],
    isSame: true,
  }))
type Again = { readonly kind: string; readonly by: { readonly name: string }; readonly outputsHash: string }
const again = (): Again[] => rows('whatif.again/') as unknown as Again[]

describe('a scenario', () => {
  it('is run again by who may, elsewhere and on the server, and what came of it is kept whatever it was', async () => {
    const path = '/whatif/dam/reproductions'
    expect((await new TestBrowser(town.origin).post(path, { runs: runsTold() })).status).toBe(401)
    expect((await post('Sara', path, { runs: runsTold() })).status).toBe(403)
    expect((await post('Aigul', path, { runs: [] })).status).toBe(400)
    expect((await post('Aigul', '/whatif/none/reproductions', { runs: runsTold() })).status).toBe(404)
    const told = await post('Aigul', path, { branch: 'dam', isSame: true, runs: runsTold() })
    expect([told.status, told.body.error]).toEqual([201, undefined])
    // Told twice it is one; that it came out otherwise is another.
    expect((await post('Aigul', path, { runs: runsTold() })).status).toBe(201)
    expect((await post('Aigul', path, { runs: runsTold(sha256('other')).slice(0, 1) })).status).toBe(201)
    expect((await post('Sara', '/whatif/dam/again')).status).toBe(403)
    // Asked twice at once it is begun once.
    const twice = await Promise.all([1, 2].map(() => post('Aigul', '/whatif/dam/again')))
    expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409])
    await expect
      .poll(() => again().map(({ kind, by }) => `${kind} ${by.name}`), PATIENCE)
      .toEqual([
        ...['Aigul', 'Aigul', 'Aigul, on this server'].map((name) => `baseline ${name}`),
        ...['Aigul', 'Aigul, on this server'].map((name) => `branch ${name}`),
      ])
    expect((await post('Aigul', '/whatif/dam/again')).body.error).toBe(
      'branch dam was run again by Aigul, on this server already',
    )
    // Whoever plans by the city's key may have it run too; anybody is told what came of it.
    const byKey = { authorization: `Bearer ${town.keys.planner}` }
    expect((await new TestBrowser(town.origin).post('/whatif/dam/again')).status).toBe(401)
    expect((await new TestBrowser(town.origin).post('/whatif/dam/again', {}, byKey)).status).toBe(202)
    const toldNow = async () => (await (await get('/whatif/dam/again')).json()) as Record<string, unknown>
    await expect.poll(async () => (await toldNow())['running'], PATIENCE).toBeNull()
    const holder = 'the holder of the planner key, on this server'
    await expect.poll(() => again().filter(({ by }) => by.name === holder), PATIENCE).toHaveLength(2)
    const { trouble, runs } = (await toldNow()) as { trouble: string; runs: { by: string; isSame: boolean }[] }
    expect([trouble, runs.filter(({ isSame }) => !isSame).map(({ by }) => by)]).toEqual(['', ['Aigul']])
    expect(runs).toHaveLength(7)
    expect((await get('/whatif/none/again')).status).toBe(404)
    const known = new Set(runsTold().map(({ outputsHash }) => outputsHash))
    expect(again().flatMap(({ outputsHash }) => (known.has(outputsHash) ? [] : [outputsHash]))).toEqual([
      sha256('other'),
    ])
  })

  it('is drawn when evidence is composed, the same each time, and no vote is opened on a picture that was changed', async () => {
    await does('Sara', { type: 'meeting.addItem', item: 'i1', title: 'The dam' })
    // It must still be ahead when the server hears of it.
    await does('Sara', { type: 'meeting.convene', startsAtMs: Date.now() + 2000 })
    for (const name of NAMES) await does(name, { type: 'meeting.arrive' })
    await does('Chingiz', { type: 'meeting.open' }, { type: 'meeting.takeItem', item: 'i1' })
    const motion = { motion: 'm1', item: 'i1', title: 'The dam', lines: ['The dam is built.'] }
    await does('Aigul', { type: 'meeting.draftMotion', ...motion }, { type: 'meeting.submitMotion', motion: 'm1' })
    await does('Chingiz', { type: 'meeting.admitMotion', motion: 'm1' })
    await does('Aigul', { type: 'meeting.moveMotion', motion: 'm1' })
    await does('Chingiz', { type: 'meeting.debateMotion', motion: 'm1' })
    const composed = await post('Sara', `/meetings/${MEETING}/evidence`, { branch: 'dam' })
    expect([composed.status, composed.body.error]).toEqual([201, undefined])
    const { documents, runs } = composed.body['evidence'] as RecordEvidence
    expect(documents.map(({ title, mediaType }) => [title, mediaType])).toEqual(
      ['before', 'after'].map((kind) => [expect.stringMatching(`^${kind}, \\d+ s after the beginning$`), 'image/png']),
    )
    for (const { bytes } of documents) expect(bytes).toBeLessThan(80_000)
    expect(runs.map(({ reproductions }) => reproductions.length)).toEqual([4, 3])
    const hash = String(composed.body['hash'])
    expect((await post('Sara', `/meetings/${MEETING}/evidence`, { branch: 'dam' })).body['hash']).toBe(hash)
    await does('Chingiz', {
      type: 'meeting.preparePoll',
      poll: 'v1',
      subject: { kind: 'motion', motion: 'm1' },
      question: 'Shall the dam be built?',
      method: 'named',
      evidence: [hash],
    })
    const file = join(dir, 'data', 'evidence', `${documents[0]?.sha256}.png`)
    const kept = readFileSync(file)
    writeFileSync(file, Buffer.concat([kept, Buffer.from([0])]))
    const open = { id: 'changed', command: { type: 'meeting.openPoll', poll: 'v1' } }
    const refused = await post('Chingiz', `/meetings/${MEETING}/commands`, open)
    expect(JSON.stringify(refused.body)).toContain('the picture \\"before\\" of the evidence is not what it was')
    writeFileSync(file, kept)
    await does('Chingiz', { type: 'meeting.openPoll', poll: 'v1' })
  })

  it('stands in the record, its page, its PDF and the minutes with its pictures', async () => {
    const { questionHash } = (town.meetings.stateOf(MEETING)?.polls[0] ?? {}) as { questionHash: string }
    const ballot = { poll: 'v1', seat: '1', choice: 'yes', weight: 1, revision: 1, questionHash } as const
    await does('Aigul', { type: 'meeting.castBallot', ...ballot })
    await does('Chingiz', { type: 'meeting.closePoll', poll: 'v1' })
    await does('Sara', { type: 'meeting.certifyPoll', poll: 'v1' })
    await does('Chingiz', { type: 'meeting.finishItem' }, { type: 'meeting.close' })
    const drawn = await post('Sara', `/meetings/${MEETING}/records`, { motion: 'm1', language: 'en' })
    expect([drawn.status, drawn.body.error]).toEqual([201, undefined])
    const record = String(drawn.body['record'])
    const file = (await (await get(`/records/${record}.json`)).json()) as DecisionRecord
    const checks = await verifyRecord(file, recordCrypto)
    expect(checks.find(({ name }) => name === 'limit.reproductions')).toMatchObject({
      ok: true,
      isLimit: true,
      values: { same: 6, other: 1, by: 'Aigul' },
    })
    // Unsigned as yet; all else holds.
    expect(isValid(checks.filter(({ name }) => !name.startsWith('attestation')))).toBe(true)
    for (const { title, sha256: told } of file.body.evidence.documents) {
      const png = await get(`/records/${record}/${title.split(',')[0]}.png`)
      expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png'])
      expect(sha256(new Uint8Array(await png.arrayBuffer()))).toBe(told)
    }
    const page = await get(`/records/${record}?lang=ru`, 'text/html')
    expect(page.headers.get('content-security-policy')).toContain('data:')
    const text = await page.text()
    expect(text.match(/<img src="data:image\/png;base64,[^"]{1000,}" alt="[^"]+"/g)).toHaveLength(2)
    expect(text).toContain('Без мер, через')
    expect(text).toContain('ДРУГОЙ')
    await againOnPage(record)
    const pdf = Buffer.from(await (await get(`/records/${record}.pdf?lang=kk`)).arrayBuffer())
    expect(pdf.toString('latin1').match(/\/Subtype \/Image/g)).toHaveLength(2)
    expect(pdf.toString('latin1').match(/\/S \/Figure/g)).toHaveLength(2)
    const minutes = await (await get(`/meetings/${MEETING}/minutes?lang=kk`, 'text/html')).text()
    expect(minutes.match(/<figure>/g)).toHaveLength(2)
    expect(minutes).toContain('Шарасыз')
    expect((await get('/records/none/before.png')).status).toBe(404)
    expect(town.faults).toEqual([])
  })
})

/** As a browser sends the form of the page, without a script. */
async function againOnPage(record: string): Promise<void> {
  const pageIn = async (language: string): Promise<string> =>
    (await get(`/records/${record}?lang=${language}`, 'text/html')).text()
  const page = await pageIn('en')
  const [, action = ''] = /<form method="post" action="([^"]+)">/.exec(page) ?? []
  expect(action).toBe(`/whatif/dam/again?record=${record}&lang=en`)
  for (const said of ['Run it again here', 'Aigul, on this server', 'the same hash', 'ANOTHER hash'])
    expect(page).toContain(said)
  const [ru, kk] = [await pageIn('ru'), await pageIn('kk')]
  expect([ru.includes('Просчитать снова здесь'), kk.includes('Осында қайта есептеу')]).toEqual([true, true])
  const press = (who: Name): Promise<Response> =>
    fetch(town.origin + action, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html', origin: town.origin, cookie: pages[who].cookie },
    })
  const refused = await press('Sara')
  expect(refused.status).toBe(403)
  const told = await refused.text()
  expect(told).toContain('running branch dam again needs the role planner')
  expect(told).toContain(`href="/records/${record}?lang=en#again"`)
  expect((await press('Aigul')).status).toBe(409)
  // Another planner since: it comes back to the page, which says how far it is and then what came of it.
  const address = (name: Name): string => wallets[name]?.address ?? ''
  const roles = { [address('Aigul')]: { roles: ['planner'] }, [address('Sara')]: { roles: ['planner'], name: 'Sara' } }
  writeFileSync(join(dir, 'roll.json'), JSON.stringify(roles))
  await expect.poll(async () => (await press('Sara')).status, PATIENCE).toBe(303)
  await expect.poll(() => pageIn('en'), PATIENCE).toContain('Sara, on this server')
  await expect.poll(() => again().filter(({ by }) => by.name === 'Sara, on this server'), PATIENCE).toHaveLength(2)
}

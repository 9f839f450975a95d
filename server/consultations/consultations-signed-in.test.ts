// A consultation on a whole server, by people who are signed in: from setting it up to the answer, as programs and as people read
// it, with what is somebody's own and what is not theirs to do.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestBrowser, type TestWallet, walletsOf } from '../identity/testing.ts'
import { sha256 } from '../journal/chain.ts'
import { testTown, type TestTown } from '../rooms/testing.ts'
import { aConsultation, SCHOOL } from './testing.ts'

const NAMES = ['Mara', 'Miras', 'Clerk', 'Aigul', 'Boris'] as const
type Name = (typeof NAMES)[number]
const dir = mkdtempSync(join(tmpdir(), 'townhall-consult-'))
let town: TestTown
let wallets: Readonly<Record<string, TestWallet>>
const pages = {} as Record<Name, TestBrowser>
let asked = 0

const address = (name: Name): string => wallets[name]?.address ?? ''
const says = async (who: Name, type: string, more: object = {}): Promise<string | null> => {
  const command = { type: `consultation.${type}`, ...more }
  const { body } = await pages[who].post(`/consultations/${SCHOOL}/commands`, { id: `c${++asked}`, command })
  const { ok, reason, error } = body as { ok?: boolean; reason?: string; error?: string }
  return ok === true ? null : (reason ?? error ?? 'no answer')
}
const get = (path: string, accept = 'application/json') => fetch(town.origin + path, { headers: { accept } })
const setUp = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${town.origin}/consultations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

beforeAll(async () => {
  town = await testTown({ clientDir: join(dir, 'no-client') }, { TOWNHALL_DATA: dir, TOWNHALL_SYSTEMS: 'none' })
  wallets = await walletsOf(...NAMES)
  for (const name of NAMES) {
    pages[name] = new TestBrowser(town.origin)
    await pages[name].signIn(wallets[name] as TestWallet)
  }
}, 60_000)
afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

it('is set up by an operator’s key, once, and by nobody else', async () => {
  const {
    type: _,
    area: __,
    ...given
  } = aConsultation({
    moderators: [address('Mara'), address('Miras')],
    officers: [address('Clerk')],
  })
  const operator = { authorization: `Bearer ${town.keys.operator}` }
  expect((await setUp(given)).status).toBe(401)
  expect((await setUp(given, { authorization: 'Bearer wrong' })).status).toBe(403)
  const wrong = await setUp({ ...given, moderators: [address('Mara')] }, operator)
  expect([wrong.status, ((await wrong.json()) as { error: string }).error]).toMatchObject([
    400,
    expect.stringContaining('moderators'),
  ])
  const made = await setUp(given, operator)
  expect([made.status, await made.json()]).toMatchObject([201, { ok: true, consultation: SCHOOL }])
  expect((await setUp(given, operator)).status).toBe(409)
  expect((await get('/consultations/none')).status).toBe(404)
})

it('is announced by its officer, said and answered by who has signed in, and tells each what is theirs', async () => {
  const times = { opensAtMs: Date.now(), closesAtMs: Date.now() + 3_600_000 }
  expect(await says('Aigul', 'announce', times)).toBe(
    'consultation.announce is for officer; you are here as participant',
  )
  expect(await says('Clerk', 'announce', times)).toBeNull()
  expect(await says('Aigul', 'submit', { statement: 's1', text: 'Make it a <b>library</b>' })).toBeNull()
  expect(await says('Mara', 'approve', { statement: 's1' })).toBeNull()
  expect(await says('Boris', 'vote', { statement: 's1', choice: 'agree' })).toBeNull()
  expect((await pages.Boris.get(`/consultations/${SCHOOL}/own`)).body).toMatchObject({
    isSignedIn: true,
    roles: ['visitor', 'participant'],
    opinions: { s1: 'agree' },
  })
  expect((await pages.Clerk.get(`/consultations/${SCHOOL}/own`)).body).toMatchObject({
    roles: ['visitor', 'participant', 'officer'],
  })
  expect(await (await get(`/consultations/${SCHOOL}/own`)).json()).toEqual({ isSignedIn: false })
  const guest = await fetch(`${town.origin}/consultations/${SCHOOL}/commands`, { method: 'POST', body: '{}' })
  expect(guest.status).toBe(401)
})

it('is a page for people, of text alone, in three languages, and JSON for programs', async () => {
  const page = await get(`/consultations/${SCHOOL}?lang=ru`, 'text/html')
  const text = await page.text()
  expect([page.status, page.headers.get('content-language')]).toEqual([200, 'ru'])
  expect(text).toContain('Make it a &#60;b&#62;library&#60;/b&#62;')
  expect(text).toContain('Открыто для мнений и ответов')
  expect(text).not.toContain('<script')
  expect((await get(`/consultations/${SCHOOL}?lang=de`, 'text/html')).status).toBe(400)
  expect(await (await get('/consultations?lang=kk', 'text/html')).text()).toContain(`/consultations/${SCHOOL}?lang=kk`)
  expect(await (await get('/consultations')).json()).toMatchObject({ consultations: [{ consultation: SCHOOL }] })
  expect(await (await get(`/consultations/${SCHOOL}`)).json()).toMatchObject({
    life: 'collecting',
    statements: [{ id: 's1', counts: null }],
    hashes: null,
  })
})

it('is reported by hashes of what everybody downloads, and answered', async () => {
  const early = await get(`/consultations/${SCHOOL}/votes`)
  expect([early.status, ((await early.json()) as { error: string }).error]).toEqual([
    409,
    'consultation school is collecting; its votes are told when it is reported',
  ])
  expect(await says('Clerk', 'close')).toBeNull()
  const groups = [{ id: 'g1', title: 'Use', statements: ['s1'] }]
  expect(await says('Boris', 'report', { groups })).toContain('is for officer')
  expect(await says('Clerk', 'report', { groups: [] })).toContain('is in no group and would go unanswered')
  expect(await says('Clerk', 'report', { groups })).toBeNull()
  const told = (await (await get(`/consultations/${SCHOOL}`)).json()) as { hashes: Record<string, string> }
  for (const file of ['statements', 'votes', 'report']) {
    const answer = await get(`/consultations/${SCHOOL}/${file}`)
    expect([file, answer.status]).toEqual([file, 200])
    expect(sha256(await answer.text())).toBe(told.hashes[`${file}Hash`])
  }
  expect(await says('Clerk', 'answer', { group: 'g1', text: 'It becomes a library.' })).toBeNull()
  expect(await (await get(`/consultations/${SCHOOL}`, 'text/html')).text()).toContain('It becomes a library.')
})

it('is in the export of who took part, and lets go with their account what it may', async () => {
  const { body } = await pages.Aigul.get('/identity/export')
  expect(body['consultations']).toMatchObject([
    { consultation: SCHOOL, statements: [{ statement: 's1', state: 'approved' }] },
  ])
  expect(JSON.stringify(body['kept'])).toContain('Those that were approved stay without your name')
  const me = (await pages.Aigul.get('/identity')).body['me'] as { person: string }
  expect((await pages.Aigul.post('/identity/erase', { person: me.person })).status).toBe(200)
  expect(JSON.stringify(await (await get(`/consultations/${SCHOOL}`)).json())).not.toContain(me.person)
})

it('refuses who asks too often', async () => {
  const all = await Promise.all(
    Array.from({ length: 30 }, () =>
      pages.Boris.post(`/consultations/${SCHOOL}/commands`, { id: 'x', command: { type: 'y' } }),
    ),
  )
  expect(all.some(({ status }) => status === 429 || status === 503)).toBe(true)
})

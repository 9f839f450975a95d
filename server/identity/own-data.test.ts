import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Wallet } from 'ethers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testTown, type TestTown } from '../rooms/testing.ts'
import { TestBrowser } from './testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-own-data-'))
let town: TestTown
beforeAll(async () => {
  town = await testTown({}, { TOWNHALL_DATA: dir })
})
afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

const onDisk = (): string =>
  readdirSync(dir)
    .filter((name) => name.startsWith('people.db'))
    .map((name) => readFileSync(join(dir, name), 'latin1'))
    .join('')

it('gives out all that is kept of oneself, without what opens a session', async () => {
  const page = new TestBrowser(town.origin)
  const wallet = Wallet.createRandom()
  const { person } = (await page.signIn(wallet)).body
  await page.post('/identity/name', { name: 'Bo' })
  const { body } = await page.get('/identity/export')
  expect(body).toMatchObject({
    person: { id: person, name: 'Bo', madeAt: expect.stringMatching(/^20/) },
    accounts: [{ kind: 'wallet', key: wallet.address.toLowerCase() }],
    sessions: [{ way: 'wallet', account: wallet.address }],
    residency: null,
    kept: expect.arrayContaining([expect.stringContaining('journal')]),
  })
  expect(JSON.stringify(body)).not.toContain(page.cookie.split('=')[1])
  expect((await new TestBrowser(town.origin).get('/identity/export')).status).toBe(401)
})

it('erases it from the disk, ends every session, and says what stays and why', async () => {
  const [page, phone] = [new TestBrowser(town.origin), new TestBrowser(town.origin)]
  const wallet = Wallet.createRandom()
  const { person } = (await page.signIn(wallet)).body
  await phone.signIn(wallet)
  await page.post('/identity/name', { name: 'Qyzylorda Zhanibekov' })
  expect(onDisk()).toContain(wallet.address)
  expect((await page.post('/identity/erase', { person: 'person-0' })).body.error).toContain('erasing is for good')
  expect(await page.post('/identity/erase', { person })).toMatchObject({
    status: 200,
    body: { erased: { accounts: 1, residency: 0 }, kept: expect.arrayContaining([expect.stringContaining('journal')]) },
  })
  for (const who of [page, phone]) expect((await who.post('/identity/ticket')).status).toBe(401)
  for (const trace of [wallet.address, wallet.address.toLowerCase(), String(person), 'Qyzylorda'])
    expect(onDisk()).not.toContain(trace)
  expect(town.audits.some(({ what }) => what === 'erased')).toBe(true)
  // The wallet begins anew.
  expect((await page.signIn(wallet)).body['person']).not.toBe(person)
})

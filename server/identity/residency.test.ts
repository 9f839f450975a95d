// Credentials of residency: issued by the command, shown with the holder's key, checked by a whole server.
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { identityClerk, identityIssue, identityRevoke } from '../cli/identity.ts'
import { testTown, type TestTown } from '../rooms/testing.ts'
import { TestBrowser } from './testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-residency-'))
const clerk = join(dir, 'clerk.json')
const said: string[] = []
const noted: string[] = []
let town: TestTown

beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
  vi.spyOn(console, 'error').mockImplementation((text: string) => void noted.push(text))
  await identityClerk(['--issuer', 'https://clerk.example', '--out', clerk])
  writeFileSync(join(dir, 'clerks.json'), said.splice(0).join(''))
  town = await testTown({}, { TOWNHALL_CLERKS: join(dir, 'clerks.json') })
})
afterAll(async () => {
  vi.restoreAllMocks()
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

/** A key as a page keeps it. */
function holderKey(): { key: KeyObject; file: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const file = join(dir, 'holder.json')
  writeFileSync(file, JSON.stringify(publicKey.export({ format: 'jwk' })))
  return { key: privateKey, file }
}
async function issued(file: string, resident: string, by = clerk, days = '365'): Promise<string> {
  const who = ['--resident', resident, '--name', 'A Resident', '--area', 'Esil', '--days', days]
  await identityIssue(['--clerk', by, '--holder', file, ...who])
  return said.splice(0).join('')
}
type Change = { shows?: string[]; nonce?: string; audience?: string; iat?: number }
const library = (key: KeyObject): SDJwtVcInstance =>
  new SDJwtVcInstance({
    hasher: (data) =>
      new Uint8Array(
        createHash('sha256')
          .update(data as string)
          .digest(),
      ),
    hashAlg: 'sha-256',
    kbSignAlg: 'ES256',
    kbSigner: (data) => sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  })
async function show(page: TestBrowser, credential: string, key: KeyObject, change: Change = {}) {
  const { nonce, audience } = (await page.post('/identity/residency/challenge')).body as Record<string, string>
  const shown = Object.fromEntries((change.shows ?? ['area', 'resident']).map((claim) => [claim, true]))
  const iat = change.iat ?? Math.floor(Date.now() / 1000)
  const payload = { iat, nonce: change.nonce ?? nonce ?? '', aud: change.audience ?? audience ?? '' }
  const presentation = await library(key).present(credential, shown as never, { kb: { payload } })
  return { nonce, presentation, answer: await page.post('/identity/residency', { presentation, nonce }) }
}
async function someone(): Promise<TestBrowser> {
  const page = new TestBrowser(town.origin, `http://localhost:${town.port}`)
  await page.signInAnew()
  return page
}

describe('a credential of residency', () => {
  it('proves the area and not the name, once a resident', async () => {
    const [page, other] = [await someone(), await someone()]
    const { key, file } = holderKey()
    const credential = await issued(file, '850101 300 123')
    const { answer, presentation } = await show(page, credential, key)
    expect(answer).toMatchObject({ status: 200, body: { area: 'Esil' } })
    const words = presentation.split('~').map((part) => Buffer.from(part, 'base64url').toString())
    expect(words.join('')).not.toMatch(/A Resident|850101/)
    expect((await page.get('/identity')).body['me']).toMatchObject({ roles: ['resident'], residency: { area: 'Esil' } })
    // Again for oneself, as with a newer credential; not for a second account, with another key either.
    expect((await show(page, credential, key)).answer.status).toBe(200)
    const second = holderKey()
    const again = await issued(second.file, '850101 300 123')
    expect((await show(other, again, second.key)).answer).toMatchObject({
      status: 409,
      body: { error: 'this residency was shown by another account; erase that one first' },
    })
    expect((await other.get('/identity')).body['me']).toMatchObject({ roles: [], residency: null })
  })

  it('is refused in one sentence when it is not the holder’s, the clerk’s, or for this page and moment', async () => {
    const page = await someone()
    const { key, file } = holderKey()
    const credential = await issued(file, '1')
    const sentence = async (change: Change = {}, by = key, of = credential) =>
      (await show(page, of, by, change)).answer.body.error
    expect(await sentence({}, holderKey().key)).toContain('not as its clerk and its holder signed it')
    expect(await sentence({ nonce: 'other' })).toBe('the credential was shown for something else; try again')
    expect(await sentence({ audience: 'https://evil.example' })).toBe('the credential was shown to another page')
    expect(await sentence({ iat: 1 })).toContain('within five minutes')
    expect(await sentence({ shows: ['area'] })).toBe('the credential does not show area and resident')
    expect(await sentence({ shows: ['area', 'resident', 'name'] })).toBe(
      'the credential shows name as well; show area and resident alone',
    )
    const stranger = join(dir, 'stranger.json')
    await identityClerk(['--issuer', 'https://stranger.example', '--out', stranger])
    const forger = join(dir, 'forger.json')
    await identityClerk(['--issuer', 'https://clerk.example', '--out', forger])
    said.splice(0)
    expect(await sentence({}, key, await issued(file, '1', stranger))).toContain(
      'does not know the clerk https://stranger',
    )
    expect(await sentence({}, key, await issued(file, '1', forger))).toContain('not as its clerk')
    const old = vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2020, 0, 1))
    const expired = await issued(file, '1', clerk, '1')
    old.mockRestore()
    expect(await sentence({}, key, expired)).toBe('the credential has expired; ask the clerk for a new one')
    const post = async (presentation: string) => {
      const { nonce } = (await page.post('/identity/residency/challenge')).body
      return (await page.post('/identity/residency', { presentation, nonce })).body.error
    }
    expect(await post(credential)).toContain('not signed by its holder')
    expect(await post('nonsense')).toBe('that is not a credential (SD-JWT VC)')
    // Another area written into the disclosures.
    const forged = (await show(page, credential, key)).presentation.split('~')
    forged[1] = Buffer.from(JSON.stringify(['salt', 'area', 'Saryarka'])).toString('base64url')
    expect(await post(forged.join('~'))).toMatch(/not as its clerk|for something else|does not show/)
  })

  it('is shown once: a copy of the showing opens nothing', async () => {
    const [page, thief] = [await someone(), await someone()]
    const { key, file } = holderKey()
    const { presentation, nonce, answer } = await show(page, await issued(file, '2'), key)
    expect(answer.status).toBe(200)
    for (const who of [page, thief])
      expect((await who.post('/identity/residency', { presentation, nonce })).status).toBe(401)
  })
})

describe('a credential that its clerk takes back', () => {
  const numberOf = (): string => /number (\d+)/.exec(noted.splice(0).at(-1) ?? '')?.[1] ?? ''
  const me = async (page: TestBrowser) => (await page.get('/identity')).body['me'] as { roles: string[] }

  it('is refused from then on, ends what was shown, and no other', async () => {
    const [ann, bo] = [await someone(), await someone()]
    const [keyOfAnn, keyOfBo] = [holderKey(), holderKey()]
    writeFileSync(keyOfAnn.file, JSON.stringify(createPublicKey(keyOfAnn.key).export({ format: 'jwk' })))
    const ofAnn = await issued(keyOfAnn.file, 'ann')
    const number = numberOf()
    writeFileSync(keyOfBo.file, JSON.stringify(createPublicKey(keyOfBo.key).export({ format: 'jwk' })))
    const ofBo = await issued(keyOfBo.file, 'bo')
    expect(Number(numberOf())).toBe(Number(number) + 1)
    for (const [page, credential, { key }] of [
      [ann, ofAnn, keyOfAnn],
      [bo, ofBo, keyOfBo],
    ] as const)
      // prettier-ignore
      expect((await show(page, credential, key)).answer.status).toBe(200)
    await identityRevoke(['--clerk', clerk, '--number', number])
    expect(said.splice(0).join('')).toContain('clerk.list.jwt holds 1')
    await expect.poll(async () => (await me(ann)).roles).toEqual([])
    expect((await me(bo)).roles).toEqual(['resident'])
    expect((await show(ann, ofAnn, keyOfAnn.key)).answer.body.error).toBe('the clerk has taken this credential back')
    expect((await show(bo, ofBo, keyOfBo.key)).answer.status).toBe(200)
  })

  it('and a list that is not the clerk’s changes nothing', async () => {
    const list = join(dir, 'clerk.list.jwt')
    const right = readFileSync(list, 'utf8')
    const page = await someone()
    const { key, file } = holderKey()
    const credential = await issued(file, 'cy')
    writeFileSync(list, right.replace(/\.[^.]*$/, '.AAAA'))
    await expect
      .poll(() => town.faults.join())
      .toContain('is no list of revoked credentials that https://clerk.example')
    expect((await show(page, credential, key)).answer.status).toBe(200)
    writeFileSync(list, right)
  })

  it('is another matter than a residency that its person takes away and shows again', async () => {
    const page = await someone()
    const { key, file } = holderKey()
    const credential = await issued(file, 'di')
    await show(page, credential, key)
    expect((await page.post('/identity/residency/remove')).status).toBe(200)
    expect((await me(page)).roles).toEqual([])
    expect((await page.post('/identity/residency/remove')).body.error).toBe('no residency is kept of you')
    expect((await show(page, credential, key)).answer.status).toBe(200)
  })
})

describe('townhall identity', () => {
  it('keeps the clerk’s key to its owner, and refuses in one sentence', async () => {
    if (process.platform !== 'win32') expect(statSync(clerk).mode & 0o777).toBe(0o600)
    await expect(identityClerk(['--issuer', 'x', '--out', clerk])).rejects.toThrow('is there already')
    await expect(identityClerk(['--issuer', 'x'])).rejects.toThrow('identity clerk needs --out')
    const issue = ['--clerk', clerk, '--holder', join(dir, 'clerks.json'), '--area', 'A', '--resident', '1']
    await expect(identityIssue(issue)).rejects.toThrow('holds no public key')
    await expect(identityIssue([...issue, '--days', '0'])).rejects.toThrow('--days 0 is not a whole number')
    await expect(identityIssue(['--area', 'A'])).rejects.toThrow('needs --clerk and --holder and --resident')
    const revoke = (number: string, ...more: string[]) =>
      identityRevoke(['--clerk', clerk, '--number', number, ...more])
    await expect(revoke('x')).rejects.toThrow('--number x is not a number of a credential')
    await expect(revoke('99999')).rejects.toThrow('and none with the number 99999')
    await expect(revoke('0', '--list', join(dir, 'clerks.json'))).rejects.toThrow('is not the list of https://clerk')
    await expect(identityIssue(['--nonsense'])).rejects.toThrow("Unknown option '--nonsense'")
  })
})

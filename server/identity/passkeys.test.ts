// The ways in of a person, over HTTP on a whole server: passkeys, with an authenticator that signs for real, and linked wallets.
import { Wallet } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testTown, type TestTown } from '../rooms/testing.ts'
import { TestBrowser } from './testing.ts'
import { TestPasskey } from './testing-passkey.ts'

let town: TestTown
beforeAll(async () => {
  town = await testTown()
})
afterAll(() => town.close())

/** Passkeys are bound to a name. */
const browser = (): TestBrowser => new TestBrowser(town.origin, `http://localhost:${town.port}`)
const made = async (page: TestBrowser, key: TestPasskey, origin = page.origin) =>
  key.make((await page.post('/identity/passkey/new', { name: 'Bo' })).body, origin)
const used = async (page: TestBrowser, key: TestPasskey, origin = page.origin) =>
  key.use((await page.post('/identity/passkey/challenge')).body, origin)

/** Somebody who has one. */
async function somebody() {
  const [page, key] = [browser(), new TestPasskey()]
  const { status, body } = await page.post('/identity/passkey/add', await made(page, key))
  expect(status).toBe(200)
  return { page, key, person: String(body['person']) }
}

describe('a passkey', () => {
  it('makes somebody new, and brings the same person back', async () => {
    const { page, key, person } = await somebody()
    expect((await page.get('/identity')).body['me']).toMatchObject({ person, way: 'passkey', role: 'participant' })
    const later = browser()
    expect(await later.post('/identity/passkey', await used(later, key))).toMatchObject({
      status: 200,
      body: { person },
    })
    expect(await later.post('/identity/passkey', await used(later, key))).toMatchObject({ status: 200 })
  })

  it('is a second way in for who has a wallet', async () => {
    const [page, later, key] = [browser(), browser(), new TestPasskey()]
    const { body } = await page.signIn(Wallet.createRandom())
    await page.post('/identity/passkey/add', await made(page, key))
    expect((await page.get('/identity')).body['me']).toMatchObject({ way: 'wallet' })
    expect((await later.post('/identity/passkey', await used(later, key))).body).toEqual(body)
  })

  it('ATTACKS 8: the same answer again, fifty at once, opens one session', async () => {
    const { key } = await somebody()
    const answer = await used(browser(), key)
    const all = await Promise.all(Array.from({ length: 50 }, () => browser().post('/identity/passkey', answer)))
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(all.filter(({ status }) => status === 401)).toHaveLength(49)
  })

  it('says in one sentence what is wrong', async () => {
    const { key } = await somebody()
    const page = browser()
    const sentence = async (answer: object, path = '/identity/passkey') => (await page.post(path, answer)).body.error
    expect(await sentence(await used(page, key, 'https://evil.example'))).toBe('the passkey answered another page')
    expect(await sentence(await used(page, new TestPasskey()))).toBe('that passkey is not known here; make one first')
    const stranger = Object.assign(await used(page, new TestPasskey()), { id: key.id, rawId: key.id })
    expect(await sentence(stranger)).toMatch(/^(the passkey did not sign that|that is not an answer of a passkey)/)
    key.flags = 1
    expect(await sentence(await used(page, key))).toBe('the passkey did not ask who you are (finger, face or PIN)')
    key.flags = 5
    const again = new TestPasskey()
    expect(await sentence(await made(page, again, 'https://evil.example'), '/identity/passkey/add')).toBe(
      'the passkey answered another page',
    )
    // A challenge to sign in with makes no passkey.
    const { body } = await page.post('/identity/passkey/challenge')
    const mixed = again.make({ ...body, rp: { id: 'localhost' } }, page.origin)
    expect(await sentence(mixed, '/identity/passkey/add')).toContain('used before')
    expect(await sentence({ id: 1 })).toContain('that request')
  })

  it('notices a copy that counts for itself', async () => {
    const { page, key } = await somebody()
    expect((await page.post('/identity/passkey', await used(page, key))).status).toBe(200)
    key.counter = 0
    expect((await page.post('/identity/passkey', await used(page, key))).body.error).toContain('counts backwards')
  })

  it('is not taken twice, nor for somebody else than it was asked for', async () => {
    const { page, key } = await somebody()
    const stranger = browser()
    const twice = await stranger.post('/identity/passkey/add', await made(stranger, key))
    expect(twice).toMatchObject({ status: 409, body: { error: 'that passkey is known already; sign in with it' } })
    const mine = await made(page, new TestPasskey())
    expect((await stranger.post('/identity/passkey/add', mine)).status).toBe(401)
  })

  it('is not offered where browsers have none', async () => {
    const byAddress = new TestBrowser(town.origin)
    expect((await byAddress.post('/identity/passkey/new')).body.error).toBe(
      'passkeys are bound to a name; 127.0.0.1 is an address, so open this city by a name',
    )
  })
})

describe('a linked wallet', () => {
  const signed = async (page: TestBrowser, wallet: Pick<Wallet, 'address' | 'signMessage'>) => {
    const address = wallet.address.toLowerCase()
    const { message } = (await page.post('/identity/accounts/challenge', { address })).body
    return { message, signature: await wallet.signMessage(String(message)) }
  }
  const accounts = async (page: TestBrowser) =>
    ((await page.get('/identity/accounts')).body['accounts'] as { kind: string; key: string; made: object | null }[]) ??
    []

  it('is a further way in, known by what it was made of, until it is taken away', async () => {
    const [{ page, person }, phone] = [await somebody(), browser()]
    const wallet = Wallet.createRandom()
    const made = { by: 'device' }
    expect((await page.post('/identity/accounts/link', { ...(await signed(page, wallet)), made })).body).toEqual({
      address: wallet.address,
      isContract: false,
    })
    expect((await phone.signIn(wallet)).body['person']).toBe(person)
    const key = wallet.address.toLowerCase()
    expect(await accounts(page)).toMatchObject([
      { kind: 'passkey', isThis: true },
      { kind: 'wallet', key, made, isThis: false },
    ])
    expect((await page.post('/identity/accounts/remove', { kind: 'wallet', key })).status).toBe(200)
    expect((await phone.post('/identity/ticket')).status).toBe(401)
    expect((await page.post('/identity/ticket')).status).toBe(200)
    const [last] = await accounts(page)
    expect(await page.post('/identity/accounts/remove', { kind: 'passkey', key: last?.key })).toMatchObject({
      status: 409,
      body: { error: 'that is your only way to sign in; add another first, or erase the account as a whole' },
    })
    expect((await page.post('/identity/accounts/remove', { kind: 'wallet', key })).status).toBe(404)
    // Somebody new from now on.
    expect((await phone.signIn(wallet)).body['person']).not.toBe(person)
  })

  it('is refused when it belongs to another person, and when it signed something else', async () => {
    const [{ page }, stranger] = [await somebody(), browser()]
    const wallet = Wallet.createRandom()
    await stranger.signIn(wallet)
    expect(await page.post('/identity/accounts/link', await signed(page, wallet))).toMatchObject({
      status: 409,
      body: { error: `the wallet ${wallet.address} belongs to another account here; sign in with it to use it` },
    })
    // Words to sign in with link nothing, and words to link with sign nobody in.
    const other = Wallet.createRandom()
    const { message } = (await page.post('/identity/wallet/challenge', { address: other.address })).body
    const signature = await other.signMessage(String(message))
    const linked = await page.post('/identity/accounts/link', { message, signature })
    expect(linked).toMatchObject({ status: 401, body: { error: expect.stringContaining('something else') } })
    expect((await stranger.post('/identity/wallet', await signed(page, other))).body.error).toContain('something else')
    const right = await signed(page, other)
    expect((await page.post('/identity/accounts/link', right)).status).toBe(200)
    expect((await page.post('/identity/accounts/link', right)).body.error).toContain('used before')
    expect((await page.post('/identity/accounts/challenge', { address: 'x' })).status).toBe(400)
  })
})

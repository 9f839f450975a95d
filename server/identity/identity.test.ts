// Signing in over HTTP, sessions, the way of a session into a room, and one's own data, on a whole server.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Wallet } from 'ethers'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CLOSED_FOR_SIGN_OUT } from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { ask, sdkFor, type TestClient, testTown, type TestTown, until } from '../rooms/testing.ts'
import { messageOf, TestBrowser } from './testing.ts'

const dir = mkdtempSync(join(tmpdir(), 'townhall-identity-'))
const roll = join(dir, 'roll.json')
const planner = Wallet.createRandom()
const named = Wallet.createRandom()
const operator = Wallet.createRandom()
let town: TestTown

beforeAll(async () => {
  writeFileSync(
    roll,
    JSON.stringify({
      [planner.address]: ['planner'],
      [operator.address]: ['operator'],
      [named.address]: { roles: ['member'], name: 'Aisha' },
    }),
  )
  town = await testTown({}, { TOWNHALL_ROLL: roll, TOWNHALL_DATA: dir, TOWNHALL_ORIGINS: 'https://town.example' })
})
const entered: TestClient[] = []
afterEach(async () => {
  await Promise.allSettled(entered.splice(0).map((room) => room.leave()))
  await until(() => town.people().length === 0)
})
afterAll(async () => {
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

const browser = (origin?: string): TestBrowser => new TestBrowser(town.origin, origin)

async function enterBy(ticket: string, more: object = {}): Promise<TestClient> {
  const room: TestClient = await sdkFor(town).join('city', { ticket, ...more }, PeopleView)
  room.reconnection.enabled = false
  room.onMessage('*', () => undefined)
  entered.push(room)
  await until(() => room.state.people.has(room.sessionId))
  return room
}
const mine = (room: TestClient) => room.state.people.get(room.sessionId)

describe('signing in', () => {
  it('opens a session in a cookie that no script reads, and the same wallet is the same person', async () => {
    const [one, two] = [browser(), browser()]
    expect((await one.get('/identity')).body).toEqual({ chainId: 1, takesContracts: false, me: null })
    const wallet = Wallet.createRandom()
    const first = await one.signIn(wallet)
    expect(first).toMatchObject({ status: 200, body: { person: expect.stringMatching(/^person-[0-9a-f]{24}$/) } })
    expect((await two.signIn(wallet)).body['person']).toBe(first.body['person'])
    expect((await one.get('/identity')).body['me']).toMatchObject({
      person: first.body['person'],
      account: wallet.address,
      way: 'wallet',
      role: 'participant',
      roles: [],
      maySign: true,
    })
    expect(town.audits.some(({ what, who }) => what === 'signed in' && who === first.body['person'])).toBe(true)
  })

  it('marks the cookie for a page over https, and for no other site', async () => {
    const page = browser('https://town.example')
    const { body } = await page.post('/identity/wallet/challenge')
    expect(body).toMatchObject({ domain: 'town.example', uri: 'https://town.example' })
    const raw = await fetch(`${town.origin}/identity/sign-out`, {
      method: 'POST',
      headers: { origin: 'https://town.example', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(raw.headers.get('set-cookie')).toMatch(/^__Host-townhall=; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/)
    expect(raw.headers.get('cache-control')).toBe('no-store')
  })

  it('refuses pages of elsewhere and pages that do not say where they are from, cookie or not', async () => {
    const page = browser()
    await page.signIn(Wallet.createRandom())
    const refused = { status: 403, body: { code: 403 } }
    expect(await page.post('/identity/ticket', {}, { origin: 'https://evil.example' })).toMatchObject(refused)
    // A stranger's relay: the Host is theirs and so is the Origin.
    const relayed = new TestBrowser(town.origin, 'https://relay.example')
    expect((await relayed.post('/identity/wallet/challenge')).status).toBe(403)
    const silent = await fetch(`${town.origin}/identity/ticket`, {
      method: 'POST',
      headers: { cookie: page.cookie, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(silent.status).toBe(403)
    const form = await page.post('/identity/name', { name: 'X' }, { 'content-type': 'text/plain' })
    expect(form).toMatchObject({ status: 400, body: { error: expect.stringContaining('name') } })
  })

  it('ATTACKS 8: a message sent fifty times at once opens one session', async () => {
    const page = browser()
    const wallet = Wallet.createRandom()
    const { body } = await page.post('/identity/wallet/challenge')
    const message = messageOf(body as never, wallet.address)
    const signature = await wallet.signMessage(message)
    const all = await Promise.all(
      Array.from({ length: 50 }, () => browser().post('/identity/wallet', { message, signature })),
    )
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(all.filter(({ status }) => status === 401)).toHaveLength(49)
    expect(town.audits.some(({ what }) => what === 'sign-in refused')).toBe(true)
  })

  it('makes the text to sign for a wallet that tells its address without a checksum', async () => {
    const page = browser()
    const wallet = Wallet.createRandom()
    const { message } = (await page.post('/identity/wallet/challenge', { address: wallet.address.toLowerCase() })).body
    const signature = await wallet.signMessage(String(message))
    expect(await page.post('/identity/wallet', { message, signature })).toMatchObject({ status: 200 })
    expect((await page.post('/identity/wallet/challenge', { address: '0x12' })).body.error).toBe(
      'that is not the address of a wallet',
    )
  })

  it('says what is wrong in one sentence', async () => {
    const page = browser()
    expect((await page.signIn(Wallet.createRandom(), { chainId: 7 })).body.error).toBe(
      'the message is for chain 7, this city takes chain 1',
    )
    expect((await page.post('/identity/ticket')).body.error).toBe('you are not signed in')
    expect((await page.post('/identity/wallet', { message: 1 })).body.error).toContain('that request, message')
    expect((await page.post('/identity/name', { name: 'A', admin: true })).status).toBe(400)
    expect((await page.get('/identity/sessions')).status).toBe(401)
  })
})

describe('sessions', () => {
  it('are listed without what opens them, and ended one by one', async () => {
    const wallet = Wallet.createRandom()
    const [desk, phone] = [browser(), browser()]
    await desk.signIn(wallet)
    await phone.signIn(wallet)
    const list = async (page: TestBrowser) =>
      (await page.get('/identity/sessions')).body['sessions'] as { id: string; isThis: boolean }[]
    const both = await list(desk)
    expect(both.filter(({ isThis }) => isThis)).toHaveLength(1)
    expect(both).toHaveLength(2)
    expect(JSON.stringify(both)).not.toContain(phone.cookie.split('=')[1])
    const other = both.find(({ isThis }) => !isThis)?.id
    const stranger = browser()
    await stranger.signIn(Wallet.createRandom())
    expect((await stranger.post('/identity/sessions/end', { id: other })).status).toBe(404)
    expect((await desk.post('/identity/sessions/end', { id: other })).status).toBe(200)
    expect((await phone.post('/identity/ticket')).status).toBe(401)
    expect(await list(desk)).toHaveLength(1)
  })

  it('are new with every sign-in: one that was planted before is not the one that is signed in', async () => {
    const page = browser()
    await page.signIn(Wallet.createRandom())
    const before = page.cookie
    await page.signIn(Wallet.createRandom())
    expect(page.cookie).not.toBe(before)
    const thief = browser()
    thief.cookie = before
    expect((await thief.post('/identity/ticket')).status).toBe(401)
  })
})

describe('from a session into a room', () => {
  it('a ticket brings in who signed in, once', async () => {
    const page = browser()
    const wallet = Wallet.createRandom()
    await page.signIn(wallet)
    await page.post('/identity/name', { name: '  Bo\u202E ' })
    const ticket = await page.ticket()
    const room = await enterBy(ticket, { name: 'Somebody else' })
    expect(mine(room)).toMatchObject({ name: 'Bo', verified: wallet.address })
    for (const wrong of [ticket, 'x', page.cookie.split('=')[1] ?? ''])
      await expect(enterBy(wrong)).rejects.toThrow('that ticket was used before')
  })

  it('gives the roles and the name of the city’s roll, and follows it when it changes', async () => {
    const [page, other] = [browser(), browser()]
    await page.signIn(planner)
    await other.signIn(named)
    const room = await enterBy(await page.ticket())
    const aisha = await enterBy(await other.ticket(), { name: 'Mallory' })
    expect(mine(aisha)?.name).toBe('Aisha')
    expect(await ask(aisha, { type: 'rename', name: 'Mayor' })).toMatchObject({
      ok: false,
      reason: 'the city knows you as Aisha; its roll keeps that name',
    })
    // Time stands still in this city, which is as far as a planner comes.
    const fork = { type: 'fork', hours: 1 }
    expect(await ask(room, fork)).toMatchObject({ reason: 'time stands still here' })
    expect(await ask(aisha, fork)).toMatchObject({ reason: 'a fork needs the role planner' })
    writeFileSync(
      roll,
      JSON.stringify({ [named.address]: { roles: ['member'], name: 'Aisha' }, [operator.address]: ['operator'] }),
    )
    await expect.poll(async () => ask(room, fork)).toMatchObject({ reason: 'a fork needs the role planner' })
  })

  it('ATTACKS 10: nobody names a person, a role or a proof by themselves', async () => {
    for (const claim of [{ who: { person: 'x' } }, { verified: '0x1' }, { role: 'operator' }])
      await expect(sdkFor(town).join('city', claim, PeopleView)).rejects.toThrow('joining')
  })

  it('signing out puts its people out of the room, and a ticket of it opens nothing more', async () => {
    const page = browser()
    await page.signIn(Wallet.createRandom())
    const [room, late] = [await enterBy(await page.ticket()), await page.ticket()]
    const closed = new Promise<number>((done) => room.onLeave((code: number) => done(code)))
    await page.post('/identity/sign-out')
    expect(await closed).toBe(CLOSED_FOR_SIGN_OUT)
    entered.pop()
    await expect(enterBy(late)).rejects.toThrow('that ticket was used before')
    await until(() => town.people().length === 0)
  })

  it('signing out ends the place that is kept for a lost line as well', async () => {
    const page = browser()
    await page.signIn(Wallet.createRandom())
    const room = await enterBy(await page.ticket())
    const token = room.reconnectionToken
    entered.pop()
    room.connection.close(4010)
    await until(() => town.people()[0]?.isAway === true)
    await page.post('/identity/sign-out')
    await until(() => town.people().length === 0)
    await expect(sdkFor(town).reconnect(token, PeopleView)).rejects.toThrow('no longer kept')
  })
})

describe('who asks over HTTP', () => {
  const asks = (page: TestBrowser, headers: Record<string, string> = {}) => page.post('/alerts/cap', {}, headers)

  it('has the role of the roll by their session, from a page of ours alone, and no headset that was lent it', async () => {
    const [guest, citizen, page] = [browser(), browser(), browser()]
    await citizen.signIn(Wallet.createRandom())
    await page.signIn(operator)
    expect([(await asks(guest)).status, (await asks(citizen)).status]).toEqual([401, 403])
    // Let in, and then told that JSON is no CAP.
    expect((await asks(page)).status).toBe(415)
    expect((await asks(page, { origin: 'https://evil.example' })).status).toBe(403)
    const silent = { method: 'POST', headers: { cookie: page.cookie } }
    expect((await fetch(`${town.origin}/alerts/cap`, silent)).status).toBe(401)
    expect((await asks(page, { authorization: 'Bearer guess' })).status).toBe(403)
    expect((await asks(guest, { authorization: `Bearer ${town.keys.operator}` })).status).toBe(415)
    const headset = browser()
    const { deviceCode, userCode } = (await headset.post('/identity/pairing')).body
    await page.post('/identity/pairing/answer', { code: userCode, isAllowed: true })
    await headset.post('/identity/pairing/poll', { deviceCode })
    expect((await asks(headset)).status).toBe(403)
  })
})

describe('what is kept of oneself', () => {
  const onDisk = (): string =>
    readdirSync(dir)
      .filter((name) => name.startsWith('people.db'))
      .map((name) => readFileSync(join(dir, name), 'latin1'))
      .join('')

  it('is given out as a whole, without what opens a session', async () => {
    const page = browser()
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
    expect((await browser().get('/identity/export')).status).toBe(401)
  })

  it('is erased from the disk; that ends every session, and says what stays and why', async () => {
    const [page, phone] = [browser(), browser()]
    const wallet = Wallet.createRandom()
    const { person } = (await page.signIn(wallet)).body
    await phone.signIn(wallet)
    await page.post('/identity/name', { name: 'Qyzylorda Zhanibekov' })
    expect(onDisk()).toContain(wallet.address)
    expect((await page.post('/identity/erase', { person: 'person-0' })).body.error).toContain('erasing is for good')
    expect(await page.post('/identity/erase', { person })).toMatchObject({
      status: 200,
      body: {
        erased: { accounts: 1, residency: 0 },
        kept: expect.arrayContaining([expect.stringContaining('journal')]),
      },
    })
    for (const who of [page, phone]) expect((await who.post('/identity/ticket')).status).toBe(401)
    for (const trace of [wallet.address, wallet.address.toLowerCase(), String(person), 'Qyzylorda'])
      expect(onDisk()).not.toContain(trace)
    expect(town.audits.some(({ what }) => what === 'erased')).toBe(true)
    // The wallet begins anew.
    expect((await page.signIn(wallet)).body['person']).not.toBe(person)
  })
})

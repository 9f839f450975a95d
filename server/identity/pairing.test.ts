// A headset borrows a session: the codes with a clock of their own, and the whole way on a whole server.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { sdkFor, testTown, type TestTown, until } from '../rooms/testing.ts'
import { Pairings } from './pairing.ts'
import type { Session } from './sessions.ts'
import { TestBrowser } from './testing.ts'

const lender: Session = {
  id: 's',
  person: 'person-1',
  way: 'wallet',
  account: '0x1',
  device: 'Firefox on Android',
  madeMs: 0,
  seenMs: 0,
  endsMs: 1e12,
}

describe('a pairing', () => {
  const begun = () => {
    const clock = { nowMs: 0 }
    const pairings = new Pairings(() => clock.nowMs)
    return { clock, pairings, ...pairings.begin('Meta Browser on Quest') }
  }

  it('lends a session once, after somebody typed the code, however they write it', () => {
    const { clock, pairings, deviceCode, userCode } = begun()
    expect(userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    expect(pairings.poll(deviceCode)).toBeNull()
    expect(() => pairings.poll(deviceCode)).toThrow('ask every 5 seconds')
    expect(pairings.deviceOf(userCode.toLowerCase().replace('-', ' '))).toBe('Meta Browser on Quest')
    expect(pairings.answer(userCode, lender)).toEqual({ device: 'Meta Browser on Quest' })
    expect(pairings.answer(userCode, lender)).toBeNull()
    clock.nowMs += 5000
    expect(pairings.poll(deviceCode)).toBe(lender)
    clock.nowMs += 5000
    expect(() => pairings.poll(deviceCode)).toThrow('no longer good')
  })

  it('ends after ten minutes, and when the phone says no', () => {
    const late = begun()
    late.clock.nowMs += 600_000
    expect(late.pairings.answer(late.userCode, lender)).toBeNull()
    expect(() => late.pairings.poll(late.deviceCode)).toThrow('no longer good')
    const refused = begun()
    refused.pairings.answer(refused.userCode, null)
    expect(() => refused.pairings.poll(refused.deviceCode)).toThrow('the phone said no')
  })

  it('is one of at most two thousand', () => {
    const { clock, pairings } = begun()
    for (let n = 1; n < 2000; n++) pairings.begin('x')
    expect(() => pairings.begin('x')).toThrow('many devices')
    clock.nowMs += 600_000
    expect(() => pairings.begin('x')).not.toThrow()
  })
})

describe('a headset and a phone', () => {
  let town: TestTown
  beforeAll(async () => {
    town = await testTown()
  })
  afterAll(() => town.close())
  const browser = (): TestBrowser => new TestBrowser(town.origin, `http://localhost:${town.port}`)

  it('the headset comes in as who holds the phone, looks and speaks, and may sign nothing', async () => {
    const [phone, headset] = [browser(), browser()]
    const { person } = (await phone.signInAnew()).body
    const { deviceCode, userCode } = (await headset.post('/identity/pairing')).body
    expect((await phone.post('/identity/pairing/look', { code: userCode })).body).toEqual({ device: 'some program' })
    expect((await phone.post('/identity/pairing/answer', { code: userCode, isAllowed: true })).status).toBe(200)
    expect(await headset.post('/identity/pairing/poll', { deviceCode })).toMatchObject({
      status: 200,
      body: { state: 'paired', person },
    })
    expect((await headset.get('/identity')).body['me']).toMatchObject({
      person,
      way: 'paired',
      role: 'visitor',
      maySign: false,
    })
    for (const [path, body] of [
      ['/identity/name', { name: 'X' }],
      ['/identity/erase', { person }],
      ['/identity/passkey/new', {}],
      ['/identity/residency/challenge', {}],
      ['/identity/residency/remove', {}],
      ['/identity/accounts/challenge', { address: '0x' }],
      ['/identity/accounts/link', { message: '', signature: '' }],
      ['/identity/accounts/remove', { kind: 'passkey', key: 'x' }],
      ['/identity/sessions/end', { id: 'x' }],
      ['/identity/pairing/answer', { code: 'x', isAllowed: true }],
    ] as const)
      expect(await headset.post(path, body)).toMatchObject({
        status: 403,
        body: { error: 'this device was lent a session to look and speak; do that on the device that lent it' },
      })
    const room = await sdkFor(town).join('city', { ticket: await headset.ticket() }, PeopleView)
    room.reconnection.enabled = false
    room.onMessage('*', () => undefined)
    await until(() => room.state.people.get(room.sessionId)?.verified === 'passkey')
    // The phone takes it back.
    const gone = new Promise<number>((done) => room.onLeave((code: number) => done(code)))
    const { sessions } = (await phone.get('/identity/sessions')).body as { sessions: { id: string; way: string }[] }
    await phone.post('/identity/sessions/end', { id: sessions.find(({ way }) => way === 'paired')?.id })
    expect(await gone).toBe(4410)
  })

  it('a session that has ended lends nothing', async () => {
    const [phone, headset] = [browser(), browser()]
    await phone.signInAnew()
    const { deviceCode, userCode } = (await headset.post('/identity/pairing')).body
    await phone.post('/identity/pairing/answer', { code: userCode, isAllowed: true })
    await phone.post('/identity/sign-out')
    expect((await headset.post('/identity/pairing/poll', { deviceCode })).body.error).toContain(
      'the phone has signed out',
    )
  })

  it('guessing ends after five wrong codes, and asking for codes after twenty', async () => {
    const phone = browser()
    await phone.signInAnew()
    const look = () => phone.post('/identity/pairing/look', { code: 'BBBB-BBBB' })
    for (let n = 0; n < 5; n++) expect((await look()).status).toBe(404)
    const { userCode } = (await browser().post('/identity/pairing')).body
    expect((await phone.post('/identity/pairing/look', { code: userCode })).body.error).toBe(
      'that was too many wrong codes; wait ten minutes',
    )
    const asked = await Promise.all(Array.from({ length: 25 }, () => browser().post('/identity/pairing')))
    expect(asked.some(({ status }) => status === 429)).toBe(true)
    expect((await browser().post('/identity/pairing/look', { code: userCode })).status).toBe(401)
  })
})

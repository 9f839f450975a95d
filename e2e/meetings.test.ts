// Meetings as a page has them: the client's session against a real server, without a browser. Parts come as they differ, through
// a lost line and into another copy of the city; what is too long for a frame is posted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { TestBrowser, type TestWallet, walletsOf } from '../server/identity/testing.ts'
import { aMeeting, rulesOf } from '../server/meetings/testing-house.ts'
import { testTown, type TestTown, until } from '../server/rooms/testing.ts'

const M = 'board-7'

describe('a session in a meeting', () => {
  let town: TestTown
  let chair: Session
  let guest: Session
  beforeAll(async () => {
    town = await testTown({}, { TOWNHALL_ROOM_SIZE: '2' })
    const wallets = await walletsOf('Chingiz', 'Sara', 'Aigul')
    const people = Object.entries(wallets).map(([name, { address }]) => ({ id: address, name }))
    const response = await fetch(`${town.origin}/meetings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${town.keys.operator}` },
      body: JSON.stringify(aMeeting(M, people, rulesOf('board'))),
    })
    expect(response.status).toBe(201)
    const browser = new TestBrowser(town.origin)
    await browser.signIn(wallets['Chingiz'] as TestWallet)
    const identity = { ticket: () => browser.ticket(), onSignedIn: () => undefined }
    chair = await joinCity({ url: town.origin, name: 'Chingiz', identity })
    guest = await joinCity({ url: town.origin, name: 'Somebody' })
  })
  afterAll(async () => {
    await Promise.all([chair.leave(), guest.leave()])
    await town.close()
  })

  it('knows the list, watches one, acts, and is told what differs', async () => {
    await until(() => guest.meetings.list().length === 1)
    expect(guest.meetings.list()[0]).toMatchObject({ meeting: M, state: 'draft', seats: 1 })
    let told = 0
    guest.meetings.onMeetings(() => told++)
    chair.meetings.watch(M)
    guest.meetings.watch(M)
    await until(() => guest.meetings.now()?.parts.about !== undefined && guest.meetings.now()?.own !== null)
    expect(chair.meetings.now()?.own?.roles).toContain('chair')
    const before = guest.meetings.now()?.parts
    expect(await chair.meetings.act(M, { type: 'meeting.addItem', item: 'road', title: 'The road' })).toMatchObject({
      ok: true,
    })
    await until(() => guest.meetings.now()?.parts.agenda?.items.length === 1)
    // What is the same is the same object.
    expect(guest.meetings.now()?.parts.about).toBe(before?.about)
    // One machine, one clock: what is left is how long the word was on its way.
    expect(Math.abs(guest.meetings.now()?.aheadMs ?? 1e9)).toBeLessThan(10_000)
    expect(told).toBeGreaterThan(1)
    expect(await guest.meetings.act(M, { type: 'meeting.arrive' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('sign in'),
    })
    expect(await guest.meetings.act('none', { type: 'meeting.arrive' })).toMatchObject({
      reason: 'there is no meeting none',
    })
  })

  it('posts what does not fit into a frame, which a page without a session may not', async () => {
    const lines = Array.from({ length: 90 }, (_, i) => `${i}. ${'а'.repeat(60)}`)
    const motion = { type: 'meeting.draftMotion', motion: 'm1', item: 'road', title: 'Long', lines } as const
    expect(await guest.meetings.act(M, motion)).toMatchObject({ ok: false, reason: 'you are not signed in' })
  })

  it('goes on after a lost line, with what was asked meanwhile done once', async () => {
    guest.drop()
    chair.drop()
    const verdict = chair.meetings.act(M, { type: 'meeting.addItem', item: 'park', title: 'The park' })
    expect(await verdict).toMatchObject({ ok: true })
    await until(() => guest.meetings.now()?.parts.agenda?.items.length === 2, 20_000)
    expect(town.meetings.stateOf(M)?.items).toHaveLength(2)
  })

  it('goes on in another copy of the city', async () => {
    const third = await joinCity({ url: town.origin, name: 'Third' })
    expect(third.room()).not.toBe(chair.room())
    await guest.crossTo(third.room(), third.me.avatarId)
    expect(guest.room()).toBe(third.room())
    expect(await chair.meetings.act(M, { type: 'meeting.withdrawItem', item: 'park', reason: 'later' })).toMatchObject({
      ok: true,
    })
    await until(() => guest.meetings.now()?.parts.agenda?.items[1]?.state === 'withdrawn')
    await third.leave()
  })
})

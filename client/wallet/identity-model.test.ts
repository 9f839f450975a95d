// What the page asks about identity and when, with answers as the server gives them.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { IdentityModel } from './identity-model.ts'
import { rememberSignedIn, ticketForRoom } from './ticket.ts'

const ME = {
  person: 'person-1',
  name: 'Dana',
  way: 'paired',
  account: 'k',
  roles: [],
  byRoll: [],
  isNamed: false,
  residency: null,
  maySign: false,
}
let asked: string[] = []
let answers: Record<string, () => unknown> = {}

beforeEach(() => {
  asked = []
  answers = { '': () => ({ me: null }), '/sessions': () => ({ sessions: [] }), '/ticket': () => ({ ticket: 't' }) }
  const drawer = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => drawer.get(key) ?? null,
    setItem: (key: string, value: string) => drawer.set(key, value),
    removeItem: (key: string) => drawer.delete(key),
  })
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.replace('/identity', '')
    asked.push(path)
    const answer = answers[path]?.()
    if (answer === undefined) return Promise.resolve(new Response('{"error":"no"}', { status: 401 }))
    return Promise.resolve(new Response(JSON.stringify(answer)))
  })
})
afterEach(() => void vi.unstubAllGlobals())

it('asks for a ticket only while somebody is signed in, so that nothing is refused aloud', async () => {
  expect([await ticketForRoom(), asked]).toEqual(['', []])
  rememberSignedIn(true)
  answers[''] = () => ({ me: ME })
  expect(await ticketForRoom()).toBe('t')
  // The session was ended elsewhere.
  answers[''] = () => ({ me: null })
  asked = []
  expect([await ticketForRoom(), await ticketForRoom(), asked]).toEqual(['', '', ['']])
})

it('stays signed in where nobody can say, as while a server starts, and is a guest where the server says so', async () => {
  rememberSignedIn(true)
  const server = globalThis.fetch
  for (const fails of [
    () => Promise.reject(new TypeError('fetch failed')),
    () => Promise.resolve(new Response('', { status: 503 })),
  ]) {
    vi.stubGlobal('fetch', fails)
    await expect(ticketForRoom()).rejects.toThrow()
  }
  vi.stubGlobal('fetch', server)
  answers[''] = () => ({ me: ME })
  expect(await ticketForRoom()).toBe('t')
  delete answers['/ticket']
  expect(await ticketForRoom()).toBe('')
  answers['/ticket'] = () => ({ ticket: 't' })
  expect(await ticketForRoom()).toBe('')
})

it('is a guest from the moment of signing out on: the room comes back before the answer does', async () => {
  rememberSignedIn(true)
  const tickets: Promise<string>[] = []
  answers['/sign-out'] = () => {
    tickets.push(ticketForRoom())
    return {}
  }
  const identity = new IdentityModel()
  await identity.signOut()
  expect([...(await Promise.all(tickets)), identity.me.value, identity.trouble.value]).toEqual(['', null, ''])
  expect(asked).not.toContain('/ticket')
})

it('shows letters until a phone has answered, comes in anew, and says why where it said no', async () => {
  const identity = new IdentityModel()
  const came = vi.fn()
  identity.onSignedIn = came
  let polls = 0
  answers['/pairing'] = () => ({ deviceCode: 'd', userCode: 'BCDF-GHJK', expiresInS: 600, pollEveryS: 0 })
  answers['/pairing/poll'] = () => ({ state: ++polls < 2 ? 'pending' : 'paired' })
  answers[''] = () => ({ me: ME })
  const paired = identity.pairing.begin()
  await expect.poll(() => identity.pairing.code.value).toBe('BCDF-GHJK')
  await paired
  expect([identity.pairing.code.value, identity.me.value?.person, came.mock.calls.length]).toEqual(['', 'person-1', 1])
  answers['/pairing/poll'] = () => undefined
  await identity.pairing.begin()
  expect([identity.pairing.code.value, identity.pairing.trouble.value]).toEqual(['', 'no'])
})

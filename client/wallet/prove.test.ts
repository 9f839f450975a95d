// What a page is told when its ballot by proof cannot be made: the sentence of the server, or why not; and what it fetches
// before there is anything to prove.
import { afterEach, expect, it, vi } from 'vitest'
import { castProven, commitmentOf, fetchAhead } from './prove.ts'

const secret = `${'0'.repeat(63)}7`
const asked = {
  meeting: 'm',
  poll: 'v1',
  questionHash: 'ab'.repeat(32),
  seat: '1',
  secret,
  choice: 'yes',
  revision: 1,
} as const
const group = (commitment: string, questionHash: string) => ({
  questionHash,
  root: '00',
  group: [{ seat: '1', commitment }],
})

const serverSays = (answer: object, status = 200): void => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(answer, { status })))
}
afterEach(() => void vi.unstubAllGlobals())

it('tells the server’s own sentence where it gives no group', async () => {
  serverSays({ error: 'vote v1 is not open yet; its group is not frozen' }, 409)
  await expect(castProven(asked)).rejects.toThrow(/^vote v1 is not open yet; its group is not frozen$/)
})

it('tells a page that shows another question so, and not that its key is another', async () => {
  serverSays(group(commitmentOf(secret), 'cd'.repeat(32)))
  await expect(castProven(asked)).rejects.toThrow('The question of this vote is another than this page shows.')
})

it('gives nothing where the secret is of nobody in the group', async () => {
  serverSays(group('0'.repeat(64), asked.questionHash))
  expect(await castProven(asked)).toBeNull()
})

it('fetches what proving for a group takes once, and again only what did not come', async () => {
  const fetched: string[] = []
  let isAway = true
  vi.stubGlobal('fetch', (path: string) => {
    fetched.push(path)
    return Promise.resolve(new Response(null, { status: isAway && path.endsWith('.zkey') ? 503 : 200 }))
  })
  await expect(fetchAhead(5)).rejects.toThrow('/prover/semaphore-10.zkey: 503')
  isAway = false
  fetched.length = 0
  await fetchAhead(5)
  const files = ['worker.js', 'snarkjs.min.js', 'semaphore-10.wasm', 'semaphore-10.zkey']
  expect(fetched).toEqual(files.map((name) => `/prover/${name}`))
  await fetchAhead(900)
  expect(fetched).toHaveLength(4)
  await fetchAhead(2000)
  expect(fetched.slice(6)).toEqual(['/prover/semaphore-16.wasm', '/prover/semaphore-16.zkey'])
})

// What a page is told when its ballot by proof cannot be made: the sentence of the server, or why not.
import { afterEach, expect, it, vi } from 'vitest'
import { castProven, commitmentOf } from './prove.ts'

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

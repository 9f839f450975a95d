// Pictures of evidence are drawn one after another, the same once, and few wait.
import { expect, it } from 'vitest'
import { drawingQueue, QueueFull } from './drawing-queue.ts'

type Drawn = { readonly what: string; end(): void; fail(): void }

it('draws one after another, the same once for all who ask, and refuses with a time when too many wait', async () => {
  const queue = drawingQueue<string>()
  const begun: Drawn[] = []
  const ask = (what: string): Promise<string> =>
    queue.draw(what, () => {
      return new Promise((done, fail) => {
        begun.push({ what, end: () => done(`${what} drawn`), fail: () => fail(new Error(`${what} failed`)) })
      })
    })
  const turn = (n: number) => expect.poll(() => begun.length).toBe(n)

  const first = [ask('0'), ask('0'), ask('0')]
  const rest = Array.from({ length: 8 }, (_, i) => ask(`${i + 1}`))
  const same = ask('8')
  await expect(ask('9')).rejects.toThrow(QueueFull)
  await expect(ask('9')).rejects.toThrow('too many pictures of evidence are being drawn; ask again in 27 s')
  expect(begun.map(({ what }) => what)).toEqual(['0'])
  begun[0]?.end()
  expect(await Promise.all(first)).toEqual(['0 drawn', '0 drawn', '0 drawn'])

  // One that fails stops nobody.
  await turn(2)
  begun[1]?.fail()
  await expect(rest[0]).rejects.toThrow('1 failed')
  for (let n = 3; n <= 9; n++) {
    await turn(n)
    begun[n - 1]?.end()
  }
  expect(await Promise.all([...rest.slice(1), same])).toHaveLength(8)
  const again = ask('0')
  await turn(10)
  begun[9]?.end()
  expect(await again).toBe('0 drawn')
})

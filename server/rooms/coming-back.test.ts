// Ways back that break: an answer that is lost, an attempt that is let go while the server still thinks, two at once.
// The place of whoever keeps trying with the token they know stays theirs, with the body they had.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deafOwner, deafSocket, sleep } from './testing-sockets.ts'
import { enter, leaveAll, type TestTown, testTown, until } from './testing.ts'

const JOINED = 10

let town: TestTown
beforeAll(async () => {
  town = await testTown()
})
afterAll(async () => {
  for (const { socket } of attempts) socket.close()
  await leaveAll()
  await town.close()
})

type Attempt = { readonly socket: WebSocket; readonly outcome: Promise<{ isIn: boolean; token: string }> }
const attempts: Attempt[] = []

const wayBack = (sessionId: string, token: string): string =>
  `sessionId=${sessionId}&reconnectionToken=${token}&skipHandshake=1`

/** Knocks with a token and does not say that it read the answer, which has the next token in it. */
function knock(sessionId: string, token: string): Attempt {
  const url = `${town.origin.replace('http', 'ws')}/any/city-toy?${wayBack(sessionId, token)}`
  const socket = new WebSocket(url, { headers: { origin: town.origin } } as never)
  socket.binaryType = 'arraybuffer'
  const outcome = new Promise<{ isIn: boolean; token: string }>((heard) => {
    socket.addEventListener('close', () => heard({ isIn: false, token: '' }))
    socket.addEventListener('error', () => heard({ isIn: false, token: '' }))
    socket.addEventListener('message', ({ data }) => {
      const bytes = Buffer.from(data as ArrayBuffer)
      const isIn = bytes[0] === JOINED
      heard({ isIn, token: isIn ? bytes.toString('latin1', 2, 2 + (bytes[1] as number)) : '' })
    })
  })
  const attempt = { socket, outcome }
  attempts.push(attempt)
  return attempt
}
/** Says that the answer was read. */
const acknowledge = ({ socket }: Attempt): void => socket.send(Uint8Array.of(JOINED))

const personOf = (sessionId: string): { avatarId: number; isAway: boolean } | undefined =>
  town.people().find((person) => person.sessionId === sessionId)

/** Somebody whose line has been lost, as the server knows. */
async function away(): Promise<{ readonly sessionId: string; readonly token: string; readonly avatarId: number }> {
  const ann = await enter(town, 'Ann')
  const { sessionId } = ann
  const token = ann.reconnectionToken.split(':')[1] ?? ''
  ann.connection.close(4010)
  await until(() => personOf(sessionId)?.isAway === true)
  return { sessionId, token, avatarId: personOf(sessionId)?.avatarId ?? 0 }
}

describe.concurrent('a way back that breaks', () => {
  test('before its answer was read leaves the place to the token one knows', async () => {
    const { sessionId, token, avatarId } = await away()
    for (let i = 0; i < 3; i++) {
      const lost = knock(sessionId, token)
      expect(await lost.outcome).toMatchObject({ isIn: true })
      lost.socket.close()
      await until(() => personOf(sessionId)?.isAway !== false)
    }
    const last = knock(sessionId, token)
    expect(await last.outcome).toMatchObject({ isIn: true })
    acknowledge(last)
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: false })
  })

  test('after its answer was read, before the server knew it, leaves the place to the token of the answer', async () => {
    const { sessionId, token, avatarId } = await away()
    const lost = knock(sessionId, token)
    const { token: next } = await lost.outcome
    expect(next).not.toBe(token)
    lost.socket.close()
    await until(() => personOf(sessionId)?.isAway !== false)
    const again = knock(sessionId, next)
    expect(await again.outcome).toMatchObject({ isIn: true })
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: false })
    // One token opens the place once: with the second taken, the first is worth nothing.
    acknowledge(again)
    expect(await knock(sessionId, token).outcome).toMatchObject({ isIn: false })
  })

  test('while the old line is asked takes nothing from the attempt after it', async () => {
    const { sessionId, token } = await deafOwner(town)
    const avatarId = personOf(sessionId)?.avatarId
    const letGo = knock(sessionId, token)
    await sleep(300)
    letGo.socket.close()
    const again = knock(sessionId, token)
    expect(await again.outcome).toMatchObject({ isIn: true })
    acknowledge(again)
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: false })
  })

  test('while the old line is asked, with none after it, leaves the place as it is', async () => {
    const { sessionId, token } = await deafOwner(town)
    const avatarId = personOf(sessionId)?.avatarId
    const letGo = knock(sessionId, token)
    await sleep(300)
    letGo.socket.close()
    await until(() => personOf(sessionId)?.isAway !== false)
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: true })
    expect(await knock(sessionId, token).outcome).toMatchObject({ isIn: true })
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: false })
  })

  test('without a word, once the server had answered, is replaced by the attempt after it', async () => {
    const { sessionId, token, close } = await deafOwner(town)
    const avatarId = personOf(sessionId)?.avatarId
    close()
    await until(() => personOf(sessionId)?.isAway !== false)
    const deaf = await deafSocket(town, `/any/city-toy?${wayBack(sessionId, token)}`)
    await until(() => personOf(sessionId)?.isAway === false)
    expect(deaf.token).not.toBe(token)
    const again = knock(sessionId, token)
    expect(await again.outcome).toMatchObject({ isIn: true })
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: false })
  })
})

describe.concurrent('two ways back at once', () => {
  test('of which the later comes in', async () => {
    const { sessionId, token } = await deafOwner(town)
    const avatarId = personOf(sessionId)?.avatarId
    const first = knock(sessionId, token)
    await sleep(300)
    const second = knock(sessionId, token)
    expect(await first.outcome).toMatchObject({ isIn: false })
    expect(await second.outcome).toMatchObject({ isIn: true })
    expect(personOf(sessionId)).toMatchObject({ avatarId, isAway: false })
  })
})

describe.concurrent('the client library', () => {
  test('keeps its body however many of its attempts are let go just as they open', async () => {
    const ann = await enter(town, 'Ann')
    const { sessionId } = ann
    const avatarId = personOf(sessionId)?.avatarId
    Object.assign(ann.reconnection, { enabled: true, minUptime: 0, delay: 20, minDelay: 20, maxDelay: 20 })
    let drops = 8
    const { events } = ann.connection
    const opened = events.onopen
    Object.assign(events, {
      onopen: (event: unknown) => {
        opened?.(event)
        if (drops-- > 0) ann.connection.close(4010)
      },
    })
    const ended: number[] = []
    ann.onLeave((code) => ended.push(code))
    ann.connection.close(4010)
    await until(() => drops < 0 && personOf(sessionId)?.isAway === false)
    expect(ended).toEqual([])
    expect(personOf(sessionId)).toMatchObject({ avatarId })
  })
})

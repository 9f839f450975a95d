// Rows 9 and 10 of the faults and attacks the suite must try: somebody else's seat, and claims nobody may make.
import { afterEach, describe, expect, test } from 'vitest'
import { Placed, PLACED, Verdict } from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { encodePose, FRAME, MAX_POSE_BYTES, POSE, readFrame, standingPose } from '../../shared/protocol/presence.ts'
import { enter, sdkFor, type TestClient, testTown, type TestTown, until } from './testing.ts'
import { closeOf, deafOwner, ROOM_DATA_BYTES, sleep } from './testing-sockets.ts'
import { SPEED_LIMITS } from './whereabouts.ts'

let town: TestTown
afterEach(() => town?.close())

const avatarOf = (client: TestClient): number => client.state.people.get(client.sessionId)?.avatarId ?? 0

/** The code a second socket is closed with, or 'in' when it is heard as that person. */
async function breakIn({ roomId }: TestClient, query: string): Promise<number | 'in'> {
  const socket = new WebSocket(`${town.origin.replace('http', 'ws')}/any/${roomId}?${query}`, {
    headers: { origin: town.origin },
  } as never)
  socket.binaryType = 'arraybuffer'
  const handshake = new Promise<'in'>((heard) =>
    socket.addEventListener('message', ({ data }) => {
      if (new Uint8Array(data as ArrayBuffer)[0] === 10) heard('in')
    }),
  )
  return Promise.race([closeOf(socket), handshake])
}
const tokenOf = (client: TestClient): string => client.reconnectionToken.split(':')[1] ?? ''

describe('somebody else’s seat', () => {
  test('ATTACKS 9: a session id, which everybody can read, opens no second socket: neither beside its owner nor while the owner is away', async () => {
    town = await testTown()
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const stolen = [...bo.state.people.keys()].find((id) => id === ann.sessionId)
    expect(stolen).toBeDefined()
    expect(await breakIn(ann, `sessionId=${stolen}`)).not.toBe('in')
    expect(await breakIn(ann, `sessionId=${stolen}&reconnectionToken=guessed`)).not.toBe('in')
    ann.connection.close(4010)
    await until(() => bo.state.people.get(ann.sessionId)?.isAway === true)
    expect(await breakIn(ann, `sessionId=${stolen}`)).not.toBe('in')
    expect(await breakIn(ann, `sessionId=${stolen}&reconnectionToken=guessed`)).not.toBe('in')
    expect(await breakIn(ann, `sessionId=${stolen}&reconnectionToken=${tokenOf(bo)}`)).not.toBe('in')
  })

  test('ATTACKS 9: a stolen reconnection token throws nobody out of their seat, by HTTP or at the socket', async () => {
    town = await testTown()
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    await expect(sdkFor(town).reconnect(ann.reconnectionToken, PeopleView)).rejects.toThrow('no longer kept')
    expect(await breakIn(ann, `sessionId=${ann.sessionId}&reconnectionToken=${tokenOf(ann)}`)).toBe(4003)
    expect(ann.connection.isOpen).toBe(true)
    expect(Verdict.parse(await ann.request('intent', { id: 'a', type: 'rename', name: 'Still' } as never)).ok).toBe(
      true,
    )
    await until(() => bo.state.people.get(ann.sessionId)?.name === 'Still')
    expect(town.audits).toContainEqual(expect.objectContaining({ what: 'stolen token', who: ann.sessionId }))
  })

  test('an owner whose line broke without a word is back in two seconds, and the old token is worth nothing', async () => {
    town = await testTown()
    const bo = await enter(town, 'Bo')
    const { sessionId, token } = await deafOwner(town)
    await until(() => bo.state.people.has(sessionId))
    const startMs = performance.now()
    const query = `sessionId=${sessionId}&reconnectionToken=${token}`
    expect(await breakIn(bo, `${query}&skipHandshake=1`)).toBe('in')
    expect(performance.now() - startMs).toBeLessThan(6000)
    expect(await breakIn(bo, query)).not.toBe('in')
    expect(bo.state.people.size).toBe(2)
  })
})

describe('claims nobody may make', () => {
  test('ATTACKS 10: another’s pose, a role, a vote and a state are ignored or refused; the server’s state stands', async () => {
    town = await testTown()
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const before = { bo: town.where(avatarOf(bo)), state: JSON.stringify(bo.state.toJSON()) }
    const forged = [
      { id: 'f1', type: 'goTo', eastM: 9, northM: 9, upM: 0, avatarId: avatarOf(bo) },
      { id: 'f2', type: 'rename', name: 'Mayor', role: 'chair' },
      { id: 'f3', type: 'rename', name: 'Mayor', sessionId: bo.sessionId },
      { id: 'f4', type: 'vote', poll: 'p1', choice: 'yes' },
      { id: 'f5', type: 'setState', people: {} },
      { id: 'f6', type: 'raiseHand', isUp: true, avatarId: avatarOf(bo) },
    ]
    for (const intent of forged) {
      const verdict = Verdict.parse(await ann.request('intent', intent as never))
      expect(verdict, intent.id).toMatchObject({ ok: false, id: intent.id })
    }
    // A pose names nobody: whatever a client puts in front of it makes it no pose, and the place of the other stands.
    const pose = new Uint8Array(2 + MAX_POSE_BYTES)
    const end = encodePose({ ...standingPose(), eastM: 5, northM: 5 }, pose, 2)
    pose[0] = avatarOf(bo) & 255
    ann.sendBytes(POSE, pose.subarray(0, end))
    await ann.request('intent', { id: 'fence', type: 'emote', emote: 'nod' } as never)
    expect(town.where(avatarOf(bo))).toEqual(before.bo)
    expect(JSON.stringify(bo.state.toJSON())).toBe(before.state)
    // What only a server sends: the full state, a patch, a frame of poses.
    for (const code of [14, 15]) {
      const liar = await enter(town, 'Liar')
      const closed = new Promise<number>((heard) => liar.onLeave((c) => heard(c)))
      liar.connection.send(Uint8Array.of(code, 1, 2, 3))
      expect(await closed).toBe(4409)
    }
    ann.connection.send(Uint8Array.of(ROOM_DATA_BYTES, FRAME, 1, 0, 0, 0, 0))
    await until(() => bo.state.people.size === 2)
    expect(JSON.stringify(bo.state.toJSON())).toBe(before.state)
    expect(bo.connection.isOpen).toBe(true)
  })

  test('ATTACKS 10: faster than anybody may is cut short, told to the mover, and nobody ever sees the leap', async () => {
    town = await testTown()
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const [id, start] = [avatarOf(ann), town.where(avatarOf(ann))]
    if (!start) throw new Error('Ann stands nowhere')
    const seenM: number[] = []
    bo.onMessage(FRAME, (frame: Uint8Array) =>
      readFrame(frame, standingPose(), (who, pose) => {
        if (who === id) seenM.push(Math.hypot(pose.eastM - start.eastM, pose.northM - start.northM))
      }),
    )
    const placed = new Promise<unknown>((heard) => ann.onMessage(PLACED, heard))
    const bytes = new Uint8Array(MAX_POSE_BYTES)
    const end = encodePose({ ...standingPose(), eastM: 900, northM: 900, mode: 'walk' }, bytes)
    const startMs = performance.now()
    for (let i = 0; i < 10; i++) {
      ann.sendBytes(POSE, bytes.subarray(0, end))
      await sleep(20)
    }
    expect(Placed.parse(await placed).reason).toMatch(/nobody moves that fast/)
    await until(() => seenM.length > 2)
    const fairM = SPEED_LIMITS.walk.alongM * ((performance.now() - startMs) / 1000 + 0.5) + 3
    expect(Math.max(...seenM)).toBeLessThan(fairM)
    expect(town.audits).toContainEqual(expect.objectContaining({ what: 'too fast' }))
  })
})

// Copies of a city with small sizes: the next opens when one is full, people follow each other across, the empty close.
import { afterEach, describe, expect, test } from 'vitest'
import { FOUND, Found } from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { leaveAll, sdkFor, type TestClient, type TestTown, testTown, until } from './testing.ts'

let town: TestTown
afterEach(async () => {
  await leaveAll()
  await town.close()
})

async function join(options: object = {}, room?: string): Promise<TestClient> {
  const sdk = sdkFor(town)
  const client: TestClient = await (room === undefined
    ? sdk.join('city', options, PeopleView)
    : sdk.joinById(room, options, PeopleView))
  client.reconnection.enabled = false
  client.onMessage('*', () => undefined)
  await until(() => client.state.people.has(client.sessionId))
  return client
}
const several = async (n: number): Promise<TestClient[]> => {
  const all: TestClient[] = []
  for (let i = 0; i < n; i++) all.push(await join({ name: `P${i}` }))
  return all
}
const avatarOf = (client: TestClient): number => client.state.people.get(client.sessionId)?.avatarId ?? 0
const copiesSeen = (client: TestClient): Record<string, number> => Object.fromEntries(client.state.copies.entries())

describe('copies of a city', () => {
  test('open when one is full, and every copy knows how many are in each', async () => {
    town = await testTown({}, { TOWNHALL_ROOM_SIZE: '3' })
    const all = await several(4)
    expect(all.map((client) => client.roomId)).toEqual(['city-toy', 'city-toy', 'city-toy', 'city-toy-2'])
    for (const client of all)
      await until(() => copiesSeen(client)['city-toy'] === 3 && copiesSeen(client)['city-toy-2'] === 1)
    expect(new Set(all.map(avatarOf)).size).toBe(4)
    await all[0]?.leave()
    await until(() => copiesSeen(all[3] as TestClient)['city-toy'] === 2)
    // The fullest that is not full, not the newest.
    expect((await join()).roomId).toBe('city-toy')
  })

  test('are one while many come at once, as far as one suffices', async () => {
    town = await testTown({}, { TOWNHALL_ROOM_SIZE: '5' })
    const all = await Promise.all(Array.from({ length: 12 }, () => join()))
    const counts = new Map<string, number>()
    for (const { roomId } of all) counts.set(roomId, (counts.get(roomId) ?? 0) + 1)
    expect([...counts.values()].sort((a, b) => a - b)).toEqual([2, 5, 5])
  })

  test('take somebody who follows another in although they are full, by a tenth at most', async () => {
    town = await testTown({}, { TOWNHALL_ROOM_SIZE: '3' })
    const all = await several(4)
    const friend = avatarOf(all[1] as TestClient)
    await expect(join({}, 'city-toy')).rejects.toThrow('that copy of the city is full')
    const follower = await join({ name: 'Follower', beside: friend }, 'city-toy')
    expect(follower.roomId).toBe('city-toy')
    const [here, there] = [town.where(avatarOf(follower)), town.where(friend)]
    const apartM = Math.hypot((here?.eastM ?? 0) - (there?.eastM ?? 0), (here?.northM ?? 0) - (there?.northM ?? 0))
    expect(apartM).toBeCloseTo(1.5, 1)
    await expect(join({ beside: friend }, 'city-toy')).rejects.toThrow('that copy of the city is full')
    // Through the common door one gets a place all the same.
    expect((await join({ beside: friend })).roomId).toBe('city-toy-2')
  })

  test('are left one for another, and the empty one closes', async () => {
    town = await testTown({}, { TOWNHALL_ROOM_SIZE: '2' })
    const [ann, , cid] = (await several(3)) as [TestClient, TestClient, TestClient]
    await ann.leave()
    await cid.leave()
    const crossed = await join({ name: 'Cid' }, 'city-toy')
    await until(() => copiesSeen(crossed)['city-toy'] === 2)
    await until(() => copiesSeen(crossed)['city-toy-2'] === undefined)
    await expect(join({}, 'city-toy-2')).rejects.toThrow('there is no such room')
    expect((await join()).roomId).toBe('city-toy-2')
  })

  test('are searched together', async () => {
    town = await testTown({}, { TOWNHALL_ROOM_SIZE: '2' })
    await join({ name: 'Бота' })
    await join({ name: 'Bo' })
    const ann = await join({ name: 'Ann' })
    const answer = new Promise<unknown>((heard) => ann.onMessage(FOUND, heard))
    expect(await ann.request('intent', { id: 'f1', type: 'findPeople', name: 'bo' } as never)).toMatchObject({
      ok: true,
    })
    const found = Found.parse(await answer)
    expect(found.id).toBe('f1')
    expect(found.people.map(({ name, room, isHere }) => [name, room, isHere])).toEqual([
      ['Бота', 'city-toy', false],
      ['Bo', 'city-toy', false],
    ])
  })

  test('are refused with a sentence when there is no such one', async () => {
    town = await testTown()
    for (const room of ['city-toy-2', 'city-other', 'constructor'])
      await expect(join({}, room)).rejects.toThrow(/there is no such room|not served/)
  })
})

// A real city on a free port with several real clients: joining, being seen, asking, leaving, coming back.
import { Encoder } from '@colyseus/schema'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION, Verdict, VERDICT, Welcome, WELCOME } from '../../shared/protocol/intent.ts'
import { PeopleView, PersonView } from '../../shared/protocol/people.view.ts'
import {
  encodePose,
  FRAME,
  MAX_POSE_BYTES,
  POSE,
  type Pose,
  readFrame,
  standingPose,
} from '../../shared/protocol/presence.ts'
import { MOST_PEOPLE } from './city-room.ts'
import { ask, enter, leaveAll, sdkFor, type TestClient, type TestTown, testTown, until } from './testing.ts'

const bytesOf = (pose: Partial<Pose>): Uint8Array => {
  const bytes = new Uint8Array(MAX_POSE_BYTES)
  return bytes.slice(0, encodePose({ ...standingPose(), ...pose }, bytes))
}

describe('a city room', () => {
  let town: TestTown
  beforeAll(async () => {
    town = await testTown()
  })
  afterAll(() => town.close())
  afterEach(async () => {
    await leaveAll()
    await until(() => town.people().length === 0)
  })

  test('tells everybody the names, and shows no pose in the state', async () => {
    const [ann, bo] = [await enter(town, '  Ann\u202e '), await enter(town, '')]
    await until(() => ann.state.people.size === 2)
    const names = [...ann.state.people.values()].map((p) => p.name)
    expect(names[0]).toBe('Ann')
    expect(names[1]).toMatch(/^Guest \d+$/)
    expect(JSON.stringify(ann.state.toJSON())).not.toMatch(/east|heading/)
    await Promise.all([ann.leave(), bo.leave()])
    await until(() => town.people().length === 0)
  })

  test('welcomes a newcomer with who they are and where they stand', async () => {
    const room: TestClient = await sdkFor(town).join('city', { name: 'Welcome' }, PeopleView)
    const welcome = Welcome.parse(await new Promise((heard) => room.onMessage(WELCOME, heard)))
    expect(welcome).toMatchObject({ city: 'toy', name: 'Welcome', protocol: PROTOCOL_VERSION, role: 'visitor' })
    expect(Math.hypot(welcome.place.eastM, welcome.place.northM)).toBeLessThan(13)
    expect(town.where(welcome.avatarId)).toMatchObject({ eastM: welcome.place.eastM })
    await room.leave()
  })

  test('carries a walker’s pose to the other client within two ticks, and the server owns where they are', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const id = ann.state.people.get(ann.sessionId)?.avatarId ?? 0
    const start = town.where(id)
    if (!start) throw new Error('Ann stands nowhere')
    const heard: Pose[] = []
    bo.onMessage(FRAME, (frame: Uint8Array) =>
      readFrame(frame, standingPose(), (who, pose) => {
        if (who === id) heard.push({ ...pose })
      }),
    )
    for (let i = 1; i <= 10; i++) {
      ann.sendBytes(POSE, bytesOf({ eastM: start.eastM + i * 0.1, northM: start.northM, headingRad: Math.PI / 2 }))
      await new Promise((next) => setTimeout(next, 50))
      // Those that come at once are told as one: where the machine was held up, the next one waits.
      await until(() => heard.length >= i / 2)
    }
    await until(() => Math.abs((heard.at(-1)?.eastM ?? 0) - start.eastM - 1) < 0.01)
    expect(heard.length).toBeGreaterThanOrEqual(5)
    expect(town.where(id)?.eastM).toBeCloseTo(start.eastM + 1, 1)
    expect(town.where(id)?.headingRad).toBeCloseTo(Math.PI / 2, 3)
    await Promise.all([ann.leave(), bo.leave()])
  })

  test('answers an intent with a verdict, the same one twice, and a bad one with a sentence', async () => {
    const ann = await enter(town, 'Ann')
    const id = ann.state.people.get(ann.sessionId)?.avatarId ?? 0
    const go = { id: 'a1', type: 'goTo', eastM: 500, northM: -400, upM: 12, headingRad: 1 }
    expect(await ask(ann, go)).toEqual({ ok: true, id: 'a1' })
    expect(town.where(id)).toMatchObject({ eastM: 500, northM: -400, upM: 12 })
    expect(await ask(ann, { ...go, eastM: 0 })).toEqual({ ok: true, id: 'a1' })
    expect(town.where(id)).toMatchObject({ eastM: 500 })
    expect(await ask(ann, { ...go, id: 'a2', eastM: 9000 })).toEqual({
      ok: false,
      id: 'a2',
      reason: 'that place is outside the city',
    })
    const bad = await ask(ann, { id: 'a3', type: 'goTo', eastM: 'far', northM: 0, upM: 0 })
    expect(bad).toMatchObject({ ok: false, id: 'a3' })
    expect(bad.ok ? '' : bad.reason).toMatch(/eastM/)
    expect(await ask(ann, { id: 'a4', type: 'rename', name: 'Änn' })).toEqual({ ok: true, id: 'a4' })
    await until(() => ann.state.people.get(ann.sessionId)?.name === 'Änn')
    await ann.leave()
  })

  test('answers a message of unknown type instead of dropping the sender', async () => {
    const ann = await enter(town, 'Ann')
    const answer = new Promise<unknown>((heard) => ann.onMessage(VERDICT, heard))
    ann.send('becomeMayor' as never, { now: true } as never)
    expect(Verdict.parse(await answer)).toEqual({
      ok: false,
      id: '',
      reason: 'this city does not understand "becomeMayor"',
    })
    await expect(ann.request('becomeMayor' as never)).rejects.toThrow('becomeMayor')
    await ann.leave()
  })

  test('refuses more than a handful of intents a second with a reason, and forgets nobody for it', async () => {
    const ann = await enter(town, 'Ann')
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(ann, { id: `r${i}`, type: 'setLook', look: i })),
    )
    expect(all.filter((v) => v.ok).length).toBeGreaterThanOrEqual(10)
    expect(all.find((v) => !v.ok)).toMatchObject({ reason: 'too many requests; wait a second' })
    await ann.leave()
  })

  test('lets nobody make a room or find another', async () => {
    const sdk = sdkFor(town)
    for (const method of ['create', 'joinOrCreate'] as const)
      await expect(sdk[method]('city', {})).rejects.toThrow('rooms are made by the server')
    await expect(sdk.join('lobby', {})).rejects.toThrow('there is no such room')
    await expect(sdk.joinById('city-other', {})).rejects.toThrow('there is no such room')
    await expect(sdk.join('city', { protocol: 99 })).rejects.toThrow('reload it')
    await expect(sdk.join('city', { name: 'Ann', role: 'chair' })).rejects.toThrow('joining')
    const byId = await sdk.joinById('city-toy', { name: 'By link' }, PeopleView)
    byId.onMessage('*', () => undefined)
    await byId.leave()
  })

  test('keeps the place of somebody whose connection is lost, and gives it back', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    ann.reconnection.enabled = true
    ann.reconnection.minUptime = 0
    const id = ann.state.people.get(ann.sessionId)?.avatarId ?? 0
    const welcomed = new Promise<unknown>((heard) => ann.onMessage(WELCOME, heard))
    ann.sendBytes(POSE, bytesOf({ eastM: 2, northM: 1 }))
    await until(() => (town.where(id)?.northM ?? 0) > 0.9)
    const isAway = (): boolean => bo.state.people.get(ann.sessionId)?.isAway ?? false
    ann.connection.close(4010)
    await until(isAway)
    expect(town.where(id)).not.toBeNull()
    expect(Welcome.parse(await welcomed).avatarId).toBe(id)
    await until(() => !isAway())
    await Promise.all([ann.leave(), bo.leave()])
    await until(() => town.people().length === 0)
  })
})

describe('a full city', () => {
  test('fits its names into one state message', () => {
    const view = new PeopleView()
    for (let i = 0; i < 1.1 * MOST_PEOPLE; i++) {
      const person = new PersonView()
      person.name = '😀'.repeat(40)
      person.avatarId = i
      view.people.set(`session-${i}`, person)
    }
    expect(new Encoder(view).encodeAll().length).toBeLessThan(Encoder.BUFFER_SIZE)
  })
})

describe('a newcomer', () => {
  test('is a patch of at most a hundred bytes to each of a thousand, and one who moves up a number of six', () => {
    const view = new PeopleView()
    const add = (i: number): void => {
      const person = new PersonView()
      Object.assign(person, { name: `Somebody ${i}`, avatarId: i, look: i })
      view.people.set(`session${i}`, person)
      view.copies.set('city-toy', i)
    }
    const encoder = new Encoder(view)
    for (let i = 0; i < 1000; i++) add(i)
    encoder.encodeAll()
    encoder.encode()
    encoder.discardChanges()
    add(1000)
    expect(encoder.encode().length).toBeLessThan(100)
    encoder.discardChanges()
    view.copies.set('city-toy', 1002)
    expect(encoder.encode().length).toBeLessThan(8)
  })
})

describe('closing', () => {
  test('tells everybody with 1001 and ends within five seconds', async () => {
    const town = await testTown()
    const ann = await enter(town, 'Ann')
    const code = new Promise<number>((heard) => {
      ann.onDrop((c) => heard(c))
      ann.onLeave((c) => heard(c))
    })
    const startMs = performance.now()
    await Promise.all([town.close(), town.close()])
    expect(await code).toBe(1001)
    expect(performance.now() - startMs).toBeLessThan(5000)
    await expect(fetch(`${town.origin}/healthz`)).rejects.toThrow()
  })
})

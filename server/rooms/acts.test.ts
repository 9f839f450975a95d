// What people do to each other in one copy, through real sockets: chat, emotes, hands, going to somebody, leading.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  Called,
  CALLED,
  Emoted,
  EMOTED,
  MAX_SAID,
  Placed,
  PLACED,
  RECENT_LINES,
  Said,
  SAID,
  type Verdict,
  Welcome,
  WELCOME,
} from '../../shared/protocol/intent.ts'
import { PeopleView } from '../../shared/protocol/people.view.ts'
import { ask, enter, leaveAll, sdkFor, type TestClient, type TestTown, testTown, until } from './testing.ts'

let town: TestTown
beforeAll(async () => {
  town = await testTown()
})
afterAll(() => town.close())
afterEach(async () => {
  await leaveAll()
  await until(() => town.people().length === 0)
})

const reason = (verdict: Verdict): string => (verdict.ok ? '' : verdict.reason)
const avatarOf = (client: TestClient): number => client.state.people.get(client.sessionId)?.avatarId ?? 0
const heardBy = <T>(client: TestClient, type: string, shape: { parse(raw: unknown): T }): T[] => {
  const all: T[] = []
  client.onMessage(type, (raw: unknown) => all.push(shape.parse(raw)))
  return all
}
const goTo = (client: TestClient, eastM: number): Promise<Verdict> =>
  ask(client, { type: 'goTo', eastM, northM: 0, upM: 0, headingRad: 0 })

describe('chat', () => {
  test('to all reaches everybody once, numbered, cleaned of marks of direction, shown as typed otherwise', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const [annHeard, boHeard] = [heardBy(ann, SAID, Said), heardBy(bo, SAID, Said)]
    const text = '  <img src=x onerror=alert(1)>\u202e\u0000 Сәлем\n\u2066you\u2069 '
    expect(await ask(ann, { type: 'say', text, to: 'all' })).toMatchObject({ ok: true })
    await ask(bo, { type: 'say', text: 'two', to: 'all' })
    await until(() => annHeard.length === 2 && boHeard.length === 2)
    expect(boHeard[0]).toMatchObject({
      avatarId: avatarOf(ann),
      name: 'Ann',
      text: '<img src=x onerror=alert(1)> Сәлем you',
      to: 'all',
    })
    expect((boHeard[1]?.n ?? 0) - (boHeard[0]?.n ?? 0)).toBe(1)
    expect(annHeard).toEqual(boHeard)
  })

  test('near reaches who stands near by the server’s own knowledge, and nobody else', async () => {
    const [ann, bo, cid] = [await enter(town, 'Ann'), await enter(town, 'Bo'), await enter(town, 'Cid')]
    await Promise.all([goTo(ann, 0), goTo(bo, 29), goTo(cid, 31)])
    const [boHeard, cidHeard] = [heardBy(bo, SAID, Said), heardBy(cid, SAID, Said)]
    await ask(ann, { type: 'say', text: 'here', to: 'near' })
    await ask(ann, { type: 'say', text: 'everywhere', to: 'all' })
    await until(() => cidHeard.length === 1 && boHeard.length === 2)
    expect(cidHeard[0]?.text).toBe('everywhere')
    expect(boHeard.map((line) => line.text)).toEqual(['here', 'everywhere'])
  })

  test('refuses an empty line, cuts a long one, and asks who is too fast to wait', async () => {
    const ann = await enter(town, 'Ann')
    const heard = heardBy(ann, SAID, Said)
    expect(reason(await ask(ann, { type: 'say', text: '\u200b \u202e', to: 'all' }))).toBe(
      'there is nothing to read in that line',
    )
    expect(reason(await ask(ann, { type: 'say', text: 'x'.repeat(5 * MAX_SAID), to: 'all' }))).toMatch(/text/)
    await ask(ann, { type: 'say', text: 'x'.repeat(2 * MAX_SAID), to: 'all' })
    await until(() => heard.length === 1)
    expect(heard[0]?.text).toHaveLength(MAX_SAID)
    const verdicts = await Promise.all([1, 2, 3, 4, 5].map((k) => ask(ann, { type: 'say', text: `${k}`, to: 'all' })))
    expect(verdicts.map(reason).filter((why) => why !== '')).toContain('you speak too fast; wait a second')
  })

  test('is told to newcomers: the last lines to all, none to near', async () => {
    for (let k = 0; k < 6; k++) {
      const one = await enter(town, `P${k}`)
      for (let i = 0; i < 4; i++) await ask(one, { type: 'say', text: `line ${k * 4 + i}`, to: 'all' })
      await ask(one, { type: 'say', text: 'whisper', to: 'near' })
      await one.leave()
    }
    const room: TestClient = await sdkFor(town).join('city', {}, PeopleView)
    const welcome = Welcome.parse(await new Promise((heard) => room.onMessage(WELCOME, heard)))
    expect(welcome.recent.map((line) => line.text)).toEqual(
      Array.from({ length: RECENT_LINES }, (_, i) => `line ${24 - RECENT_LINES + i}`),
    )
    await room.leave()
  })
})

describe('gestures', () => {
  test('are seen near by, and a raised hand by all', async () => {
    const [ann, bo, cid] = [await enter(town, 'Ann'), await enter(town, 'Bo'), await enter(town, 'Cid')]
    await Promise.all([goTo(ann, 0), goTo(bo, 50), goTo(cid, 500)])
    const [boSaw, cidSaw] = [heardBy(bo, EMOTED, Emoted), heardBy(cid, EMOTED, Emoted)]
    expect(await ask(ann, { type: 'emote', emote: 'wave' })).toMatchObject({ ok: true })
    await ask(ann, { type: 'raiseHand', isUp: true })
    await until(() => cid.state.people.get(ann.sessionId)?.isHandUp === true)
    await until(() => boSaw.length > 0)
    expect(boSaw).toEqual([{ avatarId: avatarOf(ann), emote: 'wave' }])
    expect(cidSaw).toEqual([])
    await ask(ann, { type: 'raiseHand', isUp: false })
    await until(() => cid.state.people.get(ann.sessionId)?.isHandUp === false)
  })
})

describe('going to a person', () => {
  test('puts one before them, facing them, and says where without a reproach; one’s own goTo says nothing', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const placed = heardBy(ann, PLACED, Placed)
    await ask(bo, { type: 'goTo', eastM: 300, northM: 40, upM: 7, headingRad: 1 })
    await goTo(ann, -200)
    expect(await ask(ann, { type: 'goToPerson', avatarId: avatarOf(bo) })).toMatchObject({ ok: true })
    await until(() => placed.length > 0)
    expect(placed).toHaveLength(1)
    const { place, reason } = placed[0] as Placed
    expect(reason).toBe('')
    expect(Math.hypot(place.eastM - 300, place.northM - 40)).toBeCloseTo(1.5, 2)
    expect(place.upM).toBe(7)
    const towards = Math.atan2(300 - place.eastM, 40 - place.northM)
    expect(Math.cos(place.headingRad - towards)).toBeCloseTo(1, 3)
    expect(town.where(avatarOf(ann))?.eastM).toBeCloseTo(place.eastM, 2)
    expect(reason).toBe('')
    expect(await ask(ann, { type: 'goToPerson', avatarId: 60_000 })).toMatchObject({
      reason: 'that person is not here any more',
    })
  })

  test('puts nobody through a wall: whoever faces one is met from the side or from behind', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    // A metre south of the wall at 10 m north, facing it.
    await ask(bo, { type: 'goTo', eastM: 20, northM: 9, upM: 0, headingRad: 0 })
    await ask(ann, { type: 'goToPerson', avatarId: avatarOf(bo) })
    expect(town.where(avatarOf(ann))?.northM).toBeLessThan(10)
    const there = town.where(avatarOf(ann))
    expect(Math.hypot((there?.eastM ?? 0) - 20, (there?.northM ?? 0) - 9)).toBeCloseTo(1.5, 1)
  })
})

describe('leading', () => {
  test('shows who guides, and ends with leaving', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const guide = avatarOf(ann)
    await ask(ann, { type: 'guide', isOn: true })
    await until(() => bo.state.people.get(ann.sessionId)?.isGuiding === true)
    expect(await ask(bo, { type: 'follow', avatarId: guide })).toMatchObject({ ok: true })
    expect(reason(await ask(bo, { type: 'follow', avatarId: avatarOf(bo) }))).toBe('nobody can follow themselves')
    await ann.leave()
    await until(() => bo.state.people.size === 1)
    expect(reason(await ask(bo, { type: 'follow', avatarId: guide }))).toBe('that person is not here any more')
    expect(await ask(bo, { type: 'follow', avatarId: null })).toMatchObject({ ok: true })
  })

  test('calls everybody but oneself, also into a moment, once in half a minute', async () => {
    const [ann, bo] = [await enter(town, 'Ann'), await enter(town, 'Bo')]
    const [annHeard, boHeard] = [heardBy(ann, CALLED, Called), heardBy(bo, CALLED, Called)]
    expect(reason(await ask(ann, { type: 'gather', into: { timeline: '../live', atMs: 1 } }))).toMatch(/timeline/)
    const into = { timeline: 'barrier-b0', atMs: 1000 }
    expect(await ask(ann, { type: 'gather', into })).toMatchObject({ ok: true })
    expect(reason(await ask(ann, { type: 'gather' }))).toMatch(/^you called everybody a moment ago; wait \d+ s$/)
    await until(() => boHeard.length > 0)
    expect(boHeard).toEqual([{ avatarId: avatarOf(ann), name: 'Ann', into }])
    expect(annHeard).toEqual([])
  })
})

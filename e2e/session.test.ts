// The client's session against a real server, without a browser: two people meet, walk, ask, lose and regain the line.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { CityRoom } from '../server/rooms/city-room.ts'
import { testTown, type TestTown, until } from '../server/rooms/testing.ts'
import { tunnelTo } from './tunnel.ts'
import { standingPose } from '../shared/protocol/presence.ts'

describe('a session', () => {
  let town: TestTown
  let ann: Session
  let bo: Session
  beforeAll(async () => {
    town = await testTown()
    ann = await joinCity({ url: town.origin, name: 'Ann', look: 0xff8800 })
    bo = await joinCity({ url: town.origin, name: 'Bo' })
  })
  afterAll(() => town.close())

  it('knows who it is and who else is here', async () => {
    await until(() => ann.people().length === 2)
    expect(ann.people().map((p) => p.name)).toEqual(['Ann', 'Bo'])
    expect(bo.people()[0]).toMatchObject({ avatarId: ann.me.avatarId, look: 0xff8800, isAway: false })
    expect(ann.people().find((p) => p.sessionId === ann.me.sessionId)?.avatarId).toBe(ann.me.avatarId)
  })

  it('carries a walk to the other with the walker’s times, at most 20 poses a second', async () => {
    const heard: { timeMs: number; eastM: number }[] = []
    const off = bo.onPoses((id, pose) => {
      if (id === ann.me.avatarId && pose.eastM !== ann.me.place.eastM)
        heard.push({ timeMs: pose.timeMs, eastM: pose.eastM })
    })
    const { eastM, northM } = ann.me.place
    let sent = 0
    const startMs = performance.now()
    const walkedM = (): number => ((performance.now() - startMs) / 1000) * 1.4
    // A second at least; on a busy machine until as much was sent and heard.
    const isEnough = (): boolean => walkedM() > 1.4 && heard.length > 5 && (heard.at(-1)?.eastM ?? 0) > eastM + 1.2
    for (const lateMs = startMs + 30_000; !isEnough() && performance.now() < lateMs;) {
      if (ann.sendPose({ ...standingPose(), eastM: eastM + walkedM(), northM })) sent++
      await new Promise((next) => setTimeout(next, 8))
    }
    const walkedS = (performance.now() - startMs) / 1000
    off()
    expect(sent).toBeGreaterThan(5)
    expect(sent).toBeLessThanOrEqual(21 * walkedS + 1)
    expect(heard.length).toBeGreaterThan(5)
    for (let i = 1; i < heard.length; i++) expect(heard[i]?.timeMs).toBeGreaterThanOrEqual(heard[i - 1]?.timeMs ?? 0)
    const last = heard.at(-1)
    expect(Math.abs(bo.serverMs() - (last?.timeMs ?? 0))).toBeLessThan(5000)
  })

  it('sends a still body only now and then', async () => {
    let sent = 0
    const startMs = performance.now()
    for (let i = 0; i < 40; i++) {
      if (ann.sendPose({ ...standingPose(), ...ann.me.place })) sent++
      await new Promise((next) => setTimeout(next, 10))
    }
    // Twice a second, beside the first.
    expect(sent).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startMs) / 500))
  })

  it('is told when it moved faster than anybody may', async () => {
    const placed = new Promise<string>((heard) => ann.onPlaced(({ reason }) => heard(reason)))
    await until(() => {
      ann.sendPose({ ...standingPose(), eastM: 900, northM: Math.random() })
      return (town.where(ann.me.avatarId)?.eastM ?? 0) > 3
    })
    expect(await placed).toContain('that fast')
    expect(town.where(ann.me.avatarId)?.eastM).toBeLessThan(100)
  })

  it('gets verdicts for what it asks', async () => {
    expect(await ann.ask({ type: 'goTo', eastM: 700, northM: 0, upM: 0 })).toMatchObject({ ok: true })
    expect(town.where(ann.me.avatarId)?.eastM).toBe(700)
    expect(await ann.ask({ type: 'goTo', eastM: 70_000, northM: 0, upM: 0 })).toMatchObject({
      ok: false,
      reason: 'that place is outside the city',
    })
  })

  it('says why it cannot join', async () => {
    await expect(joinCity({ url: 'http://127.0.0.1:9' })).rejects.toThrow('the city cannot be reached')
    await expect(joinCity({ url: town.origin, name: 'constructor' })).rejects.toThrow('that name cannot be used')
  })

  it('hears what is said, once, and knows afterwards what was said before', async () => {
    const heard: string[] = []
    const off = bo.onSaid(({ name, text }) => heard.push(`${name}: ${text}`))
    expect(await ann.ask({ type: 'say', text: 'Salem!', to: 'all' })).toMatchObject({ ok: true })
    await until(() => heard.length === 1)
    const cy = await joinCity({ url: town.origin, name: 'Cy' })
    const before: string[] = []
    cy.onSaid(({ text }) => before.push(text))
    await until(() => before.length === 1)
    expect(before).toEqual(['Salem!'])
    expect(heard).toEqual(['Ann: Salem!'])
    await cy.leave()
    off()
  })

  it('hears gestures and calls, finds people, sees raised hands and guides', async () => {
    await bo.ask({ type: 'goToPerson', avatarId: ann.me.avatarId })
    const emoted = new Promise((heard) => bo.onEmoted(heard))
    const called = new Promise((heard) => bo.onCalled(heard))
    await ann.ask({ type: 'emote', emote: 'wave' })
    await ann.ask({ type: 'gather' })
    expect(await emoted).toEqual({ avatarId: ann.me.avatarId, emote: 'wave' })
    expect(await called).toMatchObject({ avatarId: ann.me.avatarId, name: 'Ann' })
    expect(await bo.findPeople('an')).toEqual([
      { avatarId: ann.me.avatarId, name: 'Ann', room: bo.room(), isHere: true },
    ])
    await ann.ask({ type: 'raiseHand', isUp: true })
    await ann.ask({ type: 'guide', isOn: true })
    await until(() => bo.people().some((p) => p.isHandUp && p.isGuiding))
  })

  it('is put beside whom it goes to, without a word', async () => {
    const placed = new Promise<{ place: { eastM: number; northM: number }; reason: string }>((heard) =>
      bo.onPlaced(heard),
    )
    await ann.ask({ type: 'goTo', eastM: 300, northM: 100, upM: 0 })
    await bo.ask({ type: 'goToPerson', avatarId: ann.me.avatarId })
    const { place, reason } = await placed
    expect(reason).toBe('')
    expect(Math.hypot(place.eastM - 300, place.northM - 100)).toBeLessThan(2.5)
  })

  it('comes back where it was within five seconds of a lost line, and hears each line once', async () => {
    const seen: string[] = []
    const off = bo.onSaid(({ text }) => seen.push(text))
    await ann.ask({ type: 'say', text: 'before', to: 'all' })
    await until(() => seen.length > 0)
    const place = town.where(bo.me.avatarId)
    const { avatarId } = bo.me
    const back = new Promise<void>((heard) => bo.onBack(heard))
    const startMs = performance.now()
    bo.drop()
    await until(() => ann.people().some((p) => p.avatarId === avatarId && p.isAway))
    await ann.ask({ type: 'say', text: 'meanwhile', to: 'all' })
    await back
    expect(performance.now() - startMs).toBeLessThan(5000)
    expect(bo.me).toMatchObject({ avatarId, place: { eastM: place?.eastM, northM: place?.northM } })
    await ann.ask({ type: 'say', text: 'after', to: 'all' })
    await until(() => seen.includes('after'))
    await until(() => ann.people().every((p) => !p.isAway))
    expect(ann.people()).toHaveLength(2)
    expect(seen).toEqual(['before', 'meanwhile', 'after'])
    off()
  })

  it('notices a line that died without a word, and comes back to the same place', async () => {
    const tunnel = await tunnelTo(town.port)
    const di = await joinCity({ url: tunnel.origin, name: 'Di' })
    await di.ask({ type: 'goTo', eastM: -50, northM: 60, upM: 0 })
    const lost = new Promise<void>((heard) => di.onLost(heard))
    const back = new Promise<void>((heard) => di.onBack(heard))
    tunnel.freeze()
    await lost
    await back
    expect(di.me.place).toMatchObject({ eastM: -50, northM: 60 })
    await until(() => ann.people().filter((p) => p.name === 'Di' && !p.isAway).length === 1)
    await di.leave()
    await tunnel.end()
  })

  it('takes its place anew, under the same name, when the server starts again', async () => {
    await bo.leave()
    await until(() => ann.people().length === 1)
    const { port } = town
    const lost = new Promise<void>((heard) => ann.onLost(heard))
    const back = new Promise<void>((heard) => ann.onBack(heard))
    await town.close()
    await lost
    town = await testTown({}, { PORT: String(port) })
    await back
    await until(() => ann.people().length === 1)
    expect(ann.people()[0]).toMatchObject({ name: 'Ann', look: 0xff8800, avatarId: ann.me.avatarId })
    expect(await ann.ask({ type: 'goTo', eastM: 5, northM: 5, upM: 0 })).toMatchObject({ ok: true })
  })

  it('hears that the city has closed, and leaves quietly when asked', async () => {
    const lost = new Promise<void>((heard) => ann.onLost(heard))
    await town.close()
    await lost
    await ann.leave()
  })
})

describe('a slow device', () => {
  it('whose place was given away before it came asks for another', async () => {
    const town = await testTown({ room: ImpatientRoom as unknown as typeof CityRoom })
    const quick = globalThis.fetch
    let places = 0
    globalThis.fetch = async (...asked) => {
      const answer = await quick(...asked)
      if (new Request(...asked).url.includes('/matchmake/') && ++places === 1)
        await new Promise((late) => setTimeout(late, 4000))
      return answer
    }
    try {
      const late = await joinCity({ url: town.origin, name: 'Late' })
      expect(late.people().map(({ name }) => name)).toEqual(['Late'])
      expect(places).toBe(2)
      await late.leave()
    } finally {
      globalThis.fetch = quick
      await town.close()
    }
  })
})

abstract class ImpatientRoom extends CityRoom {
  override seatReservationTimeout = 2
}

describe('copies of a full city', () => {
  it('follows somebody across, where people, poses and chat go on and no line shows twice', async () => {
    const town = await testTown({}, { TOWNHALL_ROOM_SIZE: '2' })
    const [ann, bo, cy] = [
      await joinCity({ url: town.origin, name: 'Ann', look: 0x4001 }),
      await joinCity({ url: town.origin, name: 'Bo' }),
      await joinCity({ url: town.origin, name: 'Cy' }),
    ] as const
    expect(cy.room()).not.toBe(ann.room())
    const lines: string[] = []
    ann.onSaid(({ text }) => lines.push(text))
    const poses: number[] = []
    ann.onPoses((avatarId, pose) => {
      if (avatarId === cy.me.avatarId) poses.push(pose.eastM)
    })
    await ann.ask({ type: 'say', text: 'here', to: 'all' })
    await cy.ask({ type: 'say', text: 'over there', to: 'all' })
    await cy.ask({ type: 'goTo', eastM: 200, northM: 50, upM: 0 })
    const [found] = await ann.findPeople('cy')
    expect(found).toMatchObject({ name: 'Cy', room: cy.room(), isHere: false })
    const crossed: number[] = []
    ann.onCrossed(() => crossed.push(ann.me.place.eastM))
    expect(await ann.crossTo(found?.room ?? '', found?.avatarId ?? 0)).toBeNull()
    expect(ann.room()).toBe(cy.room())
    expect(Math.abs((crossed[0] ?? 0) - 200)).toBeLessThan(3)
    await until(() => ann.people().length === 2 && bo.people().length === 1)
    expect(ann.people().find((p) => p.avatarId === ann.me.avatarId)).toMatchObject({ name: 'Ann', look: 0x4001 })
    await until(() => {
      cy.sendPose({ ...standingPose(), eastM: 200.5, northM: 50 })
      return poses.some((eastM) => Math.abs(eastM - 200.5) < 0.1)
    })
    ann.drop()
    await new Promise<void>((heard) => ann.onBack(heard))
    await cy.ask({ type: 'say', text: 'welcome', to: 'all' })
    await until(() => lines.includes('welcome'))
    expect(lines).toEqual(['here', 'over there', 'welcome'])
    expect(await ann.crossTo('city-toy-99', 1)).toContain('no such room')
    expect(ann.people()).toHaveLength(2)
    for (const session of [ann, bo, cy]) await session.leave()
    await town.close()
  })
})

// The relay without sockets: what goes to whom, how often, and what a claim may do.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodePose, MAX_POSE_BYTES, type Pose, readFrame, standingPose } from '../../shared/protocol/presence.ts'
import { MAX_BUFFERED_BYTES, PresenceRelay } from './presence-relay.ts'
import { SPEED_LIMITS } from './whereabouts.ts'

const BOUNDS = { westM: -5000, southM: -5000, eastM: 5000, northM: 5000, lowM: -50, highM: 3000 }
const HERE = { eastM: 0, northM: 0, upM: 0, headingRad: 0 }

class Ear {
  buffered = 0
  bytes = 0
  frames = 0
  heard: { id: number; eastM: number; timeMs: number }[] = []
  onHeard: (id: number, timeMs: number, nowMs: number) => void = () => undefined
  bufferedBytes(): number {
    return this.buffered
  }
  send(frame: Uint8Array): void {
    this.bytes += frame.length
    this.frames++
    const nowMs = new DataView(frame.buffer, frame.byteOffset).getUint32(1, true)
    readFrame(frame, standingPose(), (id, p) => {
      this.heard.push({ id, eastM: p.eastM, timeMs: p.timeMs })
      this.onHeard(id, p.timeMs, nowMs)
    })
  }
}

const bytesOf = (pose: Partial<Pose>): Uint8Array => {
  const bytes = new Uint8Array(MAX_POSE_BYTES)
  return bytes.slice(0, encodePose({ ...standingPose(), ...pose }, bytes))
}

function company(...ids: number[]): { relay: PresenceRelay; ears: Ear[] } {
  const relay = new PresenceRelay(BOUNDS)
  const ears = ids.map((id, i) => {
    const ear = new Ear()
    relay.join(id, { ...HERE, eastM: i }, 0, ear)
    return ear
  })
  for (let t = 1; t <= 10; t++) relay.tick(t * 50)
  for (const ear of ears) ear.heard = []
  return { relay, ears }
}

describe('the presence relay', () => {
  test('gives a walker’s pose to the other and not back to the walker', () => {
    const { relay, ears } = company(1, 700)
    expect(relay.receive(700, bytesOf({ eastM: 1.5, timeMs: 520 }), 525)).toBe('taken')
    relay.tick(550)
    expect(ears[0]?.heard).toEqual([{ id: 700, eastM: 1.5, timeMs: 520 }])
    expect(ears[1]?.heard).toEqual([])
    expect(relay.where(700)).toMatchObject({ eastM: 1.5, mode: 'walk' })
  })

  test('leaves whom it put elsewhere there, whatever they say before they heard of it', () => {
    const { relay } = company(1, 2)
    relay.place(1, { ...HERE, eastM: 6 }, 600)
    expect(relay.receive(1, bytesOf({ eastM: 0 }), 620)).toBe('ignored')
    expect(relay.receive(1, bytesOf({ eastM: 0.3 }), 670)).toBe('ignored')
    expect(relay.where(1)).toMatchObject({ eastM: 6 })
    expect(relay.receive(1, bytesOf({ eastM: 6.4 }), 720)).toBe('taken')
    expect(relay.where(1)).toMatchObject({ eastM: 6.4 })
    // Later nobody can be still on their way.
    expect(relay.receive(1, bytesOf({ eastM: 600 }), 5700)).toBe('cut short')
  })

  test('repeats a still person once a second and sends nothing else', () => {
    const { relay, ears } = company(1, 2)
    for (let t = 0; t < 40; t++) relay.tick(550 + t * 50)
    expect(ears[0]?.heard).toHaveLength(2)
  })

  test('tells a lonely viewer the time once a second', () => {
    const { relay, ears } = company(1)
    const before = ears[0]?.frames ?? 0
    for (let t = 0; t < 60; t++) relay.tick(550 + t * 50)
    expect((ears[0]?.frames ?? 0) - before).toBe(3)
  })

  test('believes the sender’s time only when it is recent, rising and not of the future', () => {
    const { relay, ears } = company(1, 2)
    const said = [500, 490, 9000, 610]
    for (const [i, timeMs] of said.entries()) {
      relay.receive(2, bytesOf({ eastM: 1, timeMs }), 550 + i * 50)
      relay.tick(550 + i * 50)
    }
    expect(ears[0]?.heard.map((h) => h.timeMs)).toEqual([500, 600, 650, 700])
  })

  test('lets nobody run faster than the limit, however often they claim', () => {
    const { relay } = company(1)
    for (let i = 1; i <= 40; i++) relay.receive(1, bytesOf({ eastM: 4000 }), 500 + i * 50)
    const walked = relay.where(1)?.eastM ?? 0
    expect(walked).toBeGreaterThan(SPEED_LIMITS.walk.alongM)
    expect(walked).toBeLessThan(SPEED_LIMITS.walk.alongM * 2.5 + 2.01)
    expect(relay.receive(1, bytesOf({ eastM: 4000, mode: 'fly' }), 2600)).toBe('cut short')
    expect(relay.where(1)?.eastM).toBeLessThan(walked + SPEED_LIMITS.fly.alongM + 2)
  })

  test('lets a walker walk: 3 m/s with 100 ms of jitter is never cut', () => {
    const { relay } = company(1)
    let jitter = 7
    for (let i = 1; i <= 200; i++) {
      jitter = (jitter * 31 + 17) % 100
      expect(relay.receive(1, bytesOf({ eastM: i * 0.15 }), 1000 + i * 50 + jitter)).toBe('taken')
    }
  })

  test('puts somebody at once where an accepted act says, inside the city', () => {
    const { relay } = company(1)
    expect(relay.place(1, { eastM: 3000, northM: 9000, upM: 5, headingRad: 1 }, 600)).toMatchObject({ northM: 5000 })
    expect(relay.receive(1, bytesOf({ eastM: 3000.5, northM: 4999, upM: 5 }), 650)).toBe('taken')
  })

  test('keeps everybody inside the bounds', () => {
    const { relay } = company(1)
    relay.place(1, { ...HERE, eastM: 4999 }, 600)
    expect(relay.receive(1, bytesOf({ eastM: 5004, upM: -80 }), 1600)).toBe('cut short')
    expect(relay.where(1)).toMatchObject({ eastM: 5000, upM: -50 })
  })

  test('skips a viewer whose socket is full and counts the frames', () => {
    const { relay, ears } = company(1, 2)
    const ear = ears[0] as Ear
    ear.buffered = MAX_BUFFERED_BYTES + 1
    relay.receive(2, bytesOf({ eastM: 1.1 }), 520)
    relay.tick(550)
    expect(ear.heard).toEqual([])
    expect(relay.droppedFrames).toBe(1)
    ear.buffered = 0
    for (let t = 1; t <= 20; t++) relay.tick(550 + t * 50)
    expect(ear.heard.map((h) => h.eastM)).toContain(1.1)
  })

  test('forgets who left, and their slot serves the next', () => {
    const { relay, ears } = company(1, 2)
    relay.leave(2)
    relay.leave(2)
    relay.join(3, { ...HERE, eastM: 2 }, 600, new Ear())
    for (let t = 0; t < 20; t++) relay.tick(650 + t * 50)
    expect(new Set(ears[0]?.heard.map((h) => h.id))).toEqual(new Set([3]))
    expect(relay.where(2)).toBeNull()
    expect(() => relay.join(3, HERE, 700, new Ear())).toThrow('already here')
  })

  test('ignores bytes that are no pose: 10,000 of them change nothing', () => {
    const { relay } = company(1, 2)
    const before = JSON.stringify([relay.where(1), relay.where(2)])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(0xffff), (bytes, id) => {
        const kind = bytes[0] ?? 255
        fc.pre((kind & 0xe0) !== 0 || (kind & 3) === 3 || bytes.length < 18 || id > 2)
        expect(relay.receive(id, bytes, 600)).toBe('ignored')
      }),
      { numRuns: 10_000, seed: 20_171_201 },
    )
    expect(JSON.stringify([relay.where(1), relay.where(2)])).toBe(before)
  })

  test('sends the nearest 8 at 20 Hz and 24 more at 5 Hz: under 12 kB/s a client in a crowd of 300', () => {
    const relay = new PresenceRelay(BOUNDS)
    const ears: Ear[] = []
    const at = (id: number, t: number): Partial<Pose> => ({
      eastM: (id % 20) * 10 + Math.sin(t + id),
      northM: Math.floor(id / 20) * 10 + Math.cos(t + id),
    })
    for (let id = 0; id < 300; id++) {
      const ear = new Ear()
      ears.push(ear)
      relay.join(id, { ...HERE, ...at(id, 0) }, 0, ear)
    }
    for (let tick = 1; tick <= 60; tick++) {
      for (let id = 0; id < 300; id++) relay.receive(id, bytesOf(at(id, tick / 20)), tick * 50 - 10)
      if (tick === 21) for (const ear of ears) Object.assign(ear, { bytes: 0, heard: [] })
      relay.tick(tick * 50)
    }
    const middle = ears[150] as Ear
    expect(middle.heard.length / 2).toBeGreaterThan(260)
    expect(middle.heard.length / 2).toBeLessThan(320)
    expect(middle.bytes / 2).toBeLessThan(12_000)
  })

  test('keeps 12 kB/s a client when everybody shows head and both hands, and the near ones lose nothing by it', () => {
    const relay = new PresenceRelay(BOUNDS)
    const ears = crowdOf(relay, 300)
    const middle = ears[150] as Ear
    const near = new Map<number, number>()
    walk(relay, 300, 60, fullBody, (tick) => {
      if (tick !== 20) return
      Object.assign(middle, { bytes: 0, frames: 0, heard: [] })
    })
    for (const { id } of middle.heard) near.set(id, (near.get(id) ?? 0) + 1)
    const rates = [...near.values()].sort((a, b) => b - a).map((count) => count / 2)
    expect(middle.bytes + 6 * middle.frames).toBeLessThan(2 * 12_000)
    expect(rates.slice(0, 6).every((rate) => rate > 18)).toBe(true)
    expect(near.size).toBeGreaterThan(20)
  })

  test('sends a pose on without waiting for a tick in a small company', () => {
    const { relay, ears } = company(1, 2, 3)
    expect(relay.pauseMs).toBe(0)
    relay.receive(2, bytesOf({ eastM: 1.2, timeMs: 503 }), 503)
    relay.flush(503)
    expect(ears[0]?.heard).toEqual([{ id: 2, eastM: 1.2, timeMs: 503 }])
    expect(ears[2]?.heard).toHaveLength(1)
  })

  test('sends a near pose on within the pause in a crowd, after half of it as a rule', () => {
    const relay = new PresenceRelay(BOUNDS)
    const ears = crowdOf(relay, 300)
    const waitsMs: number[] = []
    for (const [viewer, ear] of ears.entries())
      ear.onHeard = (id, timeMs, nowMs) => {
        if (Math.abs(id - viewer) === 1 && nowMs > 1000) waitsMs.push(nowMs - timeMs)
      }
    walk(relay, 300, 40, standingPose(), () => undefined)
    waitsMs.sort((a, b) => a - b)
    expect(relay.pauseMs).toBeGreaterThan(10)
    expect(waitsMs.length).toBeGreaterThan(1000)
    expect(waitsMs[Math.floor(waitsMs.length / 2)]).toBeLessThan(20)
    expect(waitsMs[Math.floor(waitsMs.length * 0.99)]).toBeLessThan(relay.pauseMs * 1.15 + 6)
  })

  test('never misses whom one follows, however far away and however many stand between', () => {
    const relay = new PresenceRelay(BOUNDS)
    const ears = crowdOf(relay, 100)
    relay.join(900, { ...HERE, eastM: 4000 }, 0, new Ear())
    relay.follow(0, 900)
    for (let tick = 1; tick <= 40; tick++) {
      relay.receive(900, bytesOf({ eastM: 4000 + tick * 0.1 }), tick * 50)
      relay.tick(tick * 50)
    }
    expect(ears[0]?.heard.filter(({ id }) => id === 900).length).toBeGreaterThan(35)
    expect(ears[50]?.heard.filter(({ id }) => id === 900).length).toBe(0)
    relay.leave(900)
    relay.join(901, { ...HERE, eastM: 4000 }, 2000, new Ear())
    for (const ear of ears) ear.heard = []
    for (let tick = 41; tick <= 80; tick++) relay.tick(tick * 50)
    expect(ears[0]?.heard.filter(({ id }) => id >= 900)).toEqual([])
  })

  test('gives who read nothing for a while what is new now, not what was', () => {
    const { relay, ears } = company(1, 2)
    const ear = ears[0] as Ear
    ear.buffered = MAX_BUFFERED_BYTES + 1
    for (let i = 1; i <= 100; i++) {
      relay.receive(2, bytesOf({ eastM: 1 + i / 100 }), 550 + i * 50)
      relay.flush(550 + i * 50)
    }
    expect(ear.heard).toEqual([])
    ear.buffered = 0
    relay.tick(5600)
    expect(ear.heard).toEqual([expect.objectContaining({ id: 2, eastM: 2 })])
  })

  test('lets flushes be further apart while the process cannot keep up, and recovers', () => {
    const relay = new PresenceRelay(BOUNDS)
    crowdOf(relay, 100)
    const atEase = relay.pauseMs
    for (let tick = 1; tick <= 10; tick++) relay.tick(tick * 90, 40)
    expect(relay.pauseMs).toBeGreaterThan(2 * atEase)
    for (let tick = 1; tick <= 200; tick++) relay.tick(900 + tick * 50, 1)
    expect(relay.pauseMs).toBe(atEase)
  })
})

const hand = { eastM: 0.3, northM: 0.3, upM: 1.2, turn: { x: 0, y: 0, z: 0, w: 1 } }
const fullBody: Pose = { ...standingPose(), headset: { upM: 1.7, turn: hand.turn }, left: hand, right: hand }

/** In rows of twenty, ten metres apart. */
const spotOf = (id: number, t: number): Pick<Pose, 'eastM' | 'northM'> => ({
  eastM: (id % 20) * 10 + Math.sin(t + id),
  northM: Math.floor(id / 20) * 10 + Math.cos(t + id),
})

function crowdOf(relay: PresenceRelay, count: number): Ear[] {
  return Array.from({ length: count }, (_, id) => {
    const ear = new Ear()
    relay.join(id, { ...HERE, ...spotOf(id, 0) }, 0, ear)
    return ear
  })
}

/** Everybody sends 20 poses a second, each at a moment of their own; flushes every 3 ms as `Pulse` does. */
function walk(relay: PresenceRelay, count: number, ticks: number, pose: Pose, after: (tick: number) => void): void {
  for (let tick = 1; tick <= ticks; tick++) {
    for (let ms = 0; ms < 50; ms += 3) {
      const nowMs = tick * 50 + ms
      for (let id = 0; id < count; id++) {
        const own = Math.floor(((id * 0.618) % 1) * 17) * 3
        if (own === ms) relay.receive(id, bytesOf({ ...pose, ...spotOf(id, tick / 20), timeMs: nowMs }), nowMs)
      }
      relay.flush(nowMs)
    }
    relay.tick(tick * 50 + 49)
    after(tick)
  }
}

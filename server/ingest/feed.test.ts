import { describe, expect, it } from 'vitest'
import type { Actor, Command, Observation } from '../../shared/kernel/system.ts'
import type { StoredObservation } from '../things/contract.ts'
import { About, type Quantity } from './about.ts'
import type { Device } from './devices.ts'
import { type Feed, startFeed } from './feed.ts'
import { Skew } from './quality.ts'

const NOON = Date.UTC(2026, 4, 1, 12)

type Act = { command: Command & Record<string, unknown>; actor: Actor; intent: string }
function city(quantities: readonly Quantity[], more: object = {}, answer = { ok: true, reason: '' }) {
  const told: Observation[] = []
  const acts: Act[] = []
  let nowMs = NOON
  const about = About.parse({ name: 'Thing', kind: 'gauge', eastM: 1, northM: 2, quantities, ...more })
  const device: Device = {
    id: 'thing-1',
    about,
    isSaid: true,
    streams: new Map(),
    skew: new Skew(),
    lastHeardAtMs: 0,
    flagged: 0,
    ensuring: Promise.resolve(),
    keeping: Promise.resolve(),
  }
  const feed: Feed = startFeed({
    twin: {
      act: (_timeline, act) => {
        acts.push(act as Act)
        return Promise.resolve(answer)
      },
      observe: (observation) => {
        told.push(observation)
        return Promise.resolve({ ok: true })
      },
    },
    device: (id) => (id === 'thing-1' ? device : undefined),
    onFault: (error) => {
      throw error
    },
    now: () => nowMs,
  })
  let id = 0
  return {
    feed,
    device,
    acts,
    told: () => told.map(({ key, value, atMs }) => [key, value, (atMs - NOON) / 1000]),
    /** At seconds after noon. */
    hear: (atS: number, values: Record<string, unknown>, codes: readonly string[] = ['ok']) => {
      nowMs = NOON + atS * 1000
      const stored = Object.entries(values).map(([key, result]): StoredObservation => ({
        id: ++id,
        datastreamId: 1,
        thing: 'thing-1',
        key,
        atMs: nowMs,
        result: result as number,
        quality: { code: codes[0] ?? 'ok', codes: [...codes] },
      }))
      feed.heard(stored)
    },
    late: (atS: number, values: Record<string, number>) => {
      const stored = Object.entries(values).map(([key, result]) => ({
        id: ++id,
        datastreamId: 1,
        thing: 'thing-1',
        key,
        atMs: NOON + atS * 1000,
        result,
      }))
      feed.heard(stored)
    },
  }
}

describe('what the live city hears', () => {
  it('is one value a second of a fast quantity, after a few before their time', () => {
    const { hear, told } = city([{ key: 'levelM', step: 0.01 }])
    for (let tenths = 0; tenths < 50; tenths++) hear(tenths / 10, { levelM: tenths })
    expect(told().map(([, , atS]) => atS)).toEqual([0, 0.1, 0.2, 0.3, 0.9, 1.9, 2.9, 3.9, 4.9])
  })

  it('is one a minute of a slow one, and what is new after a silence at once', () => {
    const { hear, told } = city([{ key: 'powerW', step: 1, everyS: 60 }])
    for (let s = 0; s <= 180; s += 10) hear(s, { powerW: s })
    expect(told().map(([, , atS]) => atS)).toEqual([0, 10, 20, 30, 60, 120, 180])
    for (const s of [600, 660, 665, 720]) hear(s, { powerW: s })
    expect(
      told()
        .map(([, , atS]) => atS)
        .slice(-4),
    ).toEqual([600, 660, 665, 720])
  })

  it('is an unchanged value only now and then, so that it does not go stale', () => {
    const { hear, told } = city([{ key: 'levelM', step: 0.1 }])
    for (let s = 0; s <= 60; s++) hear(s, { levelM: s < 30 ? 1 : 1.04 })
    expect(told().map(([, , atS]) => atS)).toEqual([0, 20, 40, 60])
    hear(62, { levelM: 1.2 })
    expect(told().at(-1)).toEqual(['levelM', 1.2, 62])
  })

  it('is both halves of the place of what moves', () => {
    const { hear, told } = city([{ key: 'eastM' }, { key: 'northM' }, { key: 'headingRad', step: 0.1 }], {
      kind: 'bus',
    })
    for (let s = 0; s < 3; s++) hear(s, { eastM: 10 * s, northM: 5, headingRad: 1 })
    // Standing at a stop.
    for (let s = 3; s < 10; s++) hear(s, { eastM: 20, northM: 5.01, headingRad: 1 })
    expect(told()).toEqual([
      ['eastM', 0, 0],
      ['northM', 5, 0],
      ['headingRad', 1, 0],
      ['eastM', 10, 1],
      ['northM', 5, 1],
      ['eastM', 20, 2],
      ['northM', 5, 2],
    ])
  })

  it('is nothing that is doubted, old, out of order, or of nobody known', () => {
    const { hear, late, told, feed } = city([{ key: 'levelM', step: 0.01 }])
    for (const code of ['late', 'duplicate', 'outOfRange', 'stuck', 'notANumber', 'unknownUnit'])
      hear(0, { levelM: 1 }, [code])
    hear(1, { levelM: null })
    hear(2, { levelM: 'high' })
    hear(3, { unknownM: 1 })
    hear(100, { levelM: 2 }, ['future'])
    late(20, { levelM: 3 })
    late(99, { levelM: 3 })
    feed.heard([{ id: 1, datastreamId: 1, thing: 'thing-2', key: 'levelM', atMs: NOON, result: 1 }])
    feed.heard([{ id: 1, datastreamId: 1, thing: null, key: null, atMs: NOON, result: 1 }])
    expect(told()).toEqual([['levelM', 2, 100]])
  })
})

describe('a device that is known', () => {
  it('is placed by the server once, and again when it says something else of itself', async () => {
    const { feed, device, acts } = city([{ key: 'levelM', min: -1, max: 9, step: 0.01, scale: 'level' }])
    feed.known(device)
    feed.known(device)
    await feed.close()
    expect(acts.map(({ command, actor }) => [command, actor])).toEqual([
      [
        {
          type: 'sensors.placeSensor',
          thing: 'thing-1',
          name: 'Thing',
          kind: 'gauge',
          eastM: 1,
          northM: 2,
          upM: 0,
          truth: 'measured',
          quantities: [{ key: 'levelM', unit: 'm', min: -1, max: 9, step: 0.01, scale: 'level' }],
        },
        { id: 'server', role: 'operator' },
      ],
    ])
    device.about = { ...device.about, name: 'Other' }
    feed.known(device)
    await feed.close()
    expect(acts).toHaveLength(2)
    expect(acts[1]?.intent).not.toBe(acts[0]?.intent)
  })

  it('that can be told to move is equipped too; one without a place is not shown', async () => {
    const readBack = { thing: 'thing-1', key: 'positionShare', tolerance: 0.02, withinS: 30 }
    const parameters = [{ key: 'positionShare', min: 0, max: 1 }]
    const { feed, device, acts } = city([{ key: 'positionShare' }], {
      kind: 'barrier',
      truth: 'synthetic',
      parameters,
      readBack,
    })
    feed.known(device)
    feed.known({ ...device, id: 'thing-2', about: About.parse({ name: 'No place', parameters, readBack }) })
    await feed.close()
    expect(acts.map(({ command }) => command.type)).toEqual(['sensors.placeSensor', 'tasks.equipDevice'])
    expect(acts[1]?.command).toMatchObject({
      device: 'thing-1',
      isSimulated: true,
      parameters: [{ unit: '' }],
      readBack,
    })
  })
})

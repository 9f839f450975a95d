// Things that come and go while the city plays: who hears the frames knows them all, where they are and what they are called.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../kernel/random.ts'
import { AgentCells, type AgentNow } from './fields-agents.ts'
import type { AgentsInfo, ItemsInfo } from './fields-info.ts'
import { ItemCells, type NamedItem } from './fields-items.ts'
import { heardAtMs, heardCode } from './fields-named.ts'
import { AGENTS, POINTS } from './fields-testing.ts'
import { CutFrame, Field } from './fields.ts'

const STATIONS: ItemsInfo = { ...POINTS, isNamed: true }
const BUSES: AgentsInfo = { ...AGENTS, isNamed: true }
const DAY_MS = 86_400_000

/** Sensors and buses that come, go, move, are renamed and are heard, by chance. */
class Streets {
  readonly points = new Field(0, new ItemCells(STATIONS))
  readonly buses = new Field(1, new AgentCells(BUSES))
  things = new Map<number, NamedItem>()
  fleet = new Map<number, AgentNow>()
  readonly depths = new Float64Array(STATIONS.count)
  readonly quality = new Float64Array(STATIONS.count)
  private readonly random: Random

  constructor(random: Random) {
    this.random = random
  }

  step(atMs: number): Uint8Array<ArrayBuffer>[] {
    const below = (n: number): number => Math.floor(this.random.between(0, n))
    const about = () => ({ id: `s-${below(99)}`, name: `Nº ${below(9)} жёлтый`, truth: 'synthetic' as const })
    const place = () => ({ eastM: this.random.between(-1300, 1700), northM: this.random.between(-700, 1000) })
    for (let k = 0; k < 8; k++) {
      const [item, id] = [below(STATIONS.count), below(30)]
      this.depths[item] = below(6) === 0 ? NaN : this.random.between(0, 5)
      this.quality[item] = below(3)
      const [old, bus] = [this.things.get(item), this.fleet.get(id)]
      const how = below(4)
      if (how === 0) {
        this.things.delete(item)
        this.fleet.delete(id)
        continue
      }
      const fresh = { item, ...place(), about: about(), heardAtMs: below(9) === 0 ? NaN : atMs - below(DAY_MS) }
      this.things.set(item, old && how === 1 ? { ...old, heardAtMs: fresh.heardAtMs } : fresh)
      const now = { id, kind: below(2), ...place(), headingRad: 1, speed: below(60), about: about(), heardAtMs: atMs }
      this.fleet.set(id, bus && how < 3 ? { ...bus, ...place(), heardAtMs: atMs } : now)
    }
    const { things, depths, quality, fleet } = this
    return [
      this.points.update({ values: [depths], quality, things: [...things.values()] }, atMs),
      this.buses.update(fleet.values(), atMs),
    ]
  }
}

function told(points: ItemCells, buses: AgentCells, atMs: number, isIn: (cell: number) => boolean = () => true) {
  const items: unknown[] = []
  for (let cell = 0; cell < points.cells.count; cell++)
    for (const item of isIn(cell) ? Array.from(points.itemsOf(cell)) : []) {
      const at = [points.eastM(item), points.northM(item)]
      const about = points.named.get(item)?.about
      items.push([item, at, about, points.value(0, item), points.quality(item), points.heardAtMs(item, atMs)])
    }
  const moving = [...buses.agents.values()]
    .filter(({ cell }) => isIn(cell))
    .map((bus) => [bus.id, bus.kind, bus.east, bus.north, bus.speed, bus.about, buses.heardAtMs(bus, atMs)])
    .sort((a, b) => Number(a[0]) - Number(b[0]))
  return { items, moving }
}

describe('a named layer', () => {
  it('is known whole by who followed, who came late and who sees a part of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const streets = new Streets(new Random(seed))
        const { points, buses } = streets
        const heard = () => [new Field(0, new ItemCells(STATIONS)), new Field(1, new AgentCells(BUSES))] as const
        const [early, part] = [heard(), heard()]
        const isIn = (cell: number): boolean => cell % 5 < 3
        let atMs = 1_790_000_000_000
        for (let step = 0; step < 12; step++) {
          atMs += 7000
          streets.step(atMs).forEach((frame, n) => {
            early[n]?.apply(frame)
            part[n]?.apply(new CutFrame(frame).cut(isIn))
          })
          const all = told(points.cells, buses.cells, atMs)
          expect(all.items).toHaveLength(streets.things.size)
          expect(all.moving).toHaveLength(streets.fleet.size)
          expect(told(early[0].cells, early[1].cells, atMs)).toEqual(all)
          expect(told(part[0].cells, part[1].cells, atMs)).toEqual(told(points.cells, buses.cells, atMs, isIn))
          expect(part[0].cells.named.size).toBe(told(points.cells, buses.cells, atMs, isIn).items.length)
          const late = heard()
          late[0].apply(points.keyframe())
          late[1].apply(buses.keyframe())
          expect(told(late[0].cells, late[1].cells, atMs)).toEqual(all)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('says where a thing is to a decimetre, and when it was heard to ten seconds', () => {
    const points = new Field(0, new ItemCells(STATIONS))
    const about = { id: 'gauge-1', name: 'Ishim at the footbridge', truth: 'measured' } as const
    const depths = new Float64Array(STATIONS.count).fill(NaN)
    depths[7] = 1.24
    const atMs = 1_790_000_123_456
    const thing = { item: 7, eastM: 12.34, northM: -5.66, about, heardAtMs: atMs - 65_000 }
    const follower = new Field(0, new ItemCells(STATIONS))
    follower.apply(points.update({ values: [depths], things: [thing] }, atMs))
    const { cells } = follower
    expect([cells.eastM(7), cells.northM(7), cells.value(0, 7)]).toEqual([12.3, -5.7, expect.closeTo(1.24, 9)])
    expect(cells.named.get(7)?.about).toEqual(about)
    expect(Math.abs(cells.heardAtMs(7, atMs) - (atMs - 65_000))).toBeLessThan(10_000)
    follower.apply(points.update({ values: [depths], things: [] }, atMs))
    expect([cells.named.size, cells.value(0, 7), cells.eastM(7)]).toEqual([0, NaN, NaN])
  })

  it('knows a week of hearing, and never is NaN', () => {
    const atMs = 1_790_000_000_000
    for (const agoMs of [0, 10_000, DAY_MS, 7 * DAY_MS])
      expect(heardAtMs(heardCode(atMs - agoMs), atMs + 3000)).toBe(atMs - agoMs)
    expect(heardAtMs(heardCode(NaN), atMs)).toBeNaN()
  })

  it('throws nothing but RangeError at damage', () => {
    const streets = new Streets(new Random(4))
    const frames = streets.step(1_790_000_000_000)
    fc.assert(
      fc.property(fc.nat(1), fc.nat(), fc.nat(255), fc.nat(), (n, at, to, end) => {
        const frame = (frames[n] as Uint8Array).slice()
        frame[at % frame.length] = to
        for (const bytes of [frame, frame.subarray(0, end % frame.length)]) {
          const field = n === 0 ? new Field(0, new ItemCells(STATIONS)) : new Field(1, new AgentCells(BUSES))
          try {
            field.apply(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError)
          }
        }
      }),
      { numRuns: 800 },
    )
  })
})

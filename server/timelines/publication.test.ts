// What a timeline shows, with the systems there are: facts, frames that follow each other, marks.
import { describe, expect, it } from 'vitest'
import { SYSTEMS } from '../../shared/systems/index.ts'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { Twin } from '../../shared/kernel/twin.ts'
import { Facts } from '../../shared/protocol/facts.ts'
import { cellsOf, Field } from '../../shared/protocol/fields.ts'
import { PUBLISHERS } from '../systems/index.ts'
import type { AnyPublisher } from '../systems/publisher.ts'
import { systemsNamed } from './house.ts'
import { layersOf, Publication } from './publication.ts'

const JULY = Date.UTC(2026, 6, 1)
/** Bare ground, for those who need some. */
const terrain = { cols: 31, rows: 31, cellM: 10, westM: -150, southM: -150, heightsM: new Float32Array(31 * 31) }
const city = { ...EMPTY_CITY, terrain }
const ground = { city, boundsM: [-1000, -500, 1000, 500] } as const
const vera = { id: 'vera', role: 'visitor' } as const

/** A twin that has played `steps` seconds. */
function played(systems: ConstructorParameters<typeof Twin>[0], steps: number): Twin {
  const twin = new Twin(systems, city, 7)
  const versions = systems.map(({ id, version }) => ({ id, version }))
  twin.apply({ kind: 'opened', build: 'test', systems: versions, atMs: JULY })
  for (let n = 1; n <= steps; n++) twin.apply({ kind: 'step', stepS: 1, atMs: JULY + n * 1000 })
  return twin
}

describe('a publication', () => {
  const layers = layersOf(PUBLISHERS, ground)
  const silent = (fault: unknown): void => expect(fault).toBeNull()

  it('shows every system in the list by facts and frames that others can read', () => {
    const twin = played(SYSTEMS, 1)
    // Branches are shown when there is one.
    const command = { type: 'whatif.begin', branch: 'dry', title: 'Dry', hours: 1 }
    twin.apply({ kind: 'command', actor: { id: 'pia', role: 'planner' }, intent: 'one', command })
    const publication = new Publication(PUBLISHERS, ground, silent)
    const fields = layers.map((info, n) => new Field(n, cellsOf(info)))
    for (let n = 2; n < 30; n++) {
      const { facts, frames, seq, nowMs } = publication.show({ twin, seq: n })
      expect([seq, nowMs]).toEqual([n, twin.nowMs])
      expect(Facts.parse(facts)).toEqual(facts)
      for (const frame of frames) fields[frame[1] as number]?.apply(frame)
      twin.apply({ kind: 'step', stepS: 1, atMs: JULY + n * 1000 })
    }
    for (const field of fields) expect(field.number).toBeGreaterThan(0)
    const { gauges, indicators, rows = [] } = publication.show({ twin, seq: 30 }).facts
    const shown = [...gauges, ...indicators, ...rows, ...layers].map(({ id }) => id.split('.')[0])
    for (const { system } of PUBLISHERS) expect(shown).toContain(system)
  })

  it('shows between two steps what was heard, in its layers alone, and says whether the facts are other ones', () => {
    const twin = played(SYSTEMS, 1)
    const place = { thing: 'gauge-9', name: 'Gauge', kind: 'gauge', eastM: 1, northM: 2, upM: 0, truth: 'measured' }
    const quantities = [{ key: 'levelM', unit: 'm', min: 0, max: 9, step: 0.01, scale: 'level' }]
    const command = { type: 'sensors.placeSensor', ...place, quantities }
    twin.apply({ kind: 'command', actor: { id: 'server', role: 'operator' }, intent: 'a', command })
    const publication = new Publication(PUBLISHERS, ground, silent)
    publication.show({ twin, seq: 1 })
    const hear = (key: string, value: number): boolean => {
      twin.apply({ kind: 'observation', observation: { thing: 'gauge-9', key, value, atMs: twin.nowMs } })
      return publication.heard(key)
    }
    expect(hear('levelM', 2.5)).toBe(true)
    const first = publication.showHeard({ twin, seq: 2 })
    expect(first.facts.gauges).toContainEqual(expect.objectContaining({ id: 'sensors.gauge-9.levelM', value: 2.5 }))
    expect(first.frames.map(({ 1: n }) => layers[n ?? 0]?.id)).toEqual(['sensors.waterLevel'])
    expect(first.brief).toEqual({ hasNews: true })
    expect(hear('levelM', 2.5)).toBe(true)
    expect(publication.showHeard({ twin, seq: 3 }).brief).toEqual({ hasNews: false })
    expect(hear('eastM', 2)).toBe(false)
    expect(publication.showHeard({ twin, seq: 4 }).frames).toEqual([])
  })

  it('marks what happened by itself once, and not what had happened before it began to show', () => {
    const mark = (n: number) => ({ n, mark: { atMs: JULY, kind: 'toy.rose', text: String(n) } })
    let happened = [mark(1), mark(2)]
    const publication = new Publication([{ system: 'toy', happened: () => happened }], ground, silent)
    const twin = played([toy], 1)
    const marked = (): string[] => publication.show({ twin, seq: 1 }).marks.map(({ text }) => text)
    expect(marked()).toEqual([])
    happened = [mark(2), mark(3), mark(4)]
    expect(marked()).toEqual(['3', '4'])
    expect(marked()).toEqual([])
    happened = []
    expect(marked()).toEqual([])
    happened = [mark(5)]
    expect(marked()).toEqual(['5'])
  })

  it('marks what was accepted, once', () => {
    const markOf = (): string => 'poured'
    const publication = new Publication([{ system: 'toy', markOf }], ground, silent)
    publication.accepted({ type: 'toy.pour' }, JULY)
    publication.accepted({ type: 'pond.pour' }, JULY)
    const twin = played([toy], 1)
    expect(publication.show({ twin, seq: 1 }).marks).toEqual([{ atMs: JULY, kind: 'toy.pour', text: 'poured' }])
    expect(publication.show({ twin, seq: 2 }).marks).toEqual([])
  })

  it('shows the others when one publisher fails or its system does not play', () => {
    const faults: string[] = []
    const gauges = (): never => {
      throw new Error('splash')
    }
    const clumsy: AnyPublisher = { system: 'toy', gauges }
    const publication = new Publication([clumsy, ...PUBLISHERS], ground, ({ system }) => faults.push(system))
    const twin = played([toy], 1)
    twin.apply({ kind: 'command', actor: vera, intent: 'a', command: { type: 'toy.pour', basin: 0, volumeM3: 500 } })
    const { facts, frames } = publication.show({ twin, seq: 1 })
    expect(facts.gauges).toEqual([])
    expect(facts.alerts.map(({ id }) => id)).toEqual(['toy/high'])
    expect(facts.indicators).toHaveLength(1)
    expect([frames, faults]).toEqual([[], ['toy']])
  })

  it('has no layers and no systems where none are named, and refuses unknown names', () => {
    expect(systemsNamed('none')).toEqual({ systems: [], publishers: [] })
    expect(systemsNamed('all').systems).toBe(SYSTEMS)
    expect(() => systemsNamed('tides')).toThrow('there is no city system "tides"')
  })
})

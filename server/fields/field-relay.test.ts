// Who is sent which fields, with sinks that are followers themselves: they refuse what does not follow.
import { describe, expect, test } from 'vitest'
import { Random } from '../../shared/kernel/random.ts'
import type { Area } from '../../shared/protocol/fields-info.ts'
import { LAYERS, Lively, shown } from '../../shared/protocol/fields-testing.ts'
import { cellsOf, Field, headOf } from '../../shared/protocol/fields.ts'
import { FieldRelay, MAX_FIELD_BUFFERED_BYTES } from './field-relay.ts'

const AREA: Area = [-400, -200, 350, 300]
const ALL = LAYERS.map(({ id }) => ({ layer: id, area: null }))
const near = (area: Area): { layer: string; area: Area }[] => LAYERS.map(({ id }) => ({ layer: id, area }))

class Follower {
  readonly fields = LAYERS.map((info, n) => new Field(n, cellsOf(info)))
  buffered = 0
  bytes = 0
  frames = 0
  bufferedBytes = (): number => this.buffered
  send = (frame: Uint8Array): void => {
    this.bytes += frame.length
    this.frames++
    this.fields[headOf(frame).layer]?.apply(frame.slice())
  }
  seesAll(town: Lively, area?: Area): void {
    town.fields.forEach(({ cells }, n) => {
      const range = area && cells.cells.range(area)
      const isSeen = (cell: number): boolean => !range || cells.cells.has(range, cell)
      expect(shown(this.fields[n]?.cells as never), LAYERS[n]?.id).toBe(shown(cells, isSeen))
    })
  }
}

function begun(): { town: Lively; relay: FieldRelay; goOn: () => void } {
  const town = new Lively(new Random(5))
  const relay = new FieldRelay(LAYERS)
  let atMs = 0
  const goOn = (): void => {
    atMs += 500
    for (const frame of town.step(atMs)) relay.publish(frame)
  }
  return { town, relay, goOn }
}

describe('the relay of fields', () => {
  test('sends who watches all of it every frame, and a newcomer what is true now', () => {
    const { town, relay, goOn } = begun()
    const [early, late] = [new Follower(), new Follower()]
    relay.join('early', early)
    relay.watch('early', ALL)
    expect(early.frames).toBe(0)
    for (let k = 0; k < 5; k++) goOn()
    relay.join('late', late)
    relay.watch('late', ALL)
    late.seesAll(town)
    for (let k = 0; k < 5; k++) goOn()
    early.seesAll(town)
    late.seesAll(town)
    expect(early.frames).toBe(40)
  })

  test('sends an area only what is in it, and what comes into view when it moves', () => {
    const { town, relay, goOn } = begun()
    const [all, one] = [new Follower(), new Follower()]
    relay.join('all', all)
    relay.watch('all', ALL)
    relay.join('one', one)
    goOn()
    relay.watch('one', near(AREA))
    one.seesAll(town, AREA)
    for (let k = 1; k < 30; k++) {
      const [east, north] = [-400 + 60 * k, -200 + 20 * k]
      const area: Area = [east, north, east + 750, north + 500]
      relay.watch('one', near(area))
      one.seesAll(town, area)
      goOn()
      one.seesAll(town, area)
    }
    expect(one.bytes).toBeLessThan(all.bytes / 2)
    relay.watch('one', ALL)
    one.seesAll(town)
    relay.watch('one', near(AREA))
    one.seesAll(town, AREA)
  })

  test('sends only the layers one watches, and none that are not here', () => {
    const { relay, goOn } = begun()
    const one = new Follower()
    relay.join('one', one)
    relay.watch('one', [
      { layer: 'toy.cars', area: null },
      { layer: 'toy.nothing', area: null },
    ])
    goOn()
    goOn()
    expect(one.fields.map(({ number }) => number)).toEqual([null, null, null, 1])
    relay.watch('one', [])
    goOn()
    expect(one.frames).toBe(2)
    relay.watch('nobody', ALL)
    relay.leave('one')
    expect(relay.size).toBe(0)
  })

  test('passes over who does not read, and gives them what is true when they read again; the others notice nothing', () => {
    const { town, relay, goOn } = begun()
    const [slow, other] = [new Follower(), new Follower()]
    relay.join('slow', slow)
    relay.join('other', other)
    relay.watch('slow', near(AREA))
    relay.watch('other', ALL)
    goOn()
    slow.buffered = MAX_FIELD_BUFFERED_BYTES + 1
    const before = slow.bytes
    for (let k = 0; k < 6; k++) goOn()
    // Moves on while it reads nothing.
    const there: Area = [0, 0, 600, 300]
    relay.watch('slow', near(there))
    relay.catchUp()
    expect(slow.bytes).toBe(before)
    expect(relay.droppedFrames).toBe(24)
    slow.buffered = 0
    relay.catchUp()
    slow.seesAll(town, there)
    other.seesAll(town)
    goOn()
    slow.seesAll(town, there)
    slow.buffered = MAX_FIELD_BUFFERED_BYTES + 1
    goOn()
    slow.buffered = 0
    goOn()
    slow.seesAll(town, there)
  })

  test('takes a new owner that begins anew, and refuses a frame that does not follow', () => {
    const { relay, goOn } = begun()
    const one = new Follower()
    relay.join('one', one)
    relay.watch('one', ALL)
    for (let k = 0; k < 3; k++) goOn()
    const other = new Lively(new Random(6))
    const [first, second, third] = [other.step(1), other.step(2), other.step(3)]
    expect(() => relay.publish(third[0] as Uint8Array)).toThrow(RangeError)
    for (const frame of [...first, ...second]) relay.publish(frame)
    for (const frame of third) relay.publish(frame)
    one.seesAll(other)
    expect(() => relay.publish(Uint8Array.from([0x11, 9, 0, 0]))).toThrow('no layer 9')
  })
})

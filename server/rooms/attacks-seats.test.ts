// Row 11 of the faults and attacks the suite must try: seats nobody takes, rooms nobody may make.
import { afterEach, describe, expect, test } from 'vitest'
import { CityRoom } from './city-room.ts'
import { enter, testTown, type TestTown, until } from './testing.ts'

let town: TestTown
afterEach(() => town?.close())

const post = async (method: string, room: string): Promise<number> =>
  (
    await fetch(`${town.origin}/matchmake/${method}/${room}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: town.origin },
      body: '{}',
    })
  ).status
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${town.origin}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
}
const tally = (codes: readonly number[]): Record<number, number> => {
  const counts: Record<number, number> = {}
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

const SEAT_S = 4
abstract class ImpatientRoom extends CityRoom {
  override seatReservationTimeout = SEAT_S
}

describe('a flood', () => {
  test('ATTACKS 11: of joins that never connect is bounded and passes; of rooms makes none', async () => {
    town = await testTown({ room: ImpatientRoom as unknown as typeof CityRoom })
    const fromMs = performance.now()
    const joins = await Promise.all(Array.from({ length: 300 }, () => post('join', 'city')))
    // Where the machine is so busy that seats nobody took are free again meanwhile, others have them.
    const times = 1 + Math.floor((performance.now() - fromMs) / (SEAT_S * 1000))
    const counts = tally(joins)
    expect(counts[200]).toBeGreaterThanOrEqual(100)
    expect(counts[200]).toBeLessThanOrEqual(200 * times)
    expect(counts[429] ?? 0).toBe(300 - (counts[200] as number))
    expect(await metric('townhall_pending_seats')).toBeLessThanOrEqual(200)
    const made = await Promise.all(Array.from({ length: 50 }, () => post('create', 'city')))
    expect(tally(made)).toEqual({ 403: 50 })
    expect(await metric('townhall_rooms')).toBe(1)
    await until(() => town.people().length === 0)
    await expect.poll(() => metric('townhall_pending_seats')).toBe(0)
    const late = await enter(town, 'Late')
    await late.leave()
  })

  test('ATTACKS 11: from one address is answered 429 before any seat is looked at', async () => {
    town = await testTown({}, { TOWNHALL_JOINS_PER_MINUTE: '20' })
    const codes = await Promise.all(Array.from({ length: 60 }, (_, i) => post(i % 2 === 0 ? 'join' : 'create', 'city')))
    expect(tally(codes)[429]).toBe(40)
    expect(await metric('townhall_pending_seats')).toBeLessThanOrEqual(20)
  })
})

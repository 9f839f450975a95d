// What is around: nearest first, each name once, inside counts as no distance; and the same over HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testTown, type TestTown, toyCity } from '../rooms/testing.ts'
import { type Around, makeAround } from './city-around.ts'

const toy = toyCity()
const around = makeAround(toy.manifest, toy.city, toy.terrain)

describe('what is around', () => {
  test('gives the tower at its wall, with its use and its names', () => {
    const tower = around([20, 0]).things.find((thing) => thing.id === 'way/1')
    expect(tower).toMatchObject({ kind: 'building', name: 'Байтерек', distanceM: 10, atM: [20, 10] })
  })

  test('is at no distance inside', () => {
    const [first] = around([20, 20]).things
    expect(first).toMatchObject({ id: 'way/1', distanceM: 0, atM: [20, 20] })
  })

  test('puts the nearest first, each name once, and nothing beyond the reach', () => {
    const { things } = around([0, 0], 2000)
    const metres = things.map((thing) => thing.distanceM)
    expect(metres).toEqual([...metres].sort((a, b) => a - b))
    const names = things.filter((thing) => thing.name !== '').map((thing) => `${thing.kind} ${thing.name}`)
    expect(new Set(names).size).toBe(names.length)
    expect(things.some((thing) => thing.kind === 'street')).toBe(true)
    expect(around([0, 0], 1).things.every((thing) => thing.distanceM <= 1)).toBe(true)
  })
})

describe('over HTTP', () => {
  let town: TestTown
  beforeAll(async () => {
    town = await testTown()
  })
  afterAll(() => town.close())

  test('answers with the ground and the things, and refuses what is no place', async () => {
    const answer = await fetch(`${town.origin}/city/around?east=20&north=0`)
    const body = (await answer.json()) as Around
    expect(body.things.map((thing) => thing.id)).toContain('way/1')
    expect(typeof body.groundM).toBe('number')
    for (const query of ['', 'east=1', 'east=x&north=1', 'east=1e9&north=0'])
      expect((await fetch(`${town.origin}/city/around?${query}`)).status).toBe(400)
  })
})

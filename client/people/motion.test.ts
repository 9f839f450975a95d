import { expect, it } from 'vitest'
import { type Body, move, type Wish, type World } from './motion.ts'

const body = (over: Partial<Body> = {}): Body => ({
  eastM: 0,
  northM: 0,
  feetUpM: 0,
  headingRad: 0,
  pitchRad: 0,
  mode: 'walk',
  fallMs: 0,
  ...over,
})
const wish = (over: Partial<Wish> = {}): Wish => ({ forward: 0, right: 0, up: 0, fast: false, ...over })
const plain: World = { floorAt: () => 0, collide: (e, n) => [e, n], boundsM: [-1000, -1000, 1000, 1000] }

const after = (seconds: number, b: Body, w: Wish, world: World, frame = 1 / 60): Body => {
  for (let t = 0; t < seconds; t += frame) move(b, w, frame, world)
  return b
}

it('walks north at heading zero and east at a quarter turn', () => {
  const north = after(10, body(), wish({ forward: 1 }), plain)
  expect(north.northM).toBeGreaterThan(18)
  expect(north.eastM).toBeCloseTo(0, 6)
  const east = after(10, body({ headingRad: Math.PI / 2 }), wish({ forward: 1 }), plain)
  expect(east.eastM).toBeGreaterThan(18)
})

it('goes no faster on the diagonal', () => {
  const straight = after(5, body(), wish({ forward: 1 }), plain)
  const diagonal = after(5, body(), wish({ forward: 1, right: 1 }), plain)
  expect(Math.hypot(diagonal.eastM, diagonal.northM)).toBeCloseTo(straight.northM, 6)
})

it('does not run through a wall on a slow frame', () => {
  const wall: World = { ...plain, collide: (e, n) => [e, n > 3 && n < 3.6 ? 3 : n] }
  const b = after(4, body(), wish({ forward: 1, fast: true }), wall, 0.5)
  expect(b.northM).toBeLessThanOrEqual(3)
})

it('follows a slope and falls off an edge', () => {
  const slope: World = { ...plain, floorAt: (_e, n) => n * 0.1 }
  const up = after(5, body(), wish({ forward: 1 }), slope)
  expect(up.feetUpM).toBeCloseTo(up.northM * 0.1, 3)
  const quay: World = { ...plain, floorAt: (_e, n) => (n < 2 ? 0 : -10) }
  const fell = after(6, body(), wish({ forward: 1 }), quay)
  expect(fell.feetUpM).toBe(-10)
})

it('stays inside the city and above the ground when flying', () => {
  const b = after(120, body({ mode: 'fly', pitchRad: -1 }), wish({ forward: 1, fast: true }), plain)
  expect(b.northM).toBeLessThanOrEqual(999)
  expect(b.feetUpM).toBeGreaterThan(0)
})

it('does not fall through a bridge whose deck is not loaded yet', () => {
  const river: World = { ...plain, floorAt: () => -6 }
  const held = after(3, body(), wish({}), { ...river, isVague: () => true })
  expect(held.feetUpM).toBe(0)
  expect(after(3, body(), wish({}), { ...river, isVague: () => false }).feetUpM).toBe(-6)
})

it('stands on the deck that comes, though it rose while one walked on', () => {
  const deckUpM = (n: number): number => 0.1 * n
  const arch = (isThere: boolean): World => ({
    ...plain,
    isVague: () => !isThere,
    floorAt: (_e, n, feetUpM) => (isThere && deckUpM(n) <= feetUpM + 0.6 ? deckUpM(n) : -6),
  })
  const me = after(8, body(), wish({ forward: 1 }), arch(false))
  expect(deckUpM(me.northM)).toBeGreaterThan(1)
  move(me, wish({}), 0.1, arch(true))
  expect(me.feetUpM).toBeCloseTo(deckUpM(me.northM), 6)
})

import { expect, it } from 'vitest'
import { Follower, type Led } from './follow.ts'
import { type Body, move, type World } from './motion.ts'

const body = (over: Partial<Body> = {}): Body => ({
  eastM: 0,
  northM: -2,
  feetUpM: 0,
  headingRad: 0,
  pitchRad: 0,
  mode: 'walk',
  fallMs: 0,
  ...over,
})
const plain: World = { floorAt: () => 0, collide: (e, n) => [e, n], boundsM: [-1000, -1000, 1000, 1000] }
const FRAME_S = 1 / 30

/** Somebody is led along `way` at a speed; returns the worst distance behind, and whether they were ever lost. */
function lead(me: Body, way: readonly (readonly [number, number])[], speedMs: number, world = plain, frameS = FRAME_S) {
  const follower = new Follower(7)
  let worstM = 0
  let isLost = false
  let [e, n] = way[0] as [number, number]
  for (const [toE, toN] of way.slice(1)) {
    while (Math.hypot(toE - e, toN - n) > 0.05) {
      const leftM = Math.hypot(toE - e, toN - n)
      const strideM = Math.min(leftM, speedMs * frameS)
      e += ((toE - e) / leftM) * strideM
      n += ((toN - n) / leftM) * strideM
      const led: Led = { eastM: e, northM: n, upM: 0, mode: 'walk' }
      if (follower.step(me, led, frameS) === 'lost') isLost = true
      move(me, follower.wish, frameS, world)
      worstM = Math.max(worstM, Math.hypot(e - me.eastM, n - me.northM))
    }
  }
  for (let i = 0; i < 300; i++) {
    follower.step(me, { eastM: e, northM: n, upM: 0, mode: 'walk' }, FRAME_S)
    move(me, follower.wish, FRAME_S, world)
  }
  return { worstM, isLost, endM: Math.hypot(e - me.eastM, n - me.northM) }
}

it('stays some two metres behind, whichever way one looks', () => {
  const { worstM, endM } = lead(
    body({ headingRad: 2.5 }),
    [
      [0, 0],
      [0, 60],
      [40, 60],
    ],
    1.9,
  )
  expect(worstM).toBeLessThan(7)
  expect(endM).toBeGreaterThan(1)
  expect(endM).toBeLessThan(2.9)
})

it('goes round a wall the way the guide went', () => {
  // A wall across the straight line, open only far to the east.
  const wall: World = { ...plain, collide: (e, n) => (n > 10 && n < 12 && e < 20 ? [e, 10] : [e, n]) }
  const { isLost, endM } = lead(
    body(),
    [
      [0, 0],
      [0, 8],
      [24, 8],
      [24, 14],
      [0, 14],
    ],
    3,
    wall,
  )
  expect(isLost).toBe(false)
  expect(endM).toBeLessThan(2.9)
})

it('runs to keep up', () => {
  expect(
    lead(
      body(),
      [
        [0, 0],
        [0, 200],
      ],
      5,
    ).worstM,
  ).toBeLessThan(12)
})

it('stays in the guide’s steps when frames are long, and is not run off a bridge', () => {
  let worstOffM = 0
  // A bridge 4 m wide that bends; whoever steps off it is remembered.
  const bend: World = {
    ...plain,
    collide: (e, n) => {
      const offM = Math.min(n <= 41 ? Math.abs(e) : Infinity, e >= -1 ? Math.abs(n - 40) : Infinity)
      worstOffM = Math.max(worstOffM, offM)
      return [e, n]
    },
  }
  const way = [
    [0, 0],
    [0, 40],
    [40, 40],
  ] as const
  const { worstM } = lead(body(), way, 4, bend, 0.7)
  expect(worstOffM).toBeLessThan(2)
  expect(worstM).toBeLessThan(12)
})

it('is lost when they leap away, or when nothing moves any more', () => {
  const far = new Follower(7)
  expect(far.step(body(), { eastM: 500, northM: 0, upM: 0, mode: 'walk' }, FRAME_S)).toBe('lost')
  const me = body()
  const stuck = new Follower(7)
  const said = new Set<string>()
  for (let i = 0; i < 200; i++) said.add(stuck.step(me, { eastM: 0, northM: 20, upM: 0, mode: 'walk' }, FRAME_S))
  expect(said.has('lost')).toBe(true)
})

it('is lost under the bridge the guide stands on, though it is beside them', () => {
  const me = body({ northM: -1 })
  const follower = new Follower(7)
  const said: string[] = []
  for (let i = 0; i < 200; i++) said.push(follower.step(me, { eastM: 0, northM: 0, upM: 1.8, mode: 'walk' }, FRAME_S))
  expect(said).toContain('lost')
  expect(follower.step(me, { eastM: 0, northM: 0, upM: 0.9, mode: 'walk' }, FRAME_S)).toBe('near')
})

it('flies after a guide who flies, to their height', () => {
  const me = body({ mode: 'fly', pitchRad: -0.5 })
  const follower = new Follower(7)
  const led: Led = { eastM: 30, northM: 10, upM: 40, mode: 'fly' }
  for (let i = 0; i < 600; i++) {
    follower.step(me, led, FRAME_S)
    move(me, follower.wish, FRAME_S, plain)
  }
  expect(Math.hypot(me.eastM - 30, me.northM - 10)).toBeLessThan(4)
  expect(Math.abs(me.feetUpM - 40)).toBeLessThan(4)
})

import { expect, it } from 'vitest'
import { EMOTES } from '../../shared/protocol/intent.ts'
import { packLook, passerBy } from '../people/wardrobe.ts'
import { EMOTE_S, gestureAt, newGesture } from './figures-gestures.ts'
import { newGait, strideAt } from './figures-gait.ts'
import { newPosture, poseFigure } from './figures-posture.ts'
import type { FigureState } from './figures-state.ts'
import { levelAt, MOST_OF_LEVEL } from './figures-shown.ts'
import { MOOD } from './shaders/figure-numbers.ts'

const person = (more: Partial<FigureState> = {}): FigureState => ({
  id: 7,
  name: 'Anna',
  look: packLook({ ...passerBy(1), height: 0 }),
  eastM: 0,
  northM: 0,
  upM: 0,
  headingRad: 0,
  pitchRad: 0,
  speedMs: 0,
  mode: 'walk',
  ...more,
})

/** Lives for some seconds, walking as fast as it says towards `towardsRad`. */
function live(state: FigureState, seconds: number, towardsRad = state.headingRad) {
  const gait = newGait(state)
  const posture = newPosture()
  let turned = 0
  let before = gait.phaseRad
  for (let i = 0; i < seconds * 60; i++) {
    state.eastM += (Math.sin(towardsRad) * state.speedMs) / 60
    state.northM += (Math.cos(towardsRad) * state.speedMs) / 60
    poseFigure(state, gait, { seconds: 1 / 60, hasArms: true }, posture)
    turned += (gait.phaseRad - before + 2 * Math.PI) % (2 * Math.PI)
    before = gait.phaseRad
  }
  return { gait, posture, strides: turned / (2 * Math.PI) }
}

it('steps as far as it goes: feet do not slide', () => {
  for (const speedMs of [0.8, 1.4, 1.9, 5.5]) {
    const { posture, strides } = live(person({ speedMs }), 10)
    const into = { groundM: 0, wayM: 0 }
    strideAt(speedMs, posture.run, into)
    expect(strides * into.wayM).toBeCloseTo(speedMs * 10, 0)
    expect(posture.strideM).toBeCloseTo(into.groundM, 2)
    // On the ground a foot goes back as far as the body goes on meanwhile.
    const duty = posture.run > 0.5 ? 0.36 : 0.62
    expect(2 * into.groundM).toBeCloseTo(into.wayM * duty, 2)
  }
})

it('walks at 1.9 m/s and runs at 5.5', () => {
  expect(live(person({ speedMs: 1.9 }), 3).posture.run).toBe(0)
  expect(live(person({ speedMs: 5.5 }), 3).posture.run).toBeCloseTo(1, 2)
  expect(live(person(), 3).posture.strideM).toBeCloseTo(0, 5)
})

it('steps backwards and sideways as it is moved', () => {
  expect(Math.abs(live(person({ speedMs: 1.5 }), 3, Math.PI).posture.stepRad)).toBeCloseTo(Math.PI, 1)
  expect(live(person({ speedMs: 1.5, headingRad: 1 }), 3, 1 + Math.PI / 2).posture.stepRad).toBeCloseTo(Math.PI / 2, 1)
})

it('sits on a bench of 0.45 m, or on the ground', () => {
  const bench = live(person({ mode: 'sit' }), 1).posture
  expect(bench.sit).toBe(1)
  expect(0.92 - bench.dropM).toBeCloseTo(0.45 + 0.085, 6)
  expect(live(person({ mode: 'sit', seatM: 0.05 }), 1).posture.dropM).toBeGreaterThan(0.75)
})

it('sinks the hips of somebody in a headset who crouches, and stands them up again', () => {
  const turn = { x: 0, y: 0, z: 0, w: 1 }
  const state = person({ headset: { upM: 1.625, turn }, left: null, right: null })
  expect(live(state, 1).posture.dropM).toBeCloseTo(0, 3)
  state.headset = { upM: 1.1, turn }
  expect(live(state, 1).posture.dropM).toBeCloseTo(0.525, 2)
})

it('makes a tall person in a headset tall', () => {
  const turn = { x: 0, y: 0, z: 0, w: 1 }
  const { posture } = live(person({ headset: { upM: 1.8, turn } }), 1)
  expect(posture.scale).toBeCloseTo(1.8 / 1.625, 3)
  expect(posture.dropM).toBeCloseTo(0, 3)
})

it('turns the head with the headset and the chest between head and hands', () => {
  const s = Math.sin(-0.4)
  const state = person({
    headset: { upM: 1.6, turn: { x: 0, y: 0, z: s, w: Math.cos(-0.4) } },
    right: { eastM: 0.5, northM: 0.2, upM: 1.2, turn: { x: 0, y: 0, z: 0, w: 1 } },
  })
  const { posture } = live(state, 2)
  expect(posture.headYawRad).toBeCloseTo(0.8, 5)
  expect(posture.yawRad).toBeGreaterThan(0.36)
  expect(posture.yawRad).toBeLessThan(0.9)
  expect(posture.right.weight).toBe(1)
  expect(posture.left.weight).toBe(0)
})

it('puts the wrist behind a held hand', () => {
  const state = person({
    headset: { upM: 1.625, turn: { x: 0, y: 0, z: 0, w: 1 } },
    right: { eastM: 0.2, northM: 0.4, upM: 1.2, turn: { x: 0, y: 0, z: 0, w: 1 } },
  })
  const { right, scale } = live(state, 1).posture
  expect(right.wrist.x * scale).toBeCloseTo(0.2, 2)
  expect(right.wrist.y * scale).toBeCloseTo(1.2, 2)
  expect(right.wrist.z * scale).toBeCloseTo(-0.32, 2)
})

it('follows the hand rather than the emote, and shows the mood anyway', () => {
  const hand = { eastM: 0.2, northM: 0.3, upM: 1, turn: { x: 0, y: 0, z: 0, w: 1 } }
  const { posture } = live(
    person({ emote: 'laugh', emoteS: 1, right: hand, headset: { upM: 1.6, turn: hand.turn } }),
    1,
  )
  expect(posture.right.wrist.y).toBeLessThan(1.1)
  expect(posture.mood & MOOD.laughs).toBe(MOOD.laughs)
})

it('stands still and says so while somebody is away', () => {
  const { posture, strides } = live(person({ speedMs: 1.9, isAway: true }), 2)
  expect(strides).toBe(0)
  expect(posture.mood).toBe(MOOD.away)
})

it('holds a raised hand above the head until it is lowered', () => {
  const { right } = live(person({ isHandUp: true }), 2).posture
  expect(right.weight).toBeCloseTo(1, 3)
  expect(right.wrist.y).toBeGreaterThan(1.8)
})

it('begins and ends every emote at rest, and moves something in between', () => {
  const g = newGesture()
  const look = { yawRad: 0, pitchRad: 0 }
  const amount = (): number =>
    g.left.weight + g.right.weight + Math.abs(g.headYawRad) + Math.abs(g.headPitchRad) + Math.abs(g.leanRad)
  for (const emote of EMOTES) {
    gestureAt(emote, 0, look, g)
    expect(amount(), emote).toBeLessThan(1e-6)
    gestureAt(emote, EMOTE_S[emote] * 0.45, look, g)
    expect(amount(), emote).toBeGreaterThan(0.05)
    for (const hand of [g.left, g.right])
      if (hand.weight > 0) {
        const { fingers: f, thumb: t } = hand
        expect(Math.hypot(f.x, f.y, f.z)).toBeCloseTo(1, 3)
        expect(f.x * t.x + f.y * t.y + f.z * t.z).toBeCloseTo(0, 3)
      }
    gestureAt(emote, EMOTE_S[emote], look, g)
    expect(amount(), emote).toBe(0)
  }
})

it('draws the nearest finely and nobody beyond a thousand', () => {
  const none = [0, 0, 0]
  expect([levelAt(3, none), levelAt(20, none), levelAt(200, none)]).toEqual([0, 1, 2])
  expect(levelAt(3, [MOST_OF_LEVEL[0], 0, 0])).toBe(1)
  expect(levelAt(3, [...MOST_OF_LEVEL])).toBeNull()
})

it('keeps fifty people at hand within 60,000 triangles', () => {
  const taken = [0, 0, 0]
  const cost = [1001, 325, 72]
  let triangles = 0
  for (let i = 0; i < 50; i++) {
    const level = levelAt(5, taken) ?? 2
    taken[level] = (taken[level] ?? 0) + 1
    triangles += cost[level] ?? 0
  }
  expect(triangles).toBeLessThan(60_000)
})

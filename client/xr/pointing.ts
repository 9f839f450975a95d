// From hands to what they mean: over which surface a ray or a fingertip is, when it presses and lets go. What is over no
// surface is the city's: `pressedCity` is called with the hand. A fingertip presses by passing through from the front.
import type { Hand, Hands, Side } from './hands.ts'
import type { Surface, Touch } from './surface.ts'

/** A fingertip nearer than this takes the place of the ray. */
const NEAR_M = 0.12
/** It lets go when it is this far in front again. */
const OUT_M = 0.012
/** How deep a finger may push in one frame and still have pressed. */
const DEEP_M = 0.16
const MOVED = 0.002

type State = {
  readonly hand: Hand
  readonly id: number
  over: Surface | null
  readonly touch: Touch
  /** Who holds the press that began on a surface. */
  held: Surface | null
  isNear: boolean
  /** Where the tip was against each surface in the last frame, metres in front. */
  readonly before: Map<Surface, number>
  readonly told: { u: number; v: number }
}

export class Pointing {
  private readonly states: readonly State[]
  private readonly surfaces: Surface[] = []
  /** The surface a hand carries: it cannot press its own. */
  readonly carriers = new Map<Surface, Side>()

  constructor(hands: Hands) {
    this.states = hands.all.map((hand, i) => ({
      hand,
      id: 300 + i,
      over: null,
      touch: { u: 0, v: 0, distanceM: 0 },
      held: null,
      isNear: false,
      before: new Map(),
      told: { u: -1, v: -1 },
    }))
  }

  add(surface: Surface): void {
    this.surfaces.push(surface)
  }

  remove(surface: Surface): void {
    const at = this.surfaces.indexOf(surface)
    if (at >= 0) this.surfaces.splice(at, 1)
    this.carriers.delete(surface)
    for (const state of this.states) {
      state.before.delete(surface)
      if (state.over === surface) state.over = null
      if (state.held === surface) state.held = null
    }
  }

  /** Once a frame, after the hands were read. */
  step(pressedCity: (hand: Hand) => void): void {
    for (const state of this.states) {
      if (state.hand.kind === 'none') this.let(state)
      else if (!this.touchNear(state)) this.pointFar(state, pressedCity)
    }
  }

  /** Over what a hand is: how far along its ray, or null over nothing. */
  endOf(hand: Hand): number | null {
    const state = this.stateOf(hand)
    return state?.over && !state.isNear ? state.touch.distanceM : null
  }

  isTouching(hand: Hand): boolean {
    return this.stateOf(hand)?.isNear === true
  }

  isOver(hand: Hand): boolean {
    return this.stateOf(hand)?.over != null
  }

  private stateOf(hand: Hand): State | undefined {
    return this.states.find((state) => state.hand === hand)
  }

  private let(state: State): void {
    if (state.held) this.up(state)
    state.over = null
    state.isNear = false
    state.before.clear()
  }

  /** True when a fingertip is at a surface: the ray rests then. */
  private touchNear(state: State): boolean {
    const { hand, touch } = state
    let isNear = false
    if (hand.hasTip)
      for (const surface of this.surfaces) {
        if (!surface.isOpen || this.carriers.get(surface) === hand.side) continue
        const isInside = surface.near(hand.tip, touch)
        const was = state.before.get(surface) ?? Number.NaN
        state.before.set(surface, touch.distanceM)
        if (state.held === surface && state.isNear) {
          isNear = true
          if (!isInside || touch.distanceM > OUT_M || touch.distanceM < -DEEP_M) this.up(state)
          else this.move(state, surface)
          break
        }
        if (!isInside || touch.distanceM > NEAR_M || touch.distanceM < -DEEP_M) continue
        if (was > 0 && touch.distanceM <= 0 && !state.held) {
          isNear = true
          this.move(state, surface)
          this.down(state, surface)
          break
        }
        if (touch.distanceM > 0) {
          isNear = true
          this.move(state, surface)
          break
        }
      }
    if (!isNear && state.isNear && state.held) this.up(state)
    state.isNear = isNear
    return isNear
  }

  private pointFar(state: State, pressedCity: (hand: Hand) => void): void {
    const { hand } = state
    let nearest: Surface | null = null
    let bestM = Number.POSITIVE_INFINITY
    for (const surface of this.surfaces) {
      if (!surface.isOpen || this.carriers.get(surface) === hand.side) continue
      if (!surface.meet(hand.ray.at, hand.ray.dir, spare) || spare.distanceM >= bestM) continue
      nearest = surface
      bestM = spare.distanceM
      Object.assign(state.touch, spare)
    }
    if (nearest) this.move(state, nearest)
    else state.over = null
    for (let i = 0; i < hand.presses; i++) {
      if (nearest) this.down(state, nearest)
      else pressedCity(hand)
    }
    if (hand.releases > 0 && state.held) this.up(state)
  }

  private move(state: State, surface: Surface): void {
    const { touch, told } = state
    if (state.over === surface && Math.abs(touch.u - told.u) < MOVED && Math.abs(touch.v - told.v) < MOVED) return
    state.over = surface
    told.u = touch.u
    told.v = touch.v
    surface.tell('move', touch, state.id)
  }

  private down(state: State, surface: Surface): void {
    if (state.held) this.up(state)
    state.held = surface
    surface.tell('down', state.touch, state.id)
  }

  private up(state: State): void {
    const surface = state.held
    state.held = null
    if (!surface) return
    // Where it was last over the surface: a finger that slips off has still pressed.
    spare.u = state.told.u
    spare.v = state.told.v
    surface.tell('up', spare, state.id)
  }
}

const spare: Touch = { u: 0, v: 0, distanceM: 0 }

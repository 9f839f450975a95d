// What a hand's ray meets in the city: a building or the ground, by the footprint grid that also answers the mouse, and before
// that what stands or moves there. On a table only what lies on it counts.
// The dot on the city is found ten times a second for each hand; a press asks at once.
import type { Pick, RayM } from '../../shared/city/footprint-grid.ts'
import type { IsShown, Met } from '../scene/field-layer.ts'
import { eastOf, northOf, upOf, type Vec3 } from '../scene/frame.ts'
import type { Hand, Hands } from './hands.ts'
import type { HeadsetHost } from './host.ts'
import type { Pointing } from './pointing.ts'
import { type Stage, toWorld, turnToWorld } from './stage.ts'

const REACH_M = 1500
/** Of the room, over a table. */
const TABLE_REACH_M = 4
const EVERY_MS = 100

export class CityPointing {
  /** The building under the ray of the hand asked last. */
  feature: number | null = null
  /** Whether a place of the city is drawn; all are where one stands in it. */
  isShown: IsShown | null = null
  /** Where a hand's ray counts from, in the room, if it is not from where it is. */
  from: ((ray: Hand['ray']) => Readonly<Vec3>) | null = null
  private readonly host: HeadsetHost
  private readonly stage: Stage
  private readonly ends = new Map<Hand, number | null>()
  /** Where the rays of hands that point at the city meet it. */
  private readonly places = new Map<Hand, Pick['atM'] | null>()
  private askedMs = Number.NEGATIVE_INFINITY
  /** Of the hand asked last. */
  readonly ray: { -readonly [K in keyof RayM]: number } = {
    eastM: 0,
    northM: 0,
    upM: 0,
    dirE: 0,
    dirN: 0,
    dirU: 0,
  }
  private readonly ground = (e: number, n: number): number => this.host.around.groundForRay(e, n)

  constructor(host: HeadsetHost, stage: Stage) {
    this.host = host
    this.stage = stage
  }

  step(hands: Hands, pointing: Pointing, nowMs: number): void {
    if (nowMs - this.askedMs < EVERY_MS) return
    this.askedMs = nowMs
    let feature: number | null = null
    for (const hand of hands.all) {
      const isFree = hand.kind !== 'none' && !pointing.isOver(hand)
      const hit = isFree ? this.pick(hand) : null
      const thingM = isFree ? this.host.reachThing(this.ray, this.met(hand, hit)) : null
      const endM = thingM ?? hit?.distanceM ?? null
      this.ends.set(hand, endM === null ? null : endM / this.stage.frame.scale)
      this.places.set(hand, hit?.atM ?? null)
      if (thingM === null) feature = hit?.feature ?? feature
    }
    if (feature === this.feature) return
    this.feature = feature
    // Beyond a card that is kept, the building under the ray stands out.
    if (!this.host.model.isCardPinned.peek()) this.host.scene.highlight(feature)
  }

  endOf(hand: Hand): number | null {
    return this.ends.get(hand) ?? null
  }

  placeOf(hand: Hand): Pick['atM'] | null {
    return this.places.get(hand) ?? null
  }

  /** What of the city is met by the ray asked last, a hand's. Hands and gazes go where they press the ground. */
  met(hand: Hand, hit: Pick | null): Met {
    return {
      distanceM: hit?.distanceM ?? Infinity,
      isBuilding: hit !== null && hit.feature !== null,
      isToWalk: this.isShown === null && hand.kind !== 'controller',
      ...(this.isShown ? { isShown: this.isShown } : {}),
    }
  }

  pick(hand: Hand): Pick | null {
    const { ray } = this
    const { frame } = this.stage
    toWorld(frame, this.from?.(hand.ray) ?? hand.ray.at, at)
    ray.eastM = eastOf(at)
    ray.northM = northOf(at)
    ray.upM = upOf(at)
    turnToWorld(frame, hand.ray.dir, at)
    ray.dirE = eastOf(at)
    ray.dirN = northOf(at)
    ray.dirU = upOf(at)
    const hit = this.host.around.footprints.pickRay(ray, Math.max(REACH_M, TABLE_REACH_M * frame.scale), this.ground)
    return hit && this.isShown?.(hit.atM[0], hit.atM[1]) === false ? null : hit
  }

  dispose(): void {
    if (!this.host.model.isCardPinned.peek()) this.host.scene.highlight(null)
  }
}

const at: Vec3 = { x: 0, y: 0, z: 0 }

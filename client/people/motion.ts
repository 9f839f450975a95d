// How one's own body moves: walking on ground and decks with walls in the way, flying over it all, or sitting still.
// Pure: takes the body, what is asked for and the world, gives the body a moment later. No clock, no DOM.

export type Body = {
  eastM: number
  northM: number
  /** Soles, metres above the datum. */
  feetUpM: number
  /** Clockwise from north. */
  headingRad: number
  /** Upwards positive. */
  pitchRad: number
  mode: 'walk' | 'fly' | 'sit'
  /** Vertical speed while falling, m/s. */
  fallMs: number
  /** The floor was still missing when the body last moved. */
  isOnVague?: boolean
}

/** What hands ask for; each axis -1..1. */
export type Wish = { forward: number; right: number; up: number; fast: boolean }

export type World = {
  /** Terrain or the deck one stands on, metres above the datum. */
  floorAt(eastM: number, northM: number, feetUpM: number): number
  /** Pushes a body out of walls. */
  collide(eastM: number, northM: number, radiusM: number, feetUpM: number): readonly [eastM: number, northM: number]
  /** The floor there may still be missing: decks come with the finest tiles only. */
  isVague?(eastM: number, northM: number): boolean
  /** W, S, E, N of the city, metres. */
  boundsM: readonly [number, number, number, number]
}

export const EYE_HEIGHT_M = 1.65
export const BODY_RADIUS_M = 0.35
export const WALK_MS = 1.9
export const RUN_MS = 5.5
const FLY_MS = 22
const FLY_FAST_MS = 90
const GRAVITY_MS2 = 9.81
const CEILING_M = 1500
/** A stride this long at most is tested against walls at once, so that nobody runs through one on a slow frame. */
const STRIDE_M = 0.3
/** Feet follow a floor that drops by less than this at once; further, one falls. */
const STEP_DOWN_M = 0.7
/** Where the floor is vague nobody falls from the height of a bridge: its deck is still on its way. */
const HOLD_M = 15
/** Who walked on meanwhile is lifted so far onto the deck that comes; who stands under a bridge has more over them. */
const LIFT_M = 2.5

export const still = (wish: Readonly<Wish>): boolean => wish.forward === 0 && wish.right === 0 && wish.up === 0

/** Moves the body by `seconds`; changes `body` in place and allocates nothing worth naming. */
export function move(body: Body, wish: Readonly<Wish>, seconds: number, world: World): void {
  if (body.mode === 'fly') fly(body, wish, seconds, world)
  else if (body.mode === 'walk') walk(body, wish, seconds, world)
  // Who sits has to stand up first.
  else settle(body, seconds, world)
}

function walk(body: Body, wish: Readonly<Wish>, seconds: number, world: World): void {
  const push = Math.min(1, Math.hypot(wish.forward, wish.right))
  if (push > 0) {
    const turn = body.headingRad + Math.atan2(wish.right, wish.forward)
    const wayM = push * (wish.fast ? RUN_MS : WALK_MS) * seconds
    const strides = Math.max(1, Math.ceil(wayM / STRIDE_M))
    for (let i = 0; i < strides; i++) {
      const east = body.eastM + (Math.sin(turn) * wayM) / strides
      const north = body.northM + (Math.cos(turn) * wayM) / strides
      const [e, n] = world.collide(east, north, BODY_RADIUS_M, body.feetUpM)
      place(body, e, n, world)
      settle(body, 0, world)
    }
  }
  settle(body, seconds, world)
}

/** Feet to the floor: at once over small steps, by gravity over drops. */
function settle(body: Body, seconds: number, world: World): void {
  const isVague = world.isVague?.(body.eastM, body.northM) === true
  const liftM = body.isOnVague === true && !isVague ? LIFT_M : 0
  body.isOnVague = isVague
  const floor = world.floorAt(body.eastM, body.northM, body.feetUpM + liftM)
  if (body.feetUpM - floor <= STEP_DOWN_M && body.fallMs === 0) {
    body.feetUpM = floor
    return
  }
  if (body.feetUpM - floor < HOLD_M && isVague) return
  body.fallMs += GRAVITY_MS2 * seconds
  body.feetUpM -= body.fallMs * seconds
  if (body.feetUpM <= floor) {
    body.feetUpM = floor
    body.fallMs = 0
  }
}

function fly(body: Body, wish: Readonly<Wish>, seconds: number, world: World): void {
  // The higher, the faster: a tour over the whole city and a look into a courtyard need one control.
  const floor = world.floorAt(body.eastM, body.northM, body.feetUpM)
  const aloft = Math.max(1, Math.min(4, (body.feetUpM - floor) / 60))
  const speed = (wish.fast ? FLY_FAST_MS : FLY_MS) * (wish.fast ? 1 : aloft)
  const level = Math.cos(body.pitchRad)
  const east = Math.sin(body.headingRad) * level * wish.forward + Math.cos(body.headingRad) * wish.right
  const north = Math.cos(body.headingRad) * level * wish.forward - Math.sin(body.headingRad) * wish.right
  const up = Math.sin(body.pitchRad) * wish.forward + wish.up
  const length = Math.hypot(east, north, up)
  body.fallMs = 0
  if (length === 0) return
  const wayM = (Math.min(1, length) / length) * speed * seconds
  place(body, body.eastM + east * wayM, body.northM + north * wayM, world)
  const lowest = world.floorAt(body.eastM, body.northM, body.feetUpM) + 0.2
  body.feetUpM = Math.min(lowest + CEILING_M, Math.max(lowest, body.feetUpM + up * wayM))
}

function place(body: Body, eastM: number, northM: number, world: World): void {
  const [west, south, east, north] = world.boundsM
  body.eastM = Math.min(east - 1, Math.max(west + 1, eastM))
  body.northM = Math.min(north - 1, Math.max(south + 1, northM))
}

// How finely each part of a body is drawn in each level of detail.

/** 0 near, 1 middle, 2 far. */
export type FigureLevel = 0 | 1 | 2

export type Detail = {
  readonly skull: number
  readonly skullRings: readonly number[]
  readonly hairRings: number
  readonly more: number
  readonly trunk: number
  readonly shellRings: number
  readonly arm: number
  readonly leg: number
  /** Rings of the limbs are left out where the level bends them in one step. */
  readonly isBentSmoothly: boolean
  readonly hasHands: boolean
  readonly hasFeet: boolean
}
export const DETAILS: readonly Detail[] = [
  {
    skull: 10,
    skullRings: [0, 2, 3, 4, 5, 6],
    hairRings: 5,
    more: 5,
    trunk: 8,
    shellRings: 4,
    arm: 5,
    leg: 5,
    isBentSmoothly: true,
    hasHands: true,
    hasFeet: true,
  },
  {
    skull: 6,
    skullRings: [0, 2, 4, 6],
    hairRings: 3,
    more: 0,
    trunk: 6,
    shellRings: 3,
    arm: 4,
    leg: 4,
    isBentSmoothly: false,
    hasHands: false,
    hasFeet: true,
  },
  {
    skull: 3,
    skullRings: [2, 5],
    hairRings: 0,
    more: 0,
    trunk: 4,
    shellRings: 2,
    arm: 3,
    leg: 3,
    isBentSmoothly: false,
    hasHands: false,
    hasFeet: false,
  },
]

// What devices are drawn as: what stands still, and the part that moves, which is put where its share says. Metres, facing
// north, low in triangles. Drawn, not surveyed.
import { box, lathe, type Plan, tube } from './buildings-solids.ts'
import { PART, paint, type PropMesh, propMesh } from './props-part.ts'

const STEEL = paint(PART.plain, 0x6b747b)
const DARK = paint(PART.plain, 0x2c3033)
const RED = paint(PART.plain, 0xc8102e)
const WHITE = paint(PART.plain, 0xf2f2f0)
const YELLOW = paint(PART.plain, 0xf2b632)
const BLUE = paint(PART.plain, 0x2f6fa8)

/** Where the arm of a barrier turns, above the ground. */
export const PIVOT_UP_M = 1.05
export const ARM_M = 6
/** How far the plate of a sluice, or the sign of a pump, moves up. */
export const RISE_M = { sluice: 2.2, pump: 0.7 } as const

const at = (x: number, z: number): Plan => ({ x, z, cos: 1, sin: 0 })

export const barrierPost = (): PropMesh =>
  propMesh((b) => {
    box(b, at(0, 0), 0.24, 0.2, 0, 1.25, YELLOW)
    box(b, at(0, 0), 0.27, 0.23, 1.25, 1.33, DARK)
    box(b, at(ARM_M - 0.2, 0), 0.06, 0.1, 0, 0.95, STEEL)
  })

/** Lies along x from the pivot, striped as barriers are. */
export const barrierArm = (): PropMesh =>
  propMesh((b) => {
    const stripes = 8
    for (let i = 0; i < stripes; i++) {
      const [from, to] = [(ARM_M * i) / stripes, (ARM_M * (i + 1)) / stripes]
      tube(b, [from, 0, 0.28], [to, 0, 0.28], 0.075, 6, i % 2 === 0 ? RED : WHITE)
    }
    tube(b, [-0.8, 0, 0.28], [0, 0, 0.28], 0.13, 6, DARK)
  })

export const sluiceFrame = (): PropMesh =>
  propMesh((b) => {
    for (const x of [-2.1, 2.1]) box(b, at(x, 0), 0.2, 0.3, 0, 4.2, STEEL)
    box(b, at(0, 0), 2.4, 0.35, 4.2, 4.6, STEEL)
    box(b, at(0, 0), 0.35, 0.35, 4.6, 5.1, BLUE)
  })

export const sluicePlate = (): PropMesh =>
  propMesh((b) => {
    box(b, at(0, 0), 1.9, 0.08, 0, 2, BLUE)
    tube(b, [0, 2, 0], [0, 3.2, 0], 0.07, 6, DARK)
  })

export const pumpHouse = (): PropMesh =>
  propMesh((b) => {
    lathe(
      b,
      at(0, 0),
      [
        [0.75, 0],
        [0.75, 1.1],
        [0.3, 1.45],
      ],
      10,
      BLUE,
    )
    tube(b, [0.6, 0.45, 0], [2, 0.45, 0], 0.22, 8, STEEL)
  })

/** Stands the higher the harder it works. */
export const pumpSign = (): PropMesh =>
  propMesh((b) => {
    lathe(
      b,
      at(0, 0),
      [
        [0.16, 1.3],
        [0.16, 1.8],
        [0, 1.95],
      ],
      8,
      YELLOW,
    )
  })

export const otherPost = (): PropMesh =>
  propMesh((b) => {
    lathe(
      b,
      at(0, 0),
      [
        [0.14, 0],
        [0.1, 1.6],
      ],
      6,
      STEEL,
    )
    box(b, at(0, 0), 0.22, 0.16, 1.6, 2.1, DARK)
  })

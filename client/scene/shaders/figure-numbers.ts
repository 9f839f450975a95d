// Numbers that the figure shader shares with what fills its attributes.
import { JOINT } from '../mesh/figure-parts.ts'

/** What a face and the far body show, in bits. */
export const MOOD = { away: 1, laughs: 2, talks: 4, handUp: 8 } as const
/** What the fingers do. */
export const GRIP = { relaxed: 0, flat: 1, point: 2, thumb: 3, fist: 4 } as const

/** Where the chest bends and turns, and how long the arm's bones are: the inverse kinematics of the hands needs the same. */
export const CHEST_PIVOT_M = 0.98
export const UPPER_ARM_M = JOINT.shoulderM - JOINT.elbowM
export const FOREARM_M = JOINT.elbowM - JOINT.wristM

/** A number as GLSL writes it. */
export const f = (n: number): string => n.toFixed(4)

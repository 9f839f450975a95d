// Another hand of a crew, by the scheme it is for.
import { inertialHand } from './bands.ts'
import type { Hand, Plan } from './crew.ts'
import { fullHand } from './full-bands.ts'
import type { WasmMemory } from './wasm.ts'

const HANDS = { inertial: inertialHand, full: fullHand } as const

export const handOf = (memory: WasmMemory, plan: Plan, hand: number): Hand => HANDS[plan.scheme](memory, plan, hand)

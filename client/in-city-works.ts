// The works that stand in the city at a moment, as its systems tell of them.
import type { Facts } from '../shared/protocol/facts.ts'
import { SYSTEMS_HERE } from './systems/index.ts'
import type { StandingWork } from './systems/system.ts'

export type { StandingWork } from './systems/system.ts'

export const standingWorks = (facts: Facts): readonly StandingWork[] =>
  SYSTEMS_HERE.flatMap(({ works }) => works?.(facts) ?? [])

// What a run came to, as its row tells it: the last and the highest of each indicator, in the digits that people read.
import { MOST_INDICATORS } from '../../../shared/systems/whatif/branch.ts'
import type { Fork } from '../../timelines/forks.ts'
import type { Outcome } from '../../timelines/messages.ts'

const DIGITS = 6

/** As a row tells it. */
export const cameOf = ({ indicators, reachedS }: Pick<Outcome, 'indicators' | 'reachedS'>) => ({
  indicators: indicators.slice(0, MOST_INDICATORS).map(({ id, label, unit, end, peak }) => ({
    id: id.slice(0, 80),
    label: label.slice(0, 80),
    unit: unit.slice(0, 20),
    end: Number(end.toPrecision(DIGITS)),
    peak: Number(peak.toPrecision(DIGITS)),
  })),
  reachedS,
})

/** Of a run that was ended and could say nothing any more: what it showed last. */
export function shownOf({ facts, fromMs }: Fork) {
  const indicators = (facts?.indicators ?? []).map(({ value, ...one }) => ({ ...one, end: value, peak: value }))
  return cameOf({ indicators, reachedS: facts ? Math.max(0, facts.nowMs - fromMs) / 1000 : 0 })
}

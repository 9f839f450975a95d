// `townhall simulate flood`.
import type { Model } from '../model.ts'
import { type FloodCase, readFloodCase } from './case.ts'
import { memberOf } from './ensemble.ts'
import { runFlood } from './run.ts'

export const floodModel: Model = {
  name: 'flood',
  run: (caseFile) => {
    const given = readFloodCase(caseFile)
    if ('reason' in given) return given
    return given.members === 0 ? runFlood(given) : { ...runFlood(given), members: membersOf(given) }
  },
}

/** Of each what it was multiplied with, its probes and its account. */
const membersOf = (given: FloodCase) =>
  Array.from({ length: given.members }, (_, n) => {
    const { of, factors } = memberOf(given, n + 1)
    const { probes, volume, stopped } = runFlood(of)
    return { factors, probes, volume, ...(stopped === undefined ? {} : { stopped }) }
  })

// `townhall simulate flood`.
import type { Model } from '../model.ts'
import { readFloodCase } from './case.ts'
import { runFlood } from './run.ts'

export const floodModel: Model = {
  name: 'flood',
  run: (caseFile) => {
    const given = readFloodCase(caseFile)
    return 'reason' in given ? given : runFlood(given)
  },
}

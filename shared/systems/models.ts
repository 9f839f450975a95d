// What `townhall simulate` can run: each model reads its case file and gives one object, or the sentence why it cannot.
import { readFloodCase } from './flood/case.ts'
import { runFlood } from './flood/run.ts'

export type Model = (caseFile: unknown) => object | { readonly reason: string }

export const MODELS: Readonly<Record<string, Model>> = {
  flood: (caseFile) => {
    const given = readFloodCase(caseFile)
    return 'reason' in given ? given : runFlood(given)
  },
}

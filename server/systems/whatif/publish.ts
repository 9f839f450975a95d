// What is shown of branches: a row for each branch, intervention and run, and a mark where a branch was begun or run.
import type { Command } from '../../../shared/kernel/system.ts'
import type { WhatifState } from '../../../shared/systems/whatif/branch.ts'
import {
  AGAIN_ROWS,
  againRows,
  BRANCH_ROWS,
  branchRow,
  RUN_ROWS,
  runRow,
  type RunRow,
  STEP_ROWS,
  stepRow,
} from '../../../shared/systems/whatif/told.ts'
import type { Publisher } from '../publisher.ts'

/** Letters; see `Row` of facts.ts. */
const MOST_ROW = 4000
const MARKED = new Set(['whatif.begin', 'whatif.run', 'whatif.import'])

export const whatifShown: Publisher<WhatifState> = {
  system: 'whatif',
  rows: ({ branches }) =>
    branches.flatMap((branch) => [
      row(`${BRANCH_ROWS}${branch.id}`, branchRow(branch)),
      ...branch.interventions.map((one) => row(`${STEP_ROWS}${branch.id}.${one.n}`, stepRow(branch, one))),
      ...branch.runs.map((one) =>
        row(`${RUN_ROWS}${branch.id}.${one.kind}.${one.member}`, fitting(runRow(branch, one))),
      ),
      ...branch.runs.flatMap((run) =>
        againRows(branch, run).map((one, i) =>
          row(`${AGAIN_ROWS}${branch.id}.${run.kind}.${run.member}.${i + 1}`, one),
        ),
      ),
    ]),
  markOf(command: Command & Readonly<Record<string, unknown>>) {
    const { branch } = command
    return MARKED.has(command.type) && typeof branch === 'string' ? branch : null
  },
}

const row = (id: string, of: object) => ({ id, json: JSON.stringify(of) })

/** A row of facts holds no more: the last indicators are left out where they are too many. */
function fitting(run: RunRow): RunRow {
  const { indicators } = run
  const isTooLong = (count: number): boolean =>
    JSON.stringify({ ...run, indicators: indicators.slice(0, count) }).length > MOST_ROW
  let count = indicators.length
  while (count > 0 && isTooLong(count)) count--
  return { ...run, indicators: indicators.slice(0, count) }
}

// What is shown of the alerts: the rows of the list, and marks of what fired and cleared by itself. Those that fire are
// among the twin's alerts already. A mark's text is JSON for the page's catalogue.
import type { Command } from '../../../shared/kernel/system.ts'
import { wordsJson } from '../../../shared/kernel/words.ts'
import type { AlertsState, Happening } from '../../../shared/systems/alerts/life.ts'
import { type AlertRow, reportRow, ruleRow } from '../../../shared/systems/alerts/told.ts'
import type { Publisher } from '../publisher.ts'

export const alertsShown: Publisher<AlertsState> = {
  system: 'alerts',
  rows: (state) => [
    ...rowsOf(state).map((row) => ({ id: `alerts.alert/${row.id}`, json: JSON.stringify(row) })),
    ...state.watched.map(({ rule }) => ({ id: `alerts.rule/${rule.id}`, json: JSON.stringify(rule) })),
  ],
  markOf(command: Command & { readonly alert?: unknown; readonly rule?: unknown }) {
    // A report marks itself when it begins.
    if (command.type === 'alerts.report' || command.type === 'alerts.withdraw') return null
    if (typeof command.alert === 'string') return command.alert
    if (typeof command.rule === 'string') return command.rule
    const { id } = (command.rule ?? {}) as { id?: unknown }
    return typeof id === 'string' ? id : null
  },
  happened: (state) => state.happened.map((one) => ({ n: one.n, mark: markOf(one, state) })),
}

export const rowsOf = ({ watched, reports }: AlertsState): AlertRow[] => [
  ...watched.map(ruleRow),
  ...reports.map(reportRow),
]

function markOf({ atMs, what, alert }: Happening, { watched, reports }: AlertsState) {
  const rule = watched.find((one) => one.rule.id === alert)?.rule.name
  const headline = reports.find((one) => one.alert === alert)?.headline
  const name = rule ?? { en: headline ?? alert }
  return { atMs, kind: `alerts.${what}`, text: wordsJson(name) }
}

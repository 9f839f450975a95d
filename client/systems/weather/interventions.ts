// The weathers a branch can be given, as they are announced to the live city.
import type { InterventionKind } from '../../panels/interventions.ts'
import { announcedHours, announcing, KINDS, readEntry } from './announcements.ts'

export const weatherInterventions: readonly InterventionKind[] = KINDS.map((kind) => ({
  id: `weather ${kind}`,
  title: `weather_${kind}`,
  isCircumstance: true,
  fields: [{ key: 'hours', label: 'intervention_hours', unit: 'h', least: 0.5, most: 72, step: 0.5, first: 3 }],
  command: ({ hours = 0 }, { atMs }) => ({ ...announcing(kind, hours, atMs) }),
  values: (command) => {
    const { entry } = command
    if (command.type !== 'weather.announce' || typeof entry !== 'string' || readEntry(entry)?.kind !== kind) return null
    return { hours: announcedHours(command) }
  },
}))

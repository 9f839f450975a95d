// The weather on the page: its marks in the reader's words, and what planners may do with it.
import { isKey, say } from '../../panels/strings.ts'
import type { SystemHere } from '../system.ts'
import { readEntry } from './announcements.ts'
import { weatherInterventions } from './interventions.ts'
import { WeatherPlanning } from './planning.tsx'

export const weatherHere: SystemHere = {
  id: 'weather',
  markText: ({ kind, text }) => {
    const key = `mark_${kind.replace('.', '_')}`
    const read = readEntry(text)
    return isKey(key) ? say(key, { what: read ? say(`weather_${read.kind}`) : text }) : null
  },
  Planning: WeatherPlanning,
  interventions: weatherInterventions,
}

// The flood on the page: its water and works as they stand in the city, what it is in words, its gauges with what is foreseen,
// and what planners may do.
import { isKey, say } from '../../panels/strings.ts'
import { markWords } from '../../panels/told-words.ts'
import type { SystemHere } from '../system.ts'
import { floodInterventions } from './interventions.ts'
import { FloodPlanning } from './planning.tsx'
import { FloodReading } from './reading.tsx'
import { standing, workDeeds } from './works.ts'

export const floodHere: SystemHere = {
  id: 'flood',
  water: { level: 'flood.level', depth: 'flood.depth', east: 'flood.east', north: 'flood.north' },
  works: standing,
  markText: ({ kind, text }) => {
    const key = `mark_${kind.replace('.', '_')}`
    return isKey(key) ? say(key, { what: markWords(text) }) : null
  },
  cardDeeds: workDeeds,
  Reading: FloodReading,
  Planning: FloodPlanning,
  interventions: floodInterventions,
}

// The words of the text twin: where a thing lies against the way one faces, and the sentence that says it.
import { distanceText } from './distance.ts'
import type { Sighting } from './model.ts'
import { say } from './strings.ts'

const DIRECTIONS = ['ahead', 'aheadRight', 'right', 'behindRight', 'behind', 'behindLeft', 'left', 'aheadLeft'] as const
/** Nearer than this, a direction says nothing. */
const HERE_M = 2
/** How many are told at once; the list has the rest. */
const TOLD = 5

export type Direction = (typeof DIRECTIONS)[number] | 'here'

/** One of eight winds of the body: 0 degrees is ahead, 90 to the right. */
export function directionOf(bearingDeg: number): Direction {
  return DIRECTIONS[(((Math.round(bearingDeg / 45) % 8) + 8) % 8) as 0] ?? 'ahead'
}

export const directionText = ({ bearingDeg, distanceM }: Sighting): string =>
  say(`direction_${distanceM < HERE_M ? 'here' : directionOf(bearingDeg)}`)

/** What it is called; a building of which nothing is known is called that. */
export const nameText = ({ name }: Sighting): string => (name === say('use_unknown') ? say('unnamedBuilding') : name)

/** Where it is, after its name: `church, 40 m, ahead to the right`. What the name says already is not said again. */
export function whereText(sighting: Sighting): string {
  const { kind, name, detail, distanceM } = sighting
  const isSaid = detail === name || detail === say('use_unknown')
  const what = name === say('use_unknown') ? [] : [isSaid || detail === '' ? say(`kind_${kind}`) : detail]
  return [...what, distanceText(distanceM), directionText(sighting)].join(', ')
}

/** The nearest few in one breath, for a live region. */
export function aroundText(sightings: readonly Sighting[]): string {
  if (sightings.length === 0) return say('aroundEmpty')
  return say('aroundSaid', {
    list: sightings
      .slice(0, TOLD)
      .map((one) => `${nameText(one)}, ${whereText(one)}`)
      .join('; '),
  })
}

// The house of a real city: its package and the systems that play in it. A timeline's worker opens it for itself.
import type { AnySystem } from '../../shared/kernel/system.ts'
import { SYSTEMS } from '../../shared/systems/index.ts'
import { openCity } from '../city/package.ts'
import { PUBLISHERS } from '../systems/index.ts'
import type { AnyPublisher } from '../systems/publisher.ts'
import type { HouseAt, ShownHouse } from './messages.ts'

/** `all`, `none`, or ids separated by commas. Throws a sentence when there is no such system. */
export function systemsNamed(names: string): { systems: readonly AnySystem[]; publishers: readonly AnyPublisher[] } {
  if (names === 'all') return { systems: SYSTEMS, publishers: PUBLISHERS }
  const wanted = names === 'none' ? [] : names.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => !SYSTEMS.some(({ id }) => id === name))
  if (unknown !== undefined)
    throw new Error(`there is no city system "${unknown}"; there are: ${SYSTEMS.map(({ id }) => id).join(', ')}`)
  return {
    systems: SYSTEMS.filter(({ id }) => wanted.includes(id)),
    publishers: PUBLISHERS.filter(({ system }) => wanted.includes(system)),
  }
}

/** For a worker: the package in the folder `dir`, with the systems of these names. */
export const houseAt = (dir: string, names: string): HouseAt => ({
  url: import.meta.url,
  given: JSON.stringify({ dir, names }),
})

/** @public Called by a timeline's worker, by the address of this module. */
export function openHouse(given: string): Promise<ShownHouse> {
  const { dir, names } = JSON.parse(given) as { dir: string; names: string }
  const { manifest, city } = openCity(dir)
  const { systems, publishers } = systemsNamed(names)
  return Promise.resolve({ systems, city, shows: { publishers, ground: { city, boundsM: manifest.boundsM } } })
}

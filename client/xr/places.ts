// Places to offer on the wrist: where visits begin, and what has a name around.
import { say } from '../panels/strings.ts'
import type { HeadsetHost } from './host.ts'
import type { NamedPlace } from './wrist-pages.ts'

const MOST = 12

export async function namedPlaces({ model, scene, spawn }: HeadsetHost): Promise<readonly NamedPlace[]> {
  const places: NamedPlace[] = [{ name: say('spawnPlace'), atM: [spawn.eastM, spawn.northM] }]
  const add = (name: string, atM: readonly [number, number]): void => {
    if (places.length < MOST && name !== '' && !places.some((place) => place.name === name)) places.push({ name, atM })
  }
  model.acts.lookAround()
  for (const { kind, name, atM } of model.around.peek()) if (kind === 'building' || kind === 'place') add(name, atM)
  if (places.length < MOST / 2)
    for (const name of scene.labels.texts().names.slice(0, MOST)) {
      const [hit] = await model.acts.search(name)
      if (hit) add(hit.name, hit.atM)
    }
  return places
}

// A process that appends until it is killed and says how far it was told that it got; see appending.test.ts.
import type { Description } from './contract.ts'
import { openThings } from './things.ts'

const [, , dir = ''] = process.argv
const things = await openThings({ dir })
const description: Description = {
  deviceId: 'killed',
  name: 'gauge killed',
  description: 'a water gauge',
  place: { name: 'the river', geometry: { type: 'Point', coordinates: [71.4, 51.1] } },
  datastreams: [
    {
      key: 'levelM',
      name: 'levelM',
      description: 'levelM',
      unit: { name: 'm', symbol: 'm', definition: 'http://unit/m' },
      observedProperty: { name: 'level', definition: 'http://property/levelM', description: 'level' },
      sensor: { name: 'radar', description: 'radar', metadata: 'v1' },
    },
  ],
}
const { datastreams } = await things.ensureThing(description)
const datastreamId = datastreams['levelM'] ?? 0
for (let from = 0; ; from += 100) {
  await things.append(Array.from({ length: 100 }, (_, i) => ({ datastreamId, atMs: from + i, result: from + i })))
  process.send?.(from + 100)
}

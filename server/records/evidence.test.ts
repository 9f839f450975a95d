// Evidence asked for in numbers: scenarios are drawn one after another in a thread, some wait, and the rest are told when to ask
// again.
import { afterAll, expect, it } from 'vitest'
import type { Facts } from '../../shared/protocol/facts.ts'
import { isHeld } from '../../shared/civic/state.ts'
import { opened } from '../../shared/civic/testing.ts'
import { folder } from '../journal/testing.ts'
import { toyCity } from '../rooms/testing.ts'
import { systemsNamed } from '../timelines/house.ts'
import { layersOf } from '../timelines/publication.ts'
import { openEvidence } from './evidence.ts'
import { keptIn } from './kept.ts'

const home = folder()
afterAll(() => home.remove())
const hash = (digit: string): string => digit.repeat(64)
const FROM = { timeline: 'live', seq: 7, atMs: 1_780_315_200_000 }

/** As the system of branches tells them. */
const branch = (id: string): object => ({
  id,
  title: `Dike ${id}`,
  by: { id: 'p1', name: 'Aigul' },
  madeMs: 1,
  from: FROM,
  hours: 6,
  members: 1,
  revision: 2,
  origin: 1,
  steps: 0,
  caseHash: '',
})
const run = (id: string, kind: string): object => ({
  branch: id,
  kind,
  member: 0,
  state: 'done',
  isStale: false,
  revision: 2,
  timeline: `${kind}-${id}`,
  progress: 1,
  reason: '',
  reachedS: 21_600,
  tries: 1,
  indicators: [],
  evidence: {
    cityHash: hash('1'),
    city: 'toy',
    fork: { ...FROM, stateHash: hash('2') },
    interventionsHash: hash('3'),
    systems: [{ id: 'flood', version: 3 }],
    build: 'ab'.repeat(8),
    member: 0,
    inputsHash: hash('5'),
    outputsHash: hash('6'),
  },
})
const rowsOf = (id: string) => [
  { id: `whatif.branch/${id}`, json: JSON.stringify(branch(id)) },
  ...(['baseline', 'branch'] as const).map((kind) => ({
    id: `whatif.run/${id}.${kind}.0`,
    json: JSON.stringify(run(id, kind)),
  })),
]

it('draws few at once, and refuses beyond with a sentence and a time', async () => {
  const ids = Array.from({ length: 14 }, (_, i) => `dike-${i}`)
  const facts: Facts = { nowMs: FROM.atMs, seq: 7, alerts: [], indicators: [], gauges: [], rows: ids.flatMap(rowsOf) }
  const { city: flat, manifest } = toyCity()
  const terrain = { cols: 2, rows: 2, cellM: 400, westM: -200, southM: -200, heightsM: new Float32Array(4) }
  const city = { ...flat, terrain }
  const layers = layersOf(systemsNamed('flood').publishers, { city, boundsM: manifest.boundsM })
  expect(layers.map(({ id }) => id)).toContain('flood.depth')
  const faults: string[] = []
  const desk = openEvidence({
    kept: keptIn(home.where.dir),
    twin: {
      live: () => ({ status: 'playing', facts }),
      layers,
    },
    city,
    replayDir: home.where.dir,
    documentsDir: home.where.dir,
    hourRoots: () => Promise.resolve([]),
    consultations: () => null,
    onFault: (where, error) => void faults.push(`${where}: ${String(error)}`),
  })
  const state = opened().get()
  if (!isHeld(state)) throw new Error('not held')
  // Nothing is recorded of these runs: the thread finds that out, and there is evidence without a picture.
  const all = await Promise.all([...ids, ids[0]].map((id) => desk.compose(state, { branch: id })))
  const refused = all.flatMap((one) => (one.ok ? [] : [one]))
  expect(all.filter(({ ok }) => ok)).toHaveLength(10)
  expect(all.at(-1)).toEqual(all[0])
  expect(refused.map(({ status, againInS }) => `${status} ${againInS}`)).toEqual(refused.map(() => '503 27'))
  expect(refused[0]?.reason).toBe('too many pictures of evidence are being drawn; ask again in 27 s')
  expect(faults).toEqual([])
})

// For tests only: a branch of works that a council votes on, a small city in which the flood and tasks play, and deeds between
// the two, as the server wires them.
import { join } from 'node:path'
import type { RecordEvidence } from '../../shared/records/format.ts'
import type { RecordHouse } from '../records/testing.ts'
import { EVIDENCE } from '../records/testing.ts'
import { type TestTown, testTown, toyPackage, until } from '../rooms/testing.ts'
import { ADOPTING, DECIDED } from '../systems/outside.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { type Deeds, openDeeds } from './deeds.ts'
import { readingsIn } from './readings.ts'

const line = (north: number) => [
  [60, north],
  [120, north],
]
const step = (command: { readonly type: string } & Readonly<Record<string, unknown>>, inBaseline = false) => ({
  atS: 0,
  command,
  inBaseline,
})
/** The third, fourth and fifth are works; a storm, what was there in both runs and a trial with a device are none. */
const INTERVENTIONS = [
  step({ type: 'flood.setStorm', mmPerH: 30, hours: 1 }),
  step({ type: 'flood.placeBarrier', id: 'old', line: line(90), crestAboveGroundM: 1 }, true),
  step({
    type: 'flood.placeBarrier',
    id: 'dam',
    name: 'School dam',
    line: line(60),
    crestAboveGroundM: 1,
    kind: 'embankment',
  }),
  step({ type: 'flood.placeGate', id: 'gate', line: line(80), openShare: 1 }),
  step({ type: 'flood.setGate', id: 'gate', openShare: 0.5 }),
  step({ type: 'tasks.simulate', device: 'gate', parameters: { positionShare: 1 } }),
]
export const WORKS: RecordEvidence = {
  ...EVIDENCE,
  scenario: EVIDENCE.scenario && { ...EVIDENCE.scenario, interventions: INTERVENTIONS },
}

/** In that folder; opened again it goes on. */
export async function workTown(dir: string): Promise<TestTown> {
  const ground = { cols: 2, rows: 2, cellM: 400, westM: -200, southM: -200, heightsM: new Float32Array(4) }
  const place = await toyPackage(join(dir, 'city'), ground)
  const town = await testTown({ city: place }, { TOWNHALL_SYSTEMS: 'flood,tasks', TOWNHALL_DATA: join(dir, 'data') })
  await until(() => (town.twin.live().facts?.seq ?? 0) > 1, 20_000)
  return town
}

type Between = {
  readonly town: TestTown
  readonly council: RecordHouse
  readonly dir: string
  readonly act?: CityTwin['act']
  readonly records?: Pick<RecordHouse['desk'], 'list' | 'find' | 'file'>
  readonly onFault: (where: string, error: unknown) => void
}

export function deedsBetween({ town, council, dir, onFault, ...given }: Between): Deeds {
  const act: CityTwin['act'] = given.act ?? ((timeline, one) => town.twin.act(timeline, one))
  const twin = { ...town.twin, act }
  return openDeeds({
    house: council.house.house,
    records: given.records ?? council.desk,
    decided: (DECIDED[0] as NonNullable<(typeof DECIDED)[0]>)({ twin }),
    adopting: ADOPTING.map((begin) => begin({ twin })),
    live: () => town.twin.live().facts,
    readings: readingsIn(join(dir, 'follow-ups'), onFault),
    personOf: () => Promise.resolve(null),
    onFault,
    everyMs: 20,
  })
}

/** As live shows them, with how far gates are open, which is told a moment after they stand. */
export const shownWorks = ({ twin }: Pick<TestTown, 'twin'>): string[] =>
  workRows({ twin }).map(({ id, openShare = '' }) => `${String(id)} ${String(openShare)}`.trim())
export const workRows = ({ twin }: Pick<TestTown, 'twin'>): Record<string, unknown>[] =>
  (twin.live().facts?.rows ?? [])
    .filter(({ id }) => id.startsWith('flood.work/'))
    .map(({ json }) => JSON.parse(json) as Record<string, unknown>)

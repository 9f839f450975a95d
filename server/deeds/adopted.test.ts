// Works of a branch that was voted on come into the live city when the decision is executed: as the decision, each once through
// restarts and refusals, and never taken back by it. Weather and flows of the branch stay there.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Effect } from '../../shared/records/effect.ts'
import { folder } from '../journal/testing.ts'
import {
  decide,
  EVIDENCE,
  type KeyPerson,
  keyPeople,
  type RecordHouse,
  recordHouse,
  recordOf,
} from '../records/testing.ts'
import { type TestTown, testTown, toyPackage } from '../rooms/testing.ts'
import { ADOPTING, DECIDED } from '../systems/outside.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import { type Deeds, openDeeds } from './deeds.ts'
import { type FollowUp, followUpOf } from './follow-up.ts'
import { followUpHtml } from './follow-up-page.ts'
import { readingsIn } from './readings.ts'

const home = folder()
const city = folder()
const BUILD: Effect = {
  kind: 'department',
  what: 'Raise the embankment',
  department: 'Works',
  dueAt: new Date(Date.now() + 86_400_000).toISOString(),
}
const line = (north: number) => [
  [60, north],
  [120, north],
]
const step = (command: { readonly type: string } & Readonly<Record<string, unknown>>, inBaseline = false) => ({
  atS: 0,
  command,
  inBaseline,
})
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
const evidence = { ...EVIDENCE, scenario: EVIDENCE.scenario && { ...EVIDENCE.scenario, interventions: INTERVENTIONS } }

let town: TestTown
let council: RecordHouse
let people: KeyPerson[]
let deeds: Deeds
let record = ''
const faults: string[] = []
const onFault = (where: string, error: unknown): void => void faults.push(`${where}: ${String(error)}`)
/** What is asked of live in the name of decisions, and what live is kept from hearing. */
const placed: string[] = []
let isCut: (intent: string) => boolean = () => false

const openTown = async (): Promise<void> => {
  const ground = { cols: 2, rows: 2, cellM: 400, westM: -200, southM: -200, heightsM: new Float32Array(4) }
  const place = await toyPackage(join(city.where.dir, 'city'), ground)
  town = await testTown(
    { city: place },
    { TOWNHALL_SYSTEMS: 'flood,tasks', TOWNHALL_DATA: join(city.where.dir, 'data') },
  )
  await vi.waitUntil(() => (town.twin.live().facts?.seq ?? 0) > 1, 20_000)
}
const open = (): void => {
  const act: CityTwin['act'] = (timeline, given) => {
    if (given.actor.id.startsWith('decision:') && given.intent.startsWith('adopt')) {
      if (isCut(given.intent)) return Promise.resolve({ ok: false, reason: 'not recorded: the disk is full' })
      placed.push(given.intent)
    }
    return town.twin.act(timeline, given)
  }
  const twin = { ...town.twin, act }
  deeds = openDeeds({
    house: council.house.house,
    records: council.desk,
    decided: (DECIDED[0] as NonNullable<(typeof DECIDED)[0]>)({ twin }),
    adopting: ADOPTING.map((begin) => begin({ twin })),
    live: () => town.twin.live().facts,
    readings: readingsIn(join(home.where.dir, 'follow-ups'), onFault),
    personOf: () => Promise.resolve(null),
    onFault,
    everyMs: 20,
  })
}
const followUp = async (): Promise<FollowUp> => {
  const readings = { of: () => Promise.resolve({ inForce: null, executed: null }) }
  const told = await followUpOf(record, { records: council.desk, deeds, readings, nowMs: Date.now() })
  if (!told) throw new Error(`there is no record ${record}`)
  return told
}
const works = async (): Promise<string[]> =>
  (await followUp()).works.map(({ n, name, isPlaced, why }) => `${n} ${name} ${isPlaced ? 'placed' : why || 'waits'}`)
/** With how far gates are open, which is told a moment after they stand. */
const shown = (): string[] => workRows().map(({ id, openShare = '' }) => `${String(id)} ${String(openShare)}`.trim())
const workRows = (): Record<string, unknown>[] =>
  (town.twin.live().facts?.rows ?? [])
    .filter(({ id }) => id.startsWith('flood.work/'))
    .map(({ json }) => JSON.parse(json) as Record<string, unknown>)
let asked = 0
const act = async (command: { readonly type: string } & Readonly<Record<string, unknown>>) =>
  town.twin.act('live', { command, actor: { id: 'p-works', role: 'operator', name: 'Works' }, intent: `t-${++asked}` })

beforeAll(async () => {
  people = await keyPeople(3)
  ;[, council] = await Promise.all([openTown(), recordHouse(home.where.dir)])
  open()
  await decide(council, people, { meeting: 'm1', method: 'named', choices: 'yyn', evidence, effects: [BUILD] })
  const { body } = await recordOf(council, people, 'm1')
  record = body.recordId
  await council.house.does(people[1] as KeyPerson, 'm1', { type: 'meeting.publishRecord', record })
}, 120_000)
afterAll(async () => {
  await deeds.close()
  await council.close()
  await town.close()
  await Promise.all([home.remove(), city.remove()])
}, 60_000)

describe('works of a decision', () => {
  it('wait until the department says that it has built them', async () => {
    const task = `decision-${record}-0`
    await expect.poll(() => deeds.seen(task)?.state, { timeout: 15_000 }).toBe('requested')
    expect(await works()).toEqual(['3 School dam waits', '4 gate waits', '5 gate waits'])
    expect(placed).toEqual([])
    // The second of them does not get through at first.
    isCut = (intent) => intent === 'adopt 4'
    for (const to of ['accepted', 'done'])
      expect(await act({ type: 'tasks.moveAssignment', task, to })).toMatchObject({ ok: true })
    await expect
      .poll(works, { timeout: 15_000 })
      .toEqual(['3 School dam placed', '4 gate not recorded: the disk is full', '5 gate waits'])
    expect(placed).toEqual(['adopt 3'])
  }, 90_000)

  it('are placed as the decision, each once, though the server stops in the middle and starts again', async () => {
    await deeds.close()
    await town.close()
    await openTown()
    isCut = () => false
    open()
    await expect.poll(works, { timeout: 15_000 }).toEqual(['3 School dam placed', '4 gate placed', '5 gate placed'])
    await expect.poll(shown, { timeout: 15_000 }).toEqual([`${record}-3`, `${record}-4 0.5`])
    const [dam, gate] = workRows()
    expect(dam).toMatchObject({
      name: 'School dam',
      by: `decision ${record}`,
      kind: 'embankment',
      crestAboveGroundM: 1,
    })
    expect(gate).toMatchObject({ is: 'gate', openShare: 0.5, by: `decision ${record}` })
    // No storm came along, nor the barrier that was there in both runs.
    const water = town.twin.live().facts?.rows?.find(({ id }) => id === 'flood.water/now')
    expect(JSON.parse(water?.json ?? '{}')).toMatchObject({ isStorm: false })
  }, 90_000)

  it('stay as people leave them: what somebody takes away is not placed again', async () => {
    expect(await act({ type: 'flood.removeWork', id: `${record}-3` })).toMatchObject({ ok: true })
    await deeds.close()
    open()
    await expect.poll(works, { timeout: 15_000 }).toEqual(['3 School dam placed', '4 gate placed', '5 gate placed'])
    await expect.poll(shown, { timeout: 15_000 }).toEqual([`${record}-4 0.5`])
  }, 90_000)

  it('are told in three languages beside the tasks', async () => {
    const told = await followUp()
    const pages = (['en', 'ru', 'kk'] as const).map(
      (language) => followUpHtml(told, { language, timeZone: 'UTC' }).html,
    )
    expect(pages[0]).toContain('3. School dam')
    expect(pages[0]).toContain('placed by this decision')
    expect(new Set(pages).size).toBe(3)
    for (const page of pages) expect(page).not.toMatch(/undefined|\{\w+\}|flood\./)
    expect(faults).toEqual([])
  }, 90_000)
})

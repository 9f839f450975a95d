// Works of a branch that was voted on come into the live city when the decision is executed: as the decision, each once through
// restarts and refusals, and never taken back by it. Weather and flows of the branch stay there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Effect } from '../../shared/records/effect.ts'
import type { RecordEvidence } from '../../shared/records/format.ts'
import { folder } from '../journal/testing.ts'
import { decide, type KeyPerson, keyPeople, type RecordHouse, recordHouse, recordOf } from '../records/testing.ts'
import type { TestTown } from '../rooms/testing.ts'
import type { CityTwin } from '../timelines/city-twin.ts'
import type { Deeds } from './deeds.ts'
import { type FollowUp, followUpOf } from './follow-up.ts'
import { followUpHtml } from './follow-up-page.ts'
import { deedsBetween, shownWorks, WORKS, workRows, workTown } from './testing-works.ts'

const home = folder()
const city = folder()
const BUILD: Effect = {
  kind: 'department',
  what: 'Raise the embankment',
  department: 'Works',
  dueAt: new Date(Date.now() + 86_400_000).toISOString(),
}
const PUMP = { type: 'flood.placePump', id: 'pump', name: 'School pump', fromM: [90, 40], toM: [120, 40], m3S: 1 }
let town: TestTown
let council: RecordHouse
let people: KeyPerson[]
let deeds: Deeds
let record = ''
let first = ''
const faults: string[] = []
const onFault = (where: string, error: unknown): void => void faults.push(`${where}: ${String(error)}`)
/** What is asked of live in the name of decisions, and what live is kept from hearing. */
const placed: string[] = []
let isCut: (intent: string) => boolean = () => false

const openTown = async (): Promise<void> => void (town = await workTown(city.where.dir))
const open = (records: Pick<RecordHouse['desk'], 'list' | 'find' | 'file'> = council.desk): void => {
  const act: CityTwin['act'] = (timeline, given) => {
    if (given.actor.id.startsWith('decision:') && given.intent.startsWith('adopt')) {
      if (isCut(given.intent)) return Promise.resolve({ ok: false, reason: 'not recorded: the disk is full' })
      placed.push(given.intent)
    }
    return town.twin.act(timeline, given)
  }
  deeds = deedsBetween({ town, council, dir: home.where.dir, act, records, onFault })
}
/** Decided, signed and published; the record's id. */
type Given = { readonly evidence?: RecordEvidence; readonly effects?: readonly Effect[]; readonly supersedes?: string }
const published = async (meeting: string, { supersedes, ...given }: Given): Promise<string> => {
  await decide(council, people, { meeting, method: 'named', choices: 'yyn', ...given })
  const { recordId } = (await recordOf(council, people, meeting, supersedes === undefined ? {} : { supersedes })).body
  await council.house.does(people[1] as KeyPerson, meeting, { type: 'meeting.publishRecord', record: recordId })
  return recordId
}
const followUp = async (): Promise<FollowUp> => {
  const readings = { of: () => Promise.resolve({ inForce: null, executed: null }) }
  const told = await followUpOf(record, { records: council.desk, deeds, readings, nowMs: Date.now() })
  if (!told) throw new Error(`there is no record ${record}`)
  return told
}
const works = async (): Promise<string[]> =>
  (await followUp()).works.map(({ n, name, isPlaced, why }) => `${n} ${name} ${isPlaced ? 'placed' : why || 'waits'}`)
const shown = (): string[] => shownWorks(town)
let asked = 0
const act = async (command: { readonly type: string } & Readonly<Record<string, unknown>>) =>
  town.twin.act('live', { command, actor: { id: 'p-works', role: 'operator', name: 'Works' }, intent: `t-${++asked}` })

beforeAll(async () => {
  people = await keyPeople(3)
  ;[, council] = await Promise.all([openTown(), recordHouse(home.where.dir)])
  open()
  record = await published('m1', { evidence: WORKS, effects: [BUILD] })
  first = record
})
afterAll(async () => {
  await deeds.close()
  await council.close()
  await town.close()
  await Promise.all([home.remove(), city.remove()])
})

describe('works of a decision', () => {
  it('wait until the department says that it has built them', async () => {
    const task = `decision-${record}-0`
    await expect.poll(() => deeds.seen(task)?.state).toBe('requested')
    expect(await works()).toEqual(['3 School dam waits', '4 gate waits', '5 gate waits'])
    expect(placed).toEqual([])
    // The second of them does not get through at first.
    isCut = (intent) => intent === 'adopt 4'
    for (const to of ['accepted', 'done'])
      expect(await act({ type: 'tasks.moveAssignment', task, to })).toMatchObject({ ok: true })
    await expect.poll(works).toEqual(['3 School dam placed', '4 gate not recorded: the disk is full', '5 gate waits'])
    expect(placed).toEqual(['adopt 3'])
  })

  it('are placed as the decision, each once, though the server stops in the middle and starts again', async () => {
    await deeds.close()
    await town.close()
    await openTown()
    isCut = () => false
    open()
    await expect.poll(works).toEqual(['3 School dam placed', '4 gate placed', '5 gate placed'])
    await expect.poll(shown).toEqual([`${record}-3`, `${record}-4 0.5`])
    const [dam, gate] = workRows(town)
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
  })

  it('stay as people leave them: what somebody takes away is not placed again', async () => {
    expect(await act({ type: 'flood.removeWork', id: `${record}-3` })).toMatchObject({ ok: true })
    await deeds.close()
    open()
    await expect.poll(works).toEqual(['3 School dam placed', '4 gate placed', '5 gate placed'])
    await expect.poll(shown).toEqual([`${record}-4 0.5`])
    // That gate stands there; what another decision would do to it is not done by that.
    const tried = ['flood.setGate', 'flood.removeWork'].map((type) => ({
      command: { type, id: `${record}-4`, ...(type === 'flood.setGate' ? { openShare: 0 } : {}) },
      inBaseline: false,
    }))
    expect(deeds.works('another', tried).map(({ what, isPlaced }) => [what, isPlaced])).toEqual([
      ['flood.setGate', false],
      ['flood.removeWork', false],
    ])
  })

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
  })

  it('come with a decision that asks for no task when it is published, or on the day it takes effect', async () => {
    await deeds.close()
    // No date is voted on here yet: the file is given with one, as another's would have it.
    let effectiveFrom: string | null = new Date(Date.now() + 86_400_000).toISOString()
    const file: RecordHouse['desk']['file'] = async (id) => {
      const given = await council.desk.file(id)
      if (!given?.ok) return given
      const { body } = given.file
      return { ok: true, file: { ...given.file, body: { ...body, decision: { ...body.decision, effectiveFrom } } } }
    }
    const dated = { ...council.desk, file }
    open(dated)
    const built = { atS: 0, inBaseline: false, command: PUMP }
    const scenario = WORKS.scenario && { ...WORKS.scenario, interventions: [built] }
    const before = shown()
    record = await published('m2', { evidence: { ...WORKS, scenario } })
    const lifeNow = (): string | undefined => council.desk.find(record)?.held.life.is
    // Looked at many times meanwhile.
    await new Promise((later) => setTimeout(later, 500))
    expect([lifeNow(), await works()]).toEqual(['inForce', ['1 School pump waits']])
    expect(placed).not.toContain('adopt 1')
    const page = followUpHtml(await followUp(), { language: 'en', timeZone: 'UTC' }).html
    expect(page).toContain('placed when the decision takes effect')

    await deeds.close()
    effectiveFrom = null
    open(dated)
    await expect.poll(lifeNow).toBe('executed')
    await expect.poll(works).toEqual(['1 School pump placed'])
    await expect.poll(shown).toEqual([...before, `${record}-1`])
    expect(placed.filter((intent) => intent === 'adopt 1')).toHaveLength(1)
    expect(faults).toEqual([])
  })

  it('are told as placed when another decision is in its place and the server has started again', async () => {
    await published('m3', { supersedes: first })
    await expect.poll(() => council.desk.find(first)?.held.life.is).toBe('superseded')
    const asked = placed.length
    await deeds.close()
    record = first
    open()
    // One was taken away by somebody, and of what was done to the gate nothing can be seen.
    await expect.poll(works).toEqual(['3 School dam placed', '4 gate placed', '5 gate placed'])
    const told = await followUp()
    expect(told).toMatchObject({ state: 'superseded', executedAt: expect.any(String) })
    expect(followUpHtml(told, { language: 'en', timeZone: 'UTC' }).html).not.toContain('not placed')
    // The other decision's own is asked for again as ever.
    expect(placed.slice(asked).filter((intent) => intent !== 'adopt 1')).toEqual([])
    expect(faults).toEqual([])
  })
})

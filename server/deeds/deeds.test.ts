// From decision to deed with everything real: a council's vote and its signed record, the live city with its tasks, a device that
// is called after two, its sensor; what was promised beside what is read; restarts, failures, a decision in another's place.
import express from 'express'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordsOf } from '../../shared/civic/records.ts'
import type { Effect } from '../../shared/records/effect.ts'
import type { Who } from '../identity/identity.ts'
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
import { type TestTown, testTown } from '../rooms/testing.ts'
import { ACTING, DECIDED } from '../systems/outside.ts'
import { type Deeds, openDeeds } from './deeds.ts'
import { type FollowUp, followUpOf } from './follow-up.ts'
import { type Readings, readingsIn } from './readings.ts'
import { followUpHtml } from './follow-up-page.ts'
import { deedRoutes } from './routes.ts'

const SERVER = { id: 'server', role: 'operator' } as const
const DAY_MS = 86_400_000
const home = folder()
const due = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString()
const gate = (device: string, positionShare = 1): Effect => ({
  kind: 'device',
  device,
  parameters: { positionShare },
  department: 'Water',
  dueAt: due(3),
})
const works: Effect = { kind: 'department', what: 'Raise the embankment', department: 'Works', dueAt: due(-1) }
/** The branch shut the gate and foresaw no more than one open task of the city, where there would have been four. */
const [baseline, branch] = EVIDENCE.runs
const foreseen = (peak: number) => [{ id: 'tasks.waiting', label: 'Tasks not over', unit: '', end: 0, peak }]
const simulated = (device: string) => ({
  atS: 60,
  command: { type: 'tasks.simulate', device, parameters: { positionShare: 1 } },
  inBaseline: false,
})
const evidence = {
  ...EVIDENCE,
  scenario: EVIDENCE.scenario && {
    ...EVIDENCE.scenario,
    interventions: [simulated('gate'), simulated('silent')],
  },
  runs: [
    { ...(baseline as NonNullable<typeof baseline>), indicators: foreseen(4) },
    { ...(branch as NonNullable<typeof branch>), indicators: foreseen(1) },
  ],
}

let town: TestTown
let council: RecordHouse
let people: KeyPerson[]
let actuator: { close(): Promise<void> }
let deeds: Deeds
let readings: Readings
const calls: { device: string; taskId: string }[] = []
const faults: string[] = []
const onFault = (where: string, error: unknown): void => void faults.push(`${where}: ${String(error)}`)

const decidedHere = () => (DECIDED[0] as NonNullable<(typeof DECIDED)[0]>)({ twin: town.twin })
const open = (): void => {
  readings = readingsIn(join(home.where.dir, 'follow-ups'), onFault)
  deeds = openDeeds({
    house: council.house.house,
    records: council.desk,
    decided: decidedHere(),
    adopting: [],
    live: () => town.twin.live().facts,
    readings,
    // The mover and the chair are known to the city too.
    personOf: (account) => Promise.resolve(account === people[2]?.id ? 'person-mover' : null),
    onFault,
    everyMs: 50,
  })
}
let asked = 0
const act = async (id: string, command: { readonly type: string } & Readonly<Record<string, unknown>>) => {
  const actor = id === 'server' ? SERVER : ({ id, role: 'operator', name: id } as const)
  return town.twin.act('live', { command, actor, intent: `test-${++asked}` })
}
const equip = (device: string) =>
  act('server', {
    type: 'tasks.equipDevice',
    device,
    name: `Gate ${device}`,
    kind: 'sluice',
    eastM: 10,
    northM: 20,
    isSimulated: true,
    parameters: [{ key: 'positionShare', unit: '', min: 0, max: 1 }],
    // Only of the one that keeps silent is the end awaited.
    readBack: { thing: device, key: 'positionShare', tolerance: 0.05, withinS: device === 'silent' ? 1 : 30 },
  })
const followUp = async (record: string): Promise<FollowUp> => {
  const told = await followUpOf(record, { records: council.desk, deeds, readings, nowMs: Date.now() })
  if (!told) throw new Error(`there is no record ${record}`)
  return told
}
/** Decided, signed and published; the record's id. */
async function published(meeting: string, effects: readonly Effect[], supersedes?: string): Promise<string> {
  await decide(council, people, { meeting, method: 'named', choices: 'yyn', evidence, effects })
  const { body } = await recordOf(council, people, meeting, supersedes === undefined ? {} : { supersedes })
  expect(Object.keys(town.twin.live().facts?.rows ?? []).join()).not.toContain(body.recordId)
  const [, secretary] = people as [KeyPerson, KeyPerson]
  await council.house.does(secretary, meeting, { type: 'meeting.publishRecord', record: body.recordId })
  return body.recordId
}
const states = async (record: string): Promise<string[]> => (await followUp(record)).tasks.map(({ state }) => state)
const become = (record: string, wanted: readonly string[]) => expect.poll(() => states(record)).toEqual(wanted)
const lifeOf = (record: string): string | undefined => council.desk.find(record)?.held.life.is

beforeAll(async () => {
  people = await keyPeople(3)
  ;[town, council] = await Promise.all([
    testTown({}, { TOWNHALL_SYSTEMS: 'alerts,tasks' }),
    recordHouse(home.where.dir),
  ])
  await vi.waitUntil(() => (town.twin.live().facts?.seq ?? 0) > 1, 60_000)
  for (const device of ['gate', 'silent', 'other']) expect(await equip(device)).toMatchObject({ ok: true })
  const options = {
    twin: town.twin,
    city: town.city,
    roleOf: () => Promise.resolve(null),
    isOn: false,
    send: async (device: string, { taskId }: { readonly taskId: string }) => {
      calls.push({ device, taskId })
      if (device === 'gate')
        await town.twin.observe({ thing: 'gate', key: 'positionShare', value: 1, atMs: Date.now() + 500 })
    },
    onFault: (error: unknown) => onFault('actuator', error),
  }
  const [openActuator] = ACTING
  actuator = (openActuator as NonNullable<typeof openActuator>)(options)
  open()
})
afterAll(async () => {
  await deeds.close()
  await actuator.close()
  await council.close()
  await town.close()
  await home.remove()
})

describe('a carried decision', () => {
  it('asks for tasks when it is published and does nothing itself; after another person it is done, read back and executed', async () => {
    const record = await published('m-deed', [gate('gate'), works])
    await become(record, ['requested', 'requested'])
    const [device, department] = (await followUp(record)).tasks
    expect(device).toMatchObject({ kind: 'device', what: 'gate', task: `decision-${record}-0`, word: 'requested' })
    expect(department).toMatchObject({ kind: 'department', what: 'Raise the embankment', isOverdue: true })
    expect(calls).toEqual([])

    // Whoever moved it, and the decision itself, are not the second person.
    const approve = { type: 'tasks.approve', task: `decision-${record}-0` }
    expect(await act('person-mover', approve)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('stand behind') as string,
    })
    expect(await act(`decision:${record}`, approve)).toMatchObject({ ok: false })
    expect(await act('person-duty', approve)).toMatchObject({ ok: true })
    await become(record, ['done', 'requested'])
    expect(calls).toEqual([{ device: 'gate', taskId: `decision-${record}-0` }])
    expect((await followUp(record)).tasks[0]).toMatchObject({
      by: 'person-duty',
      read: { key: 'positionShare', value: 1 },
    })
    expect(lifeOf(record)).toBe('inForce')

    for (const to of ['accepted', 'running', 'done'])
      expect(
        await act('person-works', { type: 'tasks.moveAssignment', task: `decision-${record}-1`, to, note: 'By hand' }),
      ).toMatchObject({ ok: true })
    await expect.poll(() => lifeOf(record)).toBe('executed')
    await become(record, ['done', 'done'])

    // What was promised, beside what live reads of the same indicator.
    await expect.poll(async () => (await followUp(record)).forecast?.isExecuted).toBe(true)
    await expect.poll(async () => (await followUp(record)).forecast?.indicators[0]?.measured?.last.value).toBe(0)
    const told = await followUp(record)
    const { forecast, executedAt } = told
    expect(forecast).toMatchObject({
      scenario: 'A higher embankment',
      since: executedAt,
      isExecuted: true,
      indicators: [{ id: 'tasks.waiting', promised: { end: 0, peak: 1 }, without: { end: 0, peak: 4 } }],
    })
    const pages = (['en', 'ru', 'kk'] as const).map(
      (language) => followUpHtml(told, { language, timeZone: 'Asia/Almaty' }).html,
    )
    expect(new Set(pages).size).toBe(3)
    expect(pages[0]).toContain('when all its tasks were done')
    expect(pages[0]).toMatch(/overdue|By hand/)
    for (const page of pages) expect(page).not.toMatch(/undefined|NaN|\{\w+\}/)
    expect(forecast?.indicators[0]?.says).toMatch(/^Tasks not over: promised at most 1, measured at most [01] \(2/)
  })

  it('is asked for once, though the server stops and starts again', async () => {
    const record = await published('m-again', [gate('silent')])
    await become(record, ['requested'])
    await deeds.close()
    open()
    await become(record, ['requested'])
    const own = () => town.twin.live().facts?.rows?.filter(({ id }) => id.includes(`decision-${record}`))
    await expect.poll(own).toHaveLength(1)
    expect(recordsOf(council.house.house.stateOf('m-again') as never)[0]?.deeds).toMatchObject([
      { effect: 0, is: 'requested' },
    ])

    // Its device keeps silent: the task fails with an incident, the decision stays in force, and is asked for again by hand.
    expect(await deeds.again(record, 0)).toBe(`task decision-${record}-0 is requested`)
    expect(await act('person-duty', { type: 'tasks.approve', task: `decision-${record}-0` })).toMatchObject({
      ok: true,
    })
    await become(record, ['failed'])
    expect((await followUp(record)).tasks[0]?.why).toBe('it did not answer')
    expect(lifeOf(record)).toBe('inForce')
    expect(await deeds.again(record, 0)).toBeNull()
    await become(record, ['requested'])
    expect((await followUp(record)).tasks[0]?.task).toBe(`decision-${record}-0-2`)
    expect(calls.filter(({ device }) => device === 'silent')).toHaveLength(1)
  })

  it('waits with what was not tried in the branch that was voted on', async () => {
    const record = await published('m-untried', [gate('other'), gate('nowhere')])
    await expect
      .poll(async () => (await followUp(record)).tasks.map(({ state, why }) => `${state}: ${why}`))
      .toEqual([
        'waiting: this was not tried with other in the branch that was voted on; try it in a fork first',
        'waiting: there is no device nowhere to command',
      ])
    const trial = { type: 'tasks.noteTrial', device: 'other', fork: 'tried-later', parameters: { positionShare: 1 } }
    expect(await act('server', trial)).toMatchObject({ ok: true })
    await become(record, ['requested', 'waiting'])
  })

  it('takes back what nobody has begun when another record is in its place', async () => {
    const record = await published('m-old', [works])
    await become(record, ['requested'])
    const next = await published('m-new', [], record)
    await expect.poll(() => lifeOf(record)).toBe('superseded')
    await expect
      .poll(() => deeds.seen(`decision-${record}-0`))
      .toMatchObject({ state: 'declined', why: `record ${record} is superseded by ${next}` })
    // It asks for nothing: nothing is left to be done.
    await expect.poll(() => lifeOf(next)).toBe('executed')
  })

  it('is followed up over HTTP, and moved by departments and operators alone', async () => {
    const record = await published('m-http', [works])
    await become(record, ['requested'])
    let who: Partial<Who> | null = null
    let roles: readonly 'department'[] = []
    const routes = deedRoutes({
      deeds,
      decided: decidedHere(),
      followUp: (id) => followUpOf(id, { records: council.desk, deeds, readings, nowMs: Date.now() }),
      identity: {
        whoAsks: () => Promise.resolve(who as Who | null),
        cityRolesOf: () => roles,
        roleOf: () => 'participant',
      },
      roleOf: () => Promise.resolve(null),
    })
    const server = express().use(routes).listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const post = async (path: string, body: object): Promise<[number, string | undefined]> => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const response = await fetch(base + path, init)
      return [response.status, ((await response.json()) as { error?: string }).error]
    }
    try {
      const told = await fetch(`${base}/records/${record}/follow-up.json`)
      expect(await told.json()).toMatchObject({ record, state: 'inForce', tasks: [{ state: 'requested' }] })
      expect((await fetch(`${base}/records/none/follow-up.json`)).status).toBe(404)
      const path = `/assignments/decision-${record}-0`
      expect(await post(path, { to: 'accepted' })).toEqual([401, 'sign in to say what became of a task'])
      who = { person: 'person-anna', name: 'Anna' }
      expect((await post(path, { to: 'accepted' }))[0]).toBe(403)
      roles = ['department']
      expect((await post(path, { to: 'gone' }))[0]).toBe(409)
      expect(await post(path, { to: 'accepted' })).toEqual([200, undefined])
      await expect.poll(async () => (await followUp(record)).tasks[0]).toMatchObject({ word: 'accepted', by: 'Anna' })
      expect((await post('/assignments/none', { to: 'accepted' }))[0]).toBe(404)
      expect((await post(`/records/${record}/deeds/0/again`, {}))[0]).toBe(401)
    } finally {
      await new Promise((closed) => server.close(closed))
    }
  })

  it('is what a whole server answers about', async () => {
    const base = `http://127.0.0.1:${town.port}`
    expect((await fetch(`${base}/records/none/follow-up.json`)).status).toBe(404)
    const refused = await fetch(`${base}/assignments/one`, { method: 'POST' })
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { code: 401, error: 'sign in to say what became of a task' },
    ])
  })

  it('left no fault behind', () => {
    expect([...faults, ...council.house.faults]).toEqual([])
  })
})

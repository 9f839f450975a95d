// A branch from the hand of a planner to a stranger's command line: begun, run with and without, compared, exported, run again
// in a clean process to the same hash, taken in again; and runs that are cancelled, cut by a restart, or reach a limit.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Verdict } from '../../../shared/protocol/intent.ts'
import { compare } from '../../../shared/systems/whatif/compare.ts'
import { type ToldBranch, toldBranches } from '../../../shared/systems/whatif/told.ts'
import { cityHash } from '../../city/city-hash.ts'
import { folder } from '../../journal/testing.ts'
import { ask, enter, leaveAll, type TestClient, type TestTown, testTown, until } from '../../rooms/testing.ts'
import type { Case } from './case-file.ts'
import { openRunnerWith } from './runner.ts'

const PATIENCE_MS = 60_000
const TOWNHALL = join(import.meta.dirname, '../../cli/townhall.ts')

const toldOf = (client: TestClient, id: string): ToldBranch | undefined =>
  toldBranches(Array.from(client.state.live.rows.entries()).map(([row, { json }]) => ({ id: row, json }))).find(
    ({ branch }) => branch.id === id,
  )
const command = (client: TestClient, what: object): Promise<Verdict> => ask(client, { type: 'command', command: what })
const isOver = (client: TestClient, id: string): boolean => {
  const runs = toldOf(client, id)?.runs ?? []
  return runs.length > 0 && runs.every(({ state }) => state !== 'queued' && state !== 'running')
}
/** In a process of its own, which knows nothing of the server but its city. */
const simulate = (town: TestTown, path: string) =>
  promisify(execFile)(process.execPath, [TOWNHALL, 'simulate', 'whatif', path], {
    env: { ...process.env, TOWNHALL_CITY: town.city.dir },
  }).catch((error: unknown) => error as { stdout: string; stderr: string; code: number })
const wind = (entry = 'storm') => ({
  type: 'weather.announce',
  entry,
  untilMs: Date.now() + 86_400_000,
  air: { windMS: 40 },
})

describe('a branch', () => {
  const place = folder()
  let town: TestTown
  let planner: TestClient
  const open = async (): Promise<void> => {
    const env = { TOWNHALL_SYSTEMS: 'weather,whatif', MQTT_PORT: 'none', TOWNHALL_DATA: place.where.dir }
    town = await testTown({}, env)
    planner = await enter(town, 'Pavel', town.keys.planner)
    await until(() => (town.twin.live().facts?.seq ?? 0) > 1, PATIENCE_MS)
  }
  beforeAll(open)
  afterAll(async () => {
    await leaveAll()
    await town.close()
    await place.remove()
  })
  const post = (body: string, key = town.keys.planner) =>
    fetch(`${town.origin}/whatif/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    })
  const exported = async (id: string): Promise<Case> =>
    (await (await fetch(`${town.origin}/whatif/${id}.case.json`)).json()) as Case
  let file: Case

  test('is begun, refused what is unclear, and run with and without for two members', async () => {
    const begin = { type: 'whatif.begin', branch: 'gale', title: 'A gale in the evening', hours: 0.2 }
    const guest = await enter(town, 'Vera')
    expect(await command(guest, begin)).toMatchObject({ ok: false, reason: 'whatif.begin needs the role planner' })
    expect((await fetch(`${town.origin}/whatif/gale.case.json`)).status).toBe(404)
    expect(await command(planner, begin)).toMatchObject({ ok: true })
    const add = (atS: number, what: object) =>
      command(planner, { type: 'whatif.add', branch: 'gale', atS, command: what })
    expect(await add(0, { type: 'weather.announce', entry: 'x' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('untilMs'),
    })
    expect(await add(95.5, wind())).toMatchObject({ ok: true })
    const cold = {
      type: 'weather.announce',
      entry: 'cold',
      untilMs: Date.now() + 86_400_000,
      air: { temperatureC: -40 },
    }
    const both = { type: 'whatif.add', branch: 'gale', atS: 0, inBaseline: true, command: cold }
    expect(await command(planner, both)).toMatchObject({ ok: true })
    await until(() => toldOf(guest, 'gale')?.branch.from.seq !== null, PATIENCE_MS)
    expect(await command(planner, { type: 'whatif.run', branch: 'gale', members: 2 })).toMatchObject({ ok: true })
    await until(() => isOver(guest, 'gale'), PATIENCE_MS)
    const { branch, runs } = toldOf(guest, 'gale') as ToldBranch
    expect(runs.map(({ kind, member, state, timeline }) => [kind, member, state, timeline])).toEqual([
      ['baseline', 0, 'done', 'gale-base'],
      ['branch', 0, 'done', 'gale'],
      ['baseline', 1, 'done', 'gale-base-m1'],
      ['branch', 1, 'done', 'gale-m1'],
    ])
    const city = await cityHash(town.city.dir)
    for (const { evidence, reachedS } of runs) {
      expect(reachedS).toBe(720)
      expect(evidence).toMatchObject({ city: 'toy', cityHash: city, build: town.twin.build })
      expect(evidence?.fork).toMatchObject({ timeline: 'live', seq: branch.from.seq, atMs: branch.from.atMs })
    }
    expect(new Set(runs.map(({ evidence }) => evidence?.fork.stateHash)).size).toBe(1)
    expect(new Set(runs.map(({ evidence }) => evidence?.outputsHash)).size).toBe(4)
    expect(new Set(runs.map(({ evidence }) => evidence?.interventionsHash)).size).toBe(2)
    const [winds] = compare(runs, 'peak').filter(({ id }) => id === 'weather.wind')
    const ends = compare(runs, 'end').find(({ id }) => id === 'weather.temperature')
    expect(ends?.baseline).toBeCloseTo(-40, 1)
    expect(ends?.branch).toBeCloseTo(-40, 1)
    expect(winds?.pairs).toBe(2)
    expect(winds?.low).toBeGreaterThan(15)
    expect(winds?.branch).toBeCloseTo(40, 0)
  })

  test('is shown to all under its title, can be stepped into, and takes no commands aside from its list', async () => {
    const forks = [...planner.state.forks.entries()].map(([name, { title }]) => [name, title])
    expect(forks).toEqual([['gale', 'A gale in the evening']])
    const index = (name: string) => fetch(`${town.origin}/replay/${name}/index.json`)
    for (const name of ['gale', 'gale-base', 'gale-m1']) expect((await index(name)).status, name).toBe(200)
    const aside = await ask(planner, { type: 'command', command: wind('aside'), timeline: 'gale' })
    expect(aside).toMatchObject({ ok: false })
  })

  test('is exported, and comes out the same in a clean process', async () => {
    file = await exported('gale')
    const path = join(place.where.dir, 'gale.case.json')
    writeFileSync(path, JSON.stringify(file))
    // Another wind comes out otherwise, and says of which part.
    const changed = {
      ...file,
      interventions: file.interventions.map((one) => ({ ...one, atS: one.inBaseline ? one.atS : 90 })),
    }
    const otherPath = join(place.where.dir, 'other.case.json')
    writeFileSync(otherPath, JSON.stringify(changed))
    const [same, other] = await Promise.all([simulate(town, path), simulate(town, otherPath)])
    const again = JSON.parse(same.stdout) as Record<string, unknown>
    const told = file.runs.find(({ kind }) => kind === 'branch')?.evidence
    expect(again).toMatchObject({ isSame: true, faults: [] })
    expect(again['outputsHash']).toBe(told?.outputsHash)
    expect(again['inputsHash']).toBe(told?.inputsHash)
    expect(other).toMatchObject({ code: 1 })
    expect(JSON.parse(other.stdout)).toMatchObject({
      isSame: false,
      differs: expect.arrayContaining(['inputs: the branch run 0 went in otherwise']),
    })
  })

  test('is taken in again from its file and comes to the same; a file that cannot be used is refused', async () => {
    const response = await post(JSON.stringify(file))
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ branch: 'gale-2', title: 'A gale in the evening' })
    expect(await command(planner, { type: 'whatif.run', branch: 'gale-2', members: 1 })).toMatchObject({ ok: true })
    await until(() => isOver(planner, 'gale-2'), PATIENCE_MS)
    const runs = toldOf(planner, 'gale-2')?.runs
    for (const kind of ['baseline', 'branch'] as const)
      expect(runs?.find((one) => one.kind === kind)?.evidence?.outputsHash).toBe(
        file.runs.find((one) => one.kind === kind)?.evidence.outputsHash,
      )
    const bomb = gzipSync(Buffer.alloc(130 * 2 ** 20)).toString('base64')
    const state = gunzipSync(Buffer.from(file.start, 'base64'))
    state[state.length - 1] = 1
    const otherCity = file.runs.map((run) => ({ ...run, evidence: { ...run.evidence, city: 'delft' } }))
    const otherWeather = file.runs.map((run) => ({
      ...run,
      evidence: { ...run.evidence, systems: [{ id: 'weather', version: 99 }] },
    }))
    for (const [change, code, reason] of [
      [{ format: 'something' }, 400, 'the case, format'],
      [{ start: bomb }, 400, 'the state holds more than 128 MB'],
      [{ start: 'AAAA' }, 400, 'the state is not gzipped'],
      [{ start: gzipSync(state).toString('base64') }, 400, 'not the one whose hash the case names'],
      [{ runs: [] }, 400, 'the case, runs'],
      [{ runs: otherCity }, 409, 'the case is of the city delft, not of toy'],
      [{ runs: otherWeather }, 409, 'version 99 of the system weather; here is version'],
      [{ interventions: [{ ...file.interventions[0], command: { type: 'metro.dig' } }] }, 409, 'metro.dig'],
    ] as const) {
      const refused = await post(JSON.stringify({ ...file, ...change }))
      expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([
        code,
        expect.stringContaining(reason),
      ])
    }
    expect((await post('{}', 'nobodys-key-at-all-0123456789')).status).toBe(403)
    expect(toldOf(planner, 'gale-3')).toBeUndefined()
  })

  test('is cancelled while it runs, and goes on after a restart where it was cut', async () => {
    await command(planner, { type: 'whatif.copy', branch: 'gale', to: 'long', title: 'Two days of it' })
    await command(planner, { type: 'whatif.setHours', branch: 'long', hours: 72 })
    const run = { type: 'whatif.run', branch: 'long', members: 1 }
    expect(await command(planner, run)).toMatchObject({ ok: true })
    await until(() => toldOf(planner, 'long')?.runs.some(({ state }) => state === 'running') ?? false, PATIENCE_MS)
    expect(await command(planner, { type: 'whatif.cancel', branch: 'long' })).toMatchObject({ ok: true })
    await until(() => isOver(planner, 'long'), PATIENCE_MS)
    await until(() => town.twin.counts().forks === 0, PATIENCE_MS)
    expect(toldOf(planner, 'long')?.runs.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])

    await command(planner, { type: 'whatif.setHours', branch: 'long', hours: 4 })
    expect(await command(planner, run)).toMatchObject({ ok: true })
    await until(() => toldOf(planner, 'long')?.runs.some(({ state }) => state === 'running') ?? false, PATIENCE_MS)
    await leaveAll()
    await town.close()
    await open()
    await until(() => isOver(planner, 'long'), PATIENCE_MS)
    expect(toldOf(planner, 'long')?.runs.map(({ state }) => state)).toEqual(['done', 'done'])
  })
})

describe('a branch of a flood', () => {
  test('is paired with the same storm without the barrier, and comes out the same in a clean process', async () => {
    const place = folder()
    const env = { TOWNHALL_SYSTEMS: 'weather,flood,whatif', MQTT_PORT: 'none', TOWNHALL_DATA: place.where.dir }
    const town = await testTown({}, env)
    try {
      const planner = await enter(town, 'Pavel', town.keys.planner)
      await until(() => (town.twin.live().facts?.seq ?? 0) > 1, PATIENCE_MS)
      const branch = 'wall'
      await command(planner, { type: 'whatif.begin', branch, title: 'A wall in the rain', hours: 0.05 })
      const storm = { type: 'flood.setStorm', mmPerH: 200, hours: 1 }
      const line = [
        [50, -50],
        [50, 50],
      ]
      const wall = { type: 'flood.placeBarrier', id: 'wall', line, crestAboveGroundM: 1 }
      const add = { type: 'whatif.add', branch, atS: 0 }
      expect(await command(planner, { ...add, inBaseline: true, command: storm })).toMatchObject({ ok: true })
      expect(await command(planner, { ...add, command: { ...wall, line: [] } })).toMatchObject({ ok: false })
      expect(await command(planner, { ...add, command: wall })).toMatchObject({ ok: true })
      expect(await command(planner, { type: 'whatif.run', branch })).toMatchObject({ ok: true })
      await until(() => isOver(planner, branch), PATIENCE_MS)
      const { runs } = toldOf(planner, branch) as ToldBranch
      expect(runs.map(({ state, reason }) => `${state} ${reason}`)).toEqual(runs.map(() => 'done '))
      const volume = compare(runs, 'end').find(({ id }) => id === 'flood.volumeM3')
      expect(volume?.pairs).toBe(1)
      expect(volume?.baseline).toBeGreaterThan(0)
      const path = join(place.where.dir, 'wall.case.json')
      writeFileSync(path, await (await fetch(`${town.origin}/whatif/${branch}.case.json`)).text())
      const { stdout } = await simulate(town, path)
      expect(JSON.parse(stdout)).toMatchObject({ isSame: true, faults: [] })
    } finally {
      await leaveAll()
      await town.close()
      await place.remove()
    }
  })
})

describe('a run over its limit', () => {
  test('stops with what it has and says so', async () => {
    const town = await testTown({}, { TOWNHALL_SYSTEMS: 'weather,whatif' })
    const runner = openRunnerWith(
      { maxSeconds: 0.2, mostAtOnce: 1 },
      {
        twin: town.twin,
        city: town.city,
        roleOf: () => Promise.resolve(null),
        send: () => Promise.resolve(),
        isOn: false,
        onFault: () => undefined,
      },
    )
    try {
      const planner = await enter(town, 'Pavel', town.keys.planner)
      await until(() => (town.twin.live().facts?.seq ?? 0) > 1, PATIENCE_MS)
      await command(planner, { type: 'whatif.begin', branch: 'days', title: 'Three days', hours: 72 })
      await command(planner, { type: 'whatif.run', branch: 'days', members: 1 })
      await until(() => toldOf(planner, 'days')?.runs[0]?.state === 'failed', PATIENCE_MS)
      const [run] = toldOf(planner, 'days')?.runs ?? []
      expect(run).toMatchObject({ state: 'failed', reason: 'days-base took longer than 0.2 s', evidence: null })
      expect(run?.reachedS).toBeGreaterThan(0)
      expect(run?.reachedS).toBeLessThan(72 * 3600)
      expect(run?.indicators.length).toBeGreaterThan(0)
    } finally {
      await runner.close()
      await leaveAll()
      await town.close()
    }
  })
})

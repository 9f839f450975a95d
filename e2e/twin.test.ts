// The city in time as `npm start` serves it, without a browser: two sessions hear the same facts, roles come by links, a
// server killed in the middle has lost nothing it said yes to, and a journal that was tampered with is not served.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { watchCity } from '../client/session/onlooker.ts'
import { joinCity, type Session } from '../client/session/session.ts'
import { Random } from '../shared/kernel/random.ts'
import { NEWEST, SegmentIndex } from '../shared/protocol/segment.ts'
import { ROOT, startTown, type Town } from './town.ts'

const data = mkdtempSync(join(tmpdir(), 'townhall-twin-'))
const sessions: Session[] = []
const KILLS = 3
let town: Town | null = null
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.leave()))
  await town?.stop()
  rmSync(data, { recursive: true, force: true })
})

const start = (): Promise<Town> => startTown({ TOWNHALL_SYSTEMS: 'all', TOWNHALL_DATA: data })
async function joined(name: string, key = ''): Promise<Session> {
  const session = await joinCity({ url: town?.url ?? '', name, key })
  sessions.push(session)
  return session
}
/** Resolves when what a session is told is so. */
const told = (session: Session, isSo: () => boolean): Promise<void> =>
  new Promise((done) => {
    const look = (): void => {
      if (!isSo()) return
      stop()
      done()
    }
    const stop = session.onFacts(look)
    look()
  })
const verify = async (): Promise<string> => {
  const cli = join(ROOT, 'server', 'cli', 'townhall.ts')
  const run = promisify(execFile)(process.execPath, [cli, 'journal', 'verify', data])
  return (await run.catch((failed: { stdout: string }) => failed)).stdout
}
const drill = {
  type: 'weather.announce',
  entry: 'drill',
  fromMs: Date.now() - 3_600_000,
  untilMs: Date.now() + 40 * 3_600_000,
  air: { precipitationMmH: 40 },
}

it('tells two sessions the same, and who may do what', async () => {
  town = await start()
  const keys = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { planner: string }
  expect(town.output()).toContain(`/?key=${keys.planner}`)
  const [guest, planner] = [await joined('Guest'), await joined('Pavel', keys.planner)]
  expect([guest.role(), planner.role()]).toEqual(['visitor', 'planner'])
  await expect(joined('Eve', 'a key of another city')).rejects.toThrow('that key opens nothing')
  const fields: number[] = []
  guest.onField('weather.rain', (field) => fields.push(field.cells.cells.count))
  guest.watch(guest.layers().map(({ id }) => ({ layer: id, area: null })))
  expect(await guest.command(drill)).toMatchObject({ ok: false, reason: 'weather.announce needs the role planner' })
  expect(await planner.command(drill)).toMatchObject({ ok: true, seq: expect.any(Number) as number })
  await Promise.all([guest, planner].map((one) => told(one, () => one.facts().alerts.length > 0)))
  await told(guest, () => JSON.stringify(guest.facts()) === JSON.stringify(planner.facts()))
  expect(guest.facts()).toMatchObject({ timeline: 'live', status: 'playing' })
  await told(guest, () => fields.length > 0)
  expect(guest.field('weather.rain')?.number).toBeGreaterThanOrEqual(0)
})

it('shows it to somebody with no line before the minute of it is written', async () => {
  const { url = '' } = town ?? {}
  const place = { eastM: 0, northM: 0, upM: 0, headingRad: 0 }
  let alone: Session | null = null
  await expect
    .poll(async () => {
      alone = await watchCity({ url, name: 'Olga', place, fetch: (file) => fetch(file) }).catch(() => null)
      return alone
    })
    .not.toBeNull()
  // Given by the poll above.
  const onlooker = alone as unknown as Session
  sessions.push(onlooker)
  await told(onlooker, () => onlooker.facts().alerts.length > 0)
  const endMs = async (): Promise<number> => {
    const { newest, tracks } = SegmentIndex.parse(await (await fetch(`${url}/replay/live/index.json`)).json())
    expect(newest).toBe(NEWEST)
    return tracks[0]?.segments.at(-1)?.toMs ?? 0
  }
  await expect.poll(async () => onlooker.facts().nowMs - (await endMs())).toBeGreaterThan(0)
  const marks = async () => {
    const index = SegmentIndex.parse(await (await fetch(`${url}/replay/live/${NEWEST}`)).json())
    return index.tracks.flatMap(({ segments }) => segments.flatMap((one) => one.marks.map(({ kind }) => kind)))
  }
  await expect.poll(marks).toContain('weather.announce')
})

it('has lost nothing it acknowledged when it is killed, and goes on from there', async () => {
  const planner = sessions[1] as Session
  const last = await planner.command({ ...drill, entry: 'last' })
  if (town) process.kill(town.pid, 'SIGKILL')
  await town?.stop()
  await Promise.all(sessions.splice(0).map((session) => session.leave()))
  expect(await verify()).toContain('the journal is whole')
  town = await start()
  const keys = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { planner: string }
  const again = await joined('Pavel', keys.planner)
  expect(await again.command({ ...drill, entry: 'last' })).toMatchObject({
    ok: false,
    reason: 'the announcement last is there already',
  })
  await told(again, () => again.facts().alerts.length > 0)
  const lastSeq = last.ok ? (last.seq ?? Infinity) : Infinity
  await told(again, () => again.facts().seq > lastSeq)
  expect(await town.stop()).toBe(0)
  town = null
  await Promise.all(sessions.splice(0).map((session) => session.leave()))
})

it('has everything it acknowledged in the middle of a stream of commands, each time it is killed', async () => {
  const random = new Random(18)
  const keys = JSON.parse(readFileSync(join(data, 'keys.json'), 'utf8')) as { planner: string }
  const acknowledged: { readonly entry: string; readonly seq: number }[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    town = await start()
    const planner = await joined('Pavel', keys.planner)
    const over = new AbortController()
    const afterMs = random.between(200, 1500)
    const ask = async (n: number): Promise<void> => {
      const entry = `e${kill}-${n}`
      const verdict = await planner.command({ ...drill, entry })
      if (verdict.ok && verdict.seq !== undefined) acknowledged.push({ entry, seq: verdict.seq })
    }
    const stream = (async () => {
      for (let n = 0; !over.signal.aborted; n++) {
        void ask(n).catch(() => undefined)
        await new Promise((done) => setTimeout(done, 120))
      }
    })()
    await new Promise((done) => setTimeout(done, afterMs))
    // The last time something has been acknowledged, however busy the machine is.
    if (kill === KILLS - 1) await expect.poll(() => acknowledged.length).toBeGreaterThan(0)
    process.kill(town.pid, 'SIGKILL')
    over.abort()
    await Promise.all([stream, town.stop()])
    await Promise.all(sessions.splice(0).map((session) => session.leave()))
  }
  expect(await verify()).toContain('the journal is whole')
  const file = new DatabaseSync(join(data, 'journal.db'), { readOnly: true })
  const inputAt = file.prepare('select input from entry where timeline = 1 and seq = ?')
  for (const { entry, seq } of acknowledged)
    expect((inputAt.get(seq) as { input: string } | undefined)?.input).toContain(`"entry":"${entry}"`)
  file.close()
  town = await start()
  expect(await town.stop()).toBe(0)
  town = null
})

it('does not serve a journal that was changed, and says where', async () => {
  const file = new DatabaseSync(join(data, 'journal.db'))
  const { seq } = file.prepare('select max(seq) as seq from entry').get() as { seq: number }
  file.prepare(`update entry set input = replace(input, '}', ' }') where seq = ?`).run(seq)
  file.close()
  await expect(start()).rejects.toThrow(new RegExp(`live.*${seq}`))
  expect(await verify()).toContain('NOT whole')
})

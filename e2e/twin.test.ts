// The city in time as `npm start` serves it, without a browser: two sessions hear the same facts, roles come by links, a
// server killed in the middle has lost nothing it said yes to, and a journal that was tampered with is not served.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { joinCity, type Session } from '../client/session/session.ts'
import { ROOT, startTown, type Town } from './town.ts'

const data = mkdtempSync(join(tmpdir(), 'townhall-twin-'))
const sessions: Session[] = []
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
  expect(last.ok && again.facts().seq > (last.seq ?? Infinity)).toBe(true)
  expect(await town.stop()).toBe(0)
  town = null
  await Promise.all(sessions.splice(0).map((session) => session.leave()))
})

it('does not serve a journal that was changed, and says where', async () => {
  const file = new DatabaseSync(join(data, 'journal.db'))
  const { seq } = file.prepare('select max(seq) as seq from entry').get() as { seq: number }
  file.prepare(`update entry set input = replace(input, '}', ' }') where seq = ?`).run(seq)
  file.close()
  await expect(start()).rejects.toThrow(new RegExp(`live.*${seq}`))
  expect(await verify()).toContain('NOT whole')
})

// kill -9 while a decision that asks for no task is executed and its works come into the live city: at every step of it, and at
// random moments. However often the server dies, each work is placed once, and what a person took away since stays away.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionActor } from '../../shared/kernel/decision.ts'
import { Random } from '../../shared/kernel/random.ts'
import type { Entry } from '../journal/chain.ts'
import { Store } from '../journal/store.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal } from '../journal/verify.ts'
import { timelineOf } from '../meetings/meeting-journal.ts'
import { decide, type KeyPerson, keyPeople, recordHouse, recordOf } from '../records/testing.ts'
import { wordsOfOneKilled } from '../timelines/kill.ts'
import { deedsBetween, shownWorks, WORKS, workTown } from './testing-works.ts'

const POINTS = ['asked', 'noted', 'sent 3', 'answered 3', 'answered 5']
const RANDOM_KILLS = 2
const WITHIN_MS = 300
const place = folder()
const { dir } = place.where
const program = fileURLToPath(new URL('./testing-killed.ts', import.meta.url))
let people: KeyPerson[]
let record = ''

beforeAll(async () => {
  people = await keyPeople(3)
  const council = await recordHouse(join(dir, 'council'))
  await decide(council, people, { meeting: 'm', method: 'named', choices: 'yyn', evidence: WORKS, effects: [] })
  record = (await recordOf(council, people, 'm')).body.recordId
  await council.house.does(people[1] as KeyPerson, 'm', { type: 'meeting.publishRecord', record })
  await council.close()
})
afterAll(() => place.remove())

describe('a server killed while works of a decision are placed', () => {
  it('has placed nothing twice whatever it died at', { timeout: 900_000 }, async () => {
    for (const point of POINTS) {
      const killed = promisify(execFile)(process.execPath, [program, dir, point], { timeout: 120_000 })
      const { signal } = (await killed.catch((error: unknown) => error)) as { signal?: string }
      expect([point, signal]).toEqual([point, 'SIGKILL'])
    }
    expect(await executed()).toHaveLength(1)
    const random = new Random(18)
    for (let k = 0; k < RANDOM_KILLS; k++) {
      const afterMs = random.between(0, WITHIN_MS)
      await wordsOfOneKilled([program, dir], { afterMs, isEarly: false })
    }
    expect((await adopted()).map(({ intent }) => intent)).toEqual(['adopt 3', 'adopt 4', 'adopt 5'])
  })

  it('shows them as decided, and does not place again what a person took away', { timeout: 300_000 }, async () => {
    await live(async (town) => {
      await expect.poll(() => shownWorks(town), { timeout: 60_000 }).toEqual([`${record}-3`, `${record}-4 0.5`])
      const command = { type: 'flood.removeWork', id: `${record}-3` }
      const actor = { id: 'p-works', role: 'operator', name: 'Works' } as const
      expect(await town.twin.act('live', { command, actor, intent: 'gone' })).toMatchObject({ ok: true })
    })
    const words = await wordsOfOneKilled([program, dir], { afterMs: 1500, isEarly: false })
    // All three were asked for again, and were there already.
    expect(words.map((one) => one.join(' '))).toEqual(['open', 'placed 3', 'placed 4', 'placed 5', ''])
    await live(async (town) => {
      await expect.poll(() => shownWorks(town), { timeout: 60_000 }).toEqual([`${record}-4 0.5`])
    })
    expect(await adopted()).toHaveLength(3)
    expect(await executed()).toHaveLength(1)
  })

  it('leaves journals in which nothing is wrong', { timeout: 60_000 }, async () => {
    for (const one of ['council', 'data'])
      expect((await inspectJournal({ dir: join(dir, one) })).findings, one).toEqual([])
  })
})

async function live(look: (town: Awaited<ReturnType<typeof workTown>>) => Promise<void>): Promise<void> {
  const council = await recordHouse(join(dir, 'council'))
  const town = await workTown(dir)
  const faults: string[] = []
  const deeds = deedsBetween({
    town,
    council,
    dir,
    onFault: (at, error) => void faults.push(`${at}: ${String(error)}`),
  })
  try {
    await look(town)
    expect(faults).toEqual([])
  } finally {
    await deeds.close()
    await town.close()
    await council.close()
  }
}

async function entriesOf(folderName: string, timeline: string): Promise<Entry[]> {
  const store = await Store.open({ dir: join(dir, folderName) })
  try {
    return await store.read({ timeline, after: -1, limit: 1_000_000 })
  } finally {
    await store.close()
  }
}
const adopted = async (): Promise<Entry[]> =>
  (await entriesOf('data', 'live')).filter(({ actor }) => actor === decisionActor(record))
const executed = async (): Promise<Entry[]> =>
  (await entriesOf('council', timelineOf('m'))).filter(({ input }) => input.includes('"meeting.noteExecuted"'))

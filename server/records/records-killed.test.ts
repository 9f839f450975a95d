// A server that is killed anywhere between drawing a record up and having it anchored: the next one goes on from what is on the
// disk, loses nothing that was acknowledged, and hands the record to the ledger once.
import { execFile } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyRecord } from '../../shared/records/verify.ts'
import { recordCrypto } from '../cli/record-crypto.ts'
import { folder } from '../journal/testing.ts'
import { fileLedger } from './testing-ledger.ts'
import { actorOf, decide, fileOf, type KeyPerson, keyPeople, recordHouse, sign } from './testing.ts'

/** How many signatures it had by then. */
const POINTS = { kept: 0, asked: 2 } as const
type Point = keyof typeof POINTS
const points = Object.keys(POINTS) as Point[]
const base = folder()
const home = (point: Point): string => join(base.where.dir, point)
let people: KeyPerson[]

beforeAll(async () => {
  people = await keyPeople(3)
  const before = join(base.where.dir, 'before')
  const town = await recordHouse(before, { ledger: fileLedger(before) })
  await decide(town, people, { meeting: 'm', method: 'named', choices: 'yyn' })
  await town.close()
  const keys = people.slice(0, 2).map(({ wallet }) => (wallet as unknown as { privateKey: string }).privateKey)
  const program = fileURLToPath(new URL('./testing-killed.ts', import.meta.url))
  await Promise.all(
    points.map(async (point) => {
      cpSync(before, home(point), { recursive: true })
      const killed = promisify(execFile)(process.execPath, [program, home(point), point, keys.join()])
      const { signal } = (await killed.catch((error: unknown) => error)) as { signal?: string }
      expect([point, signal]).toEqual([point, 'SIGKILL'])
    }),
  )
})
afterAll(() => base.remove())

it.each(points)(
  'goes on when it was killed at: %s',
  async (point) => {
    const ledger = fileLedger(home(point))
    const town = await recordHouse(home(point), { ledger })
    try {
      const [chair, secretary] = people as [KeyPerson, KeyPerson]
      if (point === 'kept') {
        expect(town.desk.list()).toEqual([])
        expect(readdirSync(join(home(point), 'records'))).toHaveLength(1)
        const again = await town.desk.drawUp(actorOf(secretary), { meeting: 'm', motion: 'm1', language: 'en' })
        expect(again).toMatchObject({ ok: true })
      }
      const [{ held } = { held: null }] = town.desk.list()
      if (!held) throw new Error('the record is lost')
      expect(held.signatures).toHaveLength(POINTS[point])
      if (point === 'kept') {
        await sign(town, chair, held.id, 'chair')
        await sign(town, secretary, held.id, 'secretary')
      }
      await town.desk.settle()
      expect(ledger.asked().map(({ recordHash, signatures }) => [recordHash, signatures.length])).toEqual([
        [held.recordHash, 2],
      ])
      const publish = { type: 'meeting.publishRecord', record: held.id } as const
      expect(await town.house.act(secretary, 'm', publish)).toMatchObject({ ok: false })
      ledger.finish()
      await town.desk.settle()
      await town.house.does(secretary, 'm', publish)
      const file = await fileOf(town, held.id)
      expect(file.anchor?.blockNumber).toBe(7)
      const wrong = (await verifyRecord(file, recordCrypto)).filter(({ ok }) => !ok)
      expect(wrong.map(({ says }) => says)).toEqual([])
      expect(town.house.faults).toEqual([])
    } finally {
      await town.close()
    }
  },
  120_000,
)

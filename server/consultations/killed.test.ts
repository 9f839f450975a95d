// kill -9 at random moments of a consultation, starts included: nothing that was acknowledged is lost, nothing counts twice, and
// every start goes on in the state that a replay from the beginning has.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { consultation as kernel } from '../../shared/civic/consultation.ts'
import { Input } from '../../shared/kernel/input.ts'
import { Random } from '../../shared/kernel/random.ts'
import { sha256 } from '../journal/chain.ts'
import { Store } from '../journal/store.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal, said } from '../journal/verify.ts'
import { newTwinOf, stateIn, timelineIn } from '../kernels/kernel-journal.ts'
import { bundleWriter, fromWhat, wordsOfOneKilled } from '../timelines/kill.ts'
import { SCHOOL } from './testing.ts'

const KILLS = 6
const built = mkdtempSync(join(tmpdir(), 'townhall-consulted-'))
let writer = ''
beforeAll(async () => {
  writer = await bundleWriter(built, fileURLToPath(new URL('./testing-killed.ts', import.meta.url)))
}, 60_000)
afterAll(() => rmSync(built, { recursive: true, force: true }))

it('loses and doubles nothing it acknowledged, and goes on in the same state', { timeout: 300_000 }, async () => {
  const place = folder()
  const random = new Random(11)
  const words: string[][] = []
  for (let k = 0; k < KILLS; k++) {
    const isEarly = k % 3 === 2
    const afterMs = random.between(0, isEarly ? 900 : 500)
    const death = { afterMs, isEarly, from: fromWhat(k) }
    words.push(...(await wordsOfOneKilled([writer, place.where.dir, String(k)], death)))
  }
  expect((await inspectJournal(place.where)).findings.map(said)).toEqual([])
  const store = await Store.open(place.where)
  const entries = await store.read({ timeline: timelineIn(kernel, SCHOOL), after: -1, limit: 1_000_000 })
  await store.close()
  const opened = words.filter(([what]) => what === 'open')
  const done = words.filter(([what]) => what === 'done')
  const twin = newTwinOf(kernel, SCHOOL)
  for (const { seq, input } of entries) {
    twin.apply(Input.parse(JSON.parse(input)))
    for (const [, , hash] of opened.filter(([, at]) => Number(at) === seq)) expect(sha256(twin.played())).toBe(hash)
  }
  expect(done.length).toBeGreaterThan(0)
  for (const [, intent, seq] of done) expect(entries[Number(seq)]?.intent).toBe(intent)
  const intents = entries.flatMap(({ intent }) => intent ?? [])
  expect(new Set(intents).size).toBe(intents.length)
  for (const { votes } of stateIn(kernel, twin).statements)
    expect(new Set(votes.map(({ person }) => person)).size).toBe(votes.length)
  await place.remove()
})

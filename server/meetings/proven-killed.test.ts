// kill -9 while ballots by proof come in: between the check of a proof and the journal, between the journal and the receipt, and at
// random moments. No ballot that was acknowledged is lost, none counts twice however often a device sends it again.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pollOf } from '../../shared/civic/state.ts'
import { Random } from '../../shared/kernel/random.ts'
import { Store } from '../journal/store.ts'
import { folder } from '../journal/testing.ts'
import { inspectJournal } from '../journal/verify.ts'
import { decide, type KeyPerson, keyPeople, recordHouse } from '../records/testing.ts'
import { wordsOfOneKilled } from '../timelines/kill.ts'
import { timelineOf } from './meeting-journal.ts'
import type { ProvenBallotSent } from './proven-ballots.ts'
import { testHouse } from './testing-house.ts'
import { madeProofs } from './testing-prover.ts'

const SEEDS = [18, 19]
/** After the first receipt of a life. */
const WITHIN_MS = 250
const POINTS = ['checked', 'journalled', 'random', 'random', 'random'] as const
const made = madeProofs()
const BALLOTS = Object.fromEntries(made.ballots.map((one, i) => [`${i}`, one] as const))
const base = folder()
const before = join(base.where.dir, 'before')
const program = fileURLToPath(new URL('./testing-proven-voter.ts', import.meta.url))
let people: KeyPerson[]

/** A folder in which the vote is open and nobody has voted. */
beforeAll(async () => {
  people = await keyPeople(5)
  const town = await recordHouse(before)
  await new Promise<void>((found, fail) => {
    const ballots = (hash: string): Promise<never> => {
      if (hash === made.questionHash) found()
      else fail(new Error('the question is another than it was: run server/records/make-proofs.ts'))
      return new Promise(() => {})
    }
    const { commitments } = made
    decide(town, people, {
      meeting: 'proof',
      method: 'secret',
      choices: 'yyyna',
      proven: { commitments, ballots },
    }).catch(fail)
  })
  await town.close()
}, 120_000)
afterAll(() => base.remove())

describe('a vote by proof whose server is killed', () => {
  it.each(SEEDS)(
    'loses and doubles no ballot it acknowledged, and counts each once, seed %i',
    async (seed) => {
      const dir = join(base.where.dir, `${seed}`)
      cpSync(before, dir, { recursive: true })
      const random = new Random(seed)
      /** Name of a ballot to the hash on its receipt. */
      const receipts = new Map<string, string>()
      for (const [k, point] of POINTS.entries()) {
        const isRandom = point === 'random'
        const args = [program, dir, `${(seed + k) % 5}`, ...(isRandom ? [] : [point])]
        const afterMs = isRandom ? random.between(0, WITHIN_MS) : 120_000
        const words = await wordsOfOneKilled(args, { afterMs, isEarly: false })
        // One who votes a second time, otherwise.
        expect(words.filter(([what, name]) => what === 'refused' && name !== 'again')).toEqual([])
        for (const [what, name = '', leafHash = ''] of words) {
          if (what !== 'done') continue
          // The same receipt whenever it is sent.
          expect(receipts.get(name) ?? leafHash).toBe(leafHash)
          receipts.set(name, leafHash)
        }
        const kept = await journalled(dir)
        expect(kept).toHaveLength(new Set(kept).size)
        expect(kept).toEqual(expect.arrayContaining([...receipts.keys()].map(ballotOf)))
        // It was in the journal, and its device has heard nothing.
        if (point === 'journalled') expect(kept).toContain(ballotOf(`${(seed + k) % 5}`))
      }
      expect(receipts.size).toBeGreaterThan(0)
      expect((await inspectJournal({ dir })).findings).toEqual([])
      await count(dir, receipts)
    },
    600_000,
  )
})

type Cast = Pick<ProvenBallotSent, 'nullifier' | 'revision' | 'choice'>
const castOf = ({ nullifier, revision, choice }: Cast): string => `${nullifier} ${revision} ${choice}`
const ballotOf = (name: string): string => castOf(BALLOTS[name] as ProvenBallotSent)

/** Ballots in the journal, as they stand there. */
async function journalled(dir: string): Promise<string[]> {
  const store = await Store.open({ dir })
  try {
    const entries = await store.read({ timeline: timelineOf('proof'), after: -1, limit: 1_000_000 })
    return entries.flatMap(({ input }) => {
      const { command } = JSON.parse(input) as { command?: Cast & { readonly type: string } }
      return command?.type === 'meeting.castProvenBallot' ? [castOf(command)] : []
    })
  } finally {
    await store.close()
  }
}

/** Everybody sends what they have again, as a device does that has no receipt; then it is closed. */
async function count(dir: string, receipts: ReadonlyMap<string, string>): Promise<void> {
  const house = await testHouse({ dir })
  try {
    const desk = house.house.deskOf('proof')
    if (!desk) throw new Error('the meeting is lost')
    for (const [name, ballot] of Object.entries(BALLOTS))
      expect(await house.proven.cast(desk, { poll: 'v1', network: '' }, ballot)).toMatchObject({
        ok: true,
        ...(receipts.has(name) && { leafHash: receipts.get(name) }),
      })
    expect(await house.proven.cast(desk, { poll: 'v1', network: '' }, made.again)).toMatchObject({
      ok: false,
      reason: 'this voter has voted in v1; a ballot is not replaced',
    })
    await house.act(people[0], 'proof', { type: 'meeting.closePoll', poll: 'v1' })
    const poll = () => pollOf(desk.state, 'v1')
    await expect.poll(() => poll()?.life.is, { timeout: 60_000 }).toBe('counted')
    expect(poll()?.life).toMatchObject({ result: { tally: { yes: 3, no: 1, abstain: 1 } } })
    const secret = poll()?.secret ?? []
    expect(new Set(secret.map(({ nullifier }) => nullifier)).size).toBe(secret.length)
    expect(secret.map(({ nullifier, choice }) => `${nullifier} ${choice}`).sort()).toEqual(
      made.ballots.map(({ nullifier, choice }) => `${nullifier} ${choice}`).sort(),
    )
    expect((await journalled(dir)).sort()).toEqual(made.ballots.map(castOf).sort())
    expect(house.faults).toEqual([])
  } finally {
    await house.close()
  }
}

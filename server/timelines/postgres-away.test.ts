// A Postgres that is killed and comes back, answers slowly, or falls silent, under a timeline that people act on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EMPTY_CITY, toy } from '../../shared/kernel/toy.ts'
import { type Flow, openStorage } from '../journal/journal.ts'
import { aHeader } from '../journal/testing.ts'
import { type OwnPostgres, postgresHere, startPostgres } from '../journal/testing-postgres.ts'
import { wireTo } from '../journal/testing-wire.ts'
import { Player } from './player.ts'
import { killedFor } from './postgres-away.ts'

const isHere = postgresHere() !== null
const DOWN = 'not recorded: the database does not answer'
const SLOW = 'not recorded: the database is slow to answer'

describe.skipIf(!isHere)(`a Postgres${isHere ? '' : ' (skipped: this machine has no initdb and postgres)'}`, () => {
  it(
    'that is killed and comes back has lost nothing; meanwhile everything is refused with the reason',
    { timeout: 180_000 },
    async () => {
      // As long as it takes: nothing here knows how long that is. bench/journal.ts does it for a minute.
      const away = await killedFor(3000)
      expect(away).toMatchObject({ lost: 0, doubled: 0, missing: 0, isSameState: true, findings: [] })
      for (const reason of away.refusals) expect([DOWN, SLOW]).toContain(reason)
      expect(away.refusals).toContain(DOWN)
      expect(away.flows[0]).toMatchObject({ isFlowing: false })
      expect(away.flows.at(-1)).toEqual({ isFlowing: true })
    },
  )

  let postgres: OwnPostgres
  beforeAll(async () => {
    if (isHere) postgres = await startPostgres()
  })
  afterAll(async () => postgres?.remove())

  it(
    'that is slow lets commands wait, so long and so many, keeps what it was asked, and says that it is slow',
    { timeout: 180_000 },
    async () => {
      const wire = await wireTo(postgres.port)
      const flows: Flow[] = []
      const url = postgres.url.replace(String(postgres.port), String(wire.port))
      const storage = await openStorage({ url }, { onFlow: (flow) => flows.push(flow) })
      const options = { journal: storage.journal, timeline: 'live', systems: [toy], city: EMPTY_CITY, build: 'slow' }
      const player = await Player.open(options, { city: 'nowhere', seed: 7, madeAtMs: 0 })
      const act = (n: number) =>
        player.act({ type: 'toy.pour', basin: 1, volumeM3: 1 }, { id: 'anna', role: 'visitor' }, `i${n}`)
      expect(await act(0)).toMatchObject({ ok: true })
      wire.hold()
      const first = act(1)
      // Not refused at once, and not kept waiting for ever.
      const late = act(2)
      await expect.poll(() => flows.at(-1)).toEqual({ isFlowing: false, reason: SLOW.replace('not recorded: ', '') })
      expect(await late).toEqual({ ok: false, reason: SLOW })
      const again = act(2)
      // More than is kept for writing.
      const observation = { thing: 'river', key: 'inflowM3S', value: 1, atMs: 0 }
      const many = Array.from({ length: 40_000 }, () => player.observe(observation))
      expect(await many.at(-1)).toEqual({ ok: false, reason: 'not recorded: more is asked than can be written' })
      wire.letGo()
      expect(await first).toMatchObject({ ok: true })
      expect(await again).toMatchObject({ ok: true })
      await expect.poll(() => flows.at(-1)).toEqual({ isFlowing: true })
      const taken = (await Promise.all(many)).filter(({ ok }) => ok).length
      expect(taken).toBeGreaterThan(1000)
      expect(taken).toBeLessThanOrEqual(16_384)
      const { seq } = player
      expect((await storage.journal.call('read', { timeline: 'live', after: -1, limit: 100_000 })).length).toBe(seq + 1)
      await storage.close()
      await wire.close()
    },
  )

  it('that falls silent is given up, and goes on over a new connection', { timeout: 180_000 }, async () => {
    const wire = await wireTo(postgres.port)
    const url = postgres.url.replace(String(postgres.port), String(wire.port))
    const storage = await openStorage({ url, silentMs: 1000 })
    const { journal } = storage
    await journal.call('begin', aHeader('silent'))
    const append = (after: number) =>
      journal.call('append', { timeline: 'silent', after, lines: [{ actor: 'a', intent: `i${after}`, input: '{}' }] })
    expect(await append(-1)).toMatchObject({ ok: true })
    wire.hold()
    expect(await append(0)).toEqual({ ok: false, reason: DOWN })
    // What was on its way is gone, as with a cable.
    wire.cut()
    wire.letGo()
    await expect.poll(async () => (await append(0)).ok).toBe(true)
    expect(await journal.call('read', { timeline: 'silent', after: -1, limit: 10 })).toHaveLength(2)
    await storage.close()
    await wire.close()
  })
})

// Timelines in their own threads: live by the wall clock, past, forked and faster than time; a thread that dies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ToyState } from '../../shared/kernel/toy.ts'
import { sha256 } from '../journal/chain.ts'
import { openStorage, type Storage } from '../journal/journal.ts'
import { folder } from '../journal/testing.ts'
import type { Status } from './messages.ts'
import { replay } from './replay.ts'
import { openHouse } from './testing-house.ts'
import { type Timeline, Timelines } from './timelines.ts'

const olga = { id: 'olga', role: 'operator' } as const
const pour = { type: 'toy.pour', basin: 1, volumeM3: 5 }
const house = { url: new URL('./testing-house.ts', import.meta.url).href, given: '' }
const AHEAD_MS = 1_200_000

describe('timelines', () => {
  const place = folder()
  const heard: { timeline: string; status: Status }[] = []
  let storage: Storage
  let timelines: Timelines
  let live: Timeline
  const open = async (): Promise<void> => {
    storage = await openStorage(place.where)
    const onStatus = (timeline: string, status: Status) => void heard.push({ timeline, status })
    timelines = new Timelines({ storage, house, build: 'test', onStatus })
    live = timelines.live('nowhere', 5, 0.05)
  }
  const close = async (): Promise<void> => {
    await timelines.close()
    await storage.close()
  }
  const forked = (from: number, more: Partial<Parameters<Timelines['fork']>[1]> = {}) => ({
    from: { timeline: 'live', seq: from },
    untilMs: Date.now() + AHEAD_MS,
    stepS: 1,
    maxSeconds: 60,
    maxMemoryMb: 256,
    ...more,
  })
  const poured = async (timeline: Timeline) => ((await timeline.look(['toy'])).states.toy as ToyState).poured

  beforeAll(open)
  afterAll(async () => {
    await close()
    await place.remove()
  })

  it('let live follow the wall clock', async () => {
    const before = await live.look()
    await expect.poll(async () => (await live.look()).seq).toBeGreaterThan(before.seq + 3)
    // Once it has its turn, on a busy machine.
    await expect.poll(async () => Math.abs(Date.now() - (await live.look()).nowMs)).toBeLessThan(2000)
  })

  it('show an earlier moment, and another one, without touching live', async () => {
    await live.act(pour, olga, 'first')
    const verdict = await live.act(pour, olga, 'second')
    if (!verdict.ok) throw new Error(verdict.reason)
    const past = timelines.past({ timeline: 'live', seq: verdict.seq - 1 })
    expect(await poured(past)).toBe(1)
    await past.goTo({ seq: verdict.seq })
    expect(await poured(past)).toBe(2)
    expect((await past.goTo({ atMs: 1 })).seq).toBe(-1)
    expect(await past.act(pour, olga, 'third')).toEqual({ ok: false, reason: 'the past of live cannot be changed' })
    await past.close()
    expect(past.status).toEqual({ is: 'closed' })
  })

  it('run a fork ahead with its own commands, while live gives verdicts', async () => {
    const { seq } = await live.look()
    const fork = timelines.fork('storm', forked(seq))
    const acted = await fork.act(pour, olga, 'storm')
    expect(acted.ok).toBe(true)
    let verdicts = 0
    do {
      expect((await live.act(pour, olga, `meanwhile ${verdicts++}`)).ok).toBe(true)
    } while (fork.status.is !== 'done')
    expect(await poured(fork)).toBe(3)
    expect((await fork.look()).nowMs).toBeGreaterThan(Date.now() + AHEAD_MS - 60_000)
    const told = heard.filter(({ timeline, status }) => timeline === 'storm' && status.is === 'playing')
    expect(told.length).toBeGreaterThan(0)
    await fork.close()
  })

  it('replace a thread that dies with one of the same state; what is asked meanwhile waits', async () => {
    const { seq } = await live.look()
    const acts = Array.from({ length: 20 }, (_, n) => live.act(pour, olga, `dying ${n}`))
    const before = await poured(live)
    await live.restart()
    const during = live.act(pour, olga, 'during')
    expect(live.status.is).toBe('catchingUp')
    expect(await Promise.all([...acts, during])).toEqual(
      [...acts, during].map(() => expect.objectContaining({ ok: true })),
    )
    expect(await poured(live)).toBeGreaterThanOrEqual(before)
    expect(live.status.is).toBe('playing')
    const entries = await storage.journal.call('read', { timeline: 'live', after: seq, limit: 1000 })
    const intents = entries.map(({ intent }) => intent).filter((intent) => intent?.startsWith('dying'))
    expect(intents).toHaveLength(acts.length)
    expect(new Set(intents)).toEqual(new Set(acts.map((_, n) => `dying ${n}`)))
  })

  it('end a fork that takes too long, or too much, or is not wanted any more', async () => {
    const { seq } = await live.look()
    const [slow, fat, gone] = [
      timelines.fork('slow', forked(seq, { untilMs: 1e14, maxSeconds: 1 })),
      timelines.fork('fat', forked(seq, { untilMs: 1e14, maxMemoryMb: 64 })),
      timelines.fork('gone', forked(seq, { untilMs: 1e14 })),
    ]
    void fat.act({ type: 'glutton.eat' }, olga, 'eat')
    gone.end('cancelled by olga')
    expect(await gone.settled).toEqual({ is: 'failed', reason: 'cancelled by olga' })
    expect(await gone.act(pour, olga, 'x')).toEqual({ ok: false, reason: 'cancelled by olga' })
    await Promise.all([fat.gone, slow.gone, gone.gone])
    expect(await fat.settled).toEqual({ is: 'failed', reason: 'fat needed more than 64 MB' })
    expect(await slow.settled).toEqual({ is: 'failed', reason: 'slow took longer than 1 s' })
    expect((await live.act(pour, olga, 'still here')).ok).toBe(true)
  })

  it('go on after a restart of the server, from what was journalled', async () => {
    const before = await poured(live)
    await close()
    await open()
    expect(await poured(live)).toBe(before)
    expect(await live.act(pour, olga, 'first')).toMatchObject({ ok: true })
    expect(await poured(live)).toBe(before)
    const { seq } = await live.look()
    const { twin } = await replay(storage.journal, await openHouse(), { timeline: 'live', seq }, { isWhole: true })
    const past = await replay(storage.journal, await openHouse(), { timeline: 'live', seq })
    expect(sha256(past.twin.save())).toBe(sha256(twin.save()))
  })
})

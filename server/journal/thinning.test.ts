// Keyframes are thinned by age, in the function and in both databases, and a thinned journal is whole.
import { describe, expect, it } from 'vitest'
import { sha256 } from './chain.ts'
import { openStorage } from './journal.ts'
import { aHeader, KINDS } from './testing.ts'
import { spare } from './thinning.ts'
import { inspectJournal } from './verify.ts'

const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4
const FIVE_MINUTES_MS = HOUR_MS / 12

describe('the keyframes of four days, one in five minutes', () => {
  const all = Array.from({ length: 4 * 24 * 12 + 1 }, (_, n) => ({
    seq: n * 10,
    atMs: n * FIVE_MINUTES_MS,
    isOpening: n === 300 || n === 301,
  }))
  const kept = all.filter(({ seq }) => !spare(all).includes(seq))
  const ages = kept.map(({ atMs }) => ((all.at(-1)?.atMs ?? 0) - atMs) / FIVE_MINUTES_MS)

  it('are all of ten minutes, one in ten of the last hour, one an hour of the last day, one a day before', () => {
    expect(ages.filter((n) => n <= 2)).toEqual([2, 1, 0])
    expect(ages.filter((n) => n > 2 && n <= 12)).toEqual([12, 10, 8, 6, 4])
    expect(ages.filter((n) => n > 12 && n <= 288)).toEqual(Array.from({ length: 23 }, (_, n) => 288 - 12 * n))
    // The third and fourth of them follow another build.
    expect(ages.filter((n) => n > 288)).toEqual([1152, 864, 852, 851, 576])
  })

  it('are the same when they are thinned again', () => {
    expect(spare(kept)).toEqual([])
  })
})

describe.each(KINDS)('a journal on $name', ({ isHere, make }) => {
  it('thins its keyframes as it goes, and is whole', async (context) => {
    if (!isHere) context.skip()
    const place = await make()
    const storage = await openStorage(place.where)
    const { journal } = storage
    await journal.call('begin', aHeader('live'))
    let seq = -1
    const write = async (kind: 'opened' | 'keyframe', atMs: number): Promise<void> => {
      const state = new TextEncoder().encode(`state at ${atMs}`)
      const input =
        kind === 'opened' ? { kind, build: 'test', systems: [], atMs } : { kind, stateHash: sha256(state), atMs }
      const lines = [{ actor: null, intent: null, input: JSON.stringify(input) }]
      const more = kind === 'keyframe' ? { keyframe: { atMs, state } } : {}
      expect(await journal.call('append', { timeline: 'live', after: seq++, lines, ...more })).toMatchObject({
        ok: true,
      })
    }
    for (let n = 0; n <= 20; n++) {
      if (n === 6) await write('opened', n * QUARTER_MS)
      await write('keyframe', n * QUARTER_MS)
    }
    const at = async (quarter: number): Promise<number> =>
      ((await journal.call('keyframe', { timeline: 'live', atMs: quarter * QUARTER_MS }))?.atMs ?? -1) / QUARTER_MS
    // Of what is older than an hour: whole hours, and the one after `opened`.
    await expect.poll(() => Promise.all([3, 5, 6, 7, 11, 15, 17, 20].map(at))).toEqual([0, 4, 6, 6, 8, 12, 17, 20])
    await storage.close()
    expect(await inspectJournal(place.where)).toMatchObject({
      findings: [],
      timelines: [{ entries: 22, keyframes: 10 }],
    })
    await place.remove()
  })
})

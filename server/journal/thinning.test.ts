// Keyframes are thinned by age, in the function and in both databases, and a thinned journal is whole.
import { describe, expect, it } from 'vitest'
import { sha256 } from './chain.ts'
import { openStorage } from './journal.ts'
import { aHeader, KINDS } from './testing.ts'
import { spare } from './thinning.ts'
import { inspectJournal } from './verify.ts'

const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4

describe('the keyframes of four days, one a quarter of an hour', () => {
  const all = Array.from({ length: 4 * 24 * 4 + 1 }, (_, n) => ({
    seq: n * 10,
    atMs: n * QUARTER_MS,
    isOpening: n === 100 || n === 101,
  }))
  const kept = all.filter(({ seq }) => !spare(all).includes(seq))
  const agesH = kept.map(({ atMs }) => ((all.at(-1)?.atMs ?? 0) - atMs) / HOUR_MS)

  it('are all of the last hour, one an hour of the last day, one a day before', () => {
    expect(agesH.filter((h) => h <= 1)).toEqual([1, 0.75, 0.5, 0.25, 0])
    expect(agesH.filter((h) => h > 1 && h <= 24)).toEqual(Array.from({ length: 23 }, (_, n) => 24 - n))
    // The second and third of them follow another build.
    expect(agesH.filter((h) => h > 24)).toEqual([96, 72, 71, 70.75, 48])
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

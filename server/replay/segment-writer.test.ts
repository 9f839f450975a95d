// A recording shows every moment as it was, goes on after a restart, forgets what is too old and survives a bad disk.
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { shown } from '../../shared/protocol/fields-testing.ts'
import { NEWEST, withNewest } from '../../shared/protocol/segment.ts'
import { readIndex, readSegment, SegmentReader } from './segment-reader.ts'
import { factsAt, FROM_MS, Recorded, TRACKS } from './testing.ts'

let town: Recorded
beforeEach(() => {
  town = new Recorded(11)
})
afterEach(() => town.remove())

async function expectAsItWas(): Promise<void> {
  const reader = await SegmentReader.open(town.folder)
  const moments = [...town.was.keys()]
  // Forward, then backward with leaps.
  for (const ms of [...moments, ...moments.reverse().filter((_, i) => i % 7 === 0)]) {
    const cursor = await reader.at(ms)
    expect(
      cursor?.fields.map(({ cells }) => shown(cells)),
      String(ms),
    ).toEqual(town.was.get(ms))
    expect(cursor?.facts).toEqual(factsAt(ms))
  }
}

describe('a recording', () => {
  test('shows every moment as it was', async () => {
    const writer = await town.writer()
    town.play(writer, FROM_MS, FROM_MS + 34_000)
    writer.mark({ atMs: FROM_MS + 33_800, kind: 'toy.storm', text: 'a storm' })
    await writer.close()
    await expectAsItWas()
    const { tracks, gaps } = await readIndex(town.folder)
    const [all, overview] = tracks.map(({ segments }) =>
      segments.map(({ fromMs, toMs }) => [fromMs - FROM_MS, toMs - FROM_MS]),
    )
    expect(all).toEqual([
      [0, 10_000],
      [10_000, 20_000],
      [20_000, 30_000],
      [30_000, 33_801],
    ])
    expect(overview).toEqual([[0, 33_801]])
    expect(gaps).toEqual([])
    expect(tracks[0]?.segments.at(-1)?.marks).toEqual([{ atMs: FROM_MS + 33_800, kind: 'toy.storm', text: 'a storm' }])
    expect(tracks[1]?.segments[0]?.layers).toEqual(['toy.depth', 'toy.roads', 'toy.sensors', 'toy.cars'])
    expect(writer.lost).toBe(0)
  })

  test('keeps what happened in a silence and is told after the segment that ends it was begun', async () => {
    const writer = await town.writer()
    town.play(writer, FROM_MS, FROM_MS + 1000)
    town.play(writer, FROM_MS + 20_000, FROM_MS + 20_500)
    const late = { atMs: FROM_MS + 19_900, kind: 'toy.storm', text: 'a storm' }
    writer.mark(late)
    town.play(writer, FROM_MS + 20_500, FROM_MS + 24_000)
    await writer.close()
    const { tracks } = await readIndex(town.folder)
    expect(tracks[0]?.segments.map(({ fromMs, marks }) => [fromMs - FROM_MS, marks])).toEqual([
      [0, []],
      [20_000, [late]],
    ])
  })

  test('goes on after a restart, with a gap where nobody was, and tells nothing twice', async () => {
    const first = await town.writer()
    town.play(first, FROM_MS, FROM_MS + 14_000)
    await first.close()
    await writeFile(join(town.folder, 'half.thseg.part'), 'x')
    await writeFile(join(town.folder, '1-2-0123456789abcdef.thseg'), 'unlisted')
    const second = await town.writer()
    // As a replay from the last keyframe does: the frames come again.
    const was = new Map(town.was)
    town.play(second, FROM_MS + 12_000, FROM_MS + 13_500)
    town.was.clear()
    for (const [ms, state] of was) town.was.set(ms, state)
    town.play(second, FROM_MS + 40_000, FROM_MS + 52_000)
    await second.close()
    await expectAsItWas()
    const { gaps, tracks } = await readIndex(town.folder)
    expect(gaps).toEqual([{ fromMs: FROM_MS + 13_501, toMs: FROM_MS + 40_000 }])
    const names = tracks.flatMap(({ segments }) => segments.map(({ name }) => name))
    expect((await readdir(town.folder)).sort()).toEqual([...names, 'index.json'].sort())
  })

  test('a timeline that was silent leaves a gap, without a restart', async () => {
    const writer = await town.writer()
    town.play(writer, FROM_MS, FROM_MS + 3000)
    town.play(writer, FROM_MS + 63_000, FROM_MS + 65_000)
    await writer.close()
    expect((await readIndex(town.folder)).gaps).toEqual([{ fromMs: FROM_MS + 2501, toMs: FROM_MS + 63_000 }])
  })

  test('forgets the oldest by age and by size', async () => {
    const [all, overview] = TRACKS as [(typeof TRACKS)[0], (typeof TRACKS)[0]]
    const old = await town.writer({ tracks: [{ ...all, maxAgeMs: 25_000 }, overview] })
    town.play(old, FROM_MS, FROM_MS + 70_000)
    await old.close()
    const { tracks } = await readIndex(town.folder)
    expect(tracks[0]?.segments.map(({ fromMs }) => fromMs - FROM_MS)).toEqual([40_000, 50_000, 60_000])
    expect(tracks[1]?.segments).toHaveLength(2)
    const largest = Math.max(...(tracks[0]?.segments.map(({ bytes }) => bytes) ?? []))
    const small = await town.writer({ tracks: [{ ...all, maxBytes: largest + 1 }, overview] })
    await small.close()
    expect((await readIndex(town.folder)).tracks[0]?.segments).toHaveLength(1)
    expect((await readdir(town.folder)).length).toBe(4)
  })

  test('names a segment that was changed since, and forgets one that is cut', async () => {
    const writer = await town.writer()
    town.play(writer, FROM_MS, FROM_MS + 20_500)
    await writer.close()
    const [first, second] = (await readIndex(town.folder)).tracks[0]?.segments ?? []
    if (!first || !second) throw new Error('not recorded')
    const path = join(town.folder, first.name)
    const bytes = await readFile(path)
    await expect(readSegment(town.folder, { ...first, sha256: second.sha256 })).rejects.toThrow(/has changed/)
    await writeFile(path, bytes.subarray(0, bytes.length - 9))
    await expect(readSegment(town.folder, first)).rejects.toThrow()
    await (await town.writer()).close()
    const { tracks } = await readIndex(town.folder)
    expect(tracks[0]?.segments.map(({ name }) => name)).not.toContain(first.name)
  })

  test('a folder that takes nothing costs a gap and says so; the recording goes on by itself', async () => {
    const faults: unknown[] = []
    const writer = await town.writer({ onFault: (error) => faults.push(error) })
    town.play(writer, FROM_MS, FROM_MS + 10_500)
    await writer.flushed()
    await rm(town.folder, { recursive: true })
    await writeFile(town.folder, 'in the way')
    town.play(writer, FROM_MS + 10_500, FROM_MS + 20_500)
    await writer.flushed()
    expect(writer.lost).toBe(1)
    expect(faults).toHaveLength(1)
    await chmod(town.folder, 0o600)
    await rm(town.folder)
    await (await town.writer()).close()
    town.play(writer, FROM_MS + 20_500, FROM_MS + 31_000)
    await writer.close()
    expect(writer.lost).toBe(1)
    const { tracks } = await readIndex(town.folder)
    expect(tracks[0]?.segments.at(-1)?.toMs).toBe(FROM_MS + 30_501)
  })

  test('tells its newest seconds before their segment is written, and has them after a crash', async () => {
    const newest = { everyMs: 0, segmentMs: 2000, segmentBytes: 1e6, maxAgeMs: 12_000, maxBytes: 1e9 }
    const crashed = await town.writer({ newest })
    town.play(crashed, FROM_MS, FROM_MS + 34_500)
    crashed.mark({ atMs: FROM_MS + 31_000, kind: 'toy.storm', text: 'a storm' })
    town.play(crashed, FROM_MS + 34_500, FROM_MS + 37_000)
    await crashed.flushed()
    const listed = async () => {
      const index = await readIndex(town.folder)
      expect(index.newest).toBe(NEWEST)
      return withNewest(index, await readIndex(town.folder, NEWEST)).tracks[0]?.segments ?? []
    }
    const parts = await listed()
    const times = parts.map(({ fromMs, toMs }) => [fromMs - FROM_MS, toMs - FROM_MS])
    expect(times.slice(2)).toEqual([
      [20_000, 30_000],
      [30_000, 32_000],
      [32_000, 34_000],
      [34_000, 36_000],
    ])
    expect(parts.flatMap(({ marks }) => marks)).toHaveLength(1)
    // Who read the list of before finds what followed it then.
    const { tracks } = await readIndex(town.folder, NEWEST)
    expect(tracks[0]?.segments[0]?.fromMs).toBe(FROM_MS + 22_000)
    for (const entry of tracks[0]?.segments ?? []) await readSegment(town.folder, entry)
    const next = await town.writer({ newest })
    expect(await listed()).toEqual(parts)
    const was = new Map(town.was)
    town.was.clear()
    for (const [ms, state] of was) if (ms < FROM_MS + 36_000) town.was.set(ms, state)
    town.play(next, FROM_MS + 50_000, FROM_MS + 63_000)
    await next.close()
    await expectAsItWas()
    expect((await readIndex(town.folder)).gaps).toEqual([{ fromMs: FROM_MS + 36_000, toMs: FROM_MS + 50_000 }])
  })

  test('takes no timeline whose name leads elsewhere', async () => {
    for (const timeline of ['../x', '', 'a/b', '.', 'a b'])
      await expect(town.writer({ timeline })).rejects.toThrow(/name/)
  })
})

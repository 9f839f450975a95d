// The player of recordings, against files in memory that come late, are gone or are damaged when a test wants it.
import { beforeEach, describe, expect, test } from 'vitest'
import { Random } from '../../shared/kernel/random.ts'
import type { Mark } from '../../shared/protocol/facts.ts'
import { LAYERS, Lively, shown } from '../../shared/protocol/fields-testing.ts'
import { SegmentBuilder, type SegmentEntry, type SegmentIndex } from '../../shared/protocol/segment.ts'
import { type Moment, ReplayPlayer } from './replay-player.ts'

const FROM_MS = 1_800_000_000_000
const STEP_MS = 1000
const URL = 'http://town.test/replay/live/index.json'

/** Segments of 10 s with everything for 0-60 s and 90-120 s; of 60 s with a keyframe each 5 s for the same. */
class Files {
  readonly files = new Map<string, Uint8Array>()
  readonly asked: string[] = []
  readonly was = new Map<number, string[]>()
  index: SegmentIndex = { format: 1, timeline: 'live', tracks: [], gaps: [] }
  /** While set, nothing comes. */
  isHeld = false
  private readonly held: (() => void)[] = []
  private readonly town = new Lively(new Random(9))

  constructor() {
    const all: SegmentEntry[] = []
    const overview: SegmentEntry[] = []
    const recorded: readonly [from: number, to: number][] = [
      [0, 60],
      [90, 120],
    ]
    for (const [from, to] of recorded) {
      let [fine, coarse] = [this.begin(from), this.begin(from)]
      for (let s = from; s < to; s++) {
        const atMs = FROM_MS + s * STEP_MS
        const frames = this.town.step(atMs)
        if (s % 10 === 0 && s > from) {
          all.push(this.end(fine, atMs))
          fine = this.begin(s)
        }
        const whole = this.town.fields.map((field) => field.keyframe())
        for (const frame of s % 10 === 0 ? whole : frames) fine.frame(atMs, frame)
        if (s % 5 === 0) for (const frame of whole) coarse.frame(atMs, frame)
        if (s === 45 || s === 100) fine.mark(atMs, markAt(atMs))
        this.was.set(
          s,
          this.town.fields.map(({ cells }) => shown(cells)),
        )
      }
      all.push(this.end(fine, FROM_MS + to * STEP_MS))
      overview.push(this.end(coarse, FROM_MS + to * STEP_MS))
    }
    const tracks = [
      { everyMs: 0, segments: all },
      { everyMs: 5000, segments: overview },
    ]
    this.index = { ...this.index, tracks, gaps: [{ fromMs: FROM_MS + 60_000, toMs: FROM_MS + 90_000 }] }
  }

  fetch = async (url: string): Promise<Response> => {
    if (url === URL) return Response.json(this.index)
    const name = url.slice(url.lastIndexOf('/') + 1)
    this.asked.push(name)
    if (this.isHeld) await new Promise<void>((come) => this.held.push(come))
    const bytes = this.files.get(name)
    return bytes ? new Response(bytes.slice()) : new Response(null, { status: 404 })
  }

  async release(): Promise<void> {
    this.isHeld = false
    for (const come of this.held.splice(0)) come()
    await settled()
  }

  private begin(s: number): SegmentBuilder {
    return new SegmentBuilder({ timeline: 'live', build: 'test', fromMs: FROM_MS + s * STEP_MS, layers: [...LAYERS] })
  }

  private end(segment: SegmentBuilder, toMs: number): SegmentEntry {
    const { fromMs, marks } = segment
    const bytes = segment.finish()
    const name = `${fromMs}-${toMs}-${String(this.files.size).padStart(16, '0')}.thseg`
    this.files.set(name, bytes)
    const sizes = { bytes: bytes.length, plainBytes: bytes.length }
    return { name, fromMs, toMs, sha256: 'ab'.repeat(32), ...sizes, layers: [], marks: [...marks] }
  }
}

const markAt = (atMs: number): Mark => ({ atMs, kind: 'toy.storm', text: 'a storm' })
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0))
const shownAt = (moment: Moment | null): string[] =>
  [...(moment?.fields.values() ?? [])].map(({ cells }) => shown(cells))
const at = (s: number): number => FROM_MS + s * STEP_MS

let files: Files
let player: ReplayPlayer
beforeEach(async () => {
  files = new Files()
  player = await ReplayPlayer.open(URL, files.fetch)
})

describe('a player of recordings', () => {
  test('knows how far the recording goes, where nobody recorded and what is marked', () => {
    expect(player.span).toEqual({ fromMs: at(0), toMs: at(120) })
    expect(player.gaps).toEqual([{ fromMs: at(60), toMs: at(90) }])
    expect(player.marks).toEqual([markAt(at(45)), markAt(at(100))])
  })

  test('goes to any moment, in any order', async () => {
    for (const s of [0, 59, 17.5, 18, 3, 119, 90, 58]) {
      const moment = await player.at(at(s))
      expect(moment?.isRecorded).toBe(true)
      expect([...(moment?.fields.keys() ?? [])]).toEqual(LAYERS.map(({ id }) => id))
      expect(shownAt(moment), String(s)).toEqual(files.was.get(Math.floor(s)))
    }
    for (const s of [-5, 60, 89.9, 120]) expect(await player.at(at(s))).toMatchObject({ isRecorded: false })
    expect((await player.at(at(70)))?.fields.size).toBe(0)
  })

  test('answers the last of many moments asked for at once', async () => {
    const asked = await Promise.all([5, 50, 95].map((s) => player.at(at(s))))
    expect(asked.slice(0, 2)).toEqual([null, null])
    expect(shownAt(asked[2] ?? null)).toEqual(files.was.get(95))
  })

  test('plays at its pace, tells each mark once, leaps over what nobody recorded, stops at the end', async () => {
    player.play(at(40), 4, 1000)
    const seen: number[] = []
    const marks: Mark[] = []
    let nowMs = 1000
    for (; player.isPlaying && nowMs < 60_000; nowMs += 100) {
      const moment = player.advance(nowMs)
      await settled()
      if (!moment) continue
      seen.push((moment.atMs - FROM_MS) / STEP_MS)
      marks.push(...moment.passed)
      expect(shownAt(moment)).toEqual(files.was.get(Math.floor((moment.atMs - FROM_MS) / STEP_MS)))
    }
    expect(seen[0]).toBeCloseTo(40.4)
    expect(seen.filter((s) => s >= 60 && s < 90)).toEqual([])
    expect(seen.at(-1)).toBeGreaterThan(119.5)
    expect(marks).toEqual([markAt(at(45)), markAt(at(100))])
    // 50 recorded seconds at four a second, and little waiting.
    expect(nowMs).toBeGreaterThan(13_400)
    expect(nowMs).toBeLessThan(15_000)
  })

  test('plays fast from the overview alone, and asks for it ahead', async () => {
    player.play(at(0), 100, 0)
    let last: number | null = null
    for (let nowMs = 0; player.isPlaying && nowMs < 5000; nowMs += 20) {
      const moment = player.advance(nowMs)
      await settled()
      if (!moment) continue
      last = Math.floor((moment.atMs - FROM_MS) / STEP_MS)
      expect(shownAt(moment)).toEqual(files.was.get(last - (last % 5)))
    }
    expect(last).toBeGreaterThan(110)
    expect(files.asked).toEqual(files.index.tracks[1]?.segments.map(({ name }) => name))
  })

  test('stands still while a segment is on its way, and goes on from there', async () => {
    player.play(at(5), 2, 0)
    expect(player.advance(0)).toBeNull()
    await settled()
    expect(player.advance(10)?.atMs).toBe(at(5.02))
    await settled()
    // Now everything ahead is here; the one after is not.
    files.isHeld = true
    let nowMs = 10
    let reached = 0
    for (; nowMs < 60_000; nowMs += 100) reached = Math.max(reached, player.advance(nowMs)?.atMs ?? 0)
    expect((reached - FROM_MS) / STEP_MS).toBeLessThan(30)
    expect(player.waitsFor).toMatch(/thseg$/)
    await files.release()
    const moment = player.advance(nowMs + 100)
    expect((moment?.atMs ?? 0) - reached).toBeLessThan(2000)
    expect(player.waitsFor).toBeNull()
  })

  test('takes what is gone or damaged from the other track, or passes over it', async () => {
    const [, second, third] = files.index.tracks[0]?.segments ?? []
    if (!second || !third) throw new Error('no segments')
    files.files.delete(second.name)
    const damaged = files.files.get(third.name)?.fill(0xff, 900)
    expect(damaged?.length).toBeGreaterThan(2000)
    expect(shownAt(await player.at(at(13)))).toEqual(files.was.get(10))
    expect(shownAt(await player.at(at(27)))).toEqual(files.was.get(25))
    expect(shownAt(await player.at(at(33)))).toEqual(files.was.get(33))
    for (const { name } of files.index.tracks[1]?.segments ?? []) files.files.delete(name)
    const other = await ReplayPlayer.open(URL, files.fetch)
    expect(await other.at(at(13))).toMatchObject({ isRecorded: false })
    other.play(at(9), 1, 0)
    const seen: number[] = []
    for (let nowMs = 0; nowMs < 10_000; nowMs += 250) {
      const moment = other.advance(nowMs)
      await settled()
      if (moment) seen.push(Math.floor((moment.atMs - FROM_MS) / STEP_MS))
    }
    expect(seen).toContain(9)
    expect(seen).toContain(30)
    expect(seen.filter((s) => s >= 10 && s < 30)).toEqual([])
  })

  test('says when the line is down, and tries again', async () => {
    let isDown = false
    const other = await ReplayPlayer.open(URL, (url) =>
      isDown ? Promise.reject(new TypeError('offline')) : files.fetch(url),
    )
    isDown = true
    await expect(other.at(at(1))).rejects.toThrow('offline')
    other.play(at(1), 1, 0)
    for (const nowMs of [0, 100, 200]) {
      expect(other.advance(nowMs)).toBeNull()
      await settled()
    }
    expect(other.waitsFor).toBe('offline')
    isDown = false
    for (const nowMs of [1300, 1400]) {
      other.advance(nowMs)
      await settled()
    }
    expect(shownAt(other.advance(1500))).toEqual(files.was.get(1))
    await expect(ReplayPlayer.open('http://town.test/replay/x/index.json', files.fetch)).rejects.toThrow('no recording')
  })

  test('finds what was recorded since', async () => {
    const [all, overview] = files.index.tracks
    if (!all || !overview) throw new Error('no tracks')
    const now = files.index
    files.index = {
      ...now,
      tracks: [
        { ...all, segments: all.segments.slice(0, 2) },
        { ...overview, segments: [] },
      ],
    }
    const other = await ReplayPlayer.open(URL, files.fetch)
    expect(other.span?.toMs).toBe(at(20))
    files.index = now
    await other.refresh()
    expect(other.span?.toMs).toBe(at(120))
    expect(other.marks).toHaveLength(2)
  })
})

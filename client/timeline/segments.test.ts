// The list of a recording that goes on: the newest seconds follow it, and it is not asked for again before it must be.
import { beforeEach, expect, test } from 'vitest'
import { NEWEST, type SegmentEntry, type SegmentIndex } from '../../shared/protocol/segment.ts'
import { Segments } from './segments.ts'

const URL = 'http://town.test/replay/live/index.json'
const MINUTE = 60
const PART = 4

const entry = (fromS: number, toS: number): SegmentEntry => ({
  name: `${fromS}-${toS}-${'0'.repeat(16)}.thseg`,
  fromMs: fromS * 1000,
  toMs: toS * 1000,
  sha256: '0'.repeat(64),
  bytes: 1,
  plainBytes: 1,
  layers: [],
  marks: [],
})
const every = (seconds: number, fromS: number, toS: number): SegmentEntry[] =>
  Array.from({ length: Math.floor((toS - fromS) / seconds) }, (_, n) =>
    entry(fromS + n * seconds, fromS + (n + 1) * seconds),
  )
const indexOf = (segments: SegmentEntry[]): SegmentIndex => ({
  format: 1,
  timeline: 'live',
  tracks: [{ everyMs: 0, segments }],
  gaps: [],
})

let nowS: number
let asked: string[]
let isNewestThere: boolean
beforeEach(() => {
  nowS = 600
  asked = []
  isNewestThere = true
})

const fetch = async (url: string): Promise<Response> => {
  asked.push(url.slice(url.lastIndexOf('/') + 1))
  if (url === URL) return Response.json({ ...indexOf(every(MINUTE, 0, nowS)), newest: NEWEST })
  if (!isNewestThere) return new Response(null, { status: 404 })
  return Response.json(indexOf(every(PART, Math.floor((nowS - 180) / PART) * PART, nowS)))
}
const endS = (segments: Segments): number => (segments.index.tracks[0]?.segments.at(-1)?.toMs ?? 0) / 1000

test('goes on to the newest seconds without asking for the long list, and asks for it before there is a hole', async () => {
  const segments = await Segments.open(URL, fetch)
  for (nowS = 604; nowS < 1400; nowS += 20) {
    asked = []
    await segments.refresh()
    expect(nowS - endS(segments)).toBeLessThan(PART)
    const all = segments.index.tracks[0]?.segments ?? []
    for (const [i, { fromMs }] of all.entries()) if (i > 0) expect(fromMs).toBe(all[i - 1]?.toMs)
    const isFar = asked.includes('index.json')
    expect(asked.length).toBe(isFar ? 3 : 1)
    if (nowS < 700) expect(isFar).toBe(false)
  }
})

test('is as good as the long list where the short one is not there', async () => {
  isNewestThere = false
  const segments = await Segments.open(URL, fetch)
  nowS = 700
  await segments.refresh()
  expect(endS(segments)).toBe(660)
})

// A day played at 600 times its pace: 1,440 moments of a busy town (256 x 256 samples, 5,000 vehicles, 20,000 links) as
// the overview keeps them, from files over HTTP. How large the day is, how fast it is written, how long the page's part
// of a picture takes, how long it waits for files; then the same for two minutes with every frame at 10 times the pace,
// and leaps to any moment. The pictures come as fast as they can, 60 to a played second, so waiting is counted at its
// worst: at 600 times the pace the day lasts 144 s.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { ReplayPlayer } from '../client/timeline/replay-player.ts'
import { SegmentWriter } from '../server/replay/segment-writer.ts'
import { replayRoutes } from '../server/web/replay-routes.ts'
import { Random } from '../shared/kernel/random.ts'
import type { Rows } from './bench.ts'
import { BusyTown } from './fields-town.ts'

const DAY_MS = 86_400_000
const FROM_MS = 1_800_000_000_000
const FRAME_MS = 1000 / 60
const LEAPS = 40
const LIMITS = { segmentBytes: 16e6, maxAgeMs: 2 * DAY_MS, maxBytes: 8e9 }

type Recording = {
  readonly timeline: string
  readonly forMs: number
  readonly stepMs: number
  readonly everyMs: number
}

export async function benchReplay(): Promise<Rows> {
  const dir = mkdtempSync(join(tmpdir(), 'townhall-replay-'))
  const app = express().use('/replay', replayRoutes(dir))
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const day = { timeline: 'day', forMs: DAY_MS, stepMs: 60_000, everyMs: 60_000 }
    const minutes = { timeline: 'minutes', forMs: 120_000, stepMs: 200, everyMs: 0 }
    return [
      { what: 'a day, a keyframe each minute', ...(await recorded(dir, day)), ...(await played(origin, day, 600)) },
      { what: 'two minutes, every frame', ...(await recorded(dir, minutes)), ...(await played(origin, minutes, 10)) },
    ]
  } finally {
    server.close()
    server.closeAllConnections()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function recorded(dir: string, { timeline, forMs, stepMs, everyMs }: Recording) {
  const town = new BusyTown()
  const rule = { everyMs, segmentMs: everyMs > 0 ? 900_000 : 60_000, ...LIMITS }
  const { fields } = town
  const writer = await SegmentWriter.open({
    folder: join(dir, timeline),
    timeline,
    build: 'bench',
    fields,
    tracks: [rule],
  })
  let writeMs = 0
  for (let ms = 0, n = 0; ms < forMs; ms += stepMs, n++) {
    const atMs = FROM_MS + ms
    const isWhole = everyMs > 0
    town.move(stepMs / 1000, atMs)
    if (isWhole || n % 5 === 0) town.change()
    if (isWhole || n % 2 === 0) town.rise(ms / 1000)
    const frames = [town.drive(atMs)]
    if (isWhole || n % 5 === 0) frames.push(town.flow(atMs))
    if (isWhole || n % 2 === 0) frames.push(town.flood(atMs))
    const start = performance.now()
    for (const frame of frames) writer.frame(frame)
    if (n % 30 === 0) await writer.flushed()
    writeMs += performance.now() - start
  }
  const start = performance.now()
  await writer.close()
  return { 'written in s': rounded((writeMs + performance.now() - start) / 1000) }
}

async function played(origin: string, { timeline, forMs }: Recording, rate: number) {
  let bytes = 0
  const player = await ReplayPlayer.open(`${origin}/replay/${timeline}/index.json`, async (url) => {
    const response = await fetch(url)
    bytes += Number(response.headers.get('content-length') ?? 0)
    return response
  })
  const takenMs: number[] = []
  let waitedMs = 0
  const start = performance.now()
  player.play(FROM_MS, rate, 0)
  for (let nowMs = 0; player.isPlaying; nowMs += FRAME_MS) {
    const began = performance.now()
    const moment = player.advance(nowMs)
    if (moment) takenMs.push(performance.now() - began)
    // Lets the network in, as a page does between two pictures.
    await new Promise((next) => setImmediate(next))
    if (!moment) waitedMs += performance.now() - began
  }
  const seconds = (performance.now() - start) / 1000
  const loadedMb = bytes / 1e6
  takenMs.sort((a, b) => a - b)
  const at = (share: number): number => rounded(takenMs[Math.floor(share * (takenMs.length - 1))] ?? 0)
  const random = new Random(4)
  const leapsMs: number[] = []
  for (let k = 0; k < LEAPS; k++) {
    const began = performance.now()
    await player.at(FROM_MS + Math.floor(random.between(0, forMs - 1000)))
    leapsMs.push(performance.now() - began)
  }
  leapsMs.sort((a, b) => a - b)
  return {
    MB: rounded(loadedMb),
    pace: rate,
    'kB/s at that pace': Math.round((bytes / 1000 / forMs) * 1000 * rate),
    'could be played at': Math.round(forMs / 1000 / seconds),
    pictures: takenMs.length,
    'p50 ms': at(0.5),
    'p99 ms': at(0.99),
    'max ms': at(1),
    'waited s': rounded(waitedMs / 1000),
    'leap p50 ms': rounded(leapsMs[LEAPS / 2] ?? 0),
    'leap max ms': rounded(leapsMs.at(-1) ?? 0),
  }
}

const rounded = (v: number): number => Number(v.toFixed(1))

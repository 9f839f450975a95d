// One page's moment: live, past and forks, against recordings in memory that were written by hand.
import { beforeEach, expect, it } from 'vitest'
import { TimeModel } from '../panels/time-model.ts'
import { answerFrom, factsAt, Recording } from './testing.ts'
import { TimeSource } from './time-source.ts'

const NOW_MS = 1_800_000_000_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let model: TimeModel
let source: TimeSource
let recordings: Map<string, Recording>
let clockMs: number

beforeEach(() => {
  const mark = { atMs: NOW_MS - HOUR_MS, kind: 'weather.announce', text: 'storm' }
  recordings = new Map([['live', new Recording('live', NOW_MS - 2 * HOUR_MS, 110, 0, [mark])]])
  clockMs = 0
  model = new TimeModel()
  model.live.value = factsAt(NOW_MS, 99)
  source = new TimeSource({
    model,
    origin: 'http://town.test',
    fetch: async (url) => answerFrom(recordings, url),
    clockMs: () => clockMs,
    liveField: () => null,
    listEveryMs: 60_000,
  })
})

const wind = (): number | undefined => model.facts.value?.indicators[0]?.value

it('shows the past when the slider is there, and is back at live at once', async () => {
  expect([model.looking.value.is, wind()]).toEqual(['live', 99])
  await source.lookAt(NOW_MS - HOUR_MS)
  expect([model.looking.value.is, wind(), model.atMs.value]).toEqual(['past', 60, NOW_MS - HOUR_MS])
  expect([model.isWaiting.value, model.marks.value.length]).toEqual([false, 1])
  expect(model.live.value?.indicators[0]?.value).toBe(99)
  source.goLive()
  expect([model.looking.value.is, wind()]).toEqual(['live', 99])
})

it('lets the last of many drags win', async () => {
  await Promise.all([90, 70, 30].map((minutes) => source.lookAt(NOW_MS - minutes * MINUTE_MS)))
  expect(wind()).toBe(90)
  const late = source.lookAt(NOW_MS - 100 * MINUTE_MS)
  source.goLive()
  await late
  expect([model.looking.value.is, wind()]).toEqual(['live', 99])
})

it('shows the nearest there is where nothing is written yet, and says so where nothing is there at all', async () => {
  await source.lookAt(NOW_MS - 5 * MINUTE_MS)
  expect([wind(), model.atMs.value]).toEqual([109, NOW_MS - 10 * MINUTE_MS - 1])
  recordings.clear()
  source = new TimeSource({
    model,
    origin: 'http://town.test',
    fetch: async (url) => answerFrom(recordings, url),
    clockMs: () => clockMs,
    liveField: () => null,
    listEveryMs: 60_000,
  })
  await source.lookAt(NOW_MS - HOUR_MS)
  expect([model.facts.value, model.isWaiting.value]).toEqual([null, false])
})

it('plays at the pace that is chosen, and is live again when it has come to the end', async () => {
  await source.lookAt(NOW_MS - HOUR_MS)
  source.setRate(600)
  source.play()
  const run = async (ms: number): Promise<void> => {
    for (const endMs = clockMs + ms; clockMs < endMs;) {
      clockMs += 50
      source.frame()
      await new Promise((next) => setTimeout(next, 0))
    }
  }
  await run(2000)
  expect(wind()).toBeGreaterThan(75)
  expect(wind()).toBeLessThan(82)
  source.pause()
  const stands = model.atMs.value
  await run(500)
  expect(model.atMs.value).toBe(stands)
  source.play()
  await run(4000)
  expect([model.looking.value.is, model.isPlaying.value]).toEqual(['live', false])
})

it('steps into a fork that is done, some way in, and slides on to its end', async () => {
  recordings.set('storm', new Recording('storm', NOW_MS, 120, 1000))
  const fork = { name: 'storm', by: 'A', fromMs: NOW_MS, untilMs: NOW_MS + 2 * HOUR_MS, progress: 1, reason: '' }
  model.forks.value = [{ ...fork, status: 'playing' }]
  await source.stepInto('storm')
  expect(model.looking.value.is).toBe('live')
  model.forks.value = [{ ...fork, status: 'done' }]
  await source.stepInto('storm')
  expect([model.looking.value, wind()]).toEqual([{ is: 'fork', name: 'storm', atMs: NOW_MS + 600_000 }, 1010])
  await source.lookAt(NOW_MS + 2 * HOUR_MS)
  expect(wind()).toBe(1119)
  await source.lookAt(NOW_MS - HOUR_MS)
  expect([model.looking.value.is, wind()]).toEqual(['past', 60])
})

it('draws an indicator over the hours before, with what was heard live at the end', async () => {
  source.hear(factsAt(NOW_MS - 3000, 42))
  const points = await source.history('weather.wind')
  expect(points.at(-1)).toEqual([NOW_MS - 3000, 42])
  expect(points.length).toBeGreaterThan(40)
  expect(points.every(([atMs], i) => i === 0 || atMs > (points[i - 1]?.[0] ?? 0))).toBe(true)
  expect(await source.history('weather.nothing')).toEqual([])
})

// Recordings of ended forks go by age and number; nothing else in the folder does, and no journal.
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStorage } from '../journal/journal.ts'
import { aHeader, folder } from '../journal/testing.ts'
import { sweepForks } from './sweep.ts'

const NOW_MS = 1_800_000_000_000
const DAY_MS = 86_400_000

it('takes what ended forks showed after some days, and the oldest of too many; live and journals stay', async () => {
  const place = folder()
  const storage = await openStorage(place.where)
  const { journal } = storage
  const replay = join(place.where.dir, 'replay')
  const recordedDaysAgo = (name: string, days: number): void => {
    mkdirSync(join(replay, name), { recursive: true })
    const path = join(replay, name, 'index.json')
    writeFileSync(path, '{}')
    utimesSync(path, (NOW_MS - days * DAY_MS) / 1000, (NOW_MS - days * DAY_MS) / 1000)
  }
  await journal.call('begin', aHeader('live'))
  await journal.call('append', { timeline: 'live', after: -1, lines: [{ actor: null, intent: null, input: '{}' }] })
  const ages = { old: 40, running: 50, storm: 3, fog: 2, snow: 1, unrecorded: -1 }
  for (const [name, days] of Object.entries(ages)) {
    await journal.call('begin', { ...aHeader(name), parent: { timeline: 'live', seq: 0 } })
    if (days >= 0) recordedDaysAgo(name, days)
  }
  recordedDaysAgo('live', 99)
  recordedDaysAgo('of-somebody-else', 99)
  const sweep = (forks: number) =>
    sweepForks({ folder: replay, journal, isBusy: (name) => name === 'running', forkDays: 30, forks, nowMs: NOW_MS })
  expect(await sweep(10)).toEqual(['old'])
  expect(await sweep(2)).toEqual(['storm'])
  expect(await sweep(2)).toEqual([])
  expect(readdirSync(replay).sort()).toEqual(['fog', 'live', 'of-somebody-else', 'running', 'snow'])
  expect(await journal.call('timelines', undefined)).toHaveLength(7)
  await storage.close()
  await place.remove()
})

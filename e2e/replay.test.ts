// Somebody with no socket and no browser watches what a whole server recorded, over plain HTTP.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ReplayPlayer } from '../client/timeline/replay-player.ts'
import { FROM_MS, Recorded, STEP_MS } from '../server/replay/testing.ts'
import { testTown, type TestTown } from '../server/rooms/testing.ts'
import { shown } from '../shared/protocol/fields-testing.ts'
import { ReplayList } from '../shared/protocol/segment.ts'

const data = mkdtempSync(join(tmpdir(), 'townhall-data-'))
const recorded = new Recorded(3, join(data, 'replay'))
let town: TestTown

beforeAll(async () => {
  const writer = await recorded.writer()
  recorded.play(writer, FROM_MS, FROM_MS + 130_000)
  writer.mark({ atMs: FROM_MS + 129_000, kind: 'toy.storm', text: 'a storm' })
  recorded.play(writer, FROM_MS + 130_000, FROM_MS + 140_000)
  await writer.close()
  town = await testTown({}, { TOWNHALL_DATA: data })
})
afterAll(async () => {
  await town.close()
  rmSync(data, { recursive: true })
})

test('finds the recording, goes to any moment of it and plays it at ten and at six hundred times the pace', async () => {
  const get = (url: string): Promise<Response> => fetch(url)
  const { timelines } = ReplayList.parse(await (await get(`${town.origin}/replay`)).json())
  expect(timelines).toEqual([{ timeline: 'live', index: '/replay/live/index.json' }])
  const player = await ReplayPlayer.open(town.origin + (timelines[0]?.index ?? ''), get)
  const was = (ms: number): string[] | undefined => recorded.was.get(ms - (ms % STEP_MS))

  for (const s of [0, 77.3, 139, 12]) {
    const moment = await player.at(FROM_MS + s * 1000)
    expect([...(moment?.fields.values() ?? [])].map(({ cells }) => shown(cells))).toEqual(was(FROM_MS + s * 1000))
    expect(moment?.facts?.nowMs).toBe(FROM_MS + Math.floor(s * 2) * STEP_MS)
  }
  for (const rate of [10, 600]) {
    player.play(FROM_MS, rate, 0)
    let marks = 0
    let moments = 0
    for (let nowMs = 0; player.isPlaying; nowMs += 10) {
      const moment = player.advance(nowMs)
      if (!moment) await new Promise((next) => setTimeout(next, 1))
      else {
        marks += moment.passed.length
        moments++
        if (rate === 10) expect([...moment.fields.values()].map(({ cells }) => shown(cells))).toEqual(was(moment.atMs))
      }
    }
    expect(marks).toBe(1)
    expect(moments).toBeGreaterThan(20)
  }
  expect(town.faults).toEqual([])
})

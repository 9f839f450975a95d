import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type TestTown, testTown } from '../rooms/testing.ts'
import { ingest } from './ingest.ts'

let dir = ''
let town: TestTown
let how: string[] = []
const said: string[] = []
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-ingest-'))
  town = await testTown({}, { MQTT_PORT: 'none' })
  how = ['--url', town.origin, '--token', town.keys.operator]
  for (const where of ['log', 'error'] as const)
    vi.spyOn(console, where).mockImplementation((text: string) => void said.push(text))
})
afterEach(() => said.splice(0))
afterAll(async () => {
  vi.restoreAllMocks()
  await town.close()
  rmSync(dir, { recursive: true, force: true })
})

const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}
async function kept(): Promise<unknown[]> {
  const answer = await fetch(`${town.origin}/v1.1/Observations?$orderby=phenomenonTime&$select=result,phenomenonTime`)
  const { value } = (await answer.json()) as { value: { result: unknown; phenomenonTime: string }[] }
  return value.map(({ result, phenomenonTime }) => [phenomenonTime, result])
}

describe('townhall ingest', () => {
  it('brings a CSV and a JSON file in, and says what it left out', async () => {
    const csv = file(
      'levels.csv',
      'time,level\n2025-03-01 00:00,120\n2025-03-01 01:00,"121,5"\nyesterday,3\n2025-03-01 02:00,n/a\n',
    )
    const columns = ['--device', 'gauge-1', '--key', 'levelM', '--unit', 'cm', '--value', 'level', '--zone', '+05:00']
    expect(await ingest([csv, ...columns, ...how])).toBe(0)
    const told = (path: string, counts: object): string => JSON.stringify({ file: path, ...counts })
    expect(said[0]).toBe(told(csv, { rows: 4, stored: 3, repeats: 0, flagged: 1, leftOut: 1 }))
    expect(said[1]).toContain('line 4: "yesterday" is no time; write 2026-05-01T12:00:00Z or seconds since 1970')

    const json = file(
      'levels.json',
      JSON.stringify([{ time: '2025-04-01T00:00:00Z', value: 1.2, device: 'gauge-1', key: 'levelM' }]),
    )
    const lines = file('levels.ndjson', '{"atMs":1746057600000,"value":1.3}\n{"time":1748736000,"value":1.4}\n')
    expect(await ingest([json, ...how])).toBe(0)
    expect(await ingest([lines, '--datastream', '1', ...how])).toBe(0)
    expect(await ingest([csv, ...columns, ...how])).toBe(0)
    expect(said.at(-2)).toBe(told(csv, { rows: 4, stored: 0, repeats: 3, flagged: 1, leftOut: 1 }))
    expect(await kept()).toEqual([
      ['2025-02-28T19:00:00.000Z', 1.2],
      ['2025-02-28T20:00:00.000Z', 1.215],
      ['2025-02-28T21:00:00.000Z', null],
      ['2025-04-01T00:00:00.000Z', 1.2],
      ['2025-05-01T00:00:00.000Z', 1.3],
      ['2025-06-01T00:00:00.000Z', 1.4],
    ])
  })

  it('fails when nothing could be read, and says why', async () => {
    expect(await ingest([file('none.csv', 'a,b\n1,2\n'), '--device', 'gauge-1', '--key', 'levelM', ...how])).toBe(1)
    expect(said[1]).toContain('line 2: there is no column value')
    expect(
      await ingest([file('zone.csv', 'time,value\n2025-01-01 00:00,2\n'), '--device', 'g', '--key', 'levelM', ...how]),
    ).toBe(1)
    expect(said.at(-1)).toContain('has no time zone; give --zone, for example +05:00')
  })

  it.each<[string[], string]>([
    [[], 'ingest needs one file'],
    [['nothing.csv', '--device', 'a'], 'there is no such file'],
    [['list.json', '--datastream', 'x'], '--datastream x is not the number of a datastream'],
    [['list.json', '--datastream', '1', '--device', 'a'], 'name a datastream or a device, not both'],
    [['list.json', '--datastream', '99999'], 'there is no datastream 99999'],
    [['list.json', '--device', 'a b', '--key', 'levelM'], 'a backfill names a datastream or a device'],
    [['list.json', '--zone', 'Almaty'], '--zone Almaty is not like +05:00'],
    [['list.json', '--colour'], "Unknown option '--colour'"],
    [['object.json', '--device', 'a'], 'is no JSON list of readings'],
    [['notes.txt', '--device', 'a'], 'its name ends in none of .csv, .json, .ndjson'],
    [['list.json', '--datastream', '1', '--url', 'http://127.0.0.1:9'], 'no server answers at http://127.0.0.1:9'],
    [['list.json', '--datastream', '1', '--token', 'guess'], 'readings of the past are brought by operators'],
  ])('%j is refused in one sentence', async (args, sentence) => {
    file('list.json', JSON.stringify([{ time: '2025-04-01T00:00:00Z', value: 1 }]))
    file('object.json', '{}')
    file('notes.txt', '')
    const [name, ...rest] = args
    const given = name === undefined ? [] : [join(dir, name), ...how, ...rest]
    await expect(ingest(given)).rejects.toThrow(sentence)
  })
})

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DecisionRecord } from '../../shared/records/format.ts'
import { type Made, recordByHand, rehashed, sealed } from './testing-record.ts'
import { verify } from './verify.ts'

const ROOT = join(import.meta.dirname, '../..')
let dir = ''
let made: Made
const said: string[] = []
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'verify-'))
  made = await recordByHand()
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text))
})
afterEach(() => said.splice(0))
afterAll(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true, force: true })
})

function file(name: string, json: unknown): string {
  const path = join(dir, name)
  writeFileSync(path, typeof json === 'string' || json instanceof Uint8Array ? json : JSON.stringify(json))
  return path
}
/** A copy to tamper with. */
const copy = (): DecisionRecord => JSON.parse(JSON.stringify(made.record)) as DecisionRecord

describe('townhall verify', () => {
  it('says of a true record that it is, check by check, and what the file does not show', async () => {
    expect(await verify([file('good.json', made.record)])).toBe(0)
    expect(said[0]).toMatch(/^valid: .*good\.json, Raise the embankment: carried/)
    expect(said.some((line) => line.startsWith('  ok    ballot.signature: 5 ballots'))).toBe(true)
    expect(said.some((line) => line.startsWith('  note  limit.noChain: '))).toBe(true)
  })

  it('names the check that fails', async () => {
    const record = copy()
    record.body.decision.outcome = 'lost'
    expect(await verify([file('lost.json', rehashed(record)), '--json'])).toBe(1)
    const told = JSON.parse(said.join('\n')) as { valid: boolean; failed: string[]; records: { recordId: string }[] }
    expect(told.valid).toBe(false)
    expect(told.failed).toEqual(expect.arrayContaining(['outcome', 'attestation.chair', 'attestation.secretary']))
    expect(told.records[0]?.recordId).toBe('m1-mo1')
    said.splice(0)
    expect(await verify([file('shape.json', { ...made.record, more: 1 })])).toBe(1)
    expect(said[0]).toContain(': format')
  })

  it('finds a record of a row that is missing', async () => {
    const next = copy()
    const body = { ...next.body, recordId: 'next', prevRecordHash: 'a'.repeat(64) }
    const { signed } = await import('./testing-record.ts')
    const other = await signed(body, made.keys)
    const last = await signed({ ...next.body, recordId: 'last', prevRecordHash: made.record.recordHash }, made.keys)
    expect(await verify([file('1.json', made.record), file('2.json', last)])).toBe(0)
    expect(await verify([file('1.json', made.record), file('2.json', other)])).toBe(1)
    expect(said.some((line) => line.startsWith('NOT valid: series.order'))).toBe(true)
  })

  it.each<[string, string | Uint8Array, RegExp]>([
    ['no JSON', '{"body":', /is no JSON/],
    ['a list', '[1,2]', /is no decision record/],
    ['a number', '7', /is no decision record/],
    ['nothing', '', /is empty/],
    ['null', 'null', /is no decision record/],
    ['depths without end', '['.repeat(1_000_000), /nested deeper than 40/],
    ['a key said twice', '{"body":{},"recordHash":"a","body":{}}', /says "body" twice/],
    ['no text', Buffer.from([0x7b, 0xff, 0xfe]), /is no text in UTF-8/],
  ])('cannot read %s, in one sentence', async (_what, text, why) => {
    await expect(verify([file('bad.json', text)])).rejects.toThrow(why)
  })

  it('refuses 200 MB before it reads them, a folder and what is not there', async () => {
    const big = file('big.json', '{')
    truncateSync(big, 200_000_000)
    const started = performance.now()
    await expect(verify([big])).rejects.toThrow('is too big for a decision record')
    expect(performance.now() - started).toBeLessThan(5000)
    await expect(verify([dir])).rejects.toThrow('is no file')
    await expect(verify([join(dir, 'none.json')])).rejects.toThrow('is not there')
    await expect(verify([])).rejects.toThrow('verify needs a file')
    await expect(verify(['x.json', '--rpc', 'file:///x'])).rejects.toThrow('is no http address')
  })

  it.each<[string, unknown]>([
    ['wrong types everywhere', { body: 7, recordHash: [], attestations: {}, anchor: 'x', outsideHash: null }],
    [
      'keys of Object.prototype',
      '{"body":{"__proto__":{"x":1},"constructor":1},"recordHash":"x","__proto__":{"valid":true}}',
    ],
    [
      'ten thousand fields',
      { body: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, i])), recordHash: '' },
    ],
  ])('is not misled by %s', async (_what, json) => {
    expect(await verify([file('odd.json', json)])).toBe(1)
    expect(said[0]).toContain(': format')
    expect(({} as { x?: number; valid?: boolean }).x).toBeUndefined()
  })
})

describe('the two verifiers', () => {
  it('agree in clean processes on good records and on tampered ones', async () => {
    const tampered: [string, (record: DecisionRecord) => void, boolean][] = [
      ['outcome', ({ body }) => void (body.decision.outcome = 'lost'), true],
      ['choice', ({ body }) => void ((body.vote.ballots.list[0] as { choice: string }).choice = 'no'), true],
      ['dropped', ({ body }) => void body.vote.ballots.list.pop(), true],
      ['twice', ({ body }) => void body.vote.ballots.list.splice(1, 0, body.vote.ballots.list[0] as never), true],
      ['weight', ({ body }) => void ((body.vote.ballots.list[0] as { weight: number }).weight = 9), true],
      ['threshold', ({ body }) => void Object.assign(body.vote.question.rule, { num: 2, den: 3 }), true],
      ['evidence', ({ body }) => void ((body.evidence.runs[0] as { seed: number }).seed = 9), true],
      ['voter', ({ body }) => void body.electorate.roll.pop(), true],
      ['absent', ({ body }) => void body.electorate.presence.splice(0, 2), true],
      ['leaf', ({ body }) => void (body.meeting.room += 'x'), false],
      [
        'signed at',
        ({ attestations }) => void ((attestations[0] as { signedAt: string }).signedAt = '2026-11-20T10:50:00.000Z'),
        false,
      ],
      ['unsigned', ({ attestations }) => void attestations.pop(), false],
    ]
    const files: string[] = []
    for (const method of ['named', 'byGroup', 'secret', 'rollCall'] as const)
      files.push(file(`own-${method}.json`, (await recordByHand(method)).record))
    for (const [name, change, isRehashed] of tampered) {
      const record = copy()
      change(record)
      files.push(
        file(`own-${name}.json`, isRehashed ? rehashed(record) : name === 'unsigned' ? sealed(record) : record),
      )
    }
    const [ours, own] = await Promise.all([
      run(['server/cli/townhall.ts', 'verify', '--json', ...files]),
      run(['e2e/verifier-own.ts', ...files]),
    ])
    const { records } = JSON.parse(ours) as { records: Verdict[] }
    const others = own
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Verdict)
    expect(others.map(({ valid }) => valid)).toEqual(records.map(({ valid }) => valid))
    expect(records.map(({ valid }) => valid)).toEqual(files.map((_, i) => i < 4))
    for (const [i, { failed, file: of }] of records.entries())
      if (i >= 4)
        expect(
          others[i]?.failed.filter((name) => failed.includes(name)),
          of,
        ).not.toEqual([])
  })
})

type Verdict = { readonly file: string; readonly valid: boolean; readonly failed: string[] }

const run = (args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 50_000_000 }, (error, stdout, stderr) => {
      if (stderr !== '' || (error && error.code !== 1)) fail(new Error(stderr || error?.message))
      else done(stdout)
    })
  })

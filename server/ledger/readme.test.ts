// A stranger with nothing but the record's file, ethers and the address of a chain: README's ten lines, run as they stand there,
// in a clean process, over our own port; and the verifier on the same.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DecisionRecord } from '../../shared/records/format.ts'
import { isValid, verifyRecord } from '../../shared/records/verify.ts'
import { chainAt, recordCrypto } from '../cli/record-crypto.ts'
import { decide, fileOf, keyPeople, recordHouse, type RecordHouse, recordOf } from '../records/testing.ts'
import { chainRoutes } from './routes.ts'
import { closeLedgers, drop, emptyFolder, ledgerIn, type Opened, PATIENCE, PROGRAM } from './testing.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const HOOK_MS = 60_000
const LINES = /<!-- ten lines: begin -->\s*```js\n([\s\S]*?)```\s*<!-- ten lines: end -->/.exec(
  readFileSync(join(ROOT, 'README.md'), 'utf8'),
)?.[1]

describe.runIf(PROGRAM !== null)('a record of this city, to a stranger', () => {
  const dir = emptyFolder()
  let town: RecordHouse
  let ledger: Opened
  let server: Server
  let rpc = ''
  let record: DecisionRecord

  beforeAll(async () => {
    ledger = ledgerIn(dir, { program: PROGRAM as string })
    const app = express().use(chainRoutes({ ledger, open: ledger }))
    server = createServer(app)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}/chain`
    town = await recordHouse(dir, { ledger })
    const people = await keyPeople(3)
    await decide(town, people, { meeting: 'council', method: 'named', choices: 'yyn' })
    const { recordId: id } = (await recordOf(town, people, 'council')).body
    record = (await vi.waitUntil(async () => {
      const file = await fileOf(town, id)
      return file.anchor ? file : null
    }, PATIENCE)) as DecisionRecord
  }, HOOK_MS)
  afterAll(async () => {
    await town?.close()
    await closeLedgers()
    server.closeAllConnections()
    server.close()
    drop(dir)
  }, HOOK_MS)

  it('is anchored, and the verifier says so with the chain asked', async () => {
    const checks = await verifyRecord(structuredClone(record), recordCrypto, chainAt(rpc))
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    expect(isValid(checks)).toBe(true)
    expect(checks.map(({ name }) => name)).toContain('anchor.attestation')
  })

  // They stand in README.md, which says how they are run.
  it.runIf(LINES !== undefined)('is checked by the ten lines of README.md', async () => {
    expect(LINES?.trimEnd().split('\n').length).toBe(10)
    const place = join(dir, 'stranger')
    mkdirSync(join(place, 'node_modules'), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules/ethers'), join(place, 'node_modules/ethers'))
    writeFileSync(join(place, 'check.mjs'), LINES as string)
    const { body } = record
    const other = { ...record, body: { ...body, item: { ...body.item, title: `${body.item.title}!` } } }
    const board = {
      ...body,
      authority: { ...body.authority, chain: { ...body.authority.chain, board: `0x${'1'.repeat(40)}` } },
    }
    const run = async (name: string, file: object): Promise<{ code: unknown; said: string }> => {
      writeFileSync(join(place, name), JSON.stringify(file))
      const child = spawn(process.execPath, ['check.mjs', name, rpc], {
        cwd: place,
        env: { PATH: process.env['PATH'] },
      })
      let said = ''
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const [code] = (await once(child, 'close')) as [unknown]
      return { code, said }
    }
    const [good, changed, foreign] = await Promise.all([
      run('record.json', record),
      run('changed.json', other),
      run('foreign.json', { ...record, body: board }),
    ])
    expect(good).toEqual({
      code: 0,
      said: expect.stringMatching(/^attested: decision 1 of the board 0x[0-9a-f]{40} at 20/),
    })
    expect(changed).toEqual({ code: 1, said: 'NOT attested\n' })
    expect(foreign).toEqual({ code: 1, said: 'NOT attested\n' })
  })
})

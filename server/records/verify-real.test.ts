// The verifiers on what the server really makes: records of a real house, signed, anchored on a real chain that is not the
// city's own; then what is done to file and chain (ATTACKS 16, and 17 as far as the record tells it).
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type DecisionRecord, outsideOf } from '../../shared/records/format.ts'
import { isValid, verifyRecord } from '../../shared/records/verify.ts'
import type { Statement } from '../../shared/records/semaphore.ts'
import type { SemaphoreDepth } from '../../shared/records/semaphore-keys.ts'
import { seriesChecks } from '../../shared/records/verify-chain.ts'
import type { Check } from '../../shared/records/verify-check.ts'
import { chainAt, recordCrypto } from '../cli/record-crypto.ts'
import { eachLeafOnce } from '../cli/testing-leaves.ts'
import { folder } from '../journal/testing.ts'
import {
  chainElsewhere,
  closeLedgers,
  drop,
  type Elsewhere,
  emptyFolder,
  fund,
  ledgerIn,
  PATIENCE,
  PROGRAM,
} from '../ledger/testing.ts'
import { openSender } from '../ledger/sender.ts'
import { madeProofs } from '../meetings/testing-prover.ts'
import { hashOfJson } from './build.ts'
import {
  decide,
  EVIDENCE,
  fileOf,
  type KeyPerson,
  keyPeople,
  type RecordHouse,
  recordHouse,
  recordOf,
} from './testing.ts'

const ROOT = join(import.meta.dirname, '../..')
const KEY = `0x${'8'.repeat(64)}`
const failing = (checks: readonly Check[]): string[] => checks.filter(({ ok }) => !ok).map(({ name }) => name)
const copyOf = (record: DecisionRecord): DecisionRecord => JSON.parse(JSON.stringify(record)) as DecisionRecord
/** As one who owns the server leaves it: its hashes fit again. */
const fit = (record: DecisionRecord): DecisionRecord => {
  const fresh = { ...record, recordHash: hashOfJson(record.body) }
  return { ...fresh, outsideHash: hashOfJson(outsideOf(fresh)) }
}

describe.runIf(PROGRAM !== null)('records of a running server, anchored', () => {
  const home = folder()
  const dir = emptyFolder()
  let chain: Elsewhere
  let town: RecordHouse
  let people: KeyPerson[]
  const files: DecisionRecord[] = []
  const file = (i: number): DecisionRecord => files[i] as DecisionRecord
  const verified = (record: DecisionRecord): Promise<Check[]> =>
    verifyRecord(copyOf(record), recordCrypto, chainAt(chain.url))

  beforeAll(async () => {
    chain = await chainElsewhere()
    // Of now: nothing is attested before it was drawn up.
    await chain.node.ask('evm_setTime', [Math.floor(Date.now() / 1000)])
    await fund(chain, openSender(dir, KEY).address)
    const ledger = ledgerIn(
      dir,
      { rpcUrl: chain.url, eas: '', maxGwei: 50, confirmations: 1 },
      { key: KEY, chainId: 31_337 },
    )
    const mining = setInterval(() => void chain.mine().catch(() => {}), 25)
    await vi.waitUntil(() => ledger.status().state === 'ready', PATIENCE)
    people = await keyPeople(5)
    town = await recordHouse(home.where.dir, { ledger })
    const proxy = [1, 5] as const
    await decide(town, people, {
      meeting: 'named',
      method: 'named',
      choices: 'yynay',
      weights: [3, 1, 2, 1, 1],
      proxy,
      evidence: EVIDENCE,
    })
    await decide(town, people, {
      meeting: 'group',
      method: 'byGroup',
      choices: 'yyynn',
      groups: ['a', 'a', 'b', 'b', 'b'],
    })
    await decide(town, people, { meeting: 'secret', method: 'secret', choices: 'yyyna' })
    const { commitments, ballots } = madeProofs()
    const proven = { commitments, ballots: () => Promise.resolve(ballots) }
    await decide(town, people, { meeting: 'proof', method: 'secret', choices: 'yyyna', proven })
    for (const meeting of ['named', 'group', 'secret', 'proof']) {
      const { body } = await recordOf(town, people, meeting)
      const anchored = async (): Promise<DecisionRecord | null> => {
        const now = await fileOf(town, body.recordId)
        return now.anchor === null ? null : now
      }
      files.push((await vi.waitUntil(anchored, PATIENCE)) as DecisionRecord)
    }
    clearInterval(mining)
    await town.close()
    await closeLedgers()
  })
  afterAll(async () => {
    await chain.close()
    await home.remove()
    drop(dir)
  })

  it('are valid one by one and together, alone and by their chain', async () => {
    for (const record of files) {
      expect(failing(await verifyRecord(copyOf(record), recordCrypto))).toEqual([])
      const checks = await verified(record)
      expect(checks.filter(({ ok }) => !ok)).toEqual([])
      expect(checks.filter(({ isLimit }) => !isLimit).map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'anchor.chainId',
          'anchor.code',
          'anchor.attestation',
          'anchor.block',
          'anchor.officers',
        ]),
      )
    }
    expect((await verified(file(0))).find(({ name }) => name === 'limit.newer')?.values).toEqual({ count: 3, all: 4 })
    expect((await verified(file(3))).map(({ name }) => name)).toContain('anchor.newest')
    expect(failing(await seriesChecks({ records: files, reader: chainAt(chain.url) }))).toEqual([])
  })

  it('are detected with any one leaf changed', async () => {
    const known = new Map<string, string | null>()
    const recoverTyped: typeof recordCrypto.recoverTyped = (...asked) => {
      const key = JSON.stringify(asked)
      if (!known.has(key)) known.set(key, recordCrypto.recoverTyped(...asked))
      return known.get(key) ?? null
    }
    const held = new Map<string, boolean>()
    const { rootOf, firstUnproven } = recordCrypto.proofs
    const holds = (one: Statement, depth: SemaphoreDepth): boolean => {
      const key = JSON.stringify([one, depth])
      if (!held.has(key)) held.set(key, firstUnproven([one], depth) === null)
      return held.get(key) ?? false
    }
    const proofs: typeof recordCrypto.proofs = {
      rootOf,
      firstUnproven(statements, depth) {
        const at = statements.findIndex((one) => !holds(one, depth))
        return at < 0 ? null : at
      },
    }
    const missed: string[] = []
    for (const record of files)
      for (const { path, json } of eachLeafOnce(record))
        if (isValid(await verifyRecord(json, { ...recordCrypto, recoverTyped, proofs }))) missed.push(path)
    expect(missed).toEqual([])
  })

  it('are judged alike by both verifiers in clean processes', async () => {
    const tampered = copyOf(file(0))
    tampered.body.decision.outcome = 'lost'
    const swapped = copyOf(file(0))
    ;(swapped.body.evidence.runs[0] as { seed: number }).seed = 5
    const paths = [...files, fit(tampered), fit(swapped)].map((json, i) => {
      const path = join(dir, `record-${i}.json`)
      writeFileSync(path, JSON.stringify(json))
      return path
    })
    const [ours, own] = await Promise.all([
      run(['server/cli/townhall.ts', 'verify', ...paths, '--rpc', chain.url, '--json']),
      run(['e2e/verifier-own.ts', ...paths]),
    ])
    const { records } = JSON.parse(ours) as { records: { valid: boolean; failed: string[] }[] }
    const others = own
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { valid: boolean; failed: string[] })
    expect(records.map(({ valid }) => valid)).toEqual([true, true, true, true, false, false])
    expect(others.map(({ valid }) => valid)).toEqual([true, true, true, true, false, false])
    expect(records[4]?.failed).toEqual(expect.arrayContaining(['outcome', 'anchor.attestation', 'attestation.chair']))
    expect(others[4]?.failed).toContain('outcome')
    // Evidence that was exchanged after the question was frozen (ATTACKS 17).
    expect(records[5]?.failed).toEqual(expect.arrayContaining(['evidence', 'scenario']))
    expect(others[5]?.failed).toEqual(expect.arrayContaining(['evidence', 'scenario']))
  })

  it('are detected when the newest is removed, or one between', async () => {
    const reader = chainAt(chain.url)
    expect(failing(await seriesChecks({ records: files.slice(0, 3), reader }))).toEqual(['series.newest'])
    expect(failing(await seriesChecks({ records: [file(0), file(2), file(3)], reader }))).toEqual([
      'series.order',
      'series.newest',
    ])
  })

  it('are detected with a receipt of something else', async () => {
    const other = { ...copyOf(file(0)), anchor: file(1).anchor }
    expect(failing(await verified(fit(other)))).toEqual(['anchor.attestation'])
    const { anchor } = file(0)
    if (!anchor) throw new Error('not anchored')
    const later = fit({ ...copyOf(file(0)), anchor: { ...anchor, blockNumber: anchor.blockNumber + 1 } })
    expect(failing(await verified(later))).toEqual(['anchor.block'])
    const elsewhere = fit({ ...copyOf(file(0)), anchor: { ...anchor, contract: `0x${'1'.repeat(40)}` } })
    expect(failing(await verified(elsewhere))).toEqual(['anchor.place'])
  })

  it('are detected by a chain of another number, one without the contracts, and one that is silent', async () => {
    const other = await chainElsewhere(4242)
    const same = await chainElsewhere()
    try {
      const by = async (url: string) => failing(await verifyRecord(copyOf(file(0)), recordCrypto, chainAt(url)))
      expect(await by(other.url)).toEqual(['anchor.chainId'])
      expect(await by(same.url)).toEqual(['anchor.code'])
      expect(await by('http://127.0.0.1:1')).toEqual(['anchor.node'])
    } finally {
      await Promise.all([other.close(), same.close()])
    }
  })

  // The last: what is taken back stays so.
  it('are detected when the block that anchored the newest was written anew', async () => {
    const head = Number(await chain.node.ask('eth_blockNumber', []))
    const depth = head - (file(3).anchor?.blockNumber ?? 0) + 1
    await chain.node.ask('anvil_reorg', [depth, []])
    expect(failing(await verified(file(3)))).toEqual(expect.arrayContaining(['anchor.attestation', 'anchor.block']))
    expect(failing(await verified(file(0)))).toEqual([])
  })
})

const run = (args: readonly string[]): Promise<string> =>
  new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 50_000_000 }, (error, stdout, stderr) => {
      if (stderr !== '' || (error && error.code !== 1)) fail(new Error(stderr || error?.message))
      else done(stdout)
    })
  })

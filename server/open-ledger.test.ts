// What is stamped without anybody asking, on the city's real chain: hours' roots, documents, published minutes; through
// restarts, with files that were changed since, and while the disk takes nothing.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MeetingState } from '../shared/civic/state.ts'
import { asked, chair, close, dealing, HASH, secretary } from '../shared/civic/testing.ts'
import type { HourRoot } from './ingest/hour-trees.ts'
import { drop, emptyFolder, PATIENCE, PROGRAM, QUICK, sha256 } from './ledger/testing.ts'
import { type ChainOfCity, openCityLedger } from './open-ledger.ts'
import { readSettings } from './settings.ts'

const MEETING = 'plenary-12'
const SETTINGS = readSettings({ TOWNHALL_CHAIN: 'embedded' })

/** A real meeting, and who hears of its changes. */
function meetings() {
  const house = dealing()
  const listeners = new Set<(meeting: string) => void>()
  return {
    house,
    /** Something has changed, or is told again. */
    tell: () => {
      for (const listener of listeners) listener(MEETING)
    },
    list: () => [{ meeting: MEETING }],
    stateOf: (meeting: string): MeetingState | null => (meeting === MEETING ? house.get() : null),
    onChange(listener: (meeting: string) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

describe.runIf(PROGRAM !== null)('the city’s stamps', () => {
  const dir = emptyFolder()
  const held = meetings()
  const minutesFile = join(dir, 'minutes', `${MEETING}.json`)
  const faults: string[] = []
  let chain: ChainOfCity
  let web: Server
  const open = async (): Promise<void> => {
    chain = await openCityLedger(SETTINGS, {
      dir,
      note: () => undefined,
      fault: (where, error) => void faults.push(`${where}: ${String(error)}`),
      pace: { ...QUICK, againMs: 50 },
    })
    chain.watch(held)
    await vi.waitUntil(() => chain.isReady(), PATIENCE)
  }
  const again = async (): Promise<void> => {
    await chain.close()
    await open()
  }
  const stamped = (hash: string) => vi.waitUntil(() => chain.ledger.stampOf(hash), PATIENCE)
  const ask = async (path: string): Promise<{ status: number; body: Buffer }> => {
    const { port } = web.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
  }
  const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
  /** Transactions that were made for stamps. */
  const batches = (): number =>
    readFileSync(join(dir, 'ledger', '31337', 'outbox.ndjson'), 'utf8').split('"is":"asked","key":"stamps:').length - 1
  const hour = (n: number): HourRoot => ({ hour: `2026-11-22T${n}`, count: 60, root: sha256(`hour ${n}`) })

  beforeAll(async () => {
    // Routes of whichever chain is open.
    const app = express().use((request, response, next) => chain.routes(request, response, next))
    web = createServer(app)
    await new Promise<void>((listening) => web.listen(0, '127.0.0.1', listening))
    await open()
  })
  afterAll(async () => {
    web.close()
    await chain.close()
    drop(dir)
  })

  it('are of an hour’s root when the hour is over, once, though it is told again after a restart', async () => {
    chain.stampHour(hour(11))
    const first = await stamped(hour(11).root)
    expect(first).toMatchObject({ kind: 'hourRoot', id: '2026-11-22T11', chainId: 31_337 })
    chain.stampHour(hour(11))
    await again()
    chain.stampHour(hour(11))
    expect(chain.ledger.stampOf(hour(11).root)).toEqual(first)
    const { status, body } = await ask(`/chain/stamps/${hour(11).root}`)
    expect([status, JSON.parse(body.toString())]).toEqual([200, { hash: hour(11).root, ...first }])
    // The root of readings of which one was changed is another: nothing on the chain speaks for it.
    expect((await ask(`/chain/stamps/${sha256('hour 11, one reading changed')}`)).status).toBe(404)
  })

  it('are of a document when a meeting has it, and of no other file', async () => {
    const { house } = held
    house.does(secretary, {
      type: 'meeting.addDocument',
      document: 'plan',
      title: 'Plan',
      mediaType: 'application/pdf',
      pages: 3,
      sha256: HASH,
    })
    held.tell()
    const first = await stamped(HASH)
    expect(first).toMatchObject({ kind: 'document', id: `${MEETING}/plan` })
    held.tell()
    await again()
    held.tell()
    expect(chain.ledger.stampOf(HASH)).toEqual(first)
    expect((await ask(`/chain/stamps/${sha256('another plan')}`)).status).toBe(404)
  })

  it('are of minutes when they are published: the file anybody gets has the hash that was stamped', async () => {
    const { house } = held
    expect((await ask(`/chain/minutes/${MEETING}.json`)).status).toBe(404)
    asked(house)
    close(house)
    house.does(chair, { type: 'meeting.finishItem' }, { type: 'meeting.close' })
    house.does(secretary, { type: 'meeting.draftMinutes' })
    for (const { id } of house.get().polls) house.act(secretary, { type: 'meeting.certifyPoll', poll: id })
    house.does(chair, { type: 'meeting.approveMinutes' })
    house.does(secretary, { type: 'meeting.publishMinutes' })
    held.tell()
    const { status, body } = await ask(`/chain/minutes/${MEETING}.json`)
    expect(status).toBe(200)
    expect(await stamped(hashOf(body))).toMatchObject({ kind: 'minutes', id: MEETING })
    expect(JSON.parse(body.toString())).toMatchObject({ meeting: MEETING, state: 'published' })
    const before = batches()
    await again()
    held.tell()
    expect((await ask(`/chain/minutes/${MEETING}.json`)).body.equals(body)).toBe(true)
    expect([before, batches(), chain.ledger.status().waiting]).toEqual([3, 3, 0])
  })

  it('are never of a file that was changed since, which is given to nobody', async () => {
    const whole = readFileSync(minutesFile, 'utf8')
    const changed = whole.replace('published', 'publishes')
    writeFileSync(minutesFile, changed)
    faults.length = 0
    await again()
    held.tell()
    expect(faults).toEqual([
      `stamping: Error: ${minutesFile} is not what was stamped (SHA-256 ${sha256(whole)}); put back the file as it was`,
    ])
    const { status, body } = await ask(`/chain/minutes/${MEETING}.json`)
    expect([status, body.toString()]).toEqual([
      500,
      expect.stringContaining(`is not what was stamped (SHA-256 ${sha256(whole)})`),
    ])
    expect((await ask(`/chain/stamps/${sha256(changed)}`)).status).toBe(404)
    writeFileSync(minutesFile, whole)
    expect((await ask(`/chain/minutes/${MEETING}.json`)).status).toBe(200)
    // One that was lost is made again from the journal, the same to the byte.
    rmSync(minutesFile)
    await again()
    expect(readFileSync(minutesFile, 'utf8')).toBe(whole)
    expect([batches(), chain.ledger.status().waiting]).toEqual([3, 0])
  })

  it('wait where they cannot be written down, and are made when they can', async () => {
    const other = emptyFolder()
    const minutes = join(other, 'minutes')
    // What is no folder takes no file, whoever asks.
    writeFileSync(minutes, '')
    const told: string[] = []
    const late = await openCityLedger(SETTINGS, {
      dir: other,
      note: () => undefined,
      fault: (where, error) => void told.push(`${where}: ${String(error)}`),
      pace: { ...QUICK, againMs: 20 },
    })
    late.watch(held)
    await vi.waitUntil(() => told.length > 0, PATIENCE)
    await vi.waitUntil(() => late.ledger.stampOf(HASH), PATIENCE)
    // Said once, however often it is tried.
    expect(told).toHaveLength(1)
    rmSync(minutes)
    await vi.waitUntil(() => existsSync(join(minutes, `${MEETING}.json`)), PATIENCE)
    const hash = hashOf(readFileSync(join(minutes, `${MEETING}.json`)))
    expect(hash).toBe(hashOf(readFileSync(minutesFile)))
    await vi.waitUntil(() => late.ledger.stampOf(hash), PATIENCE)
    await late.close()
    drop(other)
  })
})

describe('a city without a chain', () => {
  it('stamps nothing, and is ready', async () => {
    const dir = emptyFolder()
    const none = await openCityLedger(readSettings({ TOWNHALL_CHAIN: 'none' }), {
      dir,
      note: () => undefined,
      fault: () => undefined,
    })
    const held = meetings()
    none.watch(held)
    none.stampHour({ hour: '2026-11-22T11', count: 1, root: HASH })
    held.tell()
    expect([none.isReady(), none.ledger.stampOf(HASH), existsSync(join(dir, 'minutes'))]).toEqual([true, null, false])
    await none.close()
    drop(dir)
  })
})

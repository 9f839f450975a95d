// The ledger on a chain of the city's own: boards, decisions, stamps, and what a start finds again.
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Anchor } from '../../shared/records/format.ts'
import { chainIdOf, attestationIn, boardIn, receiptIn, roleIn } from '../../shared/records/chain-reader.ts'
import type { Place } from './contract.ts'
import { noLedger } from './no-chain.ts'
import { openSender } from './sender.ts'
import {
  CHAIR,
  closeLedgers,
  decisionOf,
  drop,
  emptyFolder,
  keyOf,
  ledgerIn,
  OFFICERS,
  type Opened,
  PATIENCE,
  PROGRAM,
  ready,
  SECRETARY,
  sha256,
  signed,
} from './testing.ts'

describe.runIf(PROGRAM !== null)('a ledger on the city’s own chain', () => {
  const dir = emptyFolder()
  const by = { program: PROGRAM as string }
  let ledger: Opened
  let place: Place
  const heard: [string, Anchor][] = []
  const anchored = (hash: string): Promise<Anchor> =>
    vi.waitUntil(() => ledger.anchorOf(hash), PATIENCE) as Promise<Anchor>

  beforeAll(async () => {
    ledger = ledgerIn(dir, by)
    ledger.onAnchored((hash, anchor) => heard.push([hash, anchor]))
    place = await ledger.boardOf('council', OFFICERS)
  })
  afterAll(async () => {
    await closeLedgers()
    drop(dir)
  })

  it('anchors a decision once, whatever is asked again, and a stranger reads it from the chain', async () => {
    const hash = sha256('first')
    await Promise.all([1, 2, 3].map(() => ledger.anchorDecision(decisionOf(place, hash))))
    const anchor = await anchored(hash)
    await ledger.anchorDecision(decisionOf(place, hash))
    const reader = { rpc: (method: string, params: readonly unknown[]) => ledger.node.ask(method, params) }
    expect(await chainIdOf(reader)).toBe(place.chainId)
    expect(await attestationIn(reader, place.eas, anchor.attestationUid)).toMatchObject({
      attester: place.board,
      schema: place.schemaUid,
      recordHash: hash,
      number: 1,
      revocationTime: 0,
    })
    expect(await receiptIn(reader, anchor.txHash, place.eas)).toMatchObject({
      blockNumber: anchor.blockNumber,
      blockHash: anchor.blockHash,
      attested: [anchor.attestationUid],
    })
    expect(await boardIn(reader, place.board)).toEqual({ lastRecordHash: hash, decisions: 1, epoch: 1 })
    expect(heard.filter(([of]) => of === hash)).toEqual([[hash, anchor]])
    expect(ledger.whyNotAnchored(hash)).toBeNull()
  })

  it('gives a body one board for the same officers, and another only where those who decide are not seated on it', async () => {
    expect(await ledger.boardOf('council', [...OFFICERS, { role: 'member', address: keyOf(77).address }])).toEqual(
      place,
    )
    const other = { role: 'chair', address: keyOf(78).address } as const
    const later = await ledger.boardOf('council', [other, OFFICERS[1] as (typeof OFFICERS)[number]])
    expect(later.board).not.toBe(place.board)
    expect(ledger.boards().map(({ body, address }) => [body, address])).toEqual([
      ['council', place.board],
      ['council', later.board],
    ])
    await expect(ledger.boardOf('council', [other])).rejects.toThrow(
      'the board of council needs a secretary with a key of their own, and there is none',
    )
    const reader = { rpc: (method: string, params: readonly unknown[]) => ledger.node.ask(method, params) }
    expect(await roleIn(reader, later.board, other.address)).toBe(1)
  })

  it('says by name what the board refuses, and takes the decision when it is given whole', async () => {
    const recordHash = sha256('half')
    const whole = decisionOf(place, recordHash)
    await ledger.anchorDecision({ ...whole, signatures: whole.signatures.slice(0, 1) })
    await vi.waitUntil(() => ledger.whyNotAnchored(recordHash)?.includes('TooFewSignatures'), PATIENCE)
    const stranger = signed(keyOf(99), 'secretary', { place, recordHash })
    await ledger.anchorDecision({ ...whole, signatures: [whole.signatures[0] as typeof stranger, stranger] })
    await vi.waitUntil(() => ledger.whyNotAnchored(recordHash)?.includes('NotAnOfficer'), PATIENCE)
    await ledger.anchorDecision(whole)
    expect(await anchored(recordHash)).toMatchObject({ contract: place.board })
    const elsewhere = { ...whole, board: keyOf(5).address }
    await expect(ledger.anchorDecision(elsewhere)).rejects.toThrow(`${keyOf(5).address} is no board of this city`)
    const highS = { ...stranger, signature: `0x${'ff'.repeat(64)}1b` }
    await expect(ledger.anchorDecision({ ...whole, signatures: [highS] })).rejects.toThrow(
      'is none that a contract takes',
    )
  })

  it('stamps what is asked together by one transaction, each hash once', async () => {
    const stamp = (id: string) => ({ kind: 'document', id, hash: sha256(id) }) as const
    await Promise.all(['a', 'b', 'c', 'a'].map((id) => ledger.timestamp(stamp(id))))
    await vi.waitUntil(() => ledger.stampOf(sha256('c')), PATIENCE)
    await ledger.timestamp(stamp('a'))
    const [a, b] = ['a', 'b'].map((id) => ledger.stampOf(sha256(id)))
    expect(a).toMatchObject({ kind: 'document', id: 'a', chainId: 31_337, contract: place.eas })
    expect(b?.txHash).toBe(a?.txHash)
    expect(ledger.stampOf(sha256('d'))).toBeNull()
    expect(ledger.status().waiting).toBe(0)
  })

  it('stamps the roots of hours at most once an hour, and with what else goes', async () => {
    const root = (id: string) => ({ kind: 'hourRoot', id, hash: sha256(id) }) as const
    await ledger.timestamp(root('h1'))
    await vi.waitUntil(() => ledger.stampOf(sha256('h1')), PATIENCE)
    await ledger.timestamp(root('h2'))
    await ledger.timestamp({ kind: 'minutes', id: 'm', hash: sha256('m') })
    await vi.waitUntil(() => ledger.stampOf(sha256('m')), PATIENCE)
    expect(ledger.stampOf(sha256('h2'))?.txHash).toBe(ledger.stampOf(sha256('m'))?.txHash)
    await ledger.timestamp(root('h3'))
    const { head } = ledger.status()
    await new Promise((later) => setTimeout(later, 100))
    expect(ledger.status()).toMatchObject({ head, waiting: 1 })
  })

  it('finds all of it again at the next start, and tells it again', async () => {
    const { head } = ledger.status()
    await closeLedgers()
    ledger = ledgerIn(dir, by)
    // Known without any chain.
    expect(ledger.chain).toEqual({ chainId: place.chainId, eas: place.eas, schemaUid: place.schemaUid })
    expect(ledger.stampOf(sha256('a'))).not.toBeNull()
    const again: string[] = []
    ledger.onAnchored((hash) => again.push(hash))
    await ready(ledger)
    expect(ledger.status().head).toEqual(head)
    expect(again).toEqual([sha256('first'), sha256('half')])
    expect(await ledger.boardOf('council', OFFICERS)).toEqual(place)
  })

  it('goes on with the same key when the program is ended under it', async () => {
    process.kill(ledger.programPid(), 'SIGKILL')
    const hash = sha256('after')
    await ledger.anchorDecision(decisionOf(place, hash))
    expect(await anchored(hash)).toMatchObject({ contract: place.board })
    expect(ledger.notes.join()).toContain('anvil has ended; the embedded chain is played again')
  })

  it('does not open on an outbox with a changed line, by its number', async () => {
    await closeLedgers()
    const path = join(dir, 'ledger', '31337', 'outbox.ndjson')
    const text = readFileSync(path, 'utf8')
    const lines = text.split('\n')
    writeFileSync(path, lines.toSpliced(2, 1, (lines[2] as string).replace('"is"', '"iz"')).join('\n'))
    expect(() => ledgerIn(dir, by)).toThrow(`line 3 of ${path} cannot be read; put back the file as it was`)
    // A line that was torn is nobody's.
    writeFileSync(path, `${text}{"is":"asked","key":"x`)
    ledger = ledgerIn(dir, by)
    await ready(ledger)
    expect(ledger.anchorOf(sha256('after'))).not.toBeNull()
  })
})

describe('the key that sends', () => {
  const dirs: string[] = []
  const folder = (): string => dirs[dirs.push(emptyFolder()) - 1] as string
  afterEach(() => {
    for (const dir of dirs.splice(0)) drop(dir)
  })

  it('is made once, for its owner’s eyes, and never replaced', () => {
    const dir = folder()
    const { address } = openSender(dir, '')
    expect(openSender(dir, '').address).toBe(address)
    if (process.platform !== 'win32') expect(statSync(join(dir, 'sender.key')).mode & 0o777).toBe(0o600)
    writeFileSync(join(dir, 'sender.key'), 'nonsense')
    expect(() => openSender(dir, '')).toThrow('holds no key (0x and 64 hex digits); put back the file as it was')
  })

  it('is the one of the setting where that is given, and no file then', () => {
    const dir = folder()
    expect(openSender(dir, `0x${'0'.repeat(61)}5ec`).address).toBe(SECRETARY.address)
    expect(CHAIR.address).not.toBe(SECRETARY.address)
    expect(() => statSync(join(dir, 'sender.key'))).toThrow('ENOENT')
  })
})

describe('a city without a chain', () => {
  it('says so to whoever asks, and keeps nothing from going on', async () => {
    const none = noLedger('there is none')
    expect(none.status()).toEqual({ state: 'none', why: 'there is none', waiting: 0, head: null })
    await expect(none.boardOf('council', OFFICERS)).rejects.toThrow('there is none')
    await none.timestamp({ kind: 'document', id: 'd', hash: sha256('d') })
    expect(none.stampOf(sha256('d'))).toBeNull()
  })
})

// For tests of the ledger: another's node (anvil with a fee market, mining when told), a door before it that drops, delays and
// changes what passes, officers with keys, and a ledger with the pace of tests.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { keccak256, SigningKey } from 'ethers/crypto'
import { TypedDataEncoder } from 'ethers/hash'
import { vi } from 'vitest'
import type { Attestation } from '../../shared/records/format.ts'
import { SIGNING, signingDomain, signingMessage } from '../../shared/records/signing.ts'
import { type Anvil, anvilProgram, startAnvil } from './anvil.ts'
import type { Officer, Place } from './contract.ts'
import { type CityLedger, type LedgerOptions, openLedger, type Pace } from './ledger.ts'
import type { ChainNode } from './node.ts'

export const PROGRAM = anvilProgram()
export const PATIENCE = { timeout: 60_000, interval: 20 }
export const QUICK: Pace = { pollMs: 25, stuckMs: 60_000, patienceMs: 150, gatherMs: 10, waitMs: 10_000 }

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'townhall-ledger-'))
export const drop = (dir: string): void => rmSync(dir, { recursive: true, force: true })
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export type Key = { readonly address: string; readonly key: SigningKey }
/** The same number, the same key. */
export function keyOf(number: number): Key {
  const key = new SigningKey(`0x${number.toString(16).padStart(64, '0')}`)
  return { key, address: `0x${keccak256(`0x${key.publicKey.slice(4)}`).slice(-40)}` }
}
export const CHAIR = keyOf(0xc4a1)
export const SECRETARY = keyOf(0x5ec)
export const OFFICERS: readonly Officer[] = [
  { role: 'chair', address: CHAIR.address },
  { role: 'secretary', address: SECRETARY.address },
]

export function signed(
  { key, address }: Key,
  role: Attestation['role'],
  { place, recordHash }: { place: Place; recordHash: string },
): Attestation {
  const types = { Decision: SIGNING.map((field) => ({ ...field })) }
  const digest = TypedDataEncoder.hash({ ...signingDomain(place) }, types, signingMessage(recordHash, role))
  return { role, signer: address, signature: key.sign(digest).serialized, signedAt: '2026-11-22T10:00:00.000Z' }
}

/** As chair and secretary sign it. */
export const decisionOf = (place: Place, recordHash: string) => ({
  board: place.board,
  recordId: `record-${recordHash.slice(0, 6)}`,
  recordHash,
  prevRecordHash: null,
  signatures: [signed(CHAIR, 'chair', { place, recordHash }), signed(SECRETARY, 'secretary', { place, recordHash })],
})

export type Opened = CityLedger & { readonly notes: readonly string[] }
const open: CityLedger[] = []

export function ledgerIn(dir: string, by: LedgerOptions['by'], more: Partial<LedgerOptions> = {}): Opened {
  const notes: string[] = []
  const ledger = openLedger({
    dir,
    by,
    chainId: 31_337,
    key: '',
    note: (text) => void notes.push(text),
    onFault: (error) => void notes.push(`FAULT ${String(error)}`),
    ...more,
    pace: { ...QUICK, ...more.pace },
  })
  open.push(ledger)
  return Object.assign(ledger, { notes })
}

export const closeLedgers = async (): Promise<void> =>
  void (await Promise.all(open.splice(0).map((one) => one.close())))

export const ready = (ledger: CityLedger): Promise<unknown> =>
  vi.waitUntil(() => ledger.status().state === 'ready', PATIENCE)

export type Passing = { readonly method: string; readonly params: readonly unknown[] }
/** What becomes of a question: to be passed on, dropped without an answer, or answered like this. */
export type Rule = (asked: Passing, pass: () => Promise<unknown>) => Promise<unknown>
export class Dropped extends Error {}

export type Elsewhere = {
  /** The node itself, past the door. */
  readonly node: ChainNode
  readonly url: string
  /** Of all that passes from now on. */
  rule: Rule
  mine(blocks?: number): Promise<void>
  /** Passed on so far, by method. */
  readonly passed: Map<string, number>
  close(): Promise<void>
}

const PASS: Rule = (_asked, pass) => pass()

/** A chain that is not the city's own, behind a door. */
export async function chainElsewhere(chainId = 31_337): Promise<Elsewhere> {
  const anvil: Anvil = await startAnvil(
    PROGRAM as string,
    { chainId, timestamp: 1_700_000_000, hardfork: 'cancun' },
    {
      fees: ['--block-base-fee-per-gas', '1000000000', '--gas-price', '1000000000'],
    },
  )
  const passed = new Map<string, number>()
  const state = { rule: PASS }
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString()) as Passing & { id: unknown }
      const pass = (): Promise<unknown> => {
        passed.set(method, (passed.get(method) ?? 0) + 1)
        return anvil.node.ask(method, params)
      }
      const answer = async (): Promise<unknown> => state.rule({ method, params }, pass)
      answer().then(
        (result) => response.end(JSON.stringify({ jsonrpc: '2.0', id, result })),
        (error: unknown) => {
          const { code, data, message } = error as { code?: unknown; data?: unknown; message: string }
          if (error instanceof Dropped) response.destroy()
          else response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code: code ?? -32_000, message, data } }))
        },
      )
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const elsewhere: Elsewhere = {
    node: anvil.node,
    url,
    get rule() {
      return state.rule
    },
    set rule(rule) {
      state.rule = rule
    },
    async mine(blocks = 1) {
      for (let i = 0; i < blocks; i++) await anvil.node.ask('evm_mine')
    },
    passed,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((closed) => server.close(() => closed()))
      await anvil.stop()
    },
  }
  return elsewhere
}

/** Gives an address money there. */
export const fund = async ({ node }: Elsewhere, address: string): Promise<void> =>
  void (await node.ask('anvil_setBalance', [address, '0x56bc75e2d63100000']))

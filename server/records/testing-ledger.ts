// For tests only: a ledger in a file, of what it was asked to anchor; what it is told is final, is. No chain, no contract.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Anchor } from '../../shared/records/format.ts'
import type { Decision, Ledger } from '../ledger/contract.ts'

const word = (digit: string, letters: number): string => `0x${digit.repeat(letters)}`
const PLACE = {
  chainId: 31337,
  board: word('b', 40),
  eas: word('e', 40),
  schemaUid: word('5', 64),
  epoch: 1,
}

export type FileLedger = Ledger & {
  readonly asked: () => readonly Decision[]
  /** From now on all that was asked is final. */
  finish(): void
}

/** `onAsked` is called when it is on the disk. */
export function fileLedger(dir: string, { onAsked = () => {}, isFinal = false } = {}): FileLedger {
  const path = join(dir, 'ledger.ndjson')
  const listeners = new Set<(recordHash: string, anchor: Anchor) => void>()
  let isDone = isFinal
  const asked = (): Decision[] =>
    existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Decision)
      : []
  const anchorOf = (recordHash: string): Anchor | null => {
    if (!isDone || !asked().some((one) => one.recordHash === recordHash)) return null
    const { chainId, board: contract, schemaUid } = PLACE
    const hashes = { attestationUid: word('a', 64), txHash: word('7', 64), blockHash: word('c', 64) }
    return { chainId, contract, schemaUid, ...hashes, blockNumber: 7 }
  }
  return {
    chain: { chainId: PLACE.chainId, eas: PLACE.eas, schemaUid: PLACE.schemaUid },
    status: () => ({ state: 'ready', why: '', waiting: 0, head: null }),
    boardOf: () => Promise.resolve(PLACE),
    anchorDecision(decision) {
      if (!asked().some(({ recordHash }) => recordHash === decision.recordHash))
        appendFileSync(path, `${JSON.stringify(decision)}\n`)
      onAsked()
      return Promise.resolve()
    },
    timestamp: () => Promise.resolve(),
    onAnchored(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    anchorOf,
    whyNotAnchored: (recordHash) => (anchorOf(recordHash) ? null : 'the chain has not answered yet'),
    stampOf: () => null,
    close: () => Promise.resolve(),
    asked,
    finish() {
      isDone = true
      for (const { recordHash } of asked()) {
        const anchor = anchorOf(recordHash)
        if (anchor) for (const listener of listeners) listener(recordHash, anchor)
      }
    },
  }
}

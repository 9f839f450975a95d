// A city without a chain: everything else works, and whoever asks is told why there is none.
import type { Ledger } from './contract.ts'

export const noLedger = (why: string): Ledger => ({
  chain: null,
  status: () => ({ state: 'none', why, waiting: 0, head: null }),
  boardOf: () => Promise.reject(new Error(why)),
  anchorDecision: () => Promise.reject(new Error(why)),
  timestamp: () => Promise.resolve(),
  onAnchored: () => () => undefined,
  anchorOf: () => null,
  whyNotAnchored: () => null,
  stampOf: () => null,
  close: () => Promise.resolve(),
})

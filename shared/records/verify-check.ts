// One check of a record: what it is called, whether it holds, and a plain sentence. A limit is no fault: it tells what the
// file cannot show. What is known of a record while it is checked stands in `Facts`, so that every check is one function.
import type { Sha256 } from './merkle.ts'
import type { DecisionRecord } from './format.ts'
import type { Semaphore } from './semaphore.ts'
import { type CheckKey, sayCheck } from './verify-words.ts'

export type Values = Readonly<Record<string, string | number>>

export type Check = {
  /** Stable: `ballot.signature`, `anchor.chainId`. */
  readonly name: string
  /** A limit holds. */
  readonly ok: boolean
  readonly isLimit: boolean
  /** In English; `sayCheck(key, values, language)` says it otherwise. */
  readonly says: string
  readonly key: CheckKey
  readonly values: Values
}

/** What a verifier brings along; nothing here knows a hash or a curve. */
export type RecordCrypto = {
  /** Of the text's UTF-8, in hex. */
  sha256Hex(text: string): string
  sha256Into: Sha256
  /** Whose key signed (EIP-712), in small letters; null for a bad signature and for the second form of one (high s). */
  recoverTyped(
    domain: Readonly<Record<string, string | number>>,
    types: Readonly<Record<string, readonly { readonly name: string; readonly type: string }[]>>,
    message: Readonly<Record<string, string | number>>,
    signature: string,
  ): string | null
  /** For votes that are secret by proof. */
  readonly proofs: Pick<Semaphore, 'rootOf' | 'firstUnproven'>
}

export type Facts = { readonly record: DecisionRecord; readonly means: RecordCrypto }

export const holds = (name: CheckKey, values: Values = {}): Check => made(name, name, values, 'holds')
export const fails = (name: string, key: CheckKey, values: Values = {}): Check => made(name, key, values, 'fails')
/** What the file, or this way of checking it, does not show. */
export const limit = (name: CheckKey, values: Values = {}): Check => made(name, name, values, 'limit')
/** Holds, in other words than its usual ones. */
export const holdsAs = (name: string, key: CheckKey, values: Values = {}): Check => made(name, key, values, 'holds')

/** The first of these faults, or that the check holds. */
export const firstOf = (name: CheckKey, faults: readonly (Check | null)[], values: Values = {}): Check =>
  faults.find((one) => one !== null) ?? holds(name, values)

function made(name: string, key: CheckKey, values: Values, is: 'holds' | 'fails' | 'limit'): Check {
  return { name, ok: is !== 'fails', isLimit: is === 'limit', says: sayCheck(key, values, 'en'), key, values }
}

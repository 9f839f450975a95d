// The key that sends our transactions. It may send and nothing else: what a board attests is decided by its officers'
// signatures. Made once, from chance, in a file only its owner may read; or given by a setting.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { keccak256, SigningKey } from 'ethers/crypto'
import { Transaction } from 'ethers/transaction'
import { writeWholeSync } from '../disk/whole-file.ts'

export type Sender = {
  /** In small letters. */
  readonly address: string
  sign(unsigned: Unsigned): { readonly raw: string; readonly hash: string }
  /** What a signed transaction calls; null of none. */
  read(raw: string): { readonly to: string | null; readonly data: string; readonly gas: bigint } | null
}
export type Unsigned = {
  readonly chainId: number
  readonly nonce: number
  readonly to: string | null
  readonly data: string
  readonly gasLimit: bigint
  readonly maxFee: bigint
  readonly tip: bigint
}

const KEY = /^0x[0-9a-f]{64}$/i

/** `given` is the setting, empty where there is none. Throws a sentence when the file holds no key: it is never replaced. */
export function openSender(dir: string, given: string): Sender {
  if (given !== '') return senderOf(given)
  const path = join(dir, 'sender.key')
  if (!existsSync(path)) writeWholeSync(path, `0x${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  const text = readFileSync(path, 'utf8').trim()
  if (!KEY.test(text)) throw new Error(`${path} holds no key (0x and 64 hex digits); put back the file as it was`)
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0)
    throw new Error(`${path} may be read by others; let only its owner read it (chmod 600)`)
  return senderOf(text)
}

function senderOf(secret: string): Sender {
  const key = new SigningKey(secret)
  return {
    address: `0x${keccak256(`0x${key.publicKey.slice(4)}`).slice(-40)}`,
    sign({ chainId, nonce, to, data, gasLimit, maxFee, tip }) {
      const transaction = Transaction.from({
        type: 2,
        chainId,
        nonce,
        to,
        data,
        gasLimit,
        maxFeePerGas: maxFee,
        maxPriorityFeePerGas: tip,
      })
      transaction.signature = key.sign(transaction.unsignedHash)
      return { raw: transaction.serialized, hash: transaction.hash as string }
    },
    read(raw) {
      if (raw === '') return null
      const { to, data, gasLimit } = Transaction.from(raw)
      return { to, data, gas: gasLimit }
    },
  }
}

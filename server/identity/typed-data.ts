// Whether a ballot is signed by a key: EIP-712 over the ballot's struct and the city's domain, in the one form of a signature
// that keys give (low s). 65 bytes with any of the usual last bytes and the compact 64 of EIP-2098 are the same signature.
// Heavy by nature (2 ms each): server/meetings/signatures.ts has it done in threads.
import { keccak256, SigningKey } from 'ethers/crypto'
import { TypedDataEncoder } from 'ethers/hash'
import {
  BALLOT_FIELDS,
  type BallotDomain,
  ballotMessage,
  type Signable,
  type Signed,
} from '../../shared/civic/ballot.ts'

export type Checked =
  | { readonly is: 'signed' }
  /** What a contract would be asked about. */
  | { readonly is: 'otherKey'; readonly digest: string }
  | { readonly is: 'highS' }

/** Half the order of secp256k1: of the two `s` that would do, the low one is the signature. */
const HALF_ORDER = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'
const PARITY: Readonly<Record<string, string>> = { '00': '1b', '01': '1c', '1b': '1b', '1c': '1c' }

const ballots = new TypedDataEncoder({ Ballot: BALLOT_FIELDS.map((field) => ({ ...field })) })

/** Of ballots under one domain. */
export function ballotChecker(domain: BallotDomain): (ballot: Signable, signed: Signed) => Checked {
  const separator = TypedDataEncoder.hashDomain(domain).slice(2)
  return (ballot, { address, signature }) => {
    const digest = keccak256(`0x1901${separator}${ballots.hash(ballotMessage(ballot, address)).slice(2)}`)
    const form = formOf(signature.slice(2).toLowerCase())
    if (form === null) return { is: 'otherKey', digest }
    if (form.s > HALF_ORDER) return { is: 'highS' }
    return signerOf(digest, form) === address.toLowerCase() ? { is: 'signed' } : { is: 'otherKey', digest }
  }
}

type Form = { readonly r: string; readonly s: string; readonly v: string }

/** Null for what no key gives. */
function formOf(hex: string): Form | null {
  const r = hex.slice(0, 64)
  if (hex.length === 130) {
    const v = PARITY[hex.slice(128)]
    return v === undefined ? null : { r, s: hex.slice(64, 128), v }
  }
  if (hex.length !== 128) return null
  // EIP-2098: the parity is the highest bit of s.
  const top = Number.parseInt(hex.slice(64, 66), 16)
  const s = (top & 0x7f).toString(16).padStart(2, '0') + hex.slice(66)
  return { r, s, v: top < 0x80 ? '1b' : '1c' }
}

function signerOf(digest: string, { r, s, v }: Form): string | null {
  try {
    const key = SigningKey.recoverPublicKey(digest, `0x${r}${s}${v}`)
    return `0x${keccak256(`0x${key.slice(4)}`).slice(-40)}`
  } catch {
    return null
  }
}

// What a verifier asks of a chain: JSON-RPC of any node, read only. Answers are decoded here by hand, word by word of 32 bytes
// (Solidity's ABI), so that a verifier needs no library for it.

export type ChainReader = {
  /** Rejects when the node does not answer or answers with an error. */
  readonly rpc: (method: string, params: readonly unknown[]) => Promise<unknown>
}

/** First four bytes of the Keccak-256 of each signature. */
const SELECTORS = {
  /** EAS: `getAttestation(bytes32)` */
  getAttestation: '0xa3112a64',
  /** CouncilBoard: `lastRecordHash()`, `decisions()`, `epoch()`, `roleOf(address)`, `attestationOf(bytes32)` */
  lastRecordHash: '0xcf9532ad',
  decisions: '0x6032566f',
  epoch: '0x900cf0cf',
  roleOf: '0xa5d7827e',
  attestationOf: '0xb174a9c4',
} as const
/** As EAS says that it has attested: `Attested(address,address,bytes32,bytes32)`. */
const ATTESTED_TOPIC = '0x8bf46bf4cfd674fa735a3d63ec1c9ad4153f033c290341f3a588b75685141b35'

export type OnChain = {
  readonly uid: string
  readonly schema: string
  readonly timeS: number
  readonly revocationTime: number
  readonly expirationTime: number
  readonly attester: string
  /** Of what was attested. */
  readonly recordHash: string
  readonly number: number
}

export const chainIdOf = async ({ rpc }: ChainReader): Promise<number> => numberOf(await rpc('eth_chainId', []))

export const hasCode = async ({ rpc }: ChainReader, address: string): Promise<boolean> =>
  textOf(await rpc('eth_getCode', [address, 'latest'])).length > 2

/** Null where EAS has no attestation of this id. */
export async function attestationIn(reader: ChainReader, eas: string, uid: string): Promise<OnChain | null> {
  const words = wordsOf(await call(reader, eas, SELECTORS.getAttestation + uid.slice(2)))
  // An offset, ten fields of which the last is an offset too, then the length of the data and the data.
  const [, id = '', schema = '', time, expiration, revocation, , , attester = '', , , , recordHash = '', number] = words
  if (words.length < 14 || /^0*$/.test(id)) return null
  return {
    uid: `0x${id}`,
    schema: `0x${schema}`,
    timeS: small(time),
    expirationTime: small(expiration),
    revocationTime: small(revocation),
    attester: `0x${attester.slice(24)}`,
    recordHash,
    number: small(number),
  }
}

export type Board = { readonly lastRecordHash: string; readonly decisions: number; readonly epoch: number }

export async function boardIn(reader: ChainReader, board: string): Promise<Board> {
  const [last, decisions, epoch] = await Promise.all(
    [SELECTORS.lastRecordHash, SELECTORS.decisions, SELECTORS.epoch].map((data) => call(reader, board, data)),
  )
  return { lastRecordHash: textOf(last).slice(2, 66), decisions: numberOf(decisions), epoch: numberOf(epoch) }
}

/** 0 for who is no officer of the board now, then chair, secretary, member. */
export const roleIn = async (reader: ChainReader, board: string, address: string): Promise<number> =>
  numberOf(await call(reader, board, SELECTORS.roleOf + address.slice(2).padStart(64, '0')))

/** What the board remembers of this record; 0 where it was never decided. */
export const attestationOfRecord = async (reader: ChainReader, board: string, recordHash: string): Promise<string> =>
  textOf(await call(reader, board, SELECTORS.attestationOf + recordHash))

export type Receipt = {
  readonly blockNumber: number
  readonly blockHash: string
  readonly isDone: boolean
  /** Ids of attestations that EAS says it made in it. */
  readonly attested: readonly string[]
}

/** Null where the chain knows no such transaction. */
export async function receiptIn({ rpc }: ChainReader, txHash: string, eas: string): Promise<Receipt | null> {
  const told = await rpc('eth_getTransactionReceipt', [txHash])
  if (typeof told !== 'object' || told === null) return null
  const { blockNumber, blockHash, status, logs } = told as Record<string, unknown>
  const list: readonly unknown[] = Array.isArray(logs) ? logs : []
  const attested = list.flatMap((log) => {
    const { address, topics, data } = (log ?? {}) as { address?: unknown; topics?: unknown; data?: unknown }
    const [topic]: readonly unknown[] = Array.isArray(topics) ? topics : []
    return textOf(address).toLowerCase() === eas && topic === ATTESTED_TOPIC ? [textOf(data).slice(0, 66)] : []
  })
  return { blockNumber: numberOf(blockNumber), blockHash: textOf(blockHash), isDone: numberOf(status) === 1, attested }
}

/** The hash and time of the block that has this number now; null where there is none. */
export async function blockIn({ rpc }: ChainReader, number: number): Promise<{ hash: string; timeS: number } | null> {
  const told = await rpc('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])
  if (typeof told !== 'object' || told === null) return null
  const { hash, timestamp } = told as Record<string, unknown>
  return { hash: textOf(hash), timeS: numberOf(timestamp) }
}

const call = async ({ rpc }: ChainReader, to: string, data: string): Promise<unknown> =>
  rpc('eth_call', [{ to, data }, 'latest'])

const textOf = (told: unknown): string => (typeof told === 'string' ? told : '')
const numberOf = (told: unknown): number =>
  typeof told === 'string' && /^0x[0-9a-f]+$/i.test(told) ? Number(told) : NaN
const small = (word: string | undefined): number => Number.parseInt(word ?? '', 16)
const wordsOf = (told: unknown): string[] => textOf(told).slice(2).match(/.{64}/g) ?? []

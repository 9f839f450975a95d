// Whether the chain has what the record says it has: the right chain, the board's attestation of this hash, in the block the
// receipt names, still there. Without a chain to ask it is said what was not looked at.
import {
  attestationIn,
  attestationOfRecord,
  blockIn,
  boardIn,
  chainIdOf,
  type ChainReader,
  hasCode,
  type OnChain,
  receiptIn,
  roleIn,
} from './chain-reader.ts'
import type { Anchor, DecisionRecord, RecordBody } from './format.ts'
import { msOfUtc } from './utc.ts'
import { type Check, fails, firstOf, holds, limit } from './verify-check.ts'

type Place = NonNullable<RecordBody['authority']['chain']>
type Asked = { readonly record: DecisionRecord; readonly place: Place; readonly reader: ChainReader }

const ROLES = ['none', 'chair', 'secretary', 'member'] as const
/** Clocks of a city and of a chain may differ by this. */
const CLOCKS_S = 900

export async function chainChecks(record: DecisionRecord, reader: ChainReader | undefined): Promise<Check[]> {
  const { anchor, body } = record
  const place = body.authority.chain
  if (!place) return anchor ? [fails('anchor.place', 'anchor.place_noChain')] : [limit('limit.noChain')]
  if (!anchor) return [limit('limit.notAnchored'), ...(reader ? await unanchored({ record, place, reader }) : [])]
  const here = placeCheck(anchor, place)
  if (!reader) return [here, limit('limit.notAsked', { chain: place.chainId })]
  try {
    return [here, ...(await asked({ record, place, reader }, anchor))]
  } catch (error) {
    return [here, fails('anchor.node', 'anchor.node_silent', { why: whyOf(error) })]
  }
}

function placeCheck(
  { chainId, contract, schemaUid }: Anchor,
  { chainId: wanted, board, schemaUid: schema }: Place,
): Check {
  const isSame = chainId === wanted && contract === board && schemaUid === schema
  return isSame ? holds('anchor.place') : fails('anchor.place', 'anchor.place_wrong')
}

/** The chain may know what the file does not tell. */
async function unanchored({ record, place, reader }: Asked): Promise<Check[]> {
  try {
    const id = await chainIdOf(reader)
    if (id !== place.chainId) return [fails('anchor.chainId', 'anchor.chainId_wrong', { told: place.chainId, is: id })]
    const uid = await attestationOfRecord(reader, place.board, record.recordHash)
    return /^0x0*$/.test(uid) ? [] : [limit('limit.anchoredSince')]
  } catch (error) {
    return [fails('anchor.node', 'anchor.node_silent', { why: whyOf(error) })]
  }
}

async function asked({ record, place, reader }: Asked, anchor: Anchor): Promise<Check[]> {
  const id = await chainIdOf(reader)
  if (id !== place.chainId) return [fails('anchor.chainId', 'anchor.chainId_wrong', { told: place.chainId, is: id })]
  const [eas, board] = await Promise.all([place.eas, place.board].map((address) => hasCode(reader, address)))
  if (!eas || !board)
    return [
      holds('anchor.chainId', { chain: id }),
      fails('anchor.code', 'anchor.code_none', { address: eas ? place.board : place.eas }),
    ]
  const found = await attestationIn(reader, place.eas, anchor.attestationUid)
  return [
    holds('anchor.chainId', { chain: id }),
    holds('anchor.code'),
    attestation(record, found),
    await block({ record, place, reader }, { anchor, found }),
    await officers({ record, place, reader }),
    await newest({ record, place, reader }, found),
    limit('limit.board', { board: place.board }),
  ]
}

function attestation({ body, recordHash }: DecisionRecord, found: OnChain | null): Check {
  if (!found) return fails('anchor.attestation', 'anchor.attestation_none')
  const place = body.authority.chain
  const createdS = (msOfUtc(body.createdAt) ?? NaN) / 1000
  return firstOf(
    'anchor.attestation',
    [
      found.recordHash === recordHash ? null : fails('anchor.attestation', 'anchor.attestation_other'),
      found.attester === place?.board
        ? null
        : fails('anchor.attestation', 'anchor.attestation_attester', { by: found.attester }),
      found.schema === place?.schemaUid ? null : fails('anchor.attestation', 'anchor.attestation_schema'),
      found.revocationTime === 0 && found.expirationTime === 0
        ? null
        : fails('anchor.attestation', 'anchor.attestation_revoked'),
      found.timeS + CLOCKS_S >= createdS ? null : fails('anchor.attestation', 'anchor.attestation_early'),
    ],
    { number: found.number },
  )
}

/** The block may have been replaced since (a reorganisation), and the transaction with it. */
async function block(
  { place, reader }: Asked,
  { anchor, found }: { readonly anchor: Anchor; readonly found: OnChain | null },
): Promise<Check> {
  const [receipt, now] = await Promise.all([
    receiptIn(reader, anchor.txHash, place.eas),
    blockIn(reader, anchor.blockNumber),
  ])
  return firstOf(
    'anchor.block',
    [
      now?.hash === anchor.blockHash
        ? null
        : fails('anchor.block', 'anchor.block_replaced', { number: anchor.blockNumber }),
      receipt ? null : fails('anchor.block', 'anchor.block_noTransaction'),
      receipt?.blockNumber === anchor.blockNumber && receipt.blockHash === anchor.blockHash
        ? null
        : fails('anchor.block', 'anchor.block_other'),
      receipt?.isDone && receipt.attested.includes(anchor.attestationUid)
        ? null
        : fails('anchor.block', 'anchor.block_attested'),
      !found || now?.timeS === found.timeS ? null : fails('anchor.block', 'anchor.block_time'),
    ],
    { number: anchor.blockNumber },
  )
}

/** Those who signed are officers of the board, as long as it has not changed its officers since. */
async function officers({ record, place, reader }: Asked): Promise<Check> {
  const { epoch } = await boardIn(reader, place.board)
  if (epoch !== place.epoch)
    return epoch > place.epoch
      ? limit('limit.rotated', { epoch: place.epoch, now: epoch })
      : fails('anchor.officers', 'anchor.officers_epoch', { epoch: place.epoch, now: epoch })
  for (const { signer, role } of record.attestations)
    if (ROLES[await roleIn(reader, place.board, signer)] !== role)
      return fails('anchor.officers', 'anchor.officers_wrong', { signer, role })
  return holds('anchor.officers', { count: record.attestations.length })
}

/** That there are newer ones is no fault of this one, but whoever asks for the last must know. */
async function newest({ place, reader, record }: Asked, found: OnChain | null): Promise<Check> {
  const { decisions, lastRecordHash } = await boardIn(reader, place.board)
  if (lastRecordHash === record.recordHash) return holds('anchor.newest', { count: decisions })
  const newer = found ? decisions - found.number : decisions
  return limit('limit.newer', { count: newer, all: decisions })
}

export type Series = { readonly records: readonly DecisionRecord[]; readonly reader: ChainReader | undefined }

/**
 * Of records that are said to be all of one body: each follows the one before it, and the chain knows of no other. A body gets
 * another board when none of its officers sit on the one before; the newest record's is asked.
 */
export async function seriesChecks({ records, reader }: Series): Promise<Check[]> {
  const [first] = records
  if (!first) return []
  const hashes = new Set(records.map(({ recordHash }) => recordHash))
  const prev = records.map(({ body }) => body.prevRecordHash)
  const torn = records.find(({ body }) => body.prevRecordHash !== null && !hashes.has(body.prevRecordHash))
  const bodyOf = ({ body: { authority } }: DecisionRecord): string => `${authority.city.id}\n${authority.name}`
  const odd = records.find((one) => bodyOf(one) !== bodyOf(first))
  const order = firstOf(
    'series.order',
    [
      odd ? fails('series.order', 'series.order_body', { record: odd.body.recordId }) : null,
      hashes.size === records.length && new Set(prev).size === prev.length
        ? null
        : fails('series.order', 'series.order_twice'),
      torn ? fails('series.order', 'series.order_gap', { record: torn.body.recordId }) : null,
    ],
    { count: records.length },
  )
  const newestOf = records.find(({ recordHash }) => !prev.includes(recordHash))
  const place = newestOf?.body.authority.chain
  if (!reader || !newestOf || !place) return [order, limit('limit.series')]
  try {
    const { decisions, lastRecordHash } = await boardIn(reader, place.board)
    const here = records.filter(({ anchor }) => anchor?.contract === place.board)
    const isWhole = decisions === here.length && here.some(({ recordHash }) => recordHash === lastRecordHash)
    return [
      order,
      isWhole || (decisions === 0 && here.length === 0)
        ? holds('series.newest', { count: decisions })
        : fails('series.newest', 'series.newest_missing', { here: here.length, there: decisions }),
    ]
  } catch (error) {
    return [order, fails('anchor.node', 'anchor.node_silent', { why: whyOf(error) })]
  }
}

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200)

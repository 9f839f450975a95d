// What a transaction offers (EIP-1559): twice the base fee of now and a tip; one that takes the place of another offers a
// quarter more than that one, since nodes refuse less than a tenth or an eighth. Never above the most this city pays.
export type Fees = { readonly maxFee: bigint; readonly tip: bigint }

type Offer = {
  readonly baseFee: bigint | null
  /** As the node suggests it. */
  readonly tip: unknown
  /** Whose place it takes. */
  readonly last: { readonly maxFee: string; readonly tip: string } | null
  readonly maxGwei: number
}

const GWEI = 1_000_000_000n

/** A sentence where this city does not pay so much. */
export function feesOf({ baseFee, tip, last, maxGwei }: Offer): Fees | string {
  if (baseFee === null) return 'the chain has no base fee (EIP-1559), without which nothing is sent'
  const cap = BigInt(Math.round(maxGwei * 1000)) * (GWEI / 1000n)
  const suggested = typeof tip === 'string' && /^0x[0-9a-f]{1,30}$/i.test(tip) ? BigInt(tip) : GWEI
  const more = (before: string): bigint => (BigInt(before) * 5n) / 4n + 1n
  const wantedTip = last ? max(suggested, more(last.tip)) : suggested
  const wanted = max(2n * baseFee + wantedTip, last ? more(last.maxFee) : 0n)
  const least = max(baseFee, last ? more(last.maxFee) : 0n)
  if (least > cap || wantedTip > cap)
    return `gas costs ${gwei(max(least, wantedTip))} gwei now, and this city pays ${maxGwei} at most (TOWNHALL_CHAIN_MAX_GWEI): it waits`
  return { maxFee: wanted < cap ? wanted : cap, tip: wantedTip }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const gwei = (wei: bigint): number => Math.ceil(Number(wei) / 1e7) / 100

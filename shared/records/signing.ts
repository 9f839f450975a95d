// What officers sign of a record (EIP-712): its hash and the role they sign in. No zod here: a page that signs needs none.

export type SigningRole = 'chair' | 'secretary' | 'member'

/** The EIP-712 domain of officers' signatures: that of the board's contract, so that one signature serves file and chain. */
export type SigningDomain = {
  readonly name: 'CouncilBoard'
  /** The epoch of the board's officers. */
  readonly version: string
  readonly chainId: number
  readonly verifyingContract: string
}

/** Where a city has no chain: no contract has this address. */
export const NOWHERE = `0x${'0'.repeat(40)}`

export const signingDomain = (
  chain: { readonly chainId: number; readonly board: string; readonly epoch: number } | null,
): SigningDomain => ({
  name: 'CouncilBoard',
  version: String(chain?.epoch ?? 1),
  chainId: chain?.chainId ?? 1,
  verifyingContract: chain?.board ?? NOWHERE,
})

/** The EIP-712 type of what officers sign; its primary type is `Decision`, and contracts/src/CouncilBoard.sol has the same. */
export const SIGNING = [
  { name: 'recordHash', type: 'bytes32' },
  { name: 'role', type: 'string' },
] as const

export const signingMessage = (recordHash: string, role: SigningRole): { recordHash: string; role: string } => ({
  recordHash: `0x${recordHash}`,
  role,
})

// The board's source with every refusal taken out once, and with other single faults, compiled at once: which fault is in is
// read from the environment by the contract's constructor, through forge's cheat code, so that no fault needs a compiler run.

export type Faults = { readonly source: string; readonly names: readonly string[] }

/** Lines that are left out once; each is one that nothing but a test would miss. */
const LEFT_OUT: readonly RegExp[] = [
  /^ {8}\+\+epoch;$/m,
  /^ {8}attestationOf\[recordHash\] = BEING_ATTESTED;$/m,
  /^ {8}attestationOf\[recordHash\] = attestation;$/m,
  /^ {8}lastRecordHash = recordHash;$/m,
  /^ {12}last = given\.signer;$/m,
  /^ {8}roleOf\[who\] = role;$/m,
  /^ {8}_count\(roleOf\[who\], false\);$/m,
  /^ {8}emit .*;$/gm,
]

/** What stands in for something else once. */
const EXCHANGED: readonly (readonly [string, string])[] = [
  ['given.signer <= last', 'given.signer < last'],
  ['signatures.length < quorum', 'signatures.length + 1 < quorum'],
  ['quorum_ > officers', 'quorum_ > officers + 1'],
  ['block.timestamp > deadline', 'block.timestamp >= deadline'],
  ['block.chainid, address(this)', 'uint256(31337), address(this)'],
]

export function faults(source: string): Faults {
  const names: string[] = []
  const number = (name: string): number => names.push(name)
  let made = source.replace(/if \((.*)\) revert (\w+)/g, (_all, condition: string, error: string) => {
    return `if (FAULT != ${number(`without ${error} of: ${condition}`)} && (${condition})) revert ${error}`
  })
  for (const line of LEFT_OUT) {
    const before = made
    made = made.replace(line, (text) => `if (FAULT != ${number(`without: ${text.trim()}`)}) { ${text.trim()} }`)
    if (made === before) throw new Error(`contracts: nothing in the source is like ${line}`)
  }
  for (const [from, to] of EXCHANGED) {
    if (!made.includes(from)) throw new Error(`contracts: nothing in the source is like ${from}`)
    if (to.includes('31337'))
      made = made.replaceAll(from, `FAULT == ${number(`${to} for ${from}`)} ? uint256(31337) : ${from}`)
    else made = made.replace(from, `(FAULT == ${number(`${to} for ${from}`)} ? ${to} : ${from})`)
  }
  made = made.replace(
    'contract CouncilBoard {',
    `interface Environment { function envOr(string calldata, uint256) external view returns (uint256); }
contract CouncilBoard {
    uint256 private immutable FAULT =
        Environment(address(uint160(uint256(keccak256("hevm cheat code"))))).envOr("FAULT", uint256(0));`,
  )
  return { source: made, names }
}

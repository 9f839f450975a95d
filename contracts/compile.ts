// The board's contract as it is deployed: compiled by npm's solc with the optimizer, without metadata, so that the same source
// gives the same bytes anywhere. `npx node contracts/compile.ts` writes contracts/deployments; contracts.test.ts compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export type Artifact = {
  readonly compiler: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly abi: readonly unknown[]
  readonly bytecode: string
}

const SOURCE = 'src/CouncilBoard.sol'
const ARTIFACT = join(import.meta.dirname, 'deployments', 'CouncilBoard.json')
const metadata = { bytecodeHash: 'none', appendCBOR: false }
export const DEPLOYED = { evmVersion: 'cancun', optimizer: { enabled: true, runs: 1000 }, metadata }
/** For contracts that are only tried: half the time. */
export const TRIED = { evmVersion: 'cancun', optimizer: { enabled: false }, metadata }

export const boardSource = (): string => readFileSync(join(import.meta.dirname, SOURCE), 'utf8')
export const boardArtifact = (): Artifact => JSON.parse(readFileSync(ARTIFACT, 'utf8')) as Artifact

/** Throws what the compiler says, warnings too. */
export function compileBoard(source: string, settings: Artifact['settings']): Artifact {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string; version(): string }
  const outputSelection = { [SOURCE]: { CouncilBoard: ['abi', 'evm.bytecode.object'] } }
  const input = {
    language: 'Solidity',
    sources: { [SOURCE]: { content: source } },
    settings: { ...settings, outputSelection },
  }
  const { errors, contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as Answer
  if (errors && errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'))
  const made = contracts[SOURCE]?.['CouncilBoard']
  if (!made) throw new Error('contracts: the compiler gave no CouncilBoard')
  return { compiler: solc.version(), settings, abi: made.abi, bytecode: `0x${made.evm.bytecode.object}` }
}

type Answer = {
  readonly errors?: readonly { readonly formattedMessage: string }[]
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly abi: readonly unknown[]; readonly evm: { readonly bytecode: { readonly object: string } } }
        >
      >
    >
  >
}

if (import.meta.main) writeFileSync(ARTIFACT, `${JSON.stringify(compileBoard(boardSource(), DEPLOYED), null, 1)}\n`)

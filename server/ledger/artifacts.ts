// The contracts this city puts on a chain, as they were compiled: EAS and its registry of schemas from their own package,
// the board from contracts/deployments. Read when a chain is opened, since a city without one needs none of it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { AbiCoder, Interface, type JsonFragment } from 'ethers/abi'
import { keccak256 } from 'ethers/crypto'
import { solidityPacked } from 'ethers/hash'
import { ATTESTED } from '../../shared/records/format.ts'

type Artifact = { readonly abi: Interface; readonly bytecode: string }
export type Artifacts = { readonly registry: Artifact; readonly eas: Artifact; readonly board: Artifact }

const PACKAGE = '@ethereum-attestation-service/eas-contracts/artifacts/contracts'
const BOARD = resolve(import.meta.dirname, '../../contracts/deployments/CouncilBoard.json')

export function readArtifacts(): Artifacts {
  const { resolve: find } = createRequire(import.meta.url)
  return {
    registry: artifactIn(find(join(PACKAGE, 'SchemaRegistry.sol/SchemaRegistry.json'))),
    eas: artifactIn(find(join(PACKAGE, 'EAS.sol/EAS.json'))),
    board: artifactIn(BOARD),
  }
}

function artifactIn(path: string): Artifact {
  const { abi, bytecode } = JSON.parse(readFileSync(path, 'utf8')) as { abi: JsonFragment[]; bytecode: string }
  return { abi: new Interface(abi), bytecode: bytecode.startsWith('0x') ? bytecode : `0x${bytecode}` }
}

export const NOBODY = `0x${'0'.repeat(40)}`

/** As the registry reckons it: no resolver, which would be called back, and nothing can be revoked. */
export const schemaUidOf = (schema: string = ATTESTED): string =>
  keccak256(solidityPacked(['string', 'address', 'bool'], [schema, NOBODY, false]))

/** The types of what is attested, in their order. */
const ATTESTED_TYPES = ATTESTED.split(',').map((field) => field.trim().split(' ')[0] as string)

/** The record's hash in what EAS holds of a decision, without `0x`; null where that is not ours. */
export function recordHashIn(data: string): string | null {
  try {
    const [hash] = AbiCoder.defaultAbiCoder().decode(ATTESTED_TYPES, data) as unknown as [unknown]
    return typeof hash === 'string' ? hash.slice(2) : null
  } catch {
    return null
  }
}

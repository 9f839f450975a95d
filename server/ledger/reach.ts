// From a node to a chain that can be used: is it the chain that is meant, is it the one it was last time, is EAS on it with our
// schema; what is missing is put there.
import { z } from 'zod'
import { type Artifacts, schemaUidOf } from './artifacts.ts'
import { NodeAway } from './node.ts'
import type { Entry, OutboxFile, Task } from './outbox-file.ts'
import type { Eyes } from './seen.ts'

export type Base = { readonly chainId: number; readonly eas: string; readonly schemaUid: string }

export type Reach = {
  readonly eyes: Eyes
  readonly file: OutboxFile
  readonly artifacts: Artifacts
  readonly chainId: number
  /** EAS as the settings name it; empty where it is ours to deploy. */
  readonly eas: string
  /** Asked for, and final when it resolves. */
  readonly made: (key: string, task: Task) => Promise<Entry>
}

/** Throws a sentence where it is another chain than the settings or this folder know. */
export async function knowChain({ eyes, file, chainId }: Pick<Reach, 'eyes' | 'file' | 'chainId'>): Promise<void> {
  const theirs = await eyes.chainId()
  if (theirs !== chainId)
    throw new Error(
      `the node at RPC_URL is of chain ${theirs}, and TOWNHALL_CHAIN_ID is ${chainId}: nothing is sent to it`,
    )
  const first = await eyes.block(0)
  if (first === null) throw new NodeAway('the chain has no first block')
  const known = file.firstBlock()
  if (known === null) file.write({ is: 'begun', chainId, firstBlock: first.hash })
  else if (known !== first.hash)
    throw new Error(
      `the chain begins with the block ${first.hash}, and the one this city anchored on with ${known}: it is another chain of the same number`,
    )
}

/** What an earlier run put there, without asking anybody; null where that was not finished. */
export function knownBase(file: OutboxFile, { chainId, eas }: { chainId: number; eas: string }): Base | null {
  const base = { chainId, schemaUid: schemaUidOf() }
  if (!file.entries.get('schema')?.done && file.firstBlock() === null) return null
  const ours = file.entries.get('eas')?.done?.made ?? null
  if (eas !== '') return { ...base, eas }
  return ours !== null && file.entries.get('schema')?.done ? { ...base, eas: ours } : null
}

export async function putBase({ eyes, artifacts, chainId, eas: given, made }: Reach): Promise<Base> {
  const schemaUid = schemaUidOf()
  if (given === '') {
    const registry = await contractOf(made('registry', { kind: 'registry' }))
    const eas = await contractOf(made('eas', { kind: 'eas', registry }))
    await made('schema', { kind: 'schema', registry })
    return { chainId, eas, schemaUid }
  }
  const { registry: schemas, eas: service } = artifacts
  let registry: string
  try {
    const answer = await eyes.call(given, service.abi.encodeFunctionData('getSchemaRegistry'))
    registry = String(service.abi.decodeFunctionResult('getSchemaRegistry', answer)[0]).toLowerCase()
  } catch (error) {
    if (error instanceof NodeAway) throw error
    throw new Error(`TOWNHALL_EAS ${given} is no EAS on chain ${chainId}`, { cause: error })
  }
  const answer = await eyes.call(registry, schemas.abi.encodeFunctionData('getSchema', [schemaUid]))
  const [{ uid }] = schemas.abi.decodeFunctionResult('getSchema', answer) as unknown as [{ uid: string }]
  if (uid !== schemaUid) await made('schema', { kind: 'schema', registry })
  return { chainId, eas: given, schemaUid }
}

const contractOf = async (making: Promise<Entry>): Promise<string> => {
  const { key, done } = await making
  return z.string(`the chain made no contract for ${key}`).parse(done?.made)
}

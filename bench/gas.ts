// What is paid on a chain, in gas: counts of the receipts of real transactions on the embedded chain's program, the same on any
// machine. Decisions after the first of a board, as most are.
import {
  type ContractTransaction,
  Interface,
  type JsonFragment,
  Signature,
  solidityPackedKeccak256,
  Wallet,
} from 'ethers'
import { createRequire } from 'node:module'
import { boardArtifact } from '../contracts/compile.ts'
import { anvilProgram, startAnvil } from '../server/ledger/anvil.ts'
import type { ChainNode } from '../server/ledger/node.ts'
import { ATTESTED } from '../shared/records/format.ts'
import { ROTATION_TYPES } from '../shared/records/rotation.ts'
import { SIGNING, signingDomain, signingMessage, type SigningRole } from '../shared/records/signing.ts'
import type { Rows } from './bench.ts'

type Row = Record<string, string | number>
type Receipt = { readonly gasUsed: string; readonly status: string; readonly contractAddress: string | null }
type Send = (to: string | null, data: string) => Promise<Receipt>

const CHAIN = 31337
const BUDGET = 450_000
const LARGEST = 15
const SIGNED_BY = [2, 8, LARGEST]
const ROLES: readonly SigningRole[] = ['chair', 'secretary', 'member']

const keyOf = (name: string): Wallet => new Wallet(solidityPackedKeccak256(['string'], [`bench gas ${name}`]))
const officers = Array.from({ length: LARGEST }, (_, i) => ({
  wallet: keyOf(`officer ${i}`),
  role: ROLES[Math.min(i, 2)] as SigningRole,
}))
const seatOf = (who: string, role: SigningRole): [string, number] => [who, ROLES.indexOf(role) + 1]

export async function benchGas(): Promise<Rows> {
  const program = anvilProgram()
  if (program === null)
    throw new Error('bench: gas needs anvil, which npm has for Linux x64; elsewhere put it on the PATH')
  const chain = await startAnvil(program, { chainId: CHAIN, timestamp: 1_800_000_000, hardfork: 'cancun' })
  try {
    return await table(sender(chain.node))
  } finally {
    await chain.stop()
  }
}

async function table(send: Send): Promise<Row[]> {
  const rows: Row[] = []
  const note = (what: string, { gasUsed, status }: Receipt): number => {
    if (status !== '0x1') throw new Error(`bench: ${what} was reverted`)
    rows.push({ what, gas: Number(gasUsed) })
    return Number(gasUsed)
  }
  const [registry, eas] = [published('SchemaRegistry'), published('EAS')]
  const registered = await send(null, registry.bytecode)
  note('deploy SchemaRegistry', registered)
  const service = await send(null, eas.bytecode + eas.abi.encodeDeploy([registered.contractAddress]).slice(2))
  note('deploy EAS', service)
  const schema = registry.abi.encodeFunctionData('register', [ATTESTED, `0x${'0'.repeat(40)}`, false])
  note('register the schema', await send(registered.contractAddress, schema))

  const abi = new Interface(boardArtifact().abi as JsonFragment[])
  const seats = officers.map(({ wallet, role }) => seatOf(wallet.address, role))
  const deployed = await send(
    null,
    boardArtifact().bytecode + abi.encodeDeploy([service.contractAddress, 2, seats]).slice(2),
  )
  note(`deploy a board of ${LARGEST} officers`, deployed)
  const board = deployed.contractAddress ?? ''

  await send(board, await decision(abi, board, 2))
  for (const count of SIGNED_BY) {
    const gas = note(`decide with ${count} signatures`, await send(board, await decision(abi, board, count)))
    if (count === 8 && gas > BUDGET) throw new Error(`bench: 8 signatures cost ${gas} gas, over ${BUDGET}`)
  }
  note('rotate: one comes, one goes, 2 signatures', await send(board, await rotation(abi, board)))
  const hash = `0x${'5a'.repeat(32)}`
  note('timestamp a hash', await send(service.contractAddress, eas.abi.encodeFunctionData('timestamp', [hash])))
  return rows
}

let decisions = 0

async function decision(abi: Interface, board: string, count: number): Promise<string> {
  const recordHash = solidityPackedKeccak256(['string'], [`bench gas decision ${++decisions}`]).slice(2)
  const domain = signingDomain({ chainId: CHAIN, board, epoch: 1 })
  const signed = officers.slice(0, count).map(async ({ wallet, role }) => ({
    signer: wallet.address,
    signature: await wallet.signTypedData(domain, { Decision: [...SIGNING] }, signingMessage(recordHash, role)),
  }))
  return abi.encodeFunctionData('decide', [`0x${recordHash}`, inOrder(await Promise.all(signed))])
}

async function rotation(abi: Interface, board: string): Promise<string> {
  const [comes, goes] = [
    keyOf('who comes').address,
    (officers[LARGEST - 1] as (typeof officers)[number]).wallet.address,
  ]
  const deadline = 4_000_000_000
  const seats = [
    { who: comes, role: 'member' },
    { who: goes, role: 'none' },
  ]
  const domain = signingDomain({ chainId: CHAIN, board, epoch: 1 })
  const { Rotation, Seat } = ROTATION_TYPES
  const types = { Rotation: [...Rotation], Seat: [...Seat] }
  const signed = officers.slice(0, 2).map(async ({ wallet }) => ({
    signer: wallet.address,
    signature: await wallet.signTypedData(domain, types, { seats, quorum: 2, deadline }),
  }))
  const changes = [seatOf(comes, 'member'), [goes, 0]]
  return abi.encodeFunctionData('rotate', [changes, 2, deadline, inOrder(await Promise.all(signed))])
}

type Signed = { readonly signer: string; readonly signature: string }

/** As the board takes them: ascending by address, in three parts. */
function inOrder(signed: readonly Signed[]): [string, string, string, number][] {
  const ascending = [...signed].sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1))
  return ascending.map(({ signer, signature }) => {
    const { r, s, v } = Signature.from(signature)
    return [signer, r, s, v]
  })
}

/** One transaction, one block. */
function sender(node: ChainNode): Send {
  const payer = keyOf('payer')
  let nonce = 0
  return async (to, data) => {
    const transaction: Partial<ContractTransaction> = { data, ...(to !== null && { to }) }
    const fees = { chainId: CHAIN, nonce: nonce++, gasLimit: 12_000_000, gasPrice: 0, type: 0 }
    const hash = await node.ask('eth_sendRawTransaction', [await payer.signTransaction({ ...transaction, ...fees })])
    await node.ask('evm_mine')
    return (await node.ask('eth_getTransactionReceipt', [hash])) as Receipt
  }
}

function published(name: string): { readonly abi: Interface; readonly bytecode: string } {
  const file = `@ethereum-attestation-service/eas-contracts/artifacts/contracts/${name}.sol/${name}.json`
  const { abi, bytecode } = createRequire(import.meta.url)(file) as { abi: JsonFragment[]; bytecode: string }
  return { abi: new Interface(abi), bytecode }
}

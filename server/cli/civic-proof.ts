// `townhall civic proof PROOF.json`: is the ballot in it among those that were counted? Needs no server and no data of ours:
// only the answer of /meetings/{id}/polls/{poll}/proof, and, to be sure of it, the root the vote was closed with and the hash
// on the voter's receipt. Exit 0 it is, 1 it is not and why, 2 it cannot be read.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Hash } from '../../shared/civic/ballot.ts'
import { Unreadable } from '../city/ledger.ts'
import { isIncluded, leafHashOfText } from '../ingest/merkle.ts'
import { UsageError } from './usage.ts'

const Proof = z.object({
  meeting: z.string(),
  poll: z.string(),
  questionHash: Hash,
  seat: z.string(),
  index: z.int(),
  count: z.int(),
  leaf: z.string(),
  leafHash: Hash,
  path: z.array(Hash).max(64),
  root: Hash,
})
type Proof = z.infer<typeof Proof>

const Leaf = z.object({
  questionHash: Hash,
  seat: z.string(),
  voter: z.string(),
  choice: z.string(),
  weight: z.int(),
  revision: z.int(),
})

type Wanted = { readonly root: string; readonly receipt: string }

export async function civicProof(args: string[]): Promise<number> {
  const { file, ...wanted } = read(args)
  const proof = await proofIn(file)
  const { meeting, poll, index, count } = proof
  const leaf = leafIn(proof.leaf)
  const wrong = whatIsWrong(proof, leaf, wanted)
  if (wrong !== null || !leaf) {
    console.log(`NOT valid: ${wrong ?? 'the leaf is no ballot'}`)
    return 1
  }
  const { seat, voter, choice, weight, revision } = leaf
  const ballot = `the ballot of seat ${seat} by ${voter}: ${choice}, weight ${weight}, revision ${revision}`
  console.log(`valid: ${ballot}; it is ballot ${index + 1} of ${count} of vote ${poll} of meeting ${meeting}`)
  return 0
}

function whatIsWrong(proof: Proof, ballot: z.infer<typeof Leaf> | null, { root, receipt }: Wanted): string | null {
  const { leaf, leafHash, index, count, path, seat, questionHash } = proof
  if (leafHashOfText(leaf).toString('hex') !== leafHash)
    return 'the ballot is not what was hashed: it was changed afterwards'
  if (!ballot) return 'the leaf is no ballot'
  if (ballot.seat !== seat) return `the ballot is of seat ${ballot.seat}, not ${seat}`
  if (ballot.questionHash !== questionHash) return 'the ballot answers another question'
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  if (!isIncluded(bytes(leafHash), { index, count, path: path.map(bytes), root: bytes(proof.root) }))
    return 'the path does not lead to the root'
  if (root !== '' && root !== proof.root) return `the root is ${proof.root}, not ${root}`
  return receipt === '' || receipt === leafHash ? null : `the receipt is for ${receipt}, the ballot has ${leafHash}`
}

function leafIn(text: string): z.infer<typeof Leaf> | null {
  try {
    return Leaf.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

async function proofIn(file: string): Promise<Proof> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    throw new Unreadable(file, 'is no JSON file')
  }
  const parsed = Proof.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Unreadable(file, `is no proof of a ballot (${issue?.path.map(String).join('.')} ${issue?.message})`)
}

function read(args: string[]): { file: string; root: string; receipt: string } {
  try {
    const options = { root: { type: 'string' }, receipt: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file, root: values.root ?? '', receipt: values.receipt ?? '' }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  throw new UsageError('civic proof needs one file: townhall civic proof PROOF.json [--root HEX] [--receipt HEX]')
}

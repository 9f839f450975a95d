// `townhall civic proof PROOF.json`: is the ballot in it among those that were counted? Needs no server and no data of ours:
// only the answer of /meetings/{id}/polls/{poll}/proof, and, to be sure of it, the root the vote was closed with and the hash
// on the voter's receipt. Exit 0 it is, 1 it is not and why, 2 it cannot be read.
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Hash } from '../../shared/civic/ballot.ts'
import { leafHashOfText } from '../ingest/merkle.ts'
import { leadsToRoot, proofIn } from './proof-file.ts'
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
  const proof = await proofIn(file, Proof, 'a ballot')
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
  const { leaf, leafHash, seat, questionHash } = proof
  if (leafHashOfText(leaf).toString('hex') !== leafHash)
    return 'the ballot is not what was hashed: it was changed afterwards'
  if (!ballot) return 'the leaf is no ballot'
  if (ballot.seat !== seat) return `the ballot is of seat ${ballot.seat}, not ${seat}`
  if (ballot.questionHash !== questionHash) return 'the ballot answers another question'
  if (!leadsToRoot(proof)) return 'the path does not lead to the root'
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

// `townhall proof verify PROOF.json`: does the reading in it belong to the hour's tree? Needs no server and no data of ours:
// only the answer of /api/readings/{id}/proof and, to be sure of the hour, its root from elsewhere. Exit 0 it does, 1 it does
// not and why, 2 it cannot be read.
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Hash } from '../../shared/civic/ballot.ts'
import { leafHashOfText } from '../ingest/merkle.ts'
import { leadsToRoot, proofIn } from './proof-file.ts'
import { UsageError } from './usage.ts'

const Proof = z.object({
  observationId: z.int(),
  hour: z.string(),
  index: z.int(),
  count: z.int(),
  leaf: z.string(),
  leafHash: Hash,
  path: z.array(Hash).max(64),
  root: Hash,
})
type Proof = z.infer<typeof Proof>

export async function proofVerify(args: string[]): Promise<number> {
  const { file, root } = read(args)
  const proof = await proofIn(file, Proof, 'a reading')
  const wrong = whatIsWrong(proof, root)
  const { observationId, hour, index, count } = proof
  if (wrong === null)
    console.log(`valid: observation ${observationId} is reading ${index + 1} of ${count} of the hour ${hour} UTC`)
  else console.log(`NOT valid: ${wrong}`)
  return wrong === null ? 0 : 1
}

function whatIsWrong(proof: Proof, wanted: string): string | null {
  const { leaf, leafHash, root } = proof
  if (leaf === '') return 'the reading is not in the store any more: it was deleted, or is not kept so long'
  if (leafHashOfText(leaf).toString('hex') !== leafHash)
    return 'the reading is not what was hashed: it was changed afterwards'
  if (!leadsToRoot(proof)) return 'the path does not lead to the root'
  return wanted === '' || wanted === root ? null : `the root is ${root}, not ${wanted}`
}

function read(args: string[]): { file: string; root: string } {
  try {
    const { values, positionals } = parseArgs({ args, options: { root: { type: 'string' } }, allowPositionals: true })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file, root: values.root ?? '' }
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] as string) : String(error))
  }
  throw new UsageError('proof verify needs one file: townhall proof verify PROOF.json [--root HEX]')
}

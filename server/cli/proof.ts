// `townhall proof verify PROOF.json`: does the reading in it belong to the hour's tree? Needs no server and no data of ours:
// only the answer of /api/readings/{id}/proof and, to be sure of the hour, its root from elsewhere. Exit 0 it does, 1 it does
// not and why, 2 it cannot be read.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { Unreadable } from '../city/ledger.ts'
import { isIncluded, leafHashOfText } from '../ingest/merkle.ts'
import { UsageError } from './usage.ts'

const Hash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'is no SHA-256 in hex' })
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
  const proof = await proofIn(file)
  const wrong = whatIsWrong(proof, root)
  const { observationId, hour, index, count } = proof
  if (wrong === null)
    console.log(`valid: observation ${observationId} is reading ${index + 1} of ${count} of the hour ${hour} UTC`)
  else console.log(`NOT valid: ${wrong}`)
  return wrong === null ? 0 : 1
}

function whatIsWrong({ leaf, leafHash, index, count, path, root }: Proof, wanted: string): string | null {
  if (leaf === '') return 'the reading is not in the store any more: it was deleted, or is not kept so long'
  if (leafHashOfText(leaf).toString('hex') !== leafHash)
    return 'the reading is not what was hashed: it was changed afterwards'
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  if (!isIncluded(bytes(leafHash), { index, count, path: path.map(bytes), root: bytes(root) }))
    return 'the path does not lead to the root'
  return wanted === '' || wanted === root ? null : `the root is ${root}, not ${wanted}`
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
  throw new Unreadable(file, `is no proof of a reading (${issue?.path.map(String).join('.')} ${issue?.message})`)
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

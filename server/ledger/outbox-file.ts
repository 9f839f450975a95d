// What is to be sent to a chain, on disk before anything of it leaves: one line for each thing that was asked, signed, became
// final or failed. Read at a start; written anew then, without what nobody needs any more. A torn last line is no line.
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { writeWholeSync } from '../disk/whole-file.ts'

const Address = z.string().regex(/^0x[0-9a-f]{40}$/)
const Hash = z.string().regex(/^0x[0-9a-f]{64}$/)
const BareHash = z.string().regex(/^[0-9a-f]{64}$/)

export const StampAsked = z.strictObject({
  kind: z.enum(['hourRoot', 'document', 'minutes']),
  id: z.string().max(200),
  hash: BareHash,
})
const CoSignature = z.object({
  role: z.enum(['chair', 'secretary', 'member']),
  signer: Address,
  signature: z.string().regex(/^0x[0-9a-f]{130}$/),
})
const OfficerAsked = z.strictObject({ role: z.enum(['chair', 'secretary', 'member']), address: Address })

/** What is to be done by one transaction. */
export const Task = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('registry') }),
  z.strictObject({ kind: z.literal('eas'), registry: Address }),
  z.strictObject({ kind: z.literal('schema'), registry: Address }),
  z.strictObject({
    kind: z.literal('board'),
    eas: Address,
    body: z.string(),
    officers: z.array(OfficerAsked),
    quorum: z.int(),
  }),
  z.strictObject({
    kind: z.literal('decision'),
    eas: Address,
    board: Address,
    recordHash: BareHash,
    signatures: z.array(CoSignature),
  }),
  z.strictObject({ kind: z.literal('stamps'), eas: Address, stamps: z.array(StampAsked) }),
  /** `epoch` is that of the officers who sign it. */
  z.strictObject({
    kind: z.literal('rotation'),
    board: Address,
    epoch: z.int(),
    seats: z.array(z.strictObject({ who: Address, role: z.enum(['none', 'chair', 'secretary', 'member']) })),
    quorum: z.int(),
    deadlineS: z.int(),
    signatures: z.array(CoSignature.omit({ role: true })),
  }),
])
export type Task = z.infer<typeof Task>

const Try = z.strictObject({
  nonce: z.int().min(0),
  hash: Hash,
  raw: z.string(),
  maxFee: z.string(),
  tip: z.string(),
  atMs: z.number(),
})
export type Try = z.infer<typeof Try>

/** What came of it. `made` is the contract it made; `attestation` EAS's number of a decision; `others` stamps found in other transactions. */
const Stamped = z.strictObject({ txHash: Hash, blockNumber: z.int(), blockHash: Hash, timeS: z.int() })
export type Stamped = z.infer<typeof Stamped>
export const Done = z.strictObject({
  txHash: Hash,
  blockNumber: z.int(),
  blockHash: Hash,
  timeS: z.int(),
  made: Address.nullable(),
  attestation: Hash.nullable(),
  others: z.record(BareHash, Stamped),
})
export type Done = z.infer<typeof Done>

const key = z.string().min(1)
const Line = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('begun'), chainId: z.int(), firstBlock: Hash }),
  z.strictObject({ is: z.literal('asked'), key, task: Task }),
  z.strictObject({ is: z.literal('signed'), key, try: Try }),
  z.strictObject({ is: z.literal('final'), key, done: Done }),
  z.strictObject({ is: z.literal('failed'), key, why: z.string() }),
  /** Stamps that wait for a transaction to gather them. */
  z.strictObject({ is: z.literal('toStamp'), stamp: StampAsked }),
])
type Line = z.infer<typeof Line>

export type Entry = {
  readonly key: string
  task: Task
  tries: Try[]
  done: Done | null
  failed: string | null
}

export type OutboxFile = {
  readonly entries: Map<string, Entry>
  readonly toStamp: Map<string, z.infer<typeof StampAsked>>
  firstBlock(): string | null
  /** On the disk, and in what is above, when it returns. */
  write(...lines: Line[]): void
  close(): void
}

/** Throws a sentence when a line cannot be read. */
export function openOutboxFile(path: string): OutboxFile {
  const entries: OutboxFile['entries'] = new Map()
  const toStamp: OutboxFile['toStamp'] = new Map()
  let begun: Line | null = null
  const take = (line: Line): void => {
    if (line.is === 'begun') begun = line
    else if (line.is === 'toStamp') toStamp.set(line.stamp.hash, line.stamp)
    else takeEntry(entries, toStamp, line)
  }
  for (const line of linesIn(path)) take(line)
  const kept = [...(begun === null ? [] : [begun as Line]), ...linesOf(entries, toStamp)]
  writeWholeSync(path, kept.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 })
  const file = openSync(path, 'a', 0o600)
  let end = kept.reduce((sum, line) => sum + Buffer.byteLength(JSON.stringify(line)) + 1, 0)
  return {
    entries,
    toStamp,
    firstBlock: () => (begun?.is === 'begun' ? begun.firstBlock : null),
    write(...given) {
      const lines = given.map((line) => Line.parse(line))
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      try {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
        fsyncSync(file)
      } catch (error) {
        ftruncateSync(file, end)
        throw error
      }
      end += bytes.length
      for (const line of lines) take(line)
    },
    close: () => closeSync(file),
  }
}

type EntryLine = Exclude<Line, { is: 'begun' | 'toStamp' }>

function takeEntry(entries: OutboxFile['entries'], toStamp: OutboxFile['toStamp'], line: EntryLine): void {
  if (line.is === 'asked') {
    entries.set(line.key, { key: line.key, task: line.task, tries: [], done: null, failed: null })
    if (line.task.kind === 'stamps') for (const { hash } of line.task.stamps) toStamp.delete(hash)
    return
  }
  const entry = entries.get(line.key)
  if (!entry) throw new Error(`the outbox names ${line.key}, which nobody asked for`)
  if (line.is === 'signed') entry.tries.push(line.try)
  else if (line.is === 'final') entry.done = line.done
  else entry.failed = line.why
}

/** Raw transactions of what is final are not needed any more, their hashes are. */
function* linesOf(entries: OutboxFile['entries'], toStamp: OutboxFile['toStamp']): Generator<Line> {
  for (const { key, task, tries, done, failed } of entries.values()) {
    yield { is: 'asked', key, task }
    for (const one of tries) yield { is: 'signed', key, try: done ? { ...one, raw: '' } : one }
    if (done) yield { is: 'final', key, done }
    if (failed !== null) yield { is: 'failed', key, why: failed }
  }
  for (const stamp of toStamp.values()) yield { is: 'toStamp', stamp }
}

function linesIn(path: string): Line[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  // What follows the last line's end was never acted on.
  return lines.slice(0, -1).map((line, i) => {
    try {
      return Line.parse(JSON.parse(line))
    } catch {
      throw new Error(`line ${i + 1} of ${path} cannot be read; put back the file as it was`)
    }
  })
}

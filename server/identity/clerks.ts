// Clerks who may say that somebody lives here: their keys. A clerk keeps the private half in a file of their own; the city
// lists the public halves in TOWNHALL_CLERKS, each with the clerk's list of what was taken back (residency-list.ts), and reads
// both again when they change. Taking a line out ends trust in what that clerk signed.
import { createPrivateKey, generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID, sign } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { z } from 'zod'
import { Unreadable } from '../city/ledger.ts'
import { writeWhole } from '../disk/whole-file.ts'
import { type Clerk, type KnownClerk, PublicKey } from './residency.ts'
import { LIST_NUMBERS, numbersOf, readList, type RevokedList, writeList } from './residency-list.ts'

const issuer = z.string().min(1).max(200)
const Line = z.intersection(PublicKey, z.object({ list: z.string().min(1).optional() }))
const Clerks = z.record(issuer, Line)
const ClerkFile = z.strictObject({
  issuer,
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  key: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
  /** The list's name, and the number of the next credential. Files from before there were lists have none. */
  list: z.strictObject({ uri: z.string().min(1), next: z.int().min(0) }).optional(),
})
type ClerkFile = z.infer<typeof ClerkFile>

export type Clerks = {
  readonly count: () => number
  readonly of: (issuer: string) => KnownClerk | null
  /** Reads again what has changed; throws a sentence, and until it is right the last good one counts. */
  refresh(): Promise<void>
}

/** `path` empty for none. Throws a sentence. */
export async function openClerks(path: string): Promise<Clerks> {
  let known: ReadonlyMap<string, KnownClerk> = new Map()
  let files: readonly string[] = path === '' ? [] : [path]
  let seen = ''
  const refresh = async (): Promise<void> => {
    const now = (await Promise.all(files.map(changedAt))).join()
    if (now === seen) return
    // What is wrong is complained about once.
    seen = now
    const read = await readClerks(path)
    known = read.known
    files = [path, ...read.lists]
    seen = (await Promise.all(files.map(changedAt))).join()
  }
  await refresh()
  return { count: () => known.size, of: (name) => known.get(name) ?? null, refresh }
}

const changedAt = async (file: string): Promise<number> => (await stat(file).catch(() => null))?.mtimeMs ?? 0

async function readClerks(path: string): Promise<{ known: Map<string, KnownClerk>; lists: string[] }> {
  const known = new Map<string, KnownClerk>()
  const lists: string[] = []
  for (const [name, { list, ...key }] of Object.entries(await readShape(path, Clerks, 'keys of clerks'))) {
    const at = list === undefined ? null : resolve(dirname(path), list)
    if (at !== null) lists.push(at)
    known.set(name, { key, revoked: at === null ? null : await revokedIn(at, key, name) })
  }
  return { known, lists }
}

async function revokedIn(path: string, key: PublicKey, name: string): Promise<RevokedList> {
  const list = readList(await readFile(path, 'utf8').catch(() => ''), key)
  if (!list) throw new Unreadable(path, `is no list of revoked credentials that ${name} signed`)
  return list
}

/** Where a clerk's list lies at first: beside the clerk's file. */
const listBeside = (path: string): string => `${path.replace(/\.json$/, '')}.list.jwt`

/** Writes the clerk's file, which nobody else may read, and an empty list; gives the line for the city. Throws when there is one. */
export async function makeClerk(path: string, name: string): Promise<Record<string, PublicKey & { list: string }>> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ format: 'jwk' })
  const list = { uri: `urn:uuid:${randomUUID()}`, next: 0 }
  const file = { issuer: issuer.parse(name), secret: randomBytes(32).toString('hex'), key, list }
  await writeFile(path, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600, flag: 'wx' })
  const at = listBeside(path)
  await writeFile(at, `${writeList(clerkOf(ClerkFile.parse(file)), list.uri, [], Date.now())}\n`)
  return { [name]: { ...PublicKey.parse(key), list: basename(at) } }
}

export const readClerk = async (path: string): Promise<Clerk> => clerkOf(await readClerkFile(path))

/** The number the next credential has in the clerk's list, which is then used; null for a clerk without one. */
export async function takeNumber(path: string): Promise<Clerk['listed']> {
  const file = await readClerkFile(path)
  if (!file.list) return null
  const { uri, next } = file.list
  if (next >= LIST_NUMBERS)
    throw new Unreadable(path, `has issued ${LIST_NUMBERS} credentials, as many as its list holds; make another clerk`)
  await replace(path, `${JSON.stringify({ ...file, list: { uri, next: next + 1 } }, null, 1)}\n`)
  return { uri, number: next }
}

/** Adds a number to the list beside the clerk's file, or to the one given; how many stand in it now. */
export async function revoke(path: string, number: number, listPath = ''): Promise<{ list: string; count: number }> {
  const file = await readClerkFile(path)
  if (!file.list) throw new Unreadable(path, 'is of before there were lists: what it issued cannot be taken back')
  const { uri, next } = file.list
  if (number >= next) throw new Unreadable(path, `has issued ${next} credentials, and none with the number ${number}`)
  const clerk = clerkOf(file)
  const list = listPath === '' ? listBeside(path) : listPath
  const before = readList(await readFile(list, 'utf8').catch(() => ''), PublicKey.parse(file.key))
  // Begun anew, it would take back what was taken back.
  if (before?.uri !== uri) throw new Unreadable(list, `is not the list of ${file.issuer}`)
  const numbers = [...new Set([...numbersOf(before), number])]
  await replace(list, `${writeList(clerk, uri, numbers, Date.now())}\n`)
  return { list, count: numbers.length }
}

const readClerkFile = (path: string): Promise<ClerkFile> => readShape(path, ClerkFile, 'key of a clerk')

function clerkOf({ key, issuer: name, secret }: ClerkFile): Clerk {
  const privateKey = createPrivateKey({ key: key as JsonWebKey, format: 'jwk' })
  const signed = (data: Buffer): Buffer => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return { issuer: name, secret, sign: signed, listed: null }
}

export const readHolder = (path: string): Promise<PublicKey> => readShape(path, PublicKey, 'public key (JWK, P-256)')

async function replace(path: string, text: string): Promise<void> {
  const { mode } = await stat(path)
  await writeWhole(path, text, { mode: mode & 0o777 })
}

async function readShape<T>(path: string, shape: z.ZodType<T>, what: string): Promise<T> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    throw new Unreadable(path, 'is no JSON file')
  }
  const parsed = shape.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Unreadable(path, `holds no ${what} (${issue?.path.map(String).join('.')} ${issue?.message})`)
}

// Clerks who may say that somebody lives here: their keys. A clerk keeps the private half in a file of their own; the city
// lists the public halves in TOWNHALL_CLERKS. Taking a line out ends trust in what that clerk signed.
import { createPrivateKey, generateKeyPairSync, type JsonWebKey, randomBytes, sign } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { Unreadable } from '../city/ledger.ts'
import { type Clerk, PublicKey } from './residency.ts'

const issuer = z.string().min(1).max(200)
const Clerks = z.record(issuer, PublicKey)
const ClerkFile = z.strictObject({
  issuer,
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  key: z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
})

/** By issuer; `path` empty for none. Throws a sentence. */
export async function readClerks(path: string): Promise<ReadonlyMap<string, PublicKey>> {
  return path === '' ? new Map() : new Map(Object.entries(await readShape(path, Clerks, 'keys of clerks')))
}

/** Writes the clerk's file, which nobody else may read, and gives the line for the city. Throws when there is one. */
export async function makeClerk(path: string, name: string): Promise<Record<string, PublicKey>> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ format: 'jwk' })
  const file = { issuer: issuer.parse(name), secret: randomBytes(32).toString('hex'), key }
  await writeFile(path, `${JSON.stringify(file, null, 1)}\n`, { mode: 0o600, flag: 'wx' })
  return { [name]: PublicKey.parse(key) }
}

export async function readClerk(path: string): Promise<Clerk> {
  const { key, ...rest } = await readShape(path, ClerkFile, 'key of a clerk')
  const privateKey = createPrivateKey({ key: key as JsonWebKey, format: 'jwk' })
  return { ...rest, sign: (data) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' }) }
}

export const readHolder = (path: string): Promise<PublicKey> => readShape(path, PublicKey, 'public key (JWK, P-256)')

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

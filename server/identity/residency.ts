// Proof that somebody lives in an area of the city without saying who they are: an SD-JWT VC (IETF) that the city's clerk
// signed for the key of its holder. The holder shows the area and a number that says nothing (one a resident, so that
// nobody counts twice) and signs our nonce; name and birth stay hidden. The library checks hashes, signatures and the nonce;
// audience, times, type, and that nothing more is shown, are checked here. Two showings can be told to be of one holder.
import {
  createHash,
  createHmac,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  verify,
} from 'node:crypto'
import type { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { z } from 'zod'
import { hashOf } from './one-time.ts'
import { Refusal } from './refusal.ts'
import type { RevokedList } from './residency-list.ts'

const RESIDENCY_TYPE = 'urn:townhall:residency:1'
/** What a showing tells besides the frame every credential has. */
const SHOWN = ['area', 'resident'] as const
const FRAME = new Set(['iss', 'iat', 'exp', 'vct', 'cnf', 'status', ...SHOWN])
const CLOCKS_DIFFER_S = 300
const DAY_S = 86_400

/** The public half of a P-256 key; what a private one has besides is dropped. */
export const PublicKey = z
  .object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().max(50),
    y: z.string().max(50),
  })
  .refine((key) => asKey(key) !== null, { error: 'is no point of P-256' })
export type PublicKey = z.infer<typeof PublicKey>

export type Clerk = {
  readonly issuer: string
  /** Makes a resident's number out of the register's; the same resident has the same number whenever it is issued. */
  readonly secret: string
  readonly sign: (data: Buffer) => Buffer
  /** Where in the clerk's list of what was taken back the credential stands; null for nowhere. */
  readonly listed: { readonly uri: string; readonly number: number } | null
}
/** What the city knows of a clerk. */
export type KnownClerk = {
  readonly key: PublicKey
  /** Null where the city has no list of what they took back. */
  readonly revoked: RevokedList | null
}
export type Resident = {
  readonly holder: PublicKey
  readonly area: string
  /** In the register. */
  readonly number: string
  readonly name: string
  readonly days: number
}

/** The credential, in the compact form that ends in ~. */
export async function issueResidency(clerk: Clerk, resident: Resident, nowMs: number): Promise<string> {
  const { holder, area, number, name, days } = resident
  const vc = await library({
    signer: (data) => clerk.sign(Buffer.from(data)).toString('base64url'),
    signAlg: 'ES256',
    saltGenerator: (length) => randomBytes(length).toString('base64url').slice(0, length),
  })
  // The day alone, or two residents could be told apart by the second they stood at the counter.
  const day = Math.floor(nowMs / 1000 / DAY_S) * DAY_S
  const claims = {
    iss: clerk.issuer,
    iat: day,
    exp: day + days * DAY_S,
    vct: RESIDENCY_TYPE,
    cnf: { jwk: holder },
    ...(clerk.listed && { status: { status_list: { idx: clerk.listed.number, uri: clerk.listed.uri } } }),
    area,
    resident: createHmac('sha256', clerk.secret).update(number).digest('hex'),
    ...(name === '' ? {} : { name }),
  }
  return vc.issue(claims, { _sd: ['area', 'resident', ...(name === '' ? [] : (['name'] as const))] } as never)
}

export type Residency = {
  readonly issuer: string
  /** A hash of issuer and number. */
  readonly subject: string
  readonly area: string
  readonly untilMs: number
  /** In its clerk's list of what was taken back; null where it stands in none. */
  readonly number: number | null
}

const Shown = z.object({
  iss: z.string(),
  iat: z.number(),
  exp: z.number(),
  vct: z.string(),
  cnf: z.object({ jwk: PublicKey }),
  area: z.string().min(1).max(80),
  resident: z.string().regex(/^[0-9a-f]{64}$/),
  status: z.object({ status_list: z.object({ idx: z.int().min(0) }) }).optional(),
})

export type Showing = {
  readonly presentation: string
  readonly nonce: string
  /** The page it was asked for on. */
  readonly audience: string
  readonly nowMs: number
}

/** What a showing proves; throws a Refusal that says what is wrong. `clerkOf` gives those the city trusts. */
export async function verifyResidency(
  { presentation, nonce, audience, nowMs }: Showing,
  clerkOf: (issuer: string) => KnownClerk | null,
): Promise<Residency> {
  const issuer = issuerOf(presentation)
  const clerk = clerkOf(issuer)
  if (!clerk) throw refused(`this city does not know the clerk ${issuer.slice(0, 100)}`)
  const vc = await library({
    verifier: (data, signature) => isSigned(data, signature, clerk.key),
    kbVerifier: (data, signature, payload) => {
      const holder = PublicKey.safeParse((payload.cnf as { jwk?: unknown } | undefined)?.jwk)
      return holder.success && isSigned(data, signature, holder.data)
    },
    // What a credential says is never followed to another machine: the list is a file of the city's.
    statusListFetcher: (uri) => {
      if (clerk.revoked?.uri !== uri) return Promise.reject(new Error('a list that is not here'))
      return Promise.resolve(clerk.revoked.jwt)
    },
    statusValidator: (status) => (status === 0 ? Promise.resolve() : Promise.reject(new Error('taken back'))),
  })
  const currentDate = Math.floor(nowMs / 1000)
  let checked: Awaited<ReturnType<SDJwtVcInstance['verify']>>
  try {
    checked = await vc.verify(presentation, { currentDate, keyBindingNonce: nonce, requiredClaimKeys: [...SHOWN] })
  } catch (error) {
    throw refused(sentenceOf(error instanceof Error ? error.message : ''))
  }
  const { payload, kb } = checked
  const more = Object.keys(payload).filter((key) => !FRAME.has(key))
  if (more.length > 0) throw refused(`the credential shows ${more.join(', ')} as well; show area and resident alone`)
  const parsed = Shown.safeParse(payload)
  if (!parsed.success || parsed.data.vct !== RESIDENCY_TYPE) throw refused('that credential is not one of residency')
  const said = kb?.payload as { aud?: unknown; iat?: unknown } | undefined
  if (said?.aud !== audience) throw refused('the credential was shown to another page')
  if (!(typeof said.iat === 'number' && Math.abs(currentDate - said.iat) <= CLOCKS_DIFFER_S))
    throw refused('the credential was not shown within five minutes of now; is the clock of this device right?')
  const { exp, area, resident, status } = parsed.data
  if (exp <= currentDate) throw refused('the credential has expired; ask the clerk for a new one')
  const subject = hashOf(`${issuer}\n${resident}`)
  return { issuer, subject, area, untilMs: exp * 1000, number: status?.status_list.idx ?? null }
}

type Config = NonNullable<ConstructorParameters<typeof SDJwtVcInstance>[0]>

async function library(config: Config): Promise<SDJwtVcInstance> {
  const { SDJwtVcInstance: Instance } = await import('@sd-jwt/sd-jwt-vc')
  return new Instance({
    hashAlg: 'sha-256',
    hasher: (data, algorithm) => {
      if (algorithm !== 'sha-256') throw new Error('another hash')
      const bytes = typeof data === 'string' ? Buffer.from(data) : new Uint8Array(data)
      return new Uint8Array(createHash('sha256').update(bytes).digest())
    },
    ...config,
  })
}

/** By the credential's own word; whose key it then has to be signed with. */
function issuerOf(presentation: string): string {
  try {
    const payload = presentation.split('~', 1)[0]?.split('.')[1] ?? ''
    const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss?: unknown }
    if (typeof iss === 'string') return iss
  } catch {
    // Said below.
  }
  throw refused('that is not a credential (SD-JWT VC)')
}

/** ES256 and nothing else, whatever a header says. */
export function isSigned(data: string, signature: string, key: PublicKey): boolean {
  const publicKey = asKey(key)
  if (!publicKey) return false
  const bytes = Buffer.from(signature, 'base64url')
  return verify('sha256', Buffer.from(data), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)
}

function asKey({ kty, crv, x, y }: JsonWebKey): KeyObject | null {
  try {
    return createPublicKey({ key: { kty, crv, x, y } as JsonWebKey, format: 'jwk' })
  } catch {
    return null
  }
}

/** The library throws words for developers. */
function sentenceOf(why: string): string {
  if (/taken back/i.test(why)) return 'the clerk has taken this credential back'
  if (/not here|status list|out of bounds/i.test(why))
    return 'the city has no list of what the clerk of this credential took back; tell its operator'
  if (/key binding jwt not exist/i.test(why))
    return 'the credential is not signed by its holder; show it, do not copy it'
  if (/nonce/i.test(why)) return 'the credential was shown for something else; try again'
  if (/missing required claim/i.test(why)) return 'the credential does not show area and resident'
  if (/expired/i.test(why)) return 'the credential has expired; ask the clerk for a new one'
  if (/not (active|valid) yet|in the future|nbf|iat/i.test(why)) return 'the credential is not valid yet'
  return 'the credential is not as its clerk and its holder signed it'
}

const refused = (sentence: string): Refusal => new Refusal(401, sentence)

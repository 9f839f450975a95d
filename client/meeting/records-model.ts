// Decision records as the page has them: what the server offers as evidence, drawing one up, and signing it after its hash was
// reckoned here from what is shown. No DOM; answers are checked as they arrive.
import type { BranchOffer } from '../../shared/protocol/meetings.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { signingDomain, type SigningRole } from '../../shared/records/signing.ts'
import { language, say } from '../panels/strings.ts'

export type RecordActs = {
  /** Rejects with a sentence, as all of these do. */
  offers(meeting: string): Promise<readonly BranchOffer[]>
  /** Of a branch, or of the item's documents alone; the hash to freeze. */
  keepEvidence(meeting: string, branch: string | null): Promise<string>
  drawUp(meeting: string, motion: string): Promise<void>
  /** False when the person said no. */
  sign(record: string, as: { readonly role: SigningRole; readonly address: string }): Promise<boolean>
}

export const NO_RECORDS: RecordActs = {
  offers: () => Promise.resolve([]),
  keepEvidence: () => Promise.resolve(''),
  drawUp: () => Promise.resolve(),
  sign: () => Promise.resolve(false),
}

export const recordActs: RecordActs = {
  offers: async (meeting) => {
    const { branches } = (await asked(`/meetings/${meeting}/evidence`)) as { readonly branches: readonly BranchOffer[] }
    return branches
  },
  keepEvidence: async (meeting, branch) => {
    const body = branch === null ? {} : { branch }
    const { hash } = (await asked(`/meetings/${meeting}/evidence`, body)) as { readonly hash: string }
    return hash
  },
  drawUp: async (meeting, motion) => {
    await asked(`/meetings/${meeting}/records`, { motion, language: language.value })
  },
  async sign(record, { role, address }) {
    const { body, recordHash } = (await asked(`/records/${record}.json`)) as {
      readonly body: { readonly authority: { readonly chain: Parameters<typeof signingDomain>[0] } }
      readonly recordHash: string
    }
    if ((await sha256(canonicalJson(body))) !== recordHash) throw new Error(say('recordOtherHash'))
    const { signRecord } = await import('../wallet/sign.ts')
    const signed = await signRecord({ recordHash, role }, address, signingDomain(body.authority.chain))
    if (!signed) return false
    await asked(`/records/${record}/sign`, { role, signer: signed.address, signature: signed.signature })
    return true
  },
}

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Without a body it only reads. */
async function asked(path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const request = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(path, request)
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer
  const why = (answer as { readonly error?: unknown } | null)?.error
  throw new Error(typeof why === 'string' ? why : `${path} ${response.status}`)
}

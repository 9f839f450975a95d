// Decision records as the page has them: what the server offers as evidence, drawing one up, and signing it after its hash was
// reckoned here from what is shown. No DOM; answers are checked as they arrive.
import type { BranchOffer, ConsultationOffer } from '../../shared/protocol/meetings.ts'
import { canonicalJson } from '../../shared/records/canonical.ts'
import { signingDomain, type SigningRole } from '../../shared/records/signing.ts'
import { language, say } from '../panels/strings.ts'
import { asked } from '../session/asked.ts'

export type Offers = { readonly branches: readonly BranchOffer[]; readonly consultations: readonly ConsultationOffer[] }
export type Rests = { readonly branch?: string; readonly consultation?: string }

export type RecordActs = {
  /** Rejects with a sentence, as all of these do. */
  offers(meeting: string): Promise<Offers>
  /** Of a branch or a consultation or both, with the item's documents; the hash to freeze. */
  keepEvidence(meeting: string, on: Rests): Promise<string>
  drawUp(meeting: string, motion: string): Promise<void>
  /** False when the person said no. */
  sign(record: string, as: { readonly role: SigningRole; readonly address: string }): Promise<boolean>
}

export const NO_RECORDS: RecordActs = {
  offers: () => Promise.resolve({ branches: [], consultations: [] }),
  keepEvidence: () => Promise.resolve(''),
  drawUp: () => Promise.resolve(),
  sign: () => Promise.resolve(false),
}

export const recordActs: RecordActs = {
  offers: async (meeting) => (await asked(`/meetings/${meeting}/evidence`)) as Offers,
  keepEvidence: async (meeting, on) => {
    const { hash } = (await asked(`/meetings/${meeting}/evidence`, on)) as { readonly hash: string }
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

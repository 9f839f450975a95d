// Passkeys (WebAuthn) for people without a wallet: the key stays in their phone or computer, which asks for finger, face or
// PIN each time; we keep its public half. The library checks signatures and formats; here is what a challenge was for.
// Attestation is not asked for: whose make an authenticator is, is nobody's matter.
import { isIP } from 'node:net'
import type { AuthenticationResponseJSON, RegistrationResponseJSON, WebAuthnCredential } from '@simplewebauthn/server'
import { z } from 'zod'
import { OneTime } from './one-time.ts'
import type { Page } from './page.ts'
import type { People } from './people.ts'
import { Refusal } from './refusal.ts'

const CHALLENGE_LIVES_MS = 300_000
const RP_NAME = 'Townhall'
/** ES256, RS256 (Windows Hello) and EdDSA, by COSE's numbers. */
const ALGORITHMS = [-7, -257, -8]

const text = z.string().max(20_000)
const base = { id: text, rawId: text, type: z.literal('public-key') }
/** What a browser answers; its extensions and transports are its own. */
export const MadeKey = z.looseObject({
  ...base,
  response: z.looseObject({ clientDataJSON: text, attestationObject: text }),
})
export const UsedKey = z.looseObject({
  ...base,
  response: z.looseObject({ clientDataJSON: text, authenticatorData: text, signature: text }),
})

/** Kept beside the id of a passkey. */
const Kept = z.object({
  publicKey: z.string(),
  counter: z.int(),
  rpId: z.string(),
  transports: z.array(z.string()),
  /** It is on more than one device, so losing one loses nothing. */
  isBackedUp: z.boolean(),
})
type Kept = z.infer<typeof Kept>

type Pending = { readonly origin: string; readonly of: 'making' | 'using'; readonly person: string | null }

export class Passkeys {
  private readonly people: People
  private readonly challenges: OneTime<Pending>

  constructor(people: People, nowMs: () => number) {
    this.people = people
    this.challenges = new OneTime(CHALLENGE_LIVES_MS, nowMs)
  }

  /** What a browser is asked to make; `person` is who it is for, null for somebody new. */
  async optionsToMake(page: Page, person: string | null, name: string): Promise<object> {
    const rpID = rpIdOf(page)
    const { generateRegistrationOptions } = await import('@simplewebauthn/server')
    const known = person === null ? [] : await this.people.accounts(person)
    return generateRegistrationOptions({
      rpName: RP_NAME,
      rpID,
      userName: name || 'guest',
      challenge: this.challenge({ origin: page.origin, of: 'making', person }),
      excludeCredentials: known.filter(({ kind }) => kind === 'passkey').map(({ key }) => ({ id: key })),
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })
  }

  /** The person whose passkey it is now, and its id. */
  async take(page: Page, person: string | null, made: unknown): Promise<{ person: string; key: string }> {
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
    const rpId = rpIdOf(page)
    const { registrationInfo } = await verifying(() =>
      verifyRegistrationResponse({
        // Its shape was parsed at the door.
        response: made as RegistrationResponseJSON,
        expectedChallenge: (challenge) => this.isFor(challenge, { origin: page.origin, of: 'making', person }),
        expectedOrigin: page.origin,
        expectedRPID: rpId,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    )
    if (!registrationInfo) throw refused('that passkey could not be checked')
    const { credential, credentialBackedUp } = registrationInfo
    const kept: Kept = {
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      rpId,
      transports: credential.transports ?? [],
      isBackedUp: credentialBackedUp,
    }
    const owner = await this.people.addPasskey(credential.id, JSON.stringify(kept), person)
    if (owner === null) throw new Refusal(409, 'that passkey is known already; sign in with it')
    return { person: owner, key: credential.id }
  }

  async optionsToUse(page: Page): Promise<object> {
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
    return generateAuthenticationOptions({
      rpID: rpIdOf(page),
      challenge: this.challenge({ origin: page.origin, of: 'using', person: null }),
      userVerification: 'required',
    })
  }

  /** Whose passkey answered. */
  async verify(page: Page, used: unknown): Promise<{ person: string; key: string }> {
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
    // Its shape was parsed at the door.
    const response = used as AuthenticationResponseJSON
    const account = await this.people.account('passkey', response.id)
    if (!account) throw refused('that passkey is not known here; make one first')
    const kept = Kept.parse(JSON.parse(account.data))
    const credential: WebAuthnCredential = {
      id: account.key,
      publicKey: new Uint8Array(Buffer.from(kept.publicKey, 'base64url')),
      counter: kept.counter,
    }
    const { verified, authenticationInfo } = await verifying(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => this.isFor(challenge, { origin: page.origin, of: 'using', person: null }),
        expectedOrigin: page.origin,
        expectedRPID: kept.rpId,
        credential,
      }),
    )
    if (!verified) throw refused('the passkey did not sign that')
    const { newCounter: counter, credentialBackedUp: isBackedUp } = authenticationInfo
    await this.people.used('passkey', account.key, JSON.stringify({ ...kept, counter, isBackedUp } satisfies Kept))
    return { person: account.person, key: account.key }
  }

  /** As the library takes it: bytes. */
  private challenge(pending: Pending): Uint8Array<ArrayBuffer> {
    return new Uint8Array(Buffer.from(this.challenges.make(pending), 'base64url'))
  }

  /** Uses it up. */
  private isFor(challenge: string, { origin, of, person }: Pending): boolean {
    const pending = this.challenges.take(challenge)
    return pending !== null && pending.origin === origin && pending.of === of && pending.person === person
  }
}

/** The name a passkey is bound to. Throws a Refusal where browsers offer none. */
function rpIdOf({ hostName, isSecure }: Page): string {
  if (isIP(hostName.replace(/^\[|\]$/g, '')) !== 0)
    throw refused(`passkeys are bound to a name; ${hostName} is an address, so open this city by a name`)
  if (!isSecure && hostName !== 'localhost') throw refused(`passkeys need https; ${hostName} is served without`)
  return hostName
}

/** The library throws sentences of its own for developers. */
async function verifying<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    if (/challenge/i.test(why)) throw refused('that challenge was used before, or is too old; try again')
    if (/origin/i.test(why)) throw refused('the passkey answered another page')
    if (/counter/i.test(why)) throw refused('the passkey counts backwards: there may be a copy of it; make a new one')
    if (/user (could not be|was not) verified|user verification/i.test(why))
      throw refused('the passkey did not ask who you are (finger, face or PIN)')
    throw refused('that is not an answer of a passkey of this city')
  }
}

const refused = (sentence: string): Refusal => new Refusal(401, sentence)

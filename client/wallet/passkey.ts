// Making and using a passkey with what the browser has for it.

type Options = Readonly<Record<string, unknown>>

/** Whether this page may use passkeys at all: over https or on this machine, by a name and not an address. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** Null when the person said no. */
export async function makePasskey(options: Options): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    // The library on the server makes them as the standard writes them.
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  )
  return answerOf(await saidNo(navigator.credentials.create({ publicKey })))
}

export async function usePasskey(options: Options): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  return answerOf(await saidNo(navigator.credentials.get({ publicKey })))
}

const answerOf = (made: Credential | null): unknown => (made instanceof PublicKeyCredential ? made.toJSON() : null)

/** Browsers tell of a no, and of waiting too long, as one and the same error. */
async function saidNo(asked: Promise<Credential | null>): Promise<Credential | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return null
    throw error
  }
}

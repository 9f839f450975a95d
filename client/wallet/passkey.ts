// Making and using a passkey with what the browser has for it. What a passkey gives beyond its signature stays on this page.

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
  // Some devices give secrets only to who asks while the passkey is made.
  publicKey.extensions = { ...publicKey.extensions, prf: {} }
  return answerOf(await saidNo(navigator.credentials.create({ publicKey })))
}

export async function usePasskey(options: Options): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  )
  return answerOf(await saidNo(navigator.credentials.get({ publicKey })))
}

/**
 * 32 bytes that one of these passkeys always gives for these words, and which it was. 'none' where it gives no secrets, null
 * when the person said no. Nothing of it is sent: the challenge is of no use to anybody.
 */
export async function secretOfPasskey(
  passkeys: readonly string[],
): Promise<{ readonly secret: ArrayBuffer; readonly passkey: string } | 'none' | null> {
  const first = new TextEncoder().encode('townhall voting key')
  const given = await saidNo(
    navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: passkeys.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
        userVerification: 'required',
        extensions: { prf: { eval: { first } } },
      },
    }),
  )
  if (!(given instanceof PublicKeyCredential)) return null
  const secret = given.getClientExtensionResults().prf?.results?.first
  if (secret === undefined) return 'none'
  const bytes = new Uint8Array(secret instanceof ArrayBuffer ? secret : secret.buffer)
  return { secret: bytes.slice().buffer, passkey: given.id }
}

function bytesOf(id: string): Uint8Array<ArrayBuffer> {
  const text = atob(id.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** Without what extensions answered: a secret among it is nobody else's. */
const answerOf = (made: Credential | null): unknown =>
  made instanceof PublicKeyCredential ? { ...made.toJSON(), clientExtensionResults: {} } : null

/** Browsers tell of a no, and of waiting too long, as one and the same error. */
async function saidNo(asked: Promise<Credential | null>): Promise<Credential | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return null
    throw error
  }
}

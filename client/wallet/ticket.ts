// The ticket that lets a room know who comes in. The session lies in a cookie no script reads, so whether to ask for one is
// remembered beside it; guests ask for nothing.
import { askIdentity } from './ask.ts'

const HINT = 'townhall.signedIn'

export function rememberSignedIn(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(HINT, '1')
    else localStorage.removeItem(HINT)
  } catch {
    // A browser that keeps nothing: one comes in as a guest.
  }
}

export function isSignedIn(): boolean {
  try {
    return localStorage.getItem(HINT) !== null
  } catch {
    return false
  }
}

const NOT_SIGNED_IN = new Set<unknown>([401, 403, 404])

/**
 * Empty for a guest. A session may have ended elsewhere, so it is asked whether there is one: a refusal is not quiet. Rejects where
 * nobody knows, as while a server starts: who is signed in does not come back as a guest for that.
 */
export async function ticketForRoom(): Promise<string> {
  if (!isSignedIn()) return ''
  try {
    const { me } = await askIdentity('', (shapes) => shapes.Status)
    if (me === null) {
      rememberSignedIn(false)
      return ''
    }
    return (await askIdentity('/ticket', (shapes) => shapes.Ticket, {})).ticket
  } catch (error) {
    if (!(error instanceof Error) || !NOT_SIGNED_IN.has(error.cause)) throw error
    rememberSignedIn(false)
    return ''
  }
}

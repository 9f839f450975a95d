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

/** Empty for a guest. A session may have ended elsewhere, so it is asked whether there is one: a refusal is not quiet. */
export async function ticketForRoom(): Promise<string> {
  if (!isSignedIn()) return ''
  try {
    const { me } = await askIdentity('', (shapes) => shapes.Status)
    if (me === null) {
      rememberSignedIn(false)
      return ''
    }
    return (await askIdentity('/ticket', (shapes) => shapes.Ticket, {})).ticket
  } catch {
    rememberSignedIn(false)
    return ''
  }
}

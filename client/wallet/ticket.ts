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

/** Empty for a guest. */
export async function ticketForRoom(): Promise<string> {
  try {
    if (localStorage.getItem(HINT) === null) return ''
    return (await askIdentity('/ticket', (shapes) => shapes.Ticket, {})).ticket
  } catch {
    rememberSignedIn(false)
    return ''
  }
}

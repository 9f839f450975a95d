// Has the server run a branch again, and asks how far it is until it is over. Rejects with the server's sentence.
import { z } from 'zod'

const Refused = z.object({ error: z.string() })
const Told = z.object({
  running: z.object({ done: z.int(), of: z.int() }).nullable(),
  trouble: z.string(),
})
const LOOK_EVERY_MS = 1000
/** A server that is away for a moment is asked again. */
const MOST_MISSED = 30

type Far = { readonly done: number; readonly of: number }

/** `key`: of a planner's link; empty for who is signed in. */
export async function runAgain(branch: string, key: string, onFar: (far: Far) => void): Promise<void> {
  const path = `/whatif/${encodeURIComponent(branch)}/again`
  const headers = { accept: 'application/json', ...(key === '' ? {} : { authorization: `Bearer ${key}` }) }
  const response = await fetch(path, { method: 'POST', headers })
  if (!response.ok) {
    const refused = Refused.safeParse(await response.json().catch(() => null))
    throw new Error(refused.success ? refused.data.error : `it was not run again (${response.status})`)
  }
  onFar({ done: 0, of: 0 })
  for (let missed = 0; missed < MOST_MISSED;) {
    await new Promise((later) => setTimeout(later, LOOK_EVERY_MS))
    const told = await lookAt(path)
    if (told === null) missed++
    else if (told.running) {
      missed = 0
      onFar(told.running)
    } else if (told.trouble === '') return
    else throw new Error(told.trouble)
  }
  throw new Error('the server does not answer any more')
}

/** Null while it cannot be heard. */
async function lookAt(path: string): Promise<z.output<typeof Told> | null> {
  try {
    const response = await fetch(path, { headers: { accept: 'application/json' } })
    return Told.safeParse(await response.json()).data ?? null
  } catch {
    return null
  }
}

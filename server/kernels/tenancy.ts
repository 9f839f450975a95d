// Which meetings and consultations this server owns. A name of its own stands in the journal beside each, held on to by a heartbeat; one whose
// holder is gone is taken over: at once where the holder was a process of this machine that is no more, else when it has not
// been heard for a while.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Journal } from '../journal/journal.ts'

const BEAT_MS = 3000
/** Houses of this process that are open: tests have several. */
const open = new Set<string>()

export type Tenancy = {
  readonly holder: string
  /** The token to append with; null while somebody else holds it. */
  own(timeline: string): Promise<number | null>
  /** Lets all go. */
  close(): Promise<void>
}

export function openTenancy(journal: Journal, onFault: (error: unknown) => void): Tenancy {
  const holder = `${hostname()} ${process.pid} ${randomBytes(6).toString('hex')}`
  open.add(holder)
  let isBeating = false
  const heart = setInterval(() => {
    if (isBeating) return
    isBeating = true
    journal
      .call('holdOn', holder)
      // What cannot be said now is said with the next append.
      .catch(() => undefined)
      .finally(() => (isBeating = false))
  }, BEAT_MS)
  heart.unref()
  return {
    holder,
    async own(timeline) {
      try {
        const owning = await journal.call('own', { timeline, holder })
        if (owning.ok) return owning.token
        if (!isGone(owning.holder)) return null
        const taken = await journal.call('own', { timeline, holder, from: owning.holder })
        return taken.ok ? taken.token : null
      } catch (error) {
        onFault(error)
        return null
      }
    },
    async close() {
      clearInterval(heart)
      open.delete(holder)
      await journal.call('letGo', holder).catch(() => undefined)
    },
  }
}

/** A process of this machine that is no more, or one that had this process's number before it. */
function isGone(holder: string): boolean {
  const [host, pid] = holder.split(' ')
  if (host !== hostname()) return false
  if (Number(pid) === process.pid) return !open.has(holder)
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

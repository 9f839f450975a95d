// Chat lines shown once, however often they arrive: as they are said, again with a welcome after a lost line, and again
// in another copy of the city. A line is its room and number; the numbers of a room are remembered for a while.
import type { Said } from '../../shared/protocol/intent.ts'

const REMEMBERED = 500

export class SaidOnce {
  private readonly known = new Set<string>()

  /** True the first time. */
  take(room: string, { n }: Pick<Said, 'n'>): boolean {
    const key = `${room} ${n}`
    if (this.known.has(key)) return false
    this.known.add(key)
    if (this.known.size > REMEMBERED)
      for (const oldest of this.known) {
        this.known.delete(oldest)
        break
      }
    return true
  }
}

// What is said in one copy of the city: cleaned, numbered, and the last lines to all kept for newcomers.
import { MAX_SAID, RECENT_LINES, type Said } from '../../shared/protocol/intent.ts'
import { cleanText } from '../../shared/protocol/plain-text.ts'

export class Chat {
  private lines: Said[] = []
  private n = 0

  /** What was said to all lately, oldest first. */
  get recent(): Said[] {
    return this.lines
  }

  /** The line as others will read it, or null when nothing visible is left of it. */
  say(line: Omit<Said, 'n'>): Said | null {
    const text = cleanText(line.text, MAX_SAID)
    if (text === '') return null
    const said = { ...line, text, n: ++this.n }
    if (said.to === 'all') this.lines = [...this.lines, said].slice(-RECENT_LINES)
    return said
  }
}

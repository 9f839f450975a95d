// One thing at a time that is asked of a key or a server, as a panel shows it: that it is under way, why it failed in one sentence,
// what went well. Whatever it ends in, the next one may begin.
import { signal } from '@preact/signals'

export class Doing<News extends string> {
  /** What went well, where nothing else shows it. */
  readonly news = signal<News | ''>('')
  readonly trouble = signal('')
  readonly isBusy = signal(false)

  /** Nothing where another thing is under way. */
  protected async doing(act: () => Promise<void>): Promise<void> {
    if (this.isBusy.value) return
    this.isBusy.value = true
    this.trouble.value = ''
    this.news.value = ''
    try {
      await act()
    } catch (error) {
      this.trouble.value = sentenceOf(error)
    } finally {
      this.isBusy.value = false
    }
  }
}

/** A wallet's no is an object with a message. */
export function sentenceOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : String(error)
}

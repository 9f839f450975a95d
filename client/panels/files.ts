// Texts that a panel gives out as a file, and days as people write them.
import { language } from './strings.ts'

/** The browser asks where, or puts it among the downloads. */
export function saveText(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export const dateText = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat(language.value, { timeZone, dateStyle: 'medium' }).format(ms)

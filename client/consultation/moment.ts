// When a consultation opens and closes, on the clock of who reads it.
import { language } from '../panels/strings.ts'

/** Browsers often know no names of Kazakh months. */
const IN_DIGITS = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
const LOCALES = { en: 'en-GB', ru: 'ru-RU', kk: 'ru-RU' } as const

export const moment = (atMs: number): string =>
  new Date(atMs).toLocaleString(
    LOCALES[language.value],
    language.value === 'kk' ? IN_DIGITS : { dateStyle: 'medium', timeStyle: 'short' },
  )

// Which language somebody asks a page in: `?lang=`, else what their browser prefers, else English.
import type { Request } from 'express'
import { type Language, LANGUAGES } from '../../shared/civic/value-words.ts'

/** Null where one is asked for that there is not. */
export function askedLanguage(request: Request): Language | null {
  const asked = request.query['lang']
  if (asked !== undefined) return LANGUAGES.find((one) => one === asked) ?? null
  const best = request.acceptsLanguages([...LANGUAGES])
  return LANGUAGES.find((one) => one === best) ?? 'en'
}

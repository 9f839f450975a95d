// A person's name as others see it: plain text of at most 40 characters; see plain-text.ts for what is taken out.
import { cleanText } from './plain-text.ts'

export const MAX_NAME_CHARACTERS = 40

/** The cleaned name, in Unicode's composed form; empty when nothing visible is left. */
export const cleanName = (raw: string): string => cleanText(raw, MAX_NAME_CHARACTERS)

/** Words that JavaScript objects answer to: refused as names and keys, so that no map of ours can be confused. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
])

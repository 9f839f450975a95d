// A name in words that a person gave: in English, and where somebody wrote it down in Russian and Kazakh. Shown as text,
// never as markup. Names of rules and devices are data, so they are not in the page's catalogues.
import { z } from 'zod'

/** No control characters, no halves of a character. */
export const Sentence = z
  .string()
  .trim()
  .min(1)
  .max(160)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)

export const Words = z.strictObject({ en: Sentence, ru: Sentence.optional(), kk: Sentence.optional() })
export type Words = z.infer<typeof Words>

/** As JSON of at most 500 letters, for a mark: in English alone where all would be too long. */
export function wordsJson(words: Words): string {
  const all = JSON.stringify(words)
  return all.length <= 500 ? all : JSON.stringify({ en: words.en })
}

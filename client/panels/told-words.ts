// Names in words and told sentences in the reader's language: data names itself in English and, where somebody wrote it
// down, in Russian and Kazakh; sentences come by their key with values to fill in.
import type { Words } from '../../shared/kernel/words.ts'
import type { Facts } from '../../shared/protocol/facts.ts'
import { numberText, unitText } from './moments.ts'
import { isKey, language, say } from './strings.ts'

export const wordsText = (words: string | Words): string =>
  typeof words === 'string' ? words : (words[language.value] ?? words.en)

/** A mark's text: JSON of a name in words, or as it is. */
export function markWords(text: string): string {
  if (!text.startsWith('{')) return text
  try {
    const words = JSON.parse(text) as Partial<Record<string, string>>
    return words[language.value] ?? words['en'] ?? text
  } catch {
    return text
  }
}

/** By its key with its values; older recordings tell none, then the reader's word for it stands. */
export function alertText({ id, text, key, values }: Facts['alerts'][number]): string {
  const told = toldText(key, values)
  if (told !== null) return told
  const word = `alert_${id.replace('/', '_')}`
  return language.value !== 'en' && isKey(word) ? say(word) : text
}

/** The sentence of a key in the reader's language; null where the catalogue has none. */
export function toldText(key: string | undefined, values: Facts['alerts'][number]['values'] = {}): string | null {
  if (key === undefined || !isKey(key)) return null
  const told = Object.entries(values).map(([name, value]): [string, string] => {
    if (typeof value === 'number') return [name, numberText(value)]
    return [name, name === 'unit' ? unitText(value) : value]
  })
  const name = String(values[`name_${language.value}`] ?? values['name'] ?? '')
  // Without a unit there is a space too much.
  const text = say(key, { ...Object.fromEntries(told), name })
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.:])/g, '$1')
  const { thing } = values
  return thing === undefined ? text : say('alertAt', { text, thing })
}

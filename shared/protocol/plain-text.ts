// What people type, as others may see it: plain text, never markup, never a trick of direction. Both sides use it: the
// client to show what will be seen, the server because it believes nobody.

/** Control characters, lone surrogates, direction marks and overrides, invisible fillers; joiners of letters stay. */
const HIDDEN =
  /(?!\u200c|\u200d|\ufe0f)[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\ufff9-\ufffb]/gu
/** Marks piled on one letter; four are enough for any script, more only cover what stands above. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu

/** One line of at most `most` characters, in Unicode's composed form; empty when nothing visible is left. */
export function cleanText(raw: string, most: number): string {
  const text = raw
    .slice(0, 10 * most)
    .replace(/[\t\n\r\u2028\u2029]/g, ' ')
    .replace(HIDDEN, '')
    .normalize('NFC')
    .replace(PILED_MARKS, '$1')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  const cut = Array.from(text).slice(0, most).join('').trim()
  return /[^\p{Z}\p{M}\p{C}]/u.test(cut) ? cut : ''
}

// Breaks what people wrote into lines for canvas signs. Letters are graphemes: nobody's name or emoji is cut in two.

/**
 * A text in at most `lines` lines no wider than `width` by `measure`, broken between words, long words within; what does
 * not fit ends in an ellipsis.
 */
export function wrap(text: string, measure: (part: string) => number, width: number, lines: number): string[] {
  const out: string[] = []
  let line = ''
  const words = text.trim().split(/\s+/)
  while (words.length > 0) {
    const word = words[0] as string
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer) <= width) {
      line = longer
      words.shift()
      continue
    }
    if (out.length === lines - 1) {
      // Whole words, unless the word is the line.
      out.push(line === '' ? cut(longer, measure, width) : cut(`${line} …`, measure, width))
      return out
    }
    if (line !== '') {
      out.push(line)
      line = ''
      continue
    }
    const letters = lettersOf(word)
    let count = letters.length
    while (count > 1 && measure(letters.slice(0, count).join('')) > width) count--
    out.push(letters.slice(0, count).join(''))
    words[0] = letters.slice(count).join('')
  }
  if (line !== '') out.push(line)
  return out
}

/** A line cut to a width, with an ellipsis where it was cut. */
export function cut(line: string, measure: (part: string) => number, width: number): string {
  if (measure(line) <= width) return line
  const letters = lettersOf(line)
  while (letters.length > 1 && measure(`${letters.join('')}…`) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const lettersOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment)

// Reads the text of a record so that nobody can read it in two ways: a key said twice, depths without end and sizes without
// measure are refused before anything is made of them. One pass over the text, then the engine's own parser.

/** A record of 10,000 ballots has some 10 MB. */
export const MOST_CHARACTERS = 48_000_000
const DEEPEST = 40

export type TextRead =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly why: 'big' | 'deep' | 'twice' | 'noJson' | 'empty'; readonly what: string }

export function readStrictly(text: string): TextRead {
  if (text.length > MOST_CHARACTERS) return { ok: false, why: 'big', what: `${text.length}` }
  if (text.trim() === '') return { ok: false, why: 'empty', what: '' }
  // The engine's parser goes down as deep as the text does, so depth is looked at first.
  if (isDeep(text)) return { ok: false, why: 'deep', what: `${DEEPEST}` }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, why: 'noJson', what: error instanceof Error ? error.message.slice(0, 200) : '' }
  }
  const twice = keyTwice(text)
  return twice === null ? { ok: true, json } : { ok: false, why: 'twice', what: twice }
}

const [QUOTE, SLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON] = [34, 92, 123, 125, 91, 93, 58]

function isDeep(text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === QUOTE) i = endOfString(text, i)
    else if (code === OPEN || code === OPEN_LIST) {
      if (++depth > DEEPEST) return true
    } else if (code === CLOSE || code === CLOSE_LIST) depth--
  }
  return false
}

/** The first key that an object says twice, whatever escapes it is written with; of text that is JSON. */
function keyTwice(text: string): string | null {
  const objects: (Set<string> | null)[] = []
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === OPEN) objects.push(new Set())
    else if (code === OPEN_LIST) objects.push(null)
    else if (code === CLOSE || code === CLOSE_LIST) objects.pop()
    else if (code === QUOTE) {
      const end = endOfString(text, i)
      const keys = objects.at(-1)
      if (keys && isKey(text, end)) {
        const key = JSON.parse(text.slice(i, end + 1)) as string
        if (keys.has(key)) return key
        keys.add(key)
      }
      i = end
    }
  }
  return null
}

/** Where the string that begins at `from` ends; the end of the text where it does not. */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === SLASH) i++
    else if (code === QUOTE) return i
  }
  return text.length
}

function isKey(text: string, end: number): boolean {
  let at = end + 1
  while (' \n\r\t'.includes(text.charAt(at)) && at < text.length) at++
  return text.charCodeAt(at) === COLON
}

// JSON in one form only (RFC 8785, JCS): the same value is the same text on any machine, so that its hash can be compared.
// Takes what JSON knows and nothing else; numbers and strings are written as ECMAScript writes them, which is what the RFC asks.

/** Throws an Error that names the path of what JSON cannot say. */
export const canonicalJson = (value: unknown): string => write(value, 'value')

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value === 'string') return writeText(value, path)
  if (Array.isArray(value)) return `[${value.map((one, i) => write(one, `${path}[${i}]`)).join()}]`
  if (typeof value === 'object') return writeObject(value, path)
  throw new Error(`records: ${path} is ${typeof value === 'number' ? value : typeof value}, which JSON cannot say`)
}

/** Half a character has no UTF-8, so nobody else would come to the same hash. */
function writeText(text: string, path: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new Error(`records: ${path} has half a character, which no UTF-8 can say`)
  return JSON.stringify(text)
}

/** Keys by UTF-16 code units, as JavaScript compares; one that is undefined is left out, as JSON has it. */
function writeObject(object: object, path: string): string {
  const proto: unknown = Object.getPrototypeOf(object)
  if (proto !== Object.prototype && proto !== null)
    throw new Error(`records: ${path} is a ${object.constructor.name}, which JSON cannot say`)
  const pairs = Object.entries(object).filter(([, value]) => value !== undefined)
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([key, value]) => `${writeText(key, path)}:${write(value, `${path}.${key}`)}`).join()}}`
}

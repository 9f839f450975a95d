// JSON in one form only (RFC 8785, JCS): the same value is the same text on any machine, so that its hash can be compared.
// Takes what JSON knows and nothing else; numbers and strings are written as ECMAScript writes them, which is what the RFC asks.

/** Throws an Error that names the path of what JSON cannot say. */
export const canonicalJson = (value: unknown): string => write(value, 'value')

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'boolean':
      return String(value)
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`records: ${path} is ${value}, which JSON cannot say`)
      return JSON.stringify(value)
    case 'string':
      return writeText(value, path)
    case 'object': {
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map((one, i) => write(one, `${path}[${i}]`)).join()}]`
      return writeObject(value, path)
    }
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new Error(`records: ${path} is ${typeof value}, which JSON cannot say`)
  }
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

// A file of JSON that a person gives to a command: every fault in one sentence that names the file and, where it can, the field.
import { readFile } from 'node:fs/promises'
import { UsageError } from './usage.ts'

export async function jsonIn(file: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const field = fieldOfNoNumber(text)
    if (field !== null) throw new UsageError(`${file}: ${field}`)
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What other languages write for numbers that are none, and in which field it stands; null where there is no such thing. */
function fieldOfNoNumber(text: string): string | null {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (found, colon?: string) =>
    colon === undefined ? ' '.repeat(found.length) : found,
  )
  const found = /(?<=[[:,\s])(NaN|-?Infinity|nan|-?inf)(?=[\],}\s])/.exec(plain)
  if (!found) return null
  const name = [...plain.slice(0, found.index).matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].at(-1)?.[1]
  return `${name ?? 'the case'}: ${found[1]} is not a number`
}

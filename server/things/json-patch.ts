// JSON Patch (RFC 6902): add, remove, replace, move, copy and test, on a copy of the value.
import { isObject, type Value } from './exact-json.ts'
import { bad, quoted } from './refusal.ts'

const MAX_OPERATIONS = 1000

export function patched(value: Value, operations: Value): Value {
  if (!Array.isArray(operations)) throw bad('a JSON Patch is a list of operations')
  if (operations.length > MAX_OPERATIONS) throw bad(`a JSON Patch may have ${MAX_OPERATIONS} operations`)
  let result = structuredClone(value)
  for (const operation of operations) {
    if (!isObject(operation)) throw bad('an operation of a JSON Patch is an object')
    result = applied(result, operation)
  }
  return result
}

function applied(value: Value, operation: { [key: string]: Value }): Value {
  const op = typeof operation['op'] === 'string' ? operation['op'] : ''
  const path = pointer(operation, 'path')
  switch (op) {
    case 'add':
      return put(value, path, given(operation), 'add')
    case 'replace':
      get(value, path)
      return put(value, path, given(operation), 'replace')
    case 'remove':
      return cut(value, path)
    case 'copy':
      return put(value, path, structuredClone(get(value, pointer(operation, 'from'))), 'add')
    case 'move': {
      const from = pointer(operation, 'from')
      const moved = get(value, from)
      return put(cut(value, from), path, moved, 'add')
    }
    case 'test':
      if (JSON.stringify(get(value, path)) !== JSON.stringify(given(operation)))
        throw bad('a test of the JSON Patch fails')
      return value
    default:
      throw bad(`JSON Patch knows no operation ${quoted(op)}`)
  }
}

function given(operation: { [key: string]: Value }): Value {
  const value = operation['value']
  if (value === undefined) throw bad('an operation of the JSON Patch lacks its value')
  return value
}

function pointer(operation: { [key: string]: Value }, name: string): string[] {
  const text = operation[name]
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/')))
    throw bad(`${name} of a JSON Patch begins with /`)
  return text === ''
    ? []
    : text
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function get(value: Value, path: readonly string[]): Value {
  let at: Value | undefined = value
  for (const key of path) {
    if (Array.isArray(at)) at = /^\d+$/.test(key) ? at[Number(key)] : undefined
    else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
    if (at === undefined) throw bad(`the JSON Patch finds nothing at ${quoted(`/${path.join('/')}`)}`)
  }
  return at
}

function put(value: Value, path: readonly string[], what: Value, how: 'add' | 'replace'): Value {
  const key = path.at(-1)
  if (key === undefined) return what
  const parent = get(value, path.slice(0, -1))
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : /^\d+$/.test(key) ? Number(key) : -1
    if (index < 0 || index > parent.length) throw bad(`the JSON Patch finds nothing at ${quoted(key)}`)
    parent.splice(index, how === 'add' ? 0 : 1, what)
  } else if (isObject(parent)) define(parent, key, what)
  else throw bad(`the JSON Patch finds nothing at ${quoted(key)}`)
  return value
}

/** As an own property, whatever its name. */
const define = (object: { [key: string]: Value }, key: string, value: Value): void => {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

function cut(value: Value, path: readonly string[]): Value {
  get(value, path)
  const key = path.at(-1)
  if (key === undefined) throw bad('the JSON Patch removes everything')
  const parent = get(value, path.slice(0, -1))
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else if (isObject(parent)) delete parent[key]
  return value
}

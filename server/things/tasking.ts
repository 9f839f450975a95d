// Tasks are checked against their capability's DataRecord (SWE Common 2.0 as 17-079r1 has it, table 6): the fields it names,
// of the kinds it names, within the values it allows. Nothing is carried out here.
import { sql } from 'kysely'
import { isObject, parseKept, type Value } from './exact-json.ts'
import { bad, quoted } from './refusal.ts'
import type { Db, Row } from './tables.ts'

export async function checkTask(capability: number, parameters: string, { db }: { db: Db }): Promise<void> {
  const query = sql<Row>`select tasking_parameters as record from sta_tasking_capability where id = ${capability}`
  const record = (await query.execute(db)).rows[0]?.['record']
  const given = parseKept(parameters)
  if (typeof record === 'string' && isObject(given)) checkRecord(parseKept(record), given)
}

/** Throws a sentence when `given` is not what the DataRecord `record` asks for. */
export function checkRecord(record: Value, given: { [key: string]: Value }): void {
  const fields = fieldsOf(record)
  for (const name of Object.keys(given))
    if (!fields.some((field) => field['name'] === name))
      throw bad(`taskingParameters: there is no field ${quoted(name)}`)
  for (const field of fields) {
    const name = typeof field['name'] === 'string' ? field['name'] : ''
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value !== undefined) checkField(name, field, value)
    else if (field['optional'] !== true) throw bad(`taskingParameters: ${quoted(name)} is missing`)
  }
}

type Field = { [key: string]: Value }

/** `field` is SWE's name; `fields` is seen as well. */
function fieldsOf(record: Value): Field[] {
  const list = isObject(record) ? (record['field'] ?? record['fields']) : null
  return Array.isArray(list) ? list.filter(isObject) : []
}

function checkField(name: string, field: Field, value: Value): void {
  const wrong = (what: string): Error => bad(`taskingParameters: ${quoted(name)} ${what}`)
  const { type } = field
  switch (typeof type === 'string' ? type : '') {
    case 'Quantity':
      if (typeof value !== 'number') throw wrong('is a number')
      return checkAllowed(field, value, wrong)
    case 'Count':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong('is a whole number')
      return checkAllowed(field, value, wrong)
    case 'Boolean':
      if (typeof value !== 'boolean') throw wrong('is true or false')
      return
    case 'Category':
    case 'Text':
    case 'Time':
      if (typeof value !== 'string') throw wrong('is a text')
      return checkAllowed(field, value, wrong)
    case 'DataRecord':
      if (!isObject(value)) throw wrong('is an object')
      return checkRecord(field, value)
    default:
  }
}

/** AllowedValues and AllowedTokens: listed values, or intervals. */
function checkAllowed({ constraint }: Field, value: number | string, wrong: (what: string) => Error): void {
  if (!isObject(constraint)) return
  const values = listOf(constraint['value'])
  const intervals = listOf(constraint['interval']).filter((one) => Array.isArray(one))
  if (values.length === 0 && intervals.length === 0) return
  const isWithin = (one: Value[]): boolean => {
    const [from, to] = one
    return (
      typeof value === 'number' && typeof from === 'number' && typeof to === 'number' && value >= from && value <= to
    )
  }
  if (!values.includes(value) && !intervals.some(isWithin))
    throw wrong(`may not be ${JSON.stringify(value)}; allowed is ${JSON.stringify([...values, ...intervals])}`)
}

const listOf = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : [])

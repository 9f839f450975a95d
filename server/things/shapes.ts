// From rows to the JSON of SensorThings: control information, properties in the model's order, links to what is related.
import { parseKept, type Value } from './exact-json.ts'
import { type Entity, navsOf, type Property, type Sight } from './model.ts'
import type { Row } from './tables.ts'
import { formatInstant, formatInterval, formatSpan } from './times.ts'

export type Links = { readonly root: string; readonly version: string; readonly sight: Sight }
export type Shaped = { [key: string]: Value }

export const serviceRoot = ({ root, version }: Links): string => `${root}/${version}`

export const selfLink = (entity: Entity, id: number, links: Links): string =>
  `${serviceRoot(links)}/${entity.set}(${id})`

/** `expanded` takes the place of the links of the same name. */
export function shape(
  row: Row,
  {
    entity,
    select,
    links,
    expanded,
  }: {
    entity: Entity
    select: ReadonlySet<string> | null
    links: Links
    expanded: Shaped
  },
): Shaped {
  const id = Number(row['id'])
  const self = selfLink(entity, id, links)
  const shaped: Shaped = {}
  const isWanted = (name: string): boolean => select === null || select.has(name)
  if (isWanted('@iot.id')) shaped['@iot.id'] = id
  if (isWanted('@iot.selfLink')) shaped['@iot.selfLink'] = self
  for (const property of entity.properties) {
    if (!isWanted(property.name)) continue
    const value = valueOf(row, property)
    if (value !== null || property.isShownEmpty) shaped[property.name] = value
  }
  for (const { name } of navsOf(entity, links.sight)) {
    const link = `${name}@iot.navigationLink`
    if (!(name in expanded) && isWanted(name)) shaped[link] = `${self}/${name}`
  }
  return Object.assign(shaped, expanded)
}

export function valueOf(row: Row, { kind, column }: Property): Value {
  const span = (): { startMs: number; endMs: number } | null => {
    const start = row[`${column}_start`]
    return typeof start === 'number' ? { startMs: start, endMs: Number(row[`${column}_end`]) } : null
  }
  switch (kind) {
    case 'text':
      return row[column] ?? null
    case 'json':
    case 'any':
    case 'geo': {
      const text = row[column]
      return typeof text === 'string' ? parseKept(text) : null
    }
    case 'instant': {
      const ms = row[`${column}_ms`]
      return typeof ms === 'number' ? formatInstant(ms) : null
    }
    case 'span': {
      const value = span()
      return value && formatSpan(value)
    }
    case 'interval': {
      const value = span()
      return value && formatInterval(value)
    }
    case 'result':
  }
  const { res_json: json, res_text: text, res_num: number } = row
  return typeof json === 'string' ? parseKept(json) : (text ?? number ?? null)
}

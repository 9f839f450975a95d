// From what a client gives to the columns of a row: each property checked for its kind, with a sentence that names it.
import { isObject, rawOf, type Value } from './exact-json.ts'
import { geometryIn } from './geo.ts'
import { type Entity, MODEL, navOf, type Property, propertyOf, type Sight } from './model.ts'
import { bad, quoted } from './refusal.ts'
import type { SqlValue } from './tables.ts'
import { parseInstant, parseInterval, parseSpan } from './times.ts'

const MAX_TEXT = 10_000
const MAX_JSON = 262_144
const GEOJSON = /geo\+json|geojson/i

export type Columns = Record<string, SqlValue>
export type Body = { readonly [key: string]: Value }

/** What is required is demanded when something is `made`; `replaced` empties what is not given, `changed` leaves it. */
export type Mode = 'made' | 'changed' | 'replaced'

/** Only the properties; navigations are the writer's. Refuses keys that are neither. */
export function columnsOf(entity: Entity, body: Body, { mode, sight }: { mode: Mode; sight: Sight }): Columns {
  const columns: Columns = {}
  for (const key of Object.keys(body)) {
    const isControl = key.includes('@') || key === 'id'
    if (!isControl && !propertyOf(entity, key) && !navOf(entity, key, sight))
      throw bad(`a ${entity.name} has no ${quoted(key)}`)
  }
  for (const property of entity.properties) {
    const value = Object.hasOwn(body, property.name) ? body[property.name] : undefined
    if (property.isKept) continue
    if (value !== undefined && (value !== null || property.kind === 'result')) {
      Object.assign(columns, columnsFor(entity, property, value))
      continue
    }
    if (property.isRequired && (mode === 'made' || value === null))
      throw bad(`a ${entity.name} needs ${quoted(property.name)}`)
    const isEmptied = value === null || mode !== 'changed'
    if (isEmptied && !property.isRequired && property.kind !== 'span') Object.assign(columns, emptied(property))
  }
  const { encoding_type: encoding } = columns
  const geo = entity.properties.find(({ kind, isKept }) => kind === 'geo' && !isKept)
  if (geo && typeof encoding === 'string' && GEOJSON.test(encoding) && columns[`${geo.column}_geom`] === null)
    throw bad(`${geo.name} of a ${entity.name} is no GeoJSON geometry`)
  return columns
}

function emptied({ kind, column }: Property): Columns {
  switch (kind) {
    case 'text':
    case 'json':
    case 'any':
      return { [column]: null }
    case 'geo':
      return { [column]: null, [`${column}_geom`]: null }
    case 'instant':
      return { [`${column}_ms`]: null }
    case 'span':
    case 'interval':
      return { [`${column}_start`]: null, [`${column}_end`]: null }
    case 'result':
  }
  return { res_num: null, res_text: null, res_json: null }
}

function columnsFor(entity: Entity, { name, kind, column }: Property, value: Value): Columns {
  const wrong = (what: string): Error => bad(`${name} of a ${entity.name} ${what}`)
  switch (kind) {
    case 'text':
      if (typeof value !== 'string') throw wrong('is a text')
      if (value.length > MAX_TEXT) throw wrong(`may have ${MAX_TEXT} characters`)
      return { [column]: value }
    case 'json':
      if (!isObject(value)) throw wrong('is an object')
      return { [column]: textOf(value, wrong) }
    case 'any':
      return { [column]: textOf(value, wrong) }
    case 'geo': {
      const geometry = geometryIn(value)
      const isMeant =
        isObject(value) && typeof value['type'] === 'string' && ('coordinates' in value || 'geometry' in value)
      if (isMeant && geometry === null) throw wrong('is no GeoJSON geometry')
      return { [column]: textOf(value, wrong), [`${column}_geom`]: geometry === null ? null : textOf(geometry, wrong) }
    }
    case 'instant': {
      const ms = typeof value === 'string' ? parseInstant(value) : null
      if (ms === null) throw wrong(`is a time like 2026-01-31T12:00:00Z, not ${quoted(JSON.stringify(value))}`)
      return { [`${column}_ms`]: ms }
    }
    case 'span':
    case 'interval': {
      const read = kind === 'span' ? parseSpan : parseInterval
      const span = typeof value === 'string' ? read(value) : null
      const shape = kind === 'span' ? 'a time or an interval' : 'an interval'
      if (!span) throw wrong(`is ${shape} like 2026-01-31T12:00:00Z, not ${quoted(JSON.stringify(value))}`)
      return { [`${column}_start`]: span.startMs, [`${column}_end`]: span.endMs }
    }
    case 'result':
  }
  return resultColumns(value, wrong)
}

export function resultColumns(value: Value, wrong: (what: string) => Error = bad): Columns {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw wrong('is too large a number')
    return { res_num: value, res_text: null, res_json: null }
  }
  if (typeof value === 'string') {
    if (value.length > MAX_JSON) throw wrong(`may have ${MAX_JSON} characters`)
    return { res_num: null, res_text: value, res_json: null }
  }
  if (value === null) return { res_num: null, res_text: null, res_json: null }
  const raw = rawOf(value)
  return { res_num: raw === null ? null : Number(raw), res_text: null, res_json: textOf(value, wrong) }
}

export function textOf(value: Value, wrong: (what: string) => Error = bad): string {
  const text = JSON.stringify(value)
  if (text.length > MAX_JSON) throw wrong(`may have ${MAX_JSON} characters of JSON`)
  return text
}

/** The id of `{ "@iot.id": 3 }`; null when it is something else, to be made. */
export function linkedId(value: Value): number | null {
  if (!isObject(value)) return null
  const id = value['@iot.id']
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id
  return typeof id === 'string' && /^\d{1,15}$/.test(id) ? Number(id) : null
}

/** The navigation from `nav`'s other end back: how a path says what a new entity belongs to. */
export function inverseOf(entity: Entity, navName: string): string | null {
  const nav = entity.navs.find(({ name }) => name === navName)
  if (!nav || nav.kind === 'one') return null
  const back = MODEL[nav.to].navs.find((other) =>
    nav.kind === 'many'
      ? other.kind === 'one' && other.to === entity.name && other.column === nav.column
      : other.kind === 'linked' && other.link === nav.link,
  )
  return back?.name ?? null
}

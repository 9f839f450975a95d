// The text of a reading that is hashed into its hour's tree: the same from what was stored and from the API's answer, so
// that anybody can make it.
import type { StoredObservation } from '../things/contract.ts'

export type ApiObservation = {
  readonly '@iot.id': number
  readonly phenomenonTime: string
  readonly result: unknown
  readonly resultQuality?: unknown
  readonly parameters?: unknown
  readonly Datastream?: { readonly '@iot.id': number }
}

/**
 * What is hashed of an observation: JSON with sorted keys and no spaces: `datastream` and `id`, `phenomenonTime` (its
 * beginning, UTC, milliseconds), `result`, and `parameters` and `resultQuality` where it has them.
 */
export function leafOf({ id, datastreamId, atMs, result, raw, quality, parameters }: StoredObservation): string {
  const all = raw === undefined ? parameters : { ...parameters, raw }
  return leafText({ id, datastream: datastreamId, atMs, result, parameters: all, quality })
}

/** The same text from the API's answer, its datastream's id expanded. */
export const leafOfApi = (of: ApiObservation): string =>
  leafText({
    id: of['@iot.id'],
    datastream: of.Datastream?.['@iot.id'] ?? 0,
    atMs: Date.parse(of.phenomenonTime.split('/')[0] ?? ''),
    result: of.result,
    parameters: of.parameters,
    quality: of.resultQuality,
  })

type Leaf = {
  readonly id: number
  readonly datastream: number
  readonly atMs: number
  readonly result: unknown
  readonly parameters: unknown
  readonly quality: unknown
}

function leafText({ id, datastream, atMs, result, parameters, quality }: Leaf): string {
  const some = (name: string, value: unknown): string =>
    value === undefined || value === null ? '' : `,"${name}":${sorted(value)}`
  const time = timeText(atMs)
  const before = `{"datastream":${datastream},"id":${id}${some('parameters', parameters)},"phenomenonTime":"${time}"`
  return `${before},"result":${sorted(result ?? null)}${some('resultQuality', quality)}}`
}

let second = Number.NaN
let secondText = ''

/** As `toISOString`, of which thousands fall in a second. */
function timeText(atMs: number): string {
  const ms = ((atMs % 1000) + 1000) % 1000
  if (atMs - ms !== second) {
    secondText = new Date(atMs).toISOString().slice(0, -'000Z'.length)
    second = atMs - ms
  }
  return `${secondText}${String(ms).padStart(3, '0')}Z`
}

function sorted(value: unknown): string {
  // As JSON writes it.
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // Of most readings.
  if ('code' in value && value.code === 'ok' && Object.keys(value).length === 1) return '{"code":"ok"}'
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`
  const fields = Object.entries(value).filter(([, one]) => one !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, one]) => `${JSON.stringify(key)}:${sorted(one)}`).join(',')}}`
}

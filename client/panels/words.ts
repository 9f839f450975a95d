// Words of the data model (`busStop`, `heightSource: tagged`, `12 m`) in the language of the reader. What has
// no word there comes from the source (a name, an address) and is shown as it is.
import { isKey, type Key, say } from './strings.ts'

/** Facts whose value is itself a word of the data model. */
const VALUES: Readonly<Record<string, (value: string) => string | null>> = {
  use: (value) => known(`use_${value}`),
  class: (value) => known(`road_${value}`),
  heightSource: (value) => known(`height${value.charAt(0).toUpperCase()}${value.slice(1)}`),
  lanesSource: assumption,
  speedSource: assumption,
  shape: (value) => known(`truth_${value}`),
  part: (value) => (value === 'building' ? say('partOfBuilding') : null),
}
const UNITS: Readonly<Record<string, Key>> = { m: 'metres', 'km/h': 'kilometresAnHour', kV: 'kilovolts' }

export const factName = (key: string): string =>
  key.startsWith('name:') ? say('fact_name', { language: key.slice('name:'.length) }) : (known(`fact_${key}`) ?? key)

export const factValue = (key: string, value: string): string => VALUES[key]?.(value) ?? quantity(value)

export const truthText = (truth: string): string =>
  truth === '3D Tiles' ? say('truth_tileset') : (known(`truth_${truth}`) ?? truth)

/** A thing with no name is titled by the server with the word for what it is. */
export const titleText = (title: string): string => (title === 'Building' ? say('unnamedBuilding') : title)

/** `busStop`, or `education, Kenesary 12`: the first word is the model's, the rest an address. */
export function detailText(detail: string): string {
  const [word = '', ...rest] = detail.split(', ')
  return [known(`word_${word}`) ?? known(`use_${word}`) ?? word, ...rest].join(', ')
}

const known = (key: string): string | null => (isKey(key) ? say(key) : null)

function assumption(source: string): string | null {
  return source === 'tagged' ? say('asMapped') : source === 'synthetic' ? say('assumed') : null
}

function quantity(value: string): string {
  const [, n, unit] = /^(-?[\d.]+) (m|km\/h|kV)$/.exec(value) ?? []
  const key = UNITS[unit ?? '']
  return key && n !== undefined ? say(key, { n }) : value
}

// The query options of a request: $select, $expand with its own options, $filter, $orderby, $top, $skip, $count and
// $resultFormat. Everything is bounded; what is not an option of SensorThings is refused by name.
import { type Expression, type Order, parseFilter, parseOrders } from './expression.ts'
import { type Entity, MODEL, type Nav, navOf, propertyOf, type Sight } from './model.ts'
import { bad, quoted } from './refusal.ts'

export type Options = {
  /** Null for everything. */
  readonly select: ReadonlySet<string> | null
  readonly expand: readonly Expand[]
  readonly filter: Expression | null
  readonly orders: readonly Order[]
  readonly top: number | null
  readonly skip: number
  readonly isCounted: boolean
  /** As they were given, for the link to the next page. */
  readonly pairs: readonly (readonly [string, string])[]
}
export type Expand = { readonly nav: Nav; readonly options: Options }
export type ResultFormat = 'default' | 'dataArray' | 'GeoJSON'

export const PAGE = 100
export const MAX_PAGE = 1000
const MAX_SKIP = 1_000_000_000
const MAX_EXPAND_DEPTH = 6
const MAX_EXPANDS = 40
const NAMES = new Set(['$select', '$expand', '$filter', '$orderby', '$top', '$skip', '$count'])
const CONTROLS: Readonly<Record<string, string>> = { id: '@iot.id', selfLink: '@iot.selfLink' }

export const NO_OPTIONS: Options = {
  select: null,
  expand: [],
  filter: null,
  orders: [],
  top: null,
  skip: 0,
  isCounted: false,
  pairs: [],
}

/** The pairs of an address's query; keys and values may both be encoded, as Java's URLEncoder does to the whole. */
export function pairsOf(query: string): [string, string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      if (at >= 0) return [decode(part.slice(0, at)), decode(part.slice(at + 1))]
      const whole = decode(part)
      const inside = whole.indexOf('=')
      return inside < 0 ? [whole, ''] : [whole.slice(0, inside), whole.slice(inside + 1)]
    })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw bad('the query is not encoded as an address is')
  }
}

export function readOptions(query: string, entity: Entity, sight: Sight): { options: Options; format: ResultFormat } {
  const pairs = pairsOf(query)
  const formats = pairs.filter(([name]) => name === '$resultFormat')
  const [format = 'default', ...more] = formats.map(([, value]) => value)
  if (more.length > 0) throw bad('$resultFormat is given twice')
  if (format !== 'default' && format !== 'dataArray' && format !== 'GeoJSON')
    throw bad(`$resultFormat ${quoted(format)} is not known; there are dataArray and GeoJSON`)
  const counts = { expands: 0 }
  const rest = pairs.filter(([name]) => name !== '$resultFormat')
  return { options: optionsFrom(rest, { entity, sight, depth: 0, counts }), format }
}

type Place = {
  readonly entity: Entity
  readonly sight: Sight
  readonly depth: number
  readonly counts: { expands: number }
}

function optionsFrom(pairs: readonly (readonly [string, string])[], place: Place): Options {
  const given = new Map<string, string>()
  for (const [name, value] of pairs) {
    if (!name.startsWith('$')) continue
    if (!NAMES.has(name)) throw bad(`${quoted(name)} is no query option`)
    if (given.has(name)) throw bad(`${name} is given twice`)
    given.set(name, value)
  }
  const filter = given.get('$filter')
  const orders = given.get('$orderby')
  const count = given.get('$count') ?? 'false'
  if (count !== 'true' && count !== 'false') throw bad(`$count is true or false, not ${quoted(count)}`)
  return {
    select: selectFrom(given.get('$select'), place),
    expand: expandFrom(given.get('$expand'), place),
    filter: filter === undefined ? null : parseFilter(filter),
    orders: orders === undefined ? [] : parseOrders(orders),
    top: given.has('$top') ? whole(given.get('$top') ?? '', '$top') : null,
    skip: given.has('$skip') ? whole(given.get('$skip') ?? '', '$skip') : 0,
    isCounted: count === 'true',
    pairs,
  }
}

function whole(text: string, name: string): number {
  if (!/^\d{1,15}$/.test(text)) throw bad(`${name} is a whole number from 0, not ${quoted(text)}`)
  const value = Number(text)
  if (name === '$skip' && value > MAX_SKIP) throw bad(`$skip may be ${MAX_SKIP}`)
  return value
}

function selectFrom(text: string | undefined, { entity, sight }: Place): ReadonlySet<string> | null {
  if (text === undefined) return null
  const names = text.split(',').map((name) => name.trim())
  if (names.length === 1 && names[0] === '*') return null
  return new Set(
    names.map((name) => {
      if (name === '@iot.id' || name === '@iot.selfLink') return name
      const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined
      if (control !== undefined) return control
      if (!propertyOf(entity, name) && !navOf(entity, name, sight))
        throw bad(`$select: a ${entity.name} has no ${quoted(name)}`)
      return name
    }),
  )
}

function expandFrom(text: string | undefined, place: Place): Expand[] {
  if (text === undefined) return []
  if (place.depth >= MAX_EXPAND_DEPTH) throw bad(`$expand may be nested ${MAX_EXPAND_DEPTH} deep`)
  const byNav = new Map<string, Expand>()
  for (const part of split(text, ',')) {
    const expand = expandOne(part.trim(), place)
    const before = byNav.get(expand.nav.name)
    byNav.set(expand.nav.name, before ? joined(before, expand) : expand)
  }
  return [...byNav.values()]
}

/** `Datastreams/Observations($top=1;$orderby=…)`: the options belong to the last step. */
function expandOne(text: string, place: Place): Expand {
  if (++place.counts.expands > MAX_EXPANDS) throw bad(`$expand may name ${MAX_EXPANDS} navigations`)
  const [, name = '', rest = ''] = /^([^/(]*)([\s\S]*)$/.exec(text) ?? []
  const nav = navOf(place.entity, name.trim(), place.sight)
  if (!nav) throw bad(`$expand: a ${place.entity.name} has no ${quoted(name.trim())}`)
  const inner: Place = { ...place, entity: MODEL[nav.to], depth: place.depth + 1 }
  if (rest === '') return { nav, options: NO_OPTIONS }
  if (rest.startsWith('/')) {
    if (inner.depth >= MAX_EXPAND_DEPTH) throw bad(`$expand may be nested ${MAX_EXPAND_DEPTH} deep`)
    const expand = [expandOne(rest.slice(1), inner)]
    return { nav, options: { ...NO_OPTIONS, expand, pairs: [['$expand', rest.slice(1)]] } }
  }
  if (!rest.endsWith(')')) throw bad(`$expand: the bracket of ${name} is not closed`)
  const pairs = split(rest.slice(1, -1), ';').map((part): [string, string] => {
    const at = part.indexOf('=')
    if (at < 0) throw bad(`$expand: ${quoted(part)} is no option of ${name}`)
    return [part.slice(0, at).trim(), part.slice(at + 1)]
  })
  const stray = pairs.find(([option]) => !option.startsWith('$'))
  if (stray) throw bad(`$expand: ${quoted(stray[0])} is no option of ${name}`)
  return { nav, options: optionsFrom(pairs, inner) }
}

/** The same navigation named twice: both ways onward. */
function joined(a: Expand, b: Expand): Expand {
  const first = isPlain(b.options) ? a : b
  const expand = new Map<string, Expand>()
  for (const one of [...a.options.expand, ...b.options.expand]) {
    const before = expand.get(one.nav.name)
    expand.set(one.nav.name, before ? joined(before, one) : one)
  }
  const expands = [...a.options.pairs, ...b.options.pairs].filter(([name]) => name === '$expand')
  const others = first.options.pairs.filter(([name]) => name !== '$expand')
  const together = expands.length > 0 ? [['$expand', expands.map(([, value]) => value).join(',')] as const] : []
  return { nav: a.nav, options: { ...first.options, expand: [...expand.values()], pairs: [...others, ...together] } }
}

const isPlain = ({ select, filter, orders, top, skip, isCounted }: Options): boolean =>
  select === null && filter === null && orders.length === 0 && top === null && skip === 0 && !isCounted

/** At `sign`, but not within brackets or texts. */
function split(text: string, sign: string): string[] {
  const parts: string[] = []
  let from = 0
  let depth = 0
  let isText = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === "'") isText = !isText
    if (isText) continue
    if (c === '(') depth++
    if (c === ')') depth--
    if (depth < 0) throw bad('$expand: a bracket closes that was not opened')
    if (c === sign && depth === 0) {
      parts.push(text.slice(from, i))
      from = i + 1
    }
  }
  if (depth > 0) throw bad('$expand: a bracket is not closed')
  parts.push(text.slice(from))
  return parts
}

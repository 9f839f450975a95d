// What is told of layers in words, from their fields alone: the card of what is pointed at, the list of things with names,
// how true they are. Draws nothing.
import type { LayerThing } from './in-city-layers.ts'
import type { Card } from './panels/model.ts'
import { momentText, quantityText } from './panels/moments.ts'
import { isKey, say } from './panels/strings.ts'
import type { Charted, ThingShown } from './panels/time-model.ts'
import type { LayerInfo, Quantity, Truth } from '../shared/protocol/fields-info.ts'
import { QUALITIES } from '../shared/protocol/fields-named.ts'
import type { Field } from '../shared/protocol/fields.ts'
import { aboutIn, heardOfItem, itemIn, keyOfValue, type ValueOf, valueIn, valueOfItem } from './timeline/values.ts'

export const layerName = ({ title }: Pick<LayerInfo, 'title'>): string => (isKey(title) ? say(title) : title)

/** What a quantity is called; a raster's one quantity is the layer. */
export const quantityName = (info: LayerInfo, { key }: Quantity): string => {
  const known = `fact_${key}`
  return isKey(known) ? say(known) : info.quantities.length === 1 ? layerName(info) : key
}

/** Null when the thing is not there any more. */
export function layerCard(parts: {
  readonly info: LayerInfo
  readonly field: Field
  readonly thing: LayerThing
  readonly zone: string
  /** Of the moment one looks at. */
  readonly nowMs: number
}): Card | null {
  const { info, field, thing, zone, nowMs } = parts
  const { layer, of } = thing
  const item = itemIn(field.cells, of)
  if (of.is === 'thing' && item < 0) return null
  const about = aboutIn(field.cells, item)
  const heardMs = heardOfItem(field, item)
  const facts: { key: string; value: string }[] = []
  const charts: Charted[] = []
  info.quantities.forEach((quantity, n) => {
    const value =
      of.is === 'place' ? (valueIn(field, { ...thing, quantity: 0 }) ?? NaN) : valueOfItem(field.cells, item, n)
    const key = keyOfValue({ layer, of, quantity: n })
    const name = quantityName(info, quantity)
    facts.push({ key: name, value: valueText(value, quantity.unit) })
    charts.push({ key, name, unit: quantity.unit, of: { layer, of, quantity: n } })
  })
  const atMs = Number.isNaN(heardMs) ? field.atMs : heardMs
  const isNever = info.kind !== 'raster' && info.isNamed === true && Number.isNaN(heardMs)
  facts.push({ key: 'heard', value: isNever ? say('neverHeard') : momentText(atMs, zone, nowMs) })
  const quality = field.cells.kind === 'items' ? QUALITIES[field.cells.quality(item)] : undefined
  if (quality === 'stale' || quality === 'doubtful') facts.push({ key: 'quality', value: say(`quality_${quality}`) })
  const { source, date, truth } = info.card
  return {
    id: keyOfValue({ layer, of, quantity: 0 }),
    title: about?.name || layerName(info),
    kind: 'layer',
    facts,
    charts,
    source: { title: source, attribution: source, licence: '', date },
    truth: about?.truth ?? truth,
  }
}

const valueText = (value: number, unit: string): string =>
  Number.isNaN(value) ? say('layerNoData') : quantityText(value, unit)

/** Each kind of truth that the named things of a field have, in their order; of others none. */
export function truthsOf({ cells }: Field): readonly Truth[] {
  if (cells.kind === 'raster') return []
  const truths = new Set<Truth>()
  const all = cells.kind === 'items' ? cells.named : cells.agents
  for (const { about } of all.values()) if (about) truths.add(about.truth)
  return [...truths].sort((a, b) => (a < b ? -1 : 1))
}

/** All things of these layers that have names, by name; a thing of several layers once, with all its values. */
export function thingsOf(
  layers: readonly { readonly info: LayerInfo; readonly field: Field | null }[],
): readonly ThingShown[] {
  const things = new Map<string, ThingShown & { readonly values: ThingShown['values'][number][] }>()
  for (const { info, field } of layers) {
    if (!field || field.cells.kind === 'raster') continue
    const { cells } = field
    const all = cells.kind === 'items' ? cells.named : cells.agents
    for (const [item, { about }] of all) {
      if (!about || about.id === '') continue
      const known = things.get(about.id)
      // A link's loop is told by its own points.
      if (known && info.kind === 'edges') continue
      const { quality, atM } = standingOf(field, item)
      const values = info.quantities.flatMap((quantity, n) => {
        const value = valueOfItem(cells, item, n)
        if (Number.isNaN(value)) return []
        const of: ValueOf = { layer: info.id, of: { is: 'thing', id: about.id }, quantity: n }
        const name = quantityName(info, quantity)
        return [{ key: keyOfValue(of), name, unit: quantity.unit, of, value, isDoubtful: quality === 'doubtful' }]
      })
      if (known) known.values.push(...values)
      else
        things.set(about.id, {
          id: about.id,
          name: about.name,
          atM,
          truth: about.truth,
          heardAtMs: heardOfItem(field, item),
          isStale: quality === 'stale',
          values: [...values],
        })
    }
  }
  return [...things.values()].sort((a, b) => a.name.localeCompare(b.name))
}

type Standing = { readonly quality: string | undefined; readonly atM: readonly [number, number] }

/** Something that moves and tells no speed is silent. */
function standingOf({ cells }: Field, item: number): Standing {
  if (cells.kind === 'raster') return { quality: undefined, atM: [NaN, NaN] }
  if (cells.kind === 'items')
    return { quality: QUALITIES[cells.quality(item)], atM: [cells.eastM(item), cells.northM(item)] }
  const agent = cells.agents.get(item)
  if (!agent) return { quality: 'stale', atM: [NaN, NaN] }
  return { quality: agent.speed === 0 ? 'stale' : 'good', atM: [cells.eastM(agent), cells.northM(agent)] }
}

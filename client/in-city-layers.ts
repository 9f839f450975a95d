// The layers of the moment one looks at: a renderer for each that is on, whatever its kind, and what the panels tell of them:
// their age, how true their things are, a card for what is pointed at, and the list of things that have names.
import type { CompareInCity } from './in-city-compare.ts'
import { layerCard, thingsOf, truthsOf } from './in-city-layer-words.ts'
import { waterOf } from './in-city-water.ts'
import type { Card, PanelModel } from './panels/model.ts'
import { quantityText } from './panels/moments.ts'
import { hasNames } from './panels/time-model.ts'
import { FieldAgents, type FloorAt } from './scene/field-agents.ts'
import { FieldEdges } from './scene/field-edges.ts'
import type { FieldLayer, LayerPick, Met } from './scene/field-layer.ts'
import { FieldPoints } from './scene/field-points.ts'
import { FieldRaster } from './scene/field-raster.ts'
import type { CityScene } from './scene/scene.ts'
import { WaterLayer, type WaterSurroundings } from './scene/water-layer.ts'
import { readLinkLines } from './session/city-data.ts'
import type { LinkLines } from '../shared/city/link-lines.ts'
import type { RayM } from '../shared/city/footprint-grid.ts'
import type { LayerInfo } from '../shared/protocol/fields-info.ts'
import type { Field } from '../shared/protocol/fields.ts'
import { aboutIn, valueIn, type ValueOf } from './timeline/values.ts'

const THINGS_EVERY_MS = 1000
const CARD_EVERY_MS = 500
/** What stands or moves comes before what lies under it, and a road before what covers everything. */
const BEHIND_M = { agents: 0, points: 0, edges: 1e6, raster: 2e6 } as const

/** What of a layer is pointed at. */
export type LayerThing = Pick<ValueOf, 'layer' | 'of'>

export type LayersInCity = {
  frame(): void
  /** What the ray meets first of the layers that are on, before walls or ground. */
  pick(ray: RayM, met: Met): LayerThing | null
  /** How far away the nearest is that stands or moves; null where there is none. */
  reachM(ray: RayM, met: Met): number | null
  /** As it is now; null when it has gone. */
  cardOf(thing: LayerThing): Card | null
  /** Shows the card of a thing, kept up to date until another one is shown. */
  follow(thing: LayerThing | null): void
  /** How many things are drawn, by layer. */
  shown(): Readonly<Record<string, number>>
  /** Where something that moves is drawn now, by its id. */
  placeOf(layer: string, id: string): { readonly eastM: number; readonly northM: number } | null
  /** Water as it is drawn at a place, metres above the datum, and how deep it is told to be there; null where none is. */
  waterAt(eastM: number, northM: number): { readonly surfaceM: number; readonly toldM: number } | null
}

/** `field`, `number` and `atMs` are of what it was shown last. */
type Shown = { readonly drawn: FieldLayer; field: Field | null; number: number; atMs: number }

export function layersInCity(parts: {
  readonly model: PanelModel
  readonly fieldOf: (layer: string) => Field | null
  /** Null where nothing is drawn. */
  readonly scene: CityScene | null
  readonly floorAt: FloorAt
  readonly compare: CompareInCity
  /** What holds the water of the layers that are water. */
  readonly water: WaterSurroundings | null
}): LayersInCity {
  const { model, fieldOf, scene, floorAt, compare, water } = parts
  const { time } = model
  const all = new Map<string, Shown>()
  /** Of A, while the view is divided. */
  const left = new Map<string, Shown>()
  let links: Promise<LinkLines> | null = null
  let followed: LayerThing | null = null
  let listedMs = -Infinity
  let listedKey = ''
  let cardMs = -Infinity

  const infoOf = (id: string): LayerInfo | undefined => time.layers.value.find((one) => one.id === id)
  const keyOf = (field: Field | null): string => (field ? `${time.looking.value.is} ${field.atMs} ${field.number}` : '')

  const show = (id: string, city: CityScene, side: 'a' | 'b'): void => {
    const drawn = side === 'a' ? left : all
    let shown = drawn.get(id)
    if (!shown) {
      const info = infoOf(id)
      if (!info) return
      shown = { drawn: made(info, city, side), field: null, number: NaN, atMs: NaN }
      drawn.set(id, shown)
      if (city.sun) shown.drawn.light?.(city.sun)
    }
    const field = side === 'a' ? compare.leftOf(id) : compare.fieldOf(id)
    const number = field?.number ?? -1
    const atMs = field?.atMs ?? -1
    if (shown.field !== field || shown.number !== number || shown.atMs !== atMs) {
      shown.field = field
      shown.number = number
      shown.atMs = atMs
      shown.drawn.show(field)
      if (side === 'b') tell(id, field)
    }
    shown.drawn.frame()
    if (compare.isSplit) compare.give(shown.drawn, side)
  }
  const made = (info: LayerInfo, city: CityScene, side: 'a' | 'b'): FieldLayer => {
    const from = waterOf(info.id)
    if (from && water) {
      const of = (layer: string) => (): Field | null => (side === 'a' ? compare.leftOf(layer) : compare.fieldOf(layer))
      return new WaterLayer(city, { depth: of(from.depth), east: of(from.east), north: of(from.north) }, water)
    }
    if (info.kind === 'raster') return new FieldRaster(city)
    if (info.kind === 'agents') return new FieldAgents(city, floorAt)
    if (info.kind === 'points')
      return new FieldPoints(city, (value) => quantityText(value, info.quantities[0]?.unit ?? ''))
    links ??= readLinkLines()
    links.catch((error: unknown) => {
      links = null
      model.notice.value = error instanceof Error ? error.message : String(error)
    })
    return new FieldEdges(city, links)
  }
  const tell = (id: string, field: Field | null): void => {
    time.layerAtMs.value = { ...time.layerAtMs.value, [id]: field?.atMs ?? 0 }
    if (!field || field.cells.kind === 'raster') return
    const truths = truthsOf(field)
    if (truths.includes('synthetic')) model.hasSynthetic.value = true
    const before = time.layerTruths.value[id]
    if (before?.join() !== truths.join()) time.layerTruths.value = { ...time.layerTruths.value, [id]: truths }
  }
  const list = (nowMs: number): void => {
    if (time.thingsWanted.value === 0 || nowMs - listedMs < THINGS_EVERY_MS) return
    listedMs = nowMs
    const fields = time.layers.value.filter(hasNames).map((info) => ({ info, field: fieldOf(info.id) }))
    const key = fields.map(({ field }) => keyOf(field)).join()
    if (key === listedKey) return
    listedKey = key
    time.things.value = thingsOf(fields)
  }
  const cardOf = (thing: LayerThing): Card | null => {
    const info = infoOf(thing.layer)
    const field = info ? fieldOf(thing.layer) : null
    if (!info || !field) return null
    const card = layerCard({ info, field, thing, zone: model.timeZone.value, nowMs: time.atMs.value })
    return card && { ...card, facts: [...compare.factsOf(thing, info.quantities[0]?.unit ?? ''), ...card.facts] }
  }
  scene?.onSun((sun) => {
    for (const { drawn } of [...all.values(), ...left.values()]) drawn.light?.(sun)
  })
  const drop = (drawn: Map<string, Shown>, isKept: (id: string) => boolean): void => {
    for (const [id, shown] of drawn) {
      if (isKept(id)) continue
      shown.drawn.dispose()
      drawn.delete(id)
    }
  }

  const nearestOf = (ray: RayM, { distanceM, isBuilding, isToWalk, isShown }: Met) => {
    let nearest: { readonly info: LayerInfo; readonly hit: LayerPick } | null = null
    let nearestM = Infinity
    for (const [layer, { drawn }] of all) {
      const info = infoOf(layer)
      const isFlat = info?.kind === 'edges' || info?.kind === 'raster'
      if (!info || (isFlat && (isBuilding || isToWalk))) continue
      const hit = drawn.pick(ray, distanceM, isShown)
      const awayM = hit ? hit.distanceM + BEHIND_M[info.kind] : Infinity
      if (!hit || awayM >= nearestM) continue
      nearestM = awayM
      nearest = { info, hit }
    }
    return nearest
  }

  return {
    frame: () => {
      const nowMs = performance.now()
      compare.frame()
      list(nowMs)
      if (followed && nowMs - cardMs >= CARD_EVERY_MS) {
        cardMs = nowMs
        const card = cardOf(followed)
        if (model.card.value?.kind !== 'layer') followed = null
        else if (card && JSON.stringify(card) !== JSON.stringify(model.card.value)) model.card.value = card
      }
      if (!scene) return
      const on = time.layersOn.value
      for (let i = 0; i < on.length; i++) show(on[i] as string, scene, 'b')
      const difference = compare.differenceOf()
      if (difference !== '' && !on.includes(difference)) show(difference, scene, 'b')
      if (compare.isSplit) for (let i = 0; i < on.length; i++) show(on[i] as string, scene, 'a')
      drop(all, (id) => id === difference || on.includes(id))
      drop(left, (id) => compare.isSplit && on.includes(id))
    },
    pick: (ray, met) => {
      const nearest = nearestOf(ray, met)
      if (!nearest) return null
      const { info, hit } = nearest
      const about = aboutIn(fieldOf(info.id)?.cells as never, hit.item)
      const of: ValueOf['of'] =
        info.kind === 'raster'
          ? { is: 'place', atM: hit.atM }
          : about
            ? { is: 'thing', id: about.id }
            : { is: 'item', item: hit.item }
      return { layer: info.id, of }
    },
    reachM: (ray, met) => nearestOf(ray, { ...met, isToWalk: true })?.hit.distanceM ?? null,
    cardOf,
    follow: (thing) => {
      followed = thing
    },
    shown: () => Object.fromEntries([...all].map(([id, { drawn }]) => [id, drawn.shown])),
    placeOf: (layer, id) => {
      const [drawn, field] = [all.get(layer)?.drawn, fieldOf(layer)]
      if (!(drawn instanceof FieldAgents) || field?.cells.kind !== 'agents') return null
      for (const agent of field.cells.agents.values()) if (agent.about?.id === id) return drawn.placeOf(agent.id)
      return null
    },
    waterAt: (eastM, northM) => {
      for (const [layer, { drawn }] of all) {
        const depth = waterOf(layer)?.depth
        if (depth === undefined || !(drawn instanceof WaterLayer)) continue
        const surfaceM = drawn.surfaceAt(eastM, northM)
        const of = { is: 'place', atM: [eastM, northM] } as const
        const toldM = valueIn(compare.fieldOf(depth), { layer: depth, of, quantity: 0 }) ?? 0
        return Number.isNaN(surfaceM) ? null : { surfaceM, toldM }
      }
      return null
    },
  }
}

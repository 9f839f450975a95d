// Two outcomes over one city: brings A to the moment one looks at, and says which field is drawn where. What is shown whole is
// B, or A where one has switched to it; divided, A is drawn left and B right; of the difference one raster stands for both.
import { effect, untracked } from '@preact/signals'
import type { LayerThing } from './in-city-layers.ts'
import type { Card, PanelModel } from './panels/model.ts'
import { quantityText } from './panels/moments.ts'
import { say } from './panels/strings.ts'
import { type ForkShown, isReady } from './panels/time-model.ts'
import type { CompareModel } from './panels/compare-model.ts'
import { Split } from './scene/compare-split.ts'
import type { CityScene } from './scene/scene.ts'
import type { FieldLayer } from './scene/field-layer.ts'
import type { LayerInfo } from '../shared/protocol/fields-info.ts'
import type { RasterCells } from '../shared/protocol/fields-raster.ts'
import type { Field } from '../shared/protocol/fields.ts'
import { SYSTEMS_HERE } from './systems/index.ts'
import { CompareSource } from './timeline/compare.ts'
import { differenceOf } from './timeline/compare-difference.ts'
import { valueIn } from './timeline/values.ts'

/** Working a difference out looks at every sample of two rasters. */
const DIFFERENCE_EVERY_MS = 200

export type CompareInCity = {
  /** Once a frame, before the layers. */
  frame(): void
  /** What is drawn of a layer where the view is whole, and on the right where it is divided. */
  fieldOf(layer: string): Field | null
  /** What is drawn on the left; asked while the view is divided. */
  leftOf(layer: string): Field | null
  readonly isSplit: boolean
  give(drawn: FieldLayer, side: 'a' | 'b'): void
  /** The layer whose difference is shown; empty where none is. */
  differenceOf(): string
  /** What of a place is in A and in B, for its card; nothing while nothing is compared. */
  factsOf(thing: LayerThing, unit: string): Card['facts']
}

export function compareInCity(parts: {
  readonly model: PanelModel
  readonly scene: CityScene | null
  /** Of the moment one looks at. */
  readonly fieldOf: (layer: string) => Field | null
}): CompareInCity {
  const { model, scene, fieldOf } = parts
  const { time } = model
  const { compare } = time
  const source = new CompareSource({
    model: compare,
    origin: location.origin,
    fetch: (url) => fetch(url),
    atMs: () => time.atMs.peek(),
  })
  const split = scene ? new Split(scene) : null
  let difference: Field<RasterCells> | null = null
  let doneMs = -Infinity
  let doneOf = ''

  effect(() => {
    const worn = model.headset.value
    const isOnTables = compare.mode.value === 'tables'
    // Two eyes already divide the view of a headset, and two tables are only where there is one.
    if (isOnTables ? worn !== 'table' : worn !== 'none' && compare.isSplit.value) compare.mode.value = 'switch'
  })

  effect(() => {
    const looking = time.looking.value
    const timeline = looking.is === 'fork' ? looking.name : null
    // Systems tell of their own; of any other fork the other forks.
    const forks = time.everyFork.value
    untracked(() => tellCompared(model, timeline, forks))
  })
  let takes = ''
  effect(() => {
    const taker = SYSTEMS_HERE.map((system) => system.taker?.(model)).find((one) => one) ?? null
    const key = taker ? `${taker.id} ${taker.name}` : ''
    if (key === takes) return
    takes = key
    model.placing.taker.value = taker
  })
  effect(() => {
    compare.rasters.value = rastersOf(time.layers.value)
  })

  const reckon = (nowMs: number): void => {
    if (compare.now.peek() !== 'difference') {
      difference = null
      if (compare.difference.peek()) compare.difference.value = null
      return
    }
    const layer = differenceLayer(compare, time.layersOn.peek())
    const [a, b] = [source.fieldOf(layer), fieldOf(layer)]
    const of = `${layer} ${a?.number} ${a?.atMs} ${b?.number} ${b?.atMs} ${compare.a.peek()?.timeline}`
    if (of === doneOf || nowMs - doneMs < DIFFERENCE_EVERY_MS) return
    doneMs = nowMs
    doneOf = of
    difference = differenceOf(a, b, difference)
    const info = difference?.cells.info ?? null
    if (compare.difference.peek() !== info) compare.difference.value = info
  }

  const kindOf = (layer: string): string | undefined => time.layers.peek().find(({ id }) => id === layer)?.kind
  return {
    frame: () => {
      const nowMs = performance.now()
      source.frame(nowMs)
      const mode = compare.now.peek()
      split?.set(mode === 'swipe' || mode === 'side' || mode === 'tables' ? mode : 'off', compare.line.peek())
      if (mode !== 'difference') doneOf = ''
      reckon(nowMs)
    },
    fieldOf: (layer) => {
      if (compare.isAShown.peek()) return source.fieldOf(layer)
      if (compare.now.peek() !== 'difference' || kindOf(layer) !== 'raster') return fieldOf(layer)
      return difference?.cells.info.id === layer ? difference : null
    },
    leftOf: (layer) => source.fieldOf(layer),
    get isSplit() {
      return split !== null && compare.isSplit.peek()
    },
    give: ({ meshes }, side) => split?.give(meshes, side),
    differenceOf: () => difference?.cells.info.id ?? '',
    factsOf: ({ layer, of }, unit) => {
      if (compare.now.peek() === 'off' || of.is !== 'place') return []
      const valueOf = (field: Field | null): number => valueIn(field, { layer, of, quantity: 0 }) ?? NaN
      const [a, b] = [valueOf(source.fieldOf(layer)), valueOf(fieldOf(layer))]
      const told = (value: number): string => (Number.isNaN(value) ? say('layerNoData') : quantityText(value, unit))
      const less = b - a
      return [
        { key: 'compareA', value: `${compare.a.peek()?.name ?? ''}: ${told(a)}` },
        { key: 'compareB', value: `${compare.b.peek()?.name ?? ''}: ${told(b)}` },
        ...(Number.isNaN(less) ? [] : [{ key: 'compareDifference', value: `${less > 0 ? '+' : ''}${told(less)}` }]),
      ]
    },
  }
}

function tellCompared(model: PanelModel, timeline: string | null, forks: readonly ForkShown[]): void {
  const { compare } = model.time
  if (timeline === null) return compare.tell(null, [])
  for (const { compared } of SYSTEMS_HERE) {
    const told = compared?.(model, timeline)
    if (told) return compare.tell(told.b, told.others)
  }
  const others = forks.filter((fork) => isReady(fork) && fork.name !== timeline)
  compare.tell(
    { timeline, name: timeline },
    others.map(({ name }) => ({ timeline: name, name })),
  )
}

/** What people read as a layer: not what water alone is drawn from. */
const rastersOf = (layers: readonly LayerInfo[]): readonly string[] =>
  layers
    .filter(({ id, kind }) => {
      const isOfWater = SYSTEMS_HERE.some(({ water }) => water && [water.level, water.east, water.north].includes(id))
      return kind === 'raster' && !isOfWater
    })
    .map(({ id }) => id)

/** The raster that was chosen, else the first that is on, else how deep the water is that is on, else the first. */
export function differenceLayer(
  { layer, rasters }: Pick<CompareModel, 'layer' | 'rasters'>,
  on: readonly string[],
): string {
  const known = rasters.peek()
  const depth = SYSTEMS_HERE.find(({ water }) => water && on.includes(water.level))?.water?.depth
  const choices = [layer.peek(), ...on, depth ?? '', known[0] ?? '']
  return choices.find((id) => known.includes(id)) ?? ''
}

// Two outcomes over one city: brings A to the moment one looks at, and says which field is drawn where. What is shown whole is
// B, or A where one has switched to it; divided, A is drawn left and B right; of the difference one raster stands for both.
import { effect } from '@preact/signals'
import type { PanelModel } from './panels/model.ts'
import type { CompareModel } from './panels/compare-model.ts'
import { Split } from './scene/compare-split.ts'
import type { CityScene } from './scene/scene.ts'
import type { FieldLayer } from './scene/field-layer.ts'
import type { LayerInfo } from '../shared/protocol/fields-info.ts'
import type { RasterCells } from '../shared/protocol/fields-raster.ts'
import type { Field } from '../shared/protocol/fields.ts'
import { CompareSource } from './timeline/compare.ts'
import { differenceOf } from './timeline/compare-difference.ts'

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
  /** Of A and of B, whatever is drawn. */
  both(layer: string): { readonly a: Field | null; readonly b: Field | null }
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
    const isWorn = model.headset.value !== 'none'
    // Two eyes already divide the view of a headset.
    if (isWorn && compare.isSplit.value) compare.mode.value = 'switch'
  })

  const reckon = (nowMs: number): void => {
    if (compare.now.peek() !== 'difference') {
      difference = null
      if (compare.difference.peek()) compare.difference.value = null
      return
    }
    const layer = differenceLayer(compare, time.layers.peek(), time.layersOn.peek())
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
      split?.set(mode === 'swipe' || mode === 'side' ? mode : 'off', compare.line.peek())
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
    both: (layer) => ({ a: source.fieldOf(layer), b: fieldOf(layer) }),
  }
}

/** The raster that was chosen, else the first that is on, else the first there is. */
export function differenceLayer(
  { layer }: Pick<CompareModel, 'layer'>,
  layers: readonly LayerInfo[],
  on: readonly string[],
): string {
  const rasters = layers.filter(({ kind }) => kind === 'raster')
  const chosen = rasters.find(({ id }) => id === layer.peek()) ?? rasters.find(({ id }) => on.includes(id))
  return (chosen ?? rasters[0])?.id ?? ''
}

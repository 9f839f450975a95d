// What is pointed at: the building under the pointer is lit and named, a click keeps its card. The context of a 3D Tiles
// set is asked where it lies nearer than anything of the city.
import { contextCard } from './scene/context-card.ts'
import type { ContextLayer } from './scene/context-layer.ts'
import { type Excess, TILE_BUDGET } from './scene/context-budget.ts'
import type { Met } from './scene/field-layer.ts'
import { showContext } from './scene/context-show.ts'
import type { LayersInCity, LayerThing } from './in-city-layers.ts'
import { PICK_MAX_M, pickerIn } from './in-city-picker.ts'
import type { StandingInCity } from './in-city-standing.ts'
import { rayFromScreen } from './scene/picking.ts'
import type { CityScene } from './scene/scene.ts'
import type { PanelModel } from './panels/model.ts'
import { say } from './panels/strings.ts'
import type { Surroundings } from './people/surroundings.ts'
import { readCard } from './session/city-data.ts'
import type { Pick, RayM } from '../shared/city/footprint-grid.ts'

const HOVER_EVERY_S = 0.12

export type Pointing = {
  tap(x: number, y: number): void
  hover(x: number, y: number): void
  frame(seconds: number): void
  /** Pins the card of what stands, moves or lies over the city where a ray goes; false where there is none of it. */
  press(ray: RayM, met: Met): boolean
  /** How far away it is, if it stands or moves; null where there is none. */
  reachM(ray: RayM, met: Met): number | null
  /** Shows and pins the card of a building, or takes it away. */
  showCard(feature: number | null): Promise<void>
}

export function pointing(parts: {
  readonly scene: CityScene
  readonly around: Surroundings
  readonly model: PanelModel
  readonly view: HTMLCanvasElement
  /** The layers that lie over the city. */
  readonly layers: () => LayersInCity
  /** Devices; they come before what layers show of them. */
  readonly stand: StandingInCity
}): Pointing {
  const { scene, model, layers, stand } = parts
  let context: ContextLayer | null = null
  const told = new Set<Excess>()
  void showContext(scene, new URL(location.href), ({ over, tile }) => {
    // One sentence for each reason: a tileset may have a thousand such tiles.
    if (told.has(over)) return
    told.add(over)
    const most = over === 'bytes' || over === 'decodedBytes' || over === 'pixels' ? 2 ** 20 : 1
    const reason = say(`tileOver_${over}`, { most: TILE_BUDGET[over] / most })
    model.notice.value = say('tileRefused', { tile, reason })
  }).then(
    (layer) => {
      context = layer
      if (layer && !model.attribution.value.includes(layer.attribution))
        model.attribution.value += ` · ${layer.attribution}`
    },
    (error: unknown) => {
      model.notice.value = error instanceof Error ? error.message : String(error)
    },
  )
  const over = { x: 0, y: 0, isNew: false, feature: null as number | null, thing: '' }
  let sinceS = 0
  const { screenAt, pickAt } = pickerIn(parts)
  /** What of a layer is there, before what stands behind it. */
  const thingAt = (x: number, y: number, own: ReturnType<typeof pickAt>): LayerThing | null =>
    layers().pick(rayFromScreen(scene.camera.eye, screenAt(x, y)), metBy(own))
  const showThing = (thing: LayerThing, isPinned: boolean): void => {
    over.feature = null
    over.thing = JSON.stringify(thing)
    scene.highlight(null)
    model.card.value = layers().cardOf(thing)
    model.isCardPinned.value = isPinned && model.card.value !== null
    layers().follow(thing)
  }
  const show = async (feature: number | null, isPinned: boolean): Promise<void> => {
    over.feature = feature
    over.thing = ''
    scene.highlight(feature)
    const card = feature === null ? null : await readCard({ feature }).catch(() => null)
    if (!isPinned && (model.isCardPinned.value || over.feature !== feature)) return
    model.card.value = card
    model.isCardPinned.value = isPinned && card !== null
  }
  const press: Pointing['press'] = (ray, met) => {
    if (stand.press(ray, met.distanceM, met.isShown)) {
      over.feature = null
      over.thing = ''
      scene.highlight(null)
      return true
    }
    const thing = layers().pick(ray, met)
    if (!thing) return false
    showThing(thing, true)
    return true
  }
  return {
    press,
    reachM: (ray, met) => {
      const [device, thing] = [stand.reachM(ray, met.distanceM, met.isShown), layers().reachM(ray, met)]
      return device === null || thing === null ? (device ?? thing) : Math.min(device, thing)
    },
    tap: (x, y) => {
      const own = pickAt(x, y)
      if (press(rayFromScreen(scene.camera.eye, screenAt(x, y)), metBy(own))) return
      const nearestM = Math.min(own?.distanceM ?? PICK_MAX_M, PICK_MAX_M)
      const other = context?.pick(rayFromScreen(scene.camera.eye, screenAt(x, y)), nearestM)
      if (context && other) {
        over.feature = null
        scene.highlight(null)
        model.card.value = contextCard(other, context)
        model.isCardPinned.value = true
        return
      }
      void show(own?.feature ?? null, true)
    },
    hover: (x, y) => {
      over.x = x
      over.y = y
      over.isNew = true
    },
    frame: (seconds) => {
      sinceS += seconds
      if (!over.isNew || sinceS < HOVER_EVERY_S || model.isCardPinned.value) return
      over.isNew = false
      sinceS = 0
      const own = pickAt(over.x, over.y)
      const thing = thingAt(over.x, over.y, own)
      // A raster lies everywhere: it is asked by a tap only.
      if (thing && thing.of.is !== 'place') {
        if (JSON.stringify(thing) !== over.thing) showThing(thing, false)
        return
      }
      const feature = own?.feature ?? null
      if (feature !== over.feature || over.thing !== '') void show(feature, false)
    },
    showCard: (feature) => show(feature, true),
  }
}

const metBy = (own: Pick | null): Met => ({
  distanceM: own?.distanceM ?? Infinity,
  isBuilding: own !== null && own.feature !== null,
})

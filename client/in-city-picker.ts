// What of the city lies under a place of the page, however its view is divided: for pointing and for placing alike.
import { screenIn } from './panels/compare-model.ts'
import type { PanelModel } from './panels/model.ts'
import type { Surroundings } from './people/surroundings.ts'
import { pickAtScreen } from './scene/picking.ts'
import type { CityScene } from './scene/scene.ts'

export const PICK_MAX_M = 1500

export function pickerIn(parts: {
  readonly scene: CityScene
  readonly around: Surroundings
  readonly model: PanelModel
  readonly view: HTMLCanvasElement
}) {
  const { scene, around, model, view } = parts
  const screenAt = (xPx: number, yPx: number) =>
    screenIn(model.time.compare, { xPx, yPx, widthPx: view.clientWidth, heightPx: view.clientHeight })
  return {
    screenAt,
    pickAt: (xPx: number, yPx: number) =>
      pickAtScreen(around.footprints, scene.camera.eye, screenAt(xPx, yPx), {
        maxM: PICK_MAX_M,
        ground: (e, n) => around.groundForRay(e, n),
      }),
  }
}

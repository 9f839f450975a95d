// A bare page for context-tiles.test.ts: one right-handed scene with nothing but a context layer in it.
import { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js'
import { Engine } from '@babylonjs/core/Engines/engine.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Scene } from '@babylonjs/core/scene.js'
import { stayOffline } from '../client/scene/offline.ts'
import { showContext } from '../client/scene/context-show.ts'
import { sunState } from '../client/scene/sun.ts'

stayOffline()
const canvas = document.createElement('canvas')
canvas.width = 320
canvas.height = 180
document.body.append(canvas)
const engine = new Engine(canvas, false, { audioEngine: false, preserveDrawingBuffer: true })
const inner = new Scene(engine)
inner.useRightHandedSystem = true
const camera = new TargetCamera('eye', new Vector3(0, 520, 300), inner)
camera.minZ = 1
camera.maxZ = 30_000
camera.setTarget(new Vector3(0, 340, 0))
const noon = sunState(Date.UTC(2026, 5, 21, 10), { lon: 4.37, lat: 52.01 })
const refused: string[] = []
const page = showContext({ inner, onSun: (call) => call(noon) }, new URL(location.href), ({ over, tile }) =>
  refused.push(`${tile}: ${over}`),
)
engine.runRenderLoop(() => inner.render())

function drawnNow(): number {
  const copy = Object.assign(document.createElement('canvas'), { width: 320, height: 180 }).getContext('2d')
  copy?.drawImage(canvas, 0, 0)
  const pixels = copy?.getImageData(0, 0, 320, 180).data ?? new Uint8ClampedArray()
  let count = 0
  for (let i = 0; i < pixels.length; i += 4) if ((pixels[i] ?? 0) > 100) count++
  return count
}

const contextPage = {
  layer: page,
  /** Tiles not shown, and why. */
  refused: () => refused,
  look(at: readonly [number, number, number], target: readonly [number, number, number]): void {
    camera.position.set(...at)
    camera.setTarget(new Vector3(...target))
  },
  /** How many of the picture's 57,600 pixels are brighter than the empty scene's. */
  drawn: () => new Promise<number>((resolve) => inner.onAfterRenderObservable.addOnce(() => resolve(drawnNow()))),
}
export type ContextPage = typeof contextPage
Object.assign(window, { contextPage })

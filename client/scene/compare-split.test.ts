// Dividing the view, on an engine that draws nothing: which camera sees what, and where a side is cut off.
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CityCamera } from './camera.ts'
import { Split } from './compare-split.ts'
import type { CityScene } from './scene.ts'
import { TURN } from './second-table.ts'

const WIDTH = 400
let engine: NullEngine
let scene: Scene
let camera: CityCamera
let split: Split
let left: Mesh
let right: Mesh
const cuts: number[][] = []

beforeEach(() => {
  cuts.length = 0
  engine = new NullEngine({
    renderWidth: WIDTH,
    renderHeight: 100,
    textureSize: 4,
    deterministicLockstep: false,
    lockstepMaxSteps: 1,
  })
  engine.enableScissor = (...box) => void cuts.push(box)
  engine.disableScissor = () => void cuts.push([])
  scene = new Scene(engine)
  camera = new CityCamera(scene)
  split = new Split({ inner: scene, camera } as unknown as CityScene)
  ;[left, right] = [new Mesh('of A', scene), new Mesh('of B', scene)]
})
afterEach(() => engine.dispose())

const give = (): void => {
  split.give([left], 'a')
  split.give([right], 'b')
}
const drawn = (mesh: Mesh): number[][] => {
  cuts.length = 0
  mesh.onBeforeBindObservable.notifyObservers(mesh)
  mesh.onAfterRenderObservable.notifyObservers(mesh)
  return [...cuts]
}

it('cuts each side off at the line, which moves, and nothing where the view is whole', () => {
  split.set('swipe', 0.25)
  give()
  give()
  expect(drawn(left)).toEqual([[0, 0, 100, 100], []])
  expect(drawn(right)).toEqual([[100, 0, 300, 100], []])
  split.set('swipe', 0.5)
  expect(drawn(left)[0]).toEqual([0, 0, 200, 100])
  split.set('off', 0.5)
  expect([drawn(left), drawn(right)]).toEqual([[], []])
})

it('shows two views from one place, each with its own side and the city, and one again', () => {
  split.set('side', 0.5)
  give()
  const city = new Mesh('city', scene)
  camera.set({ eastM: 10, northM: 20, upM: 30, headingRad: 1, pitchRad: -0.5 })
  scene.onBeforeRenderObservable.notifyObservers(scene)
  const [a, b] = scene.activeCameras ?? []
  const sees = (of: typeof a, mesh: Mesh): boolean => ((of?.layerMask ?? 0) & mesh.layerMask) !== 0
  expect([sees(a, left), sees(a, right), sees(a, city)]).toEqual([true, false, true])
  expect([sees(b, left), sees(b, right), sees(b, city)]).toEqual([false, true, true])
  expect(b?.position.asArray()).toEqual(a?.position.asArray())
  expect([a?.viewport.x, a?.viewport.width, b?.viewport.x, b?.viewport.width]).toEqual([0, 0.5, 0.5, 0.5])
  split.set('off', 0.5)
  expect(scene.activeCameras?.length ?? 0).toBe(0)
  expect([scene.activeCamera, camera.rig.viewport.width]).toEqual([camera.rig, 1])
  expect([sees(camera.rig, left), sees(camera.rig, right)]).toEqual([true, true])
})

it('on two tables draws each side in its turn alone', () => {
  split.set('tables', 0.5)
  give()
  const nothing = [[0, 0, 0, 0], []]
  expect([drawn(left), drawn(right)]).toEqual([[[]], nothing])
  TURN.of = 'b'
  expect([drawn(left), drawn(right)]).toEqual([nothing, [[]]])
  TURN.of = 'a'
})

it('forgets what is gone', () => {
  split.set('swipe', 0.5)
  give()
  left.dispose()
  split.set('side', 0.5)
  expect(right.layerMask).not.toBe(0x0fffffff)
  split.set('off', 0.5)
  expect(right.layerMask).toBe(0x0fffffff)
})

// The second drawing of a frame, on an engine that draws nothing: what is drawn again, in what order, from where, and that nothing
// of it is left behind.
import { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js'
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Matrix, Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterAll, expect, it } from 'vitest'
import { SecondTable, TURN } from './second-table.ts'
import { TABLE_UNIFORM } from './shaders/table.ts'
import { TableCut } from './table-cut.ts'

const engine = new NullEngine()
afterAll(() => engine.dispose())

it('draws what is cut once more, shifted, in the turn of B, and leaves the frame as it was', () => {
  const scene = new Scene(engine)
  const camera = new TargetCamera('eye', new Vector3(0, 5, -10), scene)
  camera.setTarget(Vector3.Zero())
  const cut = new TableCut(scene)
  const second = new SecondTable(scene, cut)
  const told: string[] = []
  const box = (name: string, uniforms: string[], isSeenThrough: boolean): Mesh => {
    const mesh = CreateBox(name, { size: 1 }, scene)
    mesh.material = new ShaderMaterial(
      name,
      scene,
      { vertexSource: 'v', fragmentSource: 'f' },
      { uniforms, needAlphaBlending: isSeenThrough },
    )
    mesh.render = () => {
      const { x, y, z } = Vector3.TransformCoordinates(new Vector3(7, 0, 1), scene.getTransformMatrix())
      told.push(`${name} ${TURN.of} ${[x, y, z].map((n) => n.toFixed(4)).join(' ')}`)
      return mesh
    }
    return mesh
  }
  const water = box('water', [TABLE_UNIFORM], true)
  water.alphaIndex = 2
  box('sign', [], false)
  const haze = box('haze', [TABLE_UNIFORM], true)
  haze.alphaIndex = 1
  box('city', [TABLE_UNIFORM], false)
  cut.lay(0, 0, 10)
  const all = [...scene.meshes]
  const active = { length: all.length, data: all }
  scene.getActiveMeshes = () => active as never
  scene.updateTransformMatrix(true)
  const begins = (): void => {
    const { renderingManager } = scene
    const group = { scene, camera, renderingManager, renderingGroupId: 0 }
    scene.onBeforeRenderingGroupObservable.notifyObservers(group, 1)
    scene.onBeforeRenderingGroupObservable.notifyObservers({ ...group, renderingGroupId: 1 }, 2)
  }
  const matrix = scene.getTransformMatrix().clone()

  begins()
  expect(told).toEqual([])

  second.lay({ x: 3, y: 0, z: 1 })
  begins()
  // What lies at (7, 0, 1) is seen where (10, 0, 2) would be.
  const { x, y, z } = Vector3.TransformCoordinates(new Vector3(10, 0, 2), matrix)
  const at = [x, y, z].map((n) => n.toFixed(4)).join(' ')
  expect(told).toEqual([`city b ${at}`, `haze b ${at}`, `water b ${at}`])
  expect([TURN.of, cut.eye]).toEqual(['a', null])
  expect(Matrix.FromArray(scene.getTransformMatrix().m).equals(matrix)).toBe(true)

  second.lay(null)
  told.length = 0
  begins()
  second.lay({ x: 3, y: 0, z: 1 })
  second.dispose()
  begins()
  expect(told).toEqual([])
  camera.dispose()
})

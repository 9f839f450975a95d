// The far city in one mesh, on an engine that draws nothing: what of it is drawn, whichever way one looks.
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Frustum } from '@babylonjs/core/Maths/math.frustum.js'
import { Matrix, Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FarCity, type InParts, runOf } from './far-city.ts'
import type { TileFacts, TileMesh } from './tile-mesh.ts'

const SIZE_M = 1000
let engine: NullEngine
let scene: Scene
let far: FarCity
let mesh: Mesh

beforeEach(() => {
  engine = new NullEngine()
  scene = new Scene(engine)
  scene.useRightHandedSystem = true
  far = new FarCity(scene, new ShaderMaterial('city', scene, 'none', {}))
  mesh = scene.getMeshByName('far city') as Mesh
})
afterEach(() => engine.dispose())

/** A tile of so many triangles with its south-west corner there. */
function show(key: string, westM: number, southM: number, triangles: number): void {
  const vertices = 3 * triangles
  const data = {
    positions: Float32Array.from({ length: 3 * vertices }, (_, i) => ((i * 37) % 11) * 90 * (i % 3 === 2 ? -1 : 1)),
    normals: new Int8Array(4 * vertices),
    uvs: new Float32Array(2 * vertices),
    surfaces: new Uint8Array(4 * vertices),
    colours: new Uint8Array(4 * vertices),
    features: new Float32Array(vertices),
    indices: Uint16Array.from({ length: vertices }, (_, i) => i),
    low: [0, 0, -SIZE_M],
    high: [SIZE_M, 60, 0],
  } satisfies TileMesh
  far.show(key, data, { westM, southM } as TileFacts)
}

/** How many triangles are drawn of it by who looks from the origin. */
function drawn(headingDeg: number): number {
  const turn = (headingDeg * Math.PI) / 180
  const view = Matrix.LookAtRH(Vector3.Zero(), new Vector3(Math.sin(turn), 0, -Math.cos(turn)), Vector3.Up())
  const planes = Frustum.GetPlanes(view.multiply(Matrix.PerspectiveFovRH(0.9, 1, 0.1, 30_000)))
  return mesh.isInFrustum(planes) ? (mesh.subMeshes[0]?.indexCount ?? 0) / 3 : 0
}

it('draws those in view as one run, also where the circle closes', () => {
  show('north', -500, 8000, 1)
  show('east', 8000, -500, 10)
  show('south', -500, -9000, 100)
  show('west', -9000, -500, 1000)
  far.update({ eastM: 0, northM: 0 })
  expect([0, 90, 180, 270].map(drawn)).toEqual([1, 10, 100, 1000])
  show('south-east', 4000, -5000, 10_000)
  show('south-west', -5000, -5000, 20_000)
  far.update({ eastM: 0, northM: 0 })
  expect([0, 90, 180, 270].map(drawn)).toEqual([1, 10, 100, 1000])
  expect(drawn(157)).toBe(10_100)
  expect(drawn(203)).toBe(20_100)
  far.hide('south')
  far.update({ eastM: 0, northM: 0 })
  expect(drawn(180)).toBe(0)
})

it('is nothing to draw when nothing of it is shown, and says where it has something', () => {
  far.update({ eastM: 0, northM: 0 })
  expect(mesh.isEnabled()).toBe(false)
  show('east', 8000, -500, 10)
  far.update({ eastM: 0, northM: 0 })
  expect(mesh.isEnabled()).toBe(true)
  const [box] = [...(mesh.metadata as InParts).parts()]
  expect(box?.boundingBox.minimumWorld.asArray()).toEqual([8000, 0, -500])
  far.hide('east')
  far.update({ eastM: 0, northM: 0 })
  expect(mesh.isEnabled()).toBe(false)
})

it('finds the shortest run that holds all that are seen', () => {
  const run = (seen: string) => runOf(Array.from(seen, (one) => one === 'x'))
  expect(run('....')).toEqual({ first: 0, count: 0 })
  expect(run('xxxx').count).toBe(4)
  expect(run('.xx.')).toEqual({ first: 1, count: 2 })
  expect(run('x..x')).toEqual({ first: 3, count: 2 })
  expect(run('x.x...x')).toEqual({ first: 6, count: 4 })
  expect(run('..x')).toEqual({ first: 2, count: 1 })
})

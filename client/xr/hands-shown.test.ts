// Hands in a headset without a picture: what is drawn of both, where, and that nothing is left when one goes.
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterAll, expect, it } from 'vitest'
import { newHand } from './hands.ts'
import { handLooks, HandShown } from './hands-shown.ts'

const engine = new NullEngine()
const scene = new Scene(engine)
const stage = new TransformNode('stage', scene)
afterAll(() => engine.dispose())

/** What is drawn of each part, by hand: `[size along y, x, y, z]`; nothing where it has no size. */
function drawn(name: string): number[][] {
  const mesh = scene.getMeshByName(name)
  if (!mesh?.isEnabled()) return []
  // As it goes to the card: the engine's own reading of it is cached.
  const { matrixData } = Reflect.get(mesh, '_thinInstanceDataStorage') as { readonly matrixData: Float32Array }
  const round = (v: number): number => Math.round(v * 1000) / 1000
  return Array.from({ length: matrixData.length / 16 }, (_, i) => matrixData.subarray(i * 16, (i + 1) * 16))
    .filter((m) => m[15] === 1)
    .map((m) => [Math.hypot(m[4] ?? 0, m[5] ?? 0, m[6] ?? 0), m[12] ?? 0, m[13] ?? 0, m[14] ?? 0].map(round))
}

it('draws both hands as one mesh a part, each where it is, and takes away what a hand has no more', () => {
  const looks = handLooks(scene)
  const [left, right] = [newHand('left'), newHand('right')]
  const [shownLeft, shownRight] = [left, right].map(({ side }) => new HandShown(side, scene, stage, looks)) as [
    HandShown,
    HandShown,
  ]
  left.kind = right.kind = 'controller'
  Object.assign(left.grip.at, { x: -0.2, y: 1.1, z: -0.3 })
  Object.assign(right.grip.at, { x: 0.2, y: 1.2, z: -0.4 })
  Object.assign(right.ray.at, { x: 0.2, y: 1.2, z: -0.4 })
  shownLeft.show(left, null, true)
  shownRight.show(right, 2, true)
  expect(drawn('controllers')).toEqual([
    [1, -0.2, 1.1, -0.3],
    [1, 0.2, 1.2, -0.4],
  ])
  // A ray in the air is 4 m long, one that meets something ends there; only that has a dot.
  expect(drawn('rays')).toEqual([
    [4, 0, 1, -2],
    [2, 0.2, 1.2, -1.4],
  ])
  expect(drawn('dots')).toEqual([[0.024, 0.2, 1.2, -2.4]])
  expect(drawn('bones')).toEqual([])

  right.kind = 'hand'
  right.hasJoints = true
  shownLeft.show(left, null, false)
  shownRight.show(right, null, true)
  expect(drawn('controllers')).toHaveLength(1)
  expect(drawn('rays')).toHaveLength(1)
  expect(drawn('dots')).toEqual([])
  expect(drawn('bones')).toHaveLength(27)

  for (const shown of [shownLeft, shownRight]) shown.dispose()
  for (const name of ['controllers', 'rays', 'dots', 'bones']) expect(drawn(name)).toEqual([])
  for (const look of Object.values(looks)) look.dispose()
  expect(scene.meshes).toEqual([])
})

// Rays and fingertips on a surface, with the engine's listeners but without a picture (NullEngine).
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Hands } from './hands.ts'
import { Pointing } from './pointing.ts'
import { Surface } from './surface.ts'

beforeAll(() => {
  vi.stubGlobal('PointerEvent', class extends Event {})
})
afterAll(() => {
  vi.unstubAllGlobals()
})

function given() {
  const scene = new Scene(new NullEngine())
  scene.useRightHandedSystem = true
  const surface = new Surface('board', scene, new TransformNode('stage', scene), 0.4, 0.2)
  surface.face({ x: 0, y: 1.5, z: -1 }, { x: 0, y: 1.5, z: 0 })
  const hands = new Hands(new EventTarget() as XRSession)
  const pointing = new Pointing(hands)
  pointing.add(surface)
  const told: string[] = []
  scene.onPointerObservable.add(({ type, pickInfo }) => {
    const at = pickInfo?.getTextureCoordinates()
    told.push(`${{ 1: 'down', 2: 'up', 4: 'move' }[type]} ${at?.x.toFixed(2)} ${at?.y.toFixed(2)}`)
  })
  const hand = hands.right
  hand.kind = 'controller'
  const step = (): number => {
    let city = 0
    pointing.step(() => city++)
    hand.presses = hand.releases = 0
    return city
  }
  return { hand, hands, pointing, surface, told, step }
}

it('presses with a ray where it meets the surface, and the city elsewhere', () => {
  const { hand, told, step } = given()
  Object.assign(hand.ray.at, { x: 0.1, y: 1.5, z: 0 })
  hand.presses = 1
  expect(step()).toBe(0)
  hand.releases = 1
  step()
  expect(told).toEqual(['move 0.75 0.50', 'down 0.75 0.50', 'up 0.75 0.50'])
  hand.ray.at.x = 2
  hand.presses = 1
  expect(step()).toBe(1)
})

it('is held while pressed, and what waited for that is done once it is let go', () => {
  const { hand, surface, told, step } = given()
  surface.whenLet = () => told.push(`let, held ${surface.isHeld}`)
  Object.assign(hand.ray.at, { x: 0.1, y: 1.5, z: 0 })
  hand.presses = 1
  step()
  expect(surface.isHeld).toBe(true)
  // Also where the hand is gone meanwhile.
  hand.kind = 'none'
  step()
  expect(told.slice(-2)).toEqual(['up 0.75 0.50', 'let, held false'])
})

it('presses with a fingertip that passes from the front, once, however fast', () => {
  const { hand, told, step } = given()
  hand.kind = 'hand'
  hand.hasTip = true
  const tipAt = (frontM: number): void => {
    Object.assign(hand.tip, { x: -0.1, y: 1.55, z: -1 + frontM })
    step()
  }
  for (const frontM of [0.3, 0.05, -0.08, -0.09, 0.05]) tipAt(frontM)
  expect(told).toEqual(['move 0.25 0.75', 'down 0.25 0.75', 'up 0.25 0.75'])
  // From behind nothing is pressed.
  told.length = 0
  for (const frontM of [-0.3, -0.1, -0.02, 0.02]) tipAt(frontM)
  expect(told.some((one) => one.startsWith('down'))).toBe(false)
})

it('does not press the surface its own hand carries', () => {
  const { hand, pointing, surface, told, step } = given()
  pointing.carriers.set(surface, 'right')
  hand.presses = 1
  expect(step()).toBe(1)
  expect(told).toEqual([])
})

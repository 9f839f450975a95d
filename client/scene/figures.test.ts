import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lookOf } from '../people/wardrobe.ts'
import type { FigureState } from './figures-state.ts'
import { Figures } from './figures.ts'

// Names are written on a canvas; here one that keeps nothing.
const written: string[] = []
const context = new Proxy(
  { measureText: (text: string) => ({ width: text.length * 10 }), fillText: (text: string) => written.push(text) },
  { get: (known, key) => Reflect.get(known, key) ?? (() => {}), set: () => true },
)

let scene: Scene
let figures: Figures
beforeEach(() => {
  written.length = 0
  const engine = new NullEngine()
  vi.spyOn(engine, 'createCanvas').mockImplementation(
    (width, height) => ({ width, height, getContext: () => context }) as never,
  )
  scene = new Scene(engine)
  scene.useRightHandedSystem = true
  scene.activeCamera = new TargetCamera('eye', new Vector3(0, 1.65, 0), scene)
  scene.activeCamera.computeWorldMatrix()
  figures = new Figures(scene)
})
afterEach(() => {
  figures.dispose()
  scene.dispose()
  scene.getEngine().dispose()
})

const person = (id: number, northM: number, more: Partial<FigureState> = {}): FigureState => ({
  id,
  name: `Person ${id}`,
  look: lookOf(0, id),
  eastM: 0,
  northM,
  upM: 0,
  headingRad: 0,
  pitchRad: 0,
  speedMs: 1.9,
  mode: 'walk',
  ...more,
})
const counts = (): Record<string, number> =>
  Object.fromEntries(
    scene.meshes
      .filter((m) => m.isEnabled())
      .map((m) => [m.name, (m as never as { thinInstanceCount: number }).thinInstanceCount]),
  )

it('shows nobody without a draw call', () => {
  figures.show([], 0.016)
  expect(counts()).toEqual({})
})

it('draws a thousand people in six calls, names and bubbles of the nearest only', () => {
  const people = Array.from({ length: 1200 }, (_, i) =>
    person(i + 1, 2 + i * 0.2, { said: i < 40 ? `line ${i}` : null }),
  )
  figures.show(people, 0.016)
  expect(counts()).toEqual({
    'people 0': 24,
    'people 1': 96,
    'people 2': 1024,
    'shadows of people': 160,
    names: 32,
    speech: 16,
  })
})

it('writes a name once, however people move about', () => {
  const people = [person(1, 3), person(2, 4)]
  for (let i = 0; i < 20; i++) figures.show(people.toReversed(), 0.016)
  figures.show(people, 0.016)
  expect(written.filter((text) => text === 'Person 1')).toHaveLength(1)
  people[0] = person(1, 3, { name: 'Айгерім' })
  figures.show(people, 0.016)
  expect(written).toContain('Айгерім')
})

it('marks a raised hand and a heart', () => {
  figures.show([person(1, 3, { isHandUp: true, emote: 'heart', emoteS: 1 })], 0.016)
  expect(counts()['names']).toBe(3)
})

it('hides who is gone', () => {
  figures.show([person(1, 3)], 0.016)
  figures.show([], 0.016)
  expect(counts()).toEqual({})
})

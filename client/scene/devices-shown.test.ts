// Devices in the city without a picture: where their moving part is drawn, and what a ray meets.
import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterAll, expect, it } from 'vitest'
import { type DeviceStanding, DevicesShown } from './devices-shown.ts'

const engine = new NullEngine()
const scene = new Scene(engine)
afterAll(() => engine.dispose())

const ground = { upM: null as number | null }
const barrier = (share: number | null, more: Partial<DeviceStanding> = {}): DeviceStanding => ({
  id: 'barrier',
  kind: 'barrier',
  atM: [100, 50],
  headingRad: 0,
  share,
  ...more,
})

it('stands when the ground is known, moves at its pace towards what was read, and stays where nothing is known', () => {
  const shown = new DevicesShown(scene, () => ground.upM)
  const arm = scene.getMeshByName('barrier arms')
  shown.show([barrier(0)])
  shown.frame(0.1)
  expect(arm?.isEnabled()).toBe(false)
  ground.upM = 7
  shown.frame(0.1)
  expect(arm?.isEnabled()).toBe(true)
  // As it goes to the card: the engine's own reading of it is cached.
  const matrix = (): number[] => {
    const { matrixData } = Reflect.get(arm ?? {}, '_thinInstanceDataStorage') as { readonly matrixData: Float32Array }
    return Array.from(matrixData.subarray(0, 16))
  }
  // Along x, east, and level; the origin above the ground.
  expect(
    matrix()
      .slice(0, 3)
      .map((v) => Math.round(v * 100) / 100),
  ).toEqual([1, 0, 0])
  expect(matrix()[13]).toBeCloseTo(8.05, 3)
  ground.upM = 9
  shown.frame(3)
  expect(matrix()[13]).toBeCloseTo(10.05, 3)
  shown.show([barrier(1)])
  shown.frame(1.5)
  expect(shown.shares['barrier']).toBeCloseTo(0.5, 6)
  shown.frame(10)
  expect(shown.shares).toEqual({ barrier: 1 })
  expect(matrix()[1]).toBeGreaterThan(0.99)
  shown.show([barrier(null)])
  shown.frame(10)
  expect(shown.shares).toEqual({ barrier: 1 })
  shown.show([])
  shown.frame(0.1)
  expect(arm?.isEnabled()).toBe(false)
  shown.dispose()
})

it('is met by a ray that comes near it, the nearest first, and not behind a wall', () => {
  ground.upM = 0
  const shown = new DevicesShown(scene, () => ground.upM)
  shown.show([
    barrier(0),
    barrier(0, { id: 'pump', kind: 'pump', atM: [200, 50] }),
    barrier(0, { id: 'x', kind: 'odd', atM: [300, 50] }),
  ])
  shown.frame(0)
  const ray = { eastM: 0, northM: 50, upM: 1.5, dirE: 1, dirN: 0, dirU: 0 }
  expect(shown.pick(ray, 1000)?.id).toBe('barrier')
  expect(shown.pick({ ...ray, eastM: 150 }, 1000)?.id).toBe('pump')
  expect(shown.pick(ray, 50)).toBeNull()
  expect(shown.pick({ ...ray, dirE: -1 }, 1000)).toBeNull()
  expect(shown.pick({ ...ray, northM: 70 }, 1000)).toBeNull()
  // On a table only what lies on it is met.
  expect(shown.pick(ray, 1000, (eastM) => eastM > 150)?.id).toBe('pump')
  shown.dispose()
})

import { NullEngine } from '@babylonjs/core/Engines/nullEngine.js'
import { FreeCamera } from '@babylonjs/core/Cameras/freeCamera.js'
import { Frustum } from '@babylonjs/core/Maths/math.frustum.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Scene } from '@babylonjs/core/scene.js'
import { afterEach, describe, expect, it } from 'vitest'
import type { PointKind } from '../../shared/city/city.ts'
import type { TilePoint } from '../../shared/city/tile.ts'
import { Props } from './props.ts'
import { sunState } from './sun.ts'

const engine = new NullEngine()
let scene: Scene | null = null
afterEach(() => scene?.dispose())

function made(): { props: Props; count: (name: string) => number; shown: () => string[] } {
  const inner = new Scene(engine)
  scene = inner
  inner.useRightHandedSystem = true
  const props = new Props(inner)
  const mesh = (name: string) => inner.meshes.find((m) => m.name === name)
  return {
    props,
    count: (name) => (mesh(name) as { thinInstanceCount?: number } | undefined)?.thinInstanceCount ?? 0,
    shown: () => inner.meshes.filter((m) => m.isEnabled()).map((m) => m.name),
  }
}

const points = (kind: PointKind, n: number, stepM: number): TilePoint[] =>
  Array.from({ length: n }, (_, i) => ({
    kind,
    atM: [(i % 100) * stepM, Math.floor(i / 100) * stepM] as [number, number],
    upM: 10,
    heightM: 8,
    headingRad: 1,
  }))
const eye = { x: 0, y: 12, z: 0 }

describe('props', () => {
  it('draws near trees in detail and the rest as far shapes, within the caps', () => {
    const { props, count } = made()
    props.tileCame('a', { points: points('tree', 9000, 5) })
    props.update(eye)
    const near = ['broad trees', 'poplars', 'pines'].reduce((sum, name) => sum + count(name), 0)
    expect(near).toBeGreaterThan(50)
    expect(near).toBeLessThanOrEqual(300)
    expect(count('far trees')).toBeGreaterThan(500)
    expect(count('far trees')).toBeLessThanOrEqual(1600)
  })

  it('forgets a tile that goes, and stays as it is while the eye stands', () => {
    const { props, count } = made()
    props.tileCame('a', { points: points('lamp', 20, 10) })
    props.update(eye)
    expect(count('lamps')).toBe(20)
    props.update({ x: 5, y: 12, z: 5 })
    props.tileWent('a')
    props.update({ x: 50, y: 12, z: 5 })
    expect(count('lamps')).toBe(0)
  })

  it('lights halos by night only', () => {
    const { props, shown } = made()
    props.tileCame('a', { points: points('lamp', 20, 10) })
    props.light(sunState(Date.UTC(2026, 5, 21, 7), { lon: 71, lat: 51 }))
    props.update(eye)
    expect(shown()).not.toContain('halos')
    props.light(sunState(Date.UTC(2026, 5, 21, 20), { lon: 71, lat: 51 }))
    expect(shown()).toContain('halos')
  })

  it('uses at most ten draw calls for a street that has everything', () => {
    const { props, shown } = made()
    const kinds: PointKind[] = ['tree', 'lamp', 'signal', 'busStop', 'bench', 'tower']
    props.tileCame('a', { points: kinds.flatMap((kind) => points(kind, 400, 4)) })
    props.light(sunState(Date.UTC(2026, 5, 21, 20), { lon: 71, lat: 51 }))
    props.update(eye)
    expect(shown().length).toBeLessThanOrEqual(10)
    expect(shown().length).toBeGreaterThan(6)
  })

  it('draws a few benches only while one of them is in view', () => {
    const { props } = made()
    props.tileCame('a', { points: points('bench', 5, 4) })
    props.update(eye)
    const bench = scene?.meshes.find(({ name }) => name === 'benches')
    if (!scene || !bench) throw new Error('no benches')
    const camera = new FreeCamera('eye', new Vector3(8, 12, 30), scene)
    const seen = (toX: number, toZ: number): boolean => {
      camera.setTarget(new Vector3(toX, 10, toZ))
      return bench.isInFrustum(Frustum.GetPlanes(camera.getViewMatrix(true).multiply(camera.getProjectionMatrix(true))))
    }
    expect([seen(8, 0), seen(8, 60), seen(300, 30), seen(40, 0)]).toEqual([true, false, false, true])
  })
})

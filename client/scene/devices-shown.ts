// Devices as they stand in the city: barriers with their arm, sluices with their plate, pumps. Thin instances of a still and
// a moving part a kind, so seven draw calls at most. A part moves towards where it is said to be; it is never ahead of it.
import type { Scene } from '@babylonjs/core/scene.js'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import { everywhere } from './field-layer.ts'
import { sceneX, sceneY, sceneZ } from './frame.ts'
import { setLight } from './light-uniforms.ts'
import {
  ARM_M,
  barrierArm,
  barrierPost,
  otherPost,
  PIVOT_UP_M,
  pumpHouse,
  pumpSign,
  RISE_M,
  sluiceFrame,
  sluicePlate,
} from './mesh/devices.ts'
import { propsMaterial } from './props.ts'
import { PropPool } from './props-pool.ts'
import type { SunState } from './sun.ts'

export type DeviceStanding = {
  readonly id: string
  readonly kind: string
  readonly atM: readonly [number, number]
  readonly headingRad: number
  /** 0 closed, down or off; null where nobody knows. */
  readonly share: number | null
}

const MOST = 200
const RISE_RAD = 1.45
/** A share a second: a barrier is up in three seconds. */
const PACE = 1 / 3
const GROUND_EVERY_S = 2
/** Round a device, for the pointer. */
const REACH_M = 1.6
const MIDDLE_UP_M = 1.2

type Placed = DeviceStanding & { upM: number | null; shown: number }

export class DevicesShown {
  private readonly material
  private readonly pools: Readonly<Record<'barrier' | 'arm' | 'sluice' | 'plate' | 'pump' | 'sign' | 'other', PropPool>>
  private readonly groundAt: (eastM: number, northM: number) => number | null
  private placed: Placed[] = []
  private isStale = false
  private sinceS = 0

  constructor(scene: Scene, groundAt: (eastM: number, northM: number) => number | null) {
    this.groundAt = groundAt
    this.material = propsMaterial(scene, 'devices', 0)
    const pool = (name: string, shape: ReturnType<typeof barrierPost>): PropPool =>
      new PropPool(scene, name, shape, this.material, { most: MOST, rangeM: Infinity })
    this.pools = {
      barrier: pool('barriers', barrierPost()),
      arm: pool('barrier arms', barrierArm()),
      sluice: pool('sluices', sluiceFrame()),
      plate: pool('sluice plates', sluicePlate()),
      pump: pool('pumps', pumpHouse()),
      sign: pool('pump signs', pumpSign()),
      other: pool('other devices', otherPost()),
    }
  }

  light(sun: SunState): void {
    setLight(this.material, sun)
  }

  /** What stands now; a device that was here before moves on from where it was drawn. */
  show(devices: readonly DeviceStanding[]): void {
    this.placed = devices.slice(0, MOST).map((device) => {
      const before = this.placed.find(({ id }) => id === device.id)
      return { ...device, upM: before?.upM ?? null, shown: before?.shown ?? device.share ?? 0 }
    })
    this.isStale = true
  }

  frame(seconds: number): void {
    this.sinceS += seconds
    // Decks come with finer tiles than the ground does.
    const isDue = this.sinceS > GROUND_EVERY_S
    if (isDue) this.sinceS = 0
    for (const one of this.placed) {
      if (one.upM === null || isDue) {
        const upM = this.groundAt(one.atM[0], one.atM[1]) ?? one.upM
        if (upM !== one.upM) this.isStale = true
        one.upM = upM
      }
      const away = (one.share ?? one.shown) - one.shown
      if (away === 0) continue
      one.shown += Math.sign(away) * Math.min(Math.abs(away), PACE * seconds)
      this.isStale = true
    }
    if (this.isStale) this.draw()
  }

  /** How far up each is drawn, for tests. */
  get shares(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.placed.map(({ id, shown }) => [id, shown]))
  }

  /** The nearest one that is shown and a ray meets before `withinM`. */
  pick(ray: RayM, withinM: number, isShown = everywhere): { readonly id: string; readonly distanceM: number } | null {
    let found: { id: string; distanceM: number } | null = null
    for (const { id, atM, upM } of this.placed) {
      if (!isShown(atM[0], atM[1])) continue
      const [e, n, u] = [atM[0] - ray.eastM, atM[1] - ray.northM, (upM ?? 0) + MIDDLE_UP_M - ray.upM]
      const distanceM = e * ray.dirE + n * ray.dirN + u * ray.dirU
      if (distanceM <= 0 || distanceM > withinM + REACH_M || distanceM > (found?.distanceM ?? Infinity)) continue
      const missM = Math.sqrt(Math.max(0, e * e + n * n + u * u - distanceM * distanceM))
      // From afar a device is a few pixels: what is nearly met counts.
      if (missM < Math.max(REACH_M, distanceM * 0.012)) found = { id, distanceM }
    }
    return found
  }

  dispose(): void {
    for (const pool of Object.values(this.pools)) pool.dispose()
    this.material.dispose()
  }

  private draw(): void {
    this.isStale = false
    const { pools } = this
    for (const pool of Object.values(pools)) pool.count = 0
    for (const { kind, atM, headingRad, upM, shown } of this.placed) {
      if (upM === null) continue
      const [x, y, z, yaw] = [sceneX(atM[0]), sceneY(upM), sceneZ(atM[1]), -headingRad]
      const put = (pool: PropPool, liftM = 0): void => {
        if (pool.add(x, y + liftM, z, yaw, 1, 1)) pool.trait(0, 0, 0, 1)
      }
      switch (kind) {
        case 'barrier':
          put(pools.barrier)
          if (pools.arm.addTurned([x, y + PIVOT_UP_M, z], yaw, shown * RISE_RAD)) pools.arm.trait(0, 0, 0, ARM_M)
          break
        case 'sluice':
          put(pools.sluice)
          put(pools.plate, shown * RISE_M.sluice)
          break
        case 'pump':
          put(pools.pump)
          put(pools.sign, shown * RISE_M.pump)
          break
        default:
          put(pools.other)
      }
    }
    for (const pool of Object.values(pools)) pool.show()
  }
}

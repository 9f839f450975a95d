// The eye: a place in metres east, north and up, a heading clockwise from north, a pitch upwards, a field of view.
// It wraps the engine's camera; a headset brings cameras of its own and reads the same pose on leaving.
import { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { type Vec3, eastOf, northOf, sceneX, sceneY, sceneZ, upOf, yawOf } from './frame.ts'
import type { Eye } from './picking.ts'

export type Pose = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
  readonly pitchRad: number
}

export const NEAR_M = 0.25
const FAR_M = 30_000

export class CityCamera {
  /** The engine's own, for scene/ and xr/ only. */
  readonly rig: TargetCamera
  private readonly forward = { x: 0, y: 0, z: -1 }
  private readonly upwards = { x: 0, y: 1, z: 0 }
  private readonly seen: { at: Vec3; forward: Vec3; up: Vec3; fovRad: number }

  constructor(scene: Scene) {
    this.rig = new TargetCamera('eye', new Vector3(0, 400, 0), scene)
    this.rig.minZ = NEAR_M
    this.rig.maxZ = FAR_M
    this.rig.fov = 1.05
    scene.activeCamera = this.rig
    this.seen = { at: this.rig.globalPosition, forward: this.forward, up: this.upwards, fovRad: this.rig.fov }
  }

  /** Places the eye; allocates nothing. */
  set(pose: Pose): void {
    this.rig.position.set(sceneX(pose.eastM), sceneY(pose.upM), sceneZ(pose.northM))
    this.rig.rotation.set(pose.pitchRad, yawOf(pose.headingRad), 0)
  }

  get pose(): Pose {
    const { position, rotation } = this.rig
    return {
      eastM: eastOf(position),
      northM: northOf(position),
      upM: upOf(position),
      headingRad: -rotation.y,
      pitchRad: rotation.x,
    }
  }

  /** Vertical field of view, radians. */
  get fovRad(): number {
    return this.rig.fov
  }
  set fovRad(fov: number) {
    this.rig.fov = Math.min(2, Math.max(0.15, fov))
  }

  /** For picking: where the eye is and which way it looks, in scene axes; one object, written anew each time. */
  get eye(): Eye {
    const { rotation } = this.rig
    const level = Math.cos(rotation.x)
    this.forward.x = -Math.sin(rotation.y) * level
    this.forward.y = Math.sin(rotation.x)
    this.forward.z = -Math.cos(rotation.y) * level
    const steep = Math.sin(rotation.x)
    this.upwards.x = Math.sin(rotation.y) * steep
    this.upwards.y = level
    this.upwards.z = Math.cos(rotation.y) * steep
    this.seen.at = this.rig.globalPosition
    this.seen.fovRad = this.rig.fov
    return this.seen
  }
}

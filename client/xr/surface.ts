// A flat thing one can press in the headset: the wrist menu, a panel. Rays and fingertips become pointer events on its
// mesh, told to the engine's observers with the place on the texture; no mesh is searched, a rectangle is enough.
import { Quaternion } from '@babylonjs/core/Maths/math.vector.js'
import { PickingInfo } from '@babylonjs/core/Collisions/pickingInfo.js'
import { PointerEventTypes, PointerInfo } from '@babylonjs/core/Events/pointerEvents.js'
import { Vector2 } from '@babylonjs/core/Maths/math.vector.js'
import { CreatePlane } from '@babylonjs/core/Meshes/Builders/planeBuilder.js'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Vec3 } from '../scene/frame.ts'

const BEFORE_M = 0.75

export type Touch = { u: number; v: number; distanceM: number }

/** What the engine's listeners read of a press: the mesh and the place on its texture. */
class SurfaceHit extends PickingInfo {
  readonly place = new Vector2(0, 0)
  override getTextureCoordinates(): Vector2 {
    return this.place
  }
}

export class Surface {
  readonly mesh: Mesh
  widthM: number
  heightM: number
  /** Called when the last press on it is over: what waited for that may be drawn. */
  whenLet: (() => void) | null = null
  private readonly holding = new Set<number>()
  private readonly hit = new SurfaceHit()
  private readonly scene: Scene

  /** A rectangle of 1 by 1 m, scaled; its front is +z, u to the right, v up. */
  constructor(name: string, scene: Scene, stage: TransformNode, widthM: number, heightM: number) {
    this.scene = scene
    this.widthM = widthM
    this.heightM = heightM
    this.mesh = CreatePlane(name, { size: 1 }, scene)
    this.mesh.parent = stage
    this.mesh.isPickable = false
    this.mesh.rotationQuaternion = new Quaternion()
    // After the city and what is seen through, so that a panel never hides behind a wall one stands at.
    this.mesh.renderingGroupId = 1
    this.resize(widthM, heightM)
    this.hit.hit = true
    this.hit.pickedMesh = this.mesh
  }

  resize(widthM: number, heightM: number): void {
    this.widthM = widthM
    this.heightM = heightM
    this.mesh.scaling.set(widthM, heightM, 1)
  }

  get isOpen(): boolean {
    return this.mesh.isEnabled(false)
  }

  /** Somebody presses on it and has not let go. */
  get isHeld(): boolean {
    return this.holding.size > 0
  }

  /** At a place of the room, its front towards another, upright; `tiltRad` leans the top back. */
  face(at: Readonly<Vec3>, towards: Readonly<Vec3>): void {
    const yaw = Math.atan2(towards.x - at.x, towards.z - at.z)
    const away = Math.hypot(towards.x - at.x, towards.z - at.z)
    const pitch = -Math.atan2(towards.y - at.y, Math.max(0.05, away))
    this.mesh.position.set(at.x, at.y, at.z)
    Quaternion.RotationYawPitchRollToRef(yaw, pitch, 0, this.mesh.rotationQuaternion as Quaternion)
  }

  /** At arm's length before the eyes, a little below them, towards where they look. */
  placeBefore(head: Readonly<Vec3>, dirX: number, dirZ: number): void {
    const level = Math.max(0.001, Math.hypot(dirX, dirZ))
    local.x = head.x + (dirX / level) * BEFORE_M
    local.y = head.y - 0.12
    local.z = head.z + (dirZ / level) * BEFORE_M
    this.face(local, head)
  }

  /** A place of the texture (0..1, v up) in the room. */
  placeOf(u: number, v: number): Vec3 {
    const into = { x: 0, y: 0, z: 0 }
    this.turn((u - 0.5) * this.widthM, (v - 0.5) * this.heightM, 0, into)
    const { x, y, z } = this.mesh.position
    return { x: into.x + x, y: into.y + y, z: into.z + z }
  }

  /** Where a ray of the room meets the front; false when it misses. */
  meet(at: Readonly<Vec3>, dir: Readonly<Vec3>, into: Touch): boolean {
    this.unturn(at.x, at.y, at.z, 1, local)
    this.unturn(dir.x, dir.y, dir.z, 0, localDir)
    if (local.z <= 0 || localDir.z >= -1e-4) return false
    const t = -local.z / localDir.z
    into.distanceM = t
    return this.inside(local.x + localDir.x * t, local.y + localDir.y * t, into)
  }

  /** How far a fingertip is in front (negative behind) and over which place; false when it is beside the rectangle. */
  near(at: Readonly<Vec3>, into: Touch): boolean {
    this.unturn(at.x, at.y, at.z, 1, local)
    into.distanceM = local.z
    return this.inside(local.x, local.y, into)
  }

  /** Tells the engine's listeners. */
  tell(type: 'move' | 'down' | 'up', touch: Readonly<Touch>, pointerId: number): void {
    this.hit.place.set(touch.u, touch.v)
    this.hit.distance = touch.distanceM
    const kind = {
      move: PointerEventTypes.POINTERMOVE,
      down: PointerEventTypes.POINTERDOWN,
      up: PointerEventTypes.POINTERUP,
    }
    if (type === 'down') this.holding.add(pointerId)
    const event = new PointerEvent(`pointer${type}`, { pointerId, pointerType: 'xr', button: 0 })
    this.scene.onPointerObservable.notifyObservers(new PointerInfo(kind[type], event, this.hit), kind[type])
    if (type === 'up' && this.holding.delete(pointerId) && !this.isHeld) this.whenLet?.()
  }

  dispose(): void {
    this.whenLet = null
    this.mesh.dispose(false, true)
  }

  private inside(x: number, y: number, into: Touch): boolean {
    into.u = x / this.widthM + 0.5
    into.v = y / this.heightM + 0.5
    return into.u >= 0 && into.u <= 1 && into.v >= 0 && into.v <= 1
  }

  private turn(x: number, y: number, z: number, into: Vec3): void {
    const q = this.mesh.rotationQuaternion as Quaternion
    rotate(q.x, q.y, q.z, q.w, x, y, z, into)
  }

  private unturn(x: number, y: number, z: number, w: 0 | 1, into: Vec3): void {
    const q = this.mesh.rotationQuaternion as Quaternion
    const p = this.mesh.position
    rotate(-q.x, -q.y, -q.z, q.w, x - p.x * w, y - p.y * w, z - p.z * w, into)
  }
}

const local: Vec3 = { x: 0, y: 0, z: 0 }
const localDir: Vec3 = { x: 0, y: 0, z: 0 }

function rotate(qx: number, qy: number, qz: number, qw: number, x: number, y: number, z: number, into: Vec3): void {
  const tx = 2 * (qy * z - qz * y)
  const ty = 2 * (qz * x - qx * z)
  const tz = 2 * (qx * y - qy * x)
  into.x = x + qw * tx + qy * tz - qz * ty
  into.y = y + qw * ty + qz * tx - qx * tz
  into.z = z + qw * tz + qx * ty - qy * tx
}

// How the room one really stands in lies in the city: a place, a turn about the vertical and a scale (1 in VR, some
// hundreds for the model on the table). Cameras, hands, menus and panels are children of its node and think in real
// metres; only the city thinks in its own. Room axes are WebXR's and the scene's: x right, y up, z back.
import { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Vec3 } from '../scene/frame.ts'

/** Numbers of a stage without the engine, for sums and tests. */
export type StageFrame = { x: number; y: number; z: number; yawRad: number; scale: number }

/** From the room to the scene. */
export function toWorld(frame: Readonly<StageFrame>, room: Readonly<Vec3>, into: Vec3): Vec3 {
  const c = Math.cos(frame.yawRad) * frame.scale
  const s = Math.sin(frame.yawRad) * frame.scale
  const { x, z } = room
  into.x = frame.x + x * c + z * s
  into.y = frame.y + room.y * frame.scale
  into.z = frame.z - x * s + z * c
  return into
}

/** From the scene to the room. */
export function toRoom(frame: Readonly<StageFrame>, world: Readonly<Vec3>, into: Vec3): Vec3 {
  const c = Math.cos(frame.yawRad) / frame.scale
  const s = Math.sin(frame.yawRad) / frame.scale
  const x = world.x - frame.x
  const z = world.z - frame.z
  into.x = x * c - z * s
  into.y = (world.y - frame.y) / frame.scale
  into.z = x * s + z * c
  return into
}

/** A direction of the room in the scene; lengths are kept. */
export function turnToWorld(frame: Readonly<StageFrame>, room: Readonly<Vec3>, into: Vec3): Vec3 {
  const c = Math.cos(frame.yawRad)
  const s = Math.sin(frame.yawRad)
  const { x, z } = room
  into.x = x * c + z * s
  into.y = room.y
  into.z = -x * s + z * c
  return into
}

/** Moves the frame so that a place of the room lies on a place of the scene. */
export function pin(frame: StageFrame, room: Readonly<Vec3>, world: Readonly<Vec3>): void {
  const at = toWorld(frame, room, SPARE)
  frame.x += world.x - at.x
  frame.y += world.y - at.y
  frame.z += world.z - at.z
}

const SPARE: Vec3 = { x: 0, y: 0, z: 0 }

export class Stage {
  readonly frame: StageFrame = { x: 0, y: 0, z: 0, yawRad: 0, scale: 1 }
  readonly node: TransformNode

  constructor(scene: Scene) {
    this.node = new TransformNode('stage', scene)
  }

  /** Hands the numbers to the engine; once a frame, after they were changed. */
  apply(): void {
    const { x, y, z, yawRad, scale } = this.frame
    this.node.position.set(x, y, z)
    this.node.rotation.set(0, yawRad, 0)
    this.node.scaling.set(scale, scale, scale)
    this.node.computeWorldMatrix(true)
  }

  dispose(): void {
    this.node.dispose()
  }
}

// What is round about a table where the headset does not show one's own room: a floor to stand on in an even grey, no city, no sky.
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3, Color4 } from '@babylonjs/core/Maths/math.color.js'
import { CreateDisc } from '@babylonjs/core/Meshes/Builders/discBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Scene } from '@babylonjs/core/scene.js'

const RADIUS_M = 3
const GREY = new Color4(0.3, 0.33, 0.37, 1)
const FLOOR = new Color3(0.22, 0.24, 0.27)

export class TableRoom {
  private readonly scene: Scene
  private readonly was: { readonly colour: Color4; readonly isCleared: boolean }
  private readonly floor: Mesh
  private readonly material: StandardMaterial

  /** `room` is what the headset's metres are counted in. */
  constructor(scene: Scene, room: TransformNode) {
    this.scene = scene
    this.was = { colour: scene.clearColor, isCleared: scene.autoClear }
    // The sky covers every picture of the city; here nothing does.
    scene.autoClear = true
    scene.clearColor = GREY
    this.material = new StandardMaterial('room', scene)
    this.material.disableLighting = true
    this.material.emissiveColor = FLOOR
    this.floor = CreateDisc('room', { radius: RADIUS_M, tessellation: 48 }, scene)
    this.floor.material = this.material
    this.floor.parent = room
    this.floor.rotation.x = Math.PI / 2
    this.floor.isPickable = false
  }

  dispose(): void {
    this.floor.dispose()
    this.material.dispose()
    this.scene.autoClear = this.was.isCleared
    this.scene.clearColor = this.was.colour
  }
}

// The way of a teleport as one sees it: beads along the parabola and a ring where one would stand, red where one may not.
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js'
import { CreateTorus } from '@babylonjs/core/Meshes/Builders/torusBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneY, sceneZ } from '../scene/frame.ts'
import type { Arc } from './arc.ts'

const FREE = new Color3(0.25, 0.85, 0.45)
const REFUSED = new Color3(0.95, 0.25, 0.2)
const BEAD_M = 0.05

export class ArcShown {
  private readonly beads: Mesh
  private readonly ring: Mesh
  private readonly material: StandardMaterial
  private readonly matrices: Float32Array

  constructor(scene: Scene, most: number) {
    this.matrices = new Float32Array(most * 16)
    this.material = new StandardMaterial('teleport', scene)
    this.material.disableLighting = true
    this.beads = CreateSphere('teleport way', { diameter: 1, segments: 4 }, scene)
    this.beads.thinInstanceSetBuffer('matrix', this.matrices, 16, false)
    this.beads.alwaysSelectAsActiveMesh = true
    this.ring = CreateTorus('teleport mark', { diameter: 0.8, thickness: 0.07, tessellation: 32 }, scene)
    for (const mesh of [this.beads, this.ring]) {
      mesh.material = this.material
      mesh.isPickable = false
      mesh.renderingGroupId = 1
      mesh.setEnabled(false)
    }
  }

  show(arc: Readonly<Arc>): void {
    for (let i = 0; i < arc.count; i++) {
      const o = i * 16
      this.matrices.fill(0, o, o + 16)
      this.matrices[o] = this.matrices[o + 5] = this.matrices[o + 10] = BEAD_M
      this.matrices[o + 12] = sceneX(arc.points[i * 3] as number)
      this.matrices[o + 13] = sceneY(arc.points[i * 3 + 2] as number)
      this.matrices[o + 14] = sceneZ(arc.points[i * 3 + 1] as number)
      this.matrices[o + 15] = 1
    }
    this.beads.thinInstanceCount = arc.count
    this.beads.thinInstanceBufferUpdated('matrix')
    this.beads.setEnabled(true)
    this.ring.setEnabled(true)
    this.ring.position.set(sceneX(arc.eastM), sceneY(arc.upM) + 0.05, sceneZ(arc.northM))
    this.material.emissiveColor = arc.isFree ? FREE : REFUSED
  }

  /** The ring alone, for a hand that points at the ground. */
  mark(eastM: number, northM: number, upM: number, isFree: boolean): void {
    this.beads.setEnabled(false)
    this.ring.setEnabled(true)
    this.ring.position.set(sceneX(eastM), sceneY(upM) + 0.05, sceneZ(northM))
    this.material.emissiveColor = isFree ? FREE : REFUSED
  }

  hide(): void {
    this.beads.setEnabled(false)
    this.ring.setEnabled(false)
  }

  dispose(): void {
    this.beads.dispose()
    this.ring.dispose()
    this.material.dispose()
  }
}

// The city drawn a second time in a frame, on a second table beside the first: the same meshes once more, seen as if the eye
// stood as far to the other side, so that they come to lie shifted. Only what is cut to a table's disc is drawn again. What
// belongs to one of two outcomes (compare-split.ts) is drawn in its turn alone: A on the first table, B on the second. It is drawn
// before all else, so that hands, menus and pins stand before it.
import { Matrix, Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Vec3 } from './frame.ts'
import type { TableCut } from './table-cut.ts'

/** Whose turn it is to be drawn while there are two tables. */
export const TURN: { of: 'a' | 'b' } = { of: 'a' }

export class SecondTable {
  private readonly scene: Scene
  private readonly cut: TableCut
  private readonly drawn: ReturnType<Scene['onBeforeRenderingGroupObservable']['add']>
  private isOn = false
  /** From a place on the first table to the same on the second, in the scene. */
  private readonly shift = new Vector3()
  private readonly moved = new Matrix()
  private readonly view = new Matrix()
  private readonly eye = new Vector3()
  private readonly clear: Mesh[] = []
  /** Drawn by how it is seen through. */
  private readonly seenThrough: Mesh[] = []

  constructor(scene: Scene, cut: TableCut) {
    this.scene = scene
    this.cut = cut
    this.drawn = scene.onBeforeRenderingGroupObservable.add(({ renderingGroupId, renderingManager }) => {
      // Shadows are drawn by others.
      if (renderingGroupId === 0 && renderingManager === scene.renderingManager) this.draw()
    })
  }

  /** Once a frame; null while there is one table. */
  lay(shift: Readonly<Vec3> | null): void {
    this.isOn = shift !== null
    if (shift) this.shift.set(shift.x, shift.y, shift.z)
  }

  dispose(): void {
    this.scene.onBeforeRenderingGroupObservable.remove(this.drawn)
  }

  private draw(): void {
    const { scene, isOn } = this
    const camera = scene.activeCamera
    if (!isOn || !camera) return
    const engine = scene.getEngine()
    Matrix.TranslationToRef(this.shift.x, this.shift.y, this.shift.z, this.moved)
    this.moved.multiplyToRef(camera.getViewMatrix(), this.view)
    camera.globalPosition.subtractToRef(this.shift, this.eye)
    TURN.of = 'b'
    this.cut.eye = this.eye
    scene.setTransformMatrix(this.view, camera.getProjectionMatrix())
    scene.resetCachedMaterial()
    try {
      this.sort()
      for (const mesh of this.clear) drawAgain(mesh, false)
      for (const mesh of this.seenThrough) drawAgain(mesh, true)
    } finally {
      engine.setAlphaMode(0)
      TURN.of = 'a'
      this.cut.eye = null
      scene.resetCachedMaterial()
      scene.updateTransformMatrix()
    }
  }

  private sort(): void {
    const { scene, clear, seenThrough } = this
    clear.length = seenThrough.length = 0
    const active = scene.getActiveMeshes()
    for (let n = 0; n < active.length; n++) {
      // Every mesh that is cut is one: instances of others are not among them.
      const mesh = active.data[n] as Mesh
      const { material } = mesh
      if (!material || !this.cut.cuts(material) || !mesh.isInFrustum(scene.frustumPlanes)) continue
      ;(material.needAlphaBlendingForMesh(mesh) ? seenThrough : clear).push(mesh)
    }
    seenThrough.sort((a, b) => a.alphaIndex - b.alphaIndex)
  }
}

function drawAgain(mesh: Mesh, isSeenThrough: boolean): void {
  for (const subMesh of mesh.subMeshes) mesh.render(subMesh, isSeenThrough)
}

/** Whether a mesh is drawn at all in the turn: `side` is whose it is. */
export const isInTurn = (side: 'a' | 'b'): boolean => side === TURN.of

/** Drawn also where the first table is out of sight: the second may be in it. */
export function alwaysDrawn(mesh: AbstractMesh): () => void {
  const was = mesh.alwaysSelectAsActiveMesh
  mesh.alwaysSelectAsActiveMesh = true
  return () => void (mesh.alwaysSelectAsActiveMesh = was)
}

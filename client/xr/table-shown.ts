// What of the city is drawn while it lies on a table: the tiles that reach onto the disc, and what is large enough to be
// seen there. Lamps, benches and bodies come back when the model is drawn so near that a person is a finger high.
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { InParts } from '../scene/far-city.ts'
import { alwaysDrawn } from '../scene/second-table.ts'
import type { TableCut } from '../scene/table-cut.ts'

/** Of the scene's meshes, by name: nothing larger than a few metres. Pins stand for people. */
const SMALL: ReadonlySet<string> = new Set([
  'signs',
  'lamps',
  'halos',
  'signals',
  'shelters',
  'benches',
  'fountains',
  'people 0',
  'people 1',
  'people 2',
  'shadows of people',
  'names',
  'speech',
])
/** Of the sky or round the eye of one who stands in the city: never on a table. */
const NEVER: ReadonlySet<string> = new Set(['sky', 'downpour'])
/** Metres of the city to a metre of the room from which on small things are left out. */
const SMALL_SCALE = 60

export class TableShown {
  private readonly scene: Scene
  private readonly hidden = new Set<AbstractMesh>()
  /** Drawn wherever one looks, and how that ends. */
  private readonly kept = new Map<AbstractMesh, () => void>()
  /** What is drawn on a second table, which may be seen where the first is not; null while there is none. */
  twice: TableCut | null = null

  constructor(scene: Scene) {
    this.scene = scene
  }

  /** Once a frame, with the disc in the scene's metres. */
  step(x: number, z: number, radiusM: number, scale: number): void {
    if (!this.twice) this.letGo()
    const { meshes } = this.scene
    for (let i = 0; i < meshes.length; i++) {
      const mesh = meshes[i] as AbstractMesh
      const isOut = NEVER.has(mesh.name) || (SMALL.has(mesh.name) ? scale > SMALL_SCALE : isOff(mesh, x, z, radiusM))
      if (isOut) {
        this.hidden.add(mesh)
        mesh.isVisible = false
      } else {
        if (this.hidden.delete(mesh)) mesh.isVisible = true
        if (this.isTwice(mesh) && !this.kept.has(mesh)) this.kept.set(mesh, alwaysDrawn(mesh))
      }
    }
  }

  /** Everything as it was. */
  dispose(): void {
    for (const mesh of this.hidden) mesh.isVisible = true
    this.hidden.clear()
    this.letGo()
  }

  /** A mesh of many knows itself what of it is seen. */
  private isTwice({ material, metadata }: AbstractMesh): boolean {
    return this.twice !== null && material !== null && !metadata && this.twice.cuts(material)
  }

  private letGo(): void {
    for (const end of this.kept.values()) end()
    this.kept.clear()
  }
}

/** A tile, or a mesh of many, no part of which lies on the disc. */
function isOff(mesh: AbstractMesh, x: number, z: number, radiusM: number): boolean {
  if (mesh.material?.name !== 'city') return false
  const all = (mesh.metadata as InParts | null)?.parts() ?? [mesh.getBoundingInfo()]
  for (const { boundingBox } of all) {
    const { minimumWorld: low, maximumWorld: high } = boundingBox
    if (Math.hypot(Math.max(low.x - x, 0, x - high.x), Math.max(low.z - z, 0, z - high.z)) <= radiusM) return false
  }
  return true
}

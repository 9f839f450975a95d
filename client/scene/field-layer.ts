// What the layers that are drawn have in common: they are shown a field whenever it has changed, get on once a frame, and
// say what of theirs a ray meets. And the one mesh of thin instances that most of them are.
import { ShaderMaterial, type IShaderMaterialOptions } from '@babylonjs/core/Materials/shaderMaterial.js'
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import type { SunState } from './sun.ts'

/** What of a layer is pointed at: an item's number or an agent's id; of a raster nothing but the place. */
export type LayerPick = { readonly item: number; readonly distanceM: number; readonly atM: readonly [number, number] }

/** What a ray meets of walls and ground, and what before that counts. */
export type Met = {
  /** Infinity where it meets nothing. */
  readonly distanceM: number
  readonly isBuilding: boolean
  /** A press of the ground means to go there: what lies flat on it is left out. */
  readonly isToWalk?: boolean
  /** Whether a place is drawn; all are, unless the city lies on a table. */
  readonly isShown?: IsShown
}
export type IsShown = (eastM: number, northM: number) => boolean
export const everywhere: IsShown = () => true

export interface FieldLayer {
  /** What is drawn from now on; null while there is nothing. Copies what it needs. */
  show(field: Field | null): void
  frame(): void
  /** The nearest of its things that are shown and the ray meets; `groundM` is how far away it meets ground or walls. */
  pick(ray: RayM, groundM: number, isShown?: IsShown): LayerPick | null
  /** How many things are drawn now. */
  readonly shown: number
  /** What draws them, for who divides the view between two outcomes (compare-split.ts). */
  readonly meshes: readonly AbstractMesh[]
  light?(sun: SunState): void
  dispose(): void
}

/** Floats of an instance: they travel where Babylon expects a matrix, as `world0` to `world3`. */
export const FLOATS = 16

export type InstanceShape = {
  readonly positions: ArrayLike<number>
  readonly normals?: ArrayLike<number>
  readonly uvs?: ArrayLike<number>
  readonly indices: ArrayLike<number>
}

/** Any number of instances in one draw call, from one buffer made once. */
export class Instances {
  readonly data: Float32Array<ArrayBuffer>
  readonly material: ShaderMaterial
  readonly mesh: Mesh

  constructor(
    scene: Scene,
    name: string,
    options: {
      readonly most: number
      readonly shape: InstanceShape
      readonly shader: { readonly vertexSource: string; readonly fragmentSource: string }
      readonly material: Partial<IShaderMaterialOptions>
    },
  ) {
    const { most, shape, shader, material } = options
    this.data = new Float32Array(most * FLOATS)
    this.material = new ShaderMaterial(name, scene, shader, material)
    this.material.backFaceCulling = false
    this.mesh = new Mesh(name, scene)
    const plain = new VertexData()
    plain.positions = Float32Array.from(shape.positions)
    if (shape.normals) plain.normals = Float32Array.from(shape.normals)
    if (shape.uvs) plain.uvs = Float32Array.from(shape.uvs)
    plain.indices = Uint16Array.from(shape.indices)
    plain.applyToMesh(this.mesh)
    this.mesh.thinInstanceSetBuffer('matrix', this.data, FLOATS, false)
    this.mesh.material = this.material
    this.mesh.isPickable = false
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.thinInstanceCount = 0
    this.mesh.setEnabled(false)
  }

  /** Drawn after what has no such number, higher later. */
  set order(alphaIndex: number) {
    this.mesh.alphaIndex = alphaIndex
  }

  get count(): number {
    return this.mesh.isEnabled() ? this.mesh.thinInstanceCount : 0
  }

  /** Sends the first `count` of `data`. */
  show(count: number): void {
    this.mesh.setEnabled(count > 0)
    this.mesh.thinInstanceCount = count
    if (count > 0) this.mesh.thinInstanceBufferUpdated('matrix')
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
  }
}

/**
 * How far a ball lies along a ray when the ray passes within `radiusM` and a share of the distance of its middle, so that
 * small things far away can be pointed at; null when it does not.
 */
export function alongRay(
  ray: RayM,
  at: { readonly eastM: number; readonly northM: number; readonly upM: number },
  radiusM: number,
): number | null {
  const [e, n, u] = [at.eastM - ray.eastM, at.northM - ray.northM, at.upM - ray.upM]
  const along = e * ray.dirE + n * ray.dirN + u * ray.dirU
  if (along <= 0) return null
  const away2 = e * e + n * n + u * u - along * along
  const reach = radiusM + REACH_SHARE * along
  return away2 <= reach * reach ? along : null
}
const REACH_SHARE = 0.008

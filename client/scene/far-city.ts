// The far city: all tiles of height boxes in one mesh, one draw call in place of one for each. Their triangles lie in the order
// of their bearing from the eye, twice over, so that those in view are one run of them, whichever way one looks.
import { BoundingInfo } from '@babylonjs/core/Culling/boundingInfo.js'
import type { Material } from '@babylonjs/core/Materials/material.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { SubMesh } from '@babylonjs/core/Meshes/subMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneZ } from './frame.ts'
import type { EyeM } from './tile-choice.ts'
import type { TileFacts, TileMesh } from './tile-mesh.ts'
import { giveVertices } from './tile-vertices.ts'

/** Bearings are reckoned anew when the eye has moved this far: until then a run is a little too long at most. */
const TURN_M = 400
/** What is drawn front to back is sorted by this: after all that stands nearer. */
const BEHIND_ALL = new Vector3(0, 1e7, 0)

type Numbers = Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>
type Part = { readonly data: TileMesh; readonly westM: number; readonly southM: number; readonly bounds: BoundingInfo }

/** How the mesh says where it has something: its own bounds say nothing. */
export type InParts = { parts(): Iterable<BoundingInfo> }

export class FarCity {
  private readonly shown = new Map<string, Part>()
  private readonly mesh: Mesh
  private ordered: readonly Part[] = []
  private seen: boolean[] = []
  /** First index of each part, and of each once more. */
  private starts: number[] = [0]
  private run: SubMesh | null = null
  private isStale = false
  private readonly eye = { eastM: Infinity, northM: 0 }

  constructor(scene: Scene, material: Material) {
    this.mesh = new Mesh('far city', scene)
    this.mesh.material = material
    this.mesh.isPickable = false
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.freezeWorldMatrix()
    this.mesh.metadata = { parts: () => this.ordered.map(({ bounds }) => bounds) } satisfies InParts
    this.mesh.isInFrustum = (planes) => {
      for (const [i, { bounds }] of this.ordered.entries()) this.seen[i] = bounds.isInFrustum(planes)
      return this.draw(runOf(this.seen))
    }
    this.mesh.setEnabled(false)
  }

  show(key: string, data: TileMesh, { westM, southM }: TileFacts): void {
    const [x, z] = [sceneX(westM), sceneZ(southM)]
    const at = ([px, py, pz]: TileMesh['low']): Vector3 => new Vector3(px + x, py, pz + z)
    this.shown.set(key, { data, westM, southM, bounds: new BoundingInfo(at(data.low), at(data.high)) })
    this.isStale = true
  }

  hide(key: string): void {
    if (this.shown.delete(key)) this.isStale = true
  }

  /** After what is shown has changed, and as the eye moves. */
  update({ eastM, northM }: Pick<EyeM, 'eastM' | 'northM'>): void {
    const isTurned = Math.hypot(eastM - this.eye.eastM, northM - this.eye.northM) > TURN_M
    if (!this.isStale && !(isTurned && this.shown.size > 1)) return
    this.isStale = false
    this.eye.eastM = eastM
    this.eye.northM = northM
    const [x, z] = [sceneX(eastM), sceneZ(northM)]
    const bearing = ({ bounds: { boundingBox } }: Part): number =>
      Math.atan2(boundingBox.centerWorld.x - x, boundingBox.centerWorld.z - z)
    this.ordered = [...this.shown.values()].toSorted((a, b) => bearing(a) - bearing(b))
    this.seen = this.ordered.map(() => false)
    this.mesh.setEnabled(this.ordered.length > 0)
    if (this.ordered.length > 0) this.build()
  }

  dispose(): void {
    this.mesh.dispose(true)
  }

  private build(): void {
    const { mesh, ordered } = this
    const all = ordered.map(({ data }) => data)
    const sum = (of: (data: TileMesh) => number): number => all.reduce((so, data) => so + of(data), 0)
    const vertices = sum(({ features }) => features.length)
    const count = sum(({ indices }) => indices.length)
    const joined = <A extends Numbers>(into: A, of: (data: TileMesh) => A): A => {
      let at = 0
      for (const data of all) {
        into.set(of(data), at)
        at += of(data).length
      }
      return into
    }
    const positions = joined(new Float32Array(vertices * 3), (data) => data.positions)
    const indices = vertices <= 65_535 ? new Uint16Array(2 * count) : new Uint32Array(2 * count)
    this.starts = [0]
    let vertex = 0
    let at = 0
    for (const { data, westM, southM } of ordered) {
      const [x, z] = [sceneX(westM), sceneZ(southM)]
      const end = vertex + data.features.length
      for (let i = 0; i < data.indices.length; i++) indices[at++] = (data.indices[i] as number) + vertex
      for (; vertex < end; vertex++) {
        positions[vertex * 3] = (positions[vertex * 3] as number) + x
        positions[vertex * 3 + 2] = (positions[vertex * 3 + 2] as number) + z
      }
      this.starts.push(at)
    }
    indices.copyWithin(count, 0, count)
    for (let i = 1; i <= ordered.length; i++) this.starts.push(count + (this.starts[i] as number))
    const normals = joined(new Int8Array(vertices * 4), (data) => data.normals)
    const uvs = joined(new Float32Array(vertices * 2), (data) => data.uvs)
    const surfaces = joined(new Uint8Array(vertices * 4), (data) => data.surfaces)
    const colours = joined(new Uint8Array(vertices * 4), (data) => data.colours)
    const features = joined(new Float32Array(vertices), (data) => data.features)
    giveVertices(mesh, { positions, normals, uvs, surfaces, colours, features, indices })
    mesh.setBoundingInfo(new BoundingInfo(BEHIND_ALL, BEHIND_ALL))
    this.run = mesh.subMeshes[0] as SubMesh
    this.run.setBoundingInfo(new BoundingInfo(BEHIND_ALL, BEHIND_ALL))
  }

  private draw(run: Run): boolean {
    if (!this.run || run.count === 0) return false
    this.run.indexStart = this.starts[run.first] as number
    this.run.indexCount = (this.starts[run.first + run.count] as number) - this.run.indexStart
    return true
  }
}

type Run = { readonly first: number; readonly count: number }

/** The shortest run round the circle that holds all that are seen. */
export function runOf(seen: readonly boolean[]): Run {
  const first = seen.indexOf(true)
  if (first < 0) return NONE
  // The longest row of unseen ones, looked for from a seen one on, is left out.
  let gap = 0
  let after = first
  let row = 0
  for (let k = 1; k <= seen.length; k++) {
    const i = (first + k) % seen.length
    if (!seen[i]) row++
    else {
      if (row > gap) {
        gap = row
        after = i
      }
      row = 0
    }
  }
  return { first: after, count: seen.length - gap }
}

const NONE: Run = { first: 0, count: 0 }

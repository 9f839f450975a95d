// One kind of prop as thin instances of one mesh: buffers made once for the most shown, filled anew when the eye has
// moved, uploaded only as far as they are used. A few of them that all lie out of view are no draw. Knows nothing of what
// the prop is.
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import type { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { Plane } from '@babylonjs/core/Maths/math.plane.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { PropMesh } from './mesh/props-part.ts'

/** More than so many are round the eye anyhow, and are not looked through every frame. */
const FEW = 32
/** What sways and turns reaches a little further than its shape. */
const SWAY = 1.25

export type PoolOptions = { readonly most: number; readonly rangeM: number }

export class PropPool {
  readonly mesh: Mesh
  readonly most: number
  readonly rangeM: number
  count = 0
  private readonly matrices: Float32Array
  private readonly traits: Float32Array
  /** Of one in its own size, from where it stands. */
  private readonly reach: number

  constructor(scene: Scene, name: string, shape: PropMesh, material: ShaderMaterial, options: PoolOptions) {
    this.most = options.most
    this.rangeM = options.rangeM
    this.matrices = new Float32Array(options.most * 16)
    this.traits = new Float32Array(options.most * 4)
    this.mesh = new Mesh(name, scene)
    const data = new VertexData()
    data.positions = shape.positions
    data.normals = shape.normals
    data.indices = shape.indices
    data.applyToMesh(this.mesh)
    this.mesh.setVerticesData('paint', shape.paints, false, 4)
    this.mesh.material = material
    this.reach = SWAY * reachOf(shape.positions)
    this.mesh.isInFrustum = (planes) => this.count > FEW || this.isSeen(planes)
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.isPickable = false
    this.mesh.thinInstanceSetBuffer('matrix', this.matrices, 16, false)
    this.mesh.thinInstanceSetBuffer('trait', this.traits, 4, false)
    this.mesh.thinInstanceCount = 0
    this.mesh.setEnabled(false)
  }

  /** Adds an instance; false when the pool is full. Scales across and up, yaw about y, then the place. */
  add(x: number, y: number, z: number, yaw: number, across: number, up: number): boolean {
    if (this.count >= this.most) return false
    const m = this.matrices
    const o = this.count * 16
    const c = Math.cos(yaw) * across
    const s = Math.sin(yaw) * across
    m[o] = c
    m[o + 1] = m[o + 4] = m[o + 6] = 0
    m[o + 2] = -s
    m[o + 5] = up
    m[o + 8] = s
    m[o + 10] = c
    m[o + 12] = x
    m[o + 13] = y
    m[o + 14] = z
    m[o + 15] = 1
    this.count++
    return true
  }

  /** Adds one that is turned about its own z first, then yawed: an arm that lies along x and rises by `rollRad`. */
  addTurned([x, y, z]: readonly [number, number, number], yaw: number, rollRad: number): boolean {
    if (!this.add(x, y, z, yaw, 1, 1)) return false
    const m = this.matrices
    const o = (this.count - 1) * 16
    const [c, s, cr, sr] = [Math.cos(yaw), Math.sin(yaw), Math.cos(rollRad), Math.sin(rollRad)]
    m[o] = cr * c
    m[o + 1] = sr
    m[o + 2] = -cr * s
    m[o + 4] = -sr * c
    m[o + 5] = cr
    m[o + 6] = sr * s
    return true
  }

  /** Traits of the instance added last; see shaders/props.ts. */
  trait(seed: number, kind: number, phase: number, heightM: number): void {
    const o = (this.count - 1) * 4
    this.traits[o] = seed
    this.traits[o + 1] = kind
    this.traits[o + 2] = phase
    this.traits[o + 3] = heightM
  }

  /** Sends what was added since `count` was set to 0. */
  show(): void {
    this.mesh.setEnabled(this.count > 0)
    this.mesh.thinInstanceCount = this.count
    if (this.count === 0) return
    this.mesh.thinInstanceBufferUpdated('matrix')
    this.mesh.thinInstanceBufferUpdated('trait')
  }

  dispose(): void {
    this.mesh.dispose()
  }

  private isSeen(planes: readonly Plane[]): boolean {
    const m = this.matrices
    for (let o = 0; o < this.count * 16; o += 16) {
      const across = Math.hypot(m[o] as number, m[o + 1] as number, m[o + 2] as number)
      const up = Math.hypot(m[o + 4] as number, m[o + 5] as number, m[o + 6] as number)
      const least = -this.reach * Math.max(across, up)
      let isOut = false
      for (const { normal, d } of planes) {
        const away =
          normal.x * (m[o + 12] as number) + normal.y * (m[o + 13] as number) + normal.z * (m[o + 14] as number) + d
        if (away < least) isOut = true
      }
      if (!isOut) return true
    }
    return false
  }
}

function reachOf(positions: ArrayLike<number>): number {
  let reach = 0
  for (let i = 0; i + 2 < positions.length; i += 3)
    reach = Math.max(reach, Math.hypot(positions[i] as number, positions[i + 1] as number, positions[i + 2] as number))
  return reach
}

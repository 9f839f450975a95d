// The sky dome: a cube round the eye whose fragments lie on the far plane, painted by shaders/sky.ts. One draw.
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { setLight } from './light-uniforms.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import { SKY_FRAGMENT, SKY_VERTEX } from './shaders/sky.ts'
import type { SunState } from './sun.ts'

export class Sky {
  private readonly mesh: Mesh
  private readonly material: ShaderMaterial

  constructor(scene: Scene) {
    this.material = new ShaderMaterial(
      'sky',
      scene,
      { vertexSource: SKY_VERTEX, fragmentSource: SKY_FRAGMENT },
      { attributes: ['position'], uniforms: ['viewProjection', 'uCloud', ...LIGHT_UNIFORMS], useClipPlane: false },
    )
    this.material.backFaceCulling = false
    this.material.disableDepthWrite = true
    this.mesh = new Mesh('sky', scene)
    const data = new VertexData()
    const corner = (i: number): number[] => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, i & 4 ? 1 : -1]
    data.positions = Array.from({ length: 8 }, (_, i) => corner(i)).flat()
    data.indices = [
      0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3,
    ]
    data.applyToMesh(this.mesh)
    this.mesh.material = this.material
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.isPickable = false
    this.mesh.doNotSyncBoundingInfo = true
  }

  light(sun: SunState): void {
    setLight(this.material, sun)
    this.material.setFloat('uCloud', sun.cloud)
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
  }
}

// Cuts what the scene draws to the disc of a table, while there is one: every material whose shader knows the disc, also those
// that come while the table stands, since a layer may be turned on then. How a shader takes part: shaders/table.ts.
import type { Material } from '@babylonjs/core/Materials/material.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { type Vector3, Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { TABLE_DEFINE, TABLE_UNIFORM } from './shaders/table.ts'

export class TableCut {
  /** x, z and radius in the scene's metres. */
  private readonly disc = new Vector4(0, 0, 1, 0)
  /** Whom what is cut takes for the eye, where it is not the camera. */
  eye: Vector3 | null = null
  private readonly scene: Scene
  private readonly seen = new WeakSet<Material>()
  private readonly cut: {
    readonly material: ShaderMaterial
    readonly tell: ReturnType<ShaderMaterial['onBindObservable']['add']>
  }[] = []

  constructor(scene: Scene) {
    this.scene = scene
    this.takeNew()
  }

  holds(x: number, z: number): boolean {
    return Math.hypot(x - this.disc.x, z - this.disc.y) <= this.disc.z
  }

  cuts(material: Material): boolean {
    return this.cut.some((one) => one.material === material)
  }

  /** Once a frame, before the scene is drawn. */
  lay(x: number, z: number, radiusM: number): void {
    this.disc.set(x, z, radiusM, 0)
    this.takeNew()
  }

  /** Everything is drawn whole again. */
  dispose(): void {
    for (const { material, tell } of this.cut) {
      material.setDefine(TABLE_DEFINE, false)
      material.onBindObservable.remove(tell)
    }
    this.cut.length = 0
  }

  private takeNew(): void {
    const { materials } = this.scene
    for (let i = 0; i < materials.length; i++) {
      const material = materials[i] as Material
      if (this.seen.has(material)) continue
      this.seen.add(material)
      if (!(material instanceof ShaderMaterial) || !material.options.uniforms.includes(TABLE_UNIFORM)) continue
      material.setDefine(TABLE_DEFINE, true)
      material.setVector4(TABLE_UNIFORM, this.disc)
      // The vector moves with the table, and the engine keeps what it bound: told at each binding.
      const tell = material.onBindObservable.add(() => {
        material.getEffect().setVector4(TABLE_UNIFORM, this.disc)
        if (this.eye) material.getEffect().setVector3('cameraPosition', this.eye)
      })
      this.cut.push({ material, tell })
    }
  }
}

// The pools of light under street lamps as one map round the eye: every lamp of the shown tiles is stamped into it,
// and the city shader reads it by place. Drawn anew when lamps come or go or the eye leaves its middle.
import { Constants } from '@babylonjs/core/Engines/constants.js'
import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js'
import { Texture } from '@babylonjs/core/Materials/Textures/texture.js'
import type { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { type Vec3, sceneX, sceneZ } from './frame.ts'
import type { TileFacts } from './tile-mesh.ts'

const SIZE = 1024
const WIDTH_M = 1700
const TEXEL_M = WIDTH_M / SIZE
const POOL_M = 19

export class LampLight {
  private readonly pixels = new Uint8Array(SIZE * SIZE)
  private readonly texture: RawTexture
  private readonly uniform = new Vector4(0, 0, 1 / WIDTH_M, 0)
  private readonly lamps = new Map<string, Float32Array>()
  private isStale = true

  constructor(scene: Scene, city: ShaderMaterial) {
    this.texture = new RawTexture(
      this.pixels,
      SIZE,
      SIZE,
      Constants.TEXTUREFORMAT_R,
      scene,
      false,
      false,
      Texture.BILINEAR_SAMPLINGMODE,
    )
    city.setTexture('lampMap', this.texture)
    city.setVector4('uLampMap', this.uniform)
  }

  tileCame(key: string, facts: TileFacts): void {
    const at: number[] = []
    for (const p of facts.points) if (p.kind === 'lamp') at.push(sceneX(p.atM[0]), sceneZ(p.atM[1]))
    if (at.length === 0) return
    this.lamps.set(key, Float32Array.from(at))
    this.isStale = true
  }

  tileWent(key: string): void {
    if (this.lamps.delete(key)) this.isStale = true
  }

  /** Called once a frame; does nothing by day. */
  update(eye: Vec3, night: number): void {
    if (night < 0.05) return
    const away = Math.hypot(eye.x - this.uniform.x, eye.z - this.uniform.y)
    if (!this.isStale && away < 150) return
    this.isStale = false
    this.uniform.x = eye.x
    this.uniform.y = eye.z
    this.pixels.fill(0)
    for (const lamps of this.lamps.values()) {
      for (let i = 0; i < lamps.length; i += 2) this.stamp(lamps[i] as number, lamps[i + 1] as number)
    }
    this.texture.update(this.pixels)
  }

  dispose(): void {
    this.texture.dispose()
  }

  private stamp(x: number, z: number): void {
    const cx = (x - this.uniform.x + WIDTH_M / 2) / TEXEL_M - 0.5
    const cy = (z - this.uniform.y + WIDTH_M / 2) / TEXEL_M - 0.5
    const reach = POOL_M / TEXEL_M
    const west = Math.max(0, Math.ceil(cx - reach))
    const east = Math.min(SIZE - 1, Math.floor(cx + reach))
    const north = Math.max(0, Math.ceil(cy - reach))
    const south = Math.min(SIZE - 1, Math.floor(cy + reach))
    for (let y = north; y <= south; y++) {
      for (let px = west; px <= east; px++) {
        const d = (Math.hypot(px - cx, y - cy) * TEXEL_M) / 6.5
        // A lamp at 6.5 m over level ground: cosine cubed over the square of its height.
        const light = 1 / (1 + d * d) ** 1.6 - 0.03
        if (light <= 0) continue
        const at = y * SIZE + px
        this.pixels[at] = Math.min(255, (this.pixels[at] as number) + light * 150)
      }
    }
  }
}

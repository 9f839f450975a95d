// What people darken on the ground they stand on: a soft spot under the feet and a soft shadow away from the sun or moon,
// one flat quad each, all in one draw call. They lie on level ground; the scene's shadow map is for what does not move.
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneY, sceneZ } from './frame.ts'
import type { SunState } from './sun.ts'

/** The most shadows, of the nearest. */
export const MOST_SHADOWS = 160
const HALF_M = 0.42

type Feet = { readonly eastM: number; readonly northM: number; readonly upM: number }

// world0: place and strength; world1.x: how tall, .y: how wide.
const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec4 world0;
in vec4 world1;
uniform mat4 viewProjection;
uniform vec4 uThrow;
out vec2 vAt;
flat out vec3 vBody;
void main() {
  float reach = uThrow.z * world1.x;
  vAt = vec2(position.x * ${2 * HALF_M}, mix(-${HALF_M}, reach + ${HALF_M}, position.y + 0.5));
  vBody = vec3(reach, world0.w, world1.y);
  vec2 side = vec2(-uThrow.y, uThrow.x);
  vec2 level = side * vAt.x + uThrow.xy * vAt.y;
  gl_Position = viewProjection * vec4(world0.x + level.x, world0.y + 0.025, world0.z + level.y, 1.0);
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vAt;
flat in vec3 vBody;
uniform vec4 uThrow;
void main() {
  float t = clamp(vAt.y / max(vBody.x, 0.01), 0.0, 1.0);
  vec2 from = vec2(vAt.x, vAt.y - t * vBody.x);
  // Sharper at the feet, wider at shoulder height.
  float wide = vBody.z * mix(0.15, 0.27, smoothstep(0.1, 0.75, t)) * (1.0 - 0.4 * smoothstep(0.82, 1.0, t));
  float thrown = (1.0 - smoothstep(wide * 0.45, wide * 1.25, length(from))) * mix(1.0, 0.55, t) * uThrow.w;
  float spot = 1.0 - smoothstep(0.05, 0.36 * vBody.z, length(vAt));
  float dark = max(thrown, 0.5 * spot * spot) * vBody.y;
  if (dark < 0.01) discard;
  gl_FragColor = vec4(0.02, 0.025, 0.04, dark);
}
`

export class GroundShadows {
  private readonly mesh: Mesh
  private readonly material: ShaderMaterial
  private readonly data = new Float32Array(MOST_SHADOWS * 16)
  private readonly throwTo = new Vector4(0, 1, 0, 0)
  private count = 0

  constructor(scene: Scene) {
    this.material = new ShaderMaterial(
      'shadows of people',
      scene,
      { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      { attributes: ['position'], uniforms: ['viewProjection', 'uThrow'], needAlphaBlending: true },
    )
    this.material.backFaceCulling = false
    this.material.disableDepthWrite = true
    this.material.zOffset = -1
    this.material.setVector4('uThrow', this.throwTo)
    this.mesh = new Mesh('shadows of people', scene)
    const quad = new VertexData()
    quad.positions = [-0.5, -0.5, 0, 0.5, -0.5, 0, 0.5, 0.5, 0, -0.5, 0.5, 0]
    quad.indices = [0, 1, 2, 0, 2, 3]
    quad.applyToMesh(this.mesh)
    this.mesh.thinInstanceSetBuffer('matrix', this.data, 16, false)
    this.mesh.material = this.material
    this.mesh.isPickable = false
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.alphaIndex = 1
    this.mesh.setEnabled(false)
  }

  light(sun: SunState): void {
    const { x, y, z } = sun.lightDir
    const level = Math.hypot(x, z)
    // Along the ground away from the light, for a metre of height; long shadows are cut: they would leave the ground.
    const length = Math.min(1.3, level / Math.max(0.12, y))
    const bright = sun.light[0] + sun.light[1] + sun.light[2]
    const around = sun.ambientSky[0] + sun.ambientSky[1] + sun.ambientSky[2]
    const strength = y > 0.02 ? 0.62 * Math.min(1, bright / Math.max(0.05, bright * 0.35 + around * 1.4)) : 0
    this.throwTo.set(level > 0 ? -x / level : 0, level > 0 ? -z / level : 1, length, strength)
    this.material.setVector4('uThrow', this.throwTo)
  }

  begin(): void {
    this.count = 0
  }

  /** Under somebody `tallM` high; `strength` 1 for a solid body. */
  add(feet: Readonly<Feet>, tallM: number, strength: number): void {
    if (this.count >= MOST_SHADOWS || strength < 0.02) return
    const o = this.count++ * 16
    const d = this.data
    d[o] = sceneX(feet.eastM)
    d[o + 1] = sceneY(feet.upM)
    d[o + 2] = sceneZ(feet.northM)
    d[o + 3] = strength
    d[o + 4] = tallM
    d[o + 5] = tallM / 1.74
  }

  end(): void {
    this.mesh.setEnabled(this.count > 0)
    this.mesh.thinInstanceCount = this.count
    if (this.count > 0) this.mesh.thinInstanceBufferUpdated('matrix')
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
  }
}

// Shadows of the sun or moon: one depth map round the eye, drawn again only when the light has turned, the eye has
// left the map's middle or tiles have changed. The city shader reads it with four turned, filtered comparisons.
import '@babylonjs/core/Engines/Extensions/engine.renderTarget.js'
import '@babylonjs/core/Shaders/ShadersInclude/instancesDeclaration.js'
import '@babylonjs/core/Shaders/ShadersInclude/instancesVertex.js'
import { Constants } from '@babylonjs/core/Engines/constants.js'
import { RenderTargetTexture } from '@babylonjs/core/Materials/Textures/renderTargetTexture.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Matrix, Vector3, Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Vec3 } from './frame.ts'

const SIZE = 2048
/** Half the depth of the map along the light, metres. */
const DEPTH_M = 1600
/** Of what stands so tall the shadow is drawn whole, up to this length. */
const TALL_M = 120
const LONGEST_M = 600
/** At most one redraw in this time while tiles stream in. */
const EASE_MS = 200

const CASTER_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
#include<instancesDeclaration>
uniform mat4 uShadowMatrix;
void main() {
#include<instancesVertex>
  gl_Position = uShadowMatrix * finalWorld * vec4(position, 1.0);
  // What stands nearer to the sun than the map is pressed onto its front.
  gl_Position.z = max(gl_Position.z, -1.0);
}
`
const CASTER_FRAGMENT = /* glsl */ `
precision highp float;
void main() { glFragColor = vec4(1.0); }
`

export class Shadows {
  private readonly map: RenderTargetTexture
  private readonly caster: ShaderMaterial
  private readonly matrix = Matrix.Identity()
  private readonly uniform = new Vector4(0, 1 / SIZE, 0.5, 400)
  private readonly extra: AbstractMesh[] = []
  private readonly city: ShaderMaterial
  private centre: Vec3 = { x: Infinity, y: 0, z: 0 }
  private light: Vec3 = { x: 0, y: 1, z: 0 }
  private radiusM = 400
  private seenChanges = -1
  private isBehind = true
  private nextMs = 0
  private isOn = true

  constructor(scene: Scene, city: ShaderMaterial) {
    this.city = city
    this.map = new RenderTargetTexture('sun map', SIZE, scene, { generateMipMaps: false, generateDepthBuffer: true })
    this.map.createDepthStencilTexture(Constants.LESS, true, false, 1, Constants.TEXTUREFORMAT_DEPTH32_FLOAT)
    this.map.noPrePassRenderer = true
    this.map.renderList = []
    this.map.refreshRate = RenderTargetTexture.REFRESHRATE_RENDER_ONCE
    this.map.ignoreCameraViewport = true
    this.map.renderParticles = false
    this.map.renderSprites = false
    this.caster = new ShaderMaterial(
      'sun map caster',
      scene,
      { vertexSource: CASTER_VERTEX, fragmentSource: CASTER_FRAGMENT },
      { attributes: ['position'], uniforms: ['world', 'uShadowMatrix'], useClipPlane: false },
    )
    this.caster.backFaceCulling = false
    this.caster.setMatrix('uShadowMatrix', this.matrix)
    scene.customRenderTargets.push(this.map)
    city.setMatrix('uShadowMatrix', this.matrix)
    city.setVector4('uShadow', this.uniform)
    city.onBindObservable.add(() => city.getEffect().setDepthStencilTexture('shadowMap', this.map))
  }

  /** Meshes beside the tiles that throw shadows: trees, lamps. */
  addCaster(mesh: AbstractMesh): void {
    this.extra.push(mesh)
    this.map.setMaterialForRendering(mesh, this.caster)
  }

  /** 0 hides the shadows (overcast, XR without them); the map is not drawn then. */
  setStrength(strength: number): void {
    this.isOn = strength > 0
    this.uniform.x = strength
  }

  setLight(direction: Vec3): void {
    const turned = this.light.x * direction.x + this.light.y * direction.y + this.light.z * direction.z
    // Half a degree.
    if (turned > 0.99996) return
    this.light = direction
    this.seenChanges = -1
  }

  /** Called once a frame; `changes` rises when other tiles are shown. */
  update(
    eye: Vec3,
    groundM: number,
    tiles: { readonly changes: number; meshes(): Iterable<AbstractMesh> },
    nowMs: number,
  ): void {
    if (!this.isOn) return
    const wanted = Math.min(1800, Math.max(320, 230 + Math.max(0, eye.y - groundM) * 2.4))
    const away = Math.hypot(eye.x - this.centre.x, eye.z - this.centre.z)
    const isResized = wanted > this.radiusM * 1.35 || wanted < this.radiusM * 0.65
    const isOut = !(away < this.radiusM * 0.22) || isResized
    this.isBehind = isOut || this.seenChanges !== tiles.changes
    if (!this.isBehind || (!isOut && nowMs < this.nextMs)) return
    this.seenChanges = tiles.changes
    this.isBehind = false
    this.nextMs = nowMs + EASE_MS
    if (isOut) this.radiusM = wanted
    this.centre = { x: eye.x, y: groundM, z: eye.z }
    this.aim()
    const list: AbstractMesh[] = []
    for (const mesh of tiles.meshes()) if (this.reaches(mesh)) list.push(mesh)
    for (const mesh of list) this.map.setMaterialForRendering(mesh, this.caster)
    for (const mesh of this.extra) if (mesh.isEnabled()) list.push(mesh)
    this.map.renderList = list
    this.map.resetRefreshCounter()
  }

  get isFresh(): boolean {
    return !this.isOn || !this.isBehind
  }

  dispose(): void {
    this.map.dispose()
    this.caster.dispose()
  }

  private aim(): void {
    const f = new Vector3(-this.light.x, -this.light.y, -this.light.z)
    const side = Math.abs(f.y) > 0.99 ? new Vector3(1, 0, 0) : new Vector3(-f.z, 0, f.x).normalize()
    const up = Vector3.Cross(side, f).normalize()
    const r = this.radiusM
    const texel = (2 * r) / SIZE
    const along = (v: Vector3): number => v.x * this.centre.x + v.y * this.centre.y + v.z * this.centre.z
    // Whole texels, so that edges do not crawl when the map moves.
    const s = Math.round(along(side) / texel) * texel
    const u = Math.round(along(up) / texel) * texel
    const d = along(f)
    // Column by column, as the shader reads it.
    Matrix.FromValuesToRef(
      side.x / r,
      up.x / r,
      f.x / DEPTH_M,
      0,
      side.y / r,
      up.y / r,
      f.y / DEPTH_M,
      0,
      side.z / r,
      up.z / r,
      f.z / DEPTH_M,
      0,
      -s / r,
      -u / r,
      -d / DEPTH_M,
      1,
      this.matrix,
    )
    this.uniform.z = texel * 1.6
    this.uniform.w = r
    this.city.setMatrix('uShadowMatrix', this.matrix)
    this.caster.setMatrix('uShadowMatrix', this.matrix)
  }

  /** Whether the mesh's shadow can fall into the map: it lies before the map as seen from the light, and not too far off. */
  private reaches(mesh: AbstractMesh): boolean {
    low.setAll(Infinity)
    high.setAll(-Infinity)
    for (const corner of mesh.getBoundingInfo().boundingBox.vectorsWorld) {
      Vector3.TransformCoordinatesToRef(corner, this.matrix, place)
      low.minimizeInPlace(place)
      high.maximizeInPlace(place)
    }
    if (low.x > 1 || high.x < -1 || low.y > 1 || high.y < -1) return false
    const cornerM = this.radiusM * Math.SQRT2
    const throwM = Math.min(LONGEST_M, TALL_M / Math.max(0.05, this.light.y))
    return low.z * DEPTH_M < cornerM && high.z * DEPTH_M > -cornerM - throwM
  }
}

const place = new Vector3()
const low = new Vector3()
const high = new Vector3()

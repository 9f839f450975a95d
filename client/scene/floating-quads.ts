// Written or drawn signs that stand upright in the air and face the viewer: any number of them in one draw call, from one
// canvas texture. A frame writes numbers into one buffer; the canvas is touched only when something new is to be read.
import '@babylonjs/core/Engines/Extensions/engine.dynamicTexture.js'
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneY, sceneZ } from './frame.ts'
import { TABLE_GLSL, TABLE_UNIFORM } from './shaders/table.ts'

// world0: place and alpha; world1: the rectangle in the texture; world2: width, height, way to the right and up (metres);
// world3: grows with the distance from here on, fades from here to there (metres), brightness.
const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec4 world0;
in vec4 world1;
in vec4 world2;
in vec4 world3;
uniform mat4 viewProjection;
uniform vec3 cameraPosition;
out vec2 vUv;
out float vAlpha;
${TABLE_GLSL}
void main() {
  vec3 to = cameraPosition - world0.xyz;
  float away = length(to);
  float size = max(1.0, away / world3.x);
  // Upright; from above it leans back to be read.
  vec3 right = normalize(vec3(to.z, 0.0, -to.x) + vec3(1e-5, 0.0, 0.0));
  vec3 up = normalize(mix(vec3(0.0, 1.0, 0.0), cross(to / away, right), clamp(abs(to.y) / away * 1.4 - 0.4, 0.0, 1.0)));
  vec2 at = (position.xy * world2.xy + world2.zw) * size;
  vec3 world = world0.xyz + right * at.x + up * at.y;
  vUv = mix(world1.xy, world1.zw, position.xy + 0.5);
  vAlpha = world0.w * (1.0 - smoothstep(world3.y, world3.z, away)) * smoothstep(0.25, 0.5, away);
  gl_Position = vAlpha <= 0.01 || isOffTable(world0.xyz) ? vec4(2.0, 2.0, 2.0, 1.0) : viewProjection * vec4(world, 1.0);
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vUv;
in float vAlpha;
uniform sampler2D atlas;
void main() {
  vec4 c = texture(atlas, vUv);
  float a = c.a * vAlpha;
  if (a < 0.02) discard;
  gl_FragColor = vec4(c.rgb / max(c.a, 0.01), a);
}
`

/** A rectangle of the atlas in pixels from the upper left. */
export type Rect = { x: number; y: number; width: number; height: number }

export type QuadLook = {
  widthM: number
  heightM: number
  rightM: number
  upM: number
  alpha: number
  /** Of one size on the screen from this distance on. */
  growsFromM: number
  fadesFromM: number
  goneM: number
}

export class FloatingQuads {
  readonly context: CanvasRenderingContext2D
  private readonly texture: DynamicTexture
  private readonly material: ShaderMaterial
  readonly mesh: Mesh
  private readonly data: Float32Array
  private readonly size: { readonly width: number; readonly height: number }
  private count = 0
  private isWritten = false

  constructor(
    scene: Scene,
    name: string,
    options: { readonly most: number; readonly width: number; readonly height: number },
  ) {
    this.size = { width: options.width, height: options.height }
    this.texture = new DynamicTexture(name, this.size, scene, true)
    this.texture.anisotropicFilteringLevel = 4
    this.context = this.texture.getContext() as unknown as CanvasRenderingContext2D
    this.material = new ShaderMaterial(
      name,
      scene,
      { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position'],
        uniforms: ['viewProjection', 'cameraPosition', TABLE_UNIFORM],
        samplers: ['atlas'],
        needAlphaBlending: true,
      },
    )
    this.material.setTexture('atlas', this.texture)
    this.material.backFaceCulling = false
    this.material.disableDepthWrite = true
    this.material.onBind = () => {
      const eye = scene.activeCamera?.globalPosition
      if (eye) this.material.getEffect().setVector3('cameraPosition', eye)
    }
    this.mesh = new Mesh(name, scene)
    const quad = new VertexData()
    quad.positions = [-0.5, -0.5, 0, 0.5, -0.5, 0, 0.5, 0.5, 0, -0.5, 0.5, 0]
    quad.indices = [0, 1, 2, 0, 2, 3]
    quad.applyToMesh(this.mesh)
    this.data = new Float32Array(options.most * 16)
    this.mesh.thinInstanceSetBuffer('matrix', this.data, 16, false)
    this.mesh.material = this.material
    this.mesh.isPickable = false
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.alphaIndex = 110
    this.mesh.setEnabled(false)
  }

  /** Begins a frame: nothing is shown. */
  begin(): void {
    this.count = 0
  }

  /** Shows a rectangle of the atlas; left out when there is no room. */
  add(eastM: number, northM: number, upM: number, rect: Readonly<Rect>, look: Readonly<QuadLook>): void {
    const o = this.count * 16
    if (o >= this.data.length) return
    this.count++
    const d = this.data
    d[o] = sceneX(eastM)
    d[o + 1] = sceneY(upM)
    d[o + 2] = sceneZ(northM)
    d[o + 3] = look.alpha
    d[o + 4] = rect.x / this.size.width
    d[o + 5] = 1 - (rect.y + rect.height) / this.size.height
    d[o + 6] = (rect.x + rect.width) / this.size.width
    d[o + 7] = 1 - rect.y / this.size.height
    d[o + 8] = look.widthM
    d[o + 9] = look.heightM
    d[o + 10] = look.rightM
    d[o + 11] = look.upM
    d[o + 12] = look.growsFromM
    d[o + 13] = look.fadesFromM
    d[o + 14] = look.goneM
  }

  /** Says that the canvas was drawn on. */
  touch(): void {
    this.isWritten = true
  }

  /** Ends a frame. */
  end(): void {
    if (this.isWritten) {
      this.isWritten = false
      this.texture.update(true)
    }
    this.mesh.setEnabled(this.count > 0)
    this.mesh.thinInstanceCount = this.count
    if (this.count > 0) this.mesh.thinInstanceBufferUpdated('matrix')
  }

  get shown(): number {
    return this.count
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
    this.texture.dispose()
  }
}

/** Cells of an atlas given to texts, the longest unused one first. A frame allocates only for a text not written yet. */
export class CellCache {
  private readonly texts: (string | null)[]
  private readonly used: Float64Array
  private readonly cells = new Map<string, number>()
  private readonly write: (cell: number, text: string) => void
  private readonly fontsCame = (): void => this.clear()
  private turn = 0

  constructor(count: number, write: (cell: number, text: string) => void) {
    this.texts = Array.from({ length: count }, () => null)
    this.used = new Float64Array(count)
    this.write = write
    if (typeof document !== 'undefined') document.fonts?.addEventListener('loadingdone', this.fontsCame)
  }

  dispose(): void {
    if (typeof document !== 'undefined') document.fonts?.removeEventListener('loadingdone', this.fontsCame)
  }

  begin(): void {
    this.turn++
  }

  /** The cell of a text, written now if it was not; null when all cells are in use this turn. */
  cell(text: string): number | null {
    let cell = this.cells.get(text) ?? -1
    if (cell < 0) {
      for (let i = 0; i < this.used.length; i++)
        if (
          (this.used[i] as number) < this.turn &&
          (cell < 0 || (this.used[i] as number) < (this.used[cell] as number))
        )
          cell = i
      if (cell < 0) return null
      const before = this.texts[cell]
      if (typeof before === 'string') this.cells.delete(before)
      this.texts[cell] = text
      this.cells.set(text, cell)
      this.write(cell, text)
    }
    this.used[cell] = this.turn
    return cell
  }

  /** Everything must be written anew, for instance because a font has come. */
  clear(): void {
    this.cells.clear()
    this.texts.fill(null)
    this.used.fill(0)
  }
}

/** The signs' own typeface, loaded by the labels; others until it is there. */
export const SIGN_FONT = "'Townhall Sign', 'PT Sans', 'Noto Sans', 'DejaVu Sans', sans-serif"

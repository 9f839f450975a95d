// A board that stands in the city and shows a canvas, bright by day and softer by night: one draw call, and a texture that is
// sent only when something was drawn.
import '@babylonjs/core/Engines/Extensions/engine.dynamicTexture.js'
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import { sceneX, sceneY, sceneZ } from './frame.ts'
import { type BoardAt, type BoardSize, meetBoard } from './mesh/meeting.ts'
import { TABLE_GLSL, TABLE_UNIFORM } from './shaders/table.ts'

const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec2 uv;
uniform mat4 viewProjection;
#ifdef MULTIVIEW
uniform mat4 viewProjectionR;
#endif
out vec2 vUv;
out vec3 vWorld;
void main() {
  vUv = uv;
  vWorld = position;
#ifdef MULTIVIEW
  gl_Position = (gl_ViewID_OVR == 0u ? viewProjection : viewProjectionR) * vec4(position, 1.0);
#else
  gl_Position = viewProjection * vec4(position, 1.0);
#endif
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vUv;
in vec3 vWorld;
uniform sampler2D face;
${TABLE_GLSL}
void main() {
  if (isOffTable(vWorld)) discard;
  glFragColor = vec4(texture(face, vUv).rgb * 0.97, 1.0);
}
`

export class MeetingBoard {
  readonly context: CanvasRenderingContext2D
  private readonly texture: DynamicTexture
  private readonly material: ShaderMaterial
  private readonly mesh: Mesh
  private readonly size: BoardSize
  private at: BoardAt | null = null
  private key = ''
  private isOn = false
  /** How often it was drawn, for tests. */
  draws = 0

  constructor(scene: Scene, name: string, size: BoardSize, px: { readonly width: number; readonly height: number }) {
    this.size = size
    this.texture = new DynamicTexture(name, px, scene, true)
    this.texture.anisotropicFilteringLevel = 8
    this.context = this.texture.getContext() as unknown as CanvasRenderingContext2D
    this.material = new ShaderMaterial(
      name,
      scene,
      { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position', 'uv'],
        uniforms: ['viewProjection', TABLE_UNIFORM],
        samplers: ['face'],
        useClipPlane: false,
      },
    )
    this.material.setTexture('face', this.texture)
    this.material.backFaceCulling = false
    this.mesh = new Mesh(name, scene)
    this.mesh.material = this.material
    this.mesh.isPickable = false
    this.mesh.setEnabled(false)
  }

  stand(at: BoardAt | null): void {
    this.at = at
    this.mesh.setEnabled(this.isOn && at !== null)
    if (!at) return
    const { widthM, heightM, lowM } = this.size
    const [sin, cos] = [Math.sin(at.headingRad), Math.cos(at.headingRad)]
    // Read from ahead of it: its right is the reader's left.
    const corner = (x: number, up: number): readonly [number, number, number] => [
      sceneX(at.eastM - x * cos + 0.01 * sin),
      sceneY(at.floorM + up),
      sceneZ(at.northM + x * sin + 0.01 * cos),
    ]
    const half = widthM / 2
    const data = new VertexData()
    data.positions = [
      ...corner(-half, lowM),
      ...corner(half, lowM),
      ...corner(half, lowM + heightM),
      ...corner(-half, lowM + heightM),
    ]
    data.uvs = [0, 0, 1, 0, 1, 1, 0, 1]
    data.indices = [0, 1, 2, 0, 2, 3]
    data.applyToMesh(this.mesh, true)
    this.mesh.refreshBoundingInfo()
  }

  get isShown(): boolean {
    return this.isOn && this.at !== null
  }

  /** Draws when the key is another than before; null takes the board off. */
  show(key: string | null, draw: (context: CanvasRenderingContext2D, width: number, height: number) => void): void {
    this.isOn = key !== null
    this.mesh.setEnabled(this.isShown)
    if (key === null || key === this.key) return
    this.key = key
    const { width, height } = this.texture.getSize()
    draw(this.context, width, height)
    this.texture.update(true)
    this.draws++
  }

  /** Where a ray meets it, from -0.5 at the reader's left to 0.5; null where it does not, or from behind. */
  meet(ray: RayM, withinM: number): number | null {
    return this.at && meetBoard(this.at, this.size, ray, withinM)
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
    this.texture.dispose()
  }
}

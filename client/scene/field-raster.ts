// A raster of the city as translucent colours laid over the ground round the eye: one mesh, finer near than far, that
// follows the relief of the tiles; the values as a small texture, blended between the samples. One draw a layer.
import { Constants } from '@babylonjs/core/Engines/constants.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js'
import { Texture } from '@babylonjs/core/Materials/Textures/texture.js'
import { Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { Grid, Quantity } from '../../shared/protocol/fields-info.ts'
import type { RasterCells } from '../../shared/protocol/fields-raster.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { colourAt, shareOf } from '../../shared/protocol/colour-scale.ts'
import type { FieldLayer, LayerPick } from './field-layer.ts'
import { eastOf, northOf, sceneX, sceneY, sceneZ, upOf } from './frame.ts'
import type { CityScene } from './scene.ts'
import { TABLE_GLSL, TABLE_UNIFORM } from './shaders/table.ts'

/** Vertices a side, how far it reaches (further from high up, or over a table), and how far the eye goes before it is laid anew. */
const SIDE = 65
const REACH_M = 6000
const REACH_OF_HEIGHT = 3
const MOVE_M = 150
/** Above the ground, with a little more far away, where the relief is rougher. */
const LIFT_M = 0.5
const LIFT_SHARE = 0.006
const OPACITY_MIN = 0.3
const OPACITY_MAX = 0.62
const OPACITY_DIFFERENCE = 0.85

const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
uniform mat4 viewProjection;
uniform vec4 uRect;
out vec2 vAt;
out vec3 vWorld;
void main() {
  vWorld = position;
  vAt = vec2(position.x - uRect.x, -position.z - uRect.y) * uRect.zw;
  gl_Position = viewProjection * vec4(position, 1.0);
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vAt;
in vec3 vWorld;
uniform sampler2D values;
${TABLE_GLSL}
void main() {
  if (isOffTable(vWorld)) discard;
  vec2 outside = step(vAt, vec2(0.0)) + step(vec2(1.0), vAt);
  vec4 colour = texture(values, vAt);
  if (outside.x + outside.y > 0.0 || colour.a < 0.01) discard;
  glFragColor = colour;
}
`

export class FieldRaster implements FieldLayer {
  private readonly city: CityScene
  private readonly mesh: Mesh
  private readonly material: ShaderMaterial
  private readonly positions = new Float32Array(3 * SIDE * SIDE)
  private texture: RawTexture | null = null
  private pixels = new Uint8Array(0)
  private laidEastM = Infinity
  private laidNorthM = Infinity
  private reachM = REACH_M
  private knownShare = 0
  private framesSince = 0
  private grid: Grid | null = null

  constructor(city: CityScene) {
    this.city = city
    const scene = city.inner
    this.material = new ShaderMaterial(
      'field raster',
      scene,
      { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position'],
        uniforms: ['viewProjection', 'uRect', TABLE_UNIFORM],
        samplers: ['values'],
        needAlphaBlending: true,
        useClipPlane: false,
      },
    )
    this.material.backFaceCulling = false
    this.material.disableDepthWrite = true
    this.material.alphaMode = Constants.ALPHA_PREMULTIPLIED
    this.mesh = new Mesh('field raster', scene)
    const data = new VertexData()
    const indices: number[] = []
    for (let row = 0; row + 1 < SIDE; row++)
      for (let col = 0; col + 1 < SIDE; col++) {
        const a = row * SIDE + col
        indices.push(a, a + 1, a + SIDE + 1, a, a + SIDE + 1, a + SIDE)
      }
    data.positions = this.positions
    data.indices = indices
    data.applyToMesh(this.mesh, true)
    this.mesh.material = this.material
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.isPickable = false
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.setEnabled(false)
  }

  get meshes(): readonly [Mesh] {
    return [this.mesh]
  }

  get shown(): number {
    return this.mesh.isEnabled() ? 1 : 0
  }

  /** The place on the ground, where the grid has it. */
  pick(ray: RayM, groundM: number): LayerPick | null {
    const { grid } = this
    if (!grid || !Number.isFinite(groundM)) return null
    const [eastM, northM] = [ray.eastM + ray.dirE * groundM, ray.northM + ray.dirN * groundM]
    const [col, row] = [(eastM - grid.westM) / grid.cellM, (northM - grid.southM) / grid.cellM]
    if (col < 0 || row < 0 || col >= grid.cols || row >= grid.rows) return null
    return { item: -1, distanceM: groundM, atM: [eastM, northM] }
  }

  show(field: Field | null): void {
    const cells = field?.cells.kind === 'raster' ? field.cells : null
    this.mesh.setEnabled(cells !== null)
    this.grid = cells?.info.grid ?? null
    if (!cells) return
    const { grid } = cells.info
    paint(cells, (this.pixels = this.pixels.length === 4 * cells.codes.length ? this.pixels : blank(grid)))
    const { texture } = this
    if (texture?.getSize().width === grid.cols && texture.getSize().height === grid.rows) texture.update(this.pixels)
    else {
      texture?.dispose()
      this.texture = this.textureOf(grid)
    }
    const { westM, southM, cellM, cols, rows } = grid
    this.material.setVector4('uRect', new Vector4(westM, southM, 1 / (cols * cellM), 1 / (rows * cellM)))
  }

  /** Once a frame: laid anew when the eye has gone on, and while the ground is not all known. */
  frame(): void {
    if (!this.mesh.isEnabled()) return
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    const [eastM, northM] = [eastOf(eye), northOf(eye)]
    const reachM = Math.max(REACH_M, REACH_OF_HEIGHT * upOf(eye))
    const isOther = Math.abs(reachM / this.reachM - 1) > 0.2
    const isAway = isOther || !(Math.hypot(eastM - this.laidEastM, northM - this.laidNorthM) < MOVE_M)
    const isDue = this.knownShare < 0.98 && ++this.framesSince > 60
    if (!isAway && !isDue) return
    this.framesSince = 0
    this.reachM = reachM
    this.lay(eastM, northM)
  }

  dispose(): void {
    this.texture?.dispose()
    this.mesh.dispose()
    this.material.dispose()
  }

  private lay(eastM: number, northM: number): void {
    this.laidEastM = eastM
    this.laidNorthM = northM
    const here = this.city.groundAt(eastM, northM) ?? 0
    let known = 0
    for (let row = 0; row < SIDE; row++)
      for (let col = 0; col < SIDE; col++) {
        const [east, north] = [eastM + this.reachM * shareAt(col), northM + this.reachM * shareAt(row)]
        const groundM = this.city.groundAt(east, north)
        if (groundM !== null) known++
        const lift = LIFT_M + LIFT_SHARE * Math.hypot(east - eastM, north - northM)
        const at = 3 * (row * SIDE + col)
        this.positions[at] = sceneX(east)
        this.positions[at + 1] = sceneY((groundM ?? here) + lift)
        this.positions[at + 2] = sceneZ(north)
      }
    this.knownShare = known / (SIDE * SIDE)
    this.mesh.updateVerticesData(VertexBuffer.PositionKind, this.positions)
  }

  private textureOf({ cols, rows }: Grid): RawTexture {
    const texture = RawTexture.CreateRGBATexture(
      this.pixels,
      cols,
      rows,
      this.city.inner,
      false,
      false,
      Texture.BILINEAR_SAMPLINGMODE,
    )
    texture.wrapU = texture.wrapV = Texture.CLAMP_ADDRESSMODE
    this.material.setTexture('values', texture)
    return texture
  }
}

const blank = ({ cols, rows }: Grid): Uint8Array<ArrayBuffer> => new Uint8Array(4 * cols * rows)

/** From the middle, -1 to 1: close together near it. */
function shareAt(index: number): number {
  const s = (2 * index) / (SIDE - 1) - 1
  return s * Math.abs(s)
}

/** Colours times their opacity; nothing where there is no data, and where there is the least there can be. */
function paint({ codes, info }: RasterCells, into: Uint8Array): void {
  const [quantity] = info.quantities
  const table = new Map<number, readonly [number, number, number, number]>()
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number
    let colour = table.get(code)
    if (!colour) {
      const value = quantity.min + (code - 1) * quantity.step
      const isNothing = quantity.scale === 'difference' || quantity.scale === 'arrival' ? code === 0 : code <= 1
      table.set(code, (colour = isNothing ? [0, 0, 0, 0] : colourOf(quantity, shareOf(quantity, value))))
    }
    into.set(colour, 4 * at)
  }
}

function colourOf(quantity: Quantity, share: number): readonly [number, number, number, number] {
  // Of a difference nothing stands in the middle, and is not seen.
  const weight = quantity.scale === 'difference' ? Math.min(1, 4 * Math.abs(2 * share - 1)) : share
  const opacity =
    quantity.scale === 'difference' ? OPACITY_DIFFERENCE * weight : OPACITY_MIN + (OPACITY_MAX - OPACITY_MIN) * weight
  const [r, g, b] = colourAt(quantity, share)
  return [255 * r * opacity, 255 * g * opacity, 255 * b * opacity, 255 * opacity]
}

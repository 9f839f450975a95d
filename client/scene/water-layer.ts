// The flood's water as it is drawn: one plane in one draw call, its level, depth and velocity from two textures between which
// it goes over smoothly, so that water rises between two frames of the field. Also gives the city's material what it needs for
// the marks on walls and the beds of rivers, and the air its murk while the eye is under water. A frame makes nothing anew.
import { Constants } from '@babylonjs/core/Engines/constants.js'
import '@babylonjs/core/Engines/Extensions/engine.rawTexture.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js'
import { Texture } from '@babylonjs/core/Materials/Textures/texture.js'
import { Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { Grid } from '../../shared/protocol/fields-info.ts'
import type { RasterCells } from '../../shared/protocol/fields-raster.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import type { FieldLayer, LayerPick } from './field-layer.ts'
import { eastOf, northOf, sceneX, sceneY, sceneZ, upOf } from './frame.ts'
import { setLight, UNDER } from './light-uniforms.ts'
import type { CityScene } from './scene.ts'
import { FLOOD_FRAGMENT, FLOOD_SAMPLERS, FLOOD_UNIFORMS, FLOOD_VERTEX, MOST_BODIES } from './shaders/flood.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import type { SunState } from './sun.ts'
import { type LandAt, WaterField } from './water-field.ts'
import { waterMesh } from './water-mesh.ts'

/** The other rasters that make the water, at the moment of the level that is shown. */
export type WaterFields = {
  readonly depth: () => Field | null
  readonly east: () => Field | null
  readonly north: () => Field | null
}
/** Somebody who may stand in it. */
export type Wader = { readonly eastM: number; readonly northM: number; readonly upM: number }
export type WaterSurroundings = {
  readonly landAt: LandAt
  /** Rises when places may be answered that were not before. */
  readonly landChanges: () => number
  /** Nearest first. */
  readonly waders: () => readonly Wader[]
}

/** Going over takes as long as frames of the field are apart, within these. */
const LEAST_BLEND_S = 0.25
const MOST_BLEND_S = 2.5
/** Between moments further apart, and back, there is nothing to go over: one has stepped into another time. */
const LEAP_MS = 120_000
/** Rasters of one moment come one after the other: so long is waited for the last of them. */
const TOGETHER_S = 0.4
/** Walls and ground that were not there yet are asked for again so often. */
const ASK_EVERY_S = 0.4
const NEAR_M = 25
/** So fast a body makes the rings of one that walks. */
const WALKS_MS = 1.2
/** Far below everything. */
const NOWHERE = -1e6

export class WaterLayer implements FieldLayer {
  private readonly city: CityScene
  private readonly fields: WaterFields
  private readonly around: WaterSurroundings
  private readonly material: ShaderMaterial
  private mesh: Mesh | null = null
  private stepM = 1
  private now: WaterField | null = null
  private textures: [RawTexture, RawTexture] | null = null
  private level: Field | null = null
  private toldNumber: number | null = null
  private toldAtMs = NaN
  private blend = 1
  private blendS = LEAST_BLEND_S
  private sinceToldS = 0
  private sinceAskedS = 0
  /** How long something new has been known that is not shown. */
  private newsS = 0
  private landSeen = -1
  private asking = false
  private lastMs = NaN
  private readonly origin = new Vector4(0, 0, 0, 0)
  private readonly bodies = Array.from({ length: 4 * MOST_BODIES }, () => 0)
  private readonly before = new Map<Wader, { eastM: number; northM: number; speed: number }>()

  constructor(city: CityScene, fields: WaterFields, around: WaterSurroundings) {
    this.city = city
    this.fields = fields
    this.around = around
    this.material = new ShaderMaterial(
      'flood water',
      city.inner,
      { vertexSource: FLOOD_VERTEX, fragmentSource: FLOOD_FRAGMENT },
      {
        attributes: ['position'],
        uniforms: [...FLOOD_UNIFORMS, ...LIGHT_UNIFORMS],
        samplers: [...FLOOD_SAMPLERS],
        needAlphaBlending: true,
        useClipPlane: false,
      },
    )
    this.material.backFaceCulling = false
    this.material.disableDepthWrite = true
    this.material.alphaMode = Constants.ALPHA_PREMULTIPLIED
    this.material.setVector4('uOrigin', this.origin)
    this.material.setArray4('uBodies', this.bodies)
  }

  get meshes(): readonly Mesh[] {
    return this.mesh ? [this.mesh] : []
  }

  get shown(): number {
    return this.mesh?.isEnabled() ? (this.now?.wetCells ?? 0) : 0
  }

  /** It has no things; its values are told by the layer of depth. */
  pick(_ray: RayM, _groundM: number): LayerPick | null {
    return null
  }

  show(level: Field | null): void {
    this.level = level
    if (level) return
    this.toldNumber = null
    this.mesh?.setEnabled(false)
    this.leave()
  }

  frame(): void {
    const nowMs = performance.now()
    const seconds = Number.isNaN(this.lastMs) ? 0 : Math.min(0.5, (nowMs - this.lastMs) / 1000)
    this.lastMs = nowMs
    this.sinceToldS += seconds
    this.sinceAskedS += seconds
    this.blend = Math.min(1, this.blend + seconds / this.blendS)
    this.hear(seconds)
    const { now, mesh } = this
    if (!now || !mesh?.isEnabled()) return
    // Rivers become beds only where the water over them can be drawn.
    if (this.textures && this.material.isReady(mesh)) this.mark(now, this.textures)
    this.material.setFloat('uBlend', this.blend)
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    const { westM, southM, cellM } = now.grid
    const near = (m: number, edgeM: number): number =>
      edgeM + cellM / 2 + Math.round((m - edgeM - cellM / 2) / this.stepM) * this.stepM
    this.origin.set(
      sceneX(near(eastOf(eye), westM)),
      sceneZ(near(northOf(eye), southM)),
      sceneY(now.baseM),
      this.wade(seconds),
    )
    const surfaceM = now.surfaceAt(eastOf(eye), northOf(eye))
    UNDER.w = Number.isNaN(surfaceM) || upOf(eye) > surfaceM ? NOWHERE : sceneY(surfaceM)
  }

  light(sun: SunState): void {
    setLight(this.material, sun)
  }

  /** Metres above the datum at a place, as it was told last; NaN where it is dry. */
  surfaceAt(eastM: number, northM: number): number {
    return this.mesh?.isEnabled() ? (this.now?.surfaceAt(eastM, northM) ?? NaN) : NaN
  }

  dispose(): void {
    this.leave()
    this.dropTextures()
    this.mesh?.dispose()
    this.material.dispose()
  }

  /** What the city's material and the air had of it. */
  private leave(): void {
    UNDER.w = NOWHERE
    const { flooded } = this.city.state
    if (flooded && this.textures?.includes(flooded)) this.city.state.flood(null)
  }

  /** Two waters may be drawn side by side, and one of them go. */
  private mark({ grid, baseM }: WaterField, [, texture]: readonly [RawTexture, RawTexture]): void {
    if (this.city.state.flooded !== texture) this.city.state.flood({ grid, baseM, texture })
  }

  /** Reads the rasters when they have changed, all of one moment, and the last change has been gone over to. */
  private hear(seconds: number): void {
    const { level } = this
    const depth = this.fields.depth()
    if (!level || level.cells.kind !== 'raster' || depth?.cells.kind !== 'raster') return
    const isNews = level.number !== this.toldNumber || level.atMs !== this.toldAtMs
    this.newsS = isNews ? this.newsS + seconds : 0
    const isOther = this.asking || this.landSeen !== this.around.landChanges()
    const isDue = (this.now?.unasked ?? 0) > 0 && isOther && this.sinceAskedS > ASK_EVERY_S
    if (!isNews && !isDue) return
    if (this.blend < 1 || (isNews && depth.atMs !== level.atMs && this.newsS < TOGETHER_S)) return
    if (!isSameGrid(level.cells.info.grid, depth.cells.info.grid)) return
    this.sinceAskedS = 0
    const { grid } = level.cells.info
    const isFirst = !this.now || !isSameGrid(this.now.grid, grid)
    if (isFirst) this.begin(grid)
    const { now, textures } = this
    if (!now || !textures) return
    now.read(
      {
        level: level.cells,
        depth: depth.cells,
        east: rasterOf(this.fields.east()),
        north: rasterOf(this.fields.north()),
      },
      this.around.landAt,
    )
    this.landSeen = this.around.landChanges()
    this.asking = now.isAsking
    if (Number.isNaN(now.baseM)) return
    // What was shown last becomes what is left behind.
    const [behind, ahead] = isNews && this.toldNumber !== null ? [textures[1], textures[0]] : textures
    this.textures = [behind, ahead]
    ahead.update(now.halves)
    if (this.toldNumber === null) behind.update(now.halves)
    this.material.setTexture('before', behind)
    this.material.setTexture('after', ahead)
    if (isNews) {
      const passedMs = level.atMs - this.toldAtMs
      const isLeap = this.toldNumber === null || passedMs < 0 || passedMs > LEAP_MS
      this.blend = isLeap ? 1 : 0
      this.blendS = Math.min(MOST_BLEND_S, Math.max(LEAST_BLEND_S, this.sinceToldS))
      this.toldNumber = level.number
      this.toldAtMs = level.atMs
      this.sinceToldS = 0
    }
    this.mesh?.setEnabled(true)
  }

  private begin(grid: Grid): void {
    const scene = this.city.inner
    this.dropTextures()
    this.mesh?.dispose()
    this.toldNumber = null
    this.now = new WaterField(grid)
    const { halves } = this.now
    this.textures = [textureOf(halves, grid, scene), textureOf(halves, grid, scene)]
    const { westM, southM, cellM, cols, rows } = grid
    this.material.setVector4('uFloodRect', new Vector4(westM, southM, 1 / (cols * cellM), 1 / (rows * cellM)))
    const plane = waterMesh(cellM)
    this.stepM = plane.stepM
    const mesh = new Mesh('flood water', scene)
    const data = new VertexData()
    data.positions = plane.positions
    data.indices = plane.indices
    data.applyToMesh(mesh)
    mesh.material = this.material
    mesh.alwaysSelectAsActiveMesh = true
    mesh.doNotSyncBoundingInfo = true
    mesh.isPickable = false
    // Before whatever else is seen through.
    mesh.alphaIndex = 0
    mesh.setEnabled(false)
    this.mesh = mesh
  }

  /** Writes who wades; returns how many. */
  private wade(seconds: number): number {
    const { now, bodies, before } = this
    if (!now) return 0
    let count = 0
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    for (const wader of this.around.waders()) {
      if (count >= MOST_BODIES) break
      const { eastM, northM, upM } = wader
      if (Math.hypot(eastM - eastOf(eye), northM - northOf(eye)) > NEAR_M) continue
      const surfaceM = now.surfaceAt(eastM, northM)
      if (!(upM < surfaceM - 0.02) || upM < surfaceM - 2) continue
      let last = before.get(wader)
      if (!last) before.set(wader, (last = { eastM, northM, speed: 0 }))
      const speed = seconds > 0 ? Math.hypot(eastM - last.eastM, northM - last.northM) / seconds : 0
      last.speed += (Math.min(2, speed / WALKS_MS) - last.speed) * Math.min(1, seconds * 3)
      last.eastM = eastM
      last.northM = northM
      const o = 4 * count++
      bodies[o] = sceneX(eastM)
      bodies[o + 1] = northM
      bodies[o + 2] = 0.15 + last.speed
    }
    if (before.size > 4 * MOST_BODIES) before.clear()
    return count
  }

  private dropTextures(): void {
    for (const texture of this.textures ?? []) texture.dispose()
    this.textures = null
  }
}

const rasterOf = (field: Field | null): RasterCells | null => (field?.cells.kind === 'raster' ? field.cells : null)

const isSameGrid = (a: Grid, b: Grid): boolean =>
  a.cols === b.cols && a.rows === b.rows && a.cellM === b.cellM && a.westM === b.westM && a.southM === b.southM

function textureOf(halves: Uint16Array, { cols, rows }: Grid, scene: CityScene['inner']): RawTexture {
  const texture = RawTexture.CreateRGBATexture(
    halves,
    cols,
    rows,
    scene,
    false,
    false,
    Texture.BILINEAR_SAMPLINGMODE,
    Constants.TEXTURETYPE_HALF_FLOAT,
  )
  texture.wrapU = texture.wrapV = Texture.CLAMP_ADDRESSMODE
  return texture
}

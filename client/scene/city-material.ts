// The one material of all tiles, and the texture that holds each building's state (tint, hidden, highlighted).
import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js'
import { Texture } from '@babylonjs/core/Materials/Textures/texture.js'
import { Material } from '@babylonjs/core/Materials/material.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Grid } from '../../shared/protocol/fields-info.ts'
import { sceneY } from './frame.ts'
import { CITY_FRAGMENT, CITY_VERTEX, FEATURE_FLAG } from './shaders/city.ts'
import { FLOODED_SAMPLER, FLOODED_UNIFORMS } from './shaders/flood.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'

const ROW = 1024
const NO_GRID: Pick<Grid, 'westM' | 'southM' | 'cellM' | 'cols' | 'rows'> = {
  westM: 0,
  southM: 0,
  cellM: 1,
  cols: 1,
  rows: 1,
}
/** Share of the distance by which one layer on the ground is drawn nearer than the next. */
const LAYER_SHARE = 0.0002

export class CityMaterial {
  readonly material: ShaderMaterial
  private readonly states: Uint8Array
  private readonly texture: RawTexture
  private highlighted: number | null = null
  /** The water whose marks are on the walls. */
  flooded: RawTexture | null = null

  constructor(scene: Scene, buildings: number) {
    const rows = Math.max(1, Math.ceil(buildings / ROW))
    this.states = new Uint8Array(ROW * rows * 4)
    this.texture = RawTexture.CreateRGBATexture(
      this.states,
      ROW,
      rows,
      scene,
      false,
      false,
      Texture.NEAREST_SAMPLINGMODE,
    )
    this.material = new ShaderMaterial(
      'city',
      scene,
      { vertexSource: CITY_VERTEX, fragmentSource: CITY_FRAGMENT },
      {
        attributes: ['position', 'normal', 'uv', 'surface', 'tint', 'feature'],
        uniforms: [
          'world',
          'viewProjection',
          'uDepthLayer',
          'uShadowMatrix',
          'uShadow',
          'uLampMap',
          ...FLOODED_UNIFORMS,
          ...LIGHT_UNIFORMS,
        ],
        samplers: ['featureTex', 'shadowMap', 'lampMap', FLOODED_SAMPLER],
        useClipPlane: false,
      },
    )
    this.material.setTexture('featureTex', this.texture)
    this.material.setVector4('uShadow', new Vector4(0, 1 / 2048, 0.5, 100))
    this.material.sideOrientation = Material.CounterClockWiseSideOrientation
    this.material.backFaceCulling = true
    this.setNear(0.25)
    this.flood(null)
  }

  /** The camera's near plane decides how much of clip space a layer takes. */
  setNear(nearM: number): void {
    this.material.setFloat('uDepthLayer', LAYER_SHARE * 2 * nearM)
  }

  highlight(feature: number | null): void {
    if (feature === this.highlighted) return
    if (this.highlighted !== null) this.write(this.highlighted, FEATURE_FLAG.highlighted, 'clear')
    if (feature !== null) this.write(feature, FEATURE_FLAG.highlighted, 'set')
    this.highlighted = feature
    this.texture.update(this.states)
  }

  hide(features: readonly number[], what: 'hide' | 'show'): void {
    for (const feature of features) this.write(feature, FEATURE_FLAG.hidden, what === 'hide' ? 'set' : 'clear')
    this.texture.update(this.states)
  }

  /** Colours buildings by a layer's values: 0xrrggbb each, or null to take the colour away. */
  tint(colours: ReadonlyMap<number, number | null>): void {
    for (const [feature, colour] of colours) {
      const at = feature * 4
      if (at + 3 >= this.states.length) continue
      this.write(feature, FEATURE_FLAG.tinted, colour === null ? 'clear' : 'set')
      this.states[at] = ((colour ?? 0) >> 16) & 255
      this.states[at + 1] = ((colour ?? 0) >> 8) & 255
      this.states[at + 2] = (colour ?? 0) & 255
    }
    this.texture.update(this.states)
  }

  /** The water that stands in the city (water-layer.ts), for the marks it leaves on walls; null for none. */
  flood(water: { readonly grid: Grid; readonly baseM: number; readonly texture: RawTexture } | null): void {
    this.flooded = water?.texture ?? null
    const { westM, southM, cellM, cols, rows } = water?.grid ?? NO_GRID
    this.material.setVector4('uFloodRect', new Vector4(westM, southM, 1 / (cols * cellM), 1 / (rows * cellM)))
    this.material.setVector4('uFlood', new Vector4(sceneY(water?.baseM ?? 0), water ? 1 : 0, 0, 0))
    this.material.setTexture(FLOODED_SAMPLER, water?.texture ?? this.texture)
  }

  dispose(): void {
    this.texture.dispose()
    this.material.dispose()
  }

  private write(feature: number, flag: number, how: 'set' | 'clear'): void {
    const at = feature * 4 + 3
    if (at >= this.states.length) return
    const now = this.states[at] as number
    this.states[at] = how === 'set' ? now | flag : now & ~flag
  }
}

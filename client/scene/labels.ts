// Names in the world: enamel signs of streets on posts near the eye, and floating names of places that turn to the
// viewer. Two draw calls and one texture. Chosen a few times a second (labels-choice.ts); a frame only moves fades.
import { Constants } from '@babylonjs/core/Engines/constants.js'
import { Material } from '@babylonjs/core/Materials/material.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { TileLabel, TilePoint } from '../../shared/city/tile.ts'
import type { Vec3 } from './frame.ts'
import { AIR, setLight } from './light-uniforms.ts'
import type { Eye } from './picking.ts'
import { type Cell, LabelAtlas } from './labels-atlas.ts'
import { chooseNames, namePlaces, type NamePlace, nearestOf, streetSigns, type StreetSign } from './labels-choice.ts'
import { NAME_FRAGMENT, NAME_VERTEX, SIGN_FRAGMENT, SIGN_VERTEX } from './shaders/labels.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import { TABLE_UNIFORM } from './shaders/table.ts'
import type { SunState } from './sun.ts'

const SIGNS = 28
const SIGN_RANGE_M = 130
const NAMES = 12
/** Slots: a name that fades out keeps its own while others fade in. */
const SLOTS = 24
const CHOOSE_S = 0.3
const FADE_S = 0.35
/** Height of a floating name, as an angle: its share of the view. */
const NAME_RAD = 0.031
const PLATE_M = 0.56
const PLATE_UP_M = 3.15

type Slot = { place: NamePlace | null; alpha: number; wanted: boolean }

export class Labels {
  private readonly places = new Map<string, NamePlace[]>()
  private readonly signs = new Map<string, StreetSign[]>()
  private readonly atlas: LabelAtlas
  private readonly signMaterial: ShaderMaterial
  private readonly nameMaterial: ShaderMaterial
  private readonly signMesh: Mesh
  private readonly nameMesh: Mesh
  private readonly signAt = new Float32Array(SIGNS * VERTICES * 3)
  private readonly signUv = new Float32Array(SIGNS * VERTICES * 2)
  private readonly signNormal = new Float32Array(SIGNS * VERTICES * 3)
  private readonly nameAt = new Float32Array(SLOTS * 12)
  private readonly nameUv = new Float32Array(SLOTS * 8)
  /** Offset across and up in label heights, and alpha. */
  private readonly nameBox = new Float32Array(SLOTS * 16)
  private readonly slots: Slot[] = Array.from({ length: SLOTS }, () => ({ place: null, alpha: 0, wanted: false }))
  private sinceS = Infinity
  private seenVersion = 0
  private isStale = true
  private readonly signEye = { x: Infinity, y: 0, z: 0 }
  private isNamed = true
  private peopleNow: (() => readonly Readonly<Vec3>[]) | null = null
  private canSee: ((from: Readonly<Vec3>, to: Readonly<Vec3>) => boolean) | null = null
  private readonly scene: Scene

  constructor(scene: Scene) {
    this.scene = scene
    this.atlas = new LabelAtlas(scene)
    this.signMaterial = new ShaderMaterial(
      'signs',
      scene,
      { vertexSource: SIGN_VERTEX, fragmentSource: SIGN_FRAGMENT },
      {
        attributes: ['position', 'normal', 'uv'],
        uniforms: ['viewProjection', ...LIGHT_UNIFORMS],
        samplers: ['names'],
      },
    )
    this.signMaterial.sideOrientation = Material.CounterClockWiseSideOrientation
    this.nameMaterial = new ShaderMaterial(
      'names of places',
      scene,
      { vertexSource: NAME_VERTEX, fragmentSource: NAME_FRAGMENT },
      {
        attributes: ['position', 'uv', 'box'],
        uniforms: ['view', 'projection', 'uSize', TABLE_UNIFORM],
        samplers: ['names'],
        needAlphaBlending: true,
      },
    )
    this.nameMaterial.backFaceCulling = false
    this.nameMaterial.disableDepthWrite = true
    this.nameMaterial.setFloat('uSize', NAME_RAD)
    for (const material of [this.signMaterial, this.nameMaterial]) material.setTexture('names', this.atlas.texture)
    this.signMaterial.onBind = () => {
      const eye = scene.activeCamera?.globalPosition
      if (eye) this.signMaterial.getEffect().setVector3('cameraPosition', eye)
      this.signMaterial.getEffect().setVector4('uAir', AIR)
    }
    this.signMesh = this.quads('signs', SIGNS * QUADS, this.signMaterial, this.signAt, this.signUv)
    this.signMesh.setVerticesData('normal', this.signNormal, true, 3)
    this.nameMesh = this.quads('names of places', SLOTS, this.nameMaterial, this.nameAt, this.nameUv)
    this.nameMesh.setVerticesData('box', this.nameBox, true, 4)
    this.nameMesh.renderingGroupId = 0
    this.nameMesh.alphaIndex = 100
  }

  tileCame(key: string, facts: { readonly labels: readonly TileLabel[]; readonly points: readonly TilePoint[] }): void {
    this.places.set(key, namePlaces(facts.labels))
    this.signs.set(key, streetSigns(facts.labels, facts.points))
    this.isStale = true
  }

  tileWent(key: string): void {
    this.places.delete(key)
    this.signs.delete(key)
    this.isStale = true
  }

  /** Called when the time of day changes. */
  light(sun: SunState): void {
    setLight(this.signMaterial, sun)
  }

  /** Says whether one can see from a place to another: names behind buildings are left out then. */
  hideBehind(canSee: (from: Readonly<Vec3>, to: Readonly<Vec3>) => boolean): void {
    this.canSee = canSee
    this.nameMaterial.depthFunction = Constants.ALWAYS
  }

  /** Where the names of people are now: those of places give way to them. */
  giveWayTo(people: () => readonly Readonly<Vec3>[]): void {
    this.peopleNow = people
  }

  /** Floating names on or off; signs stay. */
  showNames(isOn: boolean): void {
    this.isNamed = isOn
    this.sinceS = Infinity
  }

  /** Texts shown now, nearest signs first: for tests and for those who cannot see them. */
  texts(): { readonly signs: readonly string[]; readonly names: readonly string[] } {
    const signs = nearestOf(this.allSigns(), this.signEye, { radiusM: SIGN_RANGE_M, most: SIGNS })
    return {
      signs: signs.map((s) => s.text),
      names: this.slots.flatMap((s) => (s.wanted && s.place ? [s.place.text] : [])),
    }
  }

  /** Called once a frame with the eye, the picture's width over its height, and the seconds since the last. */
  update(eye: Eye, aspect: number, seconds: number): void {
    this.sinceS += seconds
    if (this.atlas.version !== this.seenVersion) {
      this.seenVersion = this.atlas.version
      this.isStale = true
      this.sinceS = Infinity
      for (const slot of this.slots) slot.place = null
    }
    if (this.sinceS >= CHOOSE_S) {
      this.sinceS = 0
      this.atlas.begin()
      const moved = Math.hypot(eye.at.x - this.signEye.x, eye.at.z - this.signEye.z)
      if (this.isStale || moved > 8) this.placeSigns(eye)
      else this.keepSigns()
      this.choose(eye, aspect)
      this.atlas.flush()
    }
    this.fade(Math.min(1, seconds / FADE_S))
  }

  dispose(): void {
    this.signMesh.dispose()
    this.nameMesh.dispose()
    this.signMaterial.dispose()
    this.nameMaterial.dispose()
    this.atlas.dispose()
  }

  private *allSigns(): Generator<StreetSign> {
    for (const list of this.signs.values()) yield* list
  }

  private *allPlaces(): Generator<NamePlace> {
    for (const list of this.places.values()) yield* list
  }

  private keepSigns(): void {
    for (const sign of nearestOf(this.allSigns(), this.signEye, { radiusM: SIGN_RANGE_M, most: SIGNS })) {
      this.atlas.cell(sign.text, 'enamel')
    }
  }

  private placeSigns(eye: Eye): void {
    this.isStale = false
    this.signEye.x = eye.at.x
    this.signEye.z = eye.at.z
    const signs = nearestOf(this.allSigns(), eye.at, { radiusM: SIGN_RANGE_M, most: SIGNS })
    this.signAt.fill(0)
    signs.forEach((sign, i) => {
      const cell = this.atlas.cell(sign.text, 'enamel')
      if (cell) this.placeSign(i, sign, cell)
    })
    this.signMesh.updateVerticesData('position', this.signAt)
    this.signMesh.updateVerticesData('uv', this.signUv)
    this.signMesh.updateVerticesData('normal', this.signNormal)
    this.signMesh.setEnabled(signs.length > 0)
  }

  /** Front and back of the plate across the street's way, and a square post in four faces. */
  private placeSign(i: number, sign: StreetSign, cell: Cell): void {
    const fx = Math.sin(sign.headingRad)
    const fz = -Math.cos(sign.headingRad)
    const half = (PLATE_M * cell.ratio) / 2
    const { blank } = this.atlas
    const quad = (
      k: number,
      middle: readonly [number, number, number],
      normal: readonly [number, number],
      halfW: number,
      halfH: number,
      uv: Pick<Cell, 'u0' | 'v0' | 'u1' | 'v1'>,
    ): void => {
      const [nx, nz] = normal
      // To the right of someone who looks at the face.
      const [rx, rz] = [nz, -nx]
      const corners = [
        [-1, -1, uv.u0, uv.v0],
        [1, -1, uv.u1, uv.v0],
        [1, 1, uv.u1, uv.v1],
        [-1, 1, uv.u0, uv.v1],
      ] as const
      corners.forEach(([s, t, u, v], c) => {
        const o = i * VERTICES + k * 4 + c
        this.signAt.set([middle[0] + rx * s * halfW, middle[1] + t * halfH, middle[2] + rz * s * halfW], o * 3)
        this.signNormal.set([nx, 0, nz], o * 3)
        this.signUv.set([u, v], o * 2)
      })
    }
    const { x, y, z } = sign.at
    const up = y + PLATE_UP_M
    const gap = 0.09
    quad(0, [x + fx * gap, up, z + fz * gap], [fx, fz], half, PLATE_M / 2, cell)
    quad(1, [x - fx * gap, up, z - fz * gap], [-fx, -fz], half, PLATE_M / 2, cell)
    const plain = { u0: blank.u, v0: blank.v, u1: blank.u, v1: blank.v }
    const posts = [
      [fx, fz],
      [-fx, -fz],
      [fz, -fx],
      [-fz, fx],
    ] as const
    posts.forEach(([nx, nz], k) => {
      quad(2 + k, [x + nx * 0.045, y + 1.72, z + nz * 0.045], [nx, nz], 0.045, 1.72, plain)
    })
  }

  private choose(eye: Eye, aspect: number): void {
    for (const slot of this.slots) slot.wanted = false
    const shown = this.isNamed
      ? chooseNames(this.allPlaces(), eye, {
          aspect,
          heightRad: NAME_RAD,
          most: NAMES,
          widthOf: (text) => this.atlas.ratioOf(text),
          canSee: this.canSee,
          people: this.peopleNow?.() ?? [],
        })
      : []
    for (const { place } of shown) {
      let slot = this.slots.find((s) => s.place === place)
      if (!slot) {
        slot = this.slots.find((s) => s.place === null)
        if (!slot) continue
        slot.place = place
        slot.alpha = 0
      }
      slot.wanted = true
    }
    this.slots.forEach((slot, i) => {
      if (!slot.place) return
      const cell = this.atlas.cell(slot.place.text, 'floating')
      if (cell) this.placeName(i, slot.place, cell)
    })
    this.nameMesh.updateVerticesData('position', this.nameAt)
    this.nameMesh.updateVerticesData('uv', this.nameUv)
  }

  private placeName(i: number, place: NamePlace, cell: Cell): void {
    for (let c = 0; c < 4; c++) {
      const right = c === 1 || c === 2
      const top = c >= 2
      const o = i * 4 + c
      this.nameAt[o * 3] = place.at.x
      this.nameAt[o * 3 + 1] = place.at.y
      this.nameAt[o * 3 + 2] = place.at.z
      this.nameUv[o * 2] = right ? cell.u1 : cell.u0
      this.nameUv[o * 2 + 1] = top ? cell.v1 : cell.v0
      this.nameBox[o * 4] = (right ? 0.5 : -0.5) * cell.ratio
      this.nameBox[o * 4 + 1] = top ? 0.5 : -0.5
    }
  }

  private fade(step: number): void {
    let most = 0
    for (let i = 0; i < SLOTS; i++) {
      const slot = this.slots[i] as Slot
      slot.alpha = slot.wanted ? Math.min(1, slot.alpha + step) : Math.max(0, slot.alpha - step)
      if (slot.alpha === 0 && !slot.wanted) slot.place = null
      const alpha = slot.place ? slot.alpha : 0
      most = Math.max(most, alpha)
      for (let c = 0; c < 4; c++) this.nameBox[(i * 4 + c) * 4 + 2] = alpha
    }
    this.nameMesh.setEnabled(most > 0)
    if (most > 0) this.nameMesh.updateVerticesData('box', this.nameBox)
  }

  private quads(name: string, count: number, material: ShaderMaterial, at: Float32Array, uv: Float32Array): Mesh {
    const mesh = new Mesh(name, this.scene)
    const data = new VertexData()
    data.positions = at
    data.uvs = uv
    data.indices = Uint16Array.from(
      { length: count * 6 },
      (_, i) => Math.floor(i / 6) * 4 + ([0, 1, 2, 0, 2, 3][i % 6] as number),
    )
    data.applyToMesh(mesh, true)
    mesh.material = material
    mesh.alwaysSelectAsActiveMesh = true
    mesh.doNotSyncBoundingInfo = true
    mesh.isPickable = false
    mesh.setEnabled(false)
    return mesh
  }
}

const QUADS = 6
const VERTICES = QUADS * 4

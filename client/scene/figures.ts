// Draws people: one draw call of thin instances for each level of detail, their shadows, names and speech in three more.
// Knows nothing of who they are. All buffers are made once for the most people shown; a frame only writes numbers into them.
import { Buffer } from '@babylonjs/core/Buffers/buffer.js'
import { Constants } from '@babylonjs/core/Engines/constants.js'
import '@babylonjs/core/Engines/Extensions/engine.rawTexture.js'
import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js'
import { Material } from '@babylonjs/core/Materials/material.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import {
  ACCENT_COLOURS,
  BOTTOM_COLOURS,
  type Colour,
  HAIR_COLOURS,
  SKIN_COLOURS,
  TOP_COLOURS,
} from '../people/wardrobe.ts'
import { GroundShadows } from './figures-ground.ts'
import { type Gait, newGait } from './figures-gait.ts'
import { type ArmPosture, newPosture, poseFigure, type Posture } from './figures-posture.ts'
import { levelAt, MOST_OF_LEVEL } from './figures-shown.ts'
import type { FigureState } from './figures-state.ts'
import { sceneX, sceneY, sceneZ } from './frame.ts'
import { AIR, setLight } from './light-uniforms.ts'
import { figureMesh } from './mesh/figure.ts'
import type { FigureLevel } from './mesh/figure-detail.ts'
import { NameSigns } from './name-signs.ts'
import { FIGURE_FRAGMENT } from './shaders/figure-paint.ts'
import { FIGURE_VERTEX } from './shaders/figure.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import { SpeechBubbles } from './speech-bubbles.ts'
import type { SunState } from './sun.ts'

export type { FigureState } from './figures-state.ts'

/** Hands are followed and gestures made by this many of the nearest. */
const MOST_ARMS = 32
/** Floats of an instance beside the matrix, and where each attribute lies. */
const MORE = [
  ['dress', 4],
  ['elbowL', 4],
  ['elbowR', 4],
  ['handL', 4],
  ['handR', 4],
  ['turnL', 4],
  ['turnR', 4],
] as const
const FORGET_EVERY = 300
/** Crown of a standing body, with hair. */
const CROWN_M = 1.78

export class Figures {
  private readonly scene: Scene
  private readonly levels: readonly Level[]
  private readonly shadows: GroundShadows
  private readonly names: NameSigns
  private readonly speech: SpeechBubbles
  private readonly gaits = new Map<number, Gait>()
  private readonly posture = newPosture()
  private readonly step = { seconds: 0, hasArms: true }
  private readonly taken = [0, 0, 0]
  private frame = 0

  constructor(scene: Scene) {
    this.scene = scene
    this.levels = ([0, 1, 2] as const).map((level) => new Level(scene, level))
    this.shadows = new GroundShadows(scene)
    this.names = new NameSigns(scene)
    this.speech = new SpeechBubbles(scene)
  }

  /** Called when the time of day changes. */
  light(sun: SunState): void {
    for (const level of this.levels) setLight(level.material, sun)
    this.shadows.light(sun)
  }

  /** Shows exactly these bodies, the nearest first; `seconds` since the last call moves them on. */
  show(people: readonly FigureState[], seconds: number): void {
    this.frame++
    this.step.seconds = seconds
    this.taken.fill(0)
    this.names.begin()
    this.speech.begin()
    this.shadows.begin()
    const eye = this.scene.activeCamera?.globalPosition
    let armed = 0
    for (let i = 0; i < people.length; i++) {
      const person = people[i] as FigureState
      const away = eye
        ? Math.hypot(sceneX(person.eastM) - eye.x, sceneY(person.upM) - eye.y, sceneZ(person.northM) - eye.z)
        : 0
      const level = levelAt(away, this.taken)
      if (level === null) break
      const gait = this.gaitOf(person)
      this.step.hasArms = level < 2 && (armed < MOST_ARMS || !isTracked(person))
      if (isTracked(person) && this.step.hasArms) armed++
      const { posture } = this
      poseFigure(person, gait, this.step, posture)
      const at = this.taken[level] as number
      this.taken[level] = at + 1
      ;(this.levels[level] as Level).write(at, person, posture)
      const isFlying = posture.fly > 0.2
      const topM = person.upM + (CROWN_M - posture.dropM - (isFlying ? 0.25 * posture.fly : 0)) * posture.scale
      this.names.add(person, topM)
      this.speech.add(person, topM)
      if (!isFlying) this.shadows.add(person, (1.74 - posture.dropM) * posture.scale, person.fade ?? 1)
    }
    for (const level of this.levels) level.show(this.taken[level.level] as number)
    this.shadows.end()
    this.names.end()
    this.speech.end()
    if (this.frame % FORGET_EVERY === 0) this.forget()
  }

  dispose(): void {
    for (const level of this.levels) level.dispose()
    this.shadows.dispose()
    this.names.dispose()
    this.speech.dispose()
  }

  private gaitOf(person: Readonly<FigureState>): Gait {
    let gait = this.gaits.get(person.id)
    if (!gait) this.gaits.set(person.id, (gait = newGait(person)))
    gait.seen = this.frame
    return gait
  }

  private forget(): void {
    this.gaits.forEach((gait, id) => {
      if (gait.seen < this.frame - FORGET_EVERY / 2) this.gaits.delete(id)
    })
  }
}

const isTracked = (person: Readonly<FigureState>): boolean =>
  (person.left !== null && person.left !== undefined) || (person.right !== null && person.right !== undefined)

/** The bodies of one level of detail: a mesh, its shapes, and the instances' numbers. */
class Level {
  readonly level: FigureLevel
  readonly material: ShaderMaterial
  private readonly mesh: Mesh
  private readonly shapes: RawTexture
  private readonly matrices: Float32Array
  private readonly more: Float32Array
  private readonly moreBuffer: Buffer
  private readonly stride: number

  constructor(scene: Scene, level: FigureLevel) {
    this.level = level
    const most = MOST_OF_LEVEL[level]
    const name = `people ${level}`
    const isFar = level === 2
    const kinds = isFar ? MORE.slice(0, 1) : MORE
    this.material = new ShaderMaterial(
      name,
      scene,
      { vertexSource: FIGURE_VERTEX, fragmentSource: FIGURE_FRAGMENT },
      {
        attributes: ['position', 'part', ...kinds.map(([kind]) => kind)],
        uniforms: ['viewProjection', ...LIGHT_UNIFORMS],
        samplers: ['shapes'],
        defines: isFar ? ['#define FAR'] : [],
      },
    )
    this.material.sideOrientation = Material.CounterClockWiseSideOrientation
    this.material.onBind = () => {
      const eye = scene.activeCamera?.globalPosition
      if (eye) this.material.getEffect().setVector3('cameraPosition', eye)
      this.material.getEffect().setVector4('uAir', AIR)
    }
    this.mesh = new Mesh(name, scene)
    const figure = figureMesh(level)
    const data = new VertexData()
    data.positions = figure.positions
    data.normals = figure.normals
    data.indices = figure.indices
    data.applyToMesh(this.mesh)
    this.mesh.setVerticesData('part', figure.parts, false, 3)
    this.shapes = RawTexture.CreateRGBATexture(
      withPalette(figure.shapes, figure.shapesWidth),
      figure.shapesWidth,
      figure.shapesHeight + PALETTE.length,
      scene,
      false,
      false,
      Constants.TEXTURE_NEAREST_SAMPLINGMODE,
      Constants.TEXTURETYPE_FLOAT,
    )
    this.material.setTexture('shapes', this.shapes)
    this.mesh.material = this.material
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.isPickable = false
    this.matrices = new Float32Array(most * 16)
    this.mesh.thinInstanceSetBuffer('matrix', this.matrices, 16, false)
    this.stride = kinds.length * 4
    this.more = new Float32Array(most * this.stride)
    this.moreBuffer = new Buffer(scene.getEngine(), this.more, true, this.stride, false, true)
    kinds.forEach(([kind, size], i) =>
      this.mesh.setVerticesBuffer(this.moreBuffer.createVertexBuffer(kind, i * 4, size)),
    )
    this.mesh.thinInstanceCount = 0
    this.mesh.setEnabled(false)
  }

  write(i: number, person: Readonly<FigureState>, p: Readonly<Posture>): void {
    const m = this.matrices
    let o = i * 16
    m[o] = sceneX(person.eastM)
    m[o + 1] = sceneY(person.upM)
    m[o + 2] = sceneZ(person.northM)
    m[o + 3] = person.headingRad
    m[o + 4] = p.phaseRad
    m[o + 5] = p.strideM
    m[o + 6] = p.run
    m[o + 7] = p.stepRad
    m[o + 8] = p.sit
    m[o + 9] = p.fly
    m[o + 10] = p.dropM
    m[o + 11] = p.scale
    m[o + 12] = p.headYawRad
    m[o + 13] = p.headPitchRad
    m[o + 14] = p.headRollRad
    m[o + 15] = p.yawRad
    const d = this.more
    o = i * this.stride
    d[o] = person.look & 0xffff
    d[o + 1] = person.look >>> 16
    d[o + 2] = p.mood + 0.99 * Math.min(1, Math.max(0, person.fade ?? 1))
    d[o + 3] = p.leanRad
    if (this.stride === 4) return
    writeArm(d, o + 4, p.left)
    writeArm(d, o + 8, p.right)
  }

  show(count: number): void {
    this.mesh.setEnabled(count > 0)
    this.mesh.thinInstanceCount = count
    if (count === 0) return
    this.mesh.thinInstanceBufferUpdated('matrix')
    this.moreBuffer.updateDirectly(this.more, 0, count)
  }

  dispose(): void {
    this.mesh.dispose()
    this.moreBuffer.dispose()
    this.material.dispose()
    this.shapes.dispose()
  }
}

/** Elbow, hand and turn of one arm: each attribute's left and right lie side by side. */
function writeArm(d: Float32Array, o: number, arm: Readonly<ArmPosture>): void {
  d[o] = arm.elbow.x
  d[o + 1] = arm.elbow.y
  d[o + 2] = arm.elbow.z
  d[o + 3] = arm.weight
  d[o + 8] = arm.wrist.x
  d[o + 9] = arm.wrist.y
  d[o + 10] = arm.wrist.z
  d[o + 11] = arm.grip
  d[o + 16] = arm.turn.x
  d[o + 17] = arm.turn.y
  d[o + 18] = arm.turn.z
  d[o + 19] = arm.turn.w
}

const PALETTE: readonly (readonly Colour[])[] = [
  TOP_COLOURS,
  BOTTOM_COLOURS,
  SKIN_COLOURS,
  HAIR_COLOURS,
  ACCENT_COLOURS,
]

/** The wardrobe's colours (sRGB 0..1) as rows below the shapes. */
function withPalette(shapes: Float32Array, width: number): Float32Array {
  const out = new Float32Array(shapes.length + PALETTE.length * width * 4)
  out.set(shapes)
  PALETTE.forEach((colours, row) =>
    colours.forEach(({ hex }, i) => {
      const n = Number.parseInt(hex.slice(1), 16)
      const o = shapes.length + (row * width + i) * 4
      out.set([((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255, 1], o)
    }),
  )
  return out
}

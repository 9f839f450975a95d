// Draws people: every body in one draw call of thin instances, every name in another. Knows nothing of who they are.
// The buffers are made once for the most people shown; a frame only writes numbers into them.
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import '@babylonjs/core/Shaders/ShadersInclude/instancesDeclaration.js'
import '@babylonjs/core/Shaders/ShadersInclude/instancesVertex.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Emote } from '../../shared/protocol/intent.ts'
import type { MoveMode, Pose } from '../../shared/protocol/presence.ts'
import { toScene, yawOf } from './frame.ts'
import { AIR, setLight } from './light-uniforms.ts'
import { figureMesh } from './mesh/figure.ts'
import { NameSigns } from './name-signs.ts'
import { FIGURE_FRAGMENT, FIGURE_VERTEX } from './shaders/figure.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import type { SunState } from './sun.ts'

/** One body as it stands this moment. What may be left out is not known or not so. */
export type FigureState = {
  id: number
  name: string
  /** Resolved by the wardrobe's lookOf. */
  look: number
  eastM: number
  northM: number
  /** Soles. */
  upM: number
  /** Of the body, clockwise from north. */
  headingRad: number
  /** Of the head: up positive, and clockwise against the body. */
  pitchRad: number
  headYawRad?: number
  speedMs: number
  mode: MoveMode
  /** Height of the seat above the soles while sitting; a bench's when left out. */
  seatM?: number
  /** Worn and held things in the codec's terms: from the feet, along east, north and up. */
  headset?: Pose['headset']
  left?: Pose['left']
  right?: Pose['right']
  emote?: Emote | null
  /** Seconds since the emote began. */
  emoteS?: number
  isHandUp?: boolean
  /** The connection is lost: grey and still. */
  isAway?: boolean
  /** What was said just now. */
  said?: string | null
  /** 1 solid to 0 gone. */
  fade?: number
}

const MOST = 1024
/** A stride of two steps, metres: the phase runs once over this way. */
const STRIDE_M = 1.5
const NAME_UP_M = 2.02

export class Figures {
  private readonly mesh: Mesh
  private readonly material: ShaderMaterial
  private readonly names: NameSigns
  private readonly matrices = new Float32Array(MOST * 16)
  private readonly motion = new Float32Array(MOST * 4)
  private readonly dyesA = new Float32Array(MOST * 4)
  private readonly dyesB = new Float32Array(MOST * 4)
  private readonly gait = new Map<number, { phase: number; stride: number; aloft: number }>()

  constructor(scene: Scene) {
    this.material = new ShaderMaterial(
      'figures',
      scene,
      { vertexSource: FIGURE_VERTEX, fragmentSource: FIGURE_FRAGMENT },
      {
        attributes: ['position', 'normal', 'part', 'motion', 'dyeA', 'dyeB'],
        uniforms: ['viewProjection', 'world', ...LIGHT_UNIFORMS],
      },
    )
    this.material.onBind = () => {
      const eye = scene.activeCamera?.globalPosition
      if (eye) this.material.getEffect().setVector3('cameraPosition', eye)
      this.material.getEffect().setVector4('uAir', AIR)
    }
    this.mesh = new Mesh('figures', scene)
    const { positions, normals, parts, indices } = figureMesh()
    const data = new VertexData()
    data.positions = positions
    data.normals = normals
    data.indices = indices
    data.applyToMesh(this.mesh)
    this.mesh.setVerticesData('part', parts, false, 2)
    this.mesh.material = this.material
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.isPickable = false
    this.mesh.thinInstanceSetBuffer('matrix', this.matrices, 16, false)
    this.mesh.thinInstanceSetBuffer('motion', this.motion, 4, false)
    this.mesh.thinInstanceSetBuffer('dyeA', this.dyesA, 4, false)
    this.mesh.thinInstanceSetBuffer('dyeB', this.dyesB, 4, false)
    this.mesh.thinInstanceCount = 0
    this.mesh.setEnabled(false)
    this.names = new NameSigns(scene)
  }

  /** Called when the time of day changes. */
  light(sun: SunState): void {
    setLight(this.material, sun)
  }

  /** Shows exactly these bodies, the nearest first; `seconds` since the last call moves their legs. */
  show(people: readonly FigureState[], seconds: number): void {
    const count = Math.min(MOST, people.length)
    for (let i = 0; i < count; i++) this.write(i, people[i] as FigureState, seconds)
    if (this.gait.size > count * 2 + 16) this.forget(people)
    this.mesh.setEnabled(count > 0)
    this.mesh.thinInstanceCount = count
    if (count > 0)
      for (const buffer of ['matrix', 'motion', 'dyeA', 'dyeB']) this.mesh.thinInstanceBufferUpdated(buffer)
    this.names.show(people, NAME_UP_M)
  }

  dispose(): void {
    this.names.dispose()
    this.mesh.dispose()
    this.material.dispose()
  }

  private write(i: number, person: FigureState, seconds: number): void {
    let gait = this.gait.get(person.id)
    if (!gait) this.gait.set(person.id, (gait = { phase: person.id, stride: 0, aloft: 0 }))
    const ease = 1 - Math.exp(-8 * seconds)
    const wanted = person.mode === 'fly' ? 0 : Math.min(1, person.speedMs / 1.4)
    gait.stride += (wanted - gait.stride) * ease
    gait.aloft += ((person.mode === 'fly' ? 1 : 0) - gait.aloft) * ease
    gait.phase += seconds * (gait.stride > 0.05 ? (person.speedMs / STRIDE_M) * 2 * Math.PI * 0.5 : 0)
    gait.phase += seconds * (1 - gait.stride) * 2
    const at = toScene(person.eastM, person.northM, person.upM)
    const yaw = yawOf(person.headingRad)
    const m = this.matrices
    const o = i * 16
    const c = Math.cos(yaw)
    const s = Math.sin(yaw)
    m[o] = c
    m[o + 2] = -s
    m[o + 5] = 1
    m[o + 8] = s
    m[o + 10] = c
    m[o + 12] = at.x
    m[o + 13] = at.y
    m[o + 14] = at.z
    m[o + 15] = 1
    this.motion.set([gait.phase, gait.stride, person.pitchRad, gait.aloft], i * 4)
    this.dyesA.set([0.5, 0.5, 0.5, 0.3], i * 4)
    this.dyesB.set([0.2, 0.2, 0.3, 0.2], i * 4)
  }

  private forget(people: readonly FigureState[]): void {
    const here = new Set(people.map((person) => person.id))
    for (const id of this.gait.keys()) if (!here.has(id)) this.gait.delete(id)
  }
}

// One's own hands as one sees them: a plain controller or the bones of a bare hand, a thin ray and the dot where it ends.
// All made here, nothing downloaded. Both hands are drawn together: three draws for each eye.
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { Matrix, Quaternion, Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { CreateBox } from '@babylonjs/core/Meshes/Builders/boxBuilder.js'
import { CreateCylinder } from '@babylonjs/core/Meshes/Builders/cylinderBuilder.js'
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { Vec3 } from '../scene/frame.ts'
import type { Hand } from './hands.ts'

/** Pairs of WebXR joints (0 wrist, then 4 of the thumb, 5 of each finger) that a bone joins. */
const BONES: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [0, 5],
  [5, 6],
  [6, 7],
  [7, 8],
  [8, 9],
  [0, 10],
  [10, 11],
  [11, 12],
  [12, 13],
  [13, 14],
  [0, 15],
  [15, 16],
  [16, 17],
  [17, 18],
  [18, 19],
  [0, 20],
  [20, 21],
  [21, 22],
  [22, 23],
  [23, 24],
  [6, 11],
  [11, 16],
  [16, 21],
]
const BONE_M = 0.018
const REACH_M = 4
const DOT_RAD = 0.012

/** One shape for all hands, as thin instances, so many a hand. */
type Part = { readonly mesh: Mesh; readonly matrices: Float32Array; readonly aHand: number; readonly shown: boolean[] }
type Parts = Readonly<Record<'controller' | 'bones' | 'ray' | 'dot', Part>>
export type Looks = {
  readonly lamp: HemisphericLight
  readonly body: StandardMaterial
  readonly skin: StandardMaterial
  readonly ray: StandardMaterial
  readonly dot: StandardMaterial
  /** Made with the first hand. */
  readonly shapes: { parts: Parts | null; dispose(): void }
}

const SLOT = { left: 0, right: 1, gaze: 2 } as const

export function handLooks(scene: Scene): Looks {
  // A lamp of the engine's for what is near; the city has its own light and does not see it.
  const lamp = new HemisphericLight('headset lamp', new Vector3(0.3, 1, 0.4), scene)
  lamp.groundColor = new Color3(0.35, 0.33, 0.32)
  const shaded = (name: string, colour: Color3): StandardMaterial => {
    const material = new StandardMaterial(name, scene)
    material.diffuseColor = colour
    material.specularColor = new Color3(0.08, 0.08, 0.08)
    return material
  }
  const glowing = (name: string, colour: Color3): StandardMaterial => {
    const material = new StandardMaterial(name, scene)
    material.disableLighting = true
    material.emissiveColor = colour
    return material
  }
  const ray = glowing('ray', new Color3(1, 0.85, 0.45))
  ray.alpha = 0.55
  const shapes: Looks['shapes'] = {
    parts: null,
    dispose: () => {
      for (const { mesh } of Object.values(shapes.parts ?? {})) mesh.dispose()
    },
  }
  return {
    shapes,
    lamp,
    body: shaded('controller', new Color3(0.3, 0.35, 0.44)),
    skin: shaded('bones', new Color3(0.86, 0.66, 0.54)),
    ray,
    dot: glowing('dot', new Color3(1, 0.8, 0.3)),
  }
}

function partsOf(scene: Scene, stage: TransformNode, looks: Looks): Parts {
  const part = (mesh: Mesh, material: StandardMaterial, aHand = 1): Part => {
    const matrices = new Float32Array(Object.keys(SLOT).length * aHand * 16)
    mesh.material = material
    mesh.parent = stage
    mesh.thinInstanceSetBuffer('matrix', matrices, 16, false)
    mesh.alwaysSelectAsActiveMesh = true
    mesh.isPickable = false
    mesh.renderingGroupId = 1
    mesh.setEnabled(false)
    return { mesh, matrices, aHand, shown: Object.keys(SLOT).map(() => false) }
  }
  const ray = { height: 1, diameterBottom: 0.006, diameterTop: 0.002, tessellation: 6 }
  const bone = { height: 1, diameter: 1, tessellation: 12 }
  return {
    controller: part(controllerMesh(scene), looks.body),
    bones: part(CreateCylinder('bones', bone, scene), looks.skin, BONES.length),
    ray: part(CreateCylinder('rays', ray, scene), looks.ray),
    dot: part(CreateSphere('dots', { diameter: 1, segments: 6 }, scene), looks.dot),
  }
}

export class HandShown {
  private readonly parts: Parts
  private readonly slot: number

  constructor(side: keyof typeof SLOT, scene: Scene, stage: TransformNode, looks: Looks) {
    this.slot = SLOT[side]
    this.parts = looks.shapes.parts ??= partsOf(scene, stage, looks)
  }

  /** `endM` is where the ray ends, null for one that ends in the air; a hand that touches something shows no ray. */
  show(hand: Readonly<Hand>, endM: number | null, hasRay: boolean): void {
    const { controller, bones, ray, dot } = this.parts
    const isController = hand.kind === 'controller'
    if (this.isShown(controller, isController)) {
      const { at, turn: t } = hand.grip
      size.setAll(1)
      turn.set(t.x, t.y, t.z, t.w)
      middle.set(at.x, at.y, at.z)
      this.put(controller, 0)
    }
    if (this.isShown(bones, hand.hasJoints)) this.showBones(hand.joints)
    const isPointing = hasRay && hand.kind !== 'none'
    const { at, dir } = hand.ray
    if (this.isShown(ray, isPointing && hand.kind !== 'gaze')) {
      const lengthM = Math.min(REACH_M, endM ?? REACH_M)
      middle.set(at.x + (dir.x * lengthM) / 2, at.y + (dir.y * lengthM) / 2, at.z + (dir.z * lengthM) / 2)
      size.set(1, lengthM, 1)
      upTo(dir.x, dir.y, dir.z, turn)
      this.put(ray, 0)
    }
    if (this.isShown(dot, isPointing && endM !== null) && endM !== null) {
      middle.set(at.x + dir.x * endM, at.y + dir.y * endM, at.z + dir.z * endM)
      size.setAll(Math.max(0.008, endM * DOT_RAD))
      turn.set(0, 0, 0, 1)
      this.put(dot, 0)
    }
  }

  hide(): void {
    for (const part of Object.values(this.parts)) this.isShown(part, false)
  }

  dispose(): void {
    this.hide()
  }

  /** Notes whether this hand has the part; one that has not is drawn without a size. */
  private isShown(part: Part, isShown: boolean): boolean {
    const { mesh, matrices, aHand, shown } = part
    if (shown[this.slot] === isShown) return isShown
    shown[this.slot] = isShown
    mesh.setEnabled(shown.includes(true))
    if (!isShown) {
      matrices.fill(0, this.slot * aHand * 16, (this.slot + 1) * aHand * 16)
      mesh.thinInstanceBufferUpdated('matrix')
    }
    return isShown
  }

  /** The n-th instance of this hand, by `size`, `turn` and `middle`. */
  private put({ mesh, matrices, aHand }: Part, n: number): void {
    Matrix.ComposeToRef(size, turn, middle, matrix)
    matrix.copyToArray(matrices, (this.slot * aHand + n) * 16)
    if (n === aHand - 1) mesh.thinInstanceBufferUpdated('matrix')
  }

  private showBones(joints: Float32Array): void {
    for (let i = 0; i < BONES.length; i++) {
      const [from, to] = BONES[i] as readonly [number, number]
      place(joints, from, a)
      place(joints, to, b)
      const lengthM = Math.max(0.001, Math.hypot(b.x - a.x, b.y - a.y, b.z - a.z))
      upTo((b.x - a.x) / lengthM, (b.y - a.y) / lengthM, (b.z - a.z) / lengthM, turn)
      size.set(BONE_M, lengthM + BONE_M * 0.4, BONE_M)
      middle.set((a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2)
      this.put(this.parts.bones, i)
    }
  }
}

const a: Vec3 = { x: 0, y: 0, z: 0 }
const b: Vec3 = { x: 0, y: 0, z: 0 }
const size = new Vector3()
const middle = new Vector3()
const turn = new Quaternion()
const matrix = new Matrix()

function place(joints: Float32Array, joint: number, into: Vec3): void {
  into.x = joints[joint * 16 + 12] as number
  into.y = joints[joint * 16 + 13] as number
  into.z = joints[joint * 16 + 14] as number
}

/** The shortest turn of +y to a unit direction. */
function upTo(x: number, y: number, z: number, into: Quaternion): void {
  if (y < -0.9999) {
    into.set(1, 0, 0, 0)
    return
  }
  const w = Math.sqrt((1 + y) * 2)
  into.set(z / w, 0, -x / w, w / 2)
}

/** A handle with a ring in front; the grip's -z is the front. */
function controllerMesh(scene: Scene): Mesh {
  const handle = CreateBox('handle', { width: 0.032, height: 0.04, depth: 0.12 }, scene)
  handle.position.z = 0.03
  const head = CreateCylinder('head', { height: 0.03, diameter: 0.06, tessellation: 20 }, scene)
  head.position.set(0, 0.012, -0.035)
  const nose = CreateCylinder(
    'nose',
    { height: 0.04, diameterTop: 0.008, diameterBottom: 0.024, tessellation: 10 },
    scene,
  )
  nose.rotation.x = -Math.PI / 2
  nose.position.z = -0.075
  const merged = Mesh.MergeMeshes([handle, head, nose], true) as Mesh
  merged.name = 'controllers'
  return merged
}

// People on the table, as pins: others in one colour, oneself in another; on a second table once more.
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import type { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { CreateCylinder } from '@babylonjs/core/Meshes/Builders/cylinderBuilder.js'
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneY, sceneZ, type Vec3 } from '../scene/frame.ts'
import type { HeadsetHost, SeenPerson } from './host.ts'

const MOST_PINS = 256
const PIN_M = 0.05

export class TablePins {
  /** Others that stand on the table. */
  count = 0
  private readonly host: HeadsetHost
  private readonly others: Mesh
  private readonly mine: Mesh
  private readonly matrices = new Float32Array(MOST_PINS * 16)
  private readonly own = new Float32Array(2 * 16)

  constructor(
    scene: Scene,
    host: HeadsetHost,
    looks: { readonly people: StandardMaterial; readonly me: StandardMaterial },
  ) {
    this.host = host
    this.others = pinMesh('people', scene)
    this.others.material = looks.people
    this.others.thinInstanceSetBuffer('matrix', this.matrices, 16, false)
    this.mine = pinMesh('me', scene)
    this.mine.material = looks.me
    this.mine.thinInstanceSetBuffer('matrix', this.own, 16, false)
    for (const mesh of [this.others, this.mine]) {
      mesh.isPickable = false
      mesh.alwaysSelectAsActiveMesh = true
    }
  }

  /** Once a frame; `shift` leads from the first table to the second, in the scene, null while there is one. */
  show(scale: number, holds: (x: number, z: number) => boolean, shift: Readonly<Vec3> | null): void {
    const people = this.host.people()
    // Each table has as many.
    const most = shift ? MOST_PINS / 2 : MOST_PINS
    let count = 0
    for (let i = 0; i < people.length && count < most; i++) {
      const person = people[i] as SeenPerson
      const x = sceneX(person.eastM)
      const z = sceneZ(person.northM)
      if (!holds(x, z)) continue
      putPin(this.matrices, count++, x, sceneY(person.upM), z, scale)
    }
    this.count = count
    if (shift) for (let i = 0; i < this.count; i++) copyPin(this.matrices, [i, count++], shift)
    this.others.setEnabled(count > 0)
    this.others.thinInstanceCount = count
    if (count > 0) this.others.thinInstanceBufferUpdated('matrix')
    const { body } = this.host.me
    const x = sceneX(body.eastM)
    const z = sceneZ(body.northM)
    putPin(this.own, 0, x, sceneY(body.feetUpM), z, scale)
    if (shift) copyPin(this.own, [0, 1], shift)
    this.mine.setEnabled(holds(x, z))
    this.mine.thinInstanceCount = shift ? 2 : 1
    this.mine.thinInstanceBufferUpdated('matrix')
  }

  dispose(): void {
    this.others.dispose()
    this.mine.dispose()
  }
}

function putPin(into: Float32Array, i: number, x: number, y: number, z: number, scale: number): void {
  const o = i * 16
  into.fill(0, o, o + 16)
  into[o] = into[o + 5] = into[o + 10] = scale * PIN_M
  into[o + 12] = x
  into[o + 13] = y
  into[o + 14] = z
  into[o + 15] = 1
}

function copyPin(into: Float32Array, [from, to]: readonly [number, number], shift: Readonly<Vec3>): void {
  into.copyWithin(to * 16, from * 16, (from + 1) * 16)
  into[to * 16 + 12] = (into[to * 16 + 12] as number) + shift.x
  into[to * 16 + 14] = (into[to * 16 + 14] as number) + shift.z
}

/** A ball on a needle, 1 high, its point at the origin. */
function pinMesh(name: string, scene: Scene): Mesh {
  const needle = CreateCylinder(
    `${name} needle`,
    { height: 0.8, diameterTop: 0.09, diameterBottom: 0.02, tessellation: 8 },
    scene,
  )
  needle.position.y = 0.4
  const ball = CreateSphere(`${name} ball`, { diameter: 0.36, segments: 8 }, scene)
  ball.position.y = 0.86
  const merged = Mesh.MergeMeshes([needle, ball], true) as Mesh
  merged.name = `pins ${name}`
  return merged
}

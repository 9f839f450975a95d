// The district as a model on a table: a disc at a table's height in one's own room, the city laid on it small. Hands pull,
// turn and scale it; people stand on it as pins. The same scene is drawn, cut to the disc by its shaders.
import '@babylonjs/core/Meshes/thinInstanceMesh.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { CreateCylinder } from '@babylonjs/core/Meshes/Builders/cylinderBuilder.js'
import { CreateSphere } from '@babylonjs/core/Meshes/Builders/sphereBuilder.js'
import { CreateTorus } from '@babylonjs/core/Meshes/Builders/torusBuilder.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { eastOf, northOf, sceneX, sceneY, sceneZ, type Vec3 } from '../scene/frame.ts'
import { TableCut } from '../scene/table-cut.ts'
import type { Hand, Hands } from './hands.ts'
import type { HeadsetHost, SeenPerson } from './host.ts'
import type { Pointing } from './pointing.ts'
import { pin, type Stage, toWorld } from './stage.ts'
import { TableShown } from './table-shown.ts'
import { beginGrip, layHeight, newGrip, pull } from './table-gesture.ts'

const RADIUS_M = 0.6
const TABLE_UP_M = 0.8
const AWAY_M = 0.85
/** One to this at first: the district, 300 m round where one stands. */
const FIRST_SCALE = 500
/** Share of the radius by which one's own place lies before the middle. */
const AHEAD = 0.6
const DEPTH_M = 0.02
const MOST_PINS = 256
const PIN_M = 0.05
/** A press that pulled less than this was a tap. */
const TAP_M = 0.02

export class Table {
  readonly centre: Vec3 = { x: 0, y: TABLE_UP_M, z: -AWAY_M }
  readonly radiusM = RADIUS_M
  pins = 0
  private readonly stage: Stage
  private readonly host: HeadsetHost
  private readonly cut: TableCut
  private readonly plate: Mesh
  private readonly rim: Mesh
  private readonly others: Mesh
  private readonly mine: Mesh
  private readonly matrices = new Float32Array(MOST_PINS * 16)
  private readonly own = new Float32Array(16)
  private readonly made: StandardMaterial[] = []
  private readonly shown: TableShown
  private readonly grip = newGrip()
  private readonly pressedAt = new Map<Hand, Vec3>()
  private groundM = Number.NaN

  constructor(scene: Scene, stage: Stage, host: HeadsetHost) {
    this.stage = stage
    this.host = host
    const flat = (name: string, colour: Color3): StandardMaterial => {
      const material = new StandardMaterial(name, scene)
      material.disableLighting = true
      material.emissiveColor = colour
      this.made.push(material)
      return material
    }
    const cylinder = { height: DEPTH_M, diameter: 2 * (RADIUS_M + 0.012), tessellation: 72 }
    this.plate = CreateCylinder('table', cylinder, scene)
    this.plate.material = flat('table', new Color3(0.13, 0.15, 0.19))
    this.rim = CreateTorus('table rim', { diameter: 2 * (RADIUS_M + 0.012), thickness: 0.014, tessellation: 72 }, scene)
    this.rim.material = flat('table rim', new Color3(0.85, 0.66, 0.28))
    this.plate.parent = this.rim.parent = stage.node
    this.others = pinMesh('people', scene)
    this.others.material = flat('people', new Color3(0.95, 0.35, 0.2))
    this.others.thinInstanceSetBuffer('matrix', this.matrices, 16, false)
    this.mine = pinMesh('me', scene)
    this.mine.material = flat('me', new Color3(0.2, 0.6, 1))
    this.mine.thinInstanceSetBuffer('matrix', this.own, 16, false)
    this.mine.thinInstanceCount = 1
    for (const mesh of [this.plate, this.rim, this.others, this.mine]) mesh.isPickable = false
    for (const mesh of [this.others, this.mine]) mesh.alwaysSelectAsActiveMesh = true
    this.cut = new TableCut(scene)
    this.shown = new TableShown(scene)
  }

  /** In front of the head, as one stood in the city: one's own place near the edge, what one looked at in the middle. */
  lay(head: Readonly<Vec3>, headingRad: number): void {
    this.centre.x = head.x + Math.sin(headingRad) * AWAY_M
    this.centre.z = head.z - Math.cos(headingRad) * AWAY_M
    // Who sits has the table lower.
    this.centre.y = Math.min(TABLE_UP_M, Math.max(0.45, head.y - 0.5))
    const { frame } = this.stage
    frame.scale = FIRST_SCALE
    const { body } = this.host.me
    frame.yawRad = headingRad - body.headingRad
    const aheadM = RADIUS_M * FIRST_SCALE * AHEAD
    this.moveTo(body.eastM + Math.sin(body.headingRad) * aheadM, body.northM + Math.cos(body.headingRad) * aheadM)
  }

  /** Brings a place of the city to the middle of the table. */
  moveTo(eastM: number, northM: number): void {
    place.x = sceneX(eastM)
    place.y = 0
    place.z = sceneZ(northM)
    pin(this.stage.frame, this.centre, place)
    this.groundM = Number.NaN
    this.grip.hands = 0
  }

  lift(byM: number): void {
    this.centre.y = Math.min(1.4, Math.max(0.3, this.centre.y + byM))
  }

  /** Whether a place of the city lies on the table. */
  holds(eastM: number, northM: number): boolean {
    return this.cut.holds(sceneX(eastM), sceneZ(northM))
  }

  /** What lies in the middle, metres of the city. */
  centreM(): readonly [number, number] {
    toWorld(this.stage.frame, this.centre, place)
    return [eastOf(place), northOf(place)]
  }

  /** Once a frame; `tapped` is called for a press that pulled nothing. */
  step(hands: Hands, pointing: Pointing, seconds: number, tapped: (hand: Hand) => void): void {
    this.pulled(hands, pointing, tapped)
    const { frame } = this.stage
    toWorld(frame, this.centre, place)
    const ground = this.host.scene.groundAt(eastOf(place), northOf(place))
    if (ground !== null)
      this.groundM = Number.isNaN(this.groundM)
        ? ground
        : this.groundM + (ground - this.groundM) * Math.min(1, seconds * 4)
    layHeight(frame, this.centre.y, Number.isNaN(this.groundM) ? 0 : this.groundM)
    toWorld(frame, this.centre, place)
    const radiusM = RADIUS_M * frame.scale
    this.cut.lay(place.x, place.z, radiusM)
    this.plate.position.set(this.centre.x, this.centre.y - DEPTH_M, this.centre.z)
    this.rim.position.set(this.centre.x, this.centre.y - DEPTH_M / 2, this.centre.z)
    this.shown.step(place.x, place.z, radiusM, frame.scale)
    this.showPins()
  }

  dispose(): void {
    this.cut.dispose()
    this.shown.dispose()
    for (const mesh of [this.plate, this.rim, this.others, this.mine]) mesh.dispose()
    for (const material of this.made) material.dispose()
  }

  private pulled(hands: Hands, pointing: Pointing, tapped: (hand: Hand) => void): void {
    let first: Vec3 | null = null
    let second: Vec3 | null = null
    for (const hand of hands.all) {
      const wasHeld = this.pressedAt.get(hand)
      const isHeld = (hand.isPressed || hand.isGripped) && hand.kind !== 'none' && hand.kind !== 'gaze'
      if (isHeld && !wasHeld && !pointing.isOver(hand) && !pointing.isTouching(hand))
        this.pressedAt.set(hand, { ...hand.grip.at })
      if (!isHeld && wasHeld) {
        const { at } = hand.grip
        const pulledM = Math.hypot(at.x - wasHeld.x, at.y - wasHeld.y, at.z - wasHeld.z)
        this.pressedAt.delete(hand)
        if (pulledM < TAP_M && this.pressedAt.size === 0) tapped(hand)
      }
      if (!this.pressedAt.has(hand)) continue
      if (first) second = hand.grip.at
      else first = hand.grip.at
    }
    const held = second ? 2 : first ? 1 : 0
    if (held !== this.grip.hands) beginGrip(this.grip, this.stage.frame, first, second)
    else pull(this.grip, first, second, this.stage.frame)
  }

  private showPins(): void {
    const { scale } = this.stage.frame
    const people = this.host.people()
    let count = 0
    for (let i = 0; i < people.length && count < MOST_PINS; i++) {
      const person = people[i] as SeenPerson
      const x = sceneX(person.eastM)
      const z = sceneZ(person.northM)
      if (!this.cut.holds(x, z)) continue
      putPin(this.matrices, count++, x, sceneY(person.upM), z, scale)
    }
    this.pins = count
    this.others.setEnabled(count > 0)
    this.others.thinInstanceCount = count
    if (count > 0) this.others.thinInstanceBufferUpdated('matrix')
    const { body } = this.host.me
    const x = sceneX(body.eastM)
    const z = sceneZ(body.northM)
    putPin(this.own, 0, x, sceneY(body.feetUpM), z, scale)
    this.mine.setEnabled(this.cut.holds(x, z))
    this.mine.thinInstanceBufferUpdated('matrix')
  }
}

const place: Vec3 = { x: 0, y: 0, z: 0 }

function putPin(into: Float32Array, i: number, x: number, y: number, z: number, scale: number): void {
  const o = i * 16
  into.fill(0, o, o + 16)
  into[o] = into[o + 5] = into[o + 10] = scale * PIN_M
  into[o + 12] = x
  into[o + 13] = y
  into[o + 14] = z
  into[o + 15] = 1
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

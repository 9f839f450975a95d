// The district as a model on a table: a disc at a table's height in one's own room, the city laid on it small. Hands pull,
// turn and scale it; people stand on it as pins. The same scene is drawn, cut to the disc by its shaders. While two outcomes are
// compared on two tables it stands left of where it stood, and on the second beside it lies the same: A here, B there.
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { CreateCylinder } from '@babylonjs/core/Meshes/Builders/cylinderBuilder.js'
import { CreateTorus } from '@babylonjs/core/Meshes/Builders/torusBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { eastOf, northOf, sceneX, sceneZ, type Vec3 } from '../scene/frame.ts'
import { SecondTable } from '../scene/second-table.ts'
import { TableCut } from '../scene/table-cut.ts'
import type { Hand, Hands } from './hands.ts'
import type { HeadsetHost } from './host.ts'
import type { Pointing } from './pointing.ts'
import { pin, type Stage, toWorld } from './stage.ts'
import { TablePins } from './table-pins.ts'
import { TableShown } from './table-shown.ts'
import { beginGrip, layHeight, newGrip, pull } from './table-gesture.ts'
import { acrossFrom, meetsSecond, overFirst, PAIR_RADIUS_M, tableOf } from './table-pair.ts'
import { TableSigns } from './table-signs.ts'

const RADIUS_M = 0.6
const TABLE_UP_M = 0.8
const AWAY_M = 0.85
/** One to this at first: the district, 300 m round where one stands. */
const FIRST_SCALE = 500
/** Share of the radius by which one's own place lies before the middle. */
const AHEAD = 0.6
const DEPTH_M = 0.02
const PEOPLE = new Color3(0.95, 0.35, 0.2)
const ME = new Color3(0.2, 0.6, 1)
/** A press that pulled less than this was a tap. */
const TAP_M = 0.02

export class Table {
  readonly centre: Vec3 = { x: 0, y: TABLE_UP_M, z: -AWAY_M }
  /** From the first table to the second, while there are two. */
  private across: Vec3 | null = null
  private headingRad = 0
  private readonly stage: Stage
  private readonly host: HeadsetHost
  private readonly cut: TableCut
  /** Plate and rim; and those of the second table. */
  private readonly first: readonly [Mesh, Mesh]
  private readonly beside: readonly [Mesh, Mesh]
  private readonly people: TablePins
  private readonly made: StandardMaterial[] = []
  private readonly shown: TableShown
  private readonly second: SecondTable
  private readonly signs: TableSigns
  private readonly grip = newGrip()
  /** And over which table. */
  private readonly pressedAt = new Map<Hand, Vec3 & { readonly table: 0 | 1 }>()
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
    const plate = CreateCylinder('table', cylinder, scene)
    plate.material = flat('table', new Color3(0.13, 0.15, 0.19))
    const rim = CreateTorus(
      'table rim',
      { diameter: 2 * (RADIUS_M + 0.012), thickness: 0.014, tessellation: 72 },
      scene,
    )
    rim.material = flat('table rim', new Color3(0.85, 0.66, 0.28))
    plate.parent = rim.parent = stage.node
    this.first = [plate, rim]
    this.beside = [plate.clone('second table', stage.node), rim.clone('second table rim', stage.node)]
    this.people = new TablePins(scene, host, { people: flat('people', PEOPLE), me: flat('me', ME) })
    for (const mesh of [...this.first, ...this.beside]) mesh.isPickable = false
    this.cut = new TableCut(scene)
    this.shown = new TableShown(scene)
    this.second = new SecondTable(scene, this.cut)
    this.signs = new TableSigns(scene, stage.node, host.model)
  }

  get pins(): number {
    return this.people.count
  }

  get radiusM(): number {
    return this.across ? PAIR_RADIUS_M : RADIUS_M
  }

  secondAt(): readonly [number, number, number] | null {
    const { centre, across } = this
    return across && [centre.x + across.x, centre.y, centre.z + across.z]
  }

  /** Where a ray of a hand counts from: over the second table as from so far to the side over the first. */
  rayFrom(ray: Hand['ray']): Readonly<Vec3> {
    const { across } = this
    return across && meetsSecond(ray, this.centre, across) ? overFirst(ray.at, across, moved) : ray.at
  }

  /** In front of the head, as one stood in the city: one's own place near the edge, what one looked at in the middle. */
  lay(head: Readonly<Vec3>, headingRad: number): void {
    this.headingRad = headingRad
    this.centre.x = head.x + Math.sin(headingRad) * AWAY_M
    this.centre.z = head.z - Math.cos(headingRad) * AWAY_M
    // Who sits has the table lower.
    this.centre.y = Math.min(TABLE_UP_M, Math.max(0.45, head.y - 0.5))
    const { frame } = this.stage
    frame.scale = FIRST_SCALE
    const { body } = this.host.me
    frame.yawRad = headingRad - body.headingRad
    const aheadM = this.radiusM * FIRST_SCALE * AHEAD
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
    this.pair(this.host.model.time.compare.now.peek() === 'tables')
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
    const radiusM = this.radiusM * frame.scale
    this.cut.lay(place.x, place.z, radiusM)
    for (const [n, mesh] of this.first.entries())
      mesh.position.set(this.centre.x, this.centre.y - DEPTH_M / (n + 1), this.centre.z)
    this.shown.twice = this.across ? this.cut : null
    this.shown.step(place.x, place.z, radiusM, frame.scale)
    this.showSecond()
    this.people.show(frame.scale, (x, z) => this.cut.holds(x, z), this.across && shift)
  }

  /** One table becomes two, or two one; what lay in the middle still does, on both. */
  private pair(isTwo: boolean): void {
    const { centre, stage, headingRad } = this
    if (isTwo === (this.across !== null)) return
    const across = this.across ?? acrossFrom(headingRad, { x: 0, y: 0, z: 0 })
    const half = isTwo ? -0.5 : 0.5
    toWorld(stage.frame, centre, place)
    centre.x += across.x * half
    centre.z += across.z * half
    pin(stage.frame, centre, place)
    this.grip.hands = 0
    this.across = isTwo ? across : null
  }

  private showSecond(): void {
    const { across, centre, signs } = this
    for (const mesh of [...this.first, ...this.beside]) mesh.scaling.x = mesh.scaling.z = this.radiusM / RADIUS_M
    for (const [n, mesh] of this.beside.entries()) {
      mesh.setEnabled(across !== null)
      if (!across) continue
      mesh.position.copyFrom(this.first[n]?.position ?? mesh.position)
      mesh.position.x += across.x
      mesh.position.z += across.z
    }
    if (across) {
      toWorld(this.stage.frame, centre, place)
      moved.x = centre.x + across.x
      moved.y = centre.y
      moved.z = centre.z + across.z
      toWorld(this.stage.frame, moved, there)
      shift.x = there.x - place.x
      shift.y = there.y - place.y
      shift.z = there.z - place.z
    }
    this.second.lay(across && shift)
    signs.step(centre, across, this.radiusM)
  }

  dispose(): void {
    this.cut.dispose()
    this.shown.dispose()
    this.second.dispose()
    this.signs.dispose()
    this.people.dispose()
    for (const mesh of [...this.first, ...this.beside]) mesh.dispose()
    for (const material of this.made) material.dispose()
  }

  private pulled(hands: Hands, pointing: Pointing, tapped: (hand: Hand) => void): void {
    let first: Vec3 | null = null
    let second: Vec3 | null = null
    for (const hand of hands.all) {
      const wasHeld = this.pressedAt.get(hand)
      const isHeld = (hand.isPressed || hand.isGripped) && hand.kind !== 'none' && hand.kind !== 'gaze'
      if (isHeld && !wasHeld && !pointing.isOver(hand) && !pointing.isTouching(hand))
        this.pressedAt.set(hand, { ...hand.grip.at, table: this.tableUnder(hand) })
      if (!isHeld && wasHeld) {
        const { at } = hand.grip
        const pulledM = Math.hypot(at.x - wasHeld.x, at.y - wasHeld.y, at.z - wasHeld.z)
        this.pressedAt.delete(hand)
        if (pulledM < TAP_M && this.pressedAt.size === 0) tapped(hand)
      }
      const pressed = this.pressedAt.get(hand)
      if (!pressed) continue
      const { across } = this
      const at: Vec3 =
        across && pressed.table === 1 ? overFirst(hand.grip.at, across, first ? heldB : heldA) : hand.grip.at
      if (first) second = at
      else first = at
    }
    const held = second ? 2 : first ? 1 : 0
    if (held !== this.grip.hands) beginGrip(this.grip, this.stage.frame, first, second)
    else pull(this.grip, first, second, this.stage.frame)
  }

  private tableUnder(hand: Hand): 0 | 1 {
    return this.across ? tableOf(hand.grip.at, this.centre, this.across) : 0
  }
}

const place: Vec3 = { x: 0, y: 0, z: 0 }
const there: Vec3 = { x: 0, y: 0, z: 0 }
const shift: Vec3 = { x: 0, y: 0, z: 0 }
const moved: Vec3 = { x: 0, y: 0, z: 0 }
const heldA: Vec3 = { x: 0, y: 0, z: 0 }
const heldB: Vec3 = { x: 0, y: 0, z: 0 }

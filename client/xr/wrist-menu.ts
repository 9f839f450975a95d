// The menu on one's wrist: it opens when one looks at the hand that carries it, or by that hand's face button, and turns to
// the eyes. The other hand presses it, with a ray or a finger. Without a hand to carry it, it waits below the view.
import { effect } from '@preact/signals'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { PanelModel } from '../panels/model.ts'
import type { Vec3 } from '../scene/frame.ts'
import { identity } from '../wallet/identity-model.ts'
import { forwardOf, type Hand, type Hands } from './hands.ts'
import type { Pressable } from './host.ts'
import { MENU_SIZE } from './list-layout.ts'
import { ListView } from './list-view.ts'
import { Surface } from './surface.ts'
import { type MenuActs, type NamedPlace, type PageId, pageOf } from './wrist-pages.ts'

const HEIGHT_M = 0.32
const OVER_WRIST_M = 0.19
/** One looks at the hand: opens within the first angle, closes beyond the second. */
const OPEN_COS = Math.cos(0.46)
const CLOSE_COS = Math.cos(0.72)
const REACH_M = 0.85
const LOOK_EVERY_MS = 60_000

export class WristMenu {
  readonly surface: Surface
  page: PageId = 'menu'
  private readonly view: ListView
  private readonly model: PanelModel
  private readonly acts: Omit<MenuActs, 'turnTo'>
  private readonly placesOf: () => Promise<readonly NamedPlace[]>
  private readonly stopDrawing: () => void
  private places: readonly NamedPlace[] = []
  private isPinned = false
  private lookedMs = -LOOK_EVERY_MS
  private draw: () => void = () => {}

  constructor(
    scene: Scene,
    stage: TransformNode,
    given: {
      readonly model: PanelModel
      readonly acts: Omit<MenuActs, 'turnTo'>
      readonly places: () => Promise<readonly NamedPlace[]>
    },
  ) {
    this.model = given.model
    this.acts = given.acts
    this.placesOf = given.places
    this.surface = new Surface(
      'wrist menu',
      scene,
      stage,
      (HEIGHT_M * MENU_SIZE.widthPx) / MENU_SIZE.heightPx,
      HEIGHT_M,
    )
    this.view = new ListView(this.surface)
    this.surface.mesh.setEnabled(false)
    const draw = (): void =>
      this.view.show(pageOf(this.page, this.model, this.places, { ...this.acts, turnTo: (page) => this.turnTo(page) }))
    this.draw = draw
    this.lookForConsultations()
    this.stopDrawing = effect(draw)
  }

  /** Once a frame. */
  step(hands: Hands): void {
    const side = this.model.comfort.peek().menuHand
    const hand = side === 'left' ? hands.left : hands.right
    if (hand.buttons > 0) this.isPinned = !this.isPinned
    const isCarried = hand.kind === 'controller' || hand.kind === 'hand'
    const isOpen = isCarried ? this.isPinned || this.isLookedAt(hand, hands) : this.isBelow(hands)
    if (isOpen !== this.surface.isOpen) {
      this.surface.mesh.setEnabled(isOpen)
      this.lookForConsultations()
    }
    if (!isOpen) return
    if (isCarried) {
      at.x = hand.grip.at.x
      at.y = hand.grip.at.y + OVER_WRIST_M
      at.z = hand.grip.at.z
    }
    this.surface.face(at, hands.head.at)
  }

  get isOpen(): boolean {
    return this.surface.isOpen
  }

  controls(): Pressable[] {
    return this.isOpen ? this.view.controls() : []
  }

  dispose(): void {
    this.stopDrawing()
    this.view.dispose()
    this.surface.dispose()
  }

  private turnTo(page: PageId): void {
    this.page = page
    // After the press is over: the button that was pressed is disposed by the drawing.
    queueMicrotask(this.draw)
    if (page === 'identity') void identity.lookAgain()
    if (page !== 'places') return
    void this.placesOf().then((places) => {
      this.places = places
      this.draw()
    })
  }

  /** Whether any is open now: nobody tells it. */
  private lookForConsultations(): void {
    const nowMs = performance.now()
    if (nowMs - this.lookedMs < LOOK_EVERY_MS) return
    this.lookedMs = nowMs
    void this.model.consult.look()
  }

  private isLookedAt(hand: Readonly<Hand>, { head }: Hands): boolean {
    const dx = hand.grip.at.x - head.at.x
    const dy = hand.grip.at.y + OVER_WRIST_M / 2 - head.at.y
    const dz = hand.grip.at.z - head.at.z
    const away = Math.hypot(dx, dy, dz)
    if (away > REACH_M || away < 0.05) return false
    forwardOf(head.turn, looks)
    const cos = (dx * looks.x + dy * looks.y + dz * looks.z) / away
    return cos > (this.surface.isOpen ? CLOSE_COS : OPEN_COS)
  }

  /** Nobody carries it: it lies low ahead while one looks down, and stays where it was opened. */
  private isBelow({ head }: Hands): boolean {
    forwardOf(head.turn, looks)
    const isOpen = looks.y < (this.surface.isOpen ? -0.3 : -0.5)
    if (!isOpen || this.surface.isOpen) return isOpen
    const level = Math.max(0.05, Math.hypot(looks.x, looks.z))
    at.x = head.at.x + (looks.x / level) * 0.45
    at.y = head.at.y - 0.42
    at.z = head.at.z + (looks.z / level) * 0.45
    return true
  }
}

const at: Vec3 = { x: 0, y: 0, z: 0 }
const looks: Vec3 = { x: 0, y: 0, z: 0 }

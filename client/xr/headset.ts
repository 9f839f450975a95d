// A visit in a headset: an immersive session where one stands in the city, or with the district on a table in one's room.
// Wires hands, pointing, moving, menu and panels to the session's frames; each does its own work in its own file.
import '@babylonjs/core/Rendering/renderingManager.js'
import { WebXRExperienceHelper } from '@babylonjs/core/XR/webXRExperienceHelper.js'
import { WebXRState } from '@babylonjs/core/XR/webXRTypes.js'
import { eastOf, northOf, type Vec3 } from '../scene/frame.ts'
import { newArc } from './arc.ts'
import { ArcShown } from './arc-shown.ts'
import { type Cardboard, mendCardboard } from './cardboard.ts'
import { CityPointing } from './city-pointing.ts'
import { describeParts } from './describe.ts'
import { type Hand, Hands } from './hands.ts'
import { handLooks, HandShown } from './hands-shown.ts'
import type { Headset, HeadsetHost, HeadsetKind, HeadsetState, RoomPlace } from './host.ts'
import { Locomotion } from './locomotion.ts'
import { Pace } from './pace.ts'
import { PlacingByHand } from './placing.ts'
import { canDrawElements } from './page-texture.ts'
import { namedPlaces } from './places.ts'
import { Pointing } from './pointing.ts'
import { Stage, toRoom, toWorld } from './stage.ts'
import { askMotion, isCardboard } from './support.ts'
import type { Table } from './table.ts'
import { TableView } from './table-view.ts'
import { creditSign, SeenSign, Vignette } from './vignette.ts'
import { WornPanels } from './worn-panels.ts'
import { lookOf, WornPoseWriter } from './worn-pose.ts'
import { seenText } from './wrist-compare.ts'
import { WristMenu } from './wrist-menu.ts'

const MODES = { vr: 'immersive-vr', ar: 'immersive-ar' } as const

/** Enters; resolves when inside. Rejects with a sentence when the session is refused. */
export async function enterHeadset(host: HeadsetHost, kind: HeadsetKind): Promise<Headset> {
  const scene = host.scene.inner
  await askMotion()
  const isPageDrawn = canDrawElements(scene.getEngine())
  const cardboard = isCardboard() ? mendCardboard(scene.getEngine()) : null
  const helper = await WebXRExperienceHelper.CreateAsync(scene)
  const flat = scene.activeCamera
  // The stage carries the camera: reference spaces stay as the device gives them.
  helper.camera.compensateOnFirstFrame = false
  const stage = new Stage(scene)
  try {
    await helper.enterXRAsync(MODES[kind], 'local-floor', undefined, { optionalFeatures: ['hand-tracking'] })
  } catch (error) {
    cardboard?.dispose()
    stage.dispose()
    helper.dispose()
    if (flat) scene.activeCamera = flat
    throw error
  }
  return new Worn({ host, kind, helper, stage, flat, cardboard, isPageDrawn: await isPageDrawn })
}

class Worn implements Headset {
  readonly kind: HeadsetKind
  private readonly host: HeadsetHost
  private readonly helper: WebXRExperienceHelper
  readonly stage: Stage
  readonly hands: Hands
  private readonly shown: readonly { readonly hand: Hand; readonly mesh: HandShown }[]
  private readonly pointing: Pointing
  private readonly cityPointing: CityPointing
  private readonly placing: PlacingByHand
  private readonly locomotion: Locomotion | null
  private readonly view: TableView
  readonly menu: WristMenu
  private readonly vignette: Vignette
  private readonly arcShown: ArcShown
  private readonly credits: ReturnType<typeof creditSign>
  private readonly seen: SeenSign
  private readonly pace: Pace
  private readonly writer = new WornPoseWriter()
  private readonly eye = { eastM: 0, northM: 0, upM: 0, headingRad: 0, pitchRad: 0 }
  private readonly looks: { readonly dispose: () => void }[]
  private readonly panels: WornPanels
  private frames = 0
  private lastMs = Number.NaN
  private isPlaced = false
  /** Asked for by the menu in the middle of a frame; done at the beginning of the next. */
  private asked: 'city' | 'table' | null = null

  constructor(given: {
    readonly host: HeadsetHost
    readonly kind: HeadsetKind
    readonly helper: WebXRExperienceHelper
    readonly stage: Stage
    readonly flat: HeadsetHost['scene']['inner']['activeCamera']
    readonly cardboard: Cardboard | null
    readonly isPageDrawn: boolean
  }) {
    const { host, kind, helper, stage, flat, cardboard } = given
    const scene = host.scene.inner
    this.host = host
    this.kind = kind
    this.helper = helper
    this.stage = stage
    const { camera, sessionManager } = helper
    const { session } = sessionManager
    camera.position.setAll(0)
    camera.rotationQuaternion.set(0, 0, 0, 1)
    camera.parent = stage.node
    this.hands = new Hands(session, cardboard && window)
    const looks = handLooks(scene)
    this.looks = Object.values(looks)
    this.shown = this.hands.all.map((hand) => ({ hand, mesh: new HandShown(hand.side, scene, stage.node, looks) }))
    this.pointing = new Pointing(this.hands)
    const { hands, pointing } = this
    this.panels = new WornPanels({ host, stage: stage.node, hands, pointing, isPageDrawn: given.isPageDrawn })
    this.vignette = new Vignette(scene, camera)
    this.arcShown = new ArcShown(scene, newArc().points.length / 3)
    this.credits = creditSign(scene, camera, host.model.attribution.peek())
    this.seen = new SeenSign(scene, camera, () => host.model.notice.value || seenText(host.model))
    this.pace = new Pace(host.scene, host.quality)
    this.cityPointing = new CityPointing(host, stage)
    this.placing = new PlacingByHand(host.model, this.cityPointing)
    this.locomotion =
      kind === 'vr'
        ? new Locomotion({ host, stage, hands: this.hands, shown: this.arcShown, vignette: this.vignette })
        : null
    this.view = new TableView({ kind, scene, stage, host, pointing: this.cityPointing, camera })
    if (kind === 'ar') this.asked = 'table'
    this.menu = new WristMenu(scene, stage.node, {
      model: host.model,
      acts: {
        openPanel: (name) => this.panels.open(name),
        goTo: (place) => {
          if (this.table) this.table.moveTo(place.atM[0], place.atM[1])
          else host.model.acts.goTo({ id: '', atM: place.atM })
        },
        lift: (byM) => this.table?.lift(byM),
        // A gaze takes hold of nothing.
        lay:
          kind === 'vr' && !cardboard
            ? (isOnTable) => {
                this.asked = isOnTable ? 'table' : 'city'
              }
            : null,
        leave: () => void this.leave(),
      },
      places: () => namedPlaces(host),
    })
    this.pointing.add(this.menu.surface)
    const frame = sessionManager.onXRFrameObservable.add((one) => this.step(one))
    const ended = cardboard && scene.getEngine().onEndFrameObservable.add(() => cardboard.ended())
    helper.onStateChangedObservable.add((state) => {
      if (state !== WebXRState.NOT_IN_XR) return
      scene.getEngine().onEndFrameObservable.remove(ended)
      cardboard?.dispose()
      sessionManager.onXRFrameObservable.remove(frame)
      this.dispose()
      if (flat) scene.activeCamera = flat
      host.model.headset.value = 'none'
      host.left()
    })
  }

  get table(): Table | null {
    return this.view.table
  }

  get isAtTable(): boolean {
    return this.table !== null
  }

  pose(): ReturnType<Headset['pose']> {
    return this.writer.pose
  }

  where(): ReturnType<Headset['where']> {
    const { camera } = this.helper
    return {
      eastM: this.eye.eastM,
      northM: this.eye.northM,
      upM: this.eye.upM,
      eyes: camera.rigCameras.length,
      credits: this.host.model.attribution.peek(),
      creditsInView: camera.rigCameras.every((one) => one.isInFrustum(this.credits)),
    }
  }

  get panel(): WornPanels['shown'] {
    return this.panels.shown
  }

  describe(): HeadsetState {
    return {
      ...this.where(),
      ...describeParts(this),
      kind: this.kind,
      frames: this.frames,
      headingRad: this.eye.headingRad,
      mode: this.writer.pose.mode,
      teleport: this.locomotion?.state ?? 'none',
      hover: { feature: this.cityPointing.feature },
      detail: this.pace.level,
    }
  }

  roomOf(eastM: number, northM: number, upM: number): RoomPlace {
    const { x, y, z } = toRoom(this.stage.frame, { x: eastM, y: upM, z: -northM }, { x: 0, y: 0, z: 0 })
    return [x, y, z]
  }

  async leave(): Promise<void> {
    // Not in the middle of a frame: a menu is pressed in one, and the engine goes on drawing it.
    await Promise.resolve()
    await this.helper.exitXRAsync()
  }

  /** A frame of the session begins: everything of the headset is brought up to date before the scene is drawn. */
  private step(frame: XRFrame): void {
    const { sessionManager } = this.helper
    const room = sessionManager.baseReferenceSpace
    if (!this.hands.read(sessionManager.session, frame, room)) return
    this.frames++
    const nowMs = performance.now()
    const seconds = Number.isNaN(this.lastMs) ? 0 : Math.min(1, (nowMs - this.lastMs) / 1000)
    this.lastMs = nowMs
    if (!this.isPlaced) this.begin()
    if (this.asked) this.change(this.asked)
    if (!this.table) this.locomotion?.step(seconds)
    else {
      this.table.step(this.hands, this.pointing, seconds, (hand) => this.pressedCity(hand))
      this.vignette.step(0, seconds)
    }
    this.stage.apply()
    this.menu.step(this.hands)
    this.pointing.carriers.set(this.menu.surface, this.host.model.comfort.peek().menuHand)
    this.pointing.step((hand) => {
      if (!this.table) this.pressedCity(hand)
    })
    this.cityPointing.step(this.hands, this.pointing, nowMs)
    this.placing.step(this.hands)
    for (const { hand, mesh } of this.shown)
      mesh.show(hand, this.pointing.endOf(hand) ?? this.cityPointing.endOf(hand), !this.pointing.isTouching(hand))
    this.panels.shown?.step(nowMs)
    this.pace.step(nowMs, sessionManager.session.frameRate ?? 72, this.hands.viewer)
    this.tellBody()
  }

  private begin(): void {
    this.isPlaced = true
    this.helper.sessionManager.resetReferenceSpace()
  }

  private change(to: 'city' | 'table'): void {
    this.asked = null
    this.locomotion?.rest()
    if (to === 'city') return this.view.close()
    lookOf(this.hands.head.turn, 0, look)
    this.view.open(this.hands.head.at, look.headingRad)
  }

  /** The eye for signs, names and the others' bodies; the pose for the server. */
  private tellBody(): void {
    const { eye, hands, stage } = this
    toWorld(stage.frame, hands.head.at, world)
    lookOf(hands.head.turn, stage.frame.yawRad, look)
    eye.eastM = eastOf(world)
    eye.northM = northOf(world)
    eye.upM = world.y
    eye.headingRad = look.headingRad
    eye.pitchRad = look.pitchRad
    this.host.me.heldEye = eye
    this.host.scene.camera.set(eye)
    parts.head = this.table ? null : hands.head
    parts.left = !this.table && isTracked(hands.left) ? hands.left.grip : null
    parts.right = !this.table && isTracked(hands.right) ? hands.right.grip : null
    this.writer.write(this.host.me.body, stage.frame, parts)
    this.writer.pose.headPitchRad = this.table ? 0 : look.pitchRad
  }

  /** What is pressed over no surface: a building shows its card; on the ground a bare hand or a gaze goes there. */
  private pressedCity(hand: Hand): void {
    // A gaze that just misses a button of the open menu must not send one across the square.
    if (hand.kind === 'gaze' && this.menu.isOpen) return
    const hit = this.cityPointing.pick(hand)
    if (this.placing.pressed(hit?.atM ?? null)) return
    if (this.host.pressThing(this.cityPointing.ray, this.cityPointing.met(hand, hit))) return this.panels.open('card')
    if (!hit) return
    if (hit.feature !== null) {
      void this.host.showCard(hit.feature).then(() => this.panels.open('card'))
      return
    }
    if (hand.kind !== 'controller' && !this.table) this.locomotion?.pointAt(hit.atM[0], hit.atM[1])
  }

  private dispose(): void {
    this.panels.dispose()
    this.menu.dispose()
    this.view.dispose()
    this.hands.dispose()
    for (const { mesh } of this.shown) mesh.dispose()
    for (const look of this.looks) look.dispose()
    this.arcShown.dispose()
    this.vignette.dispose()
    this.credits.dispose(false, true)
    this.seen.dispose()
    this.pace.dispose()
    this.cityPointing.dispose()
    this.helper.camera.parent = null
    // Each eye was lent the scene's render targets (the sun's shadows) and would take them along.
    for (const eye of this.helper.camera.rigCameras) eye.customRenderTargets.length = 0
    this.stage.dispose()
    this.host.me.heldEye = null
    this.helper.dispose()
  }
}

const isTracked = (hand: Hand): boolean => hand.kind === 'controller' || hand.kind === 'hand'
const look = { headingRad: 0, pitchRad: 0 }
const world: Vec3 = { x: 0, y: 0, z: 0 }
const parts: Parameters<WornPoseWriter['write']>[2] & {
  head: Hands['head'] | null
  left: Hand['grip'] | null
  right: Hand['grip'] | null
} = { head: null, left: null, right: null }

// What the two hands hold and do, read once a frame from the session: where they point, their fingertips, what is
// pressed. Places are metres of the room. Controllers, bare hands and a gaze (a phone in a viewer) look alike here.
import { type Quaternion, unturned } from '../../shared/protocol/quaternion.ts'
import type { Vec3 } from '../scene/frame.ts'

export type Side = 'left' | 'right' | 'gaze'
export type Hand = {
  readonly side: Side
  kind: 'none' | 'controller' | 'hand' | 'gaze'
  readonly ray: { readonly at: Vec3; readonly dir: Vec3 }
  readonly grip: { readonly at: Vec3; readonly turn: Quaternion }
  /** What touches: the index finger, or the front of the controller. */
  readonly tip: Vec3
  hasTip: boolean
  /** Trigger, pinch or tap. `presses` and `releases` count what happened since the last frame. */
  isPressed: boolean
  presses: number
  releases: number
  isGripped: boolean
  stickX: number
  stickY: number
  /** The lower face button (A, X) went down since the last frame. */
  buttons: number
  /** Joint matrices, 25 of 16 numbers, of a bare hand. */
  readonly joints: Float32Array
  hasJoints: boolean
}

const JOINTS = 25
const INDEX_TIP = 9
const STICK_DEAD = 0.12
const TIP_OF_CONTROLLER_M = 0.05

export const newHand = (side: Side): Hand => ({
  side,
  kind: 'none',
  ray: { at: { x: 0, y: 1, z: 0 }, dir: { x: 0, y: 0, z: -1 } },
  grip: { at: { x: 0, y: 1, z: 0 }, turn: unturned() },
  tip: { x: 0, y: 1, z: 0 },
  hasTip: false,
  isPressed: false,
  presses: 0,
  releases: 0,
  isGripped: false,
  stickX: 0,
  stickY: 0,
  buttons: 0,
  joints: new Float32Array(JOINTS * 16),
  hasJoints: false,
})

/** With getters of joints asked for once: `XRHand.values()` would make an iterator a frame. */
type Known = { readonly hand: Hand; spaces: XRJointSpace[] | null; wasButton: boolean }

export class Hands {
  readonly left = newHand('left')
  readonly right = newHand('right')
  readonly gaze = newHand('gaze')
  readonly all: readonly Hand[] = [this.left, this.right, this.gaze]
  readonly head: { readonly at: Vec3; readonly turn: Quaternion } = {
    at: { x: 0, y: 1.6, z: 0 },
    turn: unturned(),
  }
  /** The head and its eyes as the frame gave them. */
  viewer: XRViewerPose | null = null
  private readonly known = new WeakMap<XRInputSource, Known>()
  private readonly listening = new AbortController()
  private readonly waiting: { hand: Hand; isDown: boolean }[] = []

  private readonly isGazing: boolean

  /** `taps` tells of touches of the screen, where the session itself does not: the head points, a tap presses. */
  constructor(session: XRSession, taps: EventTarget | null = null) {
    const { signal } = this.listening
    this.isGazing = taps !== null
    const tapped = (type: 'pointerdown' | 'pointerup', isDown: boolean): void =>
      taps?.addEventListener(type, () => void this.waiting.push({ hand: this.gaze, isDown }), { signal, capture: true })
    tapped('pointerdown', true)
    tapped('pointerup', false)
    const hear = (type: 'selectstart' | 'selectend', isDown: boolean): void =>
      session.addEventListener(
        type,
        (event) => {
          const { inputSource } = event as XRInputSourceEvent
          this.waiting.push({ hand: this.handOf(inputSource), isDown })
        },
        { signal } as AddEventListenerOptions,
      )
    hear('selectstart', true)
    hear('selectend', false)
  }

  dispose(): void {
    this.listening.abort()
  }

  /** Reads everything of a frame against the room; false while the head is not tracked. */
  read(session: XRSession, frame: XRFrame, room: XRReferenceSpace): boolean {
    const viewer = frame.getViewerPose(room)
    this.viewer = viewer ?? null
    if (!viewer) return false
    copyPlace(viewer.transform.position, this.head.at)
    copyTurn(viewer.transform.orientation, this.head.turn)
    for (const hand of this.all) this.forget(hand)
    for (const source of session.inputSources) this.readSource(source, frame, room)
    if (this.isGazing) this.readGaze()
    for (const { hand, isDown } of this.waiting) {
      hand.isPressed = isDown
      if (isDown) hand.presses++
      else hand.releases++
    }
    this.waiting.length = 0
    return true
  }

  private forget(hand: Hand): void {
    hand.kind = 'none'
    hand.presses = hand.releases = hand.buttons = 0
    hand.stickX = hand.stickY = 0
    hand.hasTip = hand.hasJoints = hand.isGripped = false
  }

  private readGaze(): void {
    const { gaze, head } = this
    gaze.kind = 'gaze'
    copyPlace(head.at, gaze.ray.at)
    forwardOf(head.turn, gaze.ray.dir)
    copyPlace(head.at, gaze.grip.at)
  }

  private readSource(source: XRInputSource, frame: XRFrame, room: XRReferenceSpace): void {
    const known = this.knownOf(source)
    const { hand } = known
    const aim = frame.getPose(source.targetRaySpace, room)
    if (!aim) return
    hand.kind = hand.side === 'gaze' ? 'gaze' : source.hand ? 'hand' : 'controller'
    copyPlace(aim.transform.position, hand.ray.at)
    forwardOf(aim.transform.orientation, hand.ray.dir)
    const held = source.gripSpace ? frame.getPose(source.gripSpace, room) : null
    copyPlace((held ?? aim).transform.position, hand.grip.at)
    copyTurn((held ?? aim).transform.orientation, hand.grip.turn)
    if (hand.kind === 'controller') {
      hand.hasTip = true
      along(hand.ray.at, hand.ray.dir, TIP_OF_CONTROLLER_M, hand.tip)
    }
    if (source.hand) this.readJoints(source.hand, known, frame, room)
    if (source.gamepad) this.readPad(source.gamepad, known)
  }

  private readJoints(tracked: XRHand, known: Known, frame: XRFrame, room: XRReferenceSpace): void {
    known.spaces ??= [...tracked.values()]
    const { hand, spaces } = known
    if (!frame.fillPoses || spaces.length !== JOINTS) return
    hand.hasJoints = frame.fillPoses(spaces, room, hand.joints)
    if (!hand.hasJoints) return
    hand.hasTip = true
    const at = INDEX_TIP * 16 + 12
    hand.tip.x = hand.joints[at] as number
    hand.tip.y = hand.joints[at + 1] as number
    hand.tip.z = hand.joints[at + 2] as number
  }

  /** The xr-standard mapping: trigger, squeeze, touchpad, stick, A or X, B or Y. */
  private readPad({ axes, buttons }: Gamepad, known: Known): void {
    const { hand } = known
    hand.stickX = dead(axes[2] ?? 0)
    hand.stickY = dead(axes[3] ?? 0)
    hand.isGripped = buttons[1]?.pressed === true
    const isDown = buttons[4]?.pressed === true || buttons[5]?.pressed === true
    if (isDown && !known.wasButton) hand.buttons = 1
    known.wasButton = isDown
  }

  private handOf(source: XRInputSource): Hand {
    return this.knownOf(source).hand
  }

  private knownOf(source: XRInputSource): Known {
    let known = this.known.get(source)
    if (!known) {
      const isHeld = source.targetRayMode === 'tracked-pointer' && source.handedness !== 'none'
      const hand = isHeld ? (source.handedness === 'left' ? this.left : this.right) : this.gaze
      known = { hand, spaces: null, wasButton: false }
      this.known.set(source, known)
    }
    return known
  }
}

const dead = (value: number): number => (Math.abs(value) < STICK_DEAD ? 0 : value)

function copyPlace(from: Readonly<Vec3>, into: Vec3): void {
  into.x = from.x
  into.y = from.y
  into.z = from.z
}

function copyTurn(from: Readonly<Quaternion>, into: Quaternion): void {
  into.x = from.x
  into.y = from.y
  into.z = from.z
  into.w = from.w
}

/** Where -z of a turned thing points. */
export function forwardOf({ x, y, z, w }: Readonly<Quaternion>, into: Vec3): void {
  into.x = -2 * (x * z + w * y)
  into.y = -2 * (y * z - w * x)
  into.z = -(1 - 2 * (x * x + y * y))
}

export function along(at: Readonly<Vec3>, dir: Readonly<Vec3>, farM: number, into: Vec3): void {
  into.x = at.x + dir.x * farM
  into.y = at.y + dir.y * farM
  into.z = at.z + dir.z * farM
}

// A gamepad of the standard mapping (W3C Gamepad): left stick walks, right stick looks, triggers sink and climb, and four
// buttons act. Pure: takes what the pad says, gives wishes; the input polls it only once a pad has been plugged in.
import type { KeyAct } from './keys.ts'
import type { Wish } from './motion.ts'

/** What is read of a `Gamepad`. */
export type PadState = {
  readonly axes: readonly number[]
  readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[]
}

const DEAD = 0.15
const YAW_RAD_S = 2.4
const PITCH_RAD_S = 1.6
const BUTTONS: readonly (readonly [button: number, act: KeyAct])[] = [
  [0, 'sit'],
  [1, 'mode'],
  [2, 'hand'],
  [3, 'follow'],
]
const RUN = 10
const DOWN = 6
const UP = 7

export class Pad {
  /** Radians to turn this frame. */
  yawRad = 0
  pitchRad = 0
  private readonly held = new Set<number>()

  /** Adds to `wish`; calls `press` once for every button that went down. */
  read(pad: PadState, seconds: number, wish: Wish, press: (act: KeyAct) => void): void {
    wish.right += eased(pad.axes[0])
    wish.forward -= eased(pad.axes[1])
    wish.up += (pad.buttons[UP]?.value ?? 0) - (pad.buttons[DOWN]?.value ?? 0)
    if (pad.buttons[RUN]?.pressed) wish.fast = true
    this.yawRad = eased(pad.axes[2]) * YAW_RAD_S * seconds
    this.pitchRad = -eased(pad.axes[3]) * PITCH_RAD_S * seconds
    for (const [button, act] of BUTTONS) {
      const isDown = pad.buttons[button]?.pressed === true
      if (isDown && !this.held.has(button)) press(act)
      if (isDown) this.held.add(button)
      else this.held.delete(button)
    }
  }
}

/** Nothing within the dead zone, then from zero: a worn stick does not creep. */
function eased(axis = 0): number {
  const size = (Math.abs(axis) - DEAD) / (1 - DEAD)
  return size > 0 ? Math.sign(axis) * Math.min(1, size) : 0
}

// Keyboard, mouse, touch, stick and gamepad become wishes: where to go, where to look, what to do. Keys typed into a field
// or used by a control are theirs. One finger or a dragged mouse looks; the stick of the panels walks, as do two fingers.
import type { Stick } from '../panels/model.ts'
import { Pad } from './gamepad.ts'
import { actOf, type KeyAct } from './keys.ts'
import type { Wish } from './motion.ts'

const MOVES: Partial<Readonly<Record<KeyAct, readonly [axis: 'forward' | 'right' | 'up', sign: 1 | -1]>>> = {
  forward: ['forward', 1],
  back: ['forward', -1],
  right: ['right', 1],
  left: ['right', -1],
  up: ['up', 1],
  down: ['up', -1],
}
/** Arrow keys turn, as people without a mouse need. */
const TURNS: Partial<Readonly<Record<KeyAct, 1 | -1>>> = { turnLeft: -1, turnRight: 1 }
const TURN_RAD_S = 1.6
const LOOK_RAD_PX = 0.0042
const TAP_PX = 6
/** Controls whose own keys are letters or arrows. */
const TYPING =
  'input, textarea, select, [contenteditable], [role=listbox], [role=menu], [role=radiogroup], [role=tablist]'
/** In a drawer, headings too: a button's key must not open the chat when news has just taken the button away. */
const PRESSING = 'button, summary, a[href], [role=button], .drawer'

export type InputEvents = {
  look(yawRad: number, pitchRad: number): void
  /** A key or button that does something once; `code` tells which digit. */
  act(act: KeyAct, code: string): void
  /** A click or tap that did not drag, in CSS pixels of the view. */
  tap(x: number, y: number): void
  hover(x: number, y: number): void
}
/** What is read of the panels each frame. */
export type InputModel = {
  readonly stick: { readonly value: Stick }
  readonly hasKeys: { readonly value: boolean }
}

export class Input {
  private readonly held = new Map<string, KeyAct>()
  private readonly pointers = new Map<number, { x: number; y: number; fromX: number; fromY: number }>()
  private readonly listening = new AbortController()
  private readonly events: InputEvents
  private readonly model: InputModel
  private readonly pad = new Pad()
  private hasPad = false
  readonly wish: Wish = { forward: 0, right: 0, up: 0, fast: false }

  constructor(view: HTMLElement, model: InputModel, events: InputEvents) {
    this.events = events
    this.model = model
    const { signal } = this.listening
    window.addEventListener('keydown', (event) => this.keyDown(event), { signal })
    window.addEventListener('keyup', (event) => this.held.delete(event.code), { signal })
    window.addEventListener('blur', () => this.held.clear(), { signal })
    window.addEventListener('gamepadconnected', () => (this.hasPad = true), { signal })
    view.addEventListener(
      'pointerdown',
      (event) => {
        view.focus()
        view.setPointerCapture(event.pointerId)
        const { offsetX: x, offsetY: y } = event
        this.pointers.set(event.pointerId, { x, y, fromX: x, fromY: y })
      },
      { signal },
    )
    view.addEventListener('pointermove', (event) => this.pointerMove(event), { signal })
    view.addEventListener('pointerup', (event) => this.pointerUp(event), { signal })
    view.addEventListener('pointercancel', (event) => this.pointers.delete(event.pointerId), { signal })
    view.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  }

  /** Brings `wish` up to date and turns by held keys and sticks; once a frame. */
  read(seconds: number): Wish {
    const { wish } = this
    wish.forward = wish.right = wish.up = 0
    wish.fast = false
    let turn = 0
    for (const act of this.held.values()) {
      const move = MOVES[act]
      if (move) wish[move[0]] += move[1]
      turn += TURNS[act] ?? 0
      if (act === 'run') wish.fast = true
    }
    if (this.pointers.size === 2) wish.forward = 1
    const stick = this.model.stick.value
    wish.forward += stick.forward
    wish.right += stick.right
    wish.up += stick.up
    if (turn !== 0) this.events.look(turn * TURN_RAD_S * seconds, 0)
    if (this.hasPad) this.readPad(seconds)
    wish.forward = within(wish.forward)
    wish.right = within(wish.right)
    wish.up = within(wish.up)
    return wish
  }

  dispose(): void {
    this.listening.abort()
  }

  private readPad(seconds: number): void {
    const { pad, events } = this
    for (const one of navigator.getGamepads()) {
      if (one?.mapping !== 'standard') continue
      pad.read(one, seconds, this.wish, (act) => events.act(act, ''))
      if (pad.yawRad !== 0 || pad.pitchRad !== 0) events.look(pad.yawRad, pad.pitchRad)
      return
    }
  }

  private keyDown(event: KeyboardEvent): void {
    const target = event.target
    const element = target instanceof HTMLElement ? target : null
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const act = actOf(event.code, this.model.hasKeys.value)
    if (act === undefined || (act !== 'close' && element?.closest(TYPING))) return
    if ((event.code === 'Space' || event.code === 'Enter') && element?.closest(PRESSING)) return
    if (MOVES[act] || TURNS[act] || act === 'run') {
      if (act !== 'run') event.preventDefault()
      this.held.set(event.code, act)
      return
    }
    if (event.repeat) return
    // The letter must not land in the field that opens.
    if (act !== 'close') event.preventDefault()
    this.events.act(act, event.code)
  }

  private pointerMove(event: PointerEvent): void {
    const { events } = this
    const pointer = this.pointers.get(event.pointerId)
    if (!pointer) {
      if (event.pointerType === 'mouse') events.hover(event.offsetX, event.offsetY)
      return
    }
    const dx = event.offsetX - pointer.x
    const dy = event.offsetY - pointer.y
    pointer.x = event.offsetX
    pointer.y = event.offsetY
    // The world is dragged: to the left shows what lies to the right.
    if (this.pointers.size === 1) events.look(-dx * LOOK_RAD_PX, dy * LOOK_RAD_PX)
  }

  private pointerUp(event: PointerEvent): void {
    const pointer = this.pointers.get(event.pointerId)
    this.pointers.delete(event.pointerId)
    if (!pointer || this.pointers.size > 0) return
    if (Math.hypot(event.offsetX - pointer.fromX, event.offsetY - pointer.fromY) <= TAP_PX)
      this.events.tap(event.offsetX, event.offsetY)
  }
}

const within = (axis: number): number => Math.min(1, Math.max(-1, axis))

// Keyboard, mouse and touch become wishes: where to go and where to look. Speaks to the view only, never to panels:
// keys typed into a field are the field's. One finger or a dragged mouse looks; two fingers walk; the wheel flies on.
import type { Wish } from './motion.ts'

const KEYS: Readonly<Record<string, readonly [axis: 'forward' | 'right' | 'up', sign: 1 | -1]>> = {
  KeyW: ['forward', 1],
  ArrowUp: ['forward', 1],
  KeyS: ['forward', -1],
  ArrowDown: ['forward', -1],
  KeyD: ['right', 1],
  KeyA: ['right', -1],
  KeyE: ['up', 1],
  Space: ['up', 1],
  KeyQ: ['up', -1],
  KeyC: ['up', -1],
}
/** Arrow keys turn, as people without a mouse need. */
const TURNS: Readonly<Record<string, 1 | -1>> = { ArrowLeft: -1, ArrowRight: 1 }
const TURN_RAD_S = 1.6
const LOOK_RAD_PX = 0.0042
const TAP_PX = 6

export type InputEvents = {
  look(yawRad: number, pitchRad: number): void
  toggleMode(): void
  /** A click or tap that did not drag, in CSS pixels of the view. */
  tap(x: number, y: number): void
  hover(x: number, y: number): void
}

export class Input {
  private readonly held = new Set<string>()
  private readonly pointers = new Map<number, { x: number; y: number; fromX: number; fromY: number }>()
  private readonly listening = new AbortController()
  readonly wish: Wish = { forward: 0, right: 0, up: 0, fast: false }

  constructor(view: HTMLElement, events: InputEvents) {
    const { signal } = this.listening
    window.addEventListener('keydown', (event) => this.keyDown(event, events), { signal })
    window.addEventListener('keyup', (event) => this.held.delete(event.code), { signal })
    window.addEventListener('blur', () => this.held.clear(), { signal })
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
    view.addEventListener('pointermove', (event) => this.pointerMove(event, events), { signal })
    view.addEventListener('pointerup', (event) => this.pointerUp(event, events), { signal })
    view.addEventListener('pointercancel', (event) => this.pointers.delete(event.pointerId), { signal })
    view.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  }

  /** Brings `wish` up to date and turns by held keys; once a frame. */
  read(seconds: number, events: InputEvents): Wish {
    this.wish.forward = this.wish.right = this.wish.up = 0
    let turn = 0
    for (const code of this.held) {
      const key = KEYS[code]
      if (key) this.wish[key[0]] += key[1]
      turn += TURNS[code] ?? 0
    }
    if (this.pointers.size === 2) this.wish.forward = 1
    this.wish.forward = Math.sign(this.wish.forward)
    this.wish.right = Math.sign(this.wish.right)
    this.wish.up = Math.sign(this.wish.up)
    this.wish.fast = this.held.has('ShiftLeft') || this.held.has('ShiftRight')
    if (turn !== 0) events.look(turn * TURN_RAD_S * seconds, 0)
    return this.wish
  }

  dispose(): void {
    this.listening.abort()
  }

  private keyDown(event: KeyboardEvent, events: InputEvents): void {
    const target = event.target
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]')) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.code === 'KeyF' && !event.repeat) events.toggleMode()
    const onButton = target instanceof HTMLElement && target.closest('button, summary') !== null
    if (onButton && (event.code === 'Space' || event.code === 'Enter')) return
    if (KEYS[event.code] || TURNS[event.code]) event.preventDefault()
    this.held.add(event.code)
  }

  private pointerMove(event: PointerEvent, events: InputEvents): void {
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

  private pointerUp(event: PointerEvent, events: InputEvents): void {
    const pointer = this.pointers.get(event.pointerId)
    this.pointers.delete(event.pointerId)
    if (!pointer || this.pointers.size > 0) return
    if (Math.hypot(event.offsetX - pointer.fromX, event.offsetY - pointer.fromY) <= TAP_PX)
      events.tap(event.offsetX, event.offsetY)
  }
}

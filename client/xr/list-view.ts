// A small list of widgets on a surface, drawn by the engine's own GUI: title, text, buttons, a slider. The wrist menu is
// one; so is a panel where the browser cannot draw a page into a texture. What it shows is data, laid out in two columns.
import { AdvancedDynamicTexture } from '@babylonjs/gui/2D/advancedDynamicTexture.js'
import { Button } from '@babylonjs/gui/2D/controls/button.js'
import { Control } from '@babylonjs/gui/2D/controls/control.js'
import { Rectangle } from '@babylonjs/gui/2D/controls/rectangle.js'
import { Slider } from '@babylonjs/gui/2D/controls/sliders/slider.js'
import { TextBlock } from '@babylonjs/gui/2D/controls/textBlock.js'
import type { Pressable } from './host.ts'
import type { Surface } from './surface.ts'

export type Item =
  | {
      readonly kind: 'button'
      readonly label: string
      readonly isOn?: boolean
      readonly isWide?: boolean
      press(): void
    }
  | { readonly kind: 'text'; readonly label: string }
  | {
      readonly kind: 'slider'
      readonly label: string
      readonly value: number
      readonly least: number
      readonly most: number
      change(value: number): void
    }
export type Page = { readonly id: string; readonly title: string; readonly items: readonly Item[] }

const WIDTH_PX = 560
const HEIGHT_PX = 720
const EDGE_PX = 18
const GAP_PX = 10
const ROW_PX = 78
const TITLE_PX = 64
const INK = '#f3f6fa'
const QUIET = '#b9c4d2'
const ACCENT = '#ffc247'
/** Values of the engine's TextWrapping, which is no value at run time. */
const ELLIPSIS = 2
const WRAP_ELLIPSIS = 3
const FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"

type Placed = { readonly label: string; readonly u: number; readonly v: number; readonly isOn: boolean }

export class ListView {
  static readonly ratio = WIDTH_PX / HEIGHT_PX
  private readonly texture: AdvancedDynamicTexture
  private readonly back: Rectangle
  private readonly surface: Surface
  private shown = ''
  private placed: Placed[] = []
  private isSliding = false

  constructor(surface: Surface) {
    this.surface = surface
    this.texture = AdvancedDynamicTexture.CreateForMesh(surface.mesh, WIDTH_PX, HEIGHT_PX, true)
    const { material } = surface.mesh
    if (material) material.backFaceCulling = false
    this.back = new Rectangle('back')
    this.back.background = 'rgba(16, 24, 36, 0.92)'
    this.back.color = 'rgba(255, 255, 255, 0.25)'
    this.back.thickness = 2
    this.back.cornerRadius = 26
    this.texture.addControl(this.back)
  }

  /** Draws the page when it differs from what is shown; a slider that is dragged is left alone. */
  show(page: Page): void {
    const key = JSON.stringify(page)
    if (key === this.shown || this.isSliding) return
    this.shown = key
    this.placed = []
    for (const control of this.back.children.slice()) control.dispose()
    this.put(text(page.title, 34, ACCENT), EDGE_PX, 12, WIDTH_PX - 2 * EDGE_PX, TITLE_PX - 12)
    let top = TITLE_PX
    let column = 0
    const half = (WIDTH_PX - 2 * EDGE_PX - GAP_PX) / 2
    for (const item of page.items) {
      const isWide = item.kind !== 'button' || item.isWide === true
      if (isWide && column === 1) {
        column = 0
        top += ROW_PX + GAP_PX
      }
      if (top + ROW_PX > HEIGHT_PX - 8) break
      const left = EDGE_PX + column * (half + GAP_PX)
      this.item(item, left, top, isWide ? WIDTH_PX - 2 * EDGE_PX : half)
      if (!isWide && column === 0) column = 1
      else {
        column = 0
        top += (item.kind === 'text' ? ROW_PX * 0.55 : ROW_PX) + GAP_PX
      }
    }
  }

  /** What can be pressed, and where in the room. */
  controls(): Pressable[] {
    return this.placed.map(({ label, u, v, isOn }) => {
      const { x, y, z } = this.surface.placeOf(u, v)
      return { label, at: [x, y, z], isOn }
    })
  }

  dispose(): void {
    this.texture.dispose()
  }

  private item(item: Item, left: number, top: number, width: number): void {
    switch (item.kind) {
      case 'text':
        return this.put(text(item.label, 24, QUIET), left, top, width, ROW_PX * 0.55)
      case 'button':
        this.note(item.label, left, top, width, item.isOn === true)
        return this.put(
          button(item.label, item.isOn === true, () => item.press()),
          left,
          top,
          width,
          ROW_PX,
        )
      case 'slider': {
        this.put(text(item.label, 24, QUIET), left, top, width, ROW_PX * 0.4)
        this.note(item.label, left, top + ROW_PX * 0.4, width, false)
        const slider = new Slider()
        slider.minimum = item.least
        slider.maximum = item.most
        slider.value = item.value
        slider.color = ACCENT
        slider.background = 'rgba(255, 255, 255, 0.22)'
        slider.thumbColor = INK
        slider.isThumbCircle = true
        slider.thumbWidth = '34px'
        slider.barOffset = '10px'
        slider.onPointerDownObservable.add(() => {
          this.isSliding = true
        })
        slider.onPointerUpObservable.add(() => {
          this.isSliding = false
        })
        slider.onValueChangedObservable.add((value) => item.change(value))
        return this.put(slider, left, top + ROW_PX * 0.4, width, ROW_PX * 0.5)
      }
    }
  }

  private note(label: string, left: number, top: number, width: number, isOn: boolean): void {
    this.placed.push({ label, u: (left + width / 2) / WIDTH_PX, v: 1 - (top + ROW_PX * 0.4) / HEIGHT_PX, isOn })
  }

  private put(control: Control, left: number, top: number, width: number, height: number): void {
    control.horizontalAlignment = Control.HORIZONTAL_ALIGNMENT_LEFT
    control.verticalAlignment = Control.VERTICAL_ALIGNMENT_TOP
    control.left = `${left}px`
    control.top = `${top}px`
    control.width = `${width}px`
    control.height = `${height}px`
    this.back.addControl(control)
  }
}

function text(label: string, sizePx: number, colour: string): TextBlock {
  const block = new TextBlock('', label)
  block.color = colour
  block.fontSize = sizePx
  block.fontFamily = FONT
  block.textWrapping = ELLIPSIS
  block.textHorizontalAlignment = Control.HORIZONTAL_ALIGNMENT_LEFT
  block.isHitTestVisible = false
  return block
}

function button(label: string, isOn: boolean, press: () => void): Button {
  const made = Button.CreateSimpleButton(label, label)
  made.background = isOn ? 'rgba(255, 194, 71, 0.3)' : 'rgba(255, 255, 255, 0.1)'
  made.color = isOn ? ACCENT : 'rgba(255, 255, 255, 0.3)'
  made.thickness = 2
  made.cornerRadius = 14
  if (made.textBlock) {
    made.textBlock.color = INK
    made.textBlock.fontSize = 27
    made.textBlock.fontFamily = FONT
    made.textBlock.textWrapping = WRAP_ELLIPSIS
  }
  made.pointerEnterAnimation = () => {
    made.alpha = 0.8
  }
  made.pointerOutAnimation = () => {
    made.alpha = 1
  }
  made.onPointerUpObservable.add(press)
  return made
}

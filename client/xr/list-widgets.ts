// The widgets of a list (list-view.ts) as controls of the engine's GUI, in the colours of the panels.
import { Button } from '@babylonjs/gui/2D/controls/button.js'
import { Control } from '@babylonjs/gui/2D/controls/control.js'
import { Rectangle } from '@babylonjs/gui/2D/controls/rectangle.js'
import { Slider } from '@babylonjs/gui/2D/controls/sliders/slider.js'
import { TextBlock } from '@babylonjs/gui/2D/controls/textBlock.js'

export const TONES = {
  back: 'rgba(16, 24, 36, 0.92)',
  edge: 'rgba(255, 255, 255, 0.25)',
  ink: '#f3f6fa',
  quiet: '#b9c4d2',
  accent: '#ffc247',
} as const
/** Values of the engine's TextWrapping, which is no value at run time. */
const ELLIPSIS = 2
const WRAP_ELLIPSIS = 3
const FONT = "system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"

export function text(label: string, sizePx: number, colour: string, lines = 1): TextBlock {
  const block = new TextBlock('', label)
  block.color = colour
  block.fontSize = sizePx
  block.fontFamily = FONT
  block.textWrapping = lines > 1 ? WRAP_ELLIPSIS : ELLIPSIS
  block.textHorizontalAlignment = Control.HORIZONTAL_ALIGNMENT_LEFT
  if (lines > 1) block.textVerticalAlignment = Control.VERTICAL_ALIGNMENT_TOP
  block.isHitTestVisible = false
  return block
}

export function button(given: {
  readonly label: string
  readonly sizePx: number
  readonly isOn?: boolean
  readonly colour?: string | undefined
  readonly press: () => void
}): Button {
  const { label, sizePx, isOn = false, colour, press } = given
  const made = Button.CreateSimpleButton(label, label)
  made.background = isOn ? 'rgba(255, 194, 71, 0.3)' : 'rgba(255, 255, 255, 0.1)'
  made.color = colour ?? (isOn ? TONES.accent : 'rgba(255, 255, 255, 0.3)')
  made.thickness = colour === undefined ? 2 : 7
  made.cornerRadius = 14
  if (made.textBlock) {
    made.textBlock.color = TONES.ink
    made.textBlock.fontSize = sizePx
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

/** A field: what is typed, with a mark at its end, or quietly what it is for. */
export function bandOf(words: string, isEmpty: boolean, sizePx: number): Rectangle {
  const band = new Rectangle('field')
  band.background = 'rgba(0, 0, 0, 0.45)'
  band.color = TONES.accent
  band.thickness = 3
  band.cornerRadius = 10
  // The end of a long line is what one is writing.
  const shown = words.length > 34 ? `…${words.slice(-33)}` : words
  const line = text(isEmpty ? shown : `${shown}▏`, sizePx, isEmpty ? TONES.quiet : TONES.ink)
  line.paddingLeft = '16px'
  band.addControl(line)
  return band
}

export function slider(given: {
  readonly value: number
  readonly least: number
  readonly most: number
  change(value: number): void
}): Slider {
  const made = new Slider()
  made.minimum = given.least
  made.maximum = given.most
  made.value = given.value
  made.color = TONES.accent
  made.background = 'rgba(255, 255, 255, 0.22)'
  made.thumbColor = TONES.ink
  made.isThumbCircle = true
  made.thumbWidth = '34px'
  made.barOffset = '10px'
  made.onValueChangedObservable.add((value) => given.change(value))
  return made
}

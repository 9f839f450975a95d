// Speech bubbles: the last line somebody said, wrapped to three, over their head. Canvas text in one texture, one draw call.
import type { Scene } from '@babylonjs/core/scene.js'
import type { FigureState } from './figures-state.ts'
import { CellCache, FloatingQuads, type QuadLook, type Rect, SIGN_FONT } from './floating-quads.ts'
import { wrap } from './text-lines.ts'

const COLUMNS = 4
const ROWS = 4
const CELL_W = 320
const CELL_H = 152
const BUBBLES = COLUMNS * ROWS
const FONT_PX = 28
const LINE_PX = 34
const LINES = 3
const TAIL_PX = 18
const PAD_PX = 16
const M_PER_PX = 0.0042

export class SpeechBubbles {
  private readonly quads: FloatingQuads
  private readonly cells: CellCache
  private readonly widths = new Float32Array(BUBBLES)
  private readonly heights = new Float32Array(BUBBLES)
  private readonly rect: Rect = { x: 0, y: 0, width: 0, height: 0 }
  private readonly look: QuadLook = {
    widthM: 1,
    heightM: 1,
    rightM: 0,
    upM: 0,
    alpha: 1,
    growsFromM: 5,
    fadesFromM: 30,
    goneM: 40,
  }

  constructor(scene: Scene) {
    this.quads = new FloatingQuads(scene, 'speech', {
      most: BUBBLES,
      width: COLUMNS * CELL_W,
      height: ROWS * CELL_H,
    })
    this.cells = new CellCache(BUBBLES, (cell, text) => this.write(cell, text))
  }

  begin(): void {
    this.cells.begin()
    this.quads.begin()
  }

  /** The bubble of somebody who said something; `topM` is the height of their head above the datum. */
  add(person: Readonly<FigureState>, topM: number): void {
    const said = person.said ?? ''
    if (said === '') return
    const cell = this.cells.cell(said)
    if (cell === null) return
    const { rect, look } = this
    const width = this.widths[cell] as number
    const height = this.heights[cell] as number
    rect.x = (cell % COLUMNS) * CELL_W + (CELL_W - width) / 2
    rect.y = Math.floor(cell / COLUMNS) * CELL_H
    rect.width = width
    rect.height = height
    look.widthM = width * M_PER_PX
    look.heightM = height * M_PER_PX
    // Above the name, and above a raised hand's mark.
    look.upM = (person.isHandUp === true ? 0.66 : 0.27) + look.heightM / 2
    look.alpha = person.fade ?? 1
    this.quads.add(person.eastM, person.northM, topM + 0.1, rect, look)
  }

  end(): void {
    this.quads.end()
  }

  dispose(): void {
    this.cells.dispose()
    this.quads.dispose()
  }

  private write(cell: number, text: string): void {
    const { context } = this.quads
    const left = (cell % COLUMNS) * CELL_W
    const top = Math.floor(cell / COLUMNS) * CELL_H
    context.clearRect(left, top, CELL_W, CELL_H)
    context.font = `700 ${FONT_PX}px ${SIGN_FONT}`
    const lines = wrap(text, (part) => context.measureText(part).width, CELL_W - 2 * PAD_PX - 6, LINES)
    const widest = Math.max(40, ...lines.map((line) => context.measureText(line).width))
    const width = Math.ceil(widest) + 2 * PAD_PX
    const height = lines.length * LINE_PX + PAD_PX
    this.widths[cell] = width + 6
    this.heights[cell] = height + TAIL_PX + 6
    const middle = left + CELL_W / 2
    context.fillStyle = 'rgba(255, 255, 255, 0.95)'
    context.strokeStyle = 'rgba(20, 30, 45, 0.35)'
    context.lineWidth = 2
    context.beginPath()
    context.roundRect(middle - width / 2, top + 3, width, height, 16)
    context.moveTo(middle - 12, top + 3 + height)
    context.lineTo(middle, top + 3 + height + TAIL_PX)
    context.lineTo(middle + 12, top + 3 + height)
    context.closePath()
    context.fill()
    context.fillStyle = '#16202e'
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    lines.forEach((line, i) => context.fillText(line, middle, top + 3 + PAD_PX / 2 + LINE_PX * (i + 0.5) + 1))
    this.quads.touch()
  }
}

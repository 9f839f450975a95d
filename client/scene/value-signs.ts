// Short texts over the nearest things of a layer: values with their units, in one draw call. Written again only when what
// is to be read is other than before.
import type { Scene } from '@babylonjs/core/scene.js'
import { CellCache, FloatingQuads, type QuadLook, type Rect, SIGN_FONT } from './floating-quads.ts'

const COLUMNS = 4
const ROWS = 6
const CELL_W = 192
const CELL_H = 48
const MOST = COLUMNS * ROWS
const HIGH_M = 0.62

type Wanted = { eastM: number; northM: number; upM: number; away: number; text: string }

export class ValueSigns {
  private readonly quads: FloatingQuads
  private readonly cells: CellCache
  private readonly widths = new Float32Array(MOST)
  private readonly rect: Rect = { x: 0, y: 0, width: 0, height: CELL_H }
  private readonly look: QuadLook = {
    widthM: 1,
    heightM: HIGH_M,
    rightM: 0,
    upM: 0.45,
    alpha: 1,
    growsFromM: 24,
    fadesFromM: 200,
    goneM: 260,
  }
  /** The nearest that were asked for since `begin`, in order. */
  private readonly wanted: Wanted[] = []

  constructor(scene: Scene) {
    this.quads = new FloatingQuads(scene, 'values', { most: MOST, width: COLUMNS * CELL_W, height: ROWS * CELL_H })
    this.cells = new CellCache(MOST, (cell, text) => this.write(cell, text))
  }

  get mesh(): FloatingQuads['mesh'] {
    return this.quads.mesh
  }

  begin(): void {
    this.wanted.length = 0
  }

  add(eastM: number, northM: number, upM: number, away: number, text: string): void {
    const { wanted } = this
    const last = wanted[MOST - 1]
    if (last && last.away <= away) return
    if (last) wanted.pop()
    const at = wanted.findIndex((one) => one.away > away)
    wanted.splice(at < 0 ? wanted.length : at, 0, { eastM, northM, upM, away, text })
  }

  end(): void {
    const { rect, look } = this
    this.cells.begin()
    this.quads.begin()
    for (const { eastM, northM, upM, text } of this.wanted) {
      const cell = this.cells.cell(text)
      if (cell === null) continue
      const width = this.widths[cell] as number
      rect.x = (cell % COLUMNS) * CELL_W + (CELL_W - width) / 2
      rect.y = Math.floor(cell / COLUMNS) * CELL_H
      rect.width = width
      look.widthM = (HIGH_M * width) / CELL_H
      this.quads.add(eastM, northM, upM, rect, look)
    }
    this.quads.end()
  }

  dispose(): void {
    this.cells.dispose()
    this.quads.dispose()
  }

  private write(cell: number, text: string): void {
    const { context } = this.quads
    const x = (cell % COLUMNS) * CELL_W
    const y = Math.floor(cell / COLUMNS) * CELL_H
    context.clearRect(x, y, CELL_W, CELL_H)
    context.font = `700 27px ${SIGN_FONT}`
    const width = Math.min(CELL_W, Math.ceil(context.measureText(text).width) + 20)
    this.widths[cell] = width
    context.fillStyle = 'rgba(16, 24, 36, 0.84)'
    context.beginPath()
    context.roundRect(x + (CELL_W - width) / 2, y + 3, width, CELL_H - 6, 9)
    context.fill()
    context.fillStyle = '#ffffff'
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText(text, x + CELL_W / 2, y + CELL_H / 2 + 1, CELL_W - 12)
    this.quads.touch()
  }
}

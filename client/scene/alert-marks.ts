// Alerts at their place: a sign on a thin stalk, by its weight in shape and colour, with its sentence, seen from afar and in
// a headset alike. Any number in one draw call. Text is drawn on a canvas, never markup.
import type { Scene } from '@babylonjs/core/scene.js'
import { CellCache, FloatingQuads, type QuadLook, type Rect, SIGN_FONT } from './floating-quads.ts'
import { drawPlate } from './sign-plate.ts'

export type AlertMark = {
  readonly severity: 'notice' | 'warning' | 'emergency'
  readonly text: string
  readonly atM: readonly [number, number]
}

const MOST = 24
const COLUMNS = 2
const CELL_W = 512
const CELL_H = 64
const TEXTS_H = (MOST / COLUMNS) * CELL_H
const SIGN_PX = 128
const STALK_W = 16
const STALK_UP_M = 14
const SIGN_M = 2.6
/** The sentence is read from near; the sign tells from afar that there is something. */
const TEXT_FADES_M = 900
const TEXT_GONE_M = 1200
const GROWS_FROM_M = 45
const COLOURS = { notice: '#9fc4ea', warning: '#ffc247', emergency: '#e3122f' } as const
const SEVERITIES = ['notice', 'warning', 'emergency'] as const
const WORDS = { notice: 'i', warning: '!', emergency: '!!' } as const

export class AlertMarks {
  private readonly quads: FloatingQuads
  private readonly cells: CellCache
  private readonly widths = new Float32Array(MOST)
  private readonly groundAt: (eastM: number, northM: number) => number | null
  private marks: readonly AlertMark[] = []
  private readonly rect: Rect = { x: 0, y: 0, width: 0, height: 0 }
  private readonly look: QuadLook = {
    widthM: 1,
    heightM: 1,
    rightM: 0,
    upM: 0,
    alpha: 1,
    growsFromM: GROWS_FROM_M,
    fadesFromM: 6000,
    goneM: 8000,
  }

  constructor(scene: Scene, groundAt: (eastM: number, northM: number) => number | null) {
    this.groundAt = groundAt
    this.quads = new FloatingQuads(scene, 'alerts', {
      most: MOST * 3,
      width: COLUMNS * CELL_W,
      height: TEXTS_H + SIGN_PX,
    })
    this.cells = new CellCache(MOST, (cell, text) => this.write(cell, text))
    SEVERITIES.forEach((severity, i) => this.drawSign(severity, i))
    this.quads.touch()
  }

  show(marks: readonly AlertMark[]): void {
    this.marks = marks.slice(0, MOST)
  }

  get shown(): number {
    return this.marks.length
  }

  frame(): void {
    const { quads, cells, rect, look } = this
    quads.begin()
    cells.begin()
    for (const { severity, text, atM } of this.marks) {
      const [eastM, northM] = atM
      const upM = this.groundAt(eastM, northM) ?? 0
      const at = SEVERITIES.indexOf(severity)
      look.rightM = 0
      look.growsFromM = GROWS_FROM_M
      look.fadesFromM = 6000
      look.goneM = 8000
      // The stalk hangs from the sign, so that both grow alike with the distance.
      rect.x = SEVERITIES.length * SIGN_PX + at * STALK_W
      rect.y = TEXTS_H
      rect.width = STALK_W
      rect.height = SIGN_PX
      look.widthM = 0.22
      look.heightM = STALK_UP_M
      look.upM = -SIGN_M / 2 - STALK_UP_M / 2
      quads.add(eastM, northM, upM + STALK_UP_M + SIGN_M / 2, rect, look)
      rect.x = at * SIGN_PX
      rect.width = SIGN_PX
      look.widthM = look.heightM = SIGN_M
      look.upM = 0
      quads.add(eastM, northM, upM + STALK_UP_M + SIGN_M / 2, rect, look)
      const cell = cells.cell(text)
      if (cell === null) continue
      const width = this.widths[cell] as number
      rect.x = (cell % COLUMNS) * CELL_W + (CELL_W - width) / 2
      rect.y = Math.floor(cell / COLUMNS) * CELL_H + 4
      rect.width = width
      rect.height = CELL_H - 8
      look.heightM = 1.3
      look.widthM = (1.3 * width) / (CELL_H - 8)
      look.upM = SIGN_M / 2 + 1
      look.fadesFromM = TEXT_FADES_M
      look.goneM = TEXT_GONE_M
      quads.add(eastM, northM, upM + STALK_UP_M + SIGN_M / 2, rect, look)
    }
    quads.end()
  }

  dispose(): void {
    this.cells.dispose()
    this.quads.dispose()
  }

  private drawSign(severity: (typeof SEVERITIES)[number], at: number): void {
    const { context: c } = this.quads
    const x = at * SIGN_PX
    const colour = COLOURS[severity]
    c.fillStyle = colour
    c.strokeStyle = '#101824'
    c.lineWidth = 7
    c.lineJoin = 'round'
    c.beginPath()
    // Shape tells the weight to who does not tell the colours apart: round, triangle, square on its corner.
    if (severity === 'notice') c.arc(x + 64, TEXTS_H + 64, 54, 0, 2 * Math.PI)
    else {
      const corners = severity === 'warning' ? TRIANGLE : DIAMOND
      for (const [px, py] of corners) c.lineTo(x + px, TEXTS_H + py)
      c.closePath()
    }
    c.fill()
    c.stroke()
    c.fillStyle = severity === 'emergency' ? '#ffffff' : '#101824'
    c.font = `700 64px ${SIGN_FONT}`
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    c.fillText(WORDS[severity], x + 64, TEXTS_H + (severity === 'warning' ? 76 : 66))
    const fade = c.createLinearGradient(0, TEXTS_H, 0, TEXTS_H + SIGN_PX)
    fade.addColorStop(0, colour)
    fade.addColorStop(1, `${colour}66`)
    c.fillStyle = fade
    c.fillRect(SEVERITIES.length * SIGN_PX + at * STALK_W, TEXTS_H, STALK_W, SIGN_PX)
  }

  private write(cell: number, text: string): void {
    this.widths[cell] = drawPlate(this.quads.context, text, {
      fontPx: 30,
      opacity: 0.85,
      x: (cell % COLUMNS) * CELL_W,
      y: Math.floor(cell / COLUMNS) * CELL_H,
      width: CELL_W,
      height: CELL_H,
    })
    this.quads.touch()
  }
}

const TRIANGLE = [
  [64, 12],
  [120, 112],
  [8, 112],
] as const
const DIAMOND = [
  [64, 4],
  [124, 64],
  [64, 124],
  [4, 64],
] as const

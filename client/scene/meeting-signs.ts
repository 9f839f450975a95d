// Name plates on the desks, a light over each that says by colour and by sign how the seat voted or whether it is taken, and
// the sign at the edge of the place: one draw call. Names are written for the nearest desks only.
import type { Scene } from '@babylonjs/core/scene.js'
import type { SeatLook } from '../meeting/board-words.ts'
import type { Layout, Spot } from '../meeting/place.ts'
import { CellCache, FloatingQuads, type QuadLook, type Rect } from './floating-quads.ts'
import { eastOf, northOf } from './frame.ts'
import { DESK, SIGN_UP_M } from './mesh/meeting.ts'
import { drawPlate } from './sign-plate.ts'

const LOOKS: readonly SeatLook[] = ['here', 'recused', 'yes', 'no', 'abstain', 'speaking', 'hand', 'called', 'absent']
const ICON = 64
const CELL_W = 256
const CELL_H = 52
const WIDTH = 1024
const SIGN_H = 88
const COLUMNS = WIDTH / CELL_W
const ROWS = 14
const HEIGHT = 1024
const TOP = ICON + SIGN_H
const NAMES = COLUMNS * ROWS
const MOST = 420
const NAMED_M = 14
/** From further away nothing of it is read. */
const SEEN_M = 320
/** One's own desk says nothing into one's face. */
const OWN_M = 1.1
const PLATE_M = 0.15
const LIGHT_M = 0.24

const COLOURS: Readonly<Record<SeatLook, string>> = {
  here: '#2f7fd6',
  absent: '#6c7683',
  recused: '#6c7683',
  yes: '#1f9d57',
  no: '#d23b3b',
  abstain: '#e0a526',
  speaking: '#8a4fd0',
  hand: '#ef8a1d',
  called: '#ffffff',
}

type SeatShown = { readonly seat: string; readonly name: string; readonly look: SeatLook }

export class MeetingSigns {
  private readonly quads: FloatingQuads
  private readonly cells: CellCache
  private readonly widths = new Float32Array(NAMES)
  private readonly scene: Scene
  private readonly rect: Rect = { x: 0, y: 0, width: CELL_W, height: CELL_H }
  private readonly plate: QuadLook = lookOf(PLATE_M, 9, NAMED_M - 3, NAMED_M)
  private readonly light: QuadLook = { ...lookOf(LIGHT_M, 14, 150, 190), widthM: LIGHT_M }
  private readonly board: QuadLook = lookOf(0.42, 22, 240, 300)
  private layout: Layout | null = null
  private seats: readonly SeatShown[] = []
  private sign = ''
  private signPx = 0

  constructor(scene: Scene) {
    this.scene = scene
    this.quads = new FloatingQuads(scene, 'meeting names', { most: MOST, width: WIDTH, height: HEIGHT })
    this.cells = new CellCache(NAMES, (cell, text) => this.write(cell, text))
    for (const [i, look] of LOOKS.entries()) drawLight(this.quads.context, look, i * ICON + ICON / 2, ICON / 2)
    this.quads.touch()
  }

  stand(layout: Layout | null): void {
    this.layout = layout
    if (layout) return
    this.quads.begin()
    this.quads.end()
  }

  show(seats: readonly SeatShown[], sign: string): void {
    this.seats = seats
    if (sign === this.sign) return
    this.sign = sign
    const plate = { fontPx: 44, opacity: 0.9, x: 0, y: ICON, width: WIDTH, height: SIGN_H }
    this.signPx = drawPlate(this.quads.context, sign, plate)
    this.quads.touch()
  }

  frame(): void {
    const { layout, quads, cells, rect } = this
    if (!layout) return
    const eye = (this.scene.activeCamera ?? this.scene.cameras[0])?.globalPosition
    const [eyeE, eyeN] = eye ? [eastOf(eye), northOf(eye)] : [0, 0]
    cells.begin()
    quads.begin()
    if (Math.hypot(layout.chair.eastM - eyeE, layout.chair.northM - eyeN) > SEEN_M) {
      quads.end()
      return
    }
    for (let i = 0; i < layout.seats.length; i++) {
      const spot = layout.seats[i] as Spot
      const shown = this.seats[i]
      if (!shown) continue
      const e = spot.eastM + DESK.aheadM * Math.sin(spot.headingRad)
      const n = spot.northM + DESK.aheadM * Math.cos(spot.headingRad)
      const awayM = Math.hypot(spot.eastM - eyeE, spot.northM - eyeN)
      if (awayM < OWN_M) continue
      if (shown.look !== 'absent') {
        rect.x = LOOKS.indexOf(shown.look) * ICON
        rect.y = 0
        rect.width = rect.height = ICON
        quads.add(e, n, layout.floorM + (shown.look === 'here' ? DESK.hereUpM : DESK.lightUpM), rect, this.light)
      }
      if (awayM > NAMED_M) continue
      const cell = cells.cell(shown.name)
      if (cell === null) continue
      rect.width = this.widths[cell] as number
      rect.height = CELL_H
      rect.x = (cell % COLUMNS) * CELL_W + (CELL_W - rect.width) / 2
      rect.y = TOP + Math.floor(cell / COLUMNS) * CELL_H
      this.plate.widthM = (PLATE_M * rect.width) / CELL_H
      quads.add(e, n, layout.floorM + DESK.plateUpM, rect, this.plate)
    }
    if (this.sign !== '') {
      rect.x = (WIDTH - this.signPx) / 2
      rect.y = ICON
      rect.width = this.signPx
      rect.height = SIGN_H
      this.board.widthM = (this.board.heightM * this.signPx) / SIGN_H
      quads.add(layout.sign.eastM, layout.sign.northM, layout.floorM + SIGN_UP_M, rect, this.board)
    }
    quads.end()
  }

  dispose(): void {
    this.cells.dispose()
    this.quads.dispose()
  }

  private write(cell: number, text: string): void {
    const x = (cell % COLUMNS) * CELL_W
    const y = TOP + Math.floor(cell / COLUMNS) * CELL_H
    const plate = { fontPx: 27, opacity: 0.86, x, y, width: CELL_W, height: CELL_H }
    this.widths[cell] = Math.min(CELL_W, drawPlate(this.quads.context, text, plate))
    this.quads.touch()
  }
}

const lookOf = (heightM: number, growsFromM: number, fadesFromM: number, goneM: number): QuadLook => ({
  widthM: 1,
  heightM,
  rightM: 0,
  upM: 0,
  alpha: 1,
  growsFromM,
  fadesFromM,
  goneM,
})

/** A disc with a sign of its own in it: who sees no colours reads the sign. */
function drawLight(c: CanvasRenderingContext2D, look: SeatLook, x: number, y: number): void {
  c.save()
  c.translate(x, y)
  c.fillStyle = COLOURS[look]
  c.strokeStyle = 'rgba(10, 16, 26, 0.85)'
  c.lineWidth = 4
  c.beginPath()
  c.arc(0, 0, look === 'here' ? 13 : 27, 0, 2 * Math.PI)
  c.fill()
  c.stroke()
  c.strokeStyle = look === 'abstain' || look === 'called' || look === 'hand' ? '#101824' : '#ffffff'
  c.lineWidth = 7
  c.lineCap = 'round'
  c.lineJoin = 'round'
  for (const line of STROKES[look]) {
    c.beginPath()
    for (const [px, py] of line) c.lineTo(px, py)
    c.stroke()
  }
  c.restore()
}

const STROKES: Readonly<Record<SeatLook, readonly (readonly (readonly [number, number])[])[]>> = {
  here: [],
  absent: [],
  recused: [
    [
      [-13, 13],
      [13, -13],
    ],
  ],
  yes: [
    [
      [-13, 1],
      [-4, 11],
      [14, -11],
    ],
  ],
  no: [
    [
      [-11, -11],
      [11, 11],
    ],
    [
      [-11, 11],
      [11, -11],
    ],
  ],
  abstain: [
    [
      [-13, 0],
      [13, 0],
    ],
  ],
  speaking: [
    [
      [-10, -5],
      [-10, 5],
    ],
    [
      [0, -13],
      [0, 13],
    ],
    [
      [10, -8],
      [10, 8],
    ],
  ],
  hand: [
    [
      [0, 14],
      [0, -13],
    ],
    [
      [-9, -4],
      [0, -13],
      [9, -4],
    ],
  ],
  called: [
    [
      [0, -14],
      [0, 3],
    ],
    [
      [0, 13],
      [0, 14],
    ],
  ],
}

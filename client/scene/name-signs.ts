// Over heads: the names of the nearest 32 people, written with canvas text (never as markup), a raised hand, and the signs of
// emotes that are felt rather than moved. One texture, one draw call; buildings hide them as they hide anything else.
import type { Scene } from '@babylonjs/core/scene.js'
import type { Emote } from '../../shared/protocol/intent.ts'
import type { FigureState } from './figures-state.ts'
import { EMOTE_S } from './figures-gestures.ts'
import { CellCache, FloatingQuads, type QuadLook, type Rect } from './floating-quads.ts'
import { drawMark, MARKS } from './name-marks.ts'
import { drawPlate } from './sign-plate.ts'

const COLUMNS = 4
const ROWS = 8
const CELL_W = 256
const CELL_H = 64
const NAMES = COLUMNS * ROWS
const MARK_PX = 128
const MARKS_Y = ROWS * CELL_H

const GROWS_FROM_M = 5.5
/** Marks keep their size further on: they say that, not what. */
const MARK_GROWS_FROM_M = 16
const FADES_FROM_M = 25
const GONE_M = 36

export class NameSigns {
  private readonly quads: FloatingQuads
  private readonly cells: CellCache
  private readonly widths = new Float32Array(NAMES)
  private readonly rect: Rect = { x: 0, y: 0, width: 0, height: 0 }
  private readonly look: QuadLook = {
    widthM: 1,
    heightM: 1,
    rightM: 0,
    upM: 0,
    alpha: 1,
    growsFromM: GROWS_FROM_M,
    fadesFromM: FADES_FROM_M,
    goneM: GONE_M,
  }
  private named = 0

  constructor(scene: Scene) {
    this.quads = new FloatingQuads(scene, 'names', {
      most: NAMES * 3,
      width: COLUMNS * CELL_W,
      height: MARKS_Y + MARK_PX,
    })
    this.cells = new CellCache(NAMES, (cell, name) => this.write(cell, name))
    MARKS.forEach((mark, i) => drawMark(this.quads.context, mark, i * MARK_PX, MARKS_Y, MARK_PX))
    this.quads.touch()
  }

  begin(): void {
    this.named = 0
    this.cells.begin()
    this.quads.begin()
  }

  /** The signs of one person, the nearest first; `topM` is the height of their head above the datum. */
  add(person: Readonly<FigureState>, topM: number): void {
    const { look, rect } = this
    const fade = person.fade ?? 1
    look.rightM = 0
    if (person.name !== '' && this.named < NAMES) {
      const cell = this.cells.cell(person.name)
      if (cell !== null) {
        this.named++
        const width = this.widths[cell] as number
        rect.x = (cell % COLUMNS) * CELL_W + (CELL_W - width) / 2
        rect.y = Math.floor(cell / COLUMNS) * CELL_H + 4
        rect.width = width
        rect.height = CELL_H - 8
        look.heightM = 0.22
        look.widthM = (0.22 * width) / (CELL_H - 8)
        look.upM = 0.13
        look.alpha = fade * (person.isAway === true ? 0.55 : 1)
        look.growsFromM = GROWS_FROM_M
        look.fadesFromM = FADES_FROM_M
        look.goneM = GONE_M
        this.quads.add(person.eastM, person.northM, topM + 0.1, rect, look)
      }
    }
    // A hand is to be seen from the other end of a square.
    look.growsFromM = MARK_GROWS_FROM_M
    look.fadesFromM = 70
    look.goneM = 90
    look.alpha = fade
    if (person.isHandUp === true) this.mark(person, topM, 'hand', 0.3, 0.44)
    const emote = person.emote ?? null
    const seconds = person.emoteS ?? 0
    if (emote === null || SIGN_OF[emote] === null || seconds >= EMOTE_S[emote]) return
    const t = seconds / EMOTE_S[emote]
    look.alpha = fade * Math.min(1, t * 8) * Math.min(1, (1 - t) * 4)
    look.rightM = 0.03 * Math.sin(seconds * 4)
    this.mark(
      person,
      topM,
      SIGN_OF[emote],
      0.34 * Math.min(1, 0.4 + t * 6),
      (person.isHandUp === true ? 0.82 : 0.46) + 0.2 * t,
    )
  }

  end(): void {
    this.quads.end()
  }

  dispose(): void {
    this.cells.dispose()
    this.quads.dispose()
  }

  private mark(
    person: Readonly<FigureState>,
    topM: number,
    mark: (typeof MARKS)[number],
    sizeM: number,
    upM: number,
  ): void {
    const { look, rect } = this
    rect.x = MARKS.indexOf(mark) * MARK_PX
    rect.y = MARKS_Y
    rect.width = rect.height = MARK_PX
    look.widthM = look.heightM = sizeM
    look.upM = upM
    this.quads.add(person.eastM, person.northM, topM + 0.1, rect, look)
  }

  private write(cell: number, name: string): void {
    this.widths[cell] = drawPlate(this.quads.context, name, {
      fontPx: 33,
      opacity: 0.78,
      x: (cell % COLUMNS) * CELL_W,
      y: Math.floor(cell / COLUMNS) * CELL_H,
      width: CELL_W,
      height: CELL_H,
    })
    this.quads.touch()
  }
}

/** What floats up with an emote; those that move enough need nothing. */
const SIGN_OF: { readonly [E in Emote]: (typeof MARKS)[number] | null } = {
  wave: null,
  clap: null,
  nod: null,
  shake: null,
  point: null,
  laugh: 'laugh',
  thumbsUp: 'thumb',
  heart: 'heart',
}

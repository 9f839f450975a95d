// One texture of written names: 64 cells of 512 x 64 pixels drawn with canvas text, the least recently used cell given
// to the next name. The font is PT Sans (OFL 1.1), made for the languages of Russia and its neighbours, from our origin.
import cyrillicExtra from '@fontsource/pt-sans/files/pt-sans-cyrillic-ext-700-normal.woff2?url'
import cyrillic from '@fontsource/pt-sans/files/pt-sans-cyrillic-700-normal.woff2?url'
import latinExtra from '@fontsource/pt-sans/files/pt-sans-latin-ext-700-normal.woff2?url'
import latin from '@fontsource/pt-sans/files/pt-sans-latin-700-normal.woff2?url'
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js'
import type { Scene } from '@babylonjs/core/scene.js'

const COLUMNS = 4
const ROWS = 16
const CELL_W = 512
const CELL_H = 64
export type NameStyle = 'enamel' | 'floating'

const FONT = 'Townhall Sign'
const FACES: readonly (readonly [url: string, range: string])[] = [
  [latin, 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+2000-206F, U+20AC, U+2122'],
  [latinExtra, 'U+0100-02BA, U+02BD-02C5, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB'],
  [cyrillic, 'U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116'],
  [cyrillicExtra, 'U+0460-052F, U+1C80-1C8A, U+20B4, U+2DE0-2DFF, U+A640-A69F'],
]

export type Cell = {
  /** Left, bottom, right, top in the texture, cut to what is written. */
  readonly u0: number
  readonly v0: number
  readonly u1: number
  readonly v1: number
  /** Width over height of what is written. */
  readonly ratio: number
}

type Slot = { key: string; cell: Cell; used: number }

export class LabelAtlas {
  readonly texture: DynamicTexture
  /** Raised when the font has come and everything must be written anew. */
  version = 0
  private readonly slots: (Slot | null)[] = Array.from({ length: COLUMNS * ROWS }, () => null)
  private readonly index = new Map<string, number>()
  private readonly ratios = new Map<string, number>()
  private turn = 0
  private isStale = false
  private isDisposed = false

  constructor(scene: Scene) {
    this.texture = new DynamicTexture('labels', { width: COLUMNS * CELL_W, height: ROWS * CELL_H }, scene, true)
    this.texture.anisotropicFilteringLevel = 8
    void this.load()
  }

  /** A white spot for things without text. */
  get blank(): { readonly u: number; readonly v: number } {
    return { u: 1 / (COLUMNS * CELL_W), v: 1 - 1 / (ROWS * CELL_H) }
  }

  /** Where a name is written; it is written now if it was not. Cells asked for in one turn are not taken away. */
  cell(text: string, style: NameStyle): Cell | null {
    const key = `${style} ${text}`
    const known = this.index.get(key)
    if (known !== undefined) {
      const slot = this.slots[known] as Slot
      slot.used = this.turn
      return slot.cell
    }
    let oldest = -1
    // Cell 0 holds the white spot.
    for (let i = 1; i < this.slots.length; i++) {
      const slot = this.slots[i]
      if (!slot) {
        oldest = i
        break
      }
      if (slot.used < this.turn && (oldest < 0 || slot.used < (this.slots[oldest]?.used ?? 0))) oldest = i
    }
    if (oldest < 0) return null
    const before = this.slots[oldest]
    if (before) this.index.delete(before.key)
    const cell = this.write(oldest, text, style)
    this.slots[oldest] = { key, cell, used: this.turn }
    this.index.set(key, oldest)
    return cell
  }

  /** Width over height a name will have, without writing it. */
  ratioOf(text: string): number {
    let ratio = this.ratios.get(text)
    if (ratio === undefined) {
      const context = this.context('floating')
      ratio = Math.min(CELL_W, context.measureText(text).width + 40) / CELL_H
      if (this.ratios.size > 4000) this.ratios.clear()
      this.ratios.set(text, ratio)
    }
    return ratio
  }

  /** Begins a choice of names; ends with `flush`. */
  begin(): void {
    this.turn++
  }

  flush(): void {
    if (!this.isStale) return
    this.isStale = false
    this.texture.update(true)
  }

  dispose(): void {
    this.isDisposed = true
    this.texture.dispose()
  }

  private async load(): Promise<void> {
    const faces = FACES.map(([url, unicodeRange]) => new FontFace(FONT, `url(${url})`, { weight: '700', unicodeRange }))
    // A face that does not come leaves the system's font in its place.
    await Promise.allSettled(
      faces.map(async (face) => {
        document.fonts.add(face)
        await face.load()
      }),
    )
    if (this.isDisposed) return
    this.slots.fill(null)
    this.index.clear()
    this.ratios.clear()
    this.version++
  }

  private context(style: NameStyle): CanvasRenderingContext2D {
    const context = this.texture.getContext() as unknown as CanvasRenderingContext2D
    context.font = `700 ${style === 'enamel' ? 38 : 34}px '${FONT}', 'PT Sans', 'Noto Sans', 'DejaVu Sans', sans-serif`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    return context
  }

  private write(i: number, text: string, style: NameStyle): Cell {
    const context = this.context(style)
    const x = (i % COLUMNS) * CELL_W
    const y = Math.floor(i / COLUMNS) * CELL_H
    let shown = text
    const room = CELL_W - 48
    while (shown.length > 4 && context.measureText(shown).width > room * 1.25)
      shown = `${shown.slice(0, -2).trimEnd()}…`
    const width = Math.ceil(Math.min(room, context.measureText(shown).width) + 36)
    const left = x + (CELL_W - width) / 2
    context.clearRect(x, y, CELL_W, CELL_H)
    context.beginPath()
    if (style === 'enamel') {
      context.fillStyle = '#f4f6f8'
      context.roundRect(left + 1, y + 1, width - 2, CELL_H - 2, 9)
      context.fill()
      context.beginPath()
      context.fillStyle = '#10479b'
      context.roundRect(left + 5, y + 5, width - 10, CELL_H - 10, 6)
      context.fill()
    } else {
      context.fillStyle = 'rgba(14, 20, 30, 0.74)'
      context.roundRect(left + 2, y + 4, width - 4, CELL_H - 8, 18)
      context.fill()
    }
    context.fillStyle = '#ffffff'
    context.fillText(shown, x + CELL_W / 2, y + CELL_H / 2 + 2, room)
    if (i !== 0) this.spot(context)
    this.isStale = true
    const [w, h] = [COLUMNS * CELL_W, ROWS * CELL_H]
    return { u0: left / w, u1: (left + width) / w, v0: 1 - (y + CELL_H) / h, v1: 1 - y / h, ratio: width / CELL_H }
  }

  private spot(context: CanvasRenderingContext2D): void {
    context.fillStyle = '#ffffff'
    context.fillRect(0, 0, 16, 16)
  }
}

// A list of widgets on a surface, drawn by the engine's own GUI: title, text, buttons, a slider, a field and keys. The wrist
// menu is one; so is a panel where the browser cannot draw a page into a texture. What it shows is data, laid out in two
// columns (list-layout.ts). Nothing moves from under a hand: news has a band of its own, and while something is pressed nothing
// is drawn anew.
import { AdvancedDynamicTexture } from '@babylonjs/gui/2D/advancedDynamicTexture.js'
import { Control } from '@babylonjs/gui/2D/controls/control.js'
import { Rectangle } from '@babylonjs/gui/2D/controls/rectangle.js'
import { say } from '../panels/strings.ts'
import type { Pressable } from './host.ts'
import type { Key } from './keys.ts'
import { BOTTOM_PX, GAP_PX, LARGE_PX, layOut, LINE_PX, MENU_SIZE, NEWS_PX, TITLE_PX } from './list-layout.ts'
import { bandOf, button, slider, text, TONES } from './list-widgets.ts'
import type { Surface } from './surface.ts'

export type Item =
  | {
      readonly kind: 'button'
      readonly label: string
      readonly isOn?: boolean
      readonly isWide?: boolean
      /** Of what it chooses, `#rrggbb`. */
      readonly colour?: string
      press(): void
    }
  | {
      readonly kind: 'text'
      readonly label: string
      /** Lines it may take; one when left out. */
      readonly lines?: number
      /** Letters to be read off from the hand. */
      readonly isLarge?: boolean
    }
  | {
      readonly kind: 'slider'
      readonly label: string
      readonly value: number
      readonly least: number
      readonly most: number
      change(value: number): void
    }
  /** Something with a name, what is told of it, and what can be done; `label` of a deed names the thing too. */
  | {
      readonly kind: 'row'
      readonly label: string
      readonly detail: string
      readonly deeds: readonly { readonly shown: string; readonly label: string; readonly press: () => void }[]
    }
  /** What is being typed. */
  | { readonly kind: 'field'; readonly label: string; readonly value: string }
export type Page = {
  readonly id: string
  readonly title: string
  readonly items: readonly Item[]
  /** Texts and buttons that come and go, in a band along the lower edge that is kept free without them. */
  readonly news?: readonly Item[]
  /** Along the lower edge. */
  readonly keys?: readonly (readonly Key[])[]
  /** A cross in the upper corner. */
  readonly close?: () => void
}

const EDGE_PX = 18
const KEY_ROW_PX = 58
const NEWS_BUTTON_PX = 58
const CLOSE_PX = 50

type Placed = { readonly label: string; readonly u: number; readonly v: number; readonly isOn: boolean }
type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

export class ListView {
  private readonly texture: AdvancedDynamicTexture
  private readonly back: Rectangle
  private readonly surface: Surface
  private readonly size: { readonly widthPx: number; readonly heightPx: number }
  private readonly list = newPart()
  private readonly keys = newPart()
  private readonly news = newPart()
  private waiting: Page | null = null

  constructor(surface: Surface, size: ListView['size'] = MENU_SIZE) {
    this.surface = surface
    this.size = size
    this.texture = AdvancedDynamicTexture.CreateForMesh(surface.mesh, size.widthPx, size.heightPx, true)
    const { material } = surface.mesh
    if (material) material.backFaceCulling = false
    this.back = new Rectangle('back')
    this.back.background = TONES.back
    this.back.color = TONES.edge
    this.back.thickness = 2
    this.back.cornerRadius = 26
    this.texture.addControl(this.back)
    surface.whenLet = () => {
      const page = this.waiting
      this.waiting = null
      if (page) this.show(page)
    }
  }

  /** Draws the page when it differs from what is shown; while something of it is pressed, once that is let go. */
  show(page: Page): void {
    if (this.surface.isHeld) {
      this.waiting = page
      return
    }
    const { keys = [], news, ...list } = page
    const lowestPx = this.size.heightPx - BOTTOM_PX - (news ? NEWS_PX : 0)
    const bottomPx = lowestPx - keys.length * KEY_ROW_PX
    if (this.isOther(this.list, list)) this.drawList(list, bottomPx)
    // A press on a key changes the list; the keys themselves stay as they are.
    if (this.isOther(this.keys, keys)) this.drawKeys(keys, bottomPx)
    if (news && this.isOther(this.news, news)) this.drawNews(news, lowestPx)
  }

  /** What can be pressed, and where in the room. */
  controls(): Pressable[] {
    return [this.list, this.keys, this.news]
      .flatMap(({ placed }) => placed)
      .map(({ label, u, v, isOn }) => {
        const { x, y, z } = this.surface.placeOf(u, v)
        return { label, at: [x, y, z], isOn }
      })
  }

  dispose(): void {
    this.texture.dispose()
  }

  private isOther(part: Part, shown: unknown): boolean {
    const key = JSON.stringify(shown)
    if (key === part.shown) return false
    part.shown = key
    part.placed.length = 0
    for (const control of part.controls.splice(0)) control.dispose()
    return true
  }

  private drawList({ title, items, close }: Page, bottomPx: number): void {
    const widthPx = this.size.widthPx - 2 * EDGE_PX
    if (close) {
      const box = { left: EDGE_PX + widthPx - CLOSE_PX, top: 8, width: CLOSE_PX, height: CLOSE_PX }
      this.note(this.list, say('closeCard'), box, false)
      this.put(this.list, button({ label: '×', sizePx: 34, press: close }), box)
    }
    this.put(this.list, text(title, 34, TONES.accent), {
      left: EDGE_PX,
      top: 12,
      width: widthPx - (close ? CLOSE_PX : 0),
      height: TITLE_PX - 12,
    })
    const { share, rows } = layOut(items, bottomPx)
    for (const { items: row, isPair, topPx: top, heightPx: height } of rows) {
      const width = isPair ? (widthPx - GAP_PX) / 2 : widthPx
      row.forEach((item, i) => this.item(item, { left: EDGE_PX + i * (width + GAP_PX), top, width, height }, share))
    }
  }

  private drawNews(news: readonly Item[], topPx: number): void {
    const buttons = news.filter((item) => item.kind === 'button')
    const words = news.filter(({ kind }) => kind === 'text').map(({ label }) => label)
    const widthPx = this.size.widthPx - 2 * EDGE_PX
    const height = NEWS_PX - 6 - (buttons.length > 0 ? NEWS_BUTTON_PX + GAP_PX : 0)
    if (words.length > 0) {
      const lines = text(words.join(' · '), 24, TONES.accent, Math.floor(height / LINE_PX))
      this.put(this.news, lines, { left: EDGE_PX, top: topPx + 6, width: widthPx, height })
    }
    const width = (widthPx - (buttons.length - 1) * GAP_PX) / buttons.length
    buttons.forEach((item, i) => {
      const left = EDGE_PX + i * (width + GAP_PX)
      const box = { left, top: topPx + NEWS_PX - NEWS_BUTTON_PX, width, height: NEWS_BUTTON_PX }
      this.note(this.news, item.label, box, false)
      this.put(this.news, button({ label: item.label, sizePx: 25, press: () => item.press() }), box)
    })
  }

  private drawKeys(rows: NonNullable<Page['keys']>, topPx: number): void {
    rows.forEach((row, i) => {
      const shares = row.map(({ width }) => KEY_SHARES[width])
      const unit = (this.size.widthPx - 2 * EDGE_PX) / shares.reduce((sum, share) => sum + share, 0)
      // Letters stay as wide as those of the longest row.
      const letter = Math.min(unit, (this.size.widthPx - 2 * EDGE_PX) / 11)
      let left = (this.size.widthPx - letter * shares.reduce((sum, share) => sum + share, 0)) / 2
      row.forEach(({ shown, name, press }, k) => {
        const width = letter * (shares[k] as number)
        const box = { left: left + 2, top: topPx + i * KEY_ROW_PX, width: width - 4, height: KEY_ROW_PX - 6 }
        left += width
        this.note(this.keys, name, box, false)
        this.put(this.keys, button({ label: shown, sizePx: 25, press }), box)
      })
    })
  }

  private item(item: Item, box: Box, share: number): void {
    const { list } = this
    switch (item.kind) {
      case 'text':
        if (item.isLarge) return this.put(list, text(item.label, LARGE_PX * share, TONES.accent), box)
        return this.put(list, text(item.label, 24 * share, TONES.quiet, item.lines ?? 1), box)
      case 'button': {
        const { label, isOn = false, colour } = item
        this.note(list, label, box, isOn)
        return this.put(list, button({ label, isOn, colour, sizePx: 27 * share, press: () => item.press() }), box)
      }
      case 'row': {
        const deedPx = Math.min(150, box.width * 0.22)
        const left = box.left + box.width - item.deeds.length * (deedPx + GAP_PX) + GAP_PX
        const wordsPx = left - GAP_PX - box.left
        this.put(list, text(item.label, 26 * share, TONES.ink), { ...box, width: wordsPx, height: box.height * 0.52 })
        const below = { ...box, top: box.top + box.height * 0.5, width: wordsPx, height: box.height * 0.42 }
        this.put(list, text(item.detail, 20 * share, TONES.quiet), below)
        item.deeds.forEach(({ shown, label, press }, i) => {
          const at = { ...box, left: left + i * (deedPx + GAP_PX), width: deedPx }
          this.note(list, label, at, false)
          this.put(list, button({ label: shown, sizePx: 23 * share, press }), at)
        })
        return undefined
      }
      case 'field':
        this.note(list, item.label, box, false)
        return this.put(list, bandOf(item.value === '' ? item.label : item.value, item.value === '', 28 * share), box)
      case 'slider': {
        this.put(list, text(item.label, 24 * share, TONES.quiet), { ...box, height: box.height * 0.4 })
        const bar = { ...box, top: box.top + box.height * 0.4, height: box.height * 0.5 }
        this.note(list, item.label, bar, false)
        return this.put(list, slider(item), bar)
      }
    }
  }

  private note(part: Part, label: string, { left, top, width, height }: Box, isOn: boolean): void {
    const { widthPx, heightPx } = this.size
    part.placed.push({ label, u: (left + width / 2) / widthPx, v: 1 - (top + height / 2) / heightPx, isOn })
  }

  private put(part: Part, control: Control, { left, top, width, height }: Box): void {
    control.horizontalAlignment = Control.HORIZONTAL_ALIGNMENT_LEFT
    control.verticalAlignment = Control.VERTICAL_ALIGNMENT_TOP
    control.left = `${left}px`
    control.top = `${top}px`
    control.width = `${width}px`
    control.height = `${height}px`
    part.controls.push(control)
    this.back.addControl(control)
  }
}

type Part = { shown: string; readonly placed: Placed[]; readonly controls: Control[] }
const newPart = (): Part => ({ shown: '', placed: [], controls: [] })

const KEY_SHARES: Readonly<Record<Key['width'], number>> = { one: 1, wide: 1.6, space: 4 }

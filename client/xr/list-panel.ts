// A panel in the headset where the browser cannot draw the page into a texture: the page's words as a list (list-pages.ts)
// with keys below it. What is typed goes into a field of the page out of sight, so that a real keyboard types as well.
import { effect } from '@preact/signals'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { MAX_SAID } from '../../shared/protocol/gestures.ts'
import type { MountedPanel } from '../panels/mount.tsx'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import type { Pressable, WornPanel } from './host.ts'
import { Keys } from './keys.ts'
import { Asked, inPages, listOf, TYPED } from './list-pages.ts'
import { ListView } from './list-view.ts'
import { Surface } from './surface.ts'

const WIDTH_PX = 800
const BODY_PX = 660
const KEYS_PX = 300
const WIDTH_M = 0.62
const LEAST_LETTERS = 2
const MOST_LETTERS = 100

export class ListPanel implements WornPanel {
  readonly name: MountedPanel
  readonly surface: Surface
  readonly isList = true
  draws = 0
  private readonly view: ListView
  private readonly model: PanelModel
  private readonly asked = new Asked()
  private readonly field: HTMLInputElement | null
  private readonly stopDrawing: () => void
  private questions = 0

  constructor(name: MountedPanel, model: PanelModel, scene: Scene, stage: TransformNode, closed: () => void) {
    this.name = name
    this.model = model
    const hasKeys = TYPED.has(name)
    const heightPx = BODY_PX + (hasKeys ? KEYS_PX : 0)
    this.surface = new Surface(`list ${name}`, scene, stage, WIDTH_M, (WIDTH_M * heightPx) / WIDTH_PX)
    this.view = new ListView(this.surface, { widthPx: WIDTH_PX, heightPx })
    this.field = hasKeys ? this.hiddenField() : null
    const keys = new Keys(
      () => this.field,
      () => draw(),
    )
    const draw = (): void => {
      const page = listOf(name, { model, asked: this.asked, enter: () => this.entered() })
      const more = hasKeys ? { keys: keys.rows() } : { items: inPages(page.items, this.asked) }
      this.view.show({ ...page, id: name, close: closed, ...more })
      this.draws++
      if (name === 'chat') model.readAtMs.value = Math.max(model.readAtMs.peek(), model.chat.value.at(-1)?.atMs ?? 0)
    }
    this.stopDrawing = effect(draw)
  }

  /** It is drawn when what it shows changes. */
  step(): void {}

  get typed(): string {
    return this.asked.typed.peek()
  }

  controls(): Pressable[] {
    return this.view.controls()
  }

  dispose(): void {
    this.stopDrawing()
    this.view.dispose()
    this.surface.dispose()
    this.field?.remove()
  }

  private hiddenField(): HTMLInputElement {
    const field = document.createElement('input')
    field.type = 'text'
    field.autocomplete = 'off'
    field.maxLength = this.name === 'chat' ? MAX_SAID : MOST_LETTERS
    field.setAttribute('aria-label', say(this.name === 'chat' ? 'chatInput' : 'search'))
    field.style.cssText = 'position:fixed;left:-20000px;top:0;'
    field.addEventListener('input', () => this.wrote(field.value))
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      this.entered()
    })
    document.body.append(field)
    field.focus({ preventScroll: true })
    return field
  }

  private wrote(words: string): void {
    this.asked.typed.value = words
    if (this.name === 'people') this.asked.found.value = null
    if (this.name === 'search') void this.search(words.trim())
  }

  private async search(words: string): Promise<void> {
    const mine = ++this.questions
    const hits = words.length < LEAST_LETTERS ? null : await this.model.acts.search(words)
    if (mine === this.questions) this.asked.hits.value = hits
  }

  private entered(): void {
    const words = this.typed.trim()
    const { acts } = this.model
    const first = this.asked.hits.peek()?.[0]
    if (this.name === 'search' && first) acts.goTo(first)
    if (words === '' || this.name === 'search') return
    if (this.name === 'people') {
      void acts.findPeople(words).then((found) => {
        this.asked.found.value = found
      })
      return
    }
    acts.say(words, this.asked.to.peek())
    if (this.field) this.field.value = ''
    this.wrote('')
  }
}

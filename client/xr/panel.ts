// A panel of the page in the headset: the same DOM, drawn into a texture; rays and fingers become its pointer events.
// It opens in front at arm's length, faces the reader and stays. Redrawn when it changed, at most five times a second.
// Rules met on the way (Babylon 9.34): style inside the element, laid out off screen unless the browser draws elements
// itself, `inert` off, values mirrored into attributes, focus given by hand.
import { HtmlRaycastInteractionManager } from '@babylonjs/core/Materials/Textures/HTML/htmlRaycastInteractionManager.js'
import { HtmlTexture, IsHtmlInCanvasUploadSupported } from '@babylonjs/core/Materials/Textures/HTML/htmlTexture.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { mountPanel, type MountedPanel } from '../panels/mount.tsx'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import type { Pressable, WornPanel } from './host.ts'
import { Keyboard, KEYBOARD_CSS } from './keyboard.ts'
import type { Field } from './keys.ts'
import { Surface } from './surface.ts'

const ZOOM = 1.6
const WIDTH_PX = 600
const BODY_PX = 500
const LEAST_PX = 220
const KEYS_PX = 262
const WIDTH_M = 0.62
const EVERY_MS = 200
const WITH_KEYS: ReadonlySet<MountedPanel> = new Set(['chat', 'search', 'people'])

const CSS = `
.xr-panel { position: relative; box-sizing: border-box; background: #101824; color: #f3f6fa; border-radius: 32px;
  overflow: hidden; padding: 12px 16px; }
.xr-panel .xr-body { position: relative; }
.xr-panel .xr-close { position: absolute; z-index: 5; top: 14px; right: 18px; width: 46px; height: 46px; padding: 0;
  border: 1px solid #66738c; border-radius: 23px; background: #25304a; color: #fff; font: 26px/1 system-ui, sans-serif; }
.xr-panel .panel.mounted { border: 0; padding: 8px 6px; background: none; box-shadow: none; }
.xr-panel .panel.mounted > h2 { margin-right: 60px; }
.xr-panel [data-over] { outline: 2px solid #ffc247; }
.xr-panel [data-focused] { outline: 3px solid #ffc247; }
${KEYBOARD_CSS}`

export class XrPanel implements WornPanel {
  readonly isList = false
  readonly surface: Surface
  readonly name: MountedPanel
  private readonly element = document.createElement('div')
  private readonly holder = document.createElement('div')
  private readonly texture: HtmlTexture
  private readonly material: StandardMaterial
  private readonly touch: HtmlRaycastInteractionManager
  private readonly changes: MutationObserver
  private readonly unmount: () => void
  private field: Field | null = null
  private over: Element | null = null
  private isStale = true
  private drawnMs = Number.NEGATIVE_INFINITY
  /** How often it was drawn, for tests. */
  draws = 0

  constructor(name: MountedPanel, model: PanelModel, scene: Scene, stage: TransformNode, closed: () => void) {
    this.name = name
    const hasKeys = WITH_KEYS.has(name)
    this.holder.style.cssText = 'position:fixed;left:-20000px;top:0;'
    this.holder.className = 'xr-holder'
    document.body.append(this.holder)
    const inner = document.createElement('div')
    inner.className = 'xr-panel'
    inner.style.cssText = `zoom:${ZOOM};width:${WIDTH_PX}px;`
    const style = document.createElement('style')
    style.textContent = CSS
    const body = document.createElement('div')
    body.className = 'xr-body'
    const close = document.createElement('button')
    close.type = 'button'
    close.className = 'xr-close'
    close.textContent = '×'
    close.setAttribute('aria-label', say('closeCard'))
    close.addEventListener('click', closed)
    inner.append(style, body, close)
    if (hasKeys) inner.append(new Keyboard(() => this.focused()).element)
    this.element.append(inner)
    this.holder.append(this.element)
    this.unmount = mountPanel(name, model, body)
    // A card is as high as what is known; lists have the whole height.
    const bodyPx = name === 'card' ? Math.min(BODY_PX, Math.max(LEAST_PX, body.offsetHeight + 40)) : BODY_PX
    const heightPx = bodyPx + (hasKeys ? KEYS_PX : 0)
    body.style.height = `${bodyPx - 24}px`
    inner.style.height = `${heightPx}px`
    this.element.style.cssText = `width:${WIDTH_PX * ZOOM}px;height:${heightPx * ZOOM}px;`

    this.surface = new Surface(`panel ${name}`, scene, stage, WIDTH_M, (WIDTH_M * heightPx) / WIDTH_PX)
    this.texture = new HtmlTexture(`panel ${name}`, this.element, {
      scene,
      width: WIDTH_PX * ZOOM,
      height: heightPx * ZOOM,
      autoUpdate: false,
      generateMipMaps: true,
    })
    if (!IsHtmlInCanvasUploadSupported(scene.getEngine())) this.holder.append(this.element)
    this.element.removeAttribute('inert')
    this.material = new StandardMaterial(`panel ${name}`, scene)
    this.material.emissiveTexture = this.texture
    this.material.opacityTexture = this.texture
    this.material.diffuseColor = this.material.specularColor = Color3.Black()
    this.material.disableLighting = true
    this.material.backFaceCulling = false
    this.surface.mesh.material = this.material
    this.touch = new HtmlRaycastInteractionManager(scene, this.texture, this.surface.mesh, { backFaceCulling: false })

    this.element.addEventListener('click', (event) => this.clicked(event))
    this.element.addEventListener('pointermove', (event) => this.hover(event.target))
    this.element.addEventListener('input', () => this.stale())
    this.element.addEventListener('focusin', (event) => this.focusCame(event.target))
    this.changes = new MutationObserver(() => this.stale())
    this.changes.observe(this.element, { attributes: true, childList: true, characterData: true, subtree: true })
    if (hasKeys) this.focusFirst()
  }

  /** Once a frame. */
  step(nowMs: number): void {
    if (!this.isStale || nowMs - this.drawnMs < EVERY_MS) return
    for (const field of this.element.querySelectorAll('input'))
      if (field.getAttribute('value') !== field.value) field.setAttribute('value', field.value)
    // What the mirroring changed is drawn already.
    this.changes.takeRecords()
    this.isStale = false
    this.drawnMs = nowMs
    this.draws++
    this.texture.requestUpdate()
  }

  get typed(): string {
    return this.focused()?.value ?? ''
  }

  controls(): Pressable[] {
    const box = this.element.getBoundingClientRect()
    return [...this.element.querySelectorAll<HTMLElement>('button, input, [role=option]')].flatMap((one) => {
      const rect = one.getBoundingClientRect()
      if (rect.width === 0 || rect.bottom > box.bottom || rect.top < box.top) return []
      const u = (rect.left + rect.width / 2 - box.left) / box.width
      const v = 1 - (rect.top + rect.height / 2 - box.top) / box.height
      const { x, y, z } = this.surface.placeOf(u, v)
      const label = one.getAttribute('aria-label') ?? one.getAttribute('name') ?? one.textContent ?? ''
      return [{ label, at: [x, y, z] as const, isOn: one.getAttribute('aria-pressed') === 'true' }]
    })
  }

  dispose(): void {
    this.changes.disconnect()
    this.touch.dispose()
    this.unmount()
    this.surface.mesh.material = null
    this.material.dispose()
    this.texture.dispose()
    this.surface.dispose()
    this.holder.remove()
  }

  private stale(): void {
    this.isStale = true
  }

  /** The field one types into; it may have been drawn anew. */
  private focused(): Field | null {
    return this.field?.isConnected ? this.field : null
  }

  private focusFirst(): void {
    const first = this.element.querySelector<Field>('input[type=text]')
    if (first) this.focus(first)
  }

  private focus(field: Field): void {
    this.element.querySelector('[data-focused]')?.removeAttribute('data-focused')
    this.field = field
    field.setAttribute('data-focused', '')
    field.focus({ preventScroll: true })
  }

  private focusCame(target: EventTarget | null): void {
    if (target instanceof HTMLInputElement && target.type === 'text' && target !== this.field) this.focus(target)
  }

  private clicked(event: Event): void {
    const field = event.target instanceof Element ? event.target.closest<Field>('input, textarea') : null
    if (field) this.focus(field)
    this.stale()
  }

  private hover(target: EventTarget | null): void {
    const one = target instanceof Element ? target.closest('button, input, [role=option]') : null
    if (one === this.over) return
    this.over?.removeAttribute('data-over')
    one?.setAttribute('data-over', '')
    this.over = one
  }
}

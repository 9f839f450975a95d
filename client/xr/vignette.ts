// Things fixed to the head: the darkened edge while one is moved, the attribution, which is always in view, and what one looks
// at where that is not the live city.
import { effect } from '@preact/signals'
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js'
import { StandardMaterial } from '@babylonjs/core/Materials/standardMaterial.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { CreatePlane } from '@babylonjs/core/Meshes/Builders/planeBuilder.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Node } from '@babylonjs/core/node.js'
import type { Scene } from '@babylonjs/core/scene.js'
import type { WebXRCamera } from '@babylonjs/core/XR/webXRCamera.js'

const AWAY_M = 1.5
const SIZE_M = 9
/** Share of the plane's half width that stays clear, and where it is darkest: 24 and 50 degrees off the middle. */
const CLEAR = 0.15
const DARK = 0.4
const EASE_PER_S = 9

export class Vignette {
  private readonly mesh: Mesh
  private readonly material: StandardMaterial
  private strength = 0

  constructor(scene: Scene, camera: WebXRCamera) {
    const texture = new DynamicTexture('vignette', { width: 256, height: 256 }, scene, true)
    texture.hasAlpha = true
    const context = texture.getContext() as unknown as CanvasRenderingContext2D
    const shade = context.createRadialGradient(128, 128, 128 * CLEAR, 128, 128, 128 * DARK)
    shade.addColorStop(0, 'rgba(0, 0, 0, 0)')
    shade.addColorStop(1, 'rgba(0, 0, 0, 1)')
    context.clearRect(0, 0, 256, 256)
    context.fillStyle = shade
    context.fillRect(0, 0, 256, 256)
    texture.update()
    this.material = flat('vignette', scene)
    this.material.opacityTexture = texture
    this.mesh = CreatePlane('vignette', { size: SIZE_M }, scene)
    this.mesh.material = this.material
    this.mesh.parent = camera
    this.mesh.position.z = -AWAY_M
    this.mesh.isPickable = false
    this.mesh.renderingGroupId = 1
    // Behind menus and panels, before the city.
    this.mesh.alphaIndex = 0
    this.mesh.setEnabled(false)
  }

  /** Once a frame; `wanted` is how dark while moving, 0 at rest. */
  step(wanted: number, seconds: number): void {
    this.strength += (wanted - this.strength) * Math.min(1, seconds * EASE_PER_S)
    const isSeen = this.strength > 0.02
    this.mesh.setEnabled(isSeen)
    if (isSeen) this.material.alpha = this.strength
  }

  /** Dark at once, then clear: being put elsewhere. */
  blink(most: number): void {
    this.strength = Math.max(this.strength, most)
  }

  dispose(): void {
    this.mesh.dispose(false, true)
  }
}

/** What one looks at that is not the live city, above the middle of the view and always with it; nothing while it is. */
export class SeenSign {
  private readonly sign: Mesh
  private readonly texture: DynamicTexture
  private readonly stop: () => void

  constructor(scene: Scene, camera: WebXRCamera, textOf: () => string) {
    const { sign, texture } = signOf(scene, camera, 'seen')
    this.sign = sign
    this.texture = texture
    sign.position.y = 0.5
    this.stop = effect(() => {
      const text = textOf()
      sign.setEnabled(text !== '')
      if (text !== '') write(texture, text)
    })
  }

  dispose(): void {
    this.stop()
    this.texture.dispose()
    this.sign.dispose(false, true)
  }
}

/** The attribution, below the middle of the view and always with it: the licence asks for it, in a headset too. */
export function creditSign(scene: Scene, camera: WebXRCamera, credits: string): Mesh {
  const { sign, texture } = signOf(scene, camera, 'credits')
  write(texture, credits)
  return sign
}

/** A plate with a text in the room, the size of a hand's width to a metre's. */
export function roomSign(scene: Scene, room: Node, name: string): { readonly sign: Mesh; say(text: string): void } {
  const { sign, texture } = signOf(scene, room, name)
  let said = ''
  sign.renderingGroupId = 0
  sign.onDisposeObservable.add(() => texture.dispose())
  return {
    sign,
    say: (text) => {
      if (text !== said) write(texture, (said = text))
    },
  }
}

type Sign = { readonly sign: Mesh; readonly texture: DynamicTexture }

function signOf(scene: Scene, parent: Node, name: string): Sign {
  const texture = new DynamicTexture(name, { width: 1024, height: 64 }, scene, true)
  const material = flat(name, scene)
  material.emissiveTexture = texture
  material.emissiveColor = Color3.Black()
  material.alpha = 0.85
  const sign = CreatePlane(name, { width: 0.64, height: 0.04 }, scene)
  sign.material = material
  sign.parent = parent
  // 32 degrees below the middle: under a panel one looks at.
  sign.position.set(0, -0.75, -1.2)
  sign.isPickable = false
  // Over everything: no panel may hide it.
  sign.renderingGroupId = 2
  return { sign, texture }
}

function write(texture: DynamicTexture, text: string): void {
  const context = texture.getContext() as unknown as CanvasRenderingContext2D
  context.fillStyle = 'rgb(16, 24, 36)'
  context.fillRect(0, 0, 1024, 64)
  context.font = "34px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"
  context.fillStyle = '#ffffff'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, 512, 34, 1000)
  texture.update()
}

function flat(name: string, scene: Scene): StandardMaterial {
  const material = new StandardMaterial(name, scene)
  material.diffuseColor = material.specularColor = material.emissiveColor = Color3.Black()
  material.disableLighting = true
  material.backFaceCulling = false
  return material
}

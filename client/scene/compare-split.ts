// Divides the view between two outcomes: by a line, left of which only what belongs to A is drawn and right of which only what
// belongs to B, into two views beside each other with one eye, or onto two tables. What belongs to neither, the city, is in both.
// The line is a scissor around the meshes of each side, so that no shader has to know of it.
import '@babylonjs/core/Engines/thinEngine.scissor.js'
import { TargetCamera } from '@babylonjs/core/Cameras/targetCamera.js'
import { Viewport } from '@babylonjs/core/Maths/math.viewport.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { CityScene } from './scene.ts'
import { isInTurn } from './second-table.ts'

export type SplitMode = 'off' | 'swipe' | 'side' | 'tables'
type SideName = 'a' | 'b'
type Told = { readonly side: SideName; readonly forget: () => void }

const EVERYTHING = 0x0fffffff
const MASKS: Readonly<Record<SideName, number>> = { a: 0x10000000, b: 0x20000000 }

export class Split {
  private readonly city: CityScene
  private readonly sides = new Map<AbstractMesh, Told>()
  private mode: SplitMode = 'off'
  private line = 0.5
  private second: TargetCamera | null = null

  constructor(city: CityScene) {
    this.city = city
    city.inner.onBeforeRenderObservable.add(() => this.follow())
  }

  /** `line` is a share of the view's width, from the left. */
  set(mode: SplitMode, line: number): void {
    this.line = line
    if (mode === this.mode) return
    if (this.mode === 'side') this.unite()
    this.mode = mode
    if (mode === 'side') this.divide()
    for (const [mesh, { side }] of this.sides) mesh.layerMask = mode === 'side' ? MASKS[side] : EVERYTHING
    if (mode === 'off') for (const mesh of this.sides.keys()) this.letGo(mesh)
  }

  /** What these draw belongs to one side from now on; may be said again and again. */
  give(meshes: readonly AbstractMesh[], side: SideName): void {
    if (this.mode === 'off') return
    for (const mesh of meshes) {
      const known = this.sides.get(mesh)
      if (known?.side === side) continue
      known?.forget()
      this.take(mesh, side)
    }
  }

  private take(mesh: AbstractMesh, side: SideName): void {
    // Every mesh that layers draw is one: instances of others are not among them.
    const drawn = mesh as Mesh
    const engine = this.city.inner.getEngine()
    const before = drawn.onBeforeBindObservable.add(() => {
      // On two tables each is drawn in its turn, and nothing of it in the other's.
      if (this.mode === 'tables' && !isInTurn(side)) engine.enableScissor(0, 0, 0, 0)
      if (this.mode !== 'swipe') return
      const [width, height] = [engine.getRenderWidth(), engine.getRenderHeight()]
      const at = Math.round(this.line * width)
      engine.enableScissor(side === 'a' ? 0 : at, 0, side === 'a' ? at : width - at, height)
    })
    const after = drawn.onAfterRenderObservable.add(() => {
      if (this.mode === 'swipe' || this.mode === 'tables') engine.disableScissor()
    })
    const gone = mesh.onDisposeObservable.add(() => void this.sides.delete(mesh))
    if (this.mode === 'side') mesh.layerMask = MASKS[side]
    this.sides.set(mesh, {
      side,
      forget: () => {
        drawn.onBeforeBindObservable.remove(before)
        drawn.onAfterRenderObservable.remove(after)
        mesh.onDisposeObservable.remove(gone)
      },
    })
  }

  private letGo(mesh: AbstractMesh): void {
    this.sides.get(mesh)?.forget()
    this.sides.delete(mesh)
  }

  private divide(): void {
    const { inner, camera } = this.city
    const { rig } = camera
    const second = new TargetCamera('eye of B', Vector3.Zero(), inner)
    second.minZ = rig.minZ
    second.maxZ = rig.maxZ
    rig.viewport = new Viewport(0, 0, 0.5, 1)
    second.viewport = new Viewport(0.5, 0, 0.5, 1)
    rig.layerMask = EVERYTHING | MASKS.a
    second.layerMask = EVERYTHING | MASKS.b
    inner.activeCameras = [rig, second]
    this.second = second
    this.follow()
  }

  private unite(): void {
    const { inner, camera } = this.city
    const { rig } = camera
    inner.activeCameras = null
    inner.activeCamera = rig
    rig.viewport = new Viewport(0, 0, 1, 1)
    rig.layerMask = EVERYTHING
    this.second?.dispose()
    this.second = null
  }

  /** Both look from one place the same way. */
  private follow(): void {
    const { second } = this
    if (!second) return
    const { rig } = this.city.camera
    second.position.copyFrom(rig.position)
    second.rotation.copyFrom(rig.rotation)
    second.fov = rig.fov
  }
}

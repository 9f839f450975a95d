// What is on which of two tables, written at the far edge of each.
import type { Scene } from '@babylonjs/core/scene.js'
import type { PanelModel } from '../panels/model.ts'
import { say } from '../panels/strings.ts'
import type { Vec3 } from '../scene/frame.ts'
import type { Stage } from './stage.ts'
import { roomSign } from './vignette.ts'

/** Over the disc, and behind its edge. */
const UP_M = 0.16
const BEHIND_M = 0.04

export class TableSigns {
  private readonly model: PanelModel
  private readonly signs: readonly ReturnType<typeof roomSign>[]

  constructor(scene: Scene, room: Stage['node'], model: PanelModel) {
    this.model = model
    this.signs = ['a', 'b'].map((side) => roomSign(scene, room, `table of ${side}`))
  }

  /** Once a frame; `across` leads from the first to the second, null while there is one. */
  step(centre: Readonly<Vec3>, across: Readonly<Vec3> | null, radiusM: number): void {
    const [a, b] = this.signs
    const { compare } = this.model.time
    for (const { sign } of this.signs) sign.setEnabled(across !== null)
    if (!across || !a || !b) return
    a.say(say('compareSideA', { name: compare.a.peek()?.name ?? '' }))
    b.say(say('compareSideB', { name: compare.b.peek()?.name ?? '' }))
    const lengthM = Math.hypot(across.x, across.z)
    // Ahead is a quarter turn to the left of across.
    const [x, z] = [(across.z / lengthM) * (radiusM + BEHIND_M), (-across.x / lengthM) * (radiusM + BEHIND_M)]
    a.sign.position.set(centre.x + x, centre.y + UP_M, centre.z + z)
    b.sign.position.set(centre.x + across.x + x, centre.y + UP_M, centre.z + across.z + z)
    for (const { sign } of this.signs) sign.rotation.y = -Math.atan2(across.z, across.x)
  }

  dispose(): void {
    for (const { sign } of this.signs) sign.dispose(false, true)
  }
}

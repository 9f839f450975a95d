// Keeps a headset's pace: when frames come late for a while, less is drawn; when there is time to spare, more again.
// First the shadows are left as they are, then far trees and names go, then each eye gets fewer pixels where the browser can.
import type { Scene } from '@babylonjs/core/scene.js'
import type { CityScene } from '../scene/scene.ts'

const DEEPEST = 3
const LATE_FRAMES = 24
const SPARE_FRAMES = 900
/** A gap this long is a pause (a system menu), not a late frame. */
const PAUSE_MS = 1000
const SCALES = [1, 1, 1, 0.7] as const
const OPTIONAL = ['far trees', 'halos', 'benches']

type Views = { readonly views: readonly { requestViewportScale?(scale: number): void }[] }

export class Pace {
  level = 0
  private late = 0
  private spare = 0
  private lastMs = Number.NaN
  private readonly city: CityScene
  private readonly scene: Scene
  private readonly isSteady: boolean

  constructor(city: CityScene, quality: 'auto' | 'high') {
    this.city = city
    this.scene = city.inner
    this.isSteady = quality === 'high'
  }

  /** Once a frame; `hz` is what the headset shows a second. */
  step(nowMs: number, hz: number, pose: Views | null): void {
    const tookMs = nowMs - this.lastMs
    this.lastMs = nowMs
    const scale = SCALES[this.level] ?? 1
    if (scale < 1 && pose) for (const view of pose.views) view.requestViewportScale?.(scale)
    if (this.isSteady || !(tookMs < PAUSE_MS)) return
    const dueMs = 1000 / hz
    this.late = tookMs > dueMs * 1.6 ? this.late + 1 : Math.max(0, this.late - 0.25)
    this.spare = tookMs < dueMs * 1.1 ? this.spare + 1 : 0
    if (this.late >= LATE_FRAMES) this.turn(1)
    else if (this.spare >= SPARE_FRAMES) this.turn(-1)
  }

  /** As it was before. */
  dispose(): void {
    this.level = 0
    this.apply()
  }

  private turn(by: 1 | -1): void {
    this.late = this.spare = 0
    const level = Math.min(DEEPEST, Math.max(0, this.level + by))
    if (level === this.level) return
    this.level = level
    this.apply()
  }

  private apply(): void {
    this.city.shadows?.setStrength(this.level >= 1 ? 0 : 1)
    this.city.labels.showNames(this.level < 2)
    for (const name of OPTIONAL) {
      const mesh = this.scene.getMeshByName(name)
      if (mesh) mesh.isVisible = this.level < 2
    }
  }
}

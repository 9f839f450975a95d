// Keeps the city fluent on slow machines: draws fewer pixels while frames are late, more again when there is time.
// A software renderer (no graphics card, headless browsers) starts low and without antialiasing.
import '@babylonjs/core/Engines/AbstractEngine/abstractEngine.dom.js'
import type { Engine } from '@babylonjs/core/Engines/engine.js'
import { SOFTWARE } from './graphics.ts'

/** Screen pixels for each drawn pixel, along one side. */
const SCALES = [1, 1.35, 1.8, 2.5, 3.5] as const
const SOFTWARE_START = 3
/** Later than this a frame counts as late; quicker than that there is time to spare. */
const LATE_MS = 55
const SPARE_MS = 20
const LATE_FRAMES = 6
const SPARE_FRAMES = 150
/** A gap this long is a hidden tab or a debugger, not a slow frame. */
const PAUSE_MS = 4000

/** 'auto' follows the machine; 'high' draws every pixel; 'picture' two for every pixel, for still images. */
export type QualityMode = 'auto' | 'high' | 'picture'

export class Quality {
  private level: number
  private late = 0
  private spare = 0
  private lastMs = Number.NaN
  private readonly engine: Engine
  private mode: QualityMode
  readonly isSoftware: boolean
  private readonly pixel = new Uint8Array(4)

  constructor(engine: Engine, mode: QualityMode) {
    this.engine = engine
    this.mode = mode
    this.isSoftware = isSoftware(engine)
    this.level = mode === 'auto' && this.isSoftware ? SOFTWARE_START : 0
    this.apply()
  }

  set(mode: QualityMode): void {
    this.mode = mode
    this.apply()
  }

  /** Once a frame, with the time it begins. */
  frame(nowMs: number): void {
    const took = nowMs - this.lastMs
    this.lastMs = nowMs
    if (this.mode !== 'auto' || !(took < PAUSE_MS)) return
    this.late = took > LATE_MS ? this.late + 1 : Math.max(0, this.late - 1)
    this.spare = took < SPARE_MS ? this.spare + 1 : 0
    if (this.late >= LATE_FRAMES) this.step(1)
    else if (this.spare >= SPARE_FRAMES) this.step(-1)
  }

  /** After a frame: waits for a software renderer, which else would queue up frames of many seconds. */
  pace(): void {
    if (!this.isSoftware) return
    // The context the engine already made.
    const gl = this.engine.getRenderingCanvas()?.getContext('webgl2')
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, this.pixel)
  }

  private step(by: 1 | -1): void {
    this.late = 0
    this.spare = 0
    const level = Math.min(SCALES.length - 1, Math.max(0, this.level + by))
    if (level === this.level) return
    this.level = level
    this.apply()
  }

  private apply(): void {
    const scale = { auto: SCALES[this.level] ?? 1, high: 1, picture: 0.7 }[this.mode]
    this.engine.setHardwareScalingLevel(scale)
  }
}

/** True when the graphics are computed by the processor. */
function isSoftware(engine: Engine): boolean {
  return SOFTWARE.test(engine.getGlInfo().renderer)
}

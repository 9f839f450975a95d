// What a frame costs, for window.townhall.stats() and the benchmark: counted, not guessed.
import { SceneInstrumentation } from '@babylonjs/core/Instrumentation/sceneInstrumentation.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'

export type SceneStats = {
  readonly drawCalls: number
  readonly triangles: number
  readonly textureBytes: number
  /** Mean CPU time of our part of a frame over the last 60, milliseconds. */
  readonly frameMs: number
  readonly heapBytes: number
}

export class FrameStats {
  private readonly times = new Float32Array(60)
  private at = 0
  private count = 0
  private readonly scene: Scene
  private readonly counters: SceneInstrumentation

  constructor(scene: Scene) {
    this.scene = scene
    this.counters = new SceneInstrumentation(scene)
  }

  /** After a frame that took `spentMs` of CPU. */
  end(spentMs: number): void {
    this.times[this.at] = spentMs
    this.at = (this.at + 1) % this.times.length
    this.count = Math.min(this.times.length, this.count + 1)
  }

  read(): SceneStats {
    let triangles = 0
    const active = this.scene.getActiveMeshes()
    for (let i = 0; i < active.length; i++) {
      const mesh = active.data[i] as Mesh
      const copies = mesh.hasThinInstances ? mesh.thinInstanceCount : 1
      for (const { indexCount } of mesh.subMeshes) triangles += (indexCount / 3) * copies
    }
    let textureBytes = 0
    for (const texture of this.scene.textures) {
      const { width, height } = texture.getSize()
      const channels = texture.getInternalTexture()?.format === 6 ? 1 : 4
      const target = texture as { renderTarget?: { depthStencilTexture?: object | null } | null }
      textureBytes += width * height * (channels + (target.renderTarget?.depthStencilTexture ? 4 : 0))
    }
    let sum = 0
    for (let i = 0; i < this.count; i++) sum += this.times[i] as number
    const memory = (performance as { memory?: { usedJSHeapSize: number } }).memory
    return {
      drawCalls: this.counters.drawCallsCounter.current,
      triangles: Math.round(triangles),
      textureBytes,
      frameMs: this.count > 0 ? sum / this.count : 0,
      heapBytes: memory?.usedJSHeapSize ?? 0,
    }
  }
}

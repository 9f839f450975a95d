// Keeps the tiles round the eye on the graphics card: asks two workers for meshes, uploads one a frame while frames are
// quick and more when they are slow, shows what tile-choice.ts chose, drops what is far. Tells listeners (props, labels, picking) when a tile comes and goes.
import '@babylonjs/core/Meshes/mesh.js'
import { VertexBuffer } from '@babylonjs/core/Buffers/buffer.js'
import { BoundingInfo } from '@babylonjs/core/Culling/boundingInfo.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Material } from '@babylonjs/core/Materials/material.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneZ } from './frame.ts'
import { type EyeM, type TileId, type TileTree, chooseTiles, isFar, tileKey } from './tile-choice.ts'
import type { TileFacts, TileMesh } from './tile-mesh.ts'
import type { TileAnswer, TileRequest } from './tile-worker.ts'

export type TileSource = {
  readonly tree: TileTree
  urlOf(level: number, x: number, y: number): string
}

export type TileListener = {
  tileCame(key: string, facts: TileFacts): void
  tileWent(key: string): void
}

type Loaded = { readonly id: TileId; readonly mesh: Mesh; readonly facts: TileFacts; isShown: boolean }

const WORKERS = 2
/** The choice is made anew when the eye has moved this far. */
const MOVE_M = 12
const RETRY_MS = 4000
/** A frame takes in one tile for each of these since the last, and never more than so many. */
const UPLOAD_MS = 15
const MOST_UPLOADS = 16

export class TileStream {
  private readonly loaded = new Map<string, Loaded>()
  private readonly pending = new Set<string>()
  private readonly failed = new Map<string, number>()
  private readonly arrived: Extract<TileAnswer, { ok: true }>[] = []
  private readonly workers: { worker: Worker; busy: number }[] = []
  private readonly listeners: TileListener[] = []
  private wanted: readonly TileId[] = []
  private eye: EyeM = { eastM: Infinity, northM: 0, upM: 0 }
  private isStale = true
  private lastMs = 0
  /** How many tiles the last frame would have taken. */
  private uploads = 1
  /** Raised whenever what is shown has changed. */
  changes = 0
  lastFailure: string | null = null
  private readonly scene: Scene
  private readonly source: TileSource
  private readonly material: Material

  constructor(scene: Scene, source: TileSource, material: Material) {
    this.scene = scene
    this.source = source
    this.material = material
    for (let i = 0; i < WORKERS; i++) {
      const worker = new Worker(new URL('./tile-worker.ts', import.meta.url), { type: 'module' })
      const entry = { worker, busy: 0 }
      worker.addEventListener('message', (event: MessageEvent<TileAnswer>) => {
        entry.busy--
        this.take(event.data)
      })
      this.workers.push(entry)
    }
  }

  /** Tiles already here are told to the newcomer at once. */
  listen(listener: TileListener): void {
    this.listeners.push(listener)
    for (const [key, tile] of this.loaded) if (tile.isShown) listener.tileCame(key, tile.facts)
  }

  /** Called once a frame. */
  update(eye: EyeM, nowMs: number): void {
    const moved = Math.hypot(eye.eastM - this.eye.eastM, eye.northM - this.eye.northM, eye.upM - this.eye.upM)
    if (!(moved < MOVE_M)) {
      this.eye = { eastM: eye.eastM, northM: eye.northM, upM: eye.upM }
      this.isStale = true
    }
    // One upload a frame while frames are quick; a slow machine waits for its frames, not for uploads.
    this.uploads = Math.min(MOST_UPLOADS, Math.max(1, Math.floor((nowMs - this.lastMs) / UPLOAD_MS)))
    this.lastMs = nowMs
    for (let i = 0; i < this.uploads && this.arrived.length > 0; i++) {
      this.upload(this.arrived.shift() as Extract<TileAnswer, { ok: true }>)
      this.isStale = true
    }
    if (this.failed.size > 0) this.forgive(nowMs)
    if (this.isStale) this.choose()
    this.ask(nowMs)
  }

  /** True when everything wanted is on screen, but for tiles the server would not give. */
  get isSettled(): boolean {
    if (this.isStale || this.arrived.length > 0 || this.pending.size > 0) return false
    return this.wanted.every(([level, x, y]) => this.failed.has(tileKey(level, x, y)))
  }

  /** Shown tiles, for shadows and statistics. */
  *shown(): Generator<{ readonly mesh: Mesh; readonly facts: TileFacts }> {
    for (const tile of this.loaded.values()) if (tile.isShown) yield tile
  }

  /** The finest loaded tile over a place. */
  factsAt(eastM: number, northM: number): TileFacts | null {
    const { tree } = this.source
    for (let level = tree.maxLevel; level >= 0; level--) {
      const size = tree.rootSizeM / 2 ** level
      const x = Math.floor((eastM - tree.westM) / size)
      const y = Math.floor((northM - tree.southM) / size)
      const tile = this.loaded.get(tileKey(level, x, y))
      if (tile) return tile.facts
    }
    return null
  }

  dispose(): void {
    for (const { worker } of this.workers) worker.terminate()
    for (const tile of this.loaded.values()) tile.mesh.dispose(true)
    this.loaded.clear()
  }

  private take(answer: TileAnswer): void {
    this.pending.delete(answer.key)
    this.isStale = true
    if (answer.ok) {
      this.arrived.push(answer)
      // The next is asked for at once, however far the next frame is.
      this.ask(performance.now())
      return
    }
    this.failed.set(answer.key, performance.now())
    this.lastFailure = `tile ${answer.key}: ${answer.why}`
  }

  private forgive(nowMs: number): void {
    for (const [key, atMs] of this.failed) {
      if (nowMs - atMs < RETRY_MS) continue
      this.failed.delete(key)
      this.isStale = true
    }
  }

  private choose(): void {
    this.isStale = false
    const choice = chooseTiles(this.source.tree, this.eye, (key) => this.loaded.has(key))
    this.wanted = choice.fetch
    const show = new Set(choice.show)
    for (const [key, tile] of this.loaded) {
      const isShown = show.has(key)
      if (isShown !== tile.isShown) this.setShown(key, tile, isShown)
      if (!isShown && isFar(this.source.tree, tile.id, this.eye)) {
        tile.mesh.dispose(true)
        this.loaded.delete(key)
      }
    }
  }

  private setShown(key: string, tile: Loaded, isShown: boolean): void {
    tile.isShown = isShown
    tile.mesh.setEnabled(isShown)
    this.changes++
    for (const listener of this.listeners) {
      if (isShown) listener.tileCame(key, tile.facts)
      else listener.tileWent(key)
    }
  }

  private ask(nowMs: number): void {
    for (const [level, x, y] of this.wanted) {
      // Meshes waiting for their frame hold the workers back: nothing piles up.
      if (this.arrived.length > 8 * this.uploads) return
      const key = tileKey(level, x, y)
      if (this.pending.has(key) || this.arrivedHas(key) || nowMs < (this.failed.get(key) ?? -Infinity) + RETRY_MS)
        continue
      const free = this.workers.find((w) => w.busy < 2)
      if (!free) return
      free.busy++
      this.pending.add(key)
      free.worker.postMessage({ key, url: this.source.urlOf(level, x, y) } satisfies TileRequest, [])
    }
  }

  private arrivedHas(key: string): boolean {
    return this.arrived.some((a) => a.key === key)
  }

  private upload({ key, mesh: data, facts }: Extract<TileAnswer, { ok: true }>): void {
    const engine = this.scene.getEngine()
    const mesh = new Mesh(`tile ${key}`, this.scene)
    const put = (
      kind: string,
      values: TileMesh['positions' | 'normals' | 'surfaces'],
      size: number,
      isUnit: boolean,
    ): void => {
      const type =
        values instanceof Float32Array
          ? VertexBuffer.FLOAT
          : values instanceof Int8Array
            ? VertexBuffer.BYTE
            : VertexBuffer.UNSIGNED_BYTE
      mesh.setVerticesBuffer(new VertexBuffer(engine, values, kind, { size, type, normalized: isUnit }), true)
    }
    put('position', data.positions, 3, false)
    put('normal', data.normals, 4, true)
    put('uv', data.uvs, 2, false)
    put('surface', data.surfaces, 4, false)
    put('tint', data.colours, 4, true)
    put('feature', data.features, 1, false)
    mesh.setIndices(data.indices, data.features.length)
    mesh.position.set(sceneX(facts.westM), 0, sceneZ(facts.southM))
    mesh.freezeWorldMatrix()
    mesh.setBoundingInfo(
      new BoundingInfo(Vector3.FromArray(data.low), Vector3.FromArray(data.high), mesh.getWorldMatrix()),
    )
    mesh.doNotSyncBoundingInfo = true
    mesh.isPickable = false
    mesh.material = this.material
    mesh.geometry?.clearCachedData()
    mesh.setEnabled(false)
    this.loaded.set(key, { id: [facts.level, facts.x, facts.y], mesh, facts, isShown: false })
  }
}

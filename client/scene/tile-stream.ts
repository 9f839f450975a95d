// Keeps the tiles round the eye on the graphics card: asks two workers for meshes, uploads one a frame while frames are
// quick and more when they are slow, shows what tile-choice.ts chose, drops what is far. Tells listeners (props, labels, picking) when a tile comes and goes.
import '@babylonjs/core/Meshes/mesh.js'
import { BoundingInfo } from '@babylonjs/core/Culling/boundingInfo.js'
import { Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Material } from '@babylonjs/core/Materials/material.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { FarCity } from './far-city.ts'
import { sceneX, sceneZ } from './frame.ts'
import { type EyeM, type TileId, type TileTree, chooseTiles, isFar, tileKey } from './tile-choice.ts'
import type { TileFacts, TileMesh } from './tile-mesh.ts'
import { giveVertices } from './tile-vertices.ts'
import type { TileAnswer, TileRequest } from './tile-worker.ts'

export type TileSource = {
  readonly tree: TileTree
  urlOf(level: number, x: number, y: number): string
}

export type TileListener = {
  tileCame(key: string, facts: TileFacts): void
  tileWent(key: string): void
}

/** A mesh of its own, or what is drawn of it with the rest of the far city. */
type Loaded = { readonly id: TileId; readonly drawn: Mesh | TileMesh; readonly facts: TileFacts; isShown: boolean }

const WORKERS = 2
/** The choice is made anew when the eye has moved this far. */
const MOVE_M = 12
const RETRY_MS = 4000
/** A frame takes in one tile for each of these since the last, and never more than so many. */
const UPLOAD_MS = 15
const MOST_UPLOADS = 16
const FAR_DETAIL = 3

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
  private readonly far: FarCity

  constructor(scene: Scene, source: TileSource, material: Material) {
    this.scene = scene
    this.source = source
    this.material = material
    this.far = new FarCity(scene, material)
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
    this.far.update(eye)
    this.ask(nowMs)
  }

  /** True when everything wanted is on screen, but for tiles the server would not give. */
  get isSettled(): boolean {
    if (this.isStale || this.arrived.length > 0 || this.pending.size > 0) return false
    return this.wanted.every(([level, x, y]) => this.failed.has(tileKey(level, x, y)))
  }

  /** Shown tiles that have a mesh of their own, for shadows. */
  *shown(): Generator<{ readonly mesh: Mesh; readonly facts: TileFacts }> {
    for (const { isShown, drawn, facts } of this.loaded.values())
      if (isShown && drawn instanceof Mesh) yield { mesh: drawn, facts }
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
    for (const { drawn } of this.loaded.values()) if (drawn instanceof Mesh) drawn.dispose(true)
    this.far.dispose()
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
        if (tile.drawn instanceof Mesh) tile.drawn.dispose(true)
        this.loaded.delete(key)
      }
    }
  }

  private setShown(key: string, tile: Loaded, isShown: boolean): void {
    tile.isShown = isShown
    if (tile.drawn instanceof Mesh) tile.drawn.setEnabled(isShown)
    else if (isShown) this.far.show(key, tile.drawn, tile.facts)
    else this.far.hide(key)
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
    const id: TileId = [facts.level, facts.x, facts.y]
    // The far ones share a mesh.
    const drawn = facts.detail === FAR_DETAIL ? data : this.meshOf(key, data, facts)
    this.loaded.set(key, { id, drawn, facts, isShown: false })
  }

  private meshOf(key: string, data: TileMesh, facts: TileFacts): Mesh {
    const mesh = new Mesh(`tile ${key}`, this.scene)
    giveVertices(mesh, data)
    mesh.position.set(sceneX(facts.westM), 0, sceneZ(facts.southM))
    mesh.freezeWorldMatrix()
    mesh.setBoundingInfo(
      new BoundingInfo(Vector3.FromArray(data.low), Vector3.FromArray(data.high), mesh.getWorldMatrix()),
    )
    mesh.doNotSyncBoundingInfo = true
    mesh.isPickable = false
    mesh.material = this.material
    mesh.setEnabled(false)
    return mesh
  }
}

// A 3D Tiles tileset laid into the city as context: shown, lit by the city's sun, pointed at, credited; never changed.
// Streaming and refinement are 3d-tiles-renderer's; where tiles stand is context-place.ts's. Loaded only on demand.
// Not shown: point clouds and instanced models of 3D Tiles 1.0, Draco and KTX2 contents, and tiles that ask for more than
// context-budget.ts allows, which are counted as failed.
import { DirectionalLight } from '@babylonjs/core/Lights/directionalLight.js'
import { HemisphericLight } from '@babylonjs/core/Lights/hemisphericLight.js'
import { Color3 } from '@babylonjs/core/Maths/math.color.js'
import { Matrix, Vector3 } from '@babylonjs/core/Maths/math.vector.js'
import { Ray } from '@babylonjs/core/Culling/ray.js'
import type { AbstractMesh } from '@babylonjs/core/Meshes/abstractMesh.js'
import type { TransformNode } from '@babylonjs/core/Meshes/transformNode.js'
import { TilesRenderer } from '3d-tiles-renderer/babylonjs'
import { Scheduler } from '3d-tiles-renderer/core'
import { ImplicitTilingPlugin } from '3d-tiles-renderer/core/plugins'
import { type Affine, IDENTITY, multiply } from '../../shared/city/ecef.ts'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import { TileRefused } from './context-budget.ts'
import { type FeatureRow, featuresOf, readFeatures } from './context-features.ts'
import { ContextGate, type ParseTile } from './context-gate.ts'
import { type Placing, type TilePlace, type Volume, isOnEarth, placeInCity, placeOnEarth } from './context-place.ts'
import { eastOf, northOf, toScene, upOf } from './frame.ts'
import type { CityScene } from './scene.ts'

export type ContextOptions = Placing & {
  readonly url: string
  /** Told of each tile that is not shown because it asks for too much, or for what is not the tileset's. */
  readonly onRefused: (refused: TileRefused) => void
}

export type ContextPick = {
  readonly feature: number
  /** What the tile tells of it; `id` and `name` where it has such columns. */
  readonly row: FeatureRow | null
  readonly distanceM: number
  readonly atM: readonly [eastM: number, northM: number, upM: number]
}

export type ContextLayer = {
  /** Who must be named while the layer is shown; empty when the tileset names nobody. */
  readonly attribution: string
  /** The first thing of the layer along a ray in city metres, with its feature id where it has one. */
  pick(ray: RayM, maxM: number): ContextPick | null
  stats(): { readonly shown: number; readonly loading: number; readonly failed: number }
  /** Resolves when everything the present view asks for is shown or has failed. */
  settled(): Promise<void>
  dispose(): void
}

/** Pixels of error at which a tile is exchanged for finer ones; the city's own tiles stand beside it. */
const ERROR_PX = 20
const MOST_TILES = 600
/** Of all tiles kept; those in view stay. */
const MOST_BYTES = 192 * 2 ** 20
/** A layer bit of our own, so that the layer's lights fall on nothing else. */
const LIT_BY_US = 0x10000000
const SETTLED_FRAMES = 10

export async function addContextLayer(
  scene: Pick<CityScene, 'inner' | 'onSun'>,
  options: ContextOptions,
): Promise<ContextLayer> {
  await readFeatures()
  const { inner } = scene
  const tiles = new TilesRenderer(options.url, inner)
  const inside = tiles as unknown as RendererInside
  tiles.registerPlugin(new ContextGate(options.url, (...args) => inside.parseTile(...args)))
  tiles.registerPlugin(new ImplicitTilingPlugin())
  tiles.errorTarget = ERROR_PX
  tiles.lruCache.maxSize = MOST_TILES
  tiles.lruCache.minSize = MOST_TILES / 2
  tiles.lruCache.maxBytesSize = MOST_BYTES
  tiles.lruCache.minBytesSize = MOST_BYTES / 2
  placeTiles(tiles, options)
  const lights = lightsFor(scene)

  let failed = 0
  const root = new Promise<TilesetJson>((resolve, reject) => {
    tiles.addEventListener('load-root-tileset', ({ tileset }) => resolve(tileset as TilesetJson))
    tiles.addEventListener('load-error', ({ tile, error }) => {
      failed++
      if (tile === null) reject(error)
      else if (error instanceof TileRefused) options.onRefused(error)
    })
  })
  tiles.addEventListener('load-model', (event: { scene: TransformNode }) => {
    for (const mesh of event.scene.getChildMeshes()) {
      mesh.layerMask |= LIT_BY_US
      mesh.isPickable = featuresOf(mesh) !== null
    }
  })
  const pump = pumpFrames()
  let quiet = 0
  let waiting: (() => void)[] = []
  const observer = inner.onBeforeRenderObservable.add(() => {
    if (!inner.activeCamera) return
    pump.run()
    tiles.update()
    const stats = statsOf(tiles)
    const isStill = tiles.rootTileset !== null && stats.queued + stats.downloading + stats.parsing === 0
    quiet = isStill ? quiet + 1 : 0
    if (waiting.length === 0 || quiet < SETTLED_FRAMES || !isDrawn(tiles)) return
    for (const done of waiting) done()
    waiting = []
  })
  const dispose = (): void => {
    inner.onBeforeRenderObservable.remove(observer)
    tiles.dispose()
    pump.stop()
    for (const light of lights) light.dispose()
  }
  let tileset: TilesetJson
  try {
    tileset = await root
  } catch (error) {
    dispose()
    throw new Error(`the tileset ${options.url} cannot be shown: ${String(error)}`, { cause: error })
  }
  return {
    attribution: attributionOf(tileset),
    pick: (ray, maxM) => pick(scene, tiles, { ray, maxM }),
    stats: () => {
      const { queued, downloading, parsing } = statsOf(tiles)
      return { shown: tiles.visibleTiles.size, loading: queued + downloading + parsing, failed }
    },
    settled: () => {
      quiet = 0
      return new Promise((done) => void waiting.push(done))
    },
    dispose,
  }
}

type TilesetJson = {
  readonly asset: { readonly copyright?: unknown; readonly extras?: { readonly attribution?: unknown } }
}

function attributionOf({ asset }: TilesetJson): string {
  const told = asset.extras?.attribution ?? asset.copyright
  const words = Array.isArray(told) ? told : [told]
  return words.filter((word): word is string => typeof word === 'string' && word !== '').join('; ')
}

/** Of a tile of 3d-tiles-renderer, what it does not declare. */
type TileInside = {
  readonly transform?: readonly number[]
  readonly boundingVolume: Volume
  readonly engineData: {
    transform: Matrix
    transformInverse: Matrix
    boundingVolume: {
      obb: unknown
      sphere: unknown
      setObbData(box: readonly number[], transform: Matrix): void
      setSphereData(x: number, y: number, z: number, radius: number, transform: Matrix): void
    }
  }
}
type RendererInside = {
  preprocessNode(tile: TileInside, dir: string, parent?: TileInside | null): void
  parseTile: ParseTile
}

/** The renderer multiplies in single precision and knows no regions: both are set right after it has looked at a tile. */
function placeTiles(tiles: TilesRenderer, placing: Placing): void {
  const inside = tiles as unknown as RendererInside
  const own = new WeakMap<TileInside, Affine>()
  const usual = inside.preprocessNode.bind(tiles)
  let isEarthly: boolean | null = null
  inside.preprocessNode = (tile, dir, parent = null) => {
    usual(tile, dir, parent)
    const transform = multiply((parent && own.get(parent)) ?? IDENTITY, tile.transform ?? IDENTITY)
    own.set(tile, transform)
    isEarthly ??= isOnEarth(transform, tile.boundingVolume)
    const place = (isEarthly ? placeOnEarth : placeInCity)(transform, tile.boundingVolume, placing)
    apply(tile.engineData, place)
  }
}

function apply({ transform, transformInverse, boundingVolume }: TileInside['engineData'], place: TilePlace): void {
  Matrix.FromArrayToRef(place.matrix, 0, transform)
  transform.invertToRef(transformInverse)
  boundingVolume.obb = null
  boundingVolume.sphere = null
  if ('box' in place.bounds) boundingVolume.setObbData(place.bounds.box, Matrix.Identity())
  else boundingVolume.setSphereData(...place.bounds.sphere, Matrix.Identity())
}

/** Shaders are made while frames go by; until theirs is ready meshes are left out. */
const isDrawn = (tiles: TilesRenderer): boolean =>
  [...tiles.visibleTiles].every((tile) => {
    const { scene } = (tile as unknown as { engineData: { scene: TransformNode | null } }).engineData
    return scene === null || scene.getChildMeshes().every((mesh) => mesh.isReady(true))
  })

const statsOf = (tiles: TilesRenderer): { queued: number; downloading: number; parsing: number } =>
  (tiles as unknown as { stats: { queued: number; downloading: number; parsing: number } }).stats

/** The renderer's queues wait for the page's frames, which stop inside a headset: they are given the scene's instead. */
function pumpFrames(): { run(): void; stop(): void } {
  const calls = new Map<number, () => void>()
  let last = 0
  const frames = {
    requestAnimationFrame: (call: () => void): number => {
      calls.set(++last, call)
      return last
    },
    cancelAnimationFrame: (handle: number): void => void calls.delete(handle),
  }
  const scheduler = Scheduler as unknown as { setXRSession(session: typeof frames | null): void }
  scheduler.setXRSession(frames)
  return {
    run: () => {
      const now = [...calls.values()]
      calls.clear()
      for (const call of now) call()
    },
    stop: () => scheduler.setXRSession(null),
  }
}

/** The city's material lights itself; what tiles bring needs lights, told of the same sun. */
function lightsFor(scene: Pick<CityScene, 'inner' | 'onSun'>): (DirectionalLight | HemisphericLight)[] {
  const sun = new DirectionalLight('context-sun', new Vector3(0, -1, 0), scene.inner)
  const sky = new HemisphericLight('context-sky', new Vector3(0, 1, 0), scene.inner)
  for (const light of [sun, sky]) light.includeOnlyWithLayerMask = LIT_BY_US
  sky.specular = Color3.Black()
  scene.onSun(({ lightDir, light, ambientSky, ambientGround }) => {
    sun.direction.set(-lightDir.x, -lightDir.y, -lightDir.z)
    sun.diffuse.set(...light)
    sky.diffuse.set(...ambientSky)
    sky.groundColor.set(...ambientGround)
    // The engine's lambert divides by pi where the city's own does not.
    sun.intensity = sky.intensity = 2
  })
  return [sun, sky]
}

function pick(
  scene: Pick<CityScene, 'inner'>,
  tiles: TilesRenderer,
  { ray, maxM }: { ray: RayM; maxM: number },
): ContextPick | null {
  const from = toScene(ray.eastM, ray.northM, ray.upM)
  const along = toScene(ray.dirE, ray.dirN, ray.dirU)
  const direction = new Vector3(along.x, along.y, along.z).normalize()
  const isOurs = (mesh: AbstractMesh): boolean =>
    mesh.isEnabled() && featuresOf(mesh) !== null && mesh.isDescendantOf(tiles.group)
  const hit = scene.inner.pickWithRay(new Ray(new Vector3(from.x, from.y, from.z), direction, maxM), isOurs)
  if (!hit?.hit || !hit.pickedMesh || !hit.pickedPoint) return null
  const vertex = hit.pickedMesh.getIndices()?.[hit.faceId * 3] ?? hit.faceId * 3
  const features = featuresOf(hit.pickedMesh)
  const feature = features?.featureAt(vertex) ?? -1
  return {
    feature,
    row: features?.row(feature) ?? null,
    distanceM: hit.distance,
    atM: [eastOf(hit.pickedPoint), northOf(hit.pickedPoint), upOf(hit.pickedPoint)],
  }
}

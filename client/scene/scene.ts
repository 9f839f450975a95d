// The city on a canvas: makes the engine and wires tiles, sky, sun, shadows, lamps and what stands in the streets.
// Everything outside client/scene and client/xr talks to CityScene and never to the engine behind it.
import { Engine } from '@babylonjs/core/Engines/engine.js'
import { RenderingGroup } from '@babylonjs/core/Rendering/renderingGroup.js'
import { Scene } from '@babylonjs/core/scene.js'
import type { Manifest } from '../../shared/city/manifest.ts'
import { CityCamera, NEAR_M } from './camera.ts'
import { CityMaterial } from './city-material.ts'
import { FrameStats, type SceneStats } from './frame-stats.ts'
import { type Vec3, eastOf, northOf } from './frame.ts'
import { graphics } from './graphics.ts'
import { Labels } from './labels.ts'
import { LampLight } from './lamp-light.ts'
import { AIR, setLight } from './light-uniforms.ts'
import { reliefOf } from './mesh/relief.ts'
import { stayOffline } from './offline.ts'
import { Props } from './props.ts'
import { Downpour } from './downpour.ts'
import { Quality, type QualityMode } from './quality.ts'
import { Shadows } from './shadows.ts'
import { Sky } from './sky.ts'
import { type SunState, sunState } from './sun.ts'
import type { TileFacts } from './tile-mesh.ts'
import { underWeather, type WeatherLook } from './weather-look.ts'
import { type TileListener, type TileSource, TileStream } from './tile-stream.ts'

/** Between two pictures of a city that is still coming, where the processor draws. */
const HOLD_MS = 700

export type SceneOptions = {
  readonly manifest: Pick<Manifest, 'origin' | 'spawn' | 'counts'>
  readonly tileSource: TileSource
  /** Headsets draw without. */
  readonly shadows?: boolean
  readonly quality?: QualityMode
}

export type CityScene = {
  readonly camera: CityCamera
  /** The engine's scene, for client/scene and client/xr only. */
  readonly inner: Scene
  /** Called each frame before it is drawn, with the seconds since the last. */
  onFrame(call: (seconds: number) => void): void
  /** Tiles that come and go, for walking, picking and signs; told of those already here. */
  onTiles(listener: TileListener): void
  /** Called with the sky whenever the time changes, and once at once. */
  onSun(call: (sun: SunState) => void): void
  setTime(dateMs: number): void
  /** Null where nobody tells: a fair day of the season. */
  setWeather(weather: WeatherLook | null): void
  setQuality(mode: QualityMode): void
  readonly sun: SunState
  /** Height of the terrain, metres above the datum; null where no tile is loaded. */
  groundAt(eastM: number, northM: number): number | null
  highlight(feature: number | null): void
  /** Signs of streets and names of places. */
  readonly labels: Pick<Labels, 'showNames' | 'hideBehind' | 'giveWayTo' | 'texts'>
  readonly state: Pick<CityMaterial, 'hide' | 'tint' | 'flood' | 'flooded'>
  stats(): SceneStats
  /** What is seen now as a JPEG data URL, two drawn pixels along a side for each of the page's. */
  picture(): string
  /** Resolves when every wanted tile is on screen and its shadows are drawn. */
  whenSettled(): Promise<void>
  /** Adds something that throws a shadow; for client/scene only. */
  readonly shadows: Shadows | null
  dispose(): void
}

function heightsOf(facts: TileFacts): (e: number, n: number) => number {
  const relief = reliefOf(facts)
  return (e, n) => relief.at(e, n)
}

export function createCityScene(canvas: HTMLCanvasElement, options: SceneOptions): CityScene {
  stayOffline()
  const engine = new Engine(canvas, options.quality === 'high' || !graphics().isSoftware, {
    audioEngine: false,
    stencil: false,
    powerPreference: 'high-performance',
  })
  engine.loadingScreen = {
    displayLoadingUI: () => {},
    hideLoadingUI: () => {},
    loadingUIBackgroundColor: '',
    loadingUIText: '',
  }
  const scene = new Scene(engine)
  scene.useRightHandedSystem = true
  scene.autoClear = false
  scene.skipPointerMovePicking = true
  scene.detachControl()
  // Near tiles first: what they hide is not painted.
  scene.setRenderingOrder(0, (a, b) => RenderingGroup.frontToBackSortCompare(a, b))

  const { manifest } = options
  const camera = new CityCamera(scene)
  const city = new CityMaterial(scene, manifest.counts.buildings)
  city.setNear(NEAR_M)
  const sky = new Sky(scene)
  const lamps = new LampLight(scene, city.material)
  const shadows = new Shadows(scene, city.material)
  shadows.setStrength(options.shadows === false ? 0 : 1)
  const tiles = new TileStream(scene, options.tileSource, city.material)
  tiles.listen(lamps)
  const props = new Props(scene)
  tiles.listen(props)
  for (const mesh of props.casters) shadows.addCaster(mesh)
  const labels = new Labels(scene)
  const downpour = new Downpour(scene)
  tiles.listen(labels)
  const stats = new FrameStats(scene)
  const quality = new Quality(engine, options.quality ?? 'auto')

  const frameCalls: ((seconds: number) => void)[] = []
  const sunCalls: ((sun: SunState) => void)[] = []
  let waiting: (() => void)[] = []
  const reliefs = new WeakMap<TileFacts, (e: number, n: number) => number>()
  let clear = sunState(Date.now(), manifest.origin)
  let weather: WeatherLook | null = null
  let sun = clear

  const groundAt = (eastM: number, northM: number): number | null => {
    const facts = tiles.factsAt(eastM, northM)
    if (!facts) return null
    let at = reliefs.get(facts)
    if (!at) reliefs.set(facts, (at = heightsOf(facts)))
    return at(eastM - facts.westM, northM - facts.southM)
  }

  const applySun = (): void => {
    sun = weather ? underWeather(clear, weather) : clear
    downpour.light(sun)
    downpour.show(weather)
    setLight(city.material, sun)
    sky.light(sun)
    props.light(sun)
    labels.light(sun)
    shadows.setLight(sun.lightDir)
    for (const call of sunCalls) call(sun)
  }
  applySun()

  const casters = {
    get changes(): number {
      return tiles.changes
    },
    *meshes() {
      for (const { mesh, facts } of tiles.shown()) if (facts.detail <= 1) yield mesh
    },
  }
  const eye = { eastM: 0, northM: 0, upM: 0 }
  let settledFrames = 0
  let hasSettled = false
  let lastMs = performance.now()
  let drawnMs = -Infinity
  /** A software renderer draws seldom while nobody can see the city yet: its cores are needed to make it. */
  const isHeldBack = (nowMs: number): boolean =>
    quality.isSoftware && !tiles.isSettled && (!hasSettled || waiting.length > 0) && nowMs - drawnMs < HOLD_MS
  const frame = (): void => {
    const startMs = performance.now()
    const seconds = Math.min(1, (startMs - lastMs) / 1000)
    lastMs = startMs
    quality.frame(startMs)
    AIR.w = (AIR.w + seconds) % 3600
    for (const call of frameCalls) call(seconds)
    const at: Vec3 = (scene.activeCamera ?? camera.rig).globalPosition
    eye.eastM = eastOf(at)
    eye.northM = northOf(at)
    const groundM = groundAt(eye.eastM, eye.northM) ?? at.y - 2
    eye.upM = Math.max(0, at.y - groundM)
    tiles.update(eye, startMs)
    lamps.update(at, sun.night)
    props.update(at)
    if (isHeldBack(startMs)) return
    drawnMs = startMs
    labels.update(camera.eye, engine.getAspectRatio(camera.rig), seconds)
    // They are as dear as the whole picture there: once, when the city stands.
    if (!quality.isSoftware || tiles.isSettled) shadows.update(at, groundM, casters, startMs)
    scene.render()
    stats.end(performance.now() - startMs)
    quality.pace()
    settledFrames = tiles.isSettled && shadows.isFresh ? settledFrames + 1 : 0
    if (settledFrames > 2) hasSettled = true
    if (settledFrames > 2 && waiting.length > 0) {
      for (const done of waiting) done()
      waiting = []
    }
  }
  engine.runRenderLoop(frame)
  const resize = new ResizeObserver(() => engine.resize())
  resize.observe(canvas)

  return {
    camera,
    inner: scene,
    state: city,
    labels,
    shadows: options.shadows === false ? null : shadows,
    onFrame: (call) => void frameCalls.push(call),
    onTiles: (listener) => tiles.listen(listener),
    onSun: (call) => {
      sunCalls.push(call)
      call(sun)
    },
    setTime: (dateMs) => {
      clear = sunState(dateMs, manifest.origin)
      settledFrames = 0
      applySun()
    },
    setWeather: (told) => {
      weather = told
      applySun()
    },
    get sun() {
      return sun
    },
    groundAt,
    highlight: (feature) => city.highlight(feature),
    setQuality: (mode) => quality.set(mode),
    stats: () => stats.read(),
    picture: () => {
      quality.set('picture')
      frame()
      const url = canvas.toDataURL('image/jpeg', 0.85)
      quality.set(options.quality ?? 'auto')
      return url
    },
    whenSettled: () => {
      settledFrames = 0
      return new Promise((done) => void waiting.push(done))
    },
    dispose: () => {
      resize.disconnect()
      engine.stopRenderLoop()
      tiles.dispose()
      lamps.dispose()
      props.dispose()
      labels.dispose()
      downpour.dispose()
      shadows.dispose()
      sky.dispose()
      city.dispose()
      scene.dispose()
      engine.dispose()
    },
  }
}

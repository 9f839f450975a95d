// Trees, lamps, traffic lights, shelters, benches, power towers, fountains and monuments round the eye, from the points
// of the tiles that are loaded: at most ten draw calls in use. Nearest first within caps; chosen anew when the eye has
// moved 20 m or tiles changed. Looks, kinds of tree and the signals' cycle are made up (synthetic); places are the data's.
import { Constants } from '@babylonjs/core/Engines/constants.js'
import { Material } from '@babylonjs/core/Materials/material.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import type { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import type { Scene } from '@babylonjs/core/scene.js'
import '@babylonjs/core/Shaders/ShadersInclude/instancesDeclaration.js'
import '@babylonjs/core/Shaders/ShadersInclude/instancesVertex.js'
import type { TilePoint } from '../../shared/city/tile.ts'
import type { Vec3 } from './frame.ts'
import { AIR, setLight } from './light-uniforms.ts'
import {
  benchMesh,
  fountainMesh,
  LAMP_HEAD,
  lampMesh,
  monumentMesh,
  shelterMesh,
  signalMesh,
  towerMesh,
} from './mesh/props.ts'
import type { PropMesh } from './mesh/props-part.ts'
import { farTreeMesh, treeMesh } from './mesh/trees.ts'
import { packPoints, STRIDE, WHAT } from './props-points.ts'
import { PropPool } from './props-pool.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import { HALO_FRAGMENT, HALO_VERTEX, PROPS_FRAGMENT, PROPS_VERTEX } from './shaders/props.ts'
import type { SunState } from './sun.ts'

const KINDS = Object.keys(WHAT).length
const RING_M = 12
const RINGS = 256
const MOVE_M = 20
const NEAR_M = 120
/** Height of the lamp's mesh. */
const LAMP_M = 6.65
/** While tiles stream in, the choice is made at most so often. */
const EASE_MS = 120

export class Props {
  private readonly tiles = new Map<string, Float32Array>()
  private readonly near: readonly PropPool[]
  private readonly far: PropPool
  private readonly single: readonly (PropPool | null)[]
  private readonly halo: PropPool
  private readonly all: readonly PropPool[]
  private readonly material: ShaderMaterial
  private readonly farMaterial: ShaderMaterial
  private readonly haloMaterial: ShaderMaterial
  /** Points in each ring round the eye, by what they are. */
  private readonly rings = new Uint32Array(KINDS * RINGS)
  private readonly lastRing = new Uint32Array(KINDS)
  private readonly eye = { x: Infinity, z: 0 }
  private isStale = false
  private chosenMs = -Infinity
  private night = 0

  constructor(scene: Scene) {
    this.material = propsMaterial(scene, 'props', 0)
    this.farMaterial = propsMaterial(scene, 'far trees', 1)
    this.haloMaterial = haloMaterial(scene)
    const pool = (name: string, shape: PropMesh, most: number, rangeM: number): PropPool =>
      new PropPool(scene, name, shape, this.material, { most, rangeM })
    this.near = [
      pool('broad trees', treeMesh('broad'), 140, NEAR_M),
      pool('poplars', treeMesh('poplar'), 100, NEAR_M),
      pool('pines', treeMesh('pine'), 60, NEAR_M),
    ]
    this.far = new PropPool(scene, 'far trees', farTreeMesh(), this.farMaterial, { most: 1600, rangeM: 720 })
    this.single = [
      null,
      pool('lamps', lampMesh(), 220, 420),
      pool('signals', signalMesh(), 48, 320),
      pool('shelters', shelterMesh(), 24, 280),
      pool('benches', benchMesh(), 60, 120),
      pool('towers', towerMesh(), 50, 2400),
      pool('fountains', fountainMesh(), 12, 350),
      pool('monuments', monumentMesh(), 12, 600),
    ]
    this.halo = new PropPool(scene, 'halos', HALO_SHAPE, this.haloMaterial, { most: 320, rangeM: 420 })
    // They grow with their distance.
    this.halo.mesh.alwaysSelectAsActiveMesh = true
    this.all = [...this.near, this.far, ...this.single.filter((p) => p !== null), this.halo]
  }

  /** Meshes that throw shadows. */
  get casters(): readonly Mesh[] {
    return [...this.near.map((p) => p.mesh), this.far.mesh]
  }

  tileCame(key: string, facts: { readonly points: readonly TilePoint[] }): void {
    const packed = packPoints(facts.points)
    if (packed.length === 0) return
    this.tiles.set(key, packed)
    this.isStale = true
  }

  tileWent(key: string): void {
    if (this.tiles.delete(key)) this.isStale = true
  }

  /** Called when the time of day changes. */
  light(sun: SunState): void {
    this.night = sun.night
    for (const material of [this.material, this.farMaterial]) setLight(material, sun)
    this.halo.mesh.setEnabled(this.halo.count > 0 && this.night > 0.12)
  }

  /** Called once a frame with the place of the eye. */
  update(eye: Readonly<Vec3>): void {
    const moved = Math.hypot(eye.x - this.eye.x, eye.z - this.eye.z)
    if (moved < MOVE_M && (!this.isStale || performance.now() - this.chosenMs < EASE_MS)) return
    this.isStale = false
    this.chosenMs = performance.now()
    this.eye.x = eye.x
    this.eye.z = eye.z
    this.count()
    this.fill()
    this.halo.mesh.setEnabled(this.halo.count > 0 && this.night > 0.12)
  }

  dispose(): void {
    for (const pool of this.all) pool.dispose()
    this.material.dispose()
    this.farMaterial.dispose()
    this.haloMaterial.dispose()
  }

  /** How many lie in each ring, and the last ring each kind may fill before its cap. */
  private count(): void {
    this.rings.fill(0)
    for (const points of this.tiles.values()) {
      for (let i = 0; i < points.length; i += STRIDE) {
        const what = points[i + 5] as number
        const slot = what * RINGS + this.ringOf(points, i)
        this.rings[slot] = (this.rings[slot] as number) + 1
      }
    }
    for (let what = 0; what < KINDS; what++) {
      const pool = this.single[what] ?? this.far
      let room = pool.most + (what === WHAT.tree ? this.near.reduce((sum, p) => sum + p.most, 0) : 0)
      let ring = 0
      while (ring < RINGS && room > 0) room -= this.rings[what * RINGS + ring++] as number
      this.lastRing[what] = ring
    }
  }

  private ringOf(points: Float32Array, i: number): number {
    const away = Math.hypot((points[i] as number) - this.eye.x, (points[i + 2] as number) - this.eye.z)
    return Math.min(RINGS - 1, Math.floor(away / RING_M))
  }

  private fill(): void {
    for (const pool of this.all) pool.count = 0
    for (const points of this.tiles.values()) {
      for (let i = 0; i < points.length; i += STRIDE) {
        const what = points[i + 5] as number
        const ring = this.ringOf(points, i)
        if (ring >= (this.lastRing[what] as number)) continue
        if (what === WHAT.tree) this.tree(points, i, ring * RING_M)
        else this.thing(points, i, what, ring * RING_M)
      }
    }
    for (const pool of this.all) pool.show()
  }

  private tree(p: Float32Array, i: number, away: number): void {
    const kind = p[i + 7] as number
    const near = this.near[kind]
    const pool = near && away < NEAR_M && near.count < near.most ? near : this.far
    if (away > pool.rangeM) return
    const h = p[i + 3] as number
    const seed = p[i + 6] as number
    // The far shape is a broad tree: poplars are drawn slimmer.
    const slim = pool === this.far && kind === 1 ? 0.36 : 1
    const across = h * (0.85 + 0.3 * seed) * slim
    if (pool.add(p[i] as number, p[i + 1] as number, p[i + 2] as number, seed * 6.28, across, h))
      pool.trait(seed, kind, 0, h)
  }

  private thing(p: Float32Array, i: number, what: number, away: number): void {
    const pool = this.single[what]
    if (!pool || away > pool.rangeM) return
    const [x, y, z, h, yaw] = [
      p[i] as number,
      p[i + 1] as number,
      p[i + 2] as number,
      p[i + 3] as number,
      p[i + 4] as number,
    ]
    const seed = p[i + 6] as number
    const phase = p[i + 7] as number
    const size = what === WHAT.tower ? h : what === WHAT.lamp ? Math.min(1.4, Math.max(0.75, h / LAMP_M)) : 1
    if (!pool.add(x, y, z, yaw, size, size)) return
    pool.trait(seed, 0, phase, h)
    const sin = Math.sin(yaw)
    const cos = Math.cos(yaw)
    if (what === WHAT.lamp && away < this.halo.rangeM) {
      const front = LAMP_HEAD.frontM * size
      if (this.halo.add(x - sin * front, y + LAMP_HEAD.upM * size - 0.1, z - cos * front, 0, 1, 1))
        this.halo.trait(seed, 0, 0, 1.5)
    } else if (what === WHAT.signal && away < 200) {
      if (this.halo.add(x + sin * 0.3, y + 3.1, z + cos * 0.3, 0, 1, 1)) this.halo.trait(seed, 1, phase, 0.55)
    }
  }
}

const HALO_SHAPE: PropMesh = {
  positions: Float32Array.from([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0]),
  normals: Float32Array.from([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
  paints: new Float32Array(16),
  indices: Uint16Array.from([0, 1, 2, 0, 2, 3]),
}

/** What street furniture and trees are painted with. */
export function propsMaterial(scene: Scene, name: string, isFar: 0 | 1): ShaderMaterial {
  const material = new ShaderMaterial(
    name,
    scene,
    { vertexSource: PROPS_VERTEX, fragmentSource: PROPS_FRAGMENT },
    {
      attributes: ['position', 'normal', 'paint', 'trait'],
      uniforms: ['world', 'viewProjection', 'uIsFar', ...LIGHT_UNIFORMS],
    },
  )
  material.setFloat('uIsFar', isFar)
  // Bark of far trees is two crossed cards.
  material.backFaceCulling = isFar === 0
  material.sideOrientation = Material.CounterClockWiseSideOrientation
  material.onBind = () => bindEye(scene, material)
  return material
}

function haloMaterial(scene: Scene): ShaderMaterial {
  const material = new ShaderMaterial(
    'halos',
    scene,
    { vertexSource: HALO_VERTEX, fragmentSource: HALO_FRAGMENT },
    { attributes: ['position', 'trait'], uniforms: ['world', 'view', 'projection', 'uAir'], needAlphaBlending: true },
  )
  material.backFaceCulling = false
  material.disableDepthWrite = true
  material.alphaMode = Constants.ALPHA_ADD
  material.onBind = () => void material.getEffect().setVector4('uAir', AIR)
  return material
}

function bindEye(scene: Scene, material: ShaderMaterial): void {
  const eye = scene.activeCamera?.globalPosition
  if (eye) material.getEffect().setVector3('cameraPosition', eye)
  material.getEffect().setVector4('uAir', AIR)
}

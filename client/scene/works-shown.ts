// Works of the flood as they stand in the city, in one draw call, and the one that is being placed, seen through, with its
// figures written over it. A mesh is made anew only when what it shows, or the ground under it, has changed.
import '@babylonjs/core/Meshes/mesh.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import { alongRay } from './field-layer.ts'
import { eastOf, northOf } from './frame.ts'
import { setLight } from './light-uniforms.ts'
import { addWork, GATE_M, newWorkMesh, PUMP_M, type WorkDrawn } from './mesh/works.ts'
import type { CityScene } from './scene.ts'
import { NOISE_GLSL } from './shaders/ground.ts'
import { LIGHT_GLSL, LIGHT_UNIFORMS } from './shaders/light.ts'
import { SOLID_VERTEX } from './shaders/solid.ts'
import type { SunState } from './sun.ts'
import { ValueSigns } from './value-signs.ts'

export type WorkStanding = WorkDrawn & { readonly id: string }

const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 vWorld;
in vec3 vNormal;
in vec3 vColour;
// How much is seen of it; below 1 it glows, so that it is seen against anything.
uniform float uSeen;
${LIGHT_GLSL}
${NOISE_GLSL}
void main() {
  // Soiled, as what stands outside is: seen close, one can tell how near it is.
  vec2 at = vWorld.xz + vWorld.y * 0.7;
  vec3 albedo = vColour * vColour * (0.72 + 0.3 * tNoise(at * 0.9) + 0.16 * tNoise(at * 7.0) + 0.1 * tNoise(at * 31.0));
  vec3 colour = lit(albedo, normalize(vNormal), 1.0);
  if (uSeen < 1.0) colour = mix(colour, vec3(0.1, 0.75, 0.95), 0.55) + vec3(0.02, 0.1, 0.13);
  glFragColor = vec4(toScreen(hazed(colour, vWorld)), uSeen);
}
`
/** Ground that was not there yet is asked for again so often. */
const GROUND_EVERY_S = 2
const GHOST = 0.62
const LABEL_UP_M = 0.7
const REACH_M = 1.2
const RING_UP_M = 0.4

export class WorksShown {
  private readonly city: CityScene
  private readonly groundAt: (eastM: number, northM: number) => number | null
  private readonly built: Shape
  private readonly ghost: Shape
  private readonly signs: ValueSigns
  private works: readonly WorkStanding[] = []
  private sinceS = 0
  private groundKey = ''

  constructor(city: CityScene, groundAt: (eastM: number, northM: number) => number | null) {
    this.city = city
    this.groundAt = groundAt
    this.built = new Shape(city, 'flood works', 1)
    this.ghost = new Shape(city, 'flood work being placed', GHOST)
    this.signs = new ValueSigns(city.inner)
    city.onSun((sun) => this.light(sun))
  }

  show(works: readonly WorkStanding[]): void {
    this.works = works
    this.groundKey = ''
    this.sinceS = GROUND_EVERY_S
  }

  /** What is being placed and what is written over its end; null for nothing. */
  place(work: WorkDrawn | null, text: string): void {
    this.ghost.show(work ? [work] : [], (e, n) => this.groundAt(e, n) ?? 0)
    this.signs.begin()
    const last = work?.line.at(-1)
    if (work && last && text !== '') {
      const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
      const away = Math.hypot(last[0] - eastOf(eye), last[1] - northOf(eye))
      this.signs.add(last[0], last[1], (this.groundAt(...last) ?? 0) + topOf(work) + LABEL_UP_M, away, text)
    }
    this.signs.end()
  }

  get shown(): number {
    return this.works.length
  }

  frame(seconds: number): void {
    this.sinceS += seconds
    if (this.sinceS < GROUND_EVERY_S) return
    this.sinceS = 0
    const key = this.works.map(({ line }) => line.map(([e, n]) => this.groundAt(e, n)?.toFixed(1) ?? '').join()).join()
    if (key === this.groundKey && this.works.length > 0) return
    this.groundKey = key
    this.built.show(this.works, (e, n) => this.groundAt(e, n) ?? 0)
  }

  /** The nearest one that a ray meets before `withinM`. */
  pick(ray: RayM, withinM: number): { readonly id: string; readonly distanceM: number } | null {
    let found: { id: string; distanceM: number } | null = null
    for (const work of this.works)
      for (const [eastM, northM] of placesOf(work)) {
        const upM = (this.groundAt(eastM, northM) ?? 0) + topOf(work) / 2
        const distanceM = alongRay(ray, { eastM, northM, upM }, Math.max(REACH_M, topOf(work) / 2))
        if (distanceM !== null && distanceM < withinM + REACH_M && distanceM < (found?.distanceM ?? Infinity))
          found = { id: work.id, distanceM }
      }
    return found
  }

  dispose(): void {
    this.built.dispose()
    this.ghost.dispose()
    this.signs.dispose()
  }

  private light(sun: SunState): void {
    this.built.light(sun)
    this.ghost.light(sun)
  }
}

function topOf({ kind, size }: WorkDrawn): number {
  switch (kind) {
    case 'barrier':
    case 'embankment':
      return size
    case 'gate':
      return GATE_M
    case 'pump':
      return PUMP_M
    case 'breach':
      break
  }
  return RING_UP_M
}

/** Along it, near enough that a pointer does not slip between. */
function* placesOf({ line, kind, size }: WorkDrawn): Generator<readonly [number, number]> {
  const [first] = line
  if (!first) return
  if (kind === 'breach') {
    for (let k = 0; k < 8; k++)
      yield [first[0] + (size / 2) * Math.cos((k * Math.PI) / 4), first[1] + (size / 2) * Math.sin((k * Math.PI) / 4)]
    return
  }
  yield first
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] as readonly [number, number], line[i] as readonly [number, number]]
    const parts = Math.max(1, Math.ceil(Math.hypot(b[0] - a[0], b[1] - a[1]) / REACH_M))
    for (let k = 1; k <= parts; k++) yield [a[0] + ((b[0] - a[0]) * k) / parts, a[1] + ((b[1] - a[1]) * k) / parts]
  }
}

/** Any number of works as one mesh. */
class Shape {
  private readonly mesh: Mesh
  private readonly material: ShaderMaterial

  constructor({ inner }: CityScene, name: string, seen: number) {
    this.material = new ShaderMaterial(
      name,
      inner,
      { vertexSource: SOLID_VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position', 'normal', 'color'],
        uniforms: ['viewProjection', 'uSeen', ...LIGHT_UNIFORMS],
        needAlphaBlending: seen < 1,
        useClipPlane: false,
      },
    )
    this.material.backFaceCulling = false
    this.material.setFloat('uSeen', seen)
    this.mesh = new Mesh(name, inner)
    this.mesh.material = this.material
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.doNotSyncBoundingInfo = true
    this.mesh.isPickable = false
    this.mesh.hasVertexAlpha = false
    this.mesh.setEnabled(false)
  }

  show(works: readonly WorkDrawn[], groundAt: (eastM: number, northM: number) => number): void {
    const made = newWorkMesh()
    for (const work of works) addWork(made, work, groundAt)
    this.mesh.setEnabled(made.indices.length > 0)
    if (made.indices.length === 0) return
    const data = new VertexData()
    data.positions = made.positions
    data.normals = made.normals
    data.colors = made.colours
    data.indices = made.indices
    data.applyToMesh(this.mesh, true)
  }

  light(sun: SunState): void {
    setLight(this.material, sun)
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
  }
}

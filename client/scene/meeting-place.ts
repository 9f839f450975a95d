// A meeting's place in the city: four draw calls, one for all that stands, one for names, lights and the sign, one for each
// board; a fifth for the people of a past meeting. Boards are canvases that are drawn on only when what they say differs.
import '@babylonjs/core/Meshes/mesh.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { SeatLook } from '../meeting/board-words.ts'
import type { Layout, Spot } from '../meeting/place.ts'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import { setLight } from './light-uniforms.ts'
import { MeetingBoard } from './meeting-board.ts'
import { MeetingSigns } from './meeting-signs.ts'
import { BOARD, PAGE, type PlaceMesh, placeMesh } from './mesh/meeting.ts'
import { sittingMesh } from './mesh/sitting.ts'
import type { CityScene } from './scene.ts'
import { NOISE_GLSL } from './shaders/ground.ts'
import { LIGHT_GLSL, LIGHT_UNIFORMS } from './shaders/light.ts'
import { SOLID_VERTEX } from './shaders/solid.ts'

export type SeatShown = { readonly seat: string; readonly name: string; readonly look: SeatLook }

const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 vWorld;
in vec3 vNormal;
in vec3 vColour;
${LIGHT_GLSL}
${NOISE_GLSL}
void main() {
  vec2 at = vWorld.xz + vWorld.y * 0.7;
  vec3 albedo = vColour * vColour * (0.86 + 0.16 * tNoise(at * 1.3) + 0.1 * tNoise(at * 19.0));
  vec3 normal = normalize(vNormal);
  vec3 colour = lit(albedo, normal, 1.0);
  // Lamps over the place: people meet after dark as well.
  colour += albedo * vec3(0.55, 0.44, 0.3) * uAir.x * (0.35 + 0.65 * max(normal.y, 0.0));
  glFragColor = vec4(toScreen(hazed(colour, vWorld)), 1.0);
}
`

export class MeetingPlaceShown {
  readonly wall: MeetingBoard
  readonly page: MeetingBoard
  private readonly signs: MeetingSigns
  private readonly mesh: Mesh
  /** Who sat there once. */
  private readonly sitting: Mesh
  private readonly material: ShaderMaterial
  private layout: Layout | null = null

  constructor(city: CityScene) {
    const { inner } = city
    this.material = new ShaderMaterial(
      'meeting place',
      inner,
      { vertexSource: SOLID_VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position', 'normal', 'color'],
        uniforms: ['viewProjection', ...LIGHT_UNIFORMS],
        useClipPlane: false,
      },
    )
    this.material.backFaceCulling = false
    const solid = (name: string): Mesh => {
      const mesh = new Mesh(name, inner)
      mesh.material = this.material
      mesh.isPickable = false
      mesh.hasVertexAlpha = false
      mesh.setEnabled(false)
      return mesh
    }
    this.mesh = solid('meeting place')
    this.sitting = solid('past people')
    this.wall = new MeetingBoard(inner, 'meeting wall', BOARD, { width: 1280, height: 720 })
    this.page = new MeetingBoard(inner, 'meeting page', PAGE, { width: 1024, height: 1024 })
    this.signs = new MeetingSigns(inner)
    city.onSun((sun) => setLight(this.material, sun))
  }

  /** Builds it anew; null takes it away. */
  stand(layout: Layout | null): void {
    this.layout = layout
    this.mesh.setEnabled(layout !== null)
    this.wall.stand(layout && { ...layout.wall, floorM: layout.floorM })
    this.page.stand(layout && { ...layout.page, floorM: layout.floorM })
    this.signs.stand(layout)
    this.sitting.setEnabled(false)
    if (layout) fill(this.mesh, placeMesh(layout))
  }

  /** People of a past meeting, still and alike; none takes them away. */
  seatPast(spots: readonly Spot[]): void {
    const { layout } = this
    this.sitting.setEnabled(layout !== null && spots.length > 0)
    if (layout && spots.length > 0) fill(this.sitting, sittingMesh(spots, layout.floorM))
  }

  /** The people of the seats, in the layout's order, and the line of the sign. */
  show(seats: readonly SeatShown[], sign: string): void {
    this.signs.show(seats, sign)
  }

  frame(): void {
    if (this.layout) this.signs.frame()
  }

  /** Which edge of the page's board a ray meets before `withinM`. */
  edgeOf(ray: RayM, withinM: number): 'back' | 'on' | null {
    const x = this.page.isShown ? this.page.meet(ray, withinM) : null
    if (x === null || Math.abs(x) < 0.5 / 3) return null
    return x < 0 ? 'back' : 'on'
  }

  dispose(): void {
    this.mesh.dispose()
    this.sitting.dispose()
    this.material.dispose()
    this.wall.dispose()
    this.page.dispose()
    this.signs.dispose()
  }
}

function fill(mesh: Mesh, { positions, normals, colours, indices }: PlaceMesh): void {
  const data = new VertexData()
  data.positions = positions
  data.normals = normals
  data.colors = colours
  data.indices = indices
  data.applyToMesh(mesh, true)
  mesh.refreshBoundingInfo()
}

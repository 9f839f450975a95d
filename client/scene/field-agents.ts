// What moves (buses, vehicles, people), each between the place it was last shown at and the place it said last: a frame sets
// one number, the shader does the rest. It takes as long for a way as the thing took between two words, so that it goes on
// evenly however rarely it is heard. One draw a kind; the nearest two thousand of a kind are drawn.
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { AgentCells } from '../../shared/protocol/fields-agents.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { AgentTracks, headingAt, placeAt, TRACK, type Tracks } from './agent-tracks.ts'
import { CodeColours } from '../../shared/protocol/colour-scale.ts'
import { alongRay, everywhere, type FieldLayer, FLOATS, Instances, type LayerPick } from './field-layer.ts'
import { eastOf, northOf, sceneX, sceneY, sceneZ, upOf } from './frame.ts'
import { AIR, setLight } from './light-uniforms.ts'
import { type VehicleKind, vehicleShape } from './mesh/vehicles.ts'
import type { CityScene } from './scene.ts'
import { LIGHT_UNIFORMS } from './shaders/light.ts'
import { VEHICLES_FRAGMENT, VEHICLES_VERTEX } from './shaders/vehicles.ts'
import type { SunState } from './sun.ts'

/** Of each kind; 30 triangles each, beside the city's own. */
const MOST = 2000
const RING_M = 200
const RINGS = 40
/** Drawn anew when the eye has gone so far. */
const MOVE_M = 100

/** Ground or deck at a place, near a height; the layer asks only when a thing has moved. */
export type FloorAt = (eastM: number, northM: number, nearUpM: number) => number

type Fleet = { readonly kind: VehicleKind; readonly drawn: Instances; count: number }

export class FieldAgents implements FieldLayer {
  private readonly city: CityScene
  private readonly fleets: Fleet[] = []
  private readonly tracks: AgentTracks
  private readonly rings = new Uint32Array(RINGS)
  private readonly startMs = performance.now()
  private cells: AgentCells | null = null
  private colours: CodeColours | null = null
  private sun: SunState | null = null
  private eastM = Infinity
  private northM = Infinity
  private count = 0

  constructor(city: CityScene, floorAt: FloorAt) {
    this.city = city
    this.tracks = new AgentTracks(floorAt)
  }

  get meshes(): readonly Instances['mesh'][] {
    return this.fleets.map(({ drawn }) => drawn.mesh)
  }

  get shown(): number {
    return this.count
  }

  light(sun: SunState): void {
    this.sun = sun
    for (const { drawn } of this.fleets) setLight(drawn.material, sun)
  }

  show(field: Field | null): void {
    this.cells = field?.cells.kind === 'agents' ? field.cells : null
    if (!this.cells) {
      this.tracks.clear()
      return this.fill()
    }
    this.colours ??= new CodeColours(this.cells.info.quantities[0])
    this.tracks.hear(this.cells, this.nowS())
    this.fill()
  }

  frame(): void {
    if (!this.cells) return
    const nowS = this.nowS()
    for (let i = 0; i < this.fleets.length; i++) this.fleets[i]?.drawn.material.setFloat('uNow', nowS)
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    if (Math.hypot(eastOf(eye) - this.eastM, northOf(eye) - this.northM) >= MOVE_M) this.fill()
  }

  pick(ray: RayM, groundM: number, isShown = everywhere): LayerPick | null {
    const nowS = this.nowS()
    // As large as it is drawn for the eye, which a hand's ray does not begin at.
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    let nearest: LayerPick | null = null
    for (const track of this.tracks.all.values()) {
      const t = track.values
      const at = placeAt(t, nowS)
      const awayM = Math.hypot(at.eastM - eastOf(eye), at.northM - northOf(eye), at.upM - upOf(eye))
      const size = Math.min(5, Math.max(1, awayM / 150))
      const half = track.kind === 'bus' || track.kind === 'tram' || track.kind === 'truck' ? 3.2 : 1.5
      const distanceM = alongRay(ray, { ...at, upM: at.upM + 1.2 * size }, half * size)
      if (distanceM === null || distanceM > groundM + 2 * half * size || distanceM >= (nearest?.distanceM ?? Infinity))
        continue
      if (!isShown(at.eastM, at.northM)) continue
      nearest = { item: track.id, distanceM, atM: [at.eastM, at.northM] }
    }
    return nearest
  }

  /** Where a thing is shown now; null when it is not here. For tests and for following. */
  placeOf(id: number): { readonly eastM: number; readonly northM: number; readonly headingRad: number } | null {
    const track = this.tracks.all.get(id)
    if (!track) return null
    const { eastM, northM } = placeAt(track.values, this.nowS())
    return { eastM, northM, headingRad: headingAt(track.values, this.nowS()) }
  }

  dispose(): void {
    for (const { drawn } of this.fleets) drawn.dispose()
  }

  private nowS(): number {
    return (performance.now() - this.startMs) / 1000
  }

  /** Of all the nearest into the buffers. */
  private fill(): void {
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    this.eastM = eastOf(eye)
    this.northM = northOf(eye)
    this.count = 0
    for (const fleet of this.fleets) fleet.count = 0
    const { all } = this.tracks
    const lastRing = all.size <= MOST ? RINGS : this.ringOfMost(all)
    for (const track of all.values()) if (this.ringOf(track.values) < lastRing || lastRing === RINGS) this.write(track)
    for (const { drawn, count } of this.fleets) drawn.show(count)
  }

  private write({ kind, code, values }: Tracks): void {
    const fleet = this.fleetOf(kind)
    if (fleet.count >= MOST) return
    const o = fleet.count++ * FLOATS
    this.count++
    const { data } = fleet.drawn
    data[o] = sceneX(values[TRACK.fromEast] as number)
    data[o + 1] = sceneY(values[TRACK.fromUp] as number)
    data[o + 2] = sceneZ(values[TRACK.fromNorth] as number)
    data[o + 3] = values[TRACK.fromHeading] as number
    data[o + 4] = sceneX(values[TRACK.toEast] as number)
    data[o + 5] = sceneY(values[TRACK.toUp] as number)
    data[o + 6] = sceneZ(values[TRACK.toNorth] as number)
    data[o + 7] = values[TRACK.toHeading] as number
    data[o + 8] = values[TRACK.startS] as number
    data[o + 9] = values[TRACK.forS] as number
    data[o + 10] = code === 0 ? 1 : 0
    const [r, g, b] = (this.colours as CodeColours).of(code)
    data[o + 12] = r
    data[o + 13] = g
    data[o + 14] = b
  }

  private ringOf(values: Tracks['values']): number {
    const away = Math.hypot(
      (values[TRACK.toEast] as number) - this.eastM,
      (values[TRACK.toNorth] as number) - this.northM,
    )
    return Math.min(RINGS - 1, Math.floor(away / RING_M))
  }

  private ringOfMost(all: ReadonlyMap<number, Tracks>): number {
    const { rings } = this
    rings.fill(0)
    for (const { values } of all.values()) {
      const ring = this.ringOf(values)
      rings[ring] = (rings[ring] as number) + 1
    }
    let room = MOST
    let ring = 0
    while (ring < RINGS && room >= (rings[ring] as number)) room -= rings[ring++] as number
    return ring
  }

  private fleetOf(kind: VehicleKind): Fleet {
    for (const fleet of this.fleets) if (fleet.kind === kind) return fleet
    const scene = this.city.inner
    const drawn = new Instances(scene, `field agents ${kind}`, {
      most: MOST,
      shape: vehicleShape(kind),
      shader: { vertexSource: VEHICLES_VERTEX, fragmentSource: VEHICLES_FRAGMENT },
      material: { attributes: ['position', 'normal', 'uv'], uniforms: ['viewProjection', 'uNow', ...LIGHT_UNIFORMS] },
    })
    const { material } = drawn
    material.setFloat('uNow', this.nowS())
    if (this.sun) setLight(material, this.sun)
    material.onBind = () => {
      const eye = scene.activeCamera?.globalPosition
      if (eye) material.getEffect().setVector3('cameraPosition', eye)
      material.getEffect().setVector4('uAir', AIR)
    }
    const fleet = { kind, drawn, count: 0 }
    this.fleets.push(fleet)
    return fleet
  }
}

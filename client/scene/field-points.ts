// Sensors and findings as pins: a stem on the ground and a disc that faces the eye, coloured by the value; a ring instead of
// a disc where the value is old, and a bar across where it is doubted or missing, so that colour alone says nothing. The
// nearest carry their value in writing. Two draws a layer; a frame writes nothing unless the eye has gone on.
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { ItemCells } from '../../shared/protocol/fields-items.ts'
import { QUALITIES } from '../../shared/protocol/fields-named.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { CodeColours } from '../../shared/protocol/colour-scale.ts'
import { alongRay, everywhere, type FieldLayer, FLOATS, Instances, type LayerPick } from './field-layer.ts'
import { eastOf, northOf, sceneX, sceneY, sceneZ, upOf } from './frame.ts'
import type { CityScene } from './scene.ts'
import { TABLE_GLSL, TABLE_UNIFORM } from './shaders/table.ts'
import { ValueSigns } from './value-signs.ts'

const MOST = 8192
const STEM_M = 3.2
const DISC_M = 0.75
/** The disc keeps its size on the screen from this distance on. */
const GROWS_FROM_M = 32
const SIGNS_M = 260
const MOVE_M = 8
/** The ground under a pin is asked again so often while tiles come. */
const GROUND_EVERY_FRAMES = 45
const STALE = QUALITIES.indexOf('stale')
const DOUBTFUL = QUALITIES.indexOf('doubtful')

// world0: place and state (0 good, 1 doubtful, 2 stale, 3 no value); world1: colour; world2: stem, radius, where it grows.
const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec4 world0;
in vec4 world1;
in vec4 world2;
uniform mat4 viewProjection;
uniform vec3 cameraPosition;
out vec2 vAt;
out vec3 vColour;
out float vState;
out float vStem;
${TABLE_GLSL}
void main() {
  vec3 to = cameraPosition - world0.xyz;
  float away = length(to);
  float size = max(1.0, away / world2.z);
  float radius = world2.y * size;
  float stem = world2.x * (1.0 + 0.35 * (size - 1.0));
  vec3 right = normalize(vec3(to.z, 0.0, -to.x) + vec3(1e-5, 0.0, 0.0));
  // From above it leans back, so that the disc is seen.
  vec3 up = normalize(mix(vec3(0.0, 1.0, 0.0), cross(to / away, right), clamp(abs(to.y) / away * 1.4 - 0.4, 0.0, 1.0)));
  vAt = vec2(position.x * 1.15, (position.y * (stem + 2.15 * radius) - stem - radius) / radius);
  vStem = stem / radius;
  vColour = world1.rgb;
  vState = world0.w;
  vec3 world = world0.xyz + right * (position.x * 1.15 * radius) + up * (position.y * (stem + 2.15 * radius));
  gl_Position = isOffTable(world0.xyz) ? vec4(2.0, 2.0, 2.0, 1.0) : viewProjection * vec4(world, 1.0);
}
`
// vAt: in radii of the disc from its middle.
const FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vAt;
in vec3 vColour;
in float vState;
in float vStem;
void main() {
  float r = length(vAt);
  // Small on the screen the disc is still mostly its colour.
  float edge = min(fwidth(vAt.x), 0.3) + 0.01;
  vec3 ink = vec3(0.05, 0.08, 0.12);
  vec3 paper = vec3(0.97);
  float inDisc = 1.0 - smoothstep(1.0 - edge, 1.0, r);
  float isStem = step(vAt.y, -0.9) * step(abs(vAt.x), max(0.06, 0.5 * edge));
  float alpha = max(inDisc, isStem);
  if (alpha < 0.05) discard;
  vec3 colour = mix(vColour, ink, smoothstep(0.84 - edge, 0.84, r));
  // Old: a ring round nothing. Doubted or missing: a bar across.
  if (vState > 1.5 && vState < 2.5) colour = mix(paper, colour, smoothstep(0.5, 0.5 + edge, r));
  bool isBarred = (vState > 0.5 && vState < 1.5) || vState > 2.5;
  if (isBarred && r < 0.8 && abs(vAt.x + vAt.y) < max(0.2, edge)) colour = ink;
  if (inDisc < isStem) colour = ink;
  gl_FragColor = vec4(colour, alpha);
}
`

export class FieldPoints implements FieldLayer {
  private readonly city: CityScene
  private readonly pins: Instances
  private readonly signs: ValueSigns
  private readonly textOf: (value: number) => string
  private cells: ItemCells | null = null
  private colours: CodeColours | null = null
  /** Numbers of what is drawn, in the order of the instances. */
  private readonly items = new Int32Array(MOST)
  private readonly groundM = new Float32Array(MOST)
  private count = 0
  private lastEastM = Infinity
  private lastNorthM = Infinity
  private frames = 0

  /** `textOf` writes a value of the first quantity with its unit. */
  constructor(city: CityScene, textOf: (value: number) => string) {
    this.city = city
    this.textOf = textOf
    this.pins = new Instances(city.inner, 'field points', {
      most: MOST,
      shape: { positions: [-1, 0, 0, 1, 0, 0, 1, 1, 0, -1, 1, 0], indices: [0, 1, 2, 0, 2, 3] },
      shader: { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      material: {
        attributes: ['position'],
        uniforms: ['viewProjection', 'cameraPosition', TABLE_UNIFORM],
        needAlphaBlending: true,
      },
    })
    this.pins.order = 100
    const { material } = this.pins
    material.onBind = () => {
      const eye = city.inner.activeCamera?.globalPosition
      if (eye) material.getEffect().setVector3('cameraPosition', eye)
    }
    this.signs = new ValueSigns(city.inner)
  }

  get meshes(): readonly Instances['mesh'][] {
    return [this.pins.mesh, this.signs.mesh]
  }

  get shown(): number {
    return this.count
  }

  show(field: Field | null): void {
    this.cells = field?.cells.kind === 'items' ? field.cells : null
    this.colours = this.cells && (this.colours ?? new CodeColours(this.cells.info.quantities[0] as never))
    this.write()
    this.lastEastM = Infinity
  }

  frame(): void {
    if (!this.cells || this.count === 0) return
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    const [eastM, northM] = [eastOf(eye), northOf(eye)]
    if (++this.frames >= GROUND_EVERY_FRAMES) {
      this.frames = 0
      this.stand()
    }
    if (Math.hypot(eastM - this.lastEastM, northM - this.lastNorthM) < MOVE_M) return
    this.lastEastM = eastM
    this.lastNorthM = northM
    this.sign(eastM, northM)
  }

  pick(ray: RayM, groundM: number, isShown = everywhere): LayerPick | null {
    const { cells, items } = this
    if (!cells) return null
    const at = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    const eye = { eastM: eastOf(at), northM: northOf(at), upM: upOf(at) }
    let nearest: LayerPick | null = null
    for (let i = 0; i < this.count; i++) {
      const item = items[i] as number
      const [eastM, northM] = [cells.eastM(item), cells.northM(item)]
      const disc = discOf(eastM, northM, this.groundM[i] as number, eye)
      const distanceM = alongRay(ray, disc, disc.radiusM)
      // From above a pin leans back: its disc may lie before the ground behind it, or a little in it.
      const lastM = groundM + 2 + (disc.radiusM - DISC_M)
      if (distanceM === null || distanceM > lastM || distanceM >= (nearest?.distanceM ?? Infinity)) continue
      if (!isShown(eastM, northM)) continue
      nearest = { item, distanceM, atM: [eastM, northM] }
    }
    return nearest
  }

  dispose(): void {
    this.pins.dispose()
    this.signs.dispose()
  }

  private write(): void {
    const { cells, colours, items, pins } = this
    this.count = 0
    if (cells && colours)
      for (const item of cells.named.keys()) {
        if (this.count >= MOST) break
        const o = this.count * FLOATS
        const { data } = pins
        const { count, groundM } = this
        const isSame = items[this.count] === item
        const code = cells.columns[0]?.[item] ?? 0
        const quality = cells.quality(item)
        const [eastM, northM] = [cells.eastM(item), cells.northM(item)]
        const x = sceneX(eastM)
        const isHere = isSame && data[o] === Math.fround(x) && data[o + 2] === Math.fround(sceneZ(northM))
        data[o] = x
        if (!isHere) groundM[count] = this.city.groundAt(eastM, northM) ?? 0
        data[o + 1] = sceneY(groundM[count] as number)
        data[o + 2] = sceneZ(northM)
        data[o + 3] = code === 0 ? 3 : quality === STALE ? 2 : quality === DOUBTFUL ? 1 : 0
        data.set(colours.of(code), o + 4)
        data[o + 8] = STEM_M
        data[o + 9] = DISC_M
        data[o + 10] = GROWS_FROM_M
        items[this.count++] = item
      }
    pins.show(this.count)
  }

  /** Puts the pins on the ground, which comes with the tiles. */
  private stand(): void {
    const { cells, items, pins } = this
    if (!cells) return
    let isOther = false
    for (let i = 0; i < this.count; i++) {
      const item = items[i] as number
      const ground = this.city.groundAt(cells.eastM(item), cells.northM(item))
      if (ground === null || Math.abs((this.groundM[i] as number) - ground) < 0.1) continue
      this.groundM[i] = ground
      pins.data[i * FLOATS + 1] = sceneY(ground)
      isOther = true
    }
    if (!isOther) return
    pins.show(this.count)
    this.lastEastM = Infinity
  }

  private sign(eastM: number, northM: number): void {
    const { cells, items, signs } = this
    signs.begin()
    if (cells)
      for (let i = 0; i < this.count; i++) {
        const item = items[i] as number
        const [east, north] = [cells.eastM(item), cells.northM(item)]
        const away = Math.hypot(east - eastM, north - northM)
        const value = cells.value(0, item)
        if (away > SIGNS_M || Number.isNaN(value)) continue
        const upM = (this.groundM[i] as number) + STEM_M + 2 * DISC_M
        signs.add(east, north, upM, away, this.textOf(value))
      }
    signs.end()
  }
}

type Place = { readonly eastM: number; readonly northM: number; readonly upM: number }
const disc = { eastM: 0, northM: 0, upM: 0, radiusM: 0 }

/** The disc of a pin that stands at a place, as the vertex shader draws it for an eye. One object, written anew each time. */
export function discOf(eastM: number, northM: number, groundM: number, eye: Place): Readonly<typeof disc> {
  const [e, n, u] = [eye.eastM - eastM, eye.northM - northM, eye.upM - groundM]
  const flat = Math.hypot(e, n)
  const away = Math.hypot(flat, u) || 1
  const size = Math.max(1, away / GROWS_FROM_M)
  const lean = Math.min(1, Math.max(0, (1.4 * Math.abs(u)) / away - 0.4))
  const upwards = 1 - lean + (lean * flat) / away
  const back = (lean * u) / away
  const long = Math.hypot(upwards, back) || 1
  disc.radiusM = DISC_M * size
  const middleM = (STEM_M * (1 + 0.35 * (size - 1)) + disc.radiusM) / long
  disc.eastM = eastM - (middleM * back * e) / (flat || 1)
  disc.northM = northM - (middleM * back * n) / (flat || 1)
  disc.upM = groundM + middleM * upwards
  return disc
}

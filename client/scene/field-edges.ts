// Values of roads as ribbons laid over them: straight pieces round the eye as thin instances in one draw, the values as a
// small texture by link, so that a change of values uploads that and nothing else. Links without a value are not drawn.
import '@babylonjs/core/Engines/Extensions/engine.rawTexture.js'
import { Constants } from '@babylonjs/core/Engines/constants.js'
import { RawTexture } from '@babylonjs/core/Materials/Textures/rawTexture.js'
import type { LinkLines } from '../../shared/city/link-lines.ts'
import type { RayM } from '../../shared/city/footprint-grid.ts'
import type { ItemCells } from '../../shared/protocol/fields-items.ts'
import type { Field } from '../../shared/protocol/fields.ts'
import { CodeColours } from '../../shared/protocol/colour-scale.ts'
import { type FieldLayer, FLOATS, Instances, type LayerPick } from './field-layer.ts'
import { eastOf, northOf, sceneX, sceneY, sceneZ } from './frame.ts'
import { type LinkPieces, PER_PIECE, PieceMaker } from './link-pieces.ts'
import type { CityScene } from './scene.ts'
import { TABLE_GLSL, TABLE_UNIFORM } from './shaders/table.ts'

/** At most so many pieces, the nearest rings first; laid anew when the eye has gone on. */
const MOST = 24_000
const RING_M = 250
const RINGS = 32
const MOVE_M = 200
/** Links looked at in a frame while pieces are laid. */
const LINKS_A_FRAME = 4000
/** Links made into pieces in a frame, once. */
const MADE_A_FRAME = 800
const TEXTURE_WIDE = 256
const LIFT_M = 0.35

// world0: beginning and half the width; world1: end and the link; world2: edges of both.
const VERTEX = /* glsl */ `
precision highp float;
precision highp sampler2D;
in vec3 position;
in vec4 world0;
in vec4 world1;
in vec4 world2;
uniform mat4 viewProjection;
uniform vec3 cameraPosition;
uniform sampler2D values;
out float vSide;
out vec4 vColour;
out vec3 vWorld;
void main() {
  int link = int(world1.w + 0.5);
  vColour = texelFetch(values, ivec2(link % ${TEXTURE_WIDE}, link / ${TEXTURE_WIDE}), 0);
  vec3 middle = mix(world0.xyz, world1.xyz, position.y);
  vec2 edge = mix(world2.xy, world2.zw, position.y);
  float away = distance(middle, cameraPosition);
  float side = max(world0.w, away * 0.0028);
  vSide = position.x;
  vec3 world = middle + vec3(edge.x, 0.0, edge.y) * (side * position.x);
  world.y += ${LIFT_M.toFixed(2)} + 0.004 * away;
  vWorld = world;
  gl_Position = vColour.a < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : viewProjection * vec4(world, 1.0);
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
in float vSide;
in vec4 vColour;
in vec3 vWorld;
${TABLE_GLSL}
void main() {
  if (isOffTable(vWorld)) discard;
  // A dark edge keeps light colours apart from light ground.
  float isEdge = smoothstep(0.78, 0.86, abs(vSide));
  vec3 colour = mix(vColour.rgb, vec3(0.05, 0.08, 0.12), 0.75 * isEdge);
  float alpha = 0.86;
  gl_FragColor = vec4(colour * alpha, alpha);
}
`

export class FieldEdges implements FieldLayer {
  private readonly city: CityScene
  private readonly ribbons: Instances
  private links: LinkLines | null = null
  private maker: PieceMaker | null = null
  private pieces: LinkPieces | null = null
  private cells: ItemCells | null = null
  private colours: CodeColours | null = null
  private pixels = new Uint8Array(0)
  private texture: RawTexture | null = null
  /** Whether a link had a value when the pieces were laid. */
  private laid = new Uint8Array(0)
  private laidEastM = Infinity
  private laidNorthM = Infinity
  /** A link has a value that had none. */
  private isDue = false
  /** Where the laying is: the next link, and how many pieces there are; the link is negative when all is laid. */
  private next = -1
  private count = 0
  private readonly rings = new Uint32Array(RINGS)
  private reachM = 0
  private isGone = false

  /** `links` are fetched when the layer is first drawn. */
  constructor(city: CityScene, links: Promise<LinkLines>) {
    this.city = city
    this.ribbons = new Instances(city.inner, 'field edges', {
      most: MOST,
      shape: { positions: [-1, 0, 0, 1, 0, 0, 1, 1, 0, -1, 1, 0], indices: [0, 1, 2, 0, 2, 3] },
      shader: { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      material: {
        attributes: ['position'],
        uniforms: ['viewProjection', 'cameraPosition', TABLE_UNIFORM],
        samplers: ['values'],
        needAlphaBlending: true,
      },
    })
    this.ribbons.order = 40
    const { material } = this.ribbons
    material.disableDepthWrite = true
    material.alphaMode = Constants.ALPHA_PREMULTIPLIED
    material.zOffset = -4
    material.onBind = () => {
      const eye = city.inner.activeCamera?.globalPosition
      if (eye) material.getEffect().setVector3('cameraPosition', eye)
    }
    links.then(
      (come) => {
        if (this.isGone) return
        this.links = come
        this.maker = new PieceMaker(come)
        this.laid = new Uint8Array(come.count)
        this.paint()
        // Who fetched them says why they did not come.
      },
      () => {},
    )
  }

  get meshes(): readonly [Instances['mesh']] {
    return [this.ribbons.mesh]
  }

  get shown(): number {
    return this.ribbons.count
  }

  show(field: Field | null): void {
    this.cells = field?.cells.kind === 'items' ? field.cells : null
    this.colours = this.cells && (this.colours ?? new CodeColours(this.cells.info.quantities[0] as never))
    this.paint()
  }

  frame(): void {
    if (this.maker) this.make(this.maker)
    if (!this.cells || !this.pieces) return
    const eye = (this.city.inner.activeCamera ?? this.city.camera.rig).globalPosition
    const [eastM, northM] = [eastOf(eye), northOf(eye)]
    const isAway = !(Math.hypot(eastM - this.laidEastM, northM - this.laidNorthM) < MOVE_M)
    if (this.next < 0 && (isAway || this.isDue)) this.begin(eastM, northM)
    if (this.next >= 0) this.lay()
  }

  pick(ray: RayM, groundM: number): LayerPick | null {
    const { links, pieces, cells } = this
    if (!links || !pieces || !cells || !Number.isFinite(groundM)) return null
    const [e, n] = [ray.eastM + ray.dirE * groundM, ray.northM + ray.dirN * groundM]
    const { data } = this.ribbons
    let nearest = Infinity
    let item = -1
    for (let i = 0; i < this.shown; i++) {
      const o = i * FLOATS
      const [ae, an] = [eastOf(at(data, o)), northOf(at(data, o))]
      const [be, bn] = [eastOf(at(data, o + 4)), northOf(at(data, o + 4))]
      const [de, dn] = [be - ae, bn - an]
      const t = Math.min(1, Math.max(0, ((e - ae) * de + (n - an) * dn) / (de * de + dn * dn || 1)))
      const away = Math.hypot(e - ae - t * de, n - an - t * dn)
      if (away > Math.max(data[o + 3] as number, 0.006 * groundM) || away >= nearest) continue
      nearest = away
      item = data[o + 7] as number
    }
    return item < 0 ? null : { item, distanceM: groundM, atM: [e, n] }
  }

  dispose(): void {
    this.isGone = true
    this.texture?.dispose()
    this.ribbons.dispose()
  }

  private make(maker: PieceMaker): void {
    this.pieces = maker.go(MADE_A_FRAME)
    if (this.pieces) this.maker = null
  }

  /** The values into the texture; what has a value now and had none is laid. */
  private paint(): void {
    const { cells, colours, links, laid } = this
    if (!links) return
    if (!cells || !colours) return this.ribbons.show(0)
    const rows = Math.ceil(links.count / TEXTURE_WIDE)
    if (this.pixels.length === 0) this.pixels = new Uint8Array(4 * TEXTURE_WIDE * rows)
    const codes = cells.columns[0] ?? []
    const { pixels } = this
    let isOther = false
    for (let link = 0; link < links.count; link++) {
      const code = codes[link] ?? 0
      const o = 4 * link
      pixels[o + 3] = code === 0 ? 0 : 255
      if (code === 0) continue
      if (laid[link] === 0) isOther = true
      const [r, g, b] = colours.of(code)
      pixels[o] = 255 * r
      pixels[o + 1] = 255 * g
      pixels[o + 2] = 255 * b
    }
    if (this.texture) this.texture.update(pixels)
    else {
      const nearest = Constants.TEXTURE_NEAREST_SAMPLINGMODE
      this.texture = RawTexture.CreateRGBATexture(pixels, TEXTURE_WIDE, rows, this.city.inner, false, false, nearest)
      this.ribbons.material.setTexture('values', this.texture)
    }
    if (isOther) this.isDue = true
    else if (this.next < 0) this.ribbons.show(this.count)
  }

  private begin(eastM: number, northM: number): void {
    const { cells, pieces, rings } = this
    if (!cells || !pieces) return
    this.laidEastM = eastM
    this.laidNorthM = northM
    this.isDue = false
    rings.fill(0)
    const codes = cells.columns[0] ?? []
    for (let link = 0; link < this.laid.length; link++) {
      this.laid[link] = (codes[link] ?? 0) === 0 ? 0 : 1
      if (this.laid[link] === 0) continue
      const ring = Math.floor(this.awayM(link) / RING_M)
      const many = (pieces.starts[link + 1] as number) - (pieces.starts[link] as number)
      if (ring < RINGS) rings[ring] = (rings[ring] as number) + many
    }
    let room = MOST
    let ring = 0
    while (ring < RINGS && room >= (rings[ring] as number)) room -= rings[ring++] as number
    this.reachM = ring * RING_M
    this.next = 0
    this.count = 0
  }

  private lay(): void {
    const { pieces, links, laid, ribbons } = this
    if (!pieces || !links) return
    const { data } = ribbons
    const { ends, starts } = pieces
    const stop = Math.min(links.count, this.next + LINKS_A_FRAME)
    for (let link = this.next; link < stop; link++) {
      if (laid[link] === 0 || this.awayM(link) >= this.reachM) continue
      for (let piece = starts[link] as number; piece < (starts[link + 1] as number); piece++) {
        if (this.count >= MOST) break
        const o = this.count++ * FLOATS
        const p = piece * PER_PIECE
        for (const end of [0, 1] as const) {
          const from = p + 5 * end
          data[o + 4 * end] = sceneX(ends[from] as number)
          data[o + 4 * end + 1] = sceneY(ends[from + 2] as number)
          data[o + 4 * end + 2] = sceneZ(ends[from + 1] as number)
          data[o + 8 + 2 * end] = sceneX(ends[from + 3] as number)
          data[o + 9 + 2 * end] = sceneZ(ends[from + 4] as number)
        }
        data[o + 3] = (links.widthM[link] as number) / 2
        data[o + 7] = link
      }
    }
    this.next = stop < links.count ? stop : -1
    // What is half laid is not shown; what was laid before has been written over in part.
    if (this.next < 0) ribbons.show(this.count)
  }

  private awayM(link: number): number {
    const { middlesM } = this.pieces as LinkPieces
    const [e, n] = [
      (middlesM[2 * link] as number) - this.laidEastM,
      (middlesM[2 * link + 1] as number) - this.laidNorthM,
    ]
    return Math.hypot(e, n)
  }
}

const place = { x: 0, y: 0, z: 0 }
/** One object, written anew each time. */
function at(data: Float32Array, o: number): Readonly<typeof place> {
  place.x = data[o] as number
  place.y = data[o + 1] as number
  place.z = data[o + 2] as number
  return place
}

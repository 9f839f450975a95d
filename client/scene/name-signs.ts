// Names over heads: the nearest 32, written with canvas text into one texture (never as markup), one draw call.
// A sign turns to the viewer and keeps its size on the screen beyond a few metres, so that it can be read.
import { DynamicTexture } from '@babylonjs/core/Materials/Textures/dynamicTexture.js'
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { toScene } from './frame.ts'

type Named = {
  readonly id: number
  readonly name: string
  readonly eastM: number
  readonly northM: number
  readonly upM: number
}

const COLUMNS = 4
const ROWS = 8
const CELL_W = 256
const CELL_H = 64
const SIGNS = COLUMNS * ROWS

const VERTEX = /* glsl */ `
precision highp float;
attribute vec3 position;
attribute vec4 place;
uniform mat4 view;
uniform mat4 projection;
varying vec2 vUv;
void main() {
  vec4 at = view * vec4(place.xyz, 1.0);
  float away = length(at.xyz);
  float size = 0.16 * max(1.0, away / 7.0);
  at.xy += vec2(position.x * 4.0, position.y + 0.6) * size;
  float cell = place.w;
  vec2 corner = position.xy + 0.5;
  vUv = vec2((mod(cell, ${COLUMNS}.0) + corner.x) / ${COLUMNS}.0, 1.0 - (floor(cell / ${COLUMNS}.0) + 1.0 - corner.y) / ${ROWS}.0);
  gl_Position = cell < 0.0 || away > 160.0 ? vec4(2.0, 2.0, 2.0, 1.0) : projection * at;
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
uniform sampler2D names;
varying vec2 vUv;
void main() {
  vec4 c = texture2D(names, vUv);
  if (c.a < 0.02) discard;
  gl_FragColor = c;
}
`

export class NameSigns {
  private readonly texture: DynamicTexture
  private readonly material: ShaderMaterial
  private readonly mesh: Mesh
  private readonly place = new Float32Array(SIGNS * 16)
  /** Which person's name is written in each cell. */
  private readonly cells: (string | null)[] = Array.from({ length: SIGNS }, () => null)

  constructor(scene: Scene) {
    this.texture = new DynamicTexture('names', { width: COLUMNS * CELL_W, height: ROWS * CELL_H }, scene, true)
    this.material = new ShaderMaterial(
      'names',
      scene,
      { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position', 'place'],
        uniforms: ['view', 'projection'],
        samplers: ['names'],
        needAlphaBlending: true,
      },
    )
    this.material.setTexture('names', this.texture)
    this.material.backFaceCulling = false
    this.mesh = new Mesh('names', scene)
    const data = new VertexData()
    const corners = [-0.5, -0.5, 0, 0.5, -0.5, 0, 0.5, 0.5, 0, -0.5, 0.5, 0]
    data.positions = Float32Array.from({ length: SIGNS * 12 }, (_, i) => corners[i % 12] as number)
    data.indices = Uint16Array.from(
      { length: SIGNS * 6 },
      (_, i) => Math.floor(i / 6) * 4 + ([0, 1, 2, 0, 2, 3][i % 6] as number),
    )
    data.applyToMesh(this.mesh)
    this.mesh.setVerticesData('place', this.place.fill(-1), true, 4)
    this.mesh.material = this.material
    this.mesh.isPickable = false
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.setEnabled(false)
  }

  show(people: readonly Named[], upM: number): void {
    const count = Math.min(SIGNS, people.length)
    this.mesh.setEnabled(count > 0)
    if (count === 0) return
    let isWritten = false
    for (let i = 0; i < SIGNS; i++) {
      const person = i < count ? people[i] : undefined
      if (person && this.cells[i] !== person.name) {
        this.write(i, person.name)
        isWritten = true
      }
      const at = person ? toScene(person.eastM, person.northM, person.upM + upM) : null
      for (let corner = 0; corner < 4; corner++) {
        const o = (i * 4 + corner) * 4
        this.place[o] = at?.x ?? 0
        this.place[o + 1] = at?.y ?? 0
        this.place[o + 2] = at?.z ?? 0
        this.place[o + 3] = at ? i : -1
      }
    }
    if (isWritten) this.texture.update()
    this.mesh.updateVerticesData('place', this.place)
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
    this.texture.dispose()
  }

  private write(cell: number, name: string): void {
    this.cells[cell] = name
    const context = this.texture.getContext() as unknown as CanvasRenderingContext2D
    const x = (cell % COLUMNS) * CELL_W
    const y = Math.floor(cell / COLUMNS) * CELL_H
    context.clearRect(x, y, CELL_W, CELL_H)
    context.font = "600 30px system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif"
    let shown = name
    while (context.measureText(shown).width > CELL_W - 36 && shown.length > 1) shown = `${shown.slice(0, -2)}…`
    const width = context.measureText(shown).width + 28
    context.fillStyle = 'rgba(16, 24, 36, 0.78)'
    context.beginPath()
    context.roundRect(x + (CELL_W - width) / 2, y + 8, width, CELL_H - 16, 12)
    context.fill()
    context.fillStyle = '#ffffff'
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText(shown, x + CELL_W / 2, y + CELL_H / 2 + 1)
  }
}

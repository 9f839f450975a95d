// Rain and snow in the air round the eye: one mesh of quads that the vertex shader lets fall with the wind and wraps
// round the eye, so that a frame writes nothing but the time it writes anyway. One draw, none when it is dry.
import { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import { Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import { Mesh } from '@babylonjs/core/Meshes/mesh.js'
import { VertexData } from '@babylonjs/core/Meshes/mesh.vertexData.js'
import type { Scene } from '@babylonjs/core/scene.js'
import { sceneX, sceneZ } from './frame.ts'
import { AIR, setLight } from './light-uniforms.ts'
import { LIGHT_GLSL, LIGHT_UNIFORMS } from './shaders/light.ts'
import type { SunState } from './sun.ts'
import { falling, type WeatherLook } from './weather-look.ts'

const MOST = 3000

// position: across (-1, 1), along (0, 1), number. uFall: velocity of what falls (x, y, z) and 1 for snow, 0 for rain.
const VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
uniform mat4 viewProjection;
uniform vec3 cameraPosition;
uniform vec4 uAir;
uniform vec4 uFall;
uniform float uShare;
out vec2 vAt;
out float vStrength;
const vec3 BOX = vec3(17.0, 10.0, 17.0);
vec3 dice(float n) {
  return fract(sin(vec3(n * 12.9898 + 1.0, n * 78.233 + 2.0, n * 39.425 + 3.0)) * 43758.5453);
}
void main() {
  float n = position.z;
  vec3 seed = dice(n);
  bool isSnow = seed.y * 0.98 + 0.01 < uFall.w;
  float speed = isSnow ? 0.16 : 1.0;
  vec3 velocity = vec3(uFall.x, uFall.y * speed * (0.8 + 0.4 * seed.x), uFall.z);
  vec3 at = seed * BOX + velocity * uAir.w;
  if (isSnow) at.xz += 0.35 * vec2(sin(uAir.w * (0.8 + seed.x) + n), cos(uAir.w * (0.7 + seed.z) + n));
  at = mod(at - cameraPosition, BOX) - BOX * 0.5;
  float far = length(at);
  vec3 along = isSnow ? vec3(0.0, 0.035, 0.0) : -normalize(velocity) * 0.42;
  vec3 across = normalize(cross(along, at)) * (isSnow ? 0.0175 : 0.003 + 0.0008 * far);
  vec3 corner = at + across * position.x + along * (isSnow ? position.y - 0.5 : position.y);
  vAt = vec2(position.x, position.y * 2.0 - 1.0) * (isSnow ? 1.0 : 0.0);
  vStrength = (isSnow ? 0.9 : 0.34) * smoothstep(0.4, 1.4, far) * (1.0 - smoothstep(5.5, 8.5, far));
  gl_Position = n / ${MOST}.0 < uShare ? viewProjection * vec4(cameraPosition + corner, 1.0) : vec4(0.0, 0.0, 2.0, 1.0);
}
`
const FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec2 vAt;
in float vStrength;
${LIGHT_GLSL}
void main() {
  vec3 colour = uAmbientSky * 1.25 + uHorizon * 0.2 + uLight * 0.12 + vec3(0.03, 0.022, 0.012) * uAir.x;
  float soft = 1.0 - smoothstep(0.35, 1.0, length(vAt));
  glFragColor = vec4(toScreen(colour), vStrength * soft);
}
`

export class Downpour {
  private readonly mesh: Mesh
  private readonly material: ShaderMaterial

  constructor(scene: Scene) {
    this.material = new ShaderMaterial(
      'downpour',
      scene,
      { vertexSource: VERTEX, fragmentSource: FRAGMENT },
      {
        attributes: ['position'],
        uniforms: ['viewProjection', 'uFall', 'uShare', ...LIGHT_UNIFORMS],
        needAlphaBlending: true,
      },
    )
    this.material.backFaceCulling = false
    this.material.disableDepthWrite = true
    this.material.onBind = () => {
      const eye = scene.activeCamera?.globalPosition
      if (eye) this.material.getEffect().setVector3('cameraPosition', eye)
      this.material.getEffect().setVector4('uAir', AIR)
    }
    this.mesh = new Mesh('downpour', scene)
    const data = new VertexData()
    const positions: number[] = []
    const indices: number[] = []
    for (let n = 0; n < MOST; n++) {
      positions.push(-1, 0, n, 1, 0, n, 1, 1, n, -1, 1, n)
      indices.push(4 * n, 4 * n + 1, 4 * n + 2, 4 * n, 4 * n + 2, 4 * n + 3)
    }
    data.positions = positions
    data.indices = indices
    data.applyToMesh(this.mesh)
    this.mesh.material = this.material
    this.mesh.alwaysSelectAsActiveMesh = true
    this.mesh.isPickable = false
    this.mesh.doNotSyncBoundingInfo = true
    this.show(null)
  }

  light(sun: SunState): void {
    setLight(this.material, sun)
  }

  /** Null while nobody knows the weather: it is dry. */
  show(weather: WeatherLook | null): void {
    const { rain, snow } = weather ? falling(weather) : { rain: 0, snow: 0 }
    const share = rain + snow
    this.mesh.setEnabled(share > 0)
    if (!weather || share === 0) return
    const [east, north] = [weather.windEastMS * 0.7, weather.windNorthMS * 0.7]
    this.material.setVector4('uFall', new Vector4(sceneX(east), -8.5, sceneZ(north), snow / share))
    this.material.setFloat('uShare', Math.min(1, share))
  }

  dispose(): void {
    this.mesh.dispose()
    this.material.dispose()
  }
}

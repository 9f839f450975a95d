// Street signs (lit like the city, faintly shining at night so that they can be read) and floating names.
import { LIGHT_GLSL } from './light.ts'
import { TABLE_GLSL } from './table.ts'

export const SIGN_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec3 normal;
in vec2 uv;
uniform mat4 viewProjection;
out vec3 vWorld;
out vec3 vNormal;
out vec2 vUv;
void main() {
  vWorld = position;
  vNormal = normal;
  vUv = uv;
  gl_Position = viewProjection * vec4(position, 1.0);
}
`
export const SIGN_FRAGMENT = /* glsl */ `
precision highp float;
in vec3 vWorld;
in vec3 vNormal;
in vec2 vUv;
uniform sampler2D names;
${LIGHT_GLSL}
void main() {
  vec4 c = texture(names, vUv);
  bool isPost = vUv.x < 0.001 && vUv.y > 0.998;
  if (c.a < 0.5) discard;
  vec3 albedo = isPost ? vec3(0.12, 0.13, 0.14) : pow(c.rgb / max(c.a, 0.01), vec3(2.2)) * 0.62;
  vec3 colour = lit(albedo, normalize(vNormal), 1.0) + (isPost ? vec3(0.0) : albedo * 0.5 * uAir.x);
  gl_FragColor = vec4(toScreen(hazed(colour, vWorld)), 1.0);
}
`
export const NAME_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec2 uv;
in vec4 box;
uniform mat4 view;
uniform mat4 projection;
uniform float uSize;
out vec2 vUv;
out float vAlpha;
${TABLE_GLSL}
void main() {
  vec4 at = view * vec4(position, 1.0);
  float away = length(at.xyz);
  // Of one size on the screen whatever the distance; smaller afar by a third.
  float size = away * uSize * mix(1.0, 0.72, clamp(away / 1500.0, 0.0, 1.0));
  at.xy += box.xy * size;
  // Towards the eye, out of the building it names.
  at.xyz *= 0.96;
  vUv = uv;
  vAlpha = box.z * smoothstep(3.0, 9.0, away);
  gl_Position = vAlpha <= 0.0 || isOffTable(position) ? vec4(2.0, 2.0, 2.0, 1.0) : projection * at;
}
`
export const NAME_FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vUv;
in float vAlpha;
uniform sampler2D names;
void main() {
  vec4 c = texture(names, vUv);
  float a = c.a * vAlpha;
  if (a < 0.02) discard;
  gl_FragColor = vec4(c.rgb / max(c.a, 0.01), a);
}
`

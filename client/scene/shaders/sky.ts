// The sky as GLSL: the shared gradient, the sun's disk, drifting clouds, stars and the moon with its phase.
// A dome round the eye; its fragments lie on the far plane.
import { NOISE_GLSL } from './ground.ts'
import { LIGHT_GLSL } from './light.ts'

export const SKY_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
uniform mat4 viewProjection;
#ifdef MULTIVIEW
uniform mat4 viewProjectionR;
#endif
uniform vec3 cameraPosition;
out vec3 vDir;
void main() {
  vDir = position;
  vec4 placed = vec4(cameraPosition + position * 100.0, 1.0);
#ifdef MULTIVIEW
  gl_Position = (gl_ViewID_OVR == 0u ? viewProjection : viewProjectionR) * placed;
#else
  gl_Position = viewProjection * placed;
#endif
  gl_Position.z = gl_Position.w * 0.999999;
}
`

export const SKY_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 vDir;
uniform float uCloud;
${LIGHT_GLSL}
${NOISE_GLSL}

float cloudNoise(vec2 p) {
  float n = tNoise(p) * 0.5;
  n += tNoise(p * 2.1 + 3.7) * 0.26;
  n += tNoise(p * 4.3 + 9.1) * 0.14;
  n += tNoise(p * 8.9 + 1.3) * 0.1;
  return n;
}

void main() {
  vec3 dir = normalize(vDir);
  vec3 below = normalize(vec3(dir.x, max(dir.y, 0.001), dir.z));
  vec3 c = skyAt(below);
  float night = uAir.x;
  float closed = smoothstep(0.6, 0.95, uCloud);
  float open = 1.0 - closed;
  float toSun = dot(dir, uSunDir);
  if (night > 0.25 && dir.y > 0.02) {
    vec3 a = abs(dir);
    float top = max(a.x, max(a.y, a.z));
    vec3 side = dir / top;
    vec2 face = a.y == top ? side.xz + 7.0 : a.x == top ? side.yz + 17.0 : side.xy + 29.0;
    vec2 cell = floor(face * 90.0);
    float pick = tHash(ivec2(cell));
    vec2 off = fract(face * 90.0) - 0.5 - (vec2(fract(pick * 91.0), fract(pick * 57.0)) - 0.5) * 0.6;
    float star = step(0.968, pick) * exp(-dot(off, off) * 130.0) * (0.12 + 0.88 * pow(fract(pick * 313.0), 3.0));
    c += vec3(0.8, 0.88, 1.0) * star * smoothstep(0.25, 1.0, night) * smoothstep(0.02, 0.4, dir.y) * 0.55 * open;
  }
  vec3 moon = uMoon.xyz;
  float toMoon = dot(dir, moon);
  if (toMoon > 0.9995 && moon.y > -0.02 && closed < 0.9) {
    // A disk twice its true size, lit from the sun's side.
    float r = sqrt(max(0.0, 2.0 * (1.0 - toMoon))) / 0.0095;
    if (r < 1.0) {
      vec3 right = normalize(cross(moon, vec3(0.0, 1.0, 0.0)));
      vec3 up = cross(right, moon);
      vec3 q = (dir - moon) / 0.0095;
      vec3 n = right * dot(q, right) + up * dot(q, up) - moon * sqrt(max(0.0, 1.0 - r * r));
      float shone = smoothstep(-0.05, 0.2, dot(n, uSunDir));
      float face = 0.75 + 0.25 * tNoise(vec2(dot(q, right), dot(q, up)) * 3.0);
      c = mix(c, vec3(0.95, 0.93, 0.86) * face * (0.25 + 0.75 * night), shone * open * (1.0 - smoothstep(0.9, 1.0, r)));
    }
  }
  c += uMoon.w * night * vec3(0.05, 0.06, 0.085) * pow(max(toMoon, 0.0), 60.0) * step(0.0, moon.y);
  float disk = smoothstep(0.99989, 0.99996, toSun) * step(-0.02, uSunDir.y);
  c += (uLight + uGlow) * disk * 14.0 * (1.0 - night) * open;
  c += uGlow * 0.7 * pow(max(toSun, 0.0), 700.0);
  if (dir.y > 0.015) {
    // A deck of clouds, seen by the slant of the ray; thinner to the horizon unless it is closed.
    vec2 p = dir.xz / (dir.y + 0.08) * 1.15 + vec2(uAir.w * 0.0022, uAir.w * 0.0013);
    float n = cloudNoise(p);
    float from = mix(0.82, 0.1, uCloud);
    float thick = smoothstep(from, from + 0.27, n) * mix(smoothstep(0.015, 0.22, dir.y), 1.0, closed);
    if (thick > 0.003) {
      float towards = cloudNoise(p + uSunDir.xz * 0.22);
      float bright = clamp(0.62 + (n - towards) * 1.8, 0.25, 1.15);
      vec3 lightOn = uLight * 0.30 * max(0.25, uLightDir.y + 0.25) + uGlow * 0.35 * (0.4 + 0.6 * max(toSun, 0.0));
      vec3 cloud = (uAmbientSky * 0.9 + lightOn * bright) * (0.9 + 0.1 * bright) + vec3(0.03, 0.022, 0.014) * night;
      cloud *= mix(1.0, 0.72 + 0.4 * (n - 0.5), closed);
      c = mix(c, cloud, thick * mix(0.82, 0.94, closed));
    }
  }
  // In fog there is no sky to see.
  float fog = clamp(uAir.y * 60.0 - 0.05, 0.0, 1.0);
  c = mix(c, skyAt(normalize(vec3(dir.x, 0.02, dir.z))), fog);
  // A hair of noise against bands.
  c += (tHash(ivec2(gl_FragCoord.xy)) - 0.5) * 0.004 * (c + 0.02);
  glFragColor = vec4(toScreen(c), 1.0);
}
`

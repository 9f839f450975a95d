// The city's one shader pair. Vertex: places a tile, reads a building's state from the feature texture, pulls what
// lies on the ground forward in depth by its layer. Fragment: chooses the paint by surface class, then lights,
// shadows, snow, street lamps, haze and the tone curve, in that order.
import { SURFACE } from '../mesh/builder.ts'
import { FACADE_GLSL } from './facade.ts'
import { FLOODED_GLSL, FLOODED_VERTEX_GLSL, SUNK_M } from './flood.ts'
import { GROUND_GLSL, NOISE_GLSL } from './ground.ts'
import { LIGHT_GLSL } from './light.ts'
import { TABLE_LAYER_GLSL } from './table.ts'
import { WATER_GLSL } from './water.ts'

/** Flags in the alpha of a feature's texel; its colour tints the building when `tinted` is set. */
export const FEATURE_FLAG = { hidden: 1, highlighted: 2, tinted: 4 } as const

export const CITY_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec4 normal;
in vec2 uv;
in vec4 surface;
in vec4 tint;
in float feature;
uniform mat4 world;
uniform mat4 viewProjection;
#ifdef MULTIVIEW
uniform mat4 viewProjectionR;
#endif
uniform float uDepthLayer;
${TABLE_LAYER_GLSL}
uniform highp sampler2D featureTex;
${FLOODED_VERTEX_GLSL}
out vec3 vWorld;
out vec3 vNormal;
out vec2 vUv;
// Surface, tint and state, a byte a channel: few things to hand over for each triangle.
flat out uvec3 vPaint;

uint packed(vec4 v) {
  uvec4 b = uvec4(v + 0.5);
  return b.x | (b.y << 8) | (b.z << 16) | (b.w << 24);
}

void main() {
  vec4 placed = world * vec4(position, 1.0);
  // While the flood's water stands in a river, the river's own face is its bed.
  if (surface.x == ${SURFACE.water}.0 && surface.y > 0.5 && isFlooded(placed.xyz)) placed.y -= ${SUNK_M.toFixed(1)};
  vWorld = placed.xyz;
  vNormal = normal.xyz;
  vUv = uv;
  vec4 state = vec4(0.0);
  if (feature < 16777000.0) {
    int id = int(feature + 0.5);
    state = texelFetch(featureTex, ivec2(id & 1023, id >> 10), 0);
  }
  vPaint = uvec3(packed(surface), packed(tint * 255.0), packed(state * 255.0));
  uint flags = vPaint.z >> 24;
#ifdef MULTIVIEW
  gl_Position = (gl_ViewID_OVR == 0u ? viewProjection : viewProjectionR) * placed;
#else
  gl_Position = viewProjection * placed;
#endif
  // A constant in clip space is a constant share of the distance in view space; the second part keeps a few steps
  // of a 24-bit depth buffer far out.
  float layer = LAYER_SHARE * normal.w * 127.0;
  gl_Position.z -= layer * (uDepthLayer + 2.5e-7 * gl_Position.w);
  if ((flags & ${FEATURE_FLAG.hidden}u) != 0u) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`

export const CITY_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 vWorld;
in vec3 vNormal;
in vec2 vUv;
flat in uvec3 vPaint;
uniform mat4 uShadowMatrix;
uniform vec4 uShadow;
uniform highp sampler2DShadow shadowMap;
uniform sampler2D lampMap;
uniform vec4 uLampMap;
${LIGHT_GLSL}
${NOISE_GLSL}
#define SKY_MIRROR(d) skyAt(d)
${FACADE_GLSL}
${GROUND_GLSL}
${WATER_GLSL}
${FLOODED_GLSL}

// x: strength, y: texel, z: metres of normal offset, w: radius of the map in metres. 1 lit, 0 in shadow.
float sunReaches(vec3 world, vec3 normal) {
  if (uShadow.x <= 0.0) return 1.0;
  float slope = 1.0 - abs(dot(normal, uLightDir));
  vec3 p = (uShadowMatrix * vec4(world + normal * uShadow.z * (0.5 + 1.5 * slope), 1.0)).xyz;
  vec2 edge = abs(p.xy);
  float inside = 1.0 - smoothstep(0.86, 0.98, max(edge.x, edge.y));
  if (inside <= 0.0 || p.z > 1.0) return 1.0;
  vec3 uv = p * 0.5 + 0.5;
  uv.z -= 0.0006;
  float texel = uShadow.y;
  float turn = tHash(ivec2(gl_FragCoord.xy)) * 1.5708;
  vec2 a = vec2(cos(turn), sin(turn)) * texel * 1.3;
  vec2 b = vec2(-a.y, a.x);
  float sum = texture(shadowMap, vec3(uv.xy + a, uv.z)) + texture(shadowMap, vec3(uv.xy - a, uv.z))
    + texture(shadowMap, vec3(uv.xy + b, uv.z)) + texture(shadowMap, vec3(uv.xy - b, uv.z));
  return mix(1.0, sum * 0.25, uShadow.x * inside);
}

vec4 unpacked(uint v) {
  return vec4(v & 255u, (v >> 8) & 255u, (v >> 16) & 255u, v >> 24);
}

void main() {
  vec4 surface = unpacked(vPaint.x);
  vec3 tint = unpacked(vPaint.y).rgb / 255.0;
  tint *= tint;
  vec4 state = unpacked(vPaint.z) / 255.0;
  int kind = int(surface.x + 0.5);
  int paint = int(surface.y + 0.5);
  vec3 normal = normalize(vNormal);
  vec3 toEye = cameraPosition - vWorld;
  float dist = length(toEye);
  vec3 view = toEye / max(dist, 0.001);
  vec2 at = vec2(vWorld.x, -vWorld.z);
  vec2 px = fwidth(vUv);
  float near = 1.0 - smoothstep(25.0, 130.0, dist);
  float night = uAir.x;
  float shadow = 1.0;
  if (uLight.r + uLight.g + uLight.b > 0.004) shadow = sunReaches(vWorld, normal);

  vec3 albedo = tint;
  vec3 emissive = vec3(0.0);
  float gloss = 0.0;
  float bump = 0.5;
  float open = 1.0;
  float snowy = 1.0;
  vec3 colour;
  bool isWet = isFlooded(vWorld);
  if (kind == ${SURFACE.water} && isWet && paint == 1) {
    colour = lit(bedPaint(at), vec3(0.0, 1.0, 0.0), 0.5);
  } else if (kind == ${SURFACE.water}) {
    colour = waterPaint(at, view, dist, shadow);
    open = 0.0;
  } else {
    if (kind == ${SURFACE.facade}) {
      facade(vUv, surface, tint, normal, night, dist, view, albedo, gloss, emissive);
      open = 0.58 + 0.42 * smoothstep(-1.0, 9.0, vUv.y);
      snowy = 0.0;
    } else if (kind == ${SURFACE.roof}) {
      roofing(vUv, surface, tint, normal, night, dist, view, albedo, gloss, emissive);
    } else if (kind == ${SURFACE.road}) {
      albedo = roadPaint(surface, vUv, at, tint, px, near, bump);
      snowy = 0.32;
    } else if (kind == ${SURFACE.ground}) {
      albedo = groundPaint(paint, at, tint, near, bump);
    } else if (kind == ${SURFACE.grass}) {
      albedo = grassPaint(paint, at, tint, near, bump);
    } else if (kind == ${SURFACE.pavement}) {
      albedo = pavingPaint(paint, vUv, at, tint, px, near, bump);
      snowy = 0.55;
    } else if (kind == ${SURFACE.kerb}) {
      albedo *= (0.85 + 0.2 * tNoise(at * 3.0)) * (1.0 - 0.4 * tJoint(vUv.x, 1.0, 0.02, px.x));
      open = 0.8;
      snowy = 0.2;
    } else if (kind == ${SURFACE.rail}) {
      albedo = railPaint(paint, vUv, at, tint, px, near, bump);
      snowy = 0.6;
    } else if (kind == ${SURFACE.stone}) {
      albedo = stonePaint(paint, vUv, tint, px, near);
      snowy = 0.7;
    } else if (kind == ${SURFACE.metal}) {
      albedo = metalPaint(paint, vUv, tint, px);
      gloss = 0.3;
      snowy = 0.0;
    } else if (kind == ${SURFACE.glass}) {
      float fresnel = 0.06 + 0.94 * pow(1.0 - max(dot(normal, view), 0.0), 5.0);
      albedo = tint * 0.3;
      emissive = skyAt(reflect(-view, normal)) * mix(0.3, 1.0, fresnel);
      gloss = 0.9;
      snowy = 0.2;
    } else if (kind == ${SURFACE.sand}) {
      bump = near > 0.0 ? tNoise(at * 6.0) : 0.5;
      albedo *= 0.85 + 0.18 * tNoise(at * 0.4) + 0.1 * bump;
    }
    if (isWet) albedo = waterline(albedo, vWorld, normal, dist);
    float fallen = uSeason.x * snowy;
    if (fallen > 0.01) {
      float lies = smoothstep(0.45, 0.8, normal.y + 0.25 * (tNoise(at * 0.7) - 0.5));
      float gaps = kind == ${SURFACE.road} ? smoothstep(0.55, 0.75, tNoise(at * vec2(0.5)) * 0.5 + tNoise(at * 0.08) * 0.5) * 2.0 : 1.0;
      float deep = lies * clamp(fallen * (0.9 + 0.5 * (bump - 0.5)) * gaps, 0.0, 0.96);
      albedo = mix(albedo, vec3(0.80, 0.83, 0.88) * (0.95 + 0.1 * bump), deep);
      emissive *= 1.0 - deep;
    }
    float wet = uSeason.w * open * smoothstep(0.8, 0.97, normal.y) * (1.0 - 0.8 * fallen);
    if (wet > 0.01 && kind != ${SURFACE.facade} && kind != ${SURFACE.glass}) {
      // Wet ground is darker; on paving it mirrors the sky, most where water stands.
      float hard = kind == ${SURFACE.grass} || kind == ${SURFACE.sand} || kind == ${SURFACE.ground} ? 0.1 : 1.0;
      albedo *= 1.0 - (0.2 + 0.22 * hard) * wet;
      float stands = smoothstep(0.42, 0.7, tNoise(at * 0.31) * 0.7 + tNoise(at * 1.3) * 0.3);
      float fresnel = 0.03 + 0.97 * pow(1.0 - max(view.y, 0.0), 5.0);
      emissive += skyAt(reflect(-view, vec3(0.0, 1.0, 0.0))) * fresnel * wet * hard * mix(0.3, 0.85, stands);
    }
    int flags = int(state.a * 255.0 + 0.5);
    if ((flags & ${FEATURE_FLAG.tinted}) != 0) albedo = mix(albedo, state.rgb * state.rgb, 0.7);
    // Small relief of rough ground, from its own pattern.
    float rough = 1.0 + (bump - 0.5) * 0.22 * near;
    vec3 direct = uLight * max(dot(normal, uLightDir) * 0.96 + 0.04, 0.0) * shadow;
    colour = albedo * (direct + ambientOn(normal) * open) * rough;
    colour += emissive * mix(1.0, 0.55 + 0.45 * shadow, 1.0 - night);
    if (gloss > 0.02) {
      float mirror = pow(max(dot(reflect(-view, normal), uLightDir), 0.0), mix(24.0, 260.0, gloss));
      colour += uLight * mirror * gloss * shadow * 1.4;
    }
    if (night > 0.05) {
      // Street lamps: a map of their pools on the ground, climbing a little up the walls.
      vec2 l = (vWorld.xz - uLampMap.xy) * uLampMap.z;
      float pool = 0.0;
      if (max(abs(l.x), abs(l.y)) < 0.5) {
        pool = texture(lampMap, l + 0.5).r * smoothstep(0.5, 0.42, max(abs(l.x), abs(l.y)));
      }
      // Farther than lamps are known, main streets and those tagged as lit glow evenly.
      int street = int(surface.w + 0.5);
      bool isLitStreet = kind == ${SURFACE.road} && surface.z > 0.5 && ((street & 16) != 0 || (street & 15) <= 4);
      if (isLitStreet) {
        float far = mix(0.3, 1.0, smoothstep(220.0, 520.0, dist));
        pool = max(pool, 0.5 * far);
        colour += vec3(1.0, 0.6, 0.26) * 0.085 * far * night;
      }
      float climb = kind == ${SURFACE.facade} ? exp(-max(vUv.y, 0.0) * 0.16) * 0.7 : kind == ${SURFACE.roof} ? 0.06 : 1.0;
      colour += albedo * vec3(1.0, 0.66, 0.34) * pool * climb * night * 1.9;
    }
    if ((flags & ${FEATURE_FLAG.highlighted}) != 0) {
      float rim = pow(1.0 - max(dot(normal, view), 0.0), 2.0);
      colour = mix(colour, vec3(0.16, 0.55, 0.95), 0.32 + 0.3 * rim);
    }
  }
  glFragColor = vec4(toScreen(hazed(colour, vWorld)), 1.0);
}
`

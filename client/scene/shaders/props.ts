// Trees and street furniture: thin instances, one small shader. `paint.a` is PART (mesh/props-part.ts), the instance's
// `trait` = [seed 0..1, kind of tree 0 broad 1 poplar 2 pine, phase of signals 0..1, height in metres].
import { LIGHT_GLSL } from './light.ts'

export const PROPS_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec3 normal;
in vec4 paint;
in vec4 trait;
#include<instancesDeclaration>
uniform mat4 viewProjection;
uniform float uIsFar;
out vec3 vWorld;
out vec3 vNormal;
out vec4 vPaint;
out vec4 vTrait;
out vec3 vOwn;
void main() {
#include<instancesVertex>
  vec3 p = position;
  vec3 n = normal;
  float part = paint.a;
  if (uIsFar > 0.5 && part > 0.5 && part < 1.5 && trait.y > 1.5) {
    // The far crown as a cone.
    float up = clamp((p.y - 0.28) / 0.72, 0.0, 1.0);
    p.xz = normalize(p.xz + 1e-5) * 0.19 * (1.05 - up);
    p.y = up * 0.86 + 0.14;
    n = normalize(vec3(n.x, 0.35, n.z));
    part = 2.0;
  }
  vec4 world = finalWorld * vec4(p, 1.0);
  vOwn = p * trait.w;
  vWorld = world.xyz;
  // Scales differ by axis: the inverse keeps normals square to what they were.
  mat3 turn = mat3(finalWorld);
  vec3 size2 = vec3(dot(turn[0], turn[0]), dot(turn[1], turn[1]), dot(turn[2], turn[2]));
  vNormal = normalize(turn * (n / size2));
  vPaint = vec4(paint.rgb, part);
  vTrait = trait;
  gl_Position = viewProjection * world;
}
`

export const PROPS_FRAGMENT = /* glsl */ `
precision highp float;
in vec3 vWorld;
in vec3 vNormal;
in vec4 vPaint;
in vec4 vTrait;
in vec3 vOwn;
${LIGHT_GLSL}

float pHash(vec3 p) {
  uvec3 q = uvec3(ivec3(floor(p)) + 4096);
  q = q * uvec3(1597334673u, 3812015801u, 2798796415u);
  uint n = q.x ^ q.y ^ q.z;
  n = (n ^ (n >> 15)) * 2246822519u;
  n = (n ^ (n >> 13)) * 3266489917u;
  return float((n ^ (n >> 16)) & 0xffffu) / 65535.0;
}

// Red 0..0.45, red and amber to 0.5, green to 0.92, amber to 1: a made-up cycle of 70 s, for show.
float signalOf(int part, float phase) {
  float t = fract(uAir.w / 70.0 + phase);
  if (part == 4) return t < 0.5 ? 1.0 : 0.0;
  if (part == 5) return (t > 0.45 && t < 0.5) || t > 0.92 ? 1.0 : 0.0;
  return t > 0.5 && t < 0.92 ? 1.0 : 0.0;
}

void main() {
  int part = int(vPaint.a + 0.5);
  vec3 normal = normalize(vNormal);
  vec3 toEye = cameraPosition - vWorld;
  float away = length(toEye);
  vec3 view = toEye / away;
  float night = uAir.x;
  float lampOn = smoothstep(0.12, 0.4, night);
  vec3 albedo = pow(vPaint.rgb, vec3(2.2)) * 0.6;
  vec3 emissive = vec3(0.0);
  float shadow = 1.0;
  if (part == 1 || part == 2) {
    float close = 1.0 - smoothstep(40.0, 160.0, away);
    // Boughs as warped waves, leaves as small cells that the waves push about.
    vec3 o = vOwn + vTrait.x * 61.0;
    vec3 warp = vec3(sin(o.y * 2.9 + 1.7 * sin(o.z * 2.3)), sin(o.z * 3.1 + 1.9 * sin(o.x * 2.1)), sin(o.x * 2.7 + 1.5 * sin(o.y * 3.3)));
    float clump = 0.5 + 0.5 * dot(warp, sin(o * 4.7 + warp.yzx * 1.6)) * 0.62;
    float speck = pHash(o * 11.0 + warp * 2.6);
    // Crowns are frayed where they turn away from the eye; bare ones let most of the sky through.
    float leaves = part == 2 ? 1.0 : clamp((uSeason.z - 0.1) / 0.22, 0.06, 1.0);
    float edge = abs(dot(normal, view));
    float keep = mix(1.0, smoothstep(0.0, 0.42, edge + 0.25 * (clump - 0.5)), 0.85);
    keep = min(keep, part == 2 ? 0.86 : mix(0.34, 1.0, leaves));
    float grain = mix(clump, speck, 0.3 + 0.45 * close);
    if (grain > keep + 0.04) discard;
    vec3 summer = mix(vec3(0.055, 0.125, 0.03), vec3(0.11, 0.175, 0.045), vTrait.x);
    vec3 spring = vec3(0.17, 0.27, 0.05);
    float hue = fract(vTrait.x * 7.13);
    vec3 autumn = hue < 0.5 ? mix(vec3(0.5, 0.33, 0.04), vec3(0.42, 0.22, 0.03), hue * 2.0) : mix(vec3(0.36, 0.11, 0.03), vec3(0.3, 0.24, 0.05), hue * 2.0 - 1.0);
    vec3 twigs = vec3(0.085, 0.07, 0.058);
    vec3 leaf = mix(summer, spring, smoothstep(0.45, 0.75, uSeason.z) * (1.0 - smoothstep(0.75, 0.98, uSeason.z)) * step(uSeason.y, 0.3));
    leaf = mix(leaf, autumn, smoothstep(0.25, 0.85, uSeason.y + 0.35 * (vTrait.x - 0.5)));
    leaf = mix(twigs, leaf, leaves);
    if (part == 2) leaf = mix(vec3(0.028, 0.07, 0.04), vec3(0.045, 0.09, 0.045), vTrait.x);
    leaf *= 0.55 + 0.85 * mix(0.5, clump, 0.5 + 0.5 * close) + 0.42 * (speck - 0.5) * close;
    leaf *= vPaint.r;
    albedo = leaf;
    // Snow lies on what looks up.
    float lies = uSeason.x * smoothstep(0.15, 0.75, normal.y + 0.5 * (clump - 0.5)) * (part == 2 ? 0.85 : 0.5);
    albedo = mix(albedo, vec3(0.62, 0.65, 0.7), lies);
    // Light comes through leaves.
    normal = normalize(normal + 0.35 * (vec3(speck, clump, fract(speck * 7.0)) - 0.5));
    emissive = uLight * leaf * 0.16 * max(0.0, dot(-view, uLightDir)) * leaves;
    emissive += vec3(1.0, 0.72, 0.4) * leaf * 0.12 * lampOn * (1.0 - smoothstep(2.0, 7.0, vOwn.y));
  } else if (part == 9) {
    albedo *= 0.7 + 0.6 * pHash(vec3(vOwn.x * 20.0, vOwn.y * 3.0, vOwn.z * 20.0));
  } else if (part == 3) {
    emissive = vec3(1.0, 0.82, 0.55) * 2.6 * lampOn;
  } else if (part >= 4 && part <= 6) {
    emissive = albedo * signalOf(part, vTrait.z) * 4.0;
    albedo *= 0.2;
  } else if (part == 7) {
    emissive = skyAt(reflect(-view, normal) * vec3(1.0, sign(reflect(-view, normal).y), 1.0)) * 0.35;
    albedo *= 0.5;
  } else if (part == 8) {
    emissive = albedo * (0.15 + 1.3 * lampOn);
  } else {
    albedo = mix(albedo, vec3(0.62, 0.65, 0.7), uSeason.x * smoothstep(0.6, 0.9, normal.y) * 0.8);
  }
  vec3 colour = lit(albedo, normal, shadow) + emissive;
  gl_FragColor = vec4(toScreen(hazed(colour, vWorld)), 1.0);
}
`

/** Light round lamps and signals, as soft discs that face the eye; added to what is behind. */
export const HALO_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec4 trait;
#include<instancesDeclaration>
uniform mat4 view;
uniform mat4 projection;
uniform vec3 cameraPosition;
out vec2 vDisc;
out vec4 vTrait;
out float vFade;
void main() {
#include<instancesVertex>
  vec3 middle = finalWorld[3].xyz;
  vec4 at = view * vec4(middle, 1.0);
  float away = length(at.xyz);
  vDisc = position.xy;
  vTrait = trait;
  vFade = 1.0 - smoothstep(220.0, 420.0, away);
  at.xy += position.xy * trait.w * (1.0 + away / 90.0);
  // A step towards the eye, so that the lamp itself does not cut the disc.
  at.xyz *= 1.0 - 0.6 / max(away, 1.2);
  gl_Position = projection * at;
}
`
export const HALO_FRAGMENT = /* glsl */ `
precision highp float;
in vec2 vDisc;
in vec4 vTrait;
in float vFade;
uniform vec4 uAir;
void main() {
  float r = length(vDisc);
  float glow = pow(max(0.0, 1.0 - r), 3.0) * 0.55 + pow(max(0.0, 1.0 - r * 4.0), 2.0) * 0.9;
  vec3 colour = vec3(1.0, 0.74, 0.42);
  if (vTrait.y > 0.5) {
    float t = fract(uAir.w / 70.0 + vTrait.z);
    colour = t < 0.5 ? vec3(1.0, 0.14, 0.08) : t < 0.92 ? vec3(0.1, 1.0, 0.42) : vec3(1.0, 0.6, 0.1);
    glow *= 0.7;
  }
  gl_FragColor = vec4(colour * glow * vFade * smoothstep(0.12, 0.4, uAir.x), 1.0);
}
`

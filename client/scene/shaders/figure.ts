// The figure shader's vertices: stands, walks, runs, sits, flies and gestures a body from a few numbers an instance.
// Legs are solved by two-bone inverse kinematics from where the feet should be, so that feet keep to the ground; arms
// swing, or go where the processor put them (people in headsets, gestures). `FAR` leaves the arms' attributes out.
// Instance attributes:
//   world0  place (scene axes) and heading; world1  phase (rad, a turn is two steps), half the way of a foot on the ground (m),
//   running 0..1, direction of the steps against the body (rad, clockwise); world2  sitting 0..1, flying 0..1, how much lower
//   the hips are (m), scale; world3  head yaw, pitch, roll and chest yaw against the body (rad, clockwise and up positive)
//   dress   look bits 0-15, look bits 16-31, mood (MOOD) plus fade 0..0.99, forward lean of the chest (rad)
//   elbowL, elbowR  place in body space and weight; handL, handR  wrist and shape of the hand (GRIP); turnL, turnR quaternions
import { JOINT } from '../mesh/figure-parts.ts'
import { FIGURE_LIMBS } from './figure-limbs.ts'
import { CHEST_PIVOT_M, f, FOREARM_M, MOOD, UPPER_ARM_M } from './figure-numbers.ts'

export const FIGURE_VERTEX = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;
in vec3 part;
in vec4 world0;
in vec4 world1;
in vec4 world2;
in vec4 world3;
in vec4 dress;
#ifndef FAR
in vec4 elbowL;
in vec4 elbowR;
in vec4 handL;
in vec4 handR;
in vec4 turnL;
in vec4 turnR;
#endif
uniform mat4 viewProjection;
uniform vec4 uAir;
uniform sampler2D shapes;
out vec3 vWorld;
out vec3 vNormal;
out vec3 vOwn;
flat out ivec4 vKind;
flat out float vFade;

const float TAU = 6.2831853;
const float THIGH = ${f(JOINT.hipM - JOINT.kneeM)};
const float SHIN = ${f(JOINT.kneeM - JOINT.ankleM)};
const float UPPER = ${f(UPPER_ARM_M)};
const float FORE = ${f(FOREARM_M)};

mat3 aboutX(float a) {
  float c = cos(a), s = sin(a);
  return mat3(1.0, 0.0, 0.0, 0.0, c, s, 0.0, -s, c);
}
/** Clockwise from above. */
mat3 heading(float a) {
  float c = cos(a), s = sin(a);
  return mat3(c, 0.0, s, 0.0, 1.0, 0.0, -s, 0.0, c);
}
mat3 aboutZ(float a) {
  float c = cos(a), s = sin(a);
  return mat3(c, s, 0.0, -s, c, 0.0, 0.0, 0.0, 1.0);
}
/** The shortest turn that brings one unit vector onto another. */
mat3 arc(vec3 a, vec3 b) {
  vec3 v = cross(a, b);
  float c = max(dot(a, b), -0.9999);
  vec3 k = v / (1.0 + c);
  return mat3(
    k.x * v.x + c, k.x * v.y + v.z, k.x * v.z - v.y,
    k.y * v.x - v.z, k.y * v.y + c, k.y * v.z + v.x,
    k.z * v.x + v.y, k.z * v.y - v.x, k.z * v.z + c);
}
/** Turns what hangs straight down along a direction, its front kept forward. */
mat3 along(vec3 d) {
  vec3 x = normalize(vec3(1.0, 0.0, 0.0) - d * d.x);
  return mat3(x, -d, cross(x, -d));
}
mat3 turnOf(vec4 q) {
  vec3 x = vec3(1.0 - 2.0 * (q.y * q.y + q.z * q.z), 2.0 * (q.x * q.y + q.w * q.z), 2.0 * (q.x * q.z - q.w * q.y));
  vec3 y = vec3(2.0 * (q.x * q.y - q.w * q.z), 1.0 - 2.0 * (q.x * q.x + q.z * q.z), 2.0 * (q.y * q.z + q.w * q.x));
  return mat3(x, y, cross(x, y));
}

float stride, run, sit, fly, drop, still, clock;
float walking;
vec3 pelvis;

/** Bends and turns what is above the waist; 'share' 1 for the chest itself. */
void chest(inout vec3 p, inout vec3 n, float share) {
  vec3 pivot = vec3(0.0, ${f(CHEST_PIVOT_M)}, 0.0);
  float counter = 0.13 * walking * cos(world1.x) * (1.0 - run * 0.3);
  mat3 turn = heading((world3.w + counter) * share) * aboutX(-dress.w * share);
  p = pivot + turn * (p - pivot) + pelvis;
  n = turn * n;
}

${FIGURE_LIMBS}
void main() {
  int bits = int(dress.x + 0.5) | (int(dress.y + 0.5) << 16);
  int chain = int(part.x + 0.5);
  int row = part.y < 0.5 ? (bits >> 18) & 7 : 8 + ((bits >> 15) & 7);
  ivec2 texel = ivec2(2 * int(part.z + 0.5), row);
  vec4 own = texelFetch(shapes, texel, 0);
  vec3 p = own.xyz;
  vec4 more = texelFetch(shapes, texel + ivec2(1, 0), 0);
  vec3 n = more.xyz;
  float weight = more.w;
  vOwn = p;
  int mood = int(floor(dress.z));
  vKind = ivec4(int(own.w + 0.5), chain, bits, mood);
  vFade = fract(dress.z) / 0.99;

  // Built slim, broad or round.
  int build = (bits >> 21) & 3;
  vec2 girth = build == 1 ? vec2(0.93, 0.9) : build == 2 ? vec2(1.1, 1.06) : build == 3 ? vec2(1.07, 1.1) : vec2(1.0);
  float side = (chain == 1 || chain == 3) ? -1.0 : 1.0;
  if (chain == 0 || chain == 6) {
    p.xz *= girth;
    if (build == 3) p.xz *= 1.0 + vec2(0.1, p.z < 0.0 ? 0.24 : 0.06) * exp(-pow((p.y - 1.05) / 0.14, 2.0));
  } else if (chain <= 4 && weight < 1.5) {
    vec2 axis = vec2(side * (chain <= 2 ? ${f(JOINT.shoulderHalfM)} : ${f(JOINT.hipHalfM)}), 0.0);
    p.xz = axis + (p.xz - axis) * (girth.x + girth.y - 1.0);
  }

  stride = world1.y;
  run = world1.z;
  sit = world2.x;
  fly = world2.y;
  drop = world2.z;
  walking = smoothstep(0.0, 0.14, stride);
  still = (mood & ${MOOD.away}) != 0 ? 0.0 : (1.0 - walking) * (1.0 - fly);
  // Everybody breathes and shifts weight in a time of their own.
  float seed = float((bits * 747) & 1023) / 163.0;
  clock = uAir.w + seed * 7.0;
  float both = cos(2.0 * world1.x);
  float bob = walking * mix(-0.026 - 0.022 * both, 0.045 * both - 0.03, run) * min(1.0, stride / 0.4);
  pelvis = vec3(0.016 * sin(clock * 0.43) * still * (1.0 - sit) + 0.014 * walking * sin(world1.x) * (1.0 - run), bob - drop, 0.0);
  vec3 breath = vec3(0.0, 0.003 * sin(clock * 1.4) * still, 0.0);

  if (chain == 0) {
    if (own.y > 1.1) p += n * 0.0035 * sin(clock * 1.4) * still;
    chest(p, n, weight);
  } else if (chain == 5) {
    vec3 neck = vec3(0.0, ${f(JOINT.neckM)}, 0.01);
    float yaw = (world3.x - world3.w) * weight;
    mat3 turn = heading(yaw) * aboutX((world3.y + fly * 0.55 + dress.w * 0.8) * weight) * aboutZ(-world3.z * weight);
    p = neck + turn * (p - neck) + breath;
    n = turn * n;
    chest(p, n, 1.0);
  } else if (chain <= 2) {
    if (weight > 1.5) grip(side, weight, p, n);
    Limb arm = armOf(side);
    float x = side * ${f(JOINT.shoulderHalfM)};
    if (weight > 1.5) {
      p = arm.tip + arm.end * (p - vec3(x, ${f(JOINT.wristM)}, 0.0));
      n = arm.end * n;
    } else follow(arm, vec3(x, ${f(JOINT.shoulderM)}, 0.0), vec3(x, ${f(JOINT.elbowM)}, 0.0), weight, p, n);
    p += breath;
  } else if (chain <= 4) {
    followLeg(side, weight, p, n);
  } else if (chain == 6) {
    // Skirts and coats hang between the hips and both legs.
    float right = smoothstep(-0.11, 0.11, p.x);
    // Over bent thighs the front lies closer.
    float lap = max(sit, smoothstep(0.1, 0.4, drop));
    if (p.z < 0.0) p.z *= 1.0 - 0.3 * lap * smoothstep(0.8, 0.55, p.y);
    float below = smoothstep(0.56, 0.42, p.y);
    vec3 pl = p, nl = n, pr = p, nr = n;
    followLeg(-1.0, below, pl, nl);
    followLeg(1.0, below, pr, nr);
    vec3 hung = mix(pl, pr, right);
    vec3 hungN = mix(nl, nr, right);
    chest(p, n, 0.0);
    p = mix(p, hung, weight);
    n = mix(n, hungN, weight);
  } else {
    float seat = max(0.0, ${f(JOINT.hipM - 0.075)} - drop);
    p = sit > 0.5 && seat > 0.2 ? vec3(p.x, p.y * seat, p.z) : vec3(0.0);
  }
  if (chain != 7) {
    vec3 middle = vec3(0.0, 0.95, 0.0);
    mat3 lean = aboutX(-fly * 0.85);
    p = middle + lean * (p - middle);
    n = lean * n;
  }
  mat3 facing = heading(world0.w);
  vec3 world = world0.xyz + facing * p * world2.w;
  vWorld = world;
  vNormal = facing * normalize(n);
  gl_Position = viewProjection * vec4(world, 1.0);
}
`

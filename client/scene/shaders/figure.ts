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

/** What a face and the far body show, in bits. */
export const MOOD = { away: 1, laughs: 2, talks: 4, handUp: 8 } as const
/** What the fingers do. */
export const GRIP = { relaxed: 0, flat: 1, point: 2, thumb: 3, fist: 4 } as const

/** Where the chest bends and turns, and how long the arm's bones are: the inverse kinematics of the hands needs the same. */
export const CHEST_PIVOT_M = 0.98
export const UPPER_ARM_M = JOINT.shoulderM - JOINT.elbowM
export const FOREARM_M = JOINT.elbowM - JOINT.wristM

const f = (n: number): string => n.toFixed(4)

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

struct Limb { vec3 root; mat3 upper; vec3 joint; mat3 lower; vec3 tip; mat3 end; };

Limb legOf(float side) {
  Limb leg;
  float u = fract(world1.x / TAU + (side < 0.0 ? 0.0 : 0.5));
  float duty = mix(0.62, 0.36, run);
  float away = 0.0;
  float lift = 0.0;
  float toe = 0.0;
  if (u < duty) {
    float s = u / duty;
    away = mix(-stride, stride, s);
    float off = smoothstep(0.62, 1.0, s);
    lift = 0.075 * off * (1.0 + run * 0.6);
    toe = 0.3 * (1.0 - smoothstep(0.0, 0.2, s)) * (1.0 - run) - 0.7 * off;
  } else {
    float s = (u - duty) / (1.0 - duty);
    away = mix(stride, -stride, s * s * (3.0 - 2.0 * s));
    lift = mix(0.075 + 0.045 * run, 0.01, s) + sin(s * 3.14159) * mix(0.05, 0.3, run) * (1.0 - 0.4 * s);
    toe = mix(-0.7 - 0.5 * run, 0.3 * (1.0 - run), smoothstep(0.0, 0.85, s));
  }
  lift *= walking;
  toe *= walking;
  vec3 ankle = vec3(side * mix(${f(JOINT.hipHalfM + 0.008)}, 0.055, run * walking), ${f(JOINT.ankleM)} + lift, 0.0);
  ankle += away * vec3(-sin(world1.w), 0.0, cos(world1.w));
  float seat = ${f(JOINT.hipM)} - drop;
  ankle = mix(ankle, vec3(side * 0.105, ${f(JOINT.ankleM)}, -mix(0.66, 0.43, smoothstep(0.15, 0.45, seat))), sit);
  leg.root = vec3(side * ${f(JOINT.hipHalfM)}, ${f(JOINT.hipM)}, 0.0) + pelvis;
  float trail = fly * (0.06 + 0.05 * side) + 0.05 * fly * sin(clock * 1.3 + side);
  ankle = mix(ankle, leg.root + vec3(side * 0.01, -0.8, trail), fly);
  toe = mix(toe, -1.0, fly);
  vec3 way = ankle - leg.root;
  float far = clamp(length(way), 0.12, THIGH + SHIN - 0.002);
  way = normalize(way);
  float along1 = (THIGH * THIGH - SHIN * SHIN + far * far) / (2.0 * far);
  vec3 pole = vec3(side * (0.06 + 0.12 * sit), 0.6 * sit, -1.0);
  pole = normalize(pole - way * dot(pole, way));
  leg.joint = leg.root + way * along1 + pole * sqrt(max(0.0, THIGH * THIGH - along1 * along1));
  leg.tip = leg.root + way * far;
  leg.upper = along(normalize(leg.joint - leg.root));
  leg.lower = along(normalize(leg.tip - leg.joint));
  leg.end = heading(side * 0.12 * (1.0 - fly)) * aboutX(toe);
  return leg;
}

Limb armOf(float side) {
  Limb arm;
  arm.root = vec3(side * ${f(JOINT.shoulderHalfM)}, ${f(JOINT.shoulderM)}, 0.0);
  vec3 none = vec3(0.0);
  chest(arm.root, none, 1.0);
  // The left foot is ahead at phase 0: the right arm too.
  float swing = side * cos(world1.x) * walking * mix(0.2 + 0.55 * min(stride, 0.6), 0.85, run);
  float raise = swing - 0.5 * fly + 0.25 * sit + 0.03 * sin(clock * 1.4 + side) * still;
  float aside = 0.11 + 0.45 * fly + 0.02 * sin(clock * 1.1) * still - 0.05 * run;
  float bent = 0.16 + walking * (0.14 + max(0.0, swing) * 0.5) * (1.0 - run) + run * walking * 1.5 + 0.86 * sit + 0.1 * fly;
  vec3 du = vec3(side * sin(aside), -cos(aside) * cos(raise), -cos(aside) * sin(raise));
  float turned = raise + bent;
  vec3 df = normalize(vec3(side * mix(0.03 + 0.3 * fly, -0.2, max(run * walking, sit)), -cos(turned), -sin(turned)));
  vec3 elbow = arm.root + du * UPPER;
  vec3 wrist = elbow + df * FORE;
  mat3 hand = mat3(1.0);
  float weight = 0.0;
#ifdef FAR
  if (side > 0.0 && (int(dress.z) & ${MOOD.handUp}) != 0) {
    weight = 1.0;
    elbow = arm.root + vec3(0.06, UPPER, 0.0);
    wrist = elbow + vec3(-0.02, FORE, -0.03);
  }
#else
  vec4 e = side < 0.0 ? elbowL : elbowR;
  vec4 w = side < 0.0 ? handL : handR;
  weight = e.w;
  vec3 bob = vec3(pelvis.x, pelvis.y + drop, 0.0);
  elbow = mix(elbow, e.xyz + bob, weight);
  wrist = mix(wrist, w.xyz + bob, weight);
#endif
  du = normalize(elbow - arm.root);
  df = normalize(wrist - elbow);
  arm.root = mix(arm.root, elbow - du * UPPER, weight);
  arm.upper = arc(vec3(0.0, -1.0, 0.0), du);
  arm.lower = arc(du, df) * arm.upper;
  arm.joint = elbow;
  arm.tip = wrist;
  arm.end = arm.lower;
#ifndef FAR
  if (weight > 0.001) {
    hand = turnOf(side < 0.0 ? turnL : turnR);
    vec3 x = normalize(mix(arm.lower[0], hand[0], weight));
    vec3 y = mix(arm.lower[1], hand[1], weight);
    y = normalize(y - x * dot(x, y) + x * 1e-5);
    arm.end = mat3(x, y, cross(x, y));
  }
#endif
  return arm;
}

/** Moves a vertex with a limb; weight 0 upper, 1 lower, in between at the joint. */
void follow(Limb limb, vec3 root, vec3 joint, float weight, inout vec3 p, inout vec3 n) {
  vec3 a = limb.root + limb.upper * (p - root);
  vec3 b = limb.joint + limb.lower * (p - joint);
  p = mix(a, b, weight);
  n = mix(limb.upper * n, limb.lower * n, weight);
}

void followLeg(float side, float weight, inout vec3 p, inout vec3 n) {
  Limb leg = legOf(side);
  vec3 root = vec3(side * ${f(JOINT.hipHalfM)}, ${f(JOINT.hipM)}, 0.0);
  if (weight > 1.5) {
    p = leg.tip + leg.end * (p - vec3(root.x, ${f(JOINT.ankleM)}, 0.0));
    n = leg.end * n;
  } else follow(leg, root, vec3(root.x, ${f(JOINT.kneeM)}, 0.0), weight, p, n);
}

/** Fingers round the knuckles, towards the palm. */
void grip(float side, float weight, inout vec3 p, inout vec3 n) {
#ifndef FAR
  float posed = side < 0.0 ? elbowL.w : elbowR.w;
  int shape = posed < 0.5 ? 0 : int((side < 0.0 ? handL.w : handR.w) + 0.5);
  float curl = shape == 0 ? 0.4 : shape == 1 ? 0.03 : shape == 4 ? 1.35 : 1.75;
  if (weight > 4.5) {
    // The thumb: against the palm, or up.
    vec3 base = vec3(side * ${f(JOINT.shoulderHalfM)}, 0.85, -0.026);
    mat3 turn = shape == 3 ? aboutX(0.75) : shape == 2 || shape == 4 ? aboutZ(-side * 0.45) : mat3(1.0);
    p = base + turn * (p - base);
    n = turn * n;
  } else if (weight > 2.5) {
    if (weight > 3.5) curl = shape == 2 ? 0.0 : curl * 0.95;
    vec3 base = vec3(side * (${f(JOINT.shoulderHalfM)} - 0.008), 0.785, 0.0);
    mat3 turn = aboutZ(-side * curl);
    p = base + turn * (p - base);
    n = turn * n;
  }
#endif
}

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

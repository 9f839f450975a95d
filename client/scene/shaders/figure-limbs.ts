// Part of the figure shader (figure.ts): where the joints of legs and arms are, by two-bone inverse kinematics, and how
// skin, sleeves, hands and fingers follow them.
import { JOINT } from '../mesh/figure-parts.ts'
import { f, MOOD } from './figure-numbers.ts'

export const FIGURE_LIMBS = /* glsl */ `
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
`

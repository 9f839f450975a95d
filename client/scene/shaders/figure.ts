// The figure shader: walks, runs and stands a body by bending limbs about their joints, and dyes it.
// Instance attributes: the matrix (place and heading), `motion` = step phase (rad), stride 0..1, head pitch (rad), flying 0..1,
// `dyeA` = top rgb + skin tone 0..1, `dyeB` = trousers rgb + hair tone 0..1.
import { JOINT } from '../mesh/figure.ts'
import { LIGHT_GLSL } from './light.ts'

const f = (n: number): string => n.toFixed(4)

export const FIGURE_VERTEX = /* glsl */ `
precision highp float;
attribute vec3 position;
attribute vec3 normal;
attribute vec2 part;
attribute vec4 motion;
attribute vec4 dyeA;
attribute vec4 dyeB;
#include<instancesDeclaration>
uniform mat4 viewProjection;
varying vec3 vWorld;
varying vec3 vNormal;
varying vec3 vDye;
varying float vSkin;

void bend(inout vec3 p, inout vec3 n, vec3 joint, float angle) {
  float c = cos(angle);
  float s = sin(angle);
  vec3 q = p - joint;
  p = joint + vec3(q.x, c * q.y - s * q.z, s * q.y + c * q.z);
  n = vec3(n.x, c * n.y - s * n.z, s * n.y + c * n.z);
}

void main() {
  vec3 p = position;
  vec3 n = normal;
  int limb = int(part.x + 0.5);
  float stride = motion.y;
  float flying = motion.w;
  bool isLeft = limb == 1 || limb == 3 || limb == 5 || limb == 7;
  float phase = motion.x + (isLeft ? 0.0 : 3.14159265);
  float swing = sin(phase) * stride;
  float breath = sin(motion.x * 0.35) * 0.03 * (1.0 - stride);
  if (limb == 7 || limb == 8) {
    bend(p, n, vec3(0.0, ${f(JOINT.kneeM)}, 0.0), -(max(0.0, cos(phase)) * 0.9 * stride + flying * 0.5));
  }
  if (limb == 5 || limb == 6 || limb == 7 || limb == 8) {
    bend(p, n, vec3(0.0, ${f(JOINT.hipM)}, 0.0), swing * 0.62 - flying * 0.25);
  }
  if (limb == 3 || limb == 4) {
    bend(p, n, vec3(0.0, ${f(JOINT.elbowM)}, 0.0), 0.12 + stride * 0.5);
  }
  if (limb >= 1 && limb <= 4) {
    bend(p, n, vec3(0.0, ${f(JOINT.shoulderM)}, 0.0), -swing * 0.55 + breath - flying * 0.35);
    float out1 = (isLeft ? -1.0 : 1.0) * (0.06 + flying * 0.5) * clamp((${f(JOINT.shoulderM)} - position.y) * 2.0, 0.0, 1.0);
    p.x += out1 * (${f(JOINT.shoulderM)} - position.y);
  }
  if (limb == 9) bend(p, n, vec3(0.0, ${f(JOINT.neckM)}, 0.0), motion.z * 0.6);
  p.y += abs(cos(motion.x)) * 0.035 * stride;
  bend(p, n, vec3(0.0, 0.9, 0.0), -(stride * 0.05 + flying * 0.45));
  #include<instancesVertex>
  vec4 world = finalWorld * vec4(p, 1.0);
  vWorld = world.xyz;
  vNormal = normalize(mat3(finalWorld) * n);
  int dye = int(part.y + 0.5);
  vec3 skin = mix(vec3(0.86, 0.66, 0.53), vec3(0.32, 0.19, 0.13), dyeA.w);
  vec3 hair = mix(vec3(0.035, 0.028, 0.025), vec3(0.5, 0.33, 0.16), dyeB.w);
  vDye = dye == 0 ? skin : dye == 1 ? dyeA.rgb : dye == 2 ? dyeB.rgb : dye == 3 ? vec3(0.09, 0.08, 0.08) : dye == 4 ? dyeB.rgb * 0.5 : hair;
  vSkin = dye == 0 ? 1.0 : 0.0;
  gl_Position = viewProjection * world;
}
`

export const FIGURE_FRAGMENT = /* glsl */ `
precision highp float;
varying vec3 vWorld;
varying vec3 vNormal;
varying vec3 vDye;
varying float vSkin;
${LIGHT_GLSL}
void main() {
  vec3 n = normalize(vNormal);
  vec3 albedo = pow(vDye, vec3(2.2));
  vec3 colour = lit(albedo, n, 1.0);
  // Light comes a little through skin, and cloth glows at its edge: keeps bodies soft against the city.
  float rim = pow(1.0 - max(dot(n, normalize(cameraPosition - vWorld)), 0.0), 3.0);
  colour += albedo * ambientOn(n) * rim * mix(0.35, 0.6, vSkin);
  gl_FragColor = vec4(toScreen(hazed(colour, vWorld)), 1.0);
}
`

// Things that move on their own between two places, so that a frame costs one number: world0 where they were (scene axes and
// heading), world1 where they will be, world2 = [when they set out, for how long, of the layer's seconds, 1 when silent,
// seed], world3 the value's colour. `uNow` is the layer's time. Parts as in mesh/vehicles.ts.
import { LIGHT_GLSL } from './light.ts'

export const VEHICLES_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec3 normal;
in vec2 uv;
in vec4 world0;
in vec4 world1;
in vec4 world2;
in vec4 world3;
uniform mat4 viewProjection;
uniform vec3 cameraPosition;
uniform float uNow;
out vec3 vWorld;
out vec3 vNormal;
out vec3 vOwn;
out vec3 vTurned;
out vec4 vColour;
out float vPart;
void main() {
  float t = world2.y <= 0.0 ? 1.0 : clamp((uNow - world2.x) / world2.y, 0.0, 1.0);
  vec3 place = mix(world0.xyz, world1.xyz, t);
  float yaw = -mix(world0.w, world1.w, smoothstep(0.0, 0.6, t));
  float c = cos(yaw);
  float s = sin(yaw);
  // To be seen from far away it grows.
  float size = clamp(distance(place, cameraPosition) / 150.0, 1.0, 5.0);
  vec3 p = position * size;
  vWorld = place + vec3(c * p.x + s * p.z, p.y, -s * p.x + c * p.z);
  vNormal = vec3(c * normal.x + s * normal.z, normal.y, -s * normal.x + c * normal.z);
  vOwn = position;
  vTurned = normal;
  vColour = vec4(world3.rgb, world2.z);
  vPart = uv.x;
  gl_Position = viewProjection * vec4(vWorld, 1.0);
}
`

export const VEHICLES_FRAGMENT = /* glsl */ `
precision highp float;
in vec3 vWorld;
in vec3 vNormal;
in vec3 vOwn;
in vec3 vTurned;
in vec4 vColour;
in float vPart;
${LIGHT_GLSL}
void main() {
  int part = int(vPart + 0.5);
  vec3 normal = normalize(vNormal);
  vec3 view = normalize(cameraPosition - vWorld);
  float lampOn = smoothstep(0.12, 0.4, uAir.x);
  vec3 body = pow(vColour.rgb, vec3(2.2)) * 0.85;
  vec3 albedo = body;
  vec3 emissive = vec3(0.0);
  bool isEnd = abs(vTurned.z) > 0.6;
  bool isSide = abs(vTurned.x) > 0.6;
  bool isGlass = part == 1;
  if (part == 3) {
    // A band of windows with posts between; the front is a windscreen.
    bool isBand = vOwn.y > 1.3 && vOwn.y < 2.6;
    isGlass = isBand && ((isSide && fract(vOwn.z / 1.45) > 0.1) || (isEnd && abs(vOwn.x) < 1.05));
  }
  if (isGlass) {
    albedo = vec3(0.02, 0.026, 0.034);
    emissive = skyAt(reflect(-view, normal)) * 0.3;
    if (part == 3) emissive += vec3(1.0, 0.86, 0.6) * 0.55 * lampOn;
  } else if (part == 2) {
    albedo = vec3(0.018);
  } else if (isEnd && vOwn.y > 0.5 && vOwn.y < 0.8 && abs(vOwn.x) > 0.5) {
    vec3 lamp = vTurned.z < 0.0 ? vec3(1.0, 0.95, 0.82) : vec3(0.9, 0.04, 0.02);
    albedo = lamp * 0.5;
    emissive = lamp * 3.0 * lampOn;
  }
  // Silent: paler stripes, so that grey alone does not say it.
  if (vColour.a > 0.5 && !isGlass && part != 2 && fract((vOwn.z + vOwn.y) / 0.9) > 0.5) albedo *= 0.45;
  vec3 colour = lit(albedo, normal, 1.0) + emissive;
  // The value is to be read at night too.
  if (!isGlass && part != 2) colour += body * 0.1 * lampOn;
  gl_FragColor = vec4(toScreen(hazed(colour, vWorld)), 1.0);
}
`

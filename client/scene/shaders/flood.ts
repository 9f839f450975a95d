// The flood's water as GLSL: a plane that stands at the level of a texture (water-field.ts) and ends where its depth does; noise
// carried along by the velocity in two turns that relieve each other (flow maps: Vlachos, SIGGRAPH 2010), so that one sees where
// it goes; silt by how shallow and fast it is, seen through by depth (Beer's law), the sky mirrored by Fresnel's law (Schlick
// 1994); rings round bodies that wade. From above, arrows say which way it flows and how fast. From below, the sky stands in
// Snell's window.
import { NOISE_GLSL } from './ground.ts'
import { LIGHT_GLSL } from './light.ts'
import { TABLE_LAYER_GLSL } from './table.ts'

/** Bodies that make rings. */
export const MOST_BODIES = 8
/** Layers of things on the ground by which the water is drawn nearer: more than any of them (mesh/rails.ts). */
const LAYERS = '30.0'

export const FLOOD_UNIFORMS = ['viewProjection', 'uOrigin', 'uFloodRect', 'uBlend', 'uBodies'] as const
export const FLOOD_SAMPLERS = ['before', 'after'] as const

export const FLOOD_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
uniform mat4 viewProjection;
#ifdef MULTIVIEW
uniform mat4 viewProjectionR;
#endif
// x and z of the middle of the plane, height of the base; then how many of the bodies there are.
uniform vec4 uOrigin;
// West and south of the grid, 1 over its width and height.
uniform vec4 uFloodRect;
uniform float uBlend;
uniform highp sampler2D before;
uniform highp sampler2D after;
out vec3 vWorld;
out vec2 vAt;
${TABLE_LAYER_GLSL}
void main() {
  vec2 ground = vec2(position.x + uOrigin.x, -(position.z + uOrigin.y));
  vAt = clamp((ground - uFloodRect.xy) * uFloodRect.zw, 0.0, 1.0);
  ground = uFloodRect.xy + vAt / uFloodRect.zw;
  float level = mix(textureLod(before, vAt, 0.0).x, textureLod(after, vAt, 0.0).x, uBlend);
  vWorld = vec3(ground.x, uOrigin.z + level, -ground.y);
#ifdef MULTIVIEW
  gl_Position = (gl_ViewID_OVR == 0u ? viewProjection : viewProjectionR) * vec4(vWorld, 1.0);
#else
  gl_Position = viewProjection * vec4(vWorld, 1.0);
#endif
  gl_Position.z -= LAYER_SHARE * ${LAYERS} * (1.0e-4 + 2.5e-7 * gl_Position.w);
}
`

export const FLOOD_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
in vec3 vWorld;
in vec2 vAt;
uniform vec4 uOrigin;
uniform vec4 uFloodRect;
uniform float uBlend;
uniform highp sampler2D before;
uniform highp sampler2D after;
uniform vec4 uBodies[${MOST_BODIES}];
${LIGHT_GLSL}
${NOISE_GLSL}

// How a pattern of noise slopes at a place.
vec2 slopeOf(vec2 p) {
  float h = tNoise(p);
  return vec2(tNoise(p + vec2(0.3, 0.0)) - h, tNoise(p + vec2(0.0, 0.3)) - h);
}

// Small waves: carried from where the water was, finer near the eye.
vec2 waves(vec2 at, float near, float mid) {
  vec2 slope = slopeOf(at * 0.42 + uAir.w * vec2(0.11, 0.07)) * 0.8 * mid;
  if (near > 0.0) slope += slopeOf(at * 2.3 + uAir.w * vec2(-0.35, 0.3)) * 0.7 * near;
  return slope;
}

// Noise drawn out along a direction. It is turned by one of sixteen angles, two of which relieve each other: places are far
// from the origin, so that turning them by the flow itself would tear the pattern wherever the flow turns a little.
float drawnOut(vec2 p, float angle) {
  float turn = angle * ${(8 / Math.PI).toFixed(6)};
  float low = floor(turn);
  float sum = 0.0;
  for (int i = 0; i < 2; i++) {
    float a = mod(low + float(i), 16.0) * ${(Math.PI / 8).toFixed(6)};
    vec2 along = vec2(cos(a), sin(a));
    float share = i == 0 ? 1.0 - (turn - low) : turn - low;
    sum += share * tNoise(vec2(dot(p, along) * 0.35, dot(p, vec2(-along.y, along.x)) * 2.2) + 17.0 * a);
  }
  return sum;
}

// Coverage by arrows, one in the middle of each square of so many metres; the faster the water, the longer.
float arrows(vec2 at, float squareM, float pixelM) {
  vec2 middle = (floor(at / squareM) + 0.5) * squareM;
  vec4 there = textureLod(after, (middle - uFloodRect.xy) * uFloodRect.zw, 0.0);
  float speed = length(there.zw);
  if (there.y < 0.05 || speed < 0.05) return 0.0;
  vec2 along = there.zw / speed;
  vec2 p = vec2(dot(at - middle, along), dot(at - middle, vec2(-along.y, along.x))) / squareM;
  float px = max(0.7 * pixelM / squareM, 0.002);
  float reach = 0.14 + 0.3 * smoothstep(0.05, 2.0, speed);
  float shaft = max(abs(p.y) - 0.018, abs(p.x + 0.06) - reach + 0.06);
  float head = max(abs(p.y) * 1.6 + p.x - reach, reach - 0.17 - p.x);
  return 1.0 - smoothstep(-0.5 * px, 0.5 * px, min(shaft, head));
}

void main() {
  float pixelM = length(fwidth(vWorld.xz));
  if (isOffTable(vWorld)) discard;
  vec4 water = mix(texture(before, vAt), texture(after, vAt), uBlend);
  float depth = water.y;
  if (depth < 0.012) discard;
  vec2 flow = water.zw;
  float speed = length(flow);
  vec2 at = vec2(vWorld.x, -vWorld.z);
  vec3 toEye = cameraPosition - vWorld;
  float dist = length(toEye);
  vec3 view = toEye / max(dist, 0.001);
  bool isBelow = view.y < 0.0;
  float near = 1.0 - smoothstep(12.0, 90.0, dist);
  float mid = 1.0 / (1.0 + dist * 0.006);

  vec2 slope;
  float streak = 0.0;
  if (speed > 0.04) {
    // Two turns, each reset while the other is seen alone.
    float turn = uAir.w / 2.4;
    float a = fract(turn);
    float b = fract(turn + 0.5);
    float part = abs(1.0 - 2.0 * a);
    vec2 carried = flow * min(1.0, 3.0 / speed) * 2.4;
    vec2 pa = at - carried * (a - 0.5) + floor(turn) * 7.3;
    vec2 pb = at - carried * (b - 0.5) + floor(turn + 0.5) * 5.1 + 3.7;
    slope = mix(waves(pa, near, mid), waves(pb, near, mid), part);
    // Foam drawn out along the flow.
    float angle = atan(flow.y, flow.x);
    float foam = mix(drawnOut(pa, angle), drawnOut(pb, angle), part);
    streak = smoothstep(0.62, 0.85, foam) * smoothstep(0.25, 1.6, speed) * (1.0 - smoothstep(60.0, 260.0, dist));
  } else {
    slope = waves(at + uAir.w * 0.05, near, mid);
  }
  float rough = (0.20 + 0.22 * smoothstep(0.1, 2.0, speed)) * smoothstep(0.0, 0.12, depth);
  slope *= rough;

  // Bodies that wade: rings that run outwards, and a line of light where legs break the surface.
  float contact = 0.0;
  int bodies = int(uOrigin.w + 0.5);
  for (int i = 0; i < ${MOST_BODIES}; i++) {
    if (i >= bodies) break;
    vec2 from = at - uBodies[i].xy;
    float r = length(from);
    if (r > 3.5) continue;
    float strength = uBodies[i].z;
    slope += from / max(r, 0.05) * cos(r * 11.0 - uAir.w * 7.0) * exp(-r * 1.3) * 0.16 * strength;
    contact = max(contact, (1.0 - smoothstep(0.03, 0.10, abs(r - 0.24 - 0.02 * sin(uAir.w * 3.0)))) * (0.4 + 0.6 * strength));
  }

  vec3 normal = normalize(vec3(-slope.x, 1.0, slope.y));
  if (isBelow) normal = -normal;
  float facing = max(dot(normal, view), 0.0);
  float fresnel = 0.02 + 0.98 * pow(1.0 - facing, 5.0);
  vec3 mirrored = reflect(-view, normal);
  mirrored.y = abs(mirrored.y) + 0.01;
  vec3 sky = skyAt(normalize(mirrored));
  // Houses stand in the lowest part of the mirror.
  sky *= mix(0.5, 1.0, smoothstep(0.0, 0.2, mirrored.y));

  float silt = clamp(0.45 + 0.4 * smoothstep(0.2, 1.5, speed), 0.0, 1.0) * (1.0 - 0.85 * smoothstep(1.4, 2.8, depth));
  vec3 albedo = mix(vec3(0.028, 0.075, 0.078), vec3(0.165, 0.125, 0.072), silt);
  albedo *= 0.86 + 0.28 * tNoise(at * 0.05);
  vec3 light = ambientOn(vec3(0.0, 1.0, 0.0)) + uLight * 0.45 * max(uLightDir.y, 0.0);
  vec3 body = albedo * light;
  // The way of the light through it, down and up along the view.
  float through = exp(-3.4 * depth / max(facing, 0.3));
  float foam = max(streak * 0.5, contact * 0.55);
  // A soft line where it laps the shore.
  float lap = (1.0 - smoothstep(0.015, 0.07, depth)) * smoothstep(0.35, 0.7, tNoise(at * 1.7 + uAir.w * 0.25)) * near;
  foam = max(foam, lap * 0.35);
  float edge = smoothstep(0.012, 0.06, depth);

  vec3 colour;
  float alpha;
  if (isBelow) {
    float window = smoothstep(0.55, 0.72, -view.y);
    colour = mix(body * 0.8, skyAt(-view) * 0.8, window * 0.75);
    alpha = 0.94;
  } else {
    float seen = (1.0 - fresnel) * (1.0 - through);
    alpha = fresnel + seen;
    colour = (sky * fresnel + body * seen) / max(alpha, 0.02);
    float glint = pow(max(dot(normalize(mirrored), uLightDir), 0.0), 260.0);
    colour += uLight * glint * 1.8;
    vec3 white = vec3(0.62, 0.6, 0.55) * light;
    colour = mix(colour, white, foam);
    alpha = max(alpha, foam) * edge;
    // From the air, not along the street.
    float fromAbove = smoothstep(0.12, 0.35, view.y);
    float close = smoothstep(45.0, 110.0, dist) * (1.0 - smoothstep(330.0, 480.0, dist)) * fromAbove;
    float wide = smoothstep(330.0, 480.0, dist) * (1.0 - smoothstep(1500.0, 2200.0, dist)) * fromAbove;
    float arrow = 0.0;
    if (close > 0.0) arrow = arrows(at, 25.0, pixelM) * close;
    if (wide > 0.0) arrow = max(arrow, arrows(at, 75.0, pixelM) * wide);
    colour = mix(colour, vec3(0.9, 0.95, 1.0), 0.75 * arrow);
    alpha = max(alpha, 0.75 * arrow);
  }
  if (uSeason.x > 0.3 && !isBelow) {
    // Deep winter: ice on what stands still.
    float sheet = smoothstep(0.3, 0.7, uSeason.x + 0.25 * (tNoise(at * 0.06) - 0.5)) * (1.0 - smoothstep(0.15, 0.5, speed));
    float drift = smoothstep(0.35, 0.65, tNoise(at * 0.045) * 0.7 + tNoise(at * 0.3) * 0.3);
    vec3 ice = lit(mix(vec3(0.42, 0.52, 0.58), vec3(0.80, 0.83, 0.87), drift), vec3(0.0, 1.0, 0.0), 1.0);
    colour = mix(colour, ice + sky * fresnel * (1.0 - drift) * 0.6, sheet);
    alpha = mix(alpha, edge, sheet);
  }
  glFragColor = vec4(toScreen(hazed(colour, vWorld)) * alpha, alpha);
}
`

/** For the city's own shader: the bed of its waters, and the mark of the flood on its walls. Needs LIGHT_GLSL and NOISE_GLSL. */
export const FLOODED_UNIFORMS = ['uFloodRect', 'uFlood'] as const
export const FLOODED_SAMPLER = 'floodTex'
/** How far the drawn face of a river or lake goes down to be its bed while the flood's water stands in it. */
export const SUNK_M = 1.6

export const FLOODED_VERTEX_GLSL = /* glsl */ `
uniform vec4 uFloodRect;
// Height of the base; 1 while there is a flood.
uniform vec4 uFlood;
bool isFlooded(vec3 world) {
  vec2 at = (vec2(world.x, -world.z) - uFloodRect.xy) * uFloodRect.zw;
  return uFlood.y > 0.5 && at.x > 0.0 && at.y > 0.0 && at.x < 1.0 && at.y < 1.0;
}
`

export const FLOODED_GLSL = /* glsl */ `
${FLOODED_VERTEX_GLSL}
uniform highp sampler2D floodTex;

// What stands in water: wet and dark above it, with a lighter line where it laps.
vec3 waterline(vec3 albedo, vec3 world, vec3 normal, float dist) {
  if (dist > 250.0) return albedo;
  vec4 water = textureLod(floodTex, (vec2(world.x, -world.z) - uFloodRect.xy) * uFloodRect.zw, 0.0);
  float over = world.y - uFlood.x - water.x;
  if (water.y < -0.2 || over > 0.5) return albedo;
  float ragged = 0.06 * tNoise(vec2(world.x - world.z, world.y) * 3.0 + uAir.w * 0.2);
  vec3 wet = albedo * mix(0.55, 1.0, smoothstep(0.05, 0.3, over + ragged));
  if (water.y < 0.03 || normal.y > 0.7) return wet;
  float laps = 0.012 * sin(uAir.w * 2.2 + world.x * 1.7 + world.z * 1.3);
  float line = 1.0 - smoothstep(0.01, 0.045 + dist * 0.0006, abs(over - laps));
  return mix(wet, vec3(0.62, 0.6, 0.55), line * 0.45 * (1.0 - smoothstep(60.0, 200.0, dist)));
}

vec3 bedPaint(vec2 at) {
  return vec3(0.085, 0.07, 0.048) * (0.75 + 0.5 * tNoise(at * 0.6));
}
`

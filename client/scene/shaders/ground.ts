// The paint of everything that lies on the ground, as GLSL: earth, turf, fields, sand, paving, carriageways with
// their lines, kerbs, tracks, stone, metal. No textures: value noise in world metres, faded out with distance.
// uv, surface (`a`, `b`, `c` in yzw) and tint as mesh/{ground,areas,roads,pavements,water,rails}.ts write them.
import { GRASS, PAVING } from '../mesh/areas.ts'
import { GROUND } from '../mesh/ground.ts'
import { ROAD_FLAG } from '../mesh/roads.ts'

export const NOISE_GLSL = /* glsl */ `
float tHash(ivec2 p) {
  uvec2 q = uvec2(p + 65536) * uvec2(1597334673u, 3812015801u);
  uint n = (q.x ^ q.y) * 1597334673u;
  n ^= n >> 15;
  return float(n & 0xffffu) / 65535.0;
}
float tNoise(vec2 p) {
  vec2 f = floor(p);
  vec2 t = p - f;
  t = t * t * (3.0 - 2.0 * t);
  ivec2 i = ivec2(f);
  return mix(mix(tHash(i), tHash(i + ivec2(1, 0)), t.x), mix(tHash(i + ivec2(0, 1)), tHash(i + ivec2(1, 1)), t.x), t.y);
}
// Coverage of a line of width w round x = 0 by a pixel of width px.
float tLine(float x, float w, float px) {
  return clamp((w * 0.5 - abs(x)) / max(px, 1e-4) + 0.5, 0.0, 1.0) * min(1.0, w / max(px, 1e-4));
}
// Coverage of the joints of a grid of period p, joint width w; fades before it shimmers.
float tJoint(float x, float p, float w, float px) {
  float d = abs(fract(x / p + 0.5) - 0.5) * p;
  return tLine(d, w, px) * (1.0 - smoothstep(0.25, 0.7, px / p)) ;
}
`

export const GROUND_GLSL = /* glsl */ `
vec3 turf(vec3 green, float dry) {
  vec3 straw = vec3(0.235, 0.2, 0.11);
  vec3 autumn = vec3(0.36, 0.27, 0.10);
  vec3 c = mix(straw, green, clamp(uSeason.z * (1.25 - dry * 0.5), 0.0, 1.0));
  return mix(c, autumn, uSeason.y * 0.3 * dry);
}

vec3 groundPaint(int kind, vec2 at, vec3 tint, float near, out float bump) {
  float broad = tNoise(at * 0.021);
  float patchy = tNoise(at * 0.13 + 7.0);
  float fine = near > 0.0 ? mix(0.5, tNoise(at * 2.3), near) : 0.5;
  float grain = near > 0.4 ? mix(0.5, tNoise(at * 7.0) * 0.45 + tNoise(at * 29.0) * 0.55, (near - 0.4) / 0.6) : 0.5;
  bump = fine * 0.4 + grain * 0.6;
  vec3 grass = turf(vec3(0.085, 0.12, 0.042), patchy);
  vec3 c;
  if (kind == ${GROUND.open}) {
    vec3 earth = vec3(0.158, 0.136, 0.1);
    c = mix(grass, earth, smoothstep(0.42, 0.72, broad * 0.55 + patchy * 0.35 + fine * 0.18));
  } else if (kind == ${GROUND.residential}) {
    vec3 yard = vec3(0.15, 0.139, 0.118);
    c = mix(grass * 0.95, yard, smoothstep(0.40, 0.62, broad * 0.4 + patchy * 0.5 + fine * 0.2));
  } else if (kind == ${GROUND.commercial}) {
    c = mix(vec3(0.21, 0.203, 0.19), vec3(0.165, 0.16, 0.153), patchy);
  } else if (kind == ${GROUND.construction}) {
    c = mix(vec3(0.24, 0.195, 0.135), vec3(0.17, 0.145, 0.105), patchy * 0.7 + fine * 0.3);
  } else if (kind == ${GROUND.railway}) {
    c = mix(vec3(0.19, 0.17, 0.15), vec3(0.26, 0.24, 0.2), patchy);
  } else if (kind == ${GROUND.earth}) {
    c = mix(vec3(0.29, 0.235, 0.165), vec3(0.22, 0.18, 0.13), fine);
  } else {
    c = mix(vec3(0.155, 0.148, 0.138), vec3(0.2, 0.187, 0.163), patchy);
    c = mix(c, grass, 0.25 * smoothstep(0.6, 0.8, broad));
  }
  return c * (0.74 + 0.22 * fine + 0.32 * grain);
}

vec3 grassPaint(int kind, vec2 at, vec3 tint, float near, out float bump) {
  float broad = tNoise(at * 0.03);
  float patchy = tNoise(at * 0.21 + 3.0);
  float fine = near > 0.0 ? mix(0.5, tNoise(at * 3.1), near) : 0.5;
  float blade = near > 0.4 ? mix(0.5, tNoise(at * vec2(11.0, 9.0)) * 0.4 + tNoise(at * vec2(41.0, 33.0)) * 0.6, (near - 0.4) / 0.6) : 0.5;
  bump = fine * 0.5 + blade * 0.5;
  float dry = broad * 0.5 + patchy * 0.5;
  if (kind == ${GRASS.field}) {
    float strips = tHash(ivec2(floor(at / vec2(180.0, 320.0))));
    float rows = tJoint(at.x + at.y * 0.2, 3.0, 1.2, 0.3);
    vec3 crop = mix(vec3(0.24, 0.215, 0.10), vec3(0.12, 0.155, 0.055), strips);
    return turf(crop, dry) * (0.9 - 0.1 * rows * near + 0.1 * fine);
  }
  if (kind == ${GRASS.pitch}) {
    float mown = step(0.5, fract(at.x / 11.0));
    return mix(vec3(0.07, 0.15, 0.035), vec3(0.09, 0.18, 0.045), mown) * (0.92 + 0.16 * fine);
  }
  vec3 green = kind == ${GRASS.forest} ? vec3(0.055, 0.085, 0.03) : kind == ${GRASS.wetland} ? vec3(0.10, 0.13, 0.055)
    : kind == ${GRASS.meadow} ? vec3(0.085, 0.135, 0.045) : vec3(0.06, 0.103, 0.034);
  vec3 c = turf(green, kind == ${GRASS.lawn} ? dry * 0.5 : dry);
  if (kind == ${GRASS.forest}) c = mix(c, vec3(0.14, 0.105, 0.06), 0.35 * smoothstep(0.4, 0.7, patchy) + 0.35 * uSeason.y * fine);
  c *= 0.66 + 0.18 * patchy + 0.18 * fine + 0.34 * blade;
  return c * (0.92 + 0.16 * broad);
}

vec3 pavingPaint(int kind, vec2 uv, vec2 at, vec3 tint, vec2 px, float near, out float bump) {
  float wide = max(px.x, px.y);
  float patchy = tNoise(at * 0.35);
  float grain = near > 0.3 ? mix(0.5, tNoise(at * 21.0), (near - 0.3) / 0.7) : 0.5;
  bump = grain;
  vec3 c = tint * (0.88 + 0.16 * patchy) * (0.93 + 0.14 * grain);
  if (kind == ${PAVING.slabs}) {
    // A granite kerb, then slabs in running bond.
    float row = floor(uv.x / 0.5);
    float joint = max(tJoint(uv.x, 0.5, 0.012, wide), tJoint(uv.y + 0.25 * mod(row, 2.0), 0.5, 0.012, wide));
    float shade = tHash(ivec2(floor(vec2(uv.x / 0.5, uv.y / 0.5 + 0.5 * mod(row, 2.0)))));
    c *= (1.0 + 0.1 * (shade - 0.5) * near) * (1.0 - 0.35 * joint);
    float kerb = 1.0 - smoothstep(0.2 - wide, 0.2 + wide, uv.x);
    c = mix(c, vec3(0.47, 0.465, 0.45) * (0.9 + 0.2 * grain) * (1.0 - 0.4 * tJoint(uv.y, 1.0, 0.015, px.y)), kerb);
  } else if (kind == ${PAVING.square}) {
    vec2 big = floor(at / 3.6);
    float band = max(tJoint(at.x, 7.2, 0.7, wide), tJoint(at.y, 7.2, 0.7, wide));
    float shade = tHash(ivec2(floor(at / 0.6)));
    float joint = max(tJoint(at.x, 0.6, 0.012, wide), tJoint(at.y, 0.6, 0.012, wide));
    c = mix(c, c * vec3(0.74, 0.68, 0.64), band);
    c *= 1.0 + 0.12 * (tHash(ivec2(big)) - 0.5) + 0.1 * (shade - 0.5) * near;
    c *= 1.0 - 0.3 * joint;
  } else if (kind == ${PAVING.path}) {
    float joint = max(tJoint(uv.x, 0.2, 0.01, wide), tJoint(uv.y + 0.05 * floor(uv.x / 0.2), 0.1, 0.01, wide));
    c *= (1.0 - 0.28 * joint) * (0.95 + 0.1 * tHash(ivec2(floor(vec2(uv.x / 0.2, uv.y / 0.1)))));
  } else if (kind == ${PAVING.steps}) {
    c *= 0.55 + 0.5 * smoothstep(0.0, 0.12, fract(uv.y / 0.34)) ;
  } else if (kind == ${PAVING.cycle}) {
    c = mix(c, vec3(0.75), tLine(abs(uv.x) - 0.8, 0.08, px.x) * 0.7);
  } else if (kind == ${PAVING.playground}) {
    float blob = tNoise(at * 0.28);
    c = mix(vec3(0.42, 0.17, 0.11), vec3(0.12, 0.24, 0.36), step(0.55, blob)) * (0.9 + 0.2 * grain);
  }
  return c;
}

vec3 roadPaint(vec4 surface, vec2 uv, vec2 at, vec3 tint, vec2 px, float near, out float bump) {
  int code = int(surface.y + 0.5);
  float halfM = surface.z * 0.1;
  int flags = int(surface.w + 0.5);
  int roadClass = flags & 15;
  float patchy = tNoise(at * 0.09);
  float grain = near > 0.2 ? mix(0.5, tNoise(at * 9.0) * 0.4 + tNoise(at * 37.0) * 0.6, (near - 0.2) / 0.8) : 0.5;
  bump = grain;
  vec3 c = tint * (0.84 + 0.22 * patchy) * (0.9 + 0.2 * grain);
  // Mended patches and cracks.
  float mended = tNoise(at * vec2(0.17, 0.11) + 31.0);
  c *= 1.0 - 0.1 * near * smoothstep(0.72, 0.74, mended);
  if (halfM < 0.05) {
    if (roadClass == 0) return c;
    // Car park: bays across the plot.
    float bay = tJoint(at.x, 2.6, 0.1, px.x) * step(0.25, fract(at.y / 16.0)) * step(fract(at.y / 16.0), 0.92);
    float spine = tJoint(at.y - 9.4, 16.0, 0.1, px.y);
    return mix(c, vec3(0.6), max(bay, spine) * 0.55);
  }
  int style = code >> 6;
  float forward = float(code & 7);
  float backward = float((code >> 3) & 7);
  float lanes = max(forward + backward, 1.0);
  float edgeM = halfM - 0.35;
  float laneM = 2.0 * edgeM / lanes;
  float middle = -edgeM + backward * laneM;
  // Tyres polish two tracks in each lane; dust gathers at the kerb.
  float inLane = fract((uv.x + edgeM) / laneM) - 0.5;
  float tracks = exp(-pow((abs(inLane) * laneM - 0.85) / 0.32, 2.0));
  c *= 1.0 - 0.10 * tracks * step(float(roadClass), 5.5);
  c = mix(c, vec3(0.30, 0.27, 0.225), 0.45 * smoothstep(halfM - 0.9, halfM, abs(uv.x)) * (0.4 + 0.6 * patchy));
  float paint = 0.0;
  float wear = 0.55 + 0.45 * smoothstep(0.25, 0.6, tNoise(at * 1.9) * 0.6 + patchy * 0.5);
  if (style == 1) {
    float isMain = step(float(roadClass), 4.5);
    if (lanes > 1.5) {
      for (float i = 1.0; i < 7.0; i += 1.0) {
        if (i >= lanes) break;
        float x = -edgeM + i * laneM;
        bool isMiddle = abs(x - middle) < 0.1;
        if (isMiddle && lanes > 2.5) {
          paint = max(paint, max(tLine(uv.x - x - 0.13, 0.13, px.x), tLine(uv.x - x + 0.13, 0.13, px.x)));
        } else if (isMain > 0.5 || isMiddle) {
          float dash = isMiddle ? 9.0 : 8.0;
          float on = clamp((0.36 - abs(fract(uv.y / dash) - 0.5)) * dash / max(px.y, 0.02) + 0.5, 0.0, 1.0);
          on = mix(on, 0.5, smoothstep(0.3, 0.8, px.y / dash));
          paint = max(paint, tLine(uv.x - x, 0.13, px.x) * on);
        }
      }
    }
    if (isMain > 0.5) paint = max(paint, tLine(abs(uv.x) - edgeM, 0.13, px.x));
  } else if (style == 2) {
    float on = clamp((0.25 - abs(fract(uv.x / 1.0) - 0.5)) / max(px.x, 0.01) + 0.5, 0.0, 1.0);
    paint = mix(on, 0.5, smoothstep(0.4, 1.0, px.x)) * step(abs(uv.x), edgeM);
  } else if (style == 3) {
    bool isAtEnd = (flags & ${ROAD_FLAG.atEnd}) != 0;
    float side = isAtEnd ? uv.x - middle : middle - uv.x;
    paint = step(0.15, side) * step(abs(uv.x), edgeM);
  }
  return mix(c, vec3(0.72, 0.72, 0.69), paint * wear * 0.9);
}

vec3 railPaint(int kind, vec2 uv, vec2 at, vec3 tint, vec2 px, float near, out float bump) {
  float stones = near > 0.1 ? mix(0.5, tNoise(at * 9.0), near) : 0.5;
  bump = stones;
  vec3 c = kind == 1 ? tint : tint * (0.7 + 0.6 * stones);
  float gauge = abs(abs(uv.x) - 0.76);
  if (kind == 0) {
    float sleeper = clamp((0.13 - abs(fract(uv.y / 0.6) - 0.5) * 0.6) / max(px.y, 0.01) + 0.5, 0.0, 1.0);
    sleeper = mix(sleeper, 0.4, smoothstep(0.2, 0.6, px.y / 0.6)) * step(abs(uv.x), 1.3);
    c = mix(c, vec3(0.33, 0.31, 0.28), sleeper * 0.8);
  }
  float rail = tLine(gauge, 0.075, px.x);
  return mix(c, vec3(0.42, 0.37, 0.33), rail);
}

vec3 stonePaint(int kind, vec2 uv, vec3 tint, vec2 px, float near) {
  float wide = max(px.x, px.y);
  if (kind == 1) {
    float row = floor(uv.y / 0.6);
    float joint = max(tJoint(uv.y, 0.6, 0.03, wide), tJoint(uv.x + 0.55 * mod(row, 2.0), 1.1, 0.03, wide));
    float shade = tHash(ivec2(floor(vec2(uv.x / 1.1 + 0.5 * mod(row, 2.0), row))));
    vec3 c = tint * (0.85 + 0.25 * shade) * (1.0 - 0.35 * joint);
    // Wet and green at the waterline.
    return mix(c, c * vec3(0.42, 0.46, 0.38), 1.0 - smoothstep(0.05, 0.55, uv.y));
  }
  float patchy = tNoise(uv * 0.6);
  float joint = kind == 3 ? tJoint(uv.x, 4.0, 0.04, px.x) : tJoint(uv.x, 1.2, 0.02, px.x);
  return tint * (0.86 + 0.2 * patchy) * (1.0 - 0.3 * joint);
}

vec3 metalPaint(int kind, vec2 uv, vec3 tint, vec2 px) {
  if (kind != 1) return tint;
  // A railing: balusters before the gaps between them.
  float bar = max(tJoint(uv.x, 0.14, 0.035, px.x), tJoint(uv.x, 2.4, 0.1, px.x));
  bar = mix(bar, 0.3, smoothstep(0.05, 0.14, px.x));
  float rail = max(step(0.97, uv.y), step(abs(uv.y - 0.12), 0.04));
  return mix(tint * 0.16, tint, max(bar, rail));
}
`

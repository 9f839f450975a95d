// The paint of walls and roofs as GLSL ES 3.00, for the one city material: no textures, everything from metres
// along the wall, storey height, style and seed. Periodic parts are box-filtered exactly (the integral of a band
// over the pixel), so they turn into their average with distance instead of shimmering.
// The including shader calls
//   facade (uv, surface, tint, normal, night, dist, view, albedo, gloss, emissive)   on SURFACE.facade
//   roofing(uv, surface, tint, normal, night, dist, view, albedo, gloss, emissive)   on SURFACE.roof
// `view` is the unit vector from the point to the eye, world axes; tint and albedo are linear colours; `emissive`
// carries mirrored sky and lamps, to be added after lighting. Include LIGHT_GLSL (light.ts) first: panes mirror skyAt.
import { FACADE_STYLES } from '../mesh/buildings-style.ts'
import { ROOFING_GLSL } from './roofing.ts'

const f = (n: number): string => (Number.isInteger(n) ? `${n}.0` : `${n}`)
const styles = FACADE_STYLES
const table = (name: string, of: (s: (typeof styles)[number]) => readonly number[]): string =>
  `const vec4 ${name}[${styles.length}] = vec4[${styles.length}](\n${styles
    .map((s) => `  vec4(${of(s).map(f).join(', ')})`)
    .join(',\n')});`

export const FACADE_GLSL = /* glsl */ `
${table('F_WINDOW', (s) => [s.window[0], s.window[1], s.height[0], s.height[1]])}
${table('F_LOOK', (s) => [s.bayM, s.frameM, s.panes, s.lit])}
const float F_GLASS[${styles.length}] = float[${styles.length}](${styles.map((s) => f(s.glass)).join(', ')});

float fHash(vec3 p) {
  uvec3 q = uvec3(ivec3(floor(p + 0.5)) + 32768);
  q = q * uvec3(1597334673u, 3812015801u, 2798796415u);
  uint n = q.x ^ q.y ^ q.z;
  n = (n ^ (n >> 15)) * 2246822519u;
  n = (n ^ (n >> 13)) * 3266489917u;
  return float((n ^ (n >> 16)) & 0xffffffu) / 16777215.0;
}

// Share of the pixel (width w, in periods) covered by the band [a, b] of every period: exact box filter.
float fSum(float x, float a, float b) { return floor(x) * (b - a) + clamp(fract(x) - a, 0.0, b - a); }
float fBand(float x, float w, float a, float b) {
  float h = max(w, 1e-4) * 0.5;
  return clamp((fSum(x + h, a, b) - fSum(x - h, a, b)) / (2.0 * h), 0.0, 1.0);
}
// The same for one band, not repeated.
float fOnce(float x, float w, float a, float b) {
  float h = max(w, 1e-4) * 0.5;
  return clamp((clamp(x + h, a, b) - clamp(x - h, a, b)) / (2.0 * h), 0.0, 1.0);
}

// What a pane shows by mirroring: sky above, a made-up skyline of the other side of the street below.
vec3 fMirror(vec3 normal, vec3 view, float seed, float night) {
  vec3 d = reflect(-view, normal);
  float azimuth = atan(d.z, d.x) * 9.0;
  float skyline = 0.03 + 0.16 * fHash(vec3(floor(azimuth), 3.0, seed)) * step(0.35, fHash(vec3(floor(azimuth), 9.0, seed)));
  vec3 sky = skyAt(normalize(vec3(d.x, abs(d.y) + 0.02, d.z)));
  vec3 city = sky * mix(0.30, 0.16, night) + vec3(0.006, 0.006, 0.007);
  return mix(city, sky, smoothstep(skyline - 0.012, skyline + 0.012, d.y));
}

// Every fourth bay is a stairwell.
float fStair(float bay, float seed) { return 1.0 - min(1.0, abs(mod(bay, 4.0) - floor(mod(seed, 4.0)))); }

vec3 fLamp(float pick, float cold) {
  return pick < cold ? vec3(0.72, 0.86, 1.0) : mix(vec3(1.0, 0.62, 0.28), vec3(1.0, 0.80, 0.52), fract(pick * 7.3));
}

void facade(in vec2 uv, in vec4 surface, in vec3 tint, in vec3 normal, in float night, in float dist, in vec3 view,
            out vec3 albedo, out float gloss, out vec3 emissive) {
  int code = int(surface.y + 0.5);
  int style = code & 15;
  int foot = code >> 4;
  float storeyM = max(surface.z * 0.05, 2.0);
  float seed = floor(surface.w + 0.5);
  vec4 win = F_WINDOW[style];
  vec4 look = F_LOOK[style];
  float mirror = F_GLASS[style];
  float bayM = look.x;

  vec2 px = fwidth(uv);
  vec2 m = uv / vec2(bayM, storeyM);
  vec2 w = px / vec2(bayM, storeyM);
  vec2 cell = floor(m);
  vec2 at = fract(m);
  // 1 where single windows can be told apart, 0 where only their average is left.
  float sharp = 1.0 - smoothstep(0.35, 1.1, max(w.x, w.y));
  float fine = 1.0 - smoothstep(0.04, 0.16, max(px.x, px.y));

  // Wall. Paint and stone give back half of what a screen colour says.
  vec3 wall = tint * 0.52;
  float blotch = fHash(vec3(floor(uv * 0.35), seed)) - 0.5;
  wall *= 1.0 + 0.05 * blotch * sharp;
  // The grain of render and concrete, only under the nose.
  wall *= 1.0 + 0.09 * (fHash(vec3(floor(uv * 14.0), seed)) - 0.5) * (1.0 - smoothstep(0.01, 0.05, max(px.x, px.y)));
  vec3 accent = mix(vec3(0.55, 0.24, 0.14), vec3(0.62, 0.58, 0.5), fHash(vec3(seed, 1.0, 5.0)));
  vec3 trim = mix(tint * 0.8, vec3(0.56), 0.35);
  float pier = 0.0;
  if (style == 0) {
    float joint = max(fBand(m.x, w.x, 0.0, 0.025), fBand(m.y, w.y, 0.0, 0.03));
    wall *= 1.0 + 0.07 * (fHash(vec3(cell, seed)) - 0.5) * sharp;
    wall *= 1.0 - 0.38 * joint;
  } else if (style == 1) {
    float course = fBand(uv.y / 0.4, px.y / 0.4, 0.0, 0.12);
    wall *= 1.0 - 0.10 * course;
    wall = mix(wall, trim, fBand(m.y, w.y, 0.0, 0.055));
  } else if (style == 2) {
    float stripe = step(0.62, fHash(vec3(floor(m.x / 2.0), 2.0, seed)));
    float mixed = mix(0.38, stripe, 1.0 - smoothstep(0.2, 0.7, w.x));
    wall = mix(wall, seed > 128.0 ? vec3(0.52, 0.5, 0.47) : 0.7 * tint * vec3(0.62, 0.5, 0.42), mixed * 0.85);
    wall *= 1.0 - 0.18 * fBand(m.y, w.y, 0.0, 0.035);
  } else if (style == 3) {
    pier = fBand(m.x * 0.5, w.x * 0.5, 0.0, 0.06) ;
    wall = mix(wall, trim, pier);
    wall = mix(wall, tint * 0.72, fBand(m.y / 3.0, w.y / 3.0, 0.0, 0.04));
  } else if (style == 6 || style == 15) {
    wall *= 1.0 - 0.22 * fBand(m.x, w.x, 0.0, 0.02) - 0.14 * fBand(m.y, w.y, 0.0, 0.02);
  } else if (style == 7) {
    float shaft = fBand(m.x, w.x, 0.86, 0.999) + fBand(m.x, w.x, 0.001, 0.14);
    wall = mix(wall * 0.93, trim, shaft * 0.8);
    wall *= 1.0 - 0.10 * fBand(uv.y / 0.6, px.y / 0.6, 0.0, 0.06);
  } else if (style == 9) {
    wall *= 0.86 + 0.28 * fBand(uv.x / 0.28, px.x / 0.28, 0.0, 0.5);
    wall = mix(wall, tint * 0.6, fBand(m.x, w.x, 0.0, 0.012));
  } else if (style == 10) {
    wall *= 1.0 - 0.16 * fBand(uv.y / 0.22, px.y / 0.22, 0.0, 0.14) * step(0.5, fHash(vec3(seed, 4.0, 4.0)));
  } else if (style == 14) {
    float slab = fBand(m.y, w.y, 0.0, 0.11);
    float post = fBand(m.x, w.x, 0.0, 0.1);
    wall *= 0.85 + 0.2 * max(slab, post);
  }

  // Windows: opening, frame inside it, panes inside the frame.
  bool blank = foot == 3;
  float inWide = fBand(m.x, w.x, win.x, win.y);
  float inTall = fBand(m.y, w.y, win.z, win.w);
  vec2 frame = vec2(look.y / bayM, look.y / storeyM);
  float paneWide = fBand(m.x, w.x, win.x + frame.x, win.y - frame.x);
  float paneTall = fBand(m.y, w.y, win.z + frame.y, win.w - frame.y);
  float panes = look.z;
  float across = (m.x - win.x) / (win.y - win.x) * panes;
  float bars = panes > 1.5 ? fBand(across, w.x * panes / (win.y - win.x), 0.0, 0.08) : 0.0;

  // Whole columns of balconies or loggias on homes.
  float loggia = 0.0;
  float rail = 0.0;
  if (style <= 3 && !blank) {
    float share = style == 0 ? 0.34 : style == 1 ? 0.22 : 0.4;
    float isColumn = step(1.0 - share, fHash(vec3(cell.x, 77.0, seed)));
    loggia = mix(share, isColumn, 1.0 - smoothstep(0.3, 0.9, w.x)) * step(1.0, m.y + w.y * 0.5);
    float wide = fBand(m.x, w.x, 0.05, 0.95);
    rail = loggia * wide * fBand(m.y, w.y, 0.0, 0.36);
    inWide = mix(inWide, wide, loggia);
    inTall = mix(inTall, fBand(m.y, w.y, 0.36, 0.95), loggia);
    paneWide = mix(paneWide, fBand(m.x, w.x, 0.07, 0.93), loggia);
    paneTall = mix(paneTall, fBand(m.y, w.y, 0.39, 0.93), loggia);
    bars = mix(bars, fBand(m.x * 4.0, w.x * 4.0, 0.0, 0.07), loggia);
  }
  float opening = inWide * inTall;
  float pane = paneWide * paneTall * (1.0 - bars);
  if (style == 13) {
    // Round heads.
    float r = (win.y - win.x) * 0.5 * bayM;
    vec2 d = vec2((at.x - 0.5) * bayM, max(0.0, (at.y - win.w) * storeyM + r));
    float arch = 1.0 - smoothstep(-px.y, px.y, length(d) - r);
    opening *= arch;
    pane *= arch;
  }
  float shown = blank ? 0.0 : 1.0;

  // Foot of the wall.
  float groundM = min(storeyM, 4.6);
  float shop = 0.0;
  float sign = 0.0;
  float door = 0.0;
  vec3 signColour = vec3(0.0);
  float shopWindow = 0.0;
  if (foot == 1) {
    shop = fOnce(uv.y, px.y, -2.0, groundM);
    float front = uv.x / (bayM * ceil(6.0 / bayM));
    float frontW = px.x / (bayM * ceil(6.0 / bayM));
    float which = fHash(vec3(floor(front), 31.0, seed));
    shopWindow = fBand(uv.x / 1.7, px.x / 1.7, 0.04, 0.96) * fOnce(uv.y, px.y, 0.35, groundM * 0.66);
    sign = fBand(front, frontW, 0.06, 0.94) * fOnce(uv.y, px.y, groundM * 0.7, groundM * 0.92) * step(0.25, which);
    float hue = fHash(vec3(floor(front), 32.0, seed));
    signColour = hue < 0.2 ? vec3(0.72, 0.05, 0.05) : hue < 0.4 ? vec3(0.04, 0.16, 0.5) : hue < 0.55 ? vec3(0.04, 0.36, 0.14)
      : hue < 0.7 ? vec3(0.85, 0.42, 0.03) : hue < 0.85 ? vec3(0.78, 0.74, 0.68) : vec3(0.28, 0.06, 0.34);
    // Letters of no language: an upright, two or three bars and perhaps a second upright in each box.
    vec2 letter = vec2(uv.x / 0.34, (uv.y - groundM * 0.755) / (groundM * 0.11));
    vec2 letterW = vec2(px.x / 0.34, px.y / (groundM * 0.11));
    float glyph = fHash(vec3(floor(letter.x), which * 97.0, seed));
    float upright = fBand(letter.x, letterW.x, 0.1, 0.27) + fBand(letter.x, letterW.x, 0.62, 0.79) * step(0.4, glyph);
    float barred = fBand(letter.x, letterW.x, 0.1, 0.79) * (fOnce(letter.y, letterW.y, 0.84, 1.0) * step(0.3, fract(glyph * 5.0))
      + fOnce(letter.y, letterW.y, 0.42, 0.58) * step(0.35, fract(glyph * 9.0)) + fOnce(letter.y, letterW.y, 0.0, 0.16) * step(0.4, fract(glyph * 13.0)));
    float letters = clamp(upright + barred, 0.0, 1.0) * fOnce(letter.y, letterW.y, 0.0, 1.0) * step(0.12, glyph)
      * fBand(front, frontW, 0.2, 0.8);
    letters = mix(0.3 * fOnce(letter.y, letterW.y, 0.0, 1.0) * fBand(front, frontW, 0.2, 0.8), letters, 1.0 - smoothstep(0.3, 0.9, letterW.x));
    signColour = mix(signColour, hue > 0.7 && hue < 0.85 ? vec3(0.5, 0.04, 0.04) : vec3(0.95), letters);
  } else if (foot == 2) {
    float once = mix(0.25, fStair(cell.x, seed), 1.0 - smoothstep(0.3, 0.9, w.x));
    door = once * fBand(m.x, w.x, 0.5 - 0.75 / bayM, 0.5 + 0.75 / bayM) * fOnce(uv.y, px.y, 0.15, 2.35);
    float canopy = once * fBand(m.x, w.x, 0.5 - 1.3 / bayM, 0.5 + 1.3 / bayM) * fOnce(uv.y, px.y, 2.55, 2.8);
    wall = mix(wall, vec3(0.23, 0.22, 0.22), canopy);
    // The stairs' own windows sit between the storeys: none of the flats' in that bay.
    shown *= 1.0 - once * fOnce(uv.y, px.y, -2.0, style <= 1 ? 400.0 : storeyM);
    rail *= 1.0 - once;
    shown *= 1.0 - fOnce(uv.y, px.y, -2.0, 0.9);
  }
  float hidden = (1.0 - shop) * shown;
  opening *= hidden;
  pane *= hidden;
  rail *= 1.0 - shop;
  float plinth = fOnce(uv.y, px.y, -4.0, style == 9 || style == 11 ? 0.25 : 0.75) * (1.0 - shop);
  if (style == 4 || style == 5 || style == 12) plinth *= 0.4;
  wall = mix(wall, min(wall * 0.55, vec3(0.3)), plinth);
  // Rain and dust: darker towards the ground, streaks under sills.
  wall *= 0.88 + 0.12 * smoothstep(-0.5, 9.0, uv.y);

  // Light on the reveal: the lintel throws a shade on the upper and one side of the opening.
  vec3 frameColour = style == 4 || style == 12 ? vec3(0.32, 0.35, 0.38) : style == 5 ? vec3(0.34, 0.26, 0.15)
    : style == 14 ? vec3(0.1) : mix(vec3(0.6), vec3(0.22, 0.16, 0.12), step(0.8, fHash(vec3(seed, 6.0, 2.0))));
  float sillBand = fBand(m.x, w.x, win.x - 0.03, win.y + 0.03) * fBand(m.y, w.y, win.z - 0.1 / storeyM, win.z) * hidden;
  float isGlassHouse = step(0.95, mirror);

  // Curtain walls: opaque spandrel between the panes.
  vec3 base = mix(wall, wall * 0.5 + vec3(0.01), isGlassHouse);
  base = mix(base, trim, sillBand * (1.0 - loggia) * (1.0 - isGlassHouse) * 0.7);
  base = mix(base, mix(tint * 0.92, accent, step(0.55, fHash(vec3(seed, 8.0, 3.0)))) , rail);
  base = mix(base, frameColour * 0.85, opening);
  // Reveals are in their own shade: a dark edge under the lintel and beside the frame, and under balcony slabs.
  float deep = fBand(m.y, w.y, win.w - 0.26 / storeyM, win.w) * inWide + fBand(m.x, w.x, win.x, win.x + 0.12 / bayM) * inTall;
  deep = clamp(deep, 0.0, 1.0) * hidden * (1.0 - isGlassHouse) * (1.0 - loggia);
  base *= 1.0 - 0.45 * deep;
  base *= 1.0 - 0.35 * loggia * fBand(m.y, w.y, 0.93, 0.99);

  // Each room: curtains by day, lamps by night.
  float room = fHash(vec3(cell, seed));
  float room2 = fHash(vec3(cell.yx + 11.0, seed));
  room = mix(0.5, room, sharp);
  vec3 inside = mix(vec3(0.016, 0.019, 0.023), vec3(0.16, 0.145, 0.125), room2 * room2 * 0.5 * sharp + 0.05);
  float curtain = step(0.6, room2) * (1.0 - smoothstep(0.12, 0.17, abs(at.x - 0.5) - (win.y - win.x) * 0.5 + 0.18));
  inside = mix(inside, vec3(0.24, 0.225, 0.2), (1.0 - curtain) * step(0.6, room2) * 0.6 * fine * (1.0 - mirror));
  float reveal = smoothstep(win.w - 0.02, win.w - 0.14, at.y) * 0.6 + 0.4;
  inside *= mix(1.0, reveal, fine * (1.0 - mirror));
  if (style == 14) inside = vec3(0.04);
  float facing = clamp(dot(normal, view), 0.0, 1.0);
  float fresnel = 0.05 + 0.95 * pow(1.0 - facing, 5.0);
  float reflectance = style == 14 ? 0.0 : mix(mix(0.22, 0.55, mirror), 1.0, fresnel);
  vec3 glassTint = mix(vec3(1.0), tint * 2.2 + 0.08, mirror * 0.8);
  // Panes lean a hair each: mirrored skies break up from pane to pane.
  vec3 lean = normalize(normal + 0.02 * (vec3(room, room2, fHash(vec3(cell, seed + 5.0))) - 0.5) * sharp);
  vec3 mirrored = fMirror(lean, view, seed, night) * glassTint * reflectance;
  vec3 mirrored0 = mirrored / max(glassTint, vec3(0.05));
  vec3 glassBody = mix(inside, tint * 0.16, mirror);
  bool isDoor = style == 11;
  if (isDoor) { glassBody = mix(vec3(0.16, 0.2, 0.17), vec3(0.3, 0.2, 0.15), step(0.5, room)) * (0.9 + 0.2 * fBand(uv.y / 0.3, px.y / 0.3, 0.0, 0.5)); mirrored = vec3(0.0); }

  glassBody *= 1.0 - 0.6 * deep;
  albedo = mix(base, glassBody * (isDoor ? 1.0 : 1.0 - 0.6 * reflectance), pane);
  emissive = mirrored * pane * (1.0 - 0.5 * deep);
  gloss = pane * (isDoor ? 0.1 : 0.9);

  // Evening. Where windows are smaller than a pixel, blocks of 2, 4 and 8 of them are lit as one, so that a far
  // city still sparkles; beyond that only the average is left.
  if (night > 0.08) {
    float small = max(max(w.x, w.y) * 1.7, 1.0);
    float block = exp2(min(3.0, ceil(log2(small))));
    float apart = 1.0 - smoothstep(10.0, 20.0, small);
    vec2 group = floor(m / block);
    float dice = fHash(vec3(group, seed + block - 1.0));
    float dice2 = fHash(vec3(group.yx + 11.0, seed + block - 1.0));
    float lit = look.w * smoothstep(0.08, 0.75, night);
    float isLit = mix(lit, step(dice, lit), apart) * (isDoor ? 0.0 : 1.0);
    // Offices: whole storeys left on.
    if (style >= 4 && style <= 6) {
      float floorOn = step(0.9, fHash(vec3(group.y, 91.0, seed))) * smoothstep(0.1, 0.6, night);
      float zone = step(0.4, fHash(vec3(floor(m.x / (8.0 * block)), group.y, seed)));
      isLit = max(isLit * zone, mix(0.08 * night, floorOn * zone * step(0.12, dice), apart));
    }
    vec3 lamp = mix(vec3(0.98, 0.76, 0.5), fLamp(dice2, style >= 4 && style <= 8 ? 0.65 : 0.16), apart);
    float bright = mix(0.42, 0.2 + 0.8 * dice2 * fract(dice * 13.7 + 0.3), apart) * mix(1.0, 0.55 + 0.45 * smoothstep(win.z, win.w, at.y), fine);
    // The eye takes small lamps for brighter than their share of the wall.
    float shine = mix(1.0, 2.3, smoothstep(1.0, 4.0, small));
    emissive += lamp * bright * isLit * pane * shine * (style >= 4 && style <= 6 ? 0.75 : 1.0) * 0.95;
  }

  if (foot == 1) {
    vec3 stone = mix(tint * 0.55, vec3(0.2, 0.19, 0.18), 0.5);
    // Behind the glass: goods and posters to eye height, a doorway here and there.
    vec3 shelf = vec3(fHash(vec3(floor(uv * vec2(1.9, 2.3)), seed)), fHash(vec3(floor(uv * vec2(1.9, 2.3)), seed + 1.0)), fHash(vec3(floor(uv * vec2(1.9, 2.3)), seed + 2.0)));
    shelf = mix(vec3(0.3), shelf, 0.22) * step(0.4, fHash(vec3(floor(uv.x / 1.7), 63.0, seed))) * fOnce(uv.y, px.y, 0.6, 2.0);
    vec3 indoors = vec3(0.03, 0.032, 0.035) + mix(vec3(0.06), shelf * 0.28, sharp);
    vec3 front = mix(stone, indoors, shopWindow);
    front = mix(front, signColour, sign);
    albedo = mix(albedo, front, shop);
    gloss = mix(gloss, shopWindow * 0.8, shop);
    float open = mix(0.65, step(0.3, fHash(vec3(floor(uv.x / 6.0), 61.0, seed))), sharp);
    vec3 inner = mix(vec3(1.0, 0.82, 0.58), vec3(0.85, 0.93, 1.0), fHash(vec3(floor(uv.x / 6.0), 62.0, seed)));
    emissive = mix(emissive, vec3(0.0), shop * (1.0 - shopWindow));
    emissive += shop * shopWindow * mirrored0 * 0.55;
    emissive += shop * (inner * shopWindow * open * (0.42 + 1.1 * shelf * fine) * (0.12 + 0.75 * smoothstep(0.05, 0.6, night)) * (0.45 + 0.55 * uv.y / groundM) * (0.2 + 0.8 * night)
      + signColour * sign * 0.9 * smoothstep(0.1, 0.6, night));
  } else if (foot == 2) {
    albedo = mix(albedo, vec3(0.12, 0.1, 0.09), door);
    // The stairwell above the door stays lit, and a lamp hangs over the door.
    float once = fStair(cell.x, seed) * (1.0 - smoothstep(0.3, 0.9, w.x));
    float stair = once * fBand(m.x, w.x, 0.34, 0.66) * fBand(m.y + 0.5, w.y, 0.34, 0.72) * step(storeyM * 0.8, uv.y) * (style <= 1 ? 1.0 : 0.0);
    albedo = mix(albedo, vec3(0.05, 0.06, 0.07), stair);
    emissive = mix(emissive, fMirror(normal, view, seed, night) * 0.25, stair);
    emissive += vec3(0.9, 0.82, 0.6) * 0.35 * stair * smoothstep(0.1, 0.6, night);
    vec2 bulb = vec2((at.x - 0.5) * bayM, uv.y - 2.5);
    emissive += vec3(1.0, 0.78, 0.45) * once * (exp(-dot(bulb, bulb) * 1.6) * 0.16 + exp(-dot(bulb, bulb) * 60.0) * 0.9) * smoothstep(0.1, 0.6, night);
  }
}

${ROOFING_GLSL}`

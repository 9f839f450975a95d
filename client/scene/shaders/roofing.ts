// The paint of roofs and of drawn forms: bitumen, seam metal, tiles, domes, glass, foil, stone, steel, columns, seats.
// Part of FACADE_GLSL (facade.ts), whose helpers it uses; the vertex's `a` is ROOF_MATERIAL.
import { ROOF_MATERIAL } from '../mesh/buildings-style.ts'

export const ROOFING_GLSL = /* glsl */ `
// Roofs and the materials of drawn forms; surface.y is ROOF_MATERIAL, uv metres on the surface.
void roofing(in vec2 uv, in vec4 surface, in vec3 tint, in vec3 normal, in float night, in float dist, in vec3 view,
             out vec3 albedo, out float gloss, out vec3 emissive) {
  int kind = int(surface.y + 0.5);
  float seed = floor(surface.w + 0.5);
  vec2 px = fwidth(uv);
  float sharp = 1.0 - smoothstep(0.2, 0.8, max(px.x, px.y));
  float facing = clamp(dot(normal, view), 0.0, 1.0);
  float fresnel = 0.04 + 0.96 * pow(1.0 - facing, 5.0);
  float evening = smoothstep(0.08, 0.6, night);
  albedo = tint * 0.52;
  gloss = 0.05;
  emissive = vec3(0.0);
  if (kind == ${ROOF_MATERIAL.bitumen} || kind == ${ROOF_MATERIAL.gravel}) {
    float sheet = fHash(vec3(floor(uv.x), floor(uv.y / 7.0), seed)) - 0.5;
    float patchy = fHash(vec3(floor(uv / 3.3), seed + 3.0)) - 0.5;
    albedo *= 1.0 + (kind == 0 ? 0.10 * sheet : 0.05 * sheet) * sharp + 0.10 * patchy * sharp;
    albedo *= 1.0 - 0.14 * fBand(uv.x, px.x, 0.0, 0.05) * (kind == 0 ? 1.0 : 0.2);
  } else if (kind == ${ROOF_MATERIAL.seamMetal}) {
    albedo *= 1.0 - 0.3 * fBand(uv.x / 0.55, px.x / 0.55, 0.0, 0.1) + 0.12 * fBand(uv.x / 0.55, px.x / 0.55, 0.1, 0.2);
    gloss = 0.35;
  } else if (kind == ${ROOF_MATERIAL.tiles}) {
    albedo *= 0.86 + 0.26 * fBand(uv.x / 0.3, px.x / 0.3, 0.2, 0.8) - 0.2 * fBand(uv.y / 0.38, px.y / 0.38, 0.0, 0.16);
  } else if (kind == ${ROOF_MATERIAL.polished}) {
    float rib = fBand(uv.x, px.x, 0.0, 0.05);
    albedo *= 1.0 - 0.25 * rib;
    emissive = fMirror(normal, view, seed, night) * tint * mix(0.35, 1.0, fresnel) + tint * 0.10 * evening;
    gloss = 0.9;
  } else if (kind == ${ROOF_MATERIAL.parapet}) {
    albedo *= 1.0 - 0.12 * fBand(uv.x / 2.0, px.x / 2.0, 0.0, 0.02);
  } else if (kind == ${ROOF_MATERIAL.equipment}) {
    albedo *= 0.75 + 0.3 * fBand(uv.y / 0.25, px.y / 0.25, 0.0, 0.5);
    gloss = 0.25;
  } else if (kind == ${ROOF_MATERIAL.goldGlass} || kind == ${ROOF_MATERIAL.blueGlass}) {
    // Triangular panes in a thin frame; uv counts panes.
    float bar = max(fBand(uv.x, px.x, 0.0, 0.06), max(fBand(uv.y, px.y, 0.0, 0.06), fBand(uv.x + uv.y, px.x + px.y, 0.0, 0.06)));
    float pane = fHash(vec3(floor(uv), seed));
    float one = 1.0 - smoothstep(0.3, 0.9, max(px.x, px.y));
    vec3 lean = normalize(normal + 0.05 * (vec3(pane, fract(pane * 7.0), fract(pane * 31.0)) - 0.5) * one);
    albedo = mix(tint * 0.35, vec3(0.75), bar);
    emissive = (fMirror(lean, view, seed, night) * tint * 1.5 * mix(0.55, 1.0, fresnel) + tint * 0.55 * evening * (0.6 + 0.4 * pane)) * (1.0 - bar);
    gloss = 0.95;
  } else if (kind == ${ROOF_MATERIAL.foil}) {
    // Cushions of translucent foil between cables, glowing in slow bands of colour at night.
    float cable = max(fBand(uv.x, px.x, 0.0, 0.035), fBand(uv.y, px.y, 0.0, 0.03));
    float cushion = fHash(vec3(floor(uv), seed)) - 0.5;
    albedo = tint * (0.9 + 0.10 * cushion * sharp) * (1.0 - 0.35 * cable);
    vec3 glow = mix(vec3(0.55, 0.30, 0.85), vec3(0.20, 0.62, 0.80), 0.5 + 0.5 * sin(uv.y * 0.5 + seed));
    emissive = glow * evening * (0.34 + 0.08 * cushion) * (1.0 - 0.5 * cable) + fMirror(normal, view, seed, night) * fresnel * 0.5;
    gloss = 0.5;
  } else if (kind == ${ROOF_MATERIAL.stainedGlass}) {
    float bar = max(fBand(uv.x, px.x, 0.0, 0.08), fBand(uv.x + uv.y, px.x + px.y, 0.0, 0.08));
    float pane = fHash(vec3(floor(uv), seed));
    vec3 glassColour = mix(vec3(0.03, 0.16, 0.42), vec3(0.10, 0.42, 0.62), pane);
    glassColour = mix(glassColour, vec3(0.75, 0.52, 0.10), step(0.72, pane));
    albedo = mix(glassColour * 0.6, vec3(0.7, 0.66, 0.55), bar);
    emissive = (fMirror(normal, view, seed, night) * mix(0.25, 1.0, fresnel) + glassColour * evening * 1.1) * (1.0 - bar);
    gloss = 0.9;
  } else if (kind == ${ROOF_MATERIAL.stoneBlocks}) {
    float row = floor(uv.y / 1.2);
    float joint = max(fBand(uv.y / 1.2, px.y / 1.2, 0.0, 0.03), fBand(uv.x / 2.0 + 0.5 * mod(row, 2.0), px.x / 2.0, 0.0, 0.02));
    albedo *= (1.0 - 0.25 * joint) * (1.0 + 0.06 * (fHash(vec3(floor(uv.x / 2.0 + 0.5 * mod(row, 2.0)), row, seed)) - 0.5) * sharp);
    gloss = 0.15;
    emissive = tint * vec3(1.0, 0.8, 0.5) * 0.18 * evening;
  } else if (kind == ${ROOF_MATERIAL.steel}) {
    gloss = 0.45;
    emissive = tint * vec3(0.78, 0.87, 1.0) * (0.05 + 0.3 * facing * facing) * (0.75 - 0.25 * normal.y) * evening;
  } else if (kind == ${ROOF_MATERIAL.columns}) {
    // A colonnade over dark tall windows, floodlit at night. uv metres; bays of 4 m.
    float post = fBand(uv.x / 4.0, px.x / 4.0, 0.0, 0.36);
    float flute = fBand(uv.x / 0.24, px.x / 0.24, 0.0, 0.35);
    float glass = fBand(uv.x / 4.0, px.x / 4.0, 0.46, 0.9) * fBand(uv.y / 5.0, px.y / 5.0, 0.1, 0.88);
    albedo = mix(tint * mix(0.78, 1.0 - 0.14 * flute, post), vec3(0.05, 0.08, 0.12), glass);
    emissive = fMirror(normal, view, seed, night) * glass * mix(0.2, 1.0, fresnel) + tint * vec3(1.0, 0.82, 0.56) * 0.34 * evening * (1.0 - glass) * mix(0.5, 1.0, post);
    gloss = glass * 0.9;
  } else if (kind == ${ROOF_MATERIAL.seats}) {
    albedo *= 0.7 + 0.4 * fBand(uv.y / 0.8, px.y / 0.8, 0.0, 0.6);
  }
}
`

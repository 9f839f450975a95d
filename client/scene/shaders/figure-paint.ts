// The figure shader's colours: faces, hair and clothes are painted where they lie on the body at rest, so that a few
// hundred triangles carry eyes, collars, buttons and hems. Personal space and leaving are dithered: no sorting, no blending.
import { MOOD } from './figure-numbers.ts'
import { LIGHT_GLSL } from './light.ts'

export const FIGURE_FRAGMENT = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;
in vec3 vWorld;
in vec3 vNormal;
in vec3 vOwn;
flat in ivec4 vKind;
flat in float vFade;
uniform sampler2D shapes;
${LIGHT_GLSL}

/** Rows of the palette below the shapes: tops, bottoms, skins, hairs, accents. */
vec3 palette(int row, int at) {
  return texelFetch(shapes, ivec2(at, 16 + row), 0).rgb;
}
float within(float d, float half1, float soft) {
  // What is thinner than a pixel fades rather than grows.
  return (1.0 - smoothstep(half1 - soft, half1 + soft, abs(d))) * min(1.0, 2.0 * half1 / (half1 + soft));
}
float oval(vec2 p, vec2 middle, vec2 size, float soft) {
  vec2 q = (p - middle) / size;
  float r = length(q);
  return 1.0 - smoothstep(1.0 - soft / min(size.x, size.y), 1.0 + soft / min(size.x, size.y), r);
}

vec3 face(vec3 skin, int bits, int mood) {
  vec2 p = vec2(abs(vOwn.x), vOwn.y);
  float soft = max(0.0006, 0.7 * length(fwidth(vOwn.xy)));
  vec3 hair = palette(3, (bits >> 11) & 7);
  int style = (bits >> 15) & 7;
  vec3 colour = skin;
  // Cropped hair and what shows below a cap lies close: painted.
  float scalp = smoothstep(0.012, 0.03, vOwn.z - 0.012 + 0.35 * (vOwn.y - 1.6)) * smoothstep(1.53, 1.56, vOwn.y);
  if (style <= 1 || style == 7) colour = mix(colour, hair, 0.85 * scalp * smoothstep(0.1, 0.06, abs(vOwn.x) - 0.02 * step(1.66, vOwn.y)));
  if (style == 5) colour = mix(colour, hair, 0.12 * scalp);
  if (vOwn.z > -0.02) return colour;
  int extra = (bits >> 25) & 3;
  // Warmth of cheeks and nose, shade of the eyes' hollows.
  colour = mix(colour, colour * vec3(1.08, 0.84, 0.8), 0.55 * oval(p, vec2(0.05, 1.578), vec2(0.024, 0.017), 0.012));
  colour = mix(colour, colour * vec3(0.8, 0.72, 0.72), 0.5 * oval(p, vec2(0.034, 1.626), vec2(0.026, 0.017), 0.008));
  if ((extra & 2) != 0) {
    float cheek = smoothstep(1.588, 1.572, p.y + 0.5 * max(0.0, 0.06 - p.x) - 0.02);
    float beard = cheek * (1.0 - oval(p, vec2(0.0, 1.549), vec2(0.021, 0.0075), soft)) * smoothstep(-0.025, -0.045, vOwn.z);
    colour = mix(colour, hair * 0.9, 0.92 * beard);
  }
  float blink = smoothstep(0.965, 0.985, sin(uAir.w * 0.9 + float(bits & 255)) * sin(uAir.w * 0.37 + float((bits >> 4) & 255)));
  bool laughs = (mood & ${MOOD.laughs}) != 0;
  float open = (mood & ${MOOD.away}) != 0 ? 0.08 : laughs ? 0.3 : 1.0 - 0.9 * blink;
  vec2 eye = vec2(0.0335, 1.624);
  float inside = oval(p, eye, vec2(0.0142, 0.0094 * open + 0.0008), soft);
  colour = mix(colour, vec3(0.84, 0.82, 0.8), inside);
  vec3 iris = (bits & 3) == 0 ? vec3(0.2, 0.33, 0.42) : (bits & 3) == 1 ? vec3(0.24, 0.3, 0.16) : vec3(0.2, 0.11, 0.06);
  colour = mix(colour, iris, inside * oval(p, eye - vec2(0.0015, 0.0), vec2(0.0086), soft));
  colour = mix(colour, vec3(0.02), inside * oval(p, eye - vec2(0.0015, 0.0), vec2(0.0046), soft));
  colour = mix(colour, vec3(1.0), inside * oval(vec2(vOwn.x, p.y), vec2(sign(vOwn.x) * 0.032 + 0.003, 1.6275), vec2(0.0018), soft));
  // The upper lid's line, then the brow.
  float lid = eye.y + (0.0094 * open) * sqrt(max(0.0, 1.0 - pow((p.x - eye.x) / 0.016, 2.0)));
  colour = mix(colour, vec3(0.05, 0.035, 0.03), 0.85 * within(p.y - lid, 0.0016, soft) * within(p.x - eye.x, 0.0165, 0.002));
  float brow = 1.6475 + (laughs ? 0.004 : 0.0) - 9.0 * pow(p.x - 0.03, 2.0);
  colour = mix(colour, mix(hair, vec3(0.06, 0.04, 0.03), 0.35), 0.85 * within(p.y - brow, 0.0032, soft) * within(p.x - 0.034, 0.019, 0.004));
  // The mouth: a soft smile, open when laughing or talking.
  bool talks = (mood & ${MOOD.talks}) != 0;
  float gape = laughs ? 0.011 : talks ? 0.006 * (0.5 + 0.5 * sin(uAir.w * 17.0) * sin(uAir.w * 7.0 + 1.0)) : 0.0;
  float lips = 1.547 + (laughs ? 9.0 : 7.0) * p.x * p.x - gape * 0.4;
  float broad = laughs ? 0.028 : 0.023;
  float taper = sqrt(max(0.0, 1.0 - pow(p.x / broad, 2.0)));
  vec3 lip = mix(colour * vec3(0.78, 0.5, 0.48), vec3(0.55, 0.16, 0.16), 0.25);
  colour = mix(colour, lip, 0.8 * within(p.y - lips + 0.0015, (0.0052 + gape) * taper, soft) * step(p.x, broad));
  colour = mix(colour, vec3(0.16, 0.04, 0.04), 0.85 * within(p.y - lips, (0.0011 + gape) * taper, soft) * step(p.x, broad));
  if (laughs) colour = mix(colour, vec3(0.93), within(p.y - lips - gape * 0.6, 0.003 * taper, soft) * step(p.x, broad * 0.85));
  if ((extra & 1) != 0) {
    float rim = abs(length((p - vec2(0.035, 1.622)) / vec2(1.12, 1.0)) - 0.021);
    float frame = within(rim, 0.0017, soft);
    frame = max(frame, within(p.y - 1.628, 0.0016, soft) * step(p.x, 0.014));
    frame = max(frame, within(p.y - 1.63, 0.0018, soft) * step(0.058, p.x));
    colour = mix(colour, vec3(0.04, 0.04, 0.045), frame);
  }
  return colour;
}

/** Steppe ornament on a band: rams' horns, much simplified. */
float ornament(float along, float across) {
  vec2 q = vec2(fract(along) - 0.5, across);
  float horns = abs(length(vec2(abs(q.x) - 0.22, q.y - 0.1)) - 0.17);
  float stem = max(abs(q.x) - 0.05, abs(q.y + 0.12) - 0.25);
  return max(1.0 - smoothstep(0.05, 0.1, horns), 1.0 - smoothstep(0.0, 0.05, stem));
}

vec3 cloth(vec3 top, int bits, int chain) {
  int garment = (bits >> 18) & 7;
  vec3 accent = palette(4, (bits >> 27) & 15);
  float y = vOwn.y;
  float x = vOwn.x;
  float soft = max(0.001, 0.7 * fwidth(vOwn.x) + 0.7 * fwidth(vOwn.y));
  bool isArm = chain == 1 || chain == 2;
  float front = isArm ? 0.0 : smoothstep(0.0, -0.02, vOwn.z);
  vec3 dark = top * 0.62;
  vec3 light = mix(top, vec3(1.0), 0.22);
  vec3 colour = top;
  float cuff = isArm ? 1.0 - smoothstep(0.905 - soft, 0.905 + soft, y) : 0.0;
  float collar = isArm ? 0.0 : smoothstep(1.45 - soft, 1.45 + soft, y + 0.18 * vOwn.z);
  if (garment == 0) {
    colour = mix(colour, dark, within(y - 1.29, 0.0022, soft) * (isArm ? 0.0 : 0.8));
    colour = mix(colour, dark, max(cuff, collar));
    if (!isArm) colour = mix(colour, dark, 1.0 - smoothstep(0.862 - soft, 0.862 + soft, y));
    colour = mix(colour, accent, front * within(x, 0.0042, soft));
    colour = mix(colour, dark, front * within(abs(x) - 0.085 - (y - 0.95) * 0.25, 0.0035, soft) * within(y - 0.965, 0.045, soft));
  } else if (garment == 1) {
    colour = mix(colour, light, max(collar, cuff));
    colour = mix(colour, dark, front * within(abs(x) - 0.014, 0.0012, soft) * 0.7);
    float button = length(vec2(x, (fract(y * 11.0) - 0.5) / 11.0));
    colour = mix(colour, mix(light, vec3(1.0), 0.5), front * (1.0 - smoothstep(0.0045, 0.0045 + soft, button)));
    colour = mix(colour, dark, front * within(x - 0.075, 0.034, soft) * within(y - 1.285, 0.0022, soft));
  } else if (garment == 2) {
    float neck = front * (1.0 - smoothstep(-soft, soft, abs(x) - (y - 1.3) * 0.42));
    colour = mix(colour, dark, front * within(abs(x) - (y - 1.2) * 0.52 - 0.012, 0.0026, soft) * step(1.2, y));
    colour = mix(colour, accent, neck);
    colour = mix(colour, dark, front * within(x - 0.012, 0.0018, soft) * step(y, 1.26));
    vec2 b = vec2(abs(x) - 0.05, (fract((y - 0.02) * 7.5) - 0.5) / 7.5);
    colour = mix(colour, dark * 0.5, front * step(0.8, y) * step(y, 1.22) * (1.0 - smoothstep(0.009, 0.009 + soft, length(b))));
    if (!isArm) colour = mix(colour, dark, within(y - 1.055, 0.017, soft));
    colour = mix(colour, dark, cuff * 0.6);
  } else if (garment == 3) {
    float v = abs(x) - (y - 1.16) * 0.27;
    float open = front * (1.0 - smoothstep(-soft, soft, v));
    vec3 shirt = vec3(0.92);
    float tie = within(x, 0.013 + 0.02 * smoothstep(1.42, 1.2, y) - 0.008 * smoothstep(1.45, 1.4, y), soft);
    shirt = mix(shirt, accent, tie * step(y, 1.452));
    float lapel = front * step(1.17, y) * (1.0 - smoothstep(-soft, soft, v - 0.036 * smoothstep(1.17, 1.3, y)));
    colour = mix(colour, top * 0.8, lapel);
    colour = mix(colour, top * 0.45, front * step(1.17, y) * within(v - 0.036 * smoothstep(1.17, 1.3, y), 0.0016, soft));
    colour = mix(colour, shirt, open);
    colour = mix(colour, dark, front * within(x - 0.003, 0.0014, soft) * step(y, 1.165));
    colour = mix(colour, dark * 0.4, front * (1.0 - smoothstep(0.008, 0.008 + soft, length(vec2(x - 0.008, y - 1.13)))));
    colour = mix(colour, dark, front * within(abs(x) - 0.105, 0.038, soft) * within(y - 0.93, 0.0035, soft));
    if (isArm) colour = mix(colour, vec3(0.92), 1.0 - smoothstep(0.887 - soft, 0.887 + soft, y));
    if (!isArm && y > 1.462 + 0.1 * vOwn.z) colour = mix(colour, vec3(0.92), 0.9);
  } else if (garment == 4) {
    if (!isArm) colour = mix(colour, accent, within(y - 1.07, 0.02, soft));
    float scoop = length(vec2(x / 0.082, (y - 1.475) / 0.1));
    if (!isArm) colour = mix(palette(2, (bits >> 8) & 7), colour, max(1.0 - front, smoothstep(1.0 - soft * 10.0, 1.0 + soft * 10.0, scoop)));
    colour = mix(colour, dark, within(y - 0.56, 0.0024, soft) * (isArm ? 0.0 : 0.8));
  } else if (garment == 5) {
    float edge = isArm ? 0.0 : front * within(x, 0.034, soft);
    float hem = isArm ? 0.0 : 1.0 - smoothstep(0.24 - soft, 0.24 + soft, y);
    float band = max(max(edge, hem), isArm ? 1.0 - smoothstep(0.93 - soft, 0.93 + soft, y) : 0.0);
    float turn = atan(x, -vOwn.z) / 6.2831853;
    float sign1 = hem > 0.5 ? ornament(turn * 18.0, (y - 0.2) / 0.07) : isArm ? ornament(turn * 5.0, (y - 0.9) / 0.05) : ornament(y * 15.0, x / 0.06);
    colour = mix(colour, mix(dark * 0.7, accent, 0.25 + 0.75 * sign1), band);
    colour = mix(colour, dark * 0.5, edge * within(x, 0.002, soft));
    if (!isArm) colour = mix(colour, accent, within(y - 1.075, 0.021, soft));
    colour = mix(colour, accent, collar);
  } else if (garment == 6) {
    float rib = 0.5 + 0.5 * sin(y * 420.0);
    colour *= 1.0 - 0.07 * rib * (1.0 - smoothstep(0.002, 0.006, fwidth(y)));
    colour = mix(colour, light, max(max(cuff, collar), isArm ? 0.0 : 1.0 - smoothstep(1.03 - soft, 1.03 + soft, y)));
  } else {
    colour = mix(colour, dark, cuff);
    if (!isArm) colour = mix(colour, dark, 1.0 - smoothstep(0.9 - soft, 0.9 + soft, y));
    float pocket = max(within(y - 1.0, 0.055, soft) * within(x, 0.11 - 0.9 * max(0.0, y - 1.0), soft), 0.0);
    colour = mix(colour, dark, front * pocket * 0.35);
    if (!isArm) colour = mix(colour, dark, smoothstep(1.4, 1.43, y - 0.2 * (vOwn.z + 0.02)));
    colour = mix(colour, accent, front * within(abs(x) - 0.026, 0.0032, soft) * within(y - 1.36, 0.06, soft));
  }
  return colour;
}

void main() {
  vec2 cell = floor(mod(gl_FragCoord.xy, 4.0));
  // Bayer's 4 x 4 from bits of x ^ y and y.
  ivec2 c = ivec2(cell);
  int d = c.x ^ c.y;
  int order = ((d & 1) << 3) | ((c.y & 1) << 2) | (d & 2) | ((c.y & 2) >> 1);
  if (vFade <= (float(order) + 0.5) / 16.0) discard;
  int dye = vKind.x;
  int chain = vKind.y;
  int bits = vKind.z;
  int mood = vKind.w;
  vec3 n = normalize(vNormal);
  vec3 skin = palette(2, (bits >> 8) & 7);
  vec3 colour = skin;
  float soft = 0.0;
  float shine = 0.0;
#ifdef FAR
  if (dye == 0 && vOwn.y > 1.66) colour = palette(3, (bits >> 11) & 7);
  else if (dye == 1) colour = palette(0, bits & 15);
  else if (dye == 2) colour = vOwn.y < 0.08 ? vec3(0.12) : palette(1, (bits >> 4) & 15);
#else
  if (dye == 7) colour = face(skin, bits, mood);
  else if (dye == 0) colour = chain == 5 ? skin * mix(0.8, 1.0, smoothstep(1.53, 1.46, vOwn.y)) : skin;
  else if (dye == 1) colour = cloth(palette(0, bits & 15), bits, chain);
  else if (dye == 2) {
    colour = palette(1, (bits >> 4) & 15);
    colour *= chain == 3 || chain == 4 ? 0.94 + 0.06 * smoothstep(0.0, 0.03, abs(abs(vOwn.x) - 0.085)) : 1.0;
  } else if (dye == 3) {
    vec3 leather = (bits & 8) != 0 ? vec3(0.16, 0.1, 0.075) : vec3(0.09, 0.088, 0.095);
    bool isSporty = ((bits >> 18) & 7) == 7 || ((bits >> 18) & 7) == 0;
    colour = isSporty ? mix(leather, vec3(0.8), 0.75) : leather;
    colour = mix(colour, isSporty ? vec3(0.93) : leather * 0.5, 1.0 - smoothstep(0.02, 0.026, vOwn.y));
    shine = 0.2;
  } else if (dye == 4) {
    vec3 q = vOwn - vec3(0.0, 1.63, 0.0);
    float strand = sin(atan(q.x, -q.z) * 46.0 + q.y * 9.0) * sin(atan(q.x, -q.z) * 19.0 + 2.0);
    colour = palette(3, (bits >> 11) & 7) * (1.0 + 0.1 * strand * (1.0 - smoothstep(0.002, 0.006, fwidth(q.x))));
    shine = 0.35;
  } else if (dye == 5) {
    colour = palette(4, (bits >> 27) & 15);
    if (((bits >> 15) & 7) == 7 && vOwn.y < 1.696) colour *= 0.8;
  } else colour = mix(vec3(0.5, 0.36, 0.22), vec3(0.42, 0.3, 0.18), step(0.5, fract(vOwn.x * 14.0)));
#endif
  // Dyes of the wardrobe are paint on white; cloth and skin give back less, and less purely.
  vec3 albedo = pow(colour, vec3(2.2)) * 0.74;
  albedo = mix(albedo, vec3(dot(albedo, vec3(0.3, 0.59, 0.11))), 0.14);
  if ((mood & ${MOOD.away}) != 0) albedo = mix(vec3(dot(albedo, vec3(0.3, 0.59, 0.11))), albedo, 0.12) * 0.85 + 0.03;
  vec3 view = normalize(cameraPosition - vWorld);
  vec3 shown = lit(albedo, n, 1.0);
  // Light comes a little through skin, cloth is soft at its edge, hair shines where it turns to the light.
  float rim = pow(1.0 - max(dot(n, view), 0.0), 3.0);
  shown += albedo * ambientOn(n) * rim * (dye == 0 || dye == 7 ? 0.6 : 0.4);
  // By night the lamps of the streets, from above, so that one sees whom one talks to.
  shown += albedo * vec3(1.0, 0.8, 0.56) * 0.13 * smoothstep(0.12, 0.4, uAir.x) * (0.7 + 0.3 * n.y);
  shown += uLight * shine * 0.12 * pow(max(dot(n, normalize(view + uLightDir)), 0.0), 18.0);
  gl_FragColor = vec4(toScreen(hazed(shown, vWorld)), 1.0);
}
`

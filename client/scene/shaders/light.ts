// The light every shader of the scene shares: sky colour in a direction, sun and sky on a surface, haze, and the
// way to the screen (tone curve and gamma). Include LIGHT_GLSL in a fragment shader, list LIGHT_UNIFORMS and
// set them with setLight (light-uniforms.ts). Linear colours in, sRGB out. GLSL ES 3.00.
import { TABLE_GLSL, TABLE_UNIFORM } from './table.ts'

export const LIGHT_UNIFORMS = [
  'cameraPosition',
  'uSunDir',
  'uMoon',
  'uLightDir',
  'uLight',
  'uZenith',
  'uHorizon',
  'uGlow',
  'uAmbientSky',
  'uAmbientGround',
  'uAir',
  'uSeason',
  'uUnder',
  TABLE_UNIFORM,
] as const

/**
 * Functions: `skyAt(dir)` without sun disk, stars or clouds; `lit(albedo, normal, shadow)`;
 * `hazed(colour, world)` where world is the scene position; `toScreen(colour)`.
 * `uAir` = night, haze per metre, exposure, time in seconds; `uSeason` = snow, autumn, green, wet; `uUnder` = the murk and
 * surface over an eye under water.
 */
export const LIGHT_GLSL = /* glsl */ `
uniform vec3 cameraPosition;
uniform vec3 uSunDir;
uniform vec4 uMoon;
uniform vec3 uLightDir;
uniform vec3 uLight;
uniform vec3 uZenith;
uniform vec3 uHorizon;
uniform vec3 uGlow;
uniform vec3 uAmbientSky;
uniform vec3 uAmbientGround;
uniform vec4 uAir;
uniform vec4 uSeason;
uniform vec4 uUnder;
${TABLE_GLSL}
vec3 skyAt(vec3 dir) {
  float up = max(dir.y, 0.0);
  float toSun = dot(dir, uSunDir);
  float beside = toSun * 0.5 + 0.5;
  vec3 sky = mix(uZenith, uHorizon, exp(-up * 4.2));
  sky += uGlow * (0.16 * beside * beside + 0.6 * pow(beside, 9.0)) * exp(-up * 5.5);
  sky += uGlow * 0.5 * pow(max(toSun, 0.0), 48.0);
  // Lamps of the city on the air above it.
  sky += vec3(0.058, 0.038, 0.02) * uAir.x * uAir.x * exp(-up * 7.0);
  return sky;
}

vec3 ambientOn(vec3 normal) {
  return mix(uAmbientGround, uAmbientSky, normal.y * 0.5 + 0.5);
}

vec3 lit(vec3 albedo, vec3 normal, float shadow) {
  float facing = max(dot(normal, uLightDir) * 0.94 + 0.06, 0.0);
  return albedo * (uLight * facing * shadow + ambientOn(normal));
}

vec3 hazed(vec3 colour, vec3 world) {
#ifdef TABLETOP
  if (isOffTable(world)) discard;
  return colour;
#endif
  vec3 ray = world - cameraPosition;
  float far = length(ray);
  // An eye under water sees a few metres.
  if (cameraPosition.y < uUnder.w) return mix(uUnder.rgb, colour, exp(-far * 0.4));
  vec3 dir = ray / max(far, 0.001);
  // The haze thins with height: half of it lies below 350 m.
  float height = max(0.0, (world.y + cameraPosition.y) * 0.5 - 350.0);
  float density = uAir.y * mix(1.0, 0.45, clamp(height / 700.0, 0.0, 1.0));
  float through = exp(-max(far - 40.0, 0.0) * density);
  vec3 air = skyAt(normalize(vec3(dir.x, max(dir.y, 0.0) + 0.02, dir.z)));
  return mix(air, colour, through);
}

// Narkowicz's fit of the ACES filmic curve (2015), then sRGB's gamma.
vec3 toScreen(vec3 colour) {
  vec3 c = max(colour, 0.0) * uAir.z * 0.82;
  c = clamp((c * (2.51 * c + 0.03)) / (c * (2.43 * c + 0.59) + 0.14), 0.0, 1.0);
  return pow(c, vec3(1.0 / 2.2));
}
`

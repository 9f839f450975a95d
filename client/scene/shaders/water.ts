// Moving water as GLSL: two scrolling layers of noise tilt the surface, the sky mirrors in it by Fresnel's law
// (Schlick 1994), the sun or moon glints, and ice takes over when the winter is deep.

export const WATER_GLSL = /* glsl */ `
vec3 waterPaint(vec2 at, vec3 view, float dist, float shadow) {
  float time = uAir.w;
  float calm = 1.0 / (1.0 + dist * 0.012);
  float far = 1.0 / (1.0 + dist * dist * 0.000012);
  vec2 slope = vec2(0.0);
  vec2 p = at * 0.35 + vec2(time * 0.22, time * 0.13);
  float h = tNoise(p);
  slope += vec2(tNoise(p + vec2(0.35, 0.0)) - h, tNoise(p + vec2(0.0, 0.35)) - h) * 0.26 * far;
  p = at * 1.1 + vec2(-time * 0.4, time * 0.31);
  h = tNoise(p);
  slope += vec2(tNoise(p + vec2(0.3, 0.0)) - h, tNoise(p + vec2(0.0, 0.3)) - h) * 0.22 * calm;
  if (dist < 120.0) {
    p = at * 3.7 + vec2(time * 0.7, -time * 0.55);
    h = tNoise(p);
    slope += vec2(tNoise(p + vec2(0.3, 0.0)) - h, tNoise(p + vec2(0.0, 0.3)) - h) * 0.13 * (1.0 - dist / 120.0);
  }
  vec3 normal = normalize(vec3(-slope.x, 1.0, -slope.y));
  float facing = max(dot(normal, view), 0.0);
  float fresnel = 0.02 + 0.98 * pow(1.0 - facing, 5.0);
  vec3 mirrored = reflect(-view, normal);
  mirrored.y = abs(mirrored.y) + 0.01;
  vec3 sky = skyAt(normalize(mirrored));
  // The far bank stands in the lowest part of the mirror.
  sky *= mix(0.55, 1.0, smoothstep(0.0, 0.16, mirrored.y));
  vec3 deep = vec3(0.028, 0.075, 0.078) * (ambientOn(vec3(0.0, 1.0, 0.0)) + uLight * 0.35 * max(uLightDir.y, 0.0) * (0.4 + 0.6 * shadow));
  deep *= 0.85 + 0.3 * tNoise(at * 0.03);
  vec3 c = mix(deep, sky, fresnel * 0.92);
  float glint = pow(max(dot(normalize(mirrored), uLightDir), 0.0), 320.0);
  c += uLight * glint * 2.2 * shadow;
  if (uSeason.x > 0.3) {
    float sheet = smoothstep(0.3, 0.7, uSeason.x + 0.25 * (tNoise(at * 0.06) - 0.5));
    float drift = smoothstep(0.35, 0.65, tNoise(at * 0.045) * 0.7 + tNoise(at * 0.3) * 0.3);
    vec3 ice = lit(mix(vec3(0.42, 0.52, 0.58), vec3(0.80, 0.83, 0.87), drift), vec3(0.0, 1.0, 0.0), shadow);
    ice += sky * fresnel * (1.0 - drift) * 0.6;
    c = mix(c, ice, sheet);
  }
  return c;
}
`

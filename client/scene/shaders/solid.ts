// The vertex shader of what stands in the city in one mesh: places in the world, a colour at each vertex.

export const SOLID_VERTEX = /* glsl */ `
precision highp float;
in vec3 position;
in vec3 normal;
in vec4 color;
uniform mat4 viewProjection;
#ifdef MULTIVIEW
uniform mat4 viewProjectionR;
#endif
out vec3 vWorld;
out vec3 vNormal;
out vec3 vColour;
void main() {
  vWorld = position;
  vNormal = normal;
  vColour = color.rgb;
#ifdef MULTIVIEW
  gl_Position = (gl_ViewID_OVR == 0u ? viewProjection : viewProjectionR) * vec4(position, 1.0);
#else
  gl_Position = viewProjection * vec4(position, 1.0);
#endif
}
`

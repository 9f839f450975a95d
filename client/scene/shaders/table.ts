// The cut of whatever is drawn while the district lies on a table: only what stands within the table's disc is shown. A layer
// takes part in three lines: TABLE_GLSL in its shader (LIGHT_GLSL brings it along), TABLE_UNIFORM among the material's uniforms
// (LIGHT_UNIFORMS has it), and for a surface `if (isOffTable(world)) discard;` in the fragment shader, `world` being the place in
// the scene; what stands on one point (a pin, a name) is rather left out whole, in the vertex shader, by where it stands.
// scene/table-cut.ts finds such materials by the uniform, those made later too. Without a table it costs nothing. GLSL ES 3.00.

export const TABLE_UNIFORM = 'uTable'
export const TABLE_DEFINE = 'TABLETOP'

/**
 * What is laid over other things is drawn nearer by a share of its distance (shaders/city.ts). On a table the eye is near, and what
 * it sees far below one: so much of that share does there, and water hides no house that stands in it.
 */
export const TABLE_LAYER_GLSL = /* glsl */ `
#ifdef TABLETOP
const float LAYER_SHARE = 0.1;
#else
const float LAYER_SHARE = 1.0;
#endif
`

export const TABLE_GLSL = /* glsl */ `
#ifdef TABLETOP
// x, z and radius of the disc in the scene's metres.
uniform vec4 uTable;
bool isOffTable(vec3 world) { return distance(world.xz, uTable.xy) > uTable.z; }
#else
bool isOffTable(vec3 world) { return false; }
#endif
`

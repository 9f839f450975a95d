// Hands a SunState to any ShaderMaterial that includes LIGHT_GLSL. Called when the time changes, not every frame:
// Babylon keeps the values; only `uAir.w`, the running time of water and leaves, moves with the frame.
import { Vector3, Vector4 } from '@babylonjs/core/Maths/math.vector.js'
import type { ShaderMaterial } from '@babylonjs/core/Materials/shaderMaterial.js'
import type { Vec3 } from './frame.ts'
import type { Rgb, SunState } from './sun.ts'

const vector = (v: Vec3): Vector3 => new Vector3(v.x, v.y, v.z)
const colour = (c: Rgb): Vector3 => new Vector3(c[0], c[1], c[2])

/** What silt makes of light. */
const MURK: Rgb = [0.15, 0.125, 0.075]

/** Night, haze, exposure and seconds: one vector shared by all materials, so that a frame only writes its `w`. */
export const AIR = new Vector4(0, 0, 1, 0)
/** Colour of the murk under water, and the height of the surface over an eye that is below it; else far below everything. */
export const UNDER = new Vector4(0, 0, 0, -1e6)

export function setLight(material: ShaderMaterial, sun: SunState): void {
  material.setVector3('uSunDir', vector(sun.sunDir))
  material.setVector4('uMoon', new Vector4(sun.moonDir.x, sun.moonDir.y, sun.moonDir.z, sun.moonLit))
  material.setVector3('uLightDir', vector(sun.lightDir))
  material.setVector3('uLight', colour(sun.light))
  material.setVector3('uZenith', colour(sun.zenith))
  material.setVector3('uHorizon', colour(sun.horizon))
  material.setVector3('uGlow', colour(sun.glow))
  material.setVector3('uAmbientSky', colour(sun.ambientSky))
  material.setVector3('uAmbientGround', colour(sun.ambientGround))
  AIR.x = sun.night
  AIR.y = sun.hazePerM
  AIR.z = sun.exposure
  material.setVector4('uAir', AIR)
  material.setVector4('uSeason', new Vector4(sun.snow, sun.autumn, sun.green, sun.wet))
  const murk = (i: 0 | 1 | 2): number =>
    MURK[i] * (sun.ambientSky[i] + 0.45 * sun.light[i] * Math.max(0, sun.lightDir.y))
  UNDER.set(murk(0), murk(1), murk(2), UNDER.w)
  material.setVector4('uUnder', UNDER)
}

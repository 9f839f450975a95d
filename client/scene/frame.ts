// The one file that knows the renderer's axes. The scene is right-handed: x east, y up, z south (-north).
// Elsewhere a place is metres east, north and up from the city's origin.

export type Vec3 = { x: number; y: number; z: number }

export const sceneX = (eastM: number): number => eastM
export const sceneY = (upM: number): number => upM
export const sceneZ = (northM: number): number => -northM

export const toScene = (eastM: number, northM: number, upM: number): Vec3 => ({ x: eastM, y: upM, z: -northM })
export const eastOf = (v: Readonly<Vec3>): number => v.x
export const northOf = (v: Readonly<Vec3>): number => -v.z
export const upOf = (v: Readonly<Vec3>): number => v.y

/** Rotation about y of a thing that faces north at 0, from a heading in radians clockwise from north. */
export const yawOf = (headingRad: number): number => -headingRad
/** Unit vector of a heading on the ground. */
export const headingToScene = (headingRad: number): Vec3 => ({
  x: Math.sin(headingRad),
  y: 0,
  z: -Math.cos(headingRad),
})

// The styles of facades and the materials of roofs, for the mesh and the shader alike: shaders/facade.ts reads
// FACADE_STYLES as constants, the mesh lays whole bays. Which building gets which is in buildings-look.ts.

/** Order is the style number in the vertex's `a`. Fractions are of a bay's width and of a storey's height. */
export const FACADE_STYLES = [
  // 0..3 homes
  style('panel', { bayM: 3.2, window: [0.24, 0.76], height: [0.3, 0.82], frameM: 0.07, panes: 2, lit: 0.46, glass: 0 }),
  style('brick', { bayM: 2.8, window: [0.28, 0.72], height: [0.27, 0.8], frameM: 0.08, panes: 2, lit: 0.42, glass: 0 }),
  style('modernHome', {
    bayM: 3.4,
    window: [0.2, 0.8],
    height: [0.14, 0.84],
    frameM: 0.06,
    panes: 3,
    lit: 0.44,
    glass: 0.1,
  }),
  style('towerHome', {
    bayM: 3.0,
    window: [0.16, 0.84],
    height: [0.18, 0.88],
    frameM: 0.06,
    panes: 2,
    lit: 0.4,
    glass: 0.25,
  }),
  // 4..7 offices and the state
  style('curtainBlue', {
    bayM: 1.5,
    window: [0.03, 0.97],
    height: [0.2, 0.985],
    frameM: 0.05,
    panes: 1,
    lit: 0.14,
    glass: 1,
  }),
  style('curtainGold', {
    bayM: 1.5,
    window: [0.035, 0.965],
    height: [0.24, 0.98],
    frameM: 0.05,
    panes: 1,
    lit: 0.16,
    glass: 1,
  }),
  style('ribbon', {
    bayM: 1.8,
    window: [0.02, 0.98],
    height: [0.34, 0.84],
    frameM: 0.05,
    panes: 1,
    lit: 0.18,
    glass: 0.6,
  }),
  style('stone', {
    bayM: 3.6,
    window: [0.3, 0.7],
    height: [0.16, 0.86],
    frameM: 0.09,
    panes: 2,
    lit: 0.14,
    glass: 0.2,
  }),
  // 8..11 the rest of the street
  style('retail', {
    bayM: 4.0,
    window: [0.06, 0.94],
    height: [0.12, 0.8],
    frameM: 0.07,
    panes: 3,
    lit: 0.5,
    glass: 0.5,
  }),
  style('industrial', {
    bayM: 6.0,
    window: [0.12, 0.88],
    height: [0.66, 0.84],
    frameM: 0.08,
    panes: 5,
    lit: 0.12,
    glass: 0,
  }),
  style('house', { bayM: 3.1, window: [0.31, 0.69], height: [0.3, 0.78], frameM: 0.1, panes: 2, lit: 0.5, glass: 0 }),
  style('garage', {
    bayM: 3.4,
    window: [0.12, 0.88],
    height: [0.02, 0.78],
    frameM: 0.08,
    panes: 1,
    lit: 0.02,
    glass: 0,
  }),
  // 12..15 halls and the odd ones
  style('hall', { bayM: 3.0, window: [0.04, 0.96], height: [0.06, 0.97], frameM: 0.1, panes: 2, lit: 0.3, glass: 0.8 }),
  style('sacred', {
    bayM: 4.2,
    window: [0.36, 0.64],
    height: [0.2, 0.84],
    frameM: 0.1,
    panes: 2,
    lit: 0.3,
    glass: 0.1,
  }),
  style('shell', { bayM: 4.5, window: [0.1, 0.9], height: [0.1, 0.88], frameM: 0.02, panes: 1, lit: 0.01, glass: 0 }),
  style('grid', {
    bayM: 2.6,
    window: [0.18, 0.82],
    height: [0.16, 0.84],
    frameM: 0.06,
    panes: 1,
    lit: 0.24,
    glass: 0.55,
  }),
] as const

export type FacadeStyle = {
  readonly name: string
  readonly bayM: number
  readonly window: readonly [number, number]
  readonly height: readonly [number, number]
  readonly frameM: number
  readonly panes: number
  /** Share of windows lit in the evening. */
  readonly lit: number
  /** How much of a mirror the panes are, 0..1. */
  readonly glass: number
}

function style(name: string, rest: Omit<FacadeStyle, 'name'>): FacadeStyle {
  return { name, ...rest }
}

/** What stands at the foot of a wall: the high four bits of the vertex's `a`. */
export const FOOT = { plain: 0, shops: 16, doors: 32, blank: 48 } as const

/** Materials of roofs and drawn forms: the vertex's `a` on SURFACE.roof; shaders/facade.ts paints them. */
export const ROOF_MATERIAL = {
  bitumen: 0,
  seamMetal: 1,
  tiles: 2,
  gravel: 3,
  polished: 4,
  parapet: 5,
  equipment: 6,
  goldGlass: 7,
  foil: 8,
  stainedGlass: 9,
  stoneBlocks: 10,
  steel: 11,
  columns: 12,
  blueGlass: 13,
  seats: 14,
} as const

export type Look = {
  readonly style: number
  /** FOOT. */
  readonly foot: number
  readonly storeyM: number
  readonly storeys: number
  readonly wall: number
  readonly roof: number
  readonly roofMaterial: number
  /** 0..255. */
  readonly seed: number
}

/** A well-mixed 32-bit hash of an integer (Prospecting's lowbias32 by C. Wellons, public domain). */
export function hash32(n: number): number {
  let x = n >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** Makes a colour darker (< 1) or lighter (> 1). */
export function shadeOf(colour: number, by: number): number {
  const channel = (shift: number): number => Math.min(255, Math.round(((colour >> shift) & 255) * by))
  return (channel(16) << 16) | (channel(8) << 8) | channel(0)
}

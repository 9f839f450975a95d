// The points of a tile as the props are chosen from them: what each is, where it stands and how it is turned. Kinds of
// tree, phases of signals, and the kerb a signal or shelter stands at are guesses, the same for everyone. Pure.
import type { TilePoint } from '../../shared/city/tile.ts'
import { sceneX, sceneY, sceneZ, yawOf } from './frame.ts'
import { hash32 } from './mesh/buildings-style.ts'

/** Floats a point: x, y, z, height, yaw, what, seed, kind of tree or phase. */
export const STRIDE = 8
export const WHAT = { tree: 0, lamp: 1, signal: 2, shelter: 3, bench: 4, tower: 5, fountain: 6, monument: 7 } as const
const WHAT_OF: Partial<Record<TilePoint['kind'], number>> = {
  tree: WHAT.tree,
  lamp: WHAT.lamp,
  signal: WHAT.signal,
  busStop: WHAT.shelter,
  tramStop: WHAT.shelter,
  bench: WHAT.bench,
  tower: WHAT.tower,
  fountain: WHAT.fountain,
  monument: WHAT.monument,
}
/** The points that are drawn, packed for the choice round the eye. */
export function packPoints(points: readonly TilePoint[]): Float32Array {
  const out: number[] = []
  const lamps = points.filter((p) => p.kind === 'lamp')
  for (const p of points) {
    const what = WHAT_OF[p.kind]
    if (what === undefined) continue
    const [e, n] = p.atM
    const seed = (hash32(Math.round(e * 20) * 73_856_093 + Math.round(n * 20) * 19_349_663) & 0xffff) / 0xffff
    const put = (at: readonly [number, number], headingRad: number, phase: number): void => {
      out.push(sceneX(at[0]), sceneY(p.upM), sceneZ(at[1]), heightOf(p, seed), yawOf(headingRad), what, seed, phase)
    }
    if (what === WHAT.signal)
      for (const s of signalPosts(p, lamps)) put(s.atM, s.headingRad, phaseOf(e, n, s.headingRad))
    else if (what === WHAT.shelter) put(p.atM, shelterHeading(p, lamps), 0)
    else put(p.atM, p.headingRad, what === WHAT.tree ? treeKind(e, n, seed) : 0)
  }
  return Float32Array.from(out)
}

function heightOf(p: TilePoint, seed: number): number {
  if (p.heightM > 0.5) return p.heightM
  return p.kind === 'tree' ? 5.5 + 4.5 * seed : p.kind === 'tower' ? 32 : 3
}

/** Trees of a place are mostly of one kind: by 45 m squares, with strays. */
function treeKind(e: number, n: number, seed: number): number {
  const square = hash32(Math.floor(e / 45) * 92_821 + Math.floor(n / 45) * 689_287) & 255
  const dice = (seed * 997) % 1 < 0.22 ? (seed * 255 * 31) % 256 : square
  return dice < 150 ? 0 : dice < 215 ? 1 : 2
}

/** Arms that cross run in opposite phase; crossroads differ from each other by 60 m squares. */
function phaseOf(e: number, n: number, headingRad: number): number {
  const crossing = (hash32(Math.floor(e / 60) * 7919 + Math.floor(n / 60) * 104_729) & 255) / 255
  return (crossing + (Math.abs(Math.cos(headingRad)) > 0.7 ? 0 : 0.5)) % 1
}

type Post = { readonly atM: readonly [number, number]; readonly headingRad: number }

/** How far from the middle of a road its signals stand when nothing tells its width, and how far before the node. */
const KERB_M = 7.5
const BEFORE_M = 7

/**
 * The map puts signals on the middle of the road: their two posts go to its kerbs, one for each way. Lamps stand at
 * kerbs and face the road, so the nearest tells how wide the road is and which way it runs. A guess, for show.
 */
export function signalPosts(p: TilePoint, lamps: readonly TilePoint[]): readonly Post[] {
  const [e, n] = p.atM
  const lamp = nearest(p, lamps, 60)
  // Out of the road, to the right of who drives along `headingRad`.
  let out: readonly [number, number] = [Math.cos(p.headingRad), -Math.sin(p.headingRad)]
  let kerbM = KERB_M
  if (lamp) {
    const facing = [Math.sin(lamp.headingRad), Math.cos(lamp.headingRad)] as const
    const reach = -((lamp.atM[0] - e) * facing[0] + (lamp.atM[1] - n) * facing[1])
    if (reach > 2 && reach < 22) {
      out = [-facing[0], -facing[1]]
      kerbM = reach
    }
  }
  return [1, -1].map((side) => {
    const [re, rn] = [out[0] * side, out[1] * side]
    // Along the drive whose right hand is (re, rn).
    const [ae, an] = [-rn, re]
    return {
      atM: [e + re * kerbM - ae * BEFORE_M, n + rn * kerbM - an * BEFORE_M],
      headingRad: Math.atan2(ae, an),
    }
  })
}

/** Shelters open to the road: the way the nearest lamp faces, or against it from across the street. */
export function shelterHeading(p: TilePoint, lamps: readonly TilePoint[]): number {
  if (p.headingRad !== 0) return p.headingRad
  const lamp = nearest(p, lamps, 45)
  if (!lamp) return 0
  const across =
    (p.atM[0] - lamp.atM[0]) * Math.sin(lamp.headingRad) + (p.atM[1] - lamp.atM[1]) * Math.cos(lamp.headingRad)
  return across > 6 ? lamp.headingRad + Math.PI : lamp.headingRad
}

function nearest(p: TilePoint, lamps: readonly TilePoint[], withinM: number): TilePoint | null {
  let found: TilePoint | null = null
  let best = withinM
  for (const lamp of lamps) {
    const away = Math.hypot(lamp.atM[0] - p.atM[0], lamp.atM[1] - p.atM[1])
    if (away >= best) continue
    best = away
    found = lamp
  }
  return found
}

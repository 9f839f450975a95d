// A meeting's place as triangles: slab, desks and chairs, the chair's table, lectern, gallery, frames of the boards, the stand
// of the sign. One mesh; drawn for show, shapes and colours are ours. Pure.
import type { RayM } from '../../../shared/city/footprint-grid.ts'
import type { Layout, Spot } from '../../meeting/place.ts'

export type PlaceMesh = {
  readonly positions: number[]
  readonly normals: number[]
  readonly colours: number[]
  readonly indices: number[]
}
type Rgb = readonly [number, number, number]
/** Half sizes and middle, from a spot: to its right, ahead of it, up from the floor. */
type Box = {
  readonly at: readonly [rightM: number, aheadM: number, upM: number]
  readonly size: readonly [widthM: number, deepM: number, highM: number]
  readonly colour: Rgb
}

export type BoardAt = Spot & { readonly floorM: number }
export type BoardSize = { readonly widthM: number; readonly heightM: number; readonly lowM: number }
export const BOARD = { widthM: 6, heightM: 3.375, lowM: 1.95 } as const
export const PAGE = { widthM: 3.5, heightM: 3.5, lowM: 1.9 } as const
/** Where name plates and lights of a desk are, from its seat. */
export const DESK = { aheadM: 0.66, plateUpM: 0.98, lightUpM: 1.42, hereUpM: 1.15 } as const
export const SIGN_UP_M = 2.15

const STONE: Rgb = [0.6, 0.57, 0.52]
const EDGE: Rgb = [0.5, 0.47, 0.42]
const WOOD: Rgb = [0.52, 0.33, 0.19]
const TOP: Rgb = [0.66, 0.46, 0.29]
const SEAT: Rgb = [0.14, 0.33, 0.46]
const OFFICE: Rgb = [0.5, 0.12, 0.14]
const GUEST: Rgb = [0.42, 0.45, 0.48]
const STEEL: Rgb = [0.24, 0.27, 0.31]

const chairOf = (colour: Rgb): readonly Box[] => [
  { at: [0, 0, 0.3], size: [0.5, 0.48, 0.32], colour },
  { at: [0, -0.24, 0.62], size: [0.5, 0.07, 0.62], colour },
]
const DESKS: readonly Box[] = [
  { at: [0, DESK.aheadM, 0.72], size: [1.02, 0.44, 0.04], colour: TOP },
  { at: [0, DESK.aheadM + 0.17, 0.38], size: [0.98, 0.05, 0.66], colour: WOOD },
]
const TABLE: readonly Box[] = [
  { at: [0.75, 0.8, 0.76], size: [4.3, 0.75, 0.05], colour: TOP },
  { at: [0.75, 1.12, 0.38], size: [4.2, 0.06, 0.74], colour: WOOD },
]
const LECTERN: readonly Box[] = [
  { at: [0, 0.35, 0.55], size: [0.62, 0.4, 1.1], colour: WOOD },
  { at: [0, 0.3, 1.12], size: [0.74, 0.52, 0.05], colour: TOP },
]
const frameOf = ({ widthM, heightM, lowM }: BoardSize): readonly Box[] => [
  { at: [0, -0.06, lowM + heightM / 2], size: [widthM + 0.24, 0.1, heightM + 0.24], colour: STEEL },
  { at: [-widthM * 0.36, -0.1, lowM / 2], size: [0.16, 0.14, lowM], colour: STEEL },
  { at: [widthM * 0.36, -0.1, lowM / 2], size: [0.16, 0.14, lowM], colour: STEEL },
]
const STAND: readonly Box[] = [{ at: [0, 0, 1], size: [0.08, 0.08, 2], colour: STEEL }]

export function placeMesh(layout: Layout): PlaceMesh {
  const mesh: PlaceMesh = { positions: [], normals: [], colours: [], indices: [] }
  slab(mesh, layout)
  const put = (spot: Spot, boxes: readonly Box[]): void => {
    for (const box of boxes) addBox(mesh, spot, layout.floorM, box)
  }
  put(layout.chair, [...chairOf(OFFICE), ...TABLE])
  put(layout.secretary, chairOf(OFFICE))
  put(layout.lectern, LECTERN)
  put(layout.wall, frameOf(BOARD))
  if (layout.page.eastM !== layout.wall.eastM) put(layout.page, frameOf(PAGE))
  put(layout.sign, STAND)
  for (const seat of layout.seats) put(seat, [...chairOf(SEAT), ...DESKS])
  for (const seat of layout.gallery) put(seat, chairOf(GUEST))
  return mesh
}

function slab(mesh: PlaceMesh, { outline, floorM, lowM, place }: Layout): void {
  const hub = [place.eastM, floorM, place.northM] as const
  for (const [i, [e, n]] of outline.entries()) {
    const [f, m] = outline[(i + 1) % outline.length] as readonly [number, number]
    face(mesh, [hub, [e, floorM, n], [f, floorM, m]], STONE)
    face(
      mesh,
      [
        [e, floorM, n],
        [e, lowM, n],
        [f, lowM, m],
        [f, floorM, m],
      ],
      EDGE,
    )
  }
}

function addBox(mesh: PlaceMesh, { eastM, northM, headingRad }: Spot, floorM: number, box: Box): void {
  const [sin, cos] = [Math.sin(headingRad), Math.cos(headingRad)]
  const { at, size, colour } = box
  const corner = (right: number, ahead: number, up: number): Corner => {
    const [x, y] = [at[0] + (right * size[0]) / 2, at[1] + (ahead * size[1]) / 2]
    return [eastM + x * cos + y * sin, floorM + at[2] + (up * size[2]) / 2, northM - x * sin + y * cos]
  }
  const ring = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const
  face(
    mesh,
    ring.map(([r, a]) => corner(r, a, 1)),
    colour,
  )
  for (const [i, [r, a]] of ring.entries()) {
    const [s, b] = ring[(i + 1) % 4] as readonly [number, number]
    face(mesh, [corner(s, b, 1), corner(r, a, 1), corner(r, a, -1), corner(s, b, -1)], colour)
  }
}

type Corner = readonly [eastM: number, upM: number, northM: number]

/** Counter-clockwise seen from outside; east, up, north become the scene's axes here. Darker towards the floor. */
function face({ positions, normals, colours, indices }: PlaceMesh, corners: readonly Corner[], colour: Rgb): void {
  const first = positions.length / 3
  const [a, b, c] = corners as readonly [Corner, Corner, Corner]
  const u = [b[0] - a[0], b[1] - a[1], a[2] - b[2]] as const
  const v = [c[0] - a[0], c[1] - a[1], a[2] - c[2]] as const
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const
  const length = Math.hypot(...n) || 1
  const low = Math.min(...corners.map(([, up]) => up))
  for (const [e, up, north] of corners) {
    positions.push(e, up, -north)
    normals.push(n[0] / length, n[1] / length, n[2] / length)
    const shade = Math.abs(n[1]) < length * 0.5 && up === low ? 0.72 : 1
    colours.push(colour[0] * shade, colour[1] * shade, colour[2] * shade, 1)
  }
  for (let i = 2; i < corners.length; i++) indices.push(first, first + i - 1, first + i)
}

/** Where a ray meets a board, from -0.5 at the reader's left to 0.5; null where it does not, or from behind. */
export function meetBoard(at: BoardAt, size: BoardSize, ray: RayM, withinM: number): number | null {
  const [sin, cos] = [Math.sin(at.headingRad), Math.cos(at.headingRad)]
  const length = Math.hypot(ray.dirE, ray.dirN, ray.dirU) || 1
  const toward = (ray.dirE * sin + ray.dirN * cos) / length
  if (toward >= -1e-6) return null
  const farM = ((at.eastM - ray.eastM) * sin + (at.northM - ray.northM) * cos) / toward
  if (farM < 0 || farM > withinM) return null
  const e = ray.eastM + (ray.dirE / length) * farM - at.eastM
  const n = ray.northM + (ray.dirN / length) * farM - at.northM
  const up = ray.upM + (ray.dirU / length) * farM - at.floorM - size.lowM
  const x = (-e * cos + n * sin) / size.widthM
  return Math.abs(x) <= 0.5 && up >= 0 && up <= size.heightM ? x : null
}

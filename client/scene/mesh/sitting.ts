// People of a past meeting as triangles: grey, alike and still, since nothing of how anybody looked or moved is kept. A turned
// profile with a lap, sat on each spot. Drawn for show; pure.
import type { Spot } from '../../meeting/place.ts'
import type { PlaceMesh } from './meeting.ts'

/** Radius and height from the floor, both in metres, from the seat to the crown. */
const PROFILE: readonly (readonly [radiusM: number, upM: number])[] = [
  [0.17, 0.44],
  [0.2, 0.6],
  [0.17, 0.8],
  [0.21, 1.0],
  [0.17, 1.08],
  [0.065, 1.12],
  [0.075, 1.17],
  [0.115, 1.25],
  [0.1, 1.34],
  [0, 1.4],
]
const SIDES = 8
const GREY = [0.56, 0.58, 0.61] as const
/** Sits a little behind the middle of the seat; from side to side one is wider than deep. */
const BACK_M = 0.06
const DEEP = 0.72
const LAP = { widthM: 0.34, fromM: 0, toM: 0.42, lowM: 0.42, highM: 0.58 } as const

export function sittingMesh(spots: readonly Spot[], floorM: number): PlaceMesh {
  const mesh: PlaceMesh = { positions: [], normals: [], colours: [], indices: [] }
  for (const spot of spots) {
    turned(mesh, spot, floorM)
    lap(mesh, spot, floorM)
  }
  return mesh
}

type Own = readonly [rightM: number, aheadM: number, upM: number]

function put(mesh: PlaceMesh, { eastM, northM, headingRad }: Spot, [x, y, up]: Own, [nx, ny, nu]: Own): void {
  const [sin, cos] = [Math.sin(headingRad), Math.cos(headingRad)]
  // East, up, north become the scene's axes here.
  mesh.positions.push(eastM + x * cos + y * sin, up, -(northM - x * sin + y * cos))
  mesh.normals.push(nx * cos + ny * sin, nu, nx * sin - ny * cos)
  mesh.colours.push(...GREY, 1)
}

function turned(mesh: PlaceMesh, spot: Spot, floorM: number): void {
  const first = mesh.positions.length / 3
  for (const [i, [radiusM, upM]] of PROFILE.entries()) {
    const [below, above] = [PROFILE[Math.max(0, i - 1)], PROFILE[Math.min(PROFILE.length - 1, i + 1)]] as const
    const slope = ((below?.[0] ?? 0) - (above?.[0] ?? 0)) / ((above?.[1] ?? 1) - (below?.[1] ?? 0))
    const length = Math.hypot(1, slope)
    for (let k = 0; k < SIDES; k++) {
      const turn = (2 * Math.PI * k) / SIDES
      const [x, y] = [Math.sin(turn), Math.cos(turn)]
      const at: Own = [x * radiusM, y * radiusM * DEEP - BACK_M, floorM + upM]
      put(mesh, spot, at, [x / length, y / length, slope / length])
    }
  }
  for (let i = 0; i + 1 < PROFILE.length; i++)
    for (let k = 0; k < SIDES; k++) {
      const [a, b] = [first + i * SIDES + k, first + i * SIDES + ((k + 1) % SIDES)]
      mesh.indices.push(a, b, b + SIDES, a, b + SIDES, a + SIDES)
    }
}

/** Its top, front and sides; the rest is never seen. */
function lap(mesh: PlaceMesh, spot: Spot, floorM: number): void {
  const { widthM, fromM, toM, lowM, highM } = LAP
  const [w, low, high] = [widthM / 2, floorM + lowM, floorM + highM]
  const side = (corners: readonly [Own, Own, Own, Own], normal: Own): void => {
    const first = mesh.positions.length / 3
    for (const corner of corners) put(mesh, spot, corner, normal)
    mesh.indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }
  const [a, b, c, d]: readonly [Own, Own, Own, Own] = [
    [-w, fromM, high],
    [w, fromM, high],
    [w, toM, high],
    [-w, toM, high],
  ]
  const down = ([x, y]: Own): Own => [x, y, low]
  side([a, b, c, d], [0, 0, 1])
  side([d, c, down(c), down(d)], [0, 1, 0])
  side([a, d, down(d), down(a)], [-1, 0, 0])
  side([c, b, down(b), down(c)], [1, 0, 0])
}

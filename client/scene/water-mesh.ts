// The plane that the flood's water is drawn on: squares of one cell round the middle, twice as large in each ring further out,
// without gaps between the rings. Places are metres from the middle; heights come from the water. Pure.

export type WaterMesh = {
  readonly positions: Float32Array<ArrayBuffer>
  readonly indices: Uint32Array<ArrayBuffer>
  /** The middle may be put at whole multiples of this, so that the vertices stay where they are over the ground. */
  readonly stepM: number
  readonly reachM: number
}

/** Squares along the side of a ring; a multiple of four. */
const SIDE = 44
const RINGS = 5

export function waterMesh(cellM: number): WaterMesh {
  const positions: number[] = []
  const indices: number[] = []
  for (let ring = 0; ring < RINGS; ring++) addRing(ring, cellM * 2 ** ring, positions, indices)
  return {
    positions: Float32Array.from(positions),
    indices: Uint32Array.from(indices),
    stepM: cellM * 2 ** (RINGS - 1),
    reachM: (SIDE / 2) * cellM * 2 ** (RINGS - 1),
  }
}

function addRing(ring: number, cellM: number, positions: number[], indices: number[]): void {
  const first = positions.length / 3
  const half = SIDE / 2
  const isLast = ring === RINGS - 1
  for (let row = 0; row <= SIDE; row++)
    for (let col = 0; col <= SIDE; col++) positions.push((col - half) * cellM, 0, (row - half) * cellM)
  // Along the outer edge every other vertex is drawn at its neighbour's place, which the next ring has too.
  const at = (col: number, row: number): number => {
    const isSide = !isLast && (col === 0 || col === SIDE)
    const isEnd = !isLast && (row === 0 || row === SIDE)
    const c = isEnd && col % 2 === 1 ? col - 1 : col
    const r = isSide && row % 2 === 1 ? row - 1 : row
    return first + r * (SIDE + 1) + c
  }
  const isHole = (col: number, row: number): boolean =>
    ring > 0 && col >= half / 2 && col < half + half / 2 && row >= half / 2 && row < half + half / 2
  for (let row = 0; row < SIDE; row++)
    for (let col = 0; col < SIDE; col++) {
      if (isHole(col, row)) continue
      const [a, b, c, d] = [at(col, row), at(col + 1, row), at(col + 1, row + 1), at(col, row + 1)]
      if (a !== b && b !== c) indices.push(a, b, c)
      if (a !== d && d !== c) indices.push(a, c, d)
    }
}

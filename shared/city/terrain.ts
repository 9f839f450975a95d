// The ground as a regular grid of heights, for the server and the kernels; tiles carry their own samples.
// Between samples it is bilinear, beyond the grid the nearest edge holds.
/** As `FlatLine` of city.ts, which knows this file. */
type FlatLine = readonly number[]

/** Rows run from south to north, columns from west to east; the first sample is the south-west corner. */
export type Terrain = {
  readonly cols: number
  readonly rows: number
  readonly cellM: number
  readonly westM: number
  readonly southM: number
  readonly heightsM: Float32Array
}

/** Height of the ground above the city's datum, metres. */
export function heightAt(terrain: Terrain, eastM: number, northM: number): number {
  const { cols, rows, cellM, heightsM } = terrain
  const x = Math.min(cols - 1, Math.max(0, (eastM - terrain.westM) / cellM))
  const y = Math.min(rows - 1, Math.max(0, (northM - terrain.southM) / cellM))
  const x0 = Math.min(cols - 1, Math.floor(x))
  const y0 = Math.min(rows - 1, Math.floor(y))
  const x1 = Math.min(cols - 1, x0 + 1)
  const y1 = Math.min(rows - 1, y0 + 1)
  const fx = x - x0
  const fy = y - y0
  const south = (heightsM[y0 * cols + x0] as number) * (1 - fx) + (heightsM[y0 * cols + x1] as number) * fx
  const north = (heightsM[y1 * cols + x0] as number) * (1 - fx) + (heightsM[y1 * cols + x1] as number) * fx
  return south * (1 - fy) + north * fy
}

/** Lowest ground under the points of a line or ring. */
export function lowestAlong(terrain: Terrain, line: FlatLine): number {
  let lowest = Infinity
  for (let i = 0; i + 1 < line.length; i += 2) {
    lowest = Math.min(lowest, heightAt(terrain, line[i] as number, line[i + 1] as number))
  }
  return lowest
}

/** Highest ground under the points of a line or ring. */
export function highestAlong(terrain: Terrain, line: FlatLine): number {
  let highest = -Infinity
  for (let i = 0; i + 1 < line.length; i += 2) {
    highest = Math.max(highest, heightAt(terrain, line[i] as number, line[i + 1] as number))
  }
  return highest
}

/** Lowest and highest sample. */
export function terrainRange(terrain: Terrain): { minM: number; maxM: number } {
  let minM = Infinity
  let maxM = -Infinity
  for (const h of terrain.heightsM) {
    if (h < minM) minM = h
    if (h > maxM) maxM = h
  }
  return { minM, maxM }
}

// Where nothing may be planted: a coarse picture of buildings, carriageways, waters, pitches and car parks.
import type { City, FlatLine, RoadClass } from '../../shared/city/city.ts'
import type { RectM } from './ring-shape.ts'
import { type Grid, fillPolygon } from './synthetic-raster.ts'

const CELL_M = 2
/** Kept free beside the kerb. */
const VERGE_M = 0.8
/** Bits of a cell. */
const BUILT = 1
const PATH = 2
const TREE = 4
const OPEN_KINDS: ReadonlySet<string> = new Set(['water', 'pitch', 'parking', 'railway', 'construction'])

const PATHS: ReadonlySet<RoadClass> = new Set(['footway', 'cycleway', 'steps', 'pedestrian'])

export class Blocked {
  private readonly grid: Grid
  private readonly cells: Uint8Array

  constructor(city: Pick<City, 'buildings' | 'areas' | 'links' | 'lines'>, rect: RectM) {
    const cols = Math.max(1, Math.ceil((rect[2] - rect[0]) / CELL_M))
    const rows = Math.max(1, Math.ceil((rect[3] - rect[1]) / CELL_M))
    this.grid = { cols, rows, cellM: CELL_M, westM: rect[0], southM: rect[1] }
    this.cells = new Uint8Array(cols * rows)
    const mark = (at: number): void => {
      this.cells[at] = BUILT
    }
    for (const b of city.buildings) for (const p of b.polygons) fillPolygon(this.grid, p, mark)
    for (const a of city.areas) if (OPEN_KINDS.has(a.kind)) for (const p of a.polygons) fillPolygon(this.grid, p, mark)
    for (const l of city.links) {
      if (!l.isTunnel) this.markLine(l.line, l.widthM / 2 + VERGE_M, PATHS.has(l.roadClass) ? PATH : BUILT)
    }
    for (const l of city.lines)
      if (!l.isTunnel && (l.kind === 'rail' || l.kind === 'tram')) this.markLine(l.line, 3, BUILT)
  }

  /** True beyond the picture, too: what is not known to be free is not. */
  at(eastM: number, northM: number): boolean {
    return this.cell(eastM, northM) !== 0
  }

  /** As `at`, but footpaths and trees are no obstacle to a lamp. */
  isBuilt(eastM: number, northM: number): boolean {
    return (this.cell(eastM, northM) & BUILT) !== 0
  }

  private cell(eastM: number, northM: number): number {
    const x = Math.floor((eastM - this.grid.westM) / CELL_M)
    const y = Math.floor((northM - this.grid.southM) / CELL_M)
    if (x < 0 || y < 0 || x >= this.grid.cols || y >= this.grid.rows) return BUILT
    return this.cells[y * this.grid.cols + x] as number
  }

  /** A tree stands here: no other so near. */
  block(eastM: number, northM: number, radiusM: number): void {
    const { cols, rows, westM, southM } = this.grid
    const [x0, x1] = [eastM - radiusM - westM, eastM + radiusM - westM].map((v) => Math.floor(v / CELL_M)) as [
      number,
      number,
    ]
    const [y0, y1] = [northM - radiusM - southM, northM + radiusM - southM].map((v) => Math.floor(v / CELL_M)) as [
      number,
      number,
    ]
    for (let y = Math.max(0, y0); y <= Math.min(rows - 1, y1); y++) {
      for (let x = Math.max(0, x0); x <= Math.min(cols - 1, x1); x++) {
        const d = Math.hypot((x + 0.5) * CELL_M + westM - eastM, (y + 0.5) * CELL_M + southM - northM)
        if (d <= radiusM) this.cells[y * cols + x] = (this.cells[y * cols + x] as number) | TREE
      }
    }
  }

  private markLine(line: FlatLine, halfWidthM: number, bit: number): void {
    const { cols, rows, westM, southM } = this.grid
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [e0, n0, e1, n1] = [line[i], line[i + 1], line[i + 2], line[i + 3]] as [number, number, number, number]
      const x0 = Math.max(0, Math.floor((Math.min(e0, e1) - halfWidthM - westM) / CELL_M))
      const x1 = Math.min(cols - 1, Math.floor((Math.max(e0, e1) + halfWidthM - westM) / CELL_M))
      const y0 = Math.max(0, Math.floor((Math.min(n0, n1) - halfWidthM - southM) / CELL_M))
      const y1 = Math.min(rows - 1, Math.floor((Math.max(n0, n1) + halfWidthM - southM) / CELL_M))
      const length2 = (e1 - e0) ** 2 + (n1 - n0) ** 2
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          const e = westM + (x + 0.5) * CELL_M
          const n = southM + (y + 0.5) * CELL_M
          const t =
            length2 === 0 ? 0 : Math.min(1, Math.max(0, ((e - e0) * (e1 - e0) + (n - n0) * (n1 - n0)) / length2))
          if (Math.hypot(e - e0 - t * (e1 - e0), n - n0 - t * (n1 - n0)) <= halfWidthM)
            this.cells[y * cols + x] = (this.cells[y * cols + x] as number) | bit
        }
      }
    }
  }
}

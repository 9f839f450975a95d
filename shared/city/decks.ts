// Where one can stand above the ground: bridge decks and raised roads, as strips with a height along their line.
// The same index serves the walker in the client and the checks of the server; terrain itself is elsewhere.
import type { FlatLine } from './city.ts'

export type DeckRoad = { readonly line: FlatLine; readonly upM: readonly number[]; readonly widthM: number }

/** A body may step up this much at once; more is a wall. */
export const STEP_UP_M = 0.6
const CELL_M = 50

type Segment = {
  readonly key: string
  readonly ax: number
  readonly ay: number
  readonly bx: number
  readonly by: number
  readonly aUp: number
  readonly bUp: number
  readonly half: number
}

export class DeckIndex {
  private readonly cells = new Map<number, Segment[]>()

  /** Adds raised roads under a key (a tile), so that they can be removed together. */
  add(key: string, roads: readonly DeckRoad[]): void {
    for (const { line, upM, widthM } of roads)
      for (let i = 0; i + 3 < line.length; i += 2) {
        const segment: Segment = {
          key,
          ax: line[i] as number,
          ay: line[i + 1] as number,
          bx: line[i + 2] as number,
          by: line[i + 3] as number,
          aUp: upM[i / 2] as number,
          bUp: upM[i / 2 + 1] as number,
          half: widthM / 2,
        }
        for (const cell of cellsOf(segment)) {
          const list = this.cells.get(cell)
          if (list) list.push(segment)
          else this.cells.set(cell, [segment])
        }
      }
  }

  remove(key: string): void {
    for (const [cell, list] of this.cells) {
      const rest = list.filter((segment) => segment.key !== key)
      if (rest.length === 0) this.cells.delete(cell)
      else if (rest.length < list.length) this.cells.set(cell, rest)
    }
  }

  /**
   * Height of the highest deck at a place that a body with its feet at `feetUpM` can stand on
   * (not more than STEP_UP_M above the feet), metres above the datum; null where there is none.
   */
  heightAt(eastM: number, northM: number, feetUpM: number): number | null {
    let best: number | null = null
    for (const s of this.cells.get(cellAt(eastM, northM)) ?? []) {
      const dx = s.bx - s.ax
      const dy = s.by - s.ay
      const lengthSq = dx * dx + dy * dy
      if (lengthSq === 0) continue
      const along = ((eastM - s.ax) * dx + (northM - s.ay) * dy) / lengthSq
      // Half a width beyond the ends closes the wedge between two pieces of a bend.
      const slack = s.half / Math.sqrt(lengthSq)
      if (along < -slack || along > 1 + slack) continue
      const t = Math.min(1, Math.max(0, along))
      const offSq = (s.ax + t * dx - eastM) ** 2 + (s.ay + t * dy - northM) ** 2
      if (offSq > s.half * s.half) continue
      const up = s.aUp + t * (s.bUp - s.aUp)
      if (up <= feetUpM + STEP_UP_M && (best === null || up > best)) best = up
    }
    return best
  }
}

const cellKey = (cx: number, cy: number): number => (cx + 32768) * 65536 + (cy + 32768)
const cellAt = (x: number, y: number): number => cellKey(Math.floor(x / CELL_M), Math.floor(y / CELL_M))

function* cellsOf(s: Segment): Generator<number> {
  const west = Math.floor((Math.min(s.ax, s.bx) - s.half) / CELL_M)
  const east = Math.floor((Math.max(s.ax, s.bx) + s.half) / CELL_M)
  const south = Math.floor((Math.min(s.ay, s.by) - s.half) / CELL_M)
  const north = Math.floor((Math.max(s.ay, s.by) + s.half) / CELL_M)
  for (let cx = west; cx <= east; cx++) for (let cy = south; cy <= north; cy++) yield cellKey(cx, cy)
}

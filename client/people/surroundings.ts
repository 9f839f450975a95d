// What one's body meets: ground, decks and walls of the tiles that are loaded. The same grids answer what is pointed at.
import { DeckIndex, type DeckRoad } from '../../shared/city/decks.ts'
import { type Footprint, type FootprintGrid, footprintGrid } from '../../shared/city/footprint-grid.ts'
import type { World } from './motion.ts'

/** What a tile brings; the scene's tile facts fit. */
export type TileThings = {
  readonly detail: number
  readonly buildings: readonly Footprint[]
  readonly decks: readonly DeckRoad[]
  /** Where it lies; left out, it is everywhere. */
  readonly westM?: number
  readonly southM?: number
  readonly sizeM?: number
}
type Square = { readonly westM: number; readonly southM: number; readonly sizeM: number }
const EVERYWHERE: Square = { westM: -Infinity, southM: -Infinity, sizeM: Infinity }

export class Surroundings implements World {
  readonly footprints: FootprintGrid = footprintGrid()
  private readonly decks = new DeckIndex()
  /** The finest tiles: where one is, the floor is all there. */
  private readonly finest = new Map<string, Square>()
  readonly boundsM: readonly [number, number, number, number]
  private readonly groundAt: (eastM: number, northM: number) => number | null
  /** The ground that was asked for last: what is not loaded yet is about as high. */
  private lastGroundM = 0

  constructor(
    boundsM: readonly [number, number, number, number],
    groundAt: (eastM: number, northM: number) => number | null,
  ) {
    this.boundsM = boundsM
    this.groundAt = groundAt
  }

  tileCame(key: string, things: TileThings): void {
    this.footprints.add(key, things.buildings)
    if (things.decks.length > 0) this.decks.add(key, things.decks)
    const { westM, southM, sizeM } = things
    if (things.detail > 0) return
    const isPlaced = westM !== undefined && southM !== undefined && sizeM !== undefined
    this.finest.set(key, isPlaced ? { westM, southM, sizeM } : EVERYWHERE)
  }

  tileWent(key: string): void {
    this.footprints.remove(key)
    this.decks.remove(key)
    this.finest.delete(key)
  }

  isVague(eastM: number, northM: number): boolean {
    for (const { westM, southM, sizeM } of this.finest.values()) {
      if (sizeM === Infinity) return false
      if (eastM >= westM && northM >= southM && eastM <= westM + sizeM && northM <= southM + sizeM) return false
    }
    return true
  }

  /** Where no tile is loaded yet one stays at one's height. */
  floorAt(eastM: number, northM: number, feetUpM: number): number {
    const known = this.groundAt(eastM, northM)
    if (known !== null) this.lastGroundM = known
    const ground = known ?? (Number.isFinite(feetUpM) ? feetUpM : this.lastGroundM)
    const deck = this.decks.heightAt(eastM, northM, feetUpM)
    return deck !== null && deck > ground ? deck : ground
  }

  collide(eastM: number, northM: number, radiusM: number, feetUpM: number): readonly [number, number] {
    return this.footprints.collide(eastM, northM, radiusM, feetUpM)
  }

  /** Ground for rays; far below where nothing is loaded. */
  groundForRay(eastM: number, northM: number): number {
    return this.groundAt(eastM, northM) ?? -1000
  }
}

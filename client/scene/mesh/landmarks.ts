// Landmarks whose shape no outline tells, drawn from the footprint's middle, size and height.
import type { Tile, TileBuilding } from '../../../shared/city/tile.ts'
import type { MeshBuilder } from './builder.ts'

/** Draws the form; false when it has none and the outline is to be extruded. */
export function drawLandmark(_tile: Tile, _b: TileBuilding, _builder: MeshBuilder): boolean {
  return false
}

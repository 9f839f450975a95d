// Reads two recordings side by side, finds the moment at which the most water stands where there was none, and draws it. That
// moment is the same for both, so that nobody compares a crest with an ebb.
import { parentPort, workerData } from 'node:worker_threads'
import type { RasterInfo } from '../../../shared/protocol/fields-info.ts'
import { RasterCells } from '../../../shared/protocol/fields-raster.ts'
import type { SegmentCursor } from '../../../shared/protocol/segment.ts'
import { SegmentReader } from '../../replay/segment-reader.ts'
import type { Pictured } from '../picturing.ts'
import { drawMap, frameOf, MAP_PALETTE } from './picture-map.ts'
import type { PictureSaid, PictureWork } from './picture.ts'
import { DEPTH_LAYER } from './quantities.ts'
import { pngOf } from '../../pictures/png.ts'

/** So many moments are looked at; what lies between two is not. */
const LOOKS = 24
const HOUR_MS = 3_600_000
/** Less than this is a puddle, metres. */
const NEW_M = 0.05

const said = await pictured(workerData as PictureWork)
  .then((made): PictureSaid => ({ pictured: made }))
  .catch((error: unknown): PictureSaid => ({ trouble: error instanceof Error ? error.message : String(error) }))
parentPort?.postMessage(said, [])

async function pictured({ folders, fromMs, hours, ground, marks }: PictureWork): Promise<Pictured | null> {
  const readers = await Promise.all([folders.before, folders.after].map((folder) => SegmentReader.open(folder))).catch(
    () => null,
  )
  if (!readers) return null
  const [without, with_] = readers as [SegmentReader, SegmentReader]
  let start: Float32Array | null = null
  let best: { readonly before: Float32Array; readonly after: Float32Array; readonly atS: number } | null = null
  let most = -1
  const forMs = hours * HOUR_MS
  for (let look = 0; look <= LOOKS; look++) {
    const atMs = fromMs + Math.floor((forMs * look) / LOOKS)
    const [before, after] = [depthOf(await without.at(atMs)), depthOf(await with_.at(atMs))]
    if (!before || !after) continue
    start ??= before
    const stands = newWater(before, start) + newWater(after, start)
    // Of moments alike, and of a course without new water, the last.
    if (stands < most) continue
    most = stands
    best = { before, after, atS: Math.round((atMs - fromMs) / 1000) }
  }
  if (!best || !start) return null
  const { before, after, atS } = best
  const frame = frameOf(ground, marks, { start, before, after })
  const draw = (depthM: Float32Array, isBranch: boolean): Uint8Array =>
    pngOf(drawMap({ ground, frame, depthM, marks, isBranch }), MAP_PALETTE)
  return { before: draw(before, false), after: draw(after, true), atS }
}

/** Depths of all cells, zero where there is no water; null where they were not recorded. */
function depthOf(cursor: SegmentCursor | null): Float32Array | null {
  const at = cursor?.header.layers.findIndex(({ id }) => id === DEPTH_LAYER) ?? -1
  const field = cursor?.fields[at]
  if (!field || field.number === null || !(field.cells instanceof RasterCells)) return null
  const { cells } = field
  const { cols, rows } = (cells.info satisfies RasterInfo).grid
  return Float32Array.from({ length: cols * rows }, (_, k) => {
    const depth = cells.valueAt(k % cols, Math.floor(k / cols))
    return Number.isNaN(depth) ? 0 : depth
  })
}

/** Metres over all cells, of more than a puddle. */
function newWater(depth: Float32Array, start: Float32Array): number {
  return depth.reduce((sum, m, k) => {
    const more = m - (start[k] as number)
    return more > NEW_M ? sum + more : sum
  }, 0)
}

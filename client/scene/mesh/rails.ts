// Railway and tram tracks: a ballast strip whose rails and sleepers the shader paints; uv = metres right of the
// middle and along the track. On a bridge the strip lies on a plain deck.
import { NO_FEATURE, type Tile } from '../../../shared/city/tile.ts'
import { type Brush, type MeshBuilder, SURFACE } from './builder.ts'
import type { Relief } from './relief.ts'
import { localLine } from './relief.ts'

const HALF_M = 1.9
const BALLAST: Brush = { surface: SURFACE.rail, a: 0, b: 0, c: 0, colour: 0x766c62, feature: NO_FEATURE, layer: 15 }
const TRAM: Brush = { ...BALLAST, a: 1, colour: 0x5a5a5c, layer: 27 }
const STEP_M: readonly number[] = [12, 50, 150, 500]

export function meshRails(tile: Tile, relief: Relief, b: MeshBuilder): void {
  if (tile.detail > 1) return
  for (const track of tile.lines) {
    if (track.kind !== 'rail' && track.kind !== 'tram') continue
    const line = localLine(track.line, tile)
    const brush = track.kind === 'tram' ? TRAM : BALLAST
    const step = STEP_M[tile.detail] ?? 500
    let at = 0
    let last = -1
    for (let i = 0; i + 3 < line.length; i += 2) {
      const e0 = line[i] as number
      const n0 = line[i + 1] as number
      const de = (line[i + 2] as number) - e0
      const dn = (line[i + 3] as number) - n0
      const length = Math.hypot(de, dn)
      if (length < 0.05) continue
      const le = (-dn / length) * HALF_M
      const ln = (de / length) * HALF_M
      const steps = Math.ceil(length / step)
      for (let k = i === 0 ? 0 : 1; k <= steps; k++) {
        const t = k / steps
        const e = e0 + de * t
        const n = n0 + dn * t
        const up = (track.upM[i / 2] ?? 0) * (1 - t) + (track.upM[i / 2 + 1] ?? 0) * t
        const ground = relief.at(e, n)
        const y = track.isBridge ? Math.max(up, ground) + 0.1 : ground + (track.kind === 'tram' ? 0.04 : 0.18)
        const first = b.vertex(e + le, y, -(n + ln), 0, 1, 0, -HALF_M, at + length * t, brush)
        b.vertex(e - le, y, -(n - ln), 0, 1, 0, HALF_M, at + length * t, brush)
        if (last >= 0) b.quad(last, last + 1, first + 1, first)
        last = first
      }
      at += length
    }
  }
}

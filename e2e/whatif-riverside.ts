// The default city with ground for its flood only at the river's south: a seventh of the core, so that a branch is soon run.
// Everything else is as in the whole city; one begins where newcomers do, beyond the flood's reach.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { decodeTerrain, encodeTerrain } from '../server/city/package-terrain.ts'
import { ROOT } from './town.ts'

const WEST_M = -1050
const SOUTH_M = -6700
const WIDE_M = 1000
const HIGH_M = 850
/** Of heights in the package, metres. */
const STEP_M = 0.01

/** A package for `TOWNHALL_CITY`. */
export function riverside(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'townhall-riverside-'))
  cpSync(join(ROOT, 'assets', 'cities', 'astana'), folder, { recursive: true })
  const path = join(folder, 'terrain.bin.gz')
  const whole = decodeTerrain(gunzipSync(readFileSync(path)))
  const { cellM } = whole
  const [col, row] = [Math.round((WEST_M - whole.westM) / cellM), Math.round((SOUTH_M - whole.southM) / cellM)]
  const [cols, rows] = [Math.floor(WIDE_M / cellM), Math.floor(HIGH_M / cellM)]
  const heightsM = Float32Array.from(
    { length: cols * rows },
    (_, k) => whole.heightsM[(row + Math.floor(k / cols)) * whole.cols + col + (k % cols)] ?? 0,
  )
  const [westM, southM] = [whole.westM + col * cellM, whole.southM + row * cellM]
  writeFileSync(path, gzipSync(encodeTerrain({ cols, rows, cellM, westM, southM, heightsM }, STEP_M)))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

// The default city, entered at its quiet western edge, among the cottages and facing the steppe: a third of the tiles and a
// tenth of the triangles of the centre, which software draws several times as fast. For tests that need a city, and not its
// centre.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './town.ts'

export const COTTAGES = { eastM: -12_366, northM: 3000, headingRad: 4.7 } as const

/** A package for `TOWNHALL_CITY`: the same but for where one begins. */
export function outskirts(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'townhall-outskirts-'))
  cpSync(join(ROOT, 'assets', 'cities', 'astana'), folder, { recursive: true })
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  writeFileSync(path, JSON.stringify({ ...manifest, spawn: COTTAGES }))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

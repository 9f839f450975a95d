// How long an import of a whole city takes, and how much memory: Astana and the 240,070 features of Montevideo,
// both OSM QA tiles of the @mapbox/mvt-fixtures package (ODbL 1.0).
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Rows } from './bench.ts'
import { measure } from './process.ts'

const CITIES = [
  { name: 'Astana', folder: 'osm-qa-astana' },
  { name: 'Montevideo', folder: 'osm-qa-montevideo' },
]

export async function benchImport(): Promise<Rows> {
  const root = join(import.meta.dirname, '..')
  const fixtures = dirname(createRequire(import.meta.url).resolve('@mapbox/mvt-fixtures/package.json'))
  const rows: Record<string, string | number>[] = []
  for (const { name, folder } of CITIES) {
    const out = mkdtempSync(join(tmpdir(), 'townhall-import-'))
    const osm = join(fixtures, 'real-world', folder)
    const cli = join(root, 'server', 'cli', 'townhall.ts')
    const args = [cli, 'city', 'import', '--osm', osm, '--out', join(out, 'city'), '--json']
    const run = await measure(process.execPath, args, root)
    rmSync(out, { recursive: true, force: true })
    if (run.code !== 0) throw new Error(`import of ${name} ended with ${run.code}`)
    const counts = JSON.parse(run.stdout) as { buildings: number; drivableKm: number }
    rows.push({
      city: name,
      seconds: Number(run.seconds.toFixed(1)),
      peakMb: run.peakMb,
      buildings: counts.buildings,
      drivableKm: Math.round(counts.drivableKm),
    })
  }
  return rows
}

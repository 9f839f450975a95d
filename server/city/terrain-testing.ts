// What the tests of elevation files share: a folder of their own, files in it, and what a reading or refusal says.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ledger } from './ledger.ts'
import type { TerrainReading } from './survey.ts'
import { readTerrain } from './terrain-read.ts'

export class TerrainFiles {
  private readonly dir = mkdtempSync(join(tmpdir(), 'terrain-'))

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.dir, name)
    writeFileSync(path, content)
    return path
  }
}

/** The reading, and what was dropped as `4 things: why`. */
export async function read(...paths: string[]): Promise<{ terrain: TerrainReading; dropped: string[] }> {
  const ledger = new Ledger()
  const terrain = await readTerrain(paths, ledger)
  return { terrain, dropped: ledger.list().map((d) => `${d.count} ${d.what}: ${d.why}`) }
}

/** The sentence with which a file is refused. */
export async function refusal(path: string, crs?: string): Promise<string> {
  try {
    await readTerrain([path], new Ledger(), crs ? { crs } : {})
  } catch (error) {
    return (error as Error).message
  }
  return 'was read'
}

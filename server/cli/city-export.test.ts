import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeTerrain } from '../city/package-terrain.ts'
import { writePackage } from '../city/package.ts'
import { blocks } from '../city/tiles3d-testing.ts'
import { cityExport } from './city-export.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'city-export-'))
  const { manifest, city } = blocks('EPSG:32642', 71.43, 51.13)
  const { cols, rows, cellM, westM, southM } = manifest.terrain
  const terrain = { cols, rows, cellM, westM, southM, heightsM: new Float32Array(cols * rows).fill(340) }
  writePackage(join(dir, 'pack'), { manifest, city, terrainBytes: encodeTerrain(terrain, 0.1), tiles: [] })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('townhall city export', () => {
  test('writes a package as 3D Tiles and tells what it wrote', async () => {
    const told = vi.spyOn(console, 'log').mockImplementation(() => {})
    try {
      const out = join(dir, 'tiles')
      expect(await cityExport([join(dir, 'pack'), '--3dtiles', '--out', out, '--json'])).toBe(0)
      const report = JSON.parse(String(told.mock.calls[0]?.[0])) as Record<string, number>
      expect(report).toMatchObject({ out, buildings: 444 })
      expect(readdirSync(join(out, 'content'))).toHaveLength(report['tiles'] ?? 0)
      expect(await cityExport([join(dir, 'pack'), '--3dtiles', '--out', out])).toBe(0)
      expect(told.mock.calls[1]?.[0]).toMatch(/tiles: 3D Tiles 1\.1, 444 buildings in \d+ tiles, \d+\.\d MB, [\d.]+ s$/)
    } finally {
      told.mockRestore()
    }
  })

  test.each([
    [[], 'needs one folder'],
    [['pack'], 'needs a format; there is one: --3dtiles'],
    [['pack', '--3dtiles'], 'needs --out OUT'],
    [['pack', 'more', '--3dtiles', '--out', 'x'], 'needs one folder'],
    [['pack', '--obj'], "Unknown option '--obj'"],
  ])('refuses %j in one sentence', async (args, sentence) => {
    await expect(cityExport(args)).rejects.toThrow(sentence)
  })

  test('refuses a folder that is no package and leaves none behind', async () => {
    await expect(cityExport([dir, '--3dtiles', '--out', join(dir, 'none')])).rejects.toThrow('is not a city package')
    expect(readdirSync(dir)).not.toContain('none')
  })
})

import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ENTRY = join(import.meta.dirname, 'townhall.ts')
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

let folder = ''
let osm = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'townhall-cli-'))
  osm = join(folder, 'town.osm')
  writeFileSync(
    osm,
    `<osm version="0.6"><node id="1" lat="50" lon="9"/><node id="2" lat="50.001" lon="9"/>
    <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way></osm>`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the townhall command', { timeout: 120_000 }, () => {
  it('lists its commands', () => {
    const { status, stdout } = run('help')
    expect(status).toBe(0)
    for (const words of ['serve', 'city import', 'city info', 'city derive-astana']) expect(stdout).toContain(words)
  })

  it('imports a file and tells the same of the package afterwards', () => {
    const out = join(folder, 'town')
    const imported = run('city', 'import', '--osm', osm, '--out', out, '--json')
    expect(imported.stderr).toBe('')
    expect(imported.status).toBe(0)
    const info = JSON.parse(imported.stdout) as Record<string, unknown>
    expect(Object.keys(info).sort()).toEqual(
      [
        'id',
        'timeZone',
        'name',
        'buildings',
        'buildingsWithHeight',
        'roadKm',
        'drivableKm',
        'signals',
        'stops',
        'trees',
        'waterKm2',
        'bbox',
        'crs',
        'terrain',
        'dropped',
        'sources',
        'layers',
      ].sort(),
    )
    expect(info).toMatchObject({ roadKm: 0.11, drivableKm: 0.11, terrain: { minM: 0, maxM: 0 }, dropped: [] })
    expect(JSON.parse(run('city', 'info', out, '--json').stdout)).toEqual(info)
    expect(run('city', 'info', out).stdout).toContain('0.11 km drivable')
  })

  it('refuses wrong words, options and boxes with one sentence and exit code 2', () => {
    const out = join(folder, 'never')
    const wrong: [string[], RegExp][] = [
      [['city', 'remove'], /there is no command "city remove"/],
      [['city', 'import', '--osm', osm], /needs --out DIR/],
      [['city', 'import', '--out', out], /nothing to import/],
      [['city', 'import', '--out', out, '--osm', osm, '--colour'], /Unknown option '--colour'/],
      [['city', 'import', '--out', out, '--osm', join(folder, 'no.pbf')], /no\.pbf: there is no such file/],
      [['city', 'import', '--out', out, '--osm', osm, '--bbox', '1,2,3'], /not four numbers W,S,E,N/],
      [['city', 'import', '--out', out, '--osm', osm, '--bbox', '9.1,49,9,51'], /west must be less than east/],
      [['city', 'import', '--out', out, '--osm', osm, '--bbox', '49,9,510,10'], /beyond the earth/],
      [['city', 'import', '--out', out, '--osm', osm, '--bbox', '1,2,3,4'], /excludes everything/],
      [['city', 'import', '--out', out, '--osm', osm, '--crs', 'RD'], /--crs RD is not a code/],
      [['city', 'info', join(folder, 'nowhere')], /is not a city package/],
      [['city', 'info'], /needs one folder/],
    ]
    for (const [args, why] of wrong) {
      const { status, stdout, stderr } = run(...args)
      expect(stderr).toMatch(why)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect([status, stdout]).toEqual([2, ''])
    }
    expect(existsSync(out)).toBe(false)
  })
})

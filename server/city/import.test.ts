// Whole imports of real files (where they are beside the checkout) and of small ones made here.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heightAt } from '../../shared/city/terrain.ts'
import { makeFrame } from './frame.ts'
import { importCity } from './import.ts'
import { Unreadable } from './ledger.ts'
import { openPackage } from './package.ts'

const DATA = resolve(import.meta.dirname, '../../../shared/data')
const hasData = existsSync(DATA)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'townhall-import-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Two streets, a house and a pond near the origin of no particular town. */
const OSM = `<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="50.001" lon="9.001"/><node id="2" lat="50.002" lon="9.001"/><node id="3" lat="50.002" lon="9.003">
<tag k="highway" v="traffic_signals"/></node><node id="4" lat="50.0012" lon="9.0015"/><node id="5" lat="50.0012" lon="9.0017"/>
<node id="6" lat="50.0014" lon="9.0017"/><node id="7" lat="50.0014" lon="9.0015"/><node id="8" lat="50.003" lon="9.003"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="8"/><tag k="highway" v="residential"/><tag k="name" v="Улица"/></way>
<way id="2"><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="4"/><tag k="building" v="house"/><tag k="building:levels" v="2"/></way>
</osm>`

describe('an import', { timeout: 120_000 }, () => {
  const small = (): string => {
    const path = join(folder, 'small.osm')
    writeFileSync(path, OSM)
    return path
  }
  it('makes a package that holds what its manifest says', async () => {
    const manifest = await importCity({ out: join(folder, 'small-town'), osm: small() })
    expect(manifest).toMatchObject({ id: 'small-town', name: 'Small Town', crs: 'EPSG:32632', timeZone: 'Etc/GMT-1' })
    expect(manifest.counts).toMatchObject({ buildings: 1, buildingsWithHeight: 1, signals: 1, trees: 0 })
    expect(manifest.counts.roadKm).toBeCloseTo(0.37, 1)
    expect(manifest.terrain).toMatchObject({ truth: 'synthetic', minM: 0, maxM: 0 })
    expect(manifest.layers.find((l) => l.id === 'terrain')?.note).toBe('synthetic: no terrain was given')
    const read = await openPackage(join(folder, 'small-town'))
    expect(read.city.buildings[0]).toMatchObject({ id: 'way/2', storeys: 2, heightSource: 'storeys', groundM: 0 })
    expect(read.city.nodes.filter((n) => n.hasSignals)).toHaveLength(1)
    expect(read.tileIndex).toHaveLength(manifest.tiles.count)
    const [lon, lat] = makeFrame(manifest.crs, manifest.origin.lon, manifest.origin.lat).toLonLat([0, 0])
    expect(lon).toBeCloseTo(manifest.origin.lon, 9)
    expect(lat).toBeCloseTo(manifest.origin.lat, 9)
  })
  it('invents ground, and marks it, only when asked to', async () => {
    const manifest = await importCity({ out: join(folder, 'invented'), osm: small(), synthesize: true })
    expect(manifest.terrain.minM).toBeGreaterThan(340)
    expect(manifest.layers.find((l) => l.id === 'terrain')?.truth).toBe('synthetic')
  })
  it('refuses maps of two places and of half the world, and leaves out ground of elsewhere', async () => {
    const block = (name: string, lon: number, sizeDeg: number): string => {
      const at = (dx: number, dy: number, up: number): number[] => [lon + dx * sizeDeg, 50.001 + dy * sizeDeg, up]
      const vertices = [at(0, 0, 0), at(1, 0, 0), at(1, 1, 0), at(0, 1, 0)]
      const geometry = [{ type: 'MultiSurface', lod: '1', boundaries: [[[0, 1, 2, 3]]] }]
      const path = join(folder, name)
      writeFileSync(
        path,
        JSON.stringify({
          type: 'CityJSON',
          version: '1.0',
          metadata: { referenceSystem: 'urn:ogc:def:crs:OGC:1.3:CRS84' },
          CityObjects: { a: { type: 'LandUse', geometry } },
          vertices,
        }),
      )
      return path
    }
    const out = join(folder, 'two-places')
    const said = (options: object): Promise<string> =>
      importCity({ out, ...options }).then(
        () => 'imported',
        (e: unknown) => (e instanceof Unreadable ? e.message : `not a refusal: ${String(e)}`),
      )
    expect(await said({ osm: small(), buildings: block('far.city.json', 19, 0.001) })).toMatch(
      /^far.city.json: lies 71\d km from small.osm: they are two cities, import each by itself$/,
    )
    expect(await said({ buildings: block('wide.city.json', 9, 8) })).toMatch(
      /^wide.city.json: covers 89\d km, more than a city and its region: cut it with --bbox/,
    )
    expect(await said({ osm: small(), buildings: block('near.city.json', 9.002, 0.001) })).toBe('imported')
    const asc = join(folder, 'elsewhere.asc')
    writeFileSync(asc, 'ncols 2\nnrows 2\nxllcorner 20\nyllcorner 40\ncellsize 0.01\n5 5\n5 5\n')
    const feed = join(folder, 'elsewhere')
    mkdirSync(feed)
    writeFileSync(join(feed, 'stops.txt'), 'stop_id,stop_name,stop_lat,stop_lon\na,A,60.1,24.9\n')
    writeFileSync(join(feed, 'agency.txt'), 'agency_name,agency_timezone\nA,Europe/Helsinki\n')
    const manifest = await importCity({ out, osm: small(), terrain: [asc], gtfs: feed })
    const { dropped, sources, terrain, timeZone } = manifest
    expect(timeZone).toBe('Etc/GMT-1')
    expect(dropped).toContainEqual({ what: 'timetables', count: 1, why: 'they lie elsewhere than the city' })
    expect(dropped).toContainEqual({ what: 'terrain files', count: 1, why: 'they lie elsewhere than the city' })
    expect(sources.map((s) => s.file)).toEqual(['small.osm'])
    expect(terrain.truth).toBe('synthetic')
  })
  it('refuses what it cannot do in one sentence and leaves nothing behind', async () => {
    const out = join(folder, 'refused')
    const refused = [
      [{ out }, /nothing to import/],
      [{ out, osm: join(folder, 'missing.osm.pbf') }, /missing.osm.pbf: there is no such file/],
      [
        { out, osm: small(), bbox: [10, 51, 11, 52] as const },
        /excludes everything: the data lie within 9\.0010,50\.0010/,
      ],
    ] as const
    for (const [options, why] of refused) {
      const error: unknown = await importCity(options).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(Unreadable)
      expect((error as Error).message).toMatch(why)
      expect((error as Error).message).not.toContain('\n')
    }
    expect(readdirSync(folder).filter((name) => name.includes('refused'))).toEqual([])
  })
})

describe.skipIf(!hasData)('real files (skipped without ../shared/data)', { timeout: 120_000 }, () => {
  it('give the counts osmium gives for central Helsinki', async () => {
    const osm = join(DATA, 'helsinki-centre.osm.pbf')
    const { counts, bbox, dropped } = await importCity({ out: join(folder, 'helsinki'), osm })
    expect(counts).toMatchObject({ buildings: 446, signals: 135, stops: 132, trees: 649 })
    expect(counts.roadKm).toBeCloseTo(107, 0)
    expect(counts.drivableKm).toBeCloseTo(21.3, 0)
    // Ponds, and the two bays whose coast the extract touches.
    expect(counts.waterKm2).toBeCloseTo(0.118, 3)
    for (const [i, degree] of [24.9351766, 60.1641551, 24.9534132, 60.1791074].entries())
      expect(bbox[i]).toBeCloseTo(degree, 5)
    expect(dropped.length).toBeGreaterThan(5)
  })
  it('clip to a box given in degrees', async () => {
    const osm = join(DATA, 'helsinki-centre.osm.pbf')
    const box = [24.94, 60.168, 24.946, 60.172] as const
    const { counts, bbox, dropped } = await importCity({ out: join(folder, 'clipped'), osm, bbox: box })
    expect(bbox).toEqual(box)
    expect(counts.buildings).toBeGreaterThan(30)
    expect(counts.buildings).toBeLessThan(200)
    expect(dropped.some((d) => d.what === 'buildings' && d.why === 'outside the given box')).toBe(true)
  })
  it('keep the heights of Delft in the frame of its own survey', async () => {
    const manifest = await importCity({
      out: join(folder, 'delft'),
      buildings: join(DATA, 'delft-cityjson20.city.json'),
    })
    expect(manifest.crs).toBe('EPSG:7415')
    expect(manifest.counts).toMatchObject({ buildings: 160, buildingsWithHeight: 160 })
    expect(manifest.layers.find((l) => l.id === 'heights')?.truth).toBe('measured')
    const { city } = await openPackage(join(folder, 'delft'))
    const heights = city.buildings.map((b) => b.heightM).sort((a, b) => a - b)
    expect(heights[0]).toBeCloseTo(0.73, 1)
    expect(heights[80]).toBeCloseTo(2.88, 1)
    expect(heights.at(-1)).toBeCloseTo(8.29, 1)
  })
  it('keep the hills of Portland where they are', async () => {
    const manifest = await importCity({ out: join(folder, 'portland'), terrain: [join(DATA, 'portland-ned.tif')] })
    expect(manifest.terrain.truth).toBe('measured')
    expect(manifest.terrain.minM).toBeCloseTo(0, 0)
    expect(manifest.terrain.maxM).toBeGreaterThan(327)
    const { terrain } = await openPackage(join(folder, 'portland'))
    const frame = makeFrame(manifest.crs, manifest.origin.lon, manifest.origin.lat)
    for (const [lon, lat, heightM] of [
      [-122.705, 45.525, 146.47],
      [-122.68, 45.52, 17.11],
      [-122.665, 45.52, 9.77],
    ] as const) {
      expect(Math.abs(heightAt(terrain, ...frame.fromLonLat(lon, lat)) - heightM)).toBeLessThan(2)
    }
  })
})

import { existsSync, mkdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import { readTerrain } from './terrain-read.ts'
import { TerrainFiles, read, refusal } from './terrain-testing.ts'

const files = new TerrainFiles()
afterAll(() => files.remove())
const file = files.file.bind(files)

/** Height is ten times the row from the south, plus the column; -32768 where `voids` says. */
function hgt(side: number, voids: (row: number, column: number) => boolean = () => false): Uint8Array {
  const view = new DataView(new ArrayBuffer(side * side * 2))
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      view.setInt16((r * side + c) * 2, voids(r, c) ? -32_768 : Math.round((side - 1 - r) * 2 + c))
    }
  }
  return new Uint8Array(view.buffer)
}

describe('SRTM tiles', () => {
  test('a three second tile is placed by its name, samples on the degree lines', async () => {
    const { terrain, dropped } = await read(file('N51E071.hgt', hgt(1201)))
    expect(terrain.bbox).toEqual([71, 51, 72, 52])
    expect(terrain.heightAt(71, 51)).toBeCloseTo(0, 6)
    expect(terrain.heightAt(72, 51)).toBeCloseTo(1200, 6)
    expect(terrain.heightAt(71, 52)).toBeCloseTo(2400, 6)
    expect(terrain.heightAt(71.5, 51.5)).toBeCloseTo(600 + 1200, 6)
    expect(terrain.heightAt(70.9, 51.5)).toBeNull()
    expect(terrain.cellM).toBeGreaterThan(50)
    expect(dropped).toEqual([])
  })

  test('a one second tile south and west of zero', async () => {
    const { terrain } = await read(file('S01W079.hgt', hgt(3601)))
    expect(terrain.bbox).toEqual([-79, -1, -78, 0])
    expect(terrain.heightAt(-79 + 7 / 3600, -1 + 5 / 3600)).toBeCloseTo(17, 6)
  })

  test('several tiles, zipped and gzipped, answer as one', async () => {
    const zip = file('tiles.zip', zipSync({ 'SRTM/N10E010.hgt': hgt(121), 'readme.txt': new Uint8Array(3) }))
    const gz = file('N10E011.hgt.gz', gzipSync(hgt(121)))
    const { terrain } = await read(zip, gz)
    expect(terrain.bbox).toEqual([10, 10, 12, 11])
    expect(terrain.heightAt(10.5, 10.5)).toBeCloseTo(180, 6)
    expect(terrain.heightAt(11.5, 10.5)).toBeCloseTo(180, 6)
    expect(terrain.heightAt(11, 10.5)).not.toBeNull()
  })

  test('voids are counted, and give way to a neighbour that is none', async () => {
    const { terrain, dropped } = await read(
      file(
        'N20E020.hgt',
        hgt(101, (r, c) => r === 100 && c === 0),
      ),
    )
    expect(dropped).toEqual(['1 terrain samples: void in N20E020.hgt'])
    expect(terrain.heightAt(20.006, 20.001)).toBe(1)
    expect(terrain.heightAt(20.02, 20.02)).toBeCloseTo(6, 6)
  })

  test('inside a wide void there is no height', async () => {
    const { terrain } = await read(
      file(
        'N20E021.hgt',
        hgt(101, (r, c) => r > 50 && c > 50),
      ),
    )
    expect(terrain.heightAt(21.8, 20.2)).toBeNull()
    expect(terrain.heightAt(21.2, 20.2)).toBeCloseTo(60, 6)
  })

  test('is refused in one sentence when nameless, cut or all void', async () => {
    expect(await refusal(file('tile.hgt', hgt(101)))).toBe(
      'tile.hgt: its name does not tell its corner, as N51E071.hgt would',
    )
    expect(await refusal(file('N01E001.hgt', hgt(101).slice(0, 5001)))).toMatch(/^N01E001.hgt: is not a whole/)
    expect(
      await refusal(
        file(
          'N02E002.hgt',
          hgt(101, () => true),
        ),
      ),
    ).toBe('N02E002.hgt: holds no heights, only voids')
    expect(await refusal(file('cut.zip', zipSync({ 'N01E001.hgt': hgt(101) }).slice(0, 300)))).toMatch(
      /not a .zip|cut short/,
    )
    expect(await refusal(file('empty.zip', zipSync({ 'a.txt': new Uint8Array(1) })))).toMatch(/holds no elevation file/)
    expect(await refusal('nowhere.hgt')).toBe('nowhere.hgt: there is no such file')
  })
})

test('folders, empty files and archives that unpack without end are refused in one sentence', async () => {
  const folder = file('folder.tif', '')
  expect(await refusal(folder)).toBe('folder.tif: the file is empty')
  const inside = `${folder}.d.tif`
  mkdirSync(inside)
  expect(await refusal(inside)).toBe('folder.tif.d.tif: is a folder, not a file')
  const bomb = zipSync({ 'N10E010.hgt': new Uint8Array(104_000_000) }, { level: 1 })
  expect(await refusal(file('bomb.zip', bomb))).toBe(
    'bomb.zip: N10E010.hgt in it unpacks to 104000000 bytes, more than is read',
  )
  const packed = gzipSync(new Uint8Array(104_000_000), { level: 1 })
  expect(await refusal(file('N10E010.hgt.gz', packed))).toBe('N10E010.hgt.gz: unpacks to more than is read')
})

describe('ASCII grids', () => {
  const body = '7 8 9\n4 5 6\n1 2 3\n'
  const head = (corner: string): string => `ncols 3\nnrows 3\n${corner}\ncellsize 0.01\nNODATA_value -9999\n`

  test('corner and centre place it half a cell apart', async () => {
    const corner = await read(file('corner.asc', head('xllcorner 10\nyllcorner 50') + body))
    expect(corner.terrain.heightAt(10.005, 50.005)).toBeCloseTo(1, 9)
    expect(corner.terrain.bbox.map((v) => Math.round(v * 1e6) / 1e6)).toEqual([10, 50, 10.03, 50.03])
    const centre = await read(file('centre.asc', head('XLLCENTER 10\nYLLCENTER 50') + body))
    expect(centre.terrain.heightAt(10, 50)).toBeCloseTo(1, 9)
    expect(centre.terrain.heightAt(10.02, 50.02)).toBeCloseTo(9, 9)
    expect(centre.terrain.heightAt(10.005, 50.005)).toBeCloseTo(3, 9)
    expect(centre.dropped).toEqual(['1 files: without a coordinate reference system, taken as degrees WGS 84'])
  })

  test('oblong cells, comments, decimal commas, wrapped rows and a .prj beside it', async () => {
    const text =
      '# made by hand\nNCOLS 3\nNROWS 2\nXLLCORNER 500000\nYLLCORNER 5000000\nDX 10\nDY 20\n1,5 2\n3 // half\n4 5\n6'
    const path = file('oblong.asc', text)
    file(
      'oblong.prj',
      'PROJCS["WGS_1984_UTM_Zone_33N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
    )
    const { terrain, dropped } = await read(path)
    expect(terrain.bbox[0]).toBeCloseTo(15, 6)
    expect(terrain.cellM).toBeCloseTo(10, 1)
    const [w, s, , n] = terrain.bbox
    expect(terrain.heightAt(w + 0.00006, n - 0.00009)).toBeCloseTo(1.5, 1)
    expect(terrain.heightAt(w + 0.00006, s + 0.00009)).toBeCloseTo(4, 1)
    expect(dropped).toEqual([])
  })

  test('voids and absurd heights are counted', async () => {
    const { terrain, dropped } = await read(
      file('voids.asc', `${head('xllcorner 10\nyllcorner 50')}-9999 -9999 99999\n4 5 6\n1 2 3\n`),
    )
    expect(dropped).toContain('3 terrain samples: void in voids.asc')
    expect(terrain.heightAt(10.005, 50.029)).toBeNull()
    expect(terrain.heightAt(10.005, 50.012)).toBeCloseTo(3.1, 6)
  })

  test('missing and surplus numbers are counted, the rest is used', async () => {
    const cut = await read(file('cut.asc', `${head('xllcorner 10\nyllcorner 50')}7 8 9\n4 5\n`))
    expect(cut.dropped).toContain('4 terrain samples: missing at the end of cut.asc')
    expect(cut.terrain.heightAt(10.005, 50.025)).toBeCloseTo(7, 6)
    const more = await read(file('more.asc', `${head('xllcorner 10\nyllcorner 50')}${body} 10 11`))
    expect(more.dropped).toContain('2 terrain samples: more than rows and columns in more.asc')
  })

  test('the stump of a number at the cut end is no height', async () => {
    const { terrain, dropped } = await read(file('stump.asc', `${head('xllcorner 10\nyllcorner 50')}7 8 9\n4 5 -999`))
    expect(dropped).toContain('4 terrain samples: missing at the end of stump.asc')
    expect(terrain.heightAt(10.025, 50.015)).toBeCloseTo(5, 6)
  })

  test('a byte order mark and the line ends of Windows are taken as they come', async () => {
    const text = `\ufeff${head('xllcorner 10\nyllcorner 50')}${body}\n`.replaceAll('\n', '\r\n')
    const { terrain } = await read(file('windows.asc', text))
    expect(terrain.heightAt(10.005, 50.025)).toBeCloseTo(7, 6)
  })

  test('metres without a projection are refused, and taken with one given', async () => {
    const path = file('metres.asc', 'ncols 2\nnrows 2\nxllcorner 392000\nyllcorner 5820000\ncellsize 25\n1 2\n3 4\n')
    expect(await refusal(path)).toMatch(/^metres.asc: names no coordinate reference system.*--crs EPSG/)
    const local = file('local.asc', 'ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 25\n1 2\n3 4\n')
    expect(await refusal(local)).toMatch(/names no coordinate reference system/)
    const terrain = await readTerrain([path], new Ledger(), { crs: 'EPSG:25833' })
    expect(terrain.bbox[0]).toBeGreaterThan(13.3)
    expect(terrain.bbox[0]).toBeLessThan(13.5)
    expect(terrain.cellM).toBeCloseTo(25, 0)
  })

  test('what is no grid is refused in one sentence', async () => {
    expect(await refusal(file('words.asc', 'hello there\n'))).toMatch(/^words.asc: is not an ASCII grid/)
    expect(await refusal(file('headonly.asc', head('xllcorner 10\nyllcorner 50')))).toMatch(/no heights/)
    expect(await refusal(file('huge.asc', 'ncols 99999\nnrows 99999\n1 2'))).toMatch(/too large/)
    expect(await refusal(file('a.las', 'x'))).toMatch(/no known kind of elevation file/)
  })
})

const portland = '../shared/data/portland-ned.tif'
describe.skipIf(!existsSync(portland))('the elevation of Portland (when shared/data is beside the checkout)', () => {
  test('is exact at the centres of its samples', async () => {
    const { terrain, dropped } = await read(portland)
    const step = 1 / 10_800
    let [low, high, sum] = [Infinity, -Infinity, 0]
    for (let r = 0; r < 648; r++) {
      for (let c = 0; c < 864; c++) {
        const h = terrain.heightAt(-122.71 + (c + 0.5) * step, 45.55 - (r + 0.5) * step) ?? Number.NaN
        if (h < low) low = h
        if (h > high) high = h
        sum += h
      }
    }
    expect(low).toBeCloseTo(0, 3)
    expect(high).toBeCloseTo(328.112, 2)
    expect(sum / (648 * 864)).toBeCloseTo(54.412, 2)
    expect(dropped).toEqual([])
    expect(terrain.source.crs).toBe('EPSG:4269')
  })

  test.each([
    [-122.705, 45.525, 146.47],
    [-122.68, 45.52, 17.11],
    [-122.665, 45.52, 9.77],
  ])('at %d, %d lies near the nearest sample', async (lon, lat, heightM) => {
    const { terrain } = await read(portland)
    expect(Math.abs((terrain.heightAt(lon, lat) ?? 0) - heightM)).toBeLessThan(1.5)
  })
})

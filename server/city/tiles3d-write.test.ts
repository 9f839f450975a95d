// The written tileset as others read it: gltf-validator, gltf-transform with meshopt's decoder, proj4's geocentric.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { validateBytes } from 'gltf-validator'
import proj4 from 'proj4'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frameOf } from './tiles3d-place.ts'
import { type ReadGlb, blocks, readGlb, readTileset, through, walk } from './tiles3d-testing.ts'
import { type TilesetReport, writeTileset } from './tiles3d-write.ts'

const ACCEPTED = new Set(['UNSUPPORTED_EXTENSION', 'UNUSED_OBJECT'])
const GEOCENTRIC = '+proj=geocent +datum=WGS84 +units=m +no_defs'

let dir = ''
let out = ''
let report: TilesetReport
const city = blocks('EPSG:32642', 71.43, 51.13)

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tiles3d-'))
  out = join(dir, 'blocks')
  report = await writeTileset(out, city)
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const contents = (at: string): string[] => readdirSync(join(at, 'content')).map((name) => join(at, 'content', name))

async function issuesOf(bytes: Uint8Array): Promise<{ errors: string[]; others: string[] }> {
  const { issues } = await validateBytes(bytes, { maxIssues: 1000 })
  const told = (isError: boolean): string[] =>
    issues.messages
      .filter((m) => (m.severity === 0) === isError)
      .map((m) => (isError ? `${m.code} ${m.message}` : m.code))
  return { errors: told(true), others: told(false) }
}

describe('a written tileset', () => {
  test('holds no glTF the validator finds fault with, packed or unpacked', async () => {
    for (const path of contents(out)) {
      const packed = await issuesOf(readFileSync(path))
      expect(packed.errors, path).toEqual([])
      expect(
        packed.others.filter((code) => !ACCEPTED.has(code)),
        path,
      ).toEqual([])
      const plain = await issuesOf((await readGlb(path)).plain)
      expect(plain.errors, path).toEqual([])
    }
  })

  test('keeps children inside their parents, halves the error and names only files that exist', () => {
    const tileset = readTileset(out)
    expect(tileset.asset).toMatchObject({ version: '1.1', extras: { attribution: ['Block makers'] } })
    expect(tileset.geometricError).toBeGreaterThan(tileset.root.geometricError)
    const named: string[] = []
    for (const { tile, parent } of walk(tileset.root)) {
      if (tile.content) named.push(join(out, tile.content.uri))
      if (parent === null) continue
      expect(tile.geometricError).toBeLessThan(parent.geometricError)
      if (tile.geometricError > 0) expect(parent.geometricError).toBeCloseTo(tile.geometricError * 2, 9)
      for (const corner of cornersOf(tile.boundingVolume.box)) {
        expect(beyond(parent.boundingVolume.box, through(tile.transform, corner))).toBeLessThan(0.01)
      }
    }
    expect(named.toSorted()).toEqual(contents(out).toSorted())
    expect(named.length).toBe(report.tiles)
    expect(report.levels).toBeGreaterThan(2)
  })

  test('has every vertex inside its tile', async () => {
    for (const { tile } of walk(readTileset(out).root)) {
      if (!tile.content) continue
      const glb = await readGlb(join(out, tile.content.uri))
      expect(Math.max(...glb.vertices.map((v) => beyond(tile.boundingVolume.box, v)))).toBeLessThan(0.001)
    }
  })

  test('tells of each building by its feature id what the city knows', async () => {
    const finest = await leaves(out)
    const told = finest.flatMap(({ glb }) => glb.rows)
    const drawn = city.city.buildings.filter((b) => !b.hasParts)
    expect(told.map((row) => String(row['id'])).toSorted()).toEqual(drawn.map((b) => b.id).toSorted())
    expect(report.buildings).toBe(drawn.length)
    for (const b of drawn) {
      expect(told.find((row) => row['id'] === b.id)).toEqual({
        id: b.id,
        name: b.name ?? '',
        use: b.use,
        heightM: b.heightM,
        heightSource: b.heightSource,
        storeys: b.storeys,
        groundM: b.groundM,
      })
    }
  })

  test('puts the vertices of a feature id where that building stands, in every level', async () => {
    const frame = frameOf(city.manifest)
    const astray: string[] = []
    for (const { tile, matrix } of walk(readTileset(out).root)) {
      if (!tile.content) continue
      const glb = await readGlb(join(out, tile.content.uri))
      glb.features.forEach((feature, i) => {
        const b = city.city.buildings.find(({ id }) => id === glb.rows[feature]?.['id'])
        if (!b) throw new Error(`no building for feature ${feature}`)
        const [lon, lat] = proj4(GEOCENTRIC, 'WGS84', through(matrix, glb.vertices[i] as readonly number[]))
        const [e, n] = frame.fromLonLat(lon as number, lat as number)
        const xs = (b.polygons[0]?.[0] ?? []).filter((_, k) => k % 2 === 0)
        const ys = (b.polygons[0]?.[0] ?? []).filter((_, k) => k % 2 === 1)
        const slack = tile.geometricError === 0 ? 0.05 : 0.2
        const isOff =
          e < Math.min(...xs) - slack ||
          e > Math.max(...xs) + slack ||
          n < Math.min(...ys) - slack ||
          n > Math.max(...ys) + slack
        if (isOff) astray.push(`${b.id} at ${e}, ${n} in ${tile.content?.uri}`)
      })
    }
    expect(astray).toEqual([])
  })

  test('closes a floating block around its court: its volume is that of the city', async () => {
    const { glb } = (await leaves(out)).find((leaf) => leaf.glb.rows.some((row) => row['id'] === 'relation/2')) ?? {}
    if (!glb) throw new Error('no tile holds relation/2')
    const feature = glb.rows.findIndex((row) => row['id'] === 'relation/2')
    expect(volumeOf(glb, feature)).toBeCloseTo((30 * 30 - 10 * 10) * 10, -1)
  })
})

describe.each([
  ['Astana, UTM 42 north', 'EPSG:32642', 71.43, 51.13],
  ['Delft, Dutch grid', 'EPSG:28992', 4.3658, 52.0122],
  ['Santiago, UTM 19 south', 'EPSG:32719', -70.65, -33.45],
  ['Wellington, New Zealand grid', 'EPSG:2193', 174.77, -41.29],
])('a tileset of %s', (_name, crs, lon, lat) => {
  test('stands within 5 cm of the places it shows, at the origin and kilometres away', async () => {
    const place = blocks(crs, lon, lat)
    const at = join(dir, crs.replace(':', '-'))
    await writeTileset(at, place)
    const frame = frameOf(place.manifest)
    let seen = 0
    let worst = 0
    for (const { glb, matrix } of await leaves(at)) {
      glb.features.forEach((feature, i) => {
        const b = place.city.buildings.find(({ id }) => id === glb.rows[feature]?.['id'])
        const ring = b?.polygons[0]?.[0] ?? []
        if (!b || b.polygons[0]?.length !== 1) return
        const seenAt = through(matrix, glb.vertices[i] as readonly number[])
        const misses = [0, 2, 4, 6].flatMap((k) =>
          [b.groundM, b.groundM + b.heightM].map((upM) => {
            const [x, y] = frame.toLonLat([ring[k] as number, ring[k + 1] as number])
            const truth = proj4('WGS84', GEOCENTRIC, [x, y, upM]) as [number, number, number]
            return Math.hypot(...truth.map((v, axis) => v - (seenAt[axis] as number)))
          }),
        )
        worst = Math.max(worst, Math.min(...misses))
        seen++
      })
    }
    expect(seen).toBeGreaterThan(8000)
    expect(worst).toBeLessThan(0.05)
  })
})

describe('a target folder', () => {
  test('with other things in it is refused and left alone', async () => {
    const foreign = join(dir, 'foreign')
    mkdirSync(foreign)
    writeFileSync(join(foreign, 'thesis.txt'), 'dear')
    await expect(writeTileset(foreign, city)).rejects.toThrow(
      /foreign: is a folder with other things in it \(thesis.txt\)/,
    )
    expect(readdirSync(foreign)).toEqual(['thesis.txt'])
    const hidden = join(dir, 'hidden')
    mkdirSync(join(hidden, 'content'), { recursive: true })
    writeFileSync(join(hidden, 'tileset.json'), '{}')
    writeFileSync(join(hidden, 'content', 'mine.glb'), '')
    await expect(writeTileset(hidden, city)).rejects.toThrow(/other things in it \(mine.glb\)/)
  })

  test('of an older tileset is replaced whole', async () => {
    const again = join(dir, 'again')
    await writeTileset(again, city)
    writeFileSync(join(again, 'content', '9-9-9.glb'), 'old')
    await writeTileset(again, city)
    expect(contents(again)).toHaveLength(report.tiles)
    expect(readFileSync(join(again, 'tileset.json'))).toEqual(readFileSync(join(out, 'tileset.json')))
  })

  test('stays free when there is nothing to write', async () => {
    const none = join(dir, 'none')
    const empty = { ...city, city: { ...city.city, buildings: [] } }
    await expect(writeTileset(none, empty)).rejects.toThrow('the city has no buildings to export')
    expect(readdirSync(dir).filter((name) => name.includes('none'))).toEqual([])
  })
})

const DELFT = resolve(import.meta.dirname, '../../../shared/data/delft-cityjson20.city.json')
describe.skipIf(!existsSync(DELFT))('Delft from CityJSON (needs ../shared/data)', () => {
  test('becomes a tileset without a fault, with the ids of the register', async () => {
    const { importCity } = await import('./import.ts')
    const { openPackage } = await import('./package.ts')
    await importCity({ out: join(dir, 'delft-city'), buildings: DELFT })
    const delft = join(dir, 'delft')
    const pack = await openPackage(join(dir, 'delft-city'))
    await writeTileset(delft, pack)
    for (const path of contents(delft)) expect((await issuesOf(readFileSync(path))).errors).toEqual([])
    const ids = (await leaves(delft)).flatMap(({ glb }) => glb.rows.map((row) => String(row['id'])))
    const drawn = pack.city.buildings.filter((b) => !b.hasParts).map((b) => b.id)
    expect(ids.length).toBeGreaterThan(100)
    expect(ids.toSorted()).toEqual(drawn.toSorted())
  })
})

async function leaves(at: string): Promise<{ glb: ReadGlb; matrix: number[] }[]> {
  const all: { glb: ReadGlb; matrix: number[] }[] = []
  for (const { tile, matrix } of walk(readTileset(at).root)) {
    if (tile.content && !tile.children) all.push({ glb: await readGlb(join(at, tile.content.uri)), matrix })
  }
  return all
}

const cornersOf = (box: readonly number[]): number[][] =>
  Array.from({ length: 8 }, (_, i) =>
    [0, 1, 2].map((k) => (box[k] as number) + ((i >> k) & 1 ? 1 : -1) * (box[3 + k * 4] as number)),
  )

/** How far a point lies outside an upright box, metres. */
const beyond = (box: readonly number[], point: readonly number[]): number =>
  Math.max(...[0, 1, 2].map((k) => Math.abs((point[k] as number) - (box[k] as number)) - (box[3 + k * 4] as number)))

/** By the divergence theorem; right only when the surface is closed and faces outward. */
function volumeOf({ vertices, features, indices }: ReadGlb, feature: number): number {
  let six = 0
  for (let i = 0; i < indices.length; i += 3) {
    if (features[indices[i] as number] !== feature) continue
    const corner = (k: number): readonly [number, number, number] => vertices[indices[i + k] as number] ?? [0, 0, 0]
    const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [corner(0), corner(1), corner(2)]
    six += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
  }
  return six / 6
}

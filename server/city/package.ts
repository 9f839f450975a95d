// A city package on disk: written whole or not at all, the same bytes for the same city, read back in one go.
//   manifest.json      what it is (shared/city/manifest.ts)
//   places.ndjson.gz   buildings, road graph, areas, lines, points (package-places.ts)
//   terrain.bin.gz     the ground (package-terrain.ts)
//   tiles.bin          footprint tiles, each gzipped, one after the other
//   tiles.json         { version, tiles: [[level, x, y, offset, bytes], …] }
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import type { City, PointM } from '../../shared/city/city.ts'
import { Manifest } from '../../shared/city/manifest.ts'
import type { Terrain } from '../../shared/city/terrain.ts'
import { tidyUp } from '../tidy.ts'
import { Unreadable } from './ledger.ts'
import { lent } from './lent.ts'
import { placeLines, readPlaces } from './package-places.ts'
import { decodeTerrain } from './package-terrain.ts'

/** level, x, y, offset in tiles.bin, length in bytes. */
type TileEntry = readonly [level: number, x: number, y: number, offset: number, bytes: number]

export type CityPackage = {
  readonly dir: string
  readonly manifest: Manifest
  readonly city: City
  readonly terrain: Terrain
  readonly tileIndex: readonly TileEntry[]
  /** Changes whenever a tile does: for cache-busting. */
  readonly tilesVersion: string
  /** The tile's gzipped bytes. */
  tile(level: number, x: number, y: number): Uint8Array | null
}

export type PackageParts = {
  readonly manifest: Manifest
  readonly city: City
  /** As `encodeTerrain` gives them. */
  readonly terrainBytes: Uint8Array
  /** Encoded, not yet gzipped; any order. */
  readonly tiles: Iterable<{ level: number; x: number; y: number; bytes: Uint8Array }>
}

const FILES = ['manifest.json', 'places.ndjson.gz', 'terrain.bin.gz', 'tiles.bin', 'tiles.json']

/** Throws unless `dir` is free, empty or an older package: nothing else is ever replaced. */
export function checkTarget(dir: string): void {
  if (!existsSync(dir)) return
  let names: string[]
  try {
    names = readdirSync(dir)
  } catch {
    throw new Unreadable(dir, 'is a file, not a folder for a city package')
  }
  const foreign = names.find((name) => !FILES.includes(name) && !/^LICENSE|^NOTICE/.test(name))
  if (foreign !== undefined || (names.length > 0 && !names.includes('manifest.json'))) {
    throw new Unreadable(dir, `is a folder with other things in it (${foreign ?? names[0]}); name a new one`)
  }
}

/** Writes to a folder beside `dir` and renames it at the end; licence texts already in `dir` stay. */
export function writePackage(dir: string, parts: PackageParts): void {
  checkTarget(dir)
  const target = resolve(dir)
  const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`)
  try {
    makeFolders(dirname(target))
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(partial)
    writeFileSync(join(partial, 'manifest.json'), `${JSON.stringify(parts.manifest, null, 1)}\n`)
    writeFileSync(join(partial, 'places.ndjson.gz'), gzip(joinLines(placeLines(parts.city))))
    writeFileSync(join(partial, 'terrain.bin.gz'), gzip(parts.terrainBytes))
    writeTiles(partial, parts.tiles)
    if (existsSync(target)) {
      for (const name of readdirSync(target)) {
        if (!FILES.includes(name)) writeFileSync(join(partial, name), readFileSync(join(target, name)))
      }
      const old = `${partial}-old`
      renameSync(target, old)
      renameSync(partial, target)
      rmSync(old, { recursive: true, force: true })
    } else renameSync(partial, target)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw isNoRoom(error) ? new Unreadable(dir, `cannot be written (${error.code})`) : error
  }
}

/** One by one: Node's own recursion never ends where a file system answers ENOENT to mkdir (as /proc does). */
function makeFolders(dir: string): void {
  if (existsSync(dir)) return
  makeFolders(dirname(dir))
  mkdirSync(dir)
}

/** The place refuses, not our code. */
const isNoRoom = (error: unknown): error is NodeJS.ErrnoException =>
  ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'ENAMETOOLONG'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  )

function writeTiles(dir: string, tiles: PackageParts['tiles']): void {
  const sorted = [...tiles]
    .map((t) => ({ level: t.level, x: t.x, y: t.y, zipped: gzip(t.bytes) }))
    .sort((a, b) => a.level - b.level || a.y - b.y || a.x - b.x)
  const index: TileEntry[] = []
  let offset = 0
  for (const t of sorted) {
    index.push([t.level, t.x, t.y, offset, t.zipped.length])
    offset += t.zipped.length
  }
  const all = Buffer.concat(sorted.map((t) => t.zipped))
  writeFileSync(join(dir, 'tiles.bin'), all)
  const version = createHash('sha256').update(all).digest('hex').slice(0, 12)
  writeFileSync(join(dir, 'tiles.json'), `${JSON.stringify({ version, tiles: index })}\n`)
}

const gzip = (bytes: Uint8Array): Buffer => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION })

function joinLines(lines: Iterable<string>): Buffer {
  const parts: Buffer[] = []
  let pending: string[] = []
  for (const line of lines) {
    pending.push(line, '\n')
    if (pending.length < 4096) continue
    parts.push(Buffer.from(pending.join('')))
    pending = []
  }
  parts.push(Buffer.from(pending.join('')))
  return Buffer.concat(parts)
}

/** Reads a package; throws `Unreadable` with one sentence when it is none or broken. */
export async function openPackage(dir: string): Promise<CityPackage> {
  const manifest = openManifest(dir)
  try {
    const city = readPlaces(splitLines(gunzipSync(readFileSync(join(dir, 'places.ndjson.gz')))))
    const terrain = decodeTerrain(gunzipSync(readFileSync(join(dir, 'terrain.bin.gz'))))
    const tiles = readFileSync(join(dir, 'tiles.bin'))
    const { version, tiles: tileIndex } = JSON.parse(readFileSync(join(dir, 'tiles.json'), 'utf8')) as {
      version: string
      tiles: TileEntry[]
    }
    const at = new Map(tileIndex.map((entry) => [entry.slice(0, 3).join('/'), entry]))
    return {
      dir,
      manifest,
      city: { ...city, origin: originOf(manifest), spawnM: spawnOf(manifest), terrain },
      terrain,
      tileIndex,
      tilesVersion: version,
      tile(level, x, y) {
        const entry = at.get(`${level}/${x}/${y}`)
        return entry ? tiles.subarray(entry[3], entry[3] + entry[4]) : null
      },
    }
  } catch (error) {
    throw new Unreadable(dir, `the city package is damaged (${(error as Error).message.split('\n')[0]})`)
  }
}

/** What a kernel asks of a city; places and ground are read when they are asked for, and again when they had been let go. */
export function openCity(dir: string): { readonly manifest: Manifest; readonly city: City } {
  const manifest = openManifest(dir)
  let ground: WeakRef<Terrain> | null = null
  const read = lent(() => readPlaces(splitLines(gunzipSync(readFileSync(join(dir, 'places.ndjson.gz'))))), tidyUp)
  const city: City = {
    origin: originOf(manifest),
    spawnM: spawnOf(manifest),
    // Kept only while somebody looks at it.
    get terrain() {
      const known = ground?.deref()
      if (known) return known
      const terrain = decodeTerrain(gunzipSync(readFileSync(join(dir, 'terrain.bin.gz'))))
      ground = new WeakRef(terrain)
      return terrain
    },
    get buildings() {
      return read().buildings
    },
    get links() {
      return read().links
    },
    get nodes() {
      return read().nodes
    },
    get areas() {
      return read().areas
    },
    get lines() {
      return read().lines
    },
    get points() {
      return read().points
    },
  }
  return { manifest, city }
}

const spawnOf = ({ spawn: { eastM, northM } }: Manifest): PointM => [eastM, northM]

const originOf = ({ origin: { lon, lat } }: Manifest): { lon: number; lat: number } => ({ lon, lat })

/** Only the manifest: enough for `city info`. */
export function openManifest(dir: string): Manifest {
  let text: string
  try {
    text = readFileSync(join(dir, 'manifest.json'), 'utf8')
  } catch {
    throw new Unreadable(dir, 'is not a city package (it has no manifest.json); make one with `townhall city import`')
  }
  try {
    return Manifest.parse(JSON.parse(text))
  } catch {
    throw new Unreadable(dir, 'its manifest.json is not that of a city package of this version')
  }
}

function* splitLines(bytes: Buffer): Generator<string> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at)
    const stop = end < 0 ? bytes.length : end
    if (stop > at) yield bytes.toString('utf8', at, stop)
    at = stop + 1
  }
}

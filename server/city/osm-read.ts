// OpenStreetMap data as a source of a city: .osm.pbf, .osm, .osm.gz, or QA vector tiles (one, or a folder of
// zoom-x-y.mvt). The format is told by content, the file is read as a stream, and what the frame asks for is
// placed later, by `survey`.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { Ledger, Unreadable } from './ledger.ts'
import { ByteQueue, sha256Of } from './osm-bytes.ts'
import { detect } from './osm-format.ts'
import { type PbfHeader, readPbf } from './osm-pbf.ts'
import { checkTileName, isTileName, readQaTiles } from './osm-qa.ts'
import { OsmStore } from './osm-store.ts'
import { surveyOsm } from './osm-survey.ts'
import { dateOf } from './osm-values.ts'
import { readXml } from './osm-xml.ts'
import type { Reading } from './survey.ts'

type Read = { readonly header: PbfHeader; readonly format: string; readonly files: readonly string[] }

export async function readOsm(path: string, ledger: Ledger): Promise<Reading> {
  const file = basename(path)
  const store = new OsmStore()
  const own = new Ledger()
  const { header, format, files } = await fill(path, { file, store, ledger: own })
  const data = store.finish(own)
  if (!data.bbox) throw new Unreadable(file, `it holds no OpenStreetMap element with a place${reasonsOf(own)}`)
  checkHeaderBox(header.bbox, data.bbox, data, own)
  for (const { what, why, count } of own.list()) ledger.drop(what, why, count)
  return {
    source: {
      title: 'OpenStreetMap',
      file,
      format,
      crs: 'EPSG:4326',
      licence: 'ODbL 1.0',
      attribution: '(c) OpenStreetMap contributors, ODbL 1.0',
      date: dateOf(header.timeS > 0 ? header.timeS : data.newestS),
      sha256: await sha256Of(files),
    },
    bbox: data.bbox,
    projectedCrs: null,
    survey: (frame, into) => surveyOsm(data, frame, into),
  }
}

type Target = { readonly file: string; readonly store: OsmStore; readonly ledger: Ledger }

async function fill(path: string, target: Target): Promise<Read> {
  const { file } = target
  const what = await stat(path).catch(() => null)
  if (!what) throw new Unreadable(file, 'there is no such file')
  if (what.isDirectory()) return fillFromFolder(path, target)
  const found = await detect(path).catch(() => ({ refusal: 'the file cannot be opened' }))
  if ('refusal' in found) throw new Unreadable(file, found.refusal)
  if (found.format === 'tile') {
    checkTileName(path)
    await readQaTiles([path], target)
    return { header: NO_HEADER, format: 'OSM QA vector tiles', files: [path] }
  }
  const chunks = contentOf(path, found.isPacked, target)
  if (found.format === 'xml') {
    return {
      header: await readXml(chunks, target),
      format: found.isPacked ? 'OSM XML (gzip)' : 'OSM XML',
      files: [path],
    }
  }
  const bytes = new ByteQueue(chunks)
  try {
    return { header: await readPbf(bytes, target), format: 'OSM PBF', files: [path] }
  } finally {
    await bytes.close()
  }
}

const NO_HEADER: PbfHeader = { bbox: null, timeS: 0 }

async function fillFromFolder(path: string, target: Target): Promise<Read> {
  const all = await readdir(path)
  const names = all.filter(isTileName).sort()
  const nameless = all.filter((name) => /\.mvt(?:\.gz)?$/.test(name) && !isTileName(name)).length
  if (nameless > 0) target.ledger.drop('tiles', 'the name does not tell the place (zoom-x-y.mvt)', nameless)
  if (names.length === 0) throw new Unreadable(target.file, 'the folder holds no vector tiles named zoom-x-y.mvt')
  const files = names.map((name) => join(path, name))
  await readQaTiles(files, target)
  return { header: NO_HEADER, format: 'OSM QA vector tiles', files }
}

/** The file's bytes, unpacked; a gzip stream that breaks off ends there, with a line in the ledger. */
async function* contentOf(path: string, isPacked: boolean, { ledger }: Target): AsyncGenerator<Buffer> {
  const source = createReadStream(path)
  if (!isPacked) {
    yield* source as AsyncIterable<Buffer>
    return
  }
  const unpacked = createGunzip()
  source.on('error', (error) => unpacked.destroy(error))
  try {
    for await (const chunk of source.pipe(unpacked)) yield chunk as Buffer
  } catch (error) {
    if (!isGzipFault(error)) throw error
    ledger.drop('ends of the file', 'the gzip stream is cut or damaged, read up to there')
  } finally {
    source.destroy()
  }
}

function isGzipFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}

/** A header may claim another extent than the nodes have; the nodes are believed, and a lie is told. */
function checkHeaderBox(
  claimed: PbfHeader['bbox'],
  real: Reading['bbox'],
  nodes: { readonly lon7: Int32Array; readonly lat7: Int32Array },
  ledger: Ledger,
): void {
  if (!claimed || !real) return
  const [w, s, e, n] = claimed
  let inside = 0
  for (let i = 0; i < nodes.lon7.length; i++) {
    const lon = (nodes.lon7[i] as number) / 1e7
    const lat = (nodes.lat7[i] as number) / 1e7
    if (lon >= w && lon <= e && lat >= s && lat <= n) inside++
  }
  const claimedArea = (e - w) * (n - s)
  const realArea = (real[2] - real[0]) * (real[3] - real[1])
  if (inside < nodes.lon7.length / 2)
    ledger.drop('bounding boxes in the header', 'most nodes lie outside it, the nodes count')
  else if (claimedArea > 10 * realArea)
    ledger.drop('bounding boxes in the header', 'ten times larger than the data, the nodes count')
}

function reasonsOf(ledger: Ledger): string {
  const reasons = ledger.list().map(({ what, why }) => `${what}: ${why}`)
  return reasons.length > 0 ? ` (${reasons.slice(0, 3).join('; ')})` : ''
}

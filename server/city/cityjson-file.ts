// Opens CityJSON 1.0, 1.1 and 2.0 files and CityJSON text sequences (a header line, then a feature a line),
// gzipped or not. What comes out are objects with their chosen geometry in the file's own coordinates.
// https://www.cityjson.org/specs/2.0.1/
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip, gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { type Body, type Coordinates, chooseBody } from './cityjson-geometry.ts'
import { type Ledger, Unreadable } from './ledger.ts'

export type CityObject = {
  readonly id: string
  readonly type: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly address: unknown
  readonly parents: readonly string[]
  readonly children: readonly string[]
  readonly body: Body | null
}

export type CityFile = {
  readonly version: string
  readonly crsText: string
  readonly extent: readonly number[] | null
  readonly title: string
  readonly date: string
  readonly contact: string
  readonly objects: ReadonlyMap<string, CityObject>
}

/** Node cannot hold a longer text; sequences have no such limit. */
const LONGEST_TEXT = 500_000_000

const Numbers3 = z.tuple([z.number(), z.number(), z.number()])
const Scales3 = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()])
const Transform = z.object({ scale: Scales3, translate: Numbers3 })
const Metadata = z
  .object({
    referenceSystem: z.string().catch(''),
    crs: z.object({ epsg: z.number() }).optional().catch(undefined),
    geographicalExtent: z.array(z.number()).length(6).optional().catch(undefined),
    title: z.string().catch(''),
    datasetTitle: z.string().catch(''),
    referenceDate: z.string().catch(''),
    datasetReferenceDate: z.string().catch(''),
    pointOfContact: z
      .object({ contactName: z.string().catch('') })
      .optional()
      .catch(undefined),
  })
  .catch({ referenceSystem: '', title: '', datasetTitle: '', referenceDate: '', datasetReferenceDate: '' })
const Header = z.object({
  version: z.union([z.string(), z.number()]).transform((v) => String(v)),
  transform: Transform.optional().catch(undefined),
  metadata: z.preprocess((m) => m ?? {}, Metadata),
})
const Parents = z.array(z.string()).catch([])

export async function openCityJson(path: string, ledger: Ledger): Promise<CityFile> {
  const file = basename(path)
  if (/\.(jsonl|ndjson|seq)(\.gz)?$/i.test(path)) return readLines(path, ledger)
  const text = readText(path)
  const document = parse(text)
  if (document !== undefined) return readDocument(document, file, ledger)
  const end = text.indexOf('\n')
  const first = end > 0 ? parse(text.slice(0, end)) : undefined
  if (isRecord(first) && first.type === 'CityJSON') return readLines(path, ledger)
  throw new Unreadable(file, 'is not valid JSON, it may be cut short')
}

function readText(path: string): string {
  const file = basename(path)
  try {
    if (statSync(path).size > LONGEST_TEXT) throw new RangeError('too long')
    const bytes = readFileSync(path)
    if (bytes.length === 0) throw new Unreadable(file, 'the file is empty')
    const plain = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: LONGEST_TEXT }) : bytes
    return new TextDecoder().decode(plain)
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(file, faultOf(error))
  }
}

function faultOf(error: unknown): string {
  if (error instanceof RangeError)
    return 'is larger than 500 MB; as a CityJSON text sequence (.city.jsonl) it could be read'
  const code = isRecord(error) && typeof error.code === 'string' ? error.code : ''
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'is a folder, not a file'
  if (code.startsWith('Z_')) return 'is cut short or not a gzip file'
  return 'cannot be opened'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readDocument(document: unknown, file: string, ledger: Ledger): CityFile {
  const header = readHeader(document, file, ledger)
  const objects = new Map<string, CityObject>()
  const record = document as Record<string, unknown>
  if (!isRecord(record.CityObjects)) throw new Unreadable(file, 'has no CityObjects')
  const coordinates = coordinatesOf(record, header.transform)
  addObjects(objects, record.CityObjects, { coordinates, ledger })
  return cityFile(header, objects)
}

async function readLines(path: string, ledger: Ledger): Promise<CityFile> {
  const file = basename(path)
  const objects = new Map<string, CityObject>()
  let header: z.infer<typeof Header> | null = null
  try {
    const bytes = createReadStream(path)
    const lines = createInterface({
      input: /\.gz$/i.test(path) ? bytes.pipe(createGunzip()) : bytes,
      crlfDelay: Infinity,
    })
    for await (const raw of lines) {
      // RFC 8142 puts a record separator before each text.
      const line = raw.replaceAll('\u001e', '').replace('\ufeff', '').trim()
      if (line === '') continue
      const record = parse(line)
      if (!header) {
        if (record === undefined) throw new Unreadable(file, 'its first line is not valid JSON')
        header = readHeader(record, file, ledger)
      }
      if (!isRecord(record) || !isRecord(record.CityObjects)) {
        ledger.drop('features', record === undefined ? 'line is not valid JSON' : 'line has no CityObjects')
        continue
      }
      addObjects(objects, record.CityObjects, { coordinates: coordinatesOf(record, header.transform), ledger })
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(file, faultOf(error))
  }
  if (!header) throw new Unreadable(file, 'is empty')
  return cityFile(header, objects)
}

function readHeader(document: unknown, file: string, ledger: Ledger): z.infer<typeof Header> {
  if (!isRecord(document) || document.type !== 'CityJSON') throw new Unreadable(file, 'is not a CityJSON file')
  const parsed = Header.safeParse(document)
  if (!parsed.success) throw new Unreadable(file, 'does not say which version of CityJSON it is')
  const { version, transform } = parsed.data
  if (!/^(1\.0|1\.1|2\.0)(\.\d+)?$/.test(version)) {
    throw new Unreadable(file, `CityJSON ${version} is not known; 1.0, 1.1 and 2.0 are`)
  }
  if (!transform && (document.transform !== undefined || !version.startsWith('1.0'))) {
    if (isQuantised(document.vertices)) {
      throw new Unreadable(
        file,
        'the transform that turns its whole-number vertices into coordinates is missing or broken',
      )
    }
    ledger.drop('transforms', 'missing or broken, vertices taken as they are')
  }
  return parsed.data
}

function cityFile(header: z.infer<typeof Header>, objects: ReadonlyMap<string, CityObject>): CityFile {
  const { metadata } = header
  return {
    version: header.version,
    crsText: metadata.referenceSystem || (metadata.crs ? `EPSG:${metadata.crs.epsg}` : ''),
    extent: metadata.geographicalExtent ?? null,
    title: metadata.title || metadata.datasetTitle,
    date: /^\d{4}-\d{2}(-\d{2})?/.exec(metadata.referenceDate || metadata.datasetReferenceDate)?.[0] ?? '',
    contact: metadata.pointOfContact?.contactName ?? '',
    objects,
  }
}

function coordinatesOf(record: Record<string, unknown>, transform: z.infer<typeof Transform> | undefined): Coordinates {
  const templates = isRecord(record['geometry-templates']) ? record['geometry-templates'] : {}
  return {
    vertices: Array.isArray(record.vertices) ? record.vertices : [],
    scale: transform?.scale ?? [1, 1, 1],
    translate: transform?.translate ?? [0, 0, 0],
    templates: Array.isArray(templates.templates) ? templates.templates : [],
    templateVertices: Array.isArray(templates['vertices-templates']) ? templates['vertices-templates'] : [],
  }
}

function addObjects(
  objects: Map<string, CityObject>,
  found: Record<string, unknown>,
  { coordinates, ledger }: { coordinates: Coordinates; ledger: Ledger },
): void {
  for (const [id, raw] of Object.entries(found)) {
    if (!isRecord(raw) || typeof raw.type !== 'string') {
      ledger.drop('city objects', 'without a type')
      continue
    }
    if (objects.has(id)) {
      ledger.drop('city objects', 'given twice, the first is kept')
      continue
    }
    objects.set(id, {
      id,
      type: raw.type,
      attributes: isRecord(raw.attributes) ? raw.attributes : {},
      address: raw.address ?? null,
      parents: Parents.parse(raw.parents),
      children: Parents.parse(raw.children),
      body: chooseBody(raw.geometry, coordinates, ledger),
    })
  }
}

/** Whole numbers throughout: steps of a grid, not coordinates. */
function isQuantised(vertices: unknown): boolean {
  if (!Array.isArray(vertices) || vertices.length < 3) return false
  return vertices.every((v: unknown) => Array.isArray(v) && v.every((n) => Number.isInteger(n)))
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

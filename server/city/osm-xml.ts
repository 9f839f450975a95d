// Reads OpenStreetMap XML (.osm, also out of a gunzip stream) element by element into the store, after
// https://wiki.openstreetmap.org/wiki/OSM_XML; also what JOSM and Overpass write. Malformed places are
// counted and passed over, a cut file is kept as far as its elements are whole. Users are never looked at.
import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import { type Ledger, Unreadable } from './ledger.ts'
import { TagCollector } from './osm-keys.ts'
import type { PbfHeader } from './osm-pbf.ts'
import type { OsmStore } from './osm-store.ts'

type Attributes = Readonly<Record<string, string>>

type Element = {
  readonly kind: 'node' | 'way' | 'relation'
  readonly id: number
  readonly isDeleted: boolean
  readonly lon: number
  readonly lat: number
  readonly refs: number[]
  readonly isInner: boolean[]
  nested: number
}

export type XmlTarget = { readonly file: string; readonly store: OsmStore; readonly ledger: Ledger }

export async function readXml(chunks: AsyncIterable<Buffer>, target: XmlTarget): Promise<PbfHeader> {
  const reading = new XmlReading(target)
  let decoder: TextDecoder | null = null
  for await (const chunk of chunks) {
    decoder ??= decoderOf(chunk, target.file)
    reading.write(decoder.decode(chunk, { stream: true }))
  }
  return reading.end()
}

class XmlReading {
  private readonly target: XmlTarget
  private readonly parser = new SaxesParser()
  private readonly tags = new TagCollector()
  private element: Element | null = null
  private depth = 0
  private isEnding = false
  private bbox: PbfHeader['bbox'] = null
  private timeS = 0

  constructor(target: XmlTarget) {
    this.target = target
    this.parser.on('opentag', ({ name, attributes }) => this.open(name, attributes as Attributes))
    this.parser.on('closetag', ({ name }) => this.close(name))
    this.parser.on('error', (error) => this.fault(error))
  }

  write(text: string): void {
    this.parser.write(text)
  }

  end(): PbfHeader {
    this.isEnding = true
    if (this.depth > 0) this.target.ledger.drop('ends of the file', 'the file ends before its closing tag')
    this.parser.close()
    return { bbox: this.bbox, timeS: this.timeS }
  }

  private open(name: string, attributes: Attributes): void {
    if (this.depth++ === 0) this.checkRoot(name, attributes)
    if (name === 'node' || name === 'way' || name === 'relation') this.start(name, attributes)
    else if (name === 'tag') this.tags.add(attributes['k'] ?? '', attributes['v'] ?? '')
    else if (name === 'nd') this.addRef(attributes)
    else if (name === 'member') this.addMember(attributes)
    else if (name === 'bounds') this.bbox = boundsOf(attributes)
    else if (name === 'meta') this.timeS = secondsOf(attributes['osm_base'])
  }

  private checkRoot(name: string, attributes: Attributes): void {
    const { file } = this.target
    if (name.toLowerCase() === 'html') throw new Unreadable(file, 'it is a web page, not OpenStreetMap data')
    if (name === 'osmChange') throw new Unreadable(file, 'it holds changes (osmChange), not a map extract')
    if (name !== 'osm') throw new Unreadable(file, `it is XML, but not OpenStreetMap's: its first element is <${name}>`)
    this.timeS = secondsOf(attributes['timestamp'])
  }

  private start(kind: Element['kind'], attributes: Attributes): void {
    this.tags.take()
    this.element = {
      kind,
      id: numberOf(attributes['id']),
      isDeleted: attributes['visible'] === 'false' || attributes['action'] === 'delete',
      lon: numberOf(attributes['lon']),
      lat: numberOf(attributes['lat']),
      refs: [],
      isInner: [],
      nested: 0,
    }
    this.target.store.sawTime(secondsOf(attributes['timestamp']))
  }

  /** Overpass can repeat positions in `nd`; then untagged nodes are not elements of their own. */
  private addRef(attributes: Attributes): void {
    if (this.element?.kind !== 'way') return
    const ref = numberOf(attributes['ref'])
    this.element.refs.push(ref)
    if (attributes['lon'] === undefined || Number.isNaN(ref)) return
    this.target.store.repeatsNodes = true
    this.target.store.addNode(ref, numberOf(attributes['lon']), numberOf(attributes['lat']), null)
  }

  private addMember(attributes: Attributes): void {
    const element = this.element
    if (element?.kind !== 'relation') return
    if (attributes['type'] === 'way') {
      element.refs.push(numberOf(attributes['ref']))
      element.isInner.push(attributes['role'] === 'inner')
    } else if (attributes['type'] === 'relation') element.nested++
  }

  private close(name: string): void {
    this.depth--
    const element = this.element
    if (!element || element.kind !== name || this.isEnding) return
    this.element = null
    const { store, ledger } = this.target
    const tags = this.tags.take()
    const { id, refs } = element
    if (element.isDeleted) return
    if (Number.isNaN(id)) ledger.drop(`${name}s`, 'the id is not a number')
    else if (element.kind === 'node') store.addNode(id, element.lon, element.lat, tags)
    else if (element.kind === 'way') store.addWay(id, refs, tags)
    else if (tags?.['type'] === 'multipolygon') {
      store.addRelation({ id, tags, wayIds: refs, isInner: element.isInner, nested: element.nested })
    }
  }

  private fault(error: Error): void {
    if (this.isEnding) return
    const what = error.message.replace(/^\d+:\d+:\s*/, '').slice(0, 80)
    this.target.ledger.drop('places in the XML', `malformed: ${what}`)
  }
}

/** OpenStreetMap writes UTF-8; other tools may declare another encoding in the first line. */
function decoderOf(chunk: Buffer, file: string): TextDecoder {
  const label = /^[^>]{0,100}encoding\s*=\s*["']([^"']+)["']/.exec(chunk.toString('latin1', 0, 200))?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label)
  } catch {
    throw new Unreadable(file, `its encoding "${label}" is not known`)
  }
}

function numberOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text)
}

function secondsOf(time: string | undefined): number {
  const atMs = time === undefined ? Number.NaN : Date.parse(time)
  return Number.isFinite(atMs) ? atMs / 1000 : 0
}

function boundsOf(attributes: Attributes): PbfHeader['bbox'] {
  const [w, s, e, n] = ['minlon', 'minlat', 'maxlon', 'maxlat'].map((side) => numberOf(attributes[side]))
  const box = [w, s, e, n] as [number, number, number, number]
  return box.every(Number.isFinite) ? box : null
}

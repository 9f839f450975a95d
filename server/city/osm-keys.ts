// Which OpenStreetMap tags are kept while reading: those the city is classified by, names and addresses.
// Everything else (mappers' names, changesets, sources, notes) is forgotten before it reaches the store.

export type Tags = Readonly<Record<string, string>>

/** An element without any of these is kept only as geometry of others. */
const FEATURE_KEYS: ReadonlySet<string> = new Set([
  'aeroway',
  'amenity',
  'barrier',
  'building',
  'building:part',
  'highway',
  'historic',
  'landuse',
  'leisure',
  'man_made',
  'natural',
  'place',
  'power',
  'public_transport',
  'railway',
  'waterway',
])

const DETAIL_KEYS: ReadonlySet<string> = new Set([
  'addr:housenumber',
  'addr:place',
  'addr:postcode',
  'addr:street',
  'area',
  'bridge',
  'building:colour',
  'building:color',
  'building:height',
  'building:levels',
  'building:min_height',
  'building:min_level',
  'building:use',
  'construction',
  'direction',
  'est_height',
  'healthcare',
  'height',
  'junction',
  'lanes',
  'lanes:backward',
  'lanes:forward',
  'layer',
  'lit',
  'location',
  'maxspeed',
  'min_height',
  'name',
  'office',
  'oneway',
  'parking',
  'roof:color',
  'roof:colour',
  'roof:height',
  'roof:levels',
  'roof:shape',
  'service',
  'shop',
  'sport',
  'station',
  'tourism',
  'tunnel',
  'type',
  'voltage',
  'water',
  'width',
])

/** ISO 639 language with an optional script or region: `name:en`, `name:sr-Latn`. */
const LANGUAGE_NAME = /^name:[a-z]{2,3}(?:[-_][A-Za-z]{2,8})?$/

/** OpenStreetMap's own limit for a value, in characters. */
const LONGEST_VALUE = 255

/** Collects the tags of one element and says whether they make it a feature. */
export class TagCollector {
  private tags: Record<string, string> = {}
  private hasFeature = false
  private hasAny = false
  private readonly known = new Map<string, string>()

  add(key: string, value: string): void {
    const isFeature = FEATURE_KEYS.has(key)
    if (!isFeature && !DETAIL_KEYS.has(key) && !LANGUAGE_NAME.test(key)) return
    if (value === '') return
    this.tags[this.once(key)] = this.once(value.length > LONGEST_VALUE ? cut(value) : value)
    this.hasAny = true
    if (isFeature) this.hasFeature = true
  }

  /** The tags when they describe a feature, else null; starts afresh. */
  take(): Tags | null {
    const { tags, hasFeature } = this
    if (this.hasAny) this.tags = {}
    this.hasAny = false
    this.hasFeature = false
    return hasFeature ? tags : null
  }

  /** Equal strings of different blocks share one copy: a city has few distinct values beside its names. */
  private once(text: string): string {
    const known = this.known.get(text)
    if (known !== undefined) return known
    if (this.known.size < 500_000) this.known.set(text, text)
    return text
  }
}

function cut(value: string): string {
  return Array.from(value.slice(0, 2 * LONGEST_VALUE))
    .slice(0, LONGEST_VALUE)
    .join('')
}

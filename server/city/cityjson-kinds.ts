// What the words of a CityJSON object come to: kinds of ground, uses of buildings, addresses, names.
// Class, function and usage are free text or national codes; English, Dutch and German words are understood.
import type { Address, AreaKind, BuildingUse, PointKind } from '../../shared/city/city.ts'
import { isRecord } from './cityjson-file.ts'
import type { Names } from './survey.ts'

type Attributes = Readonly<Record<string, unknown>>
type Table<T> = readonly (readonly [RegExp, T])[]

const ROADS: Table<AreaKind> = [
  [/park(ing|eer|platz|plats)|stationnement/, 'parking'],
  [/voet|foot|pedestr|sidewalk|trottoir|geh(weg|bahn)|fu(ß|ss)g|plaza|square|\bplein|platz|\btrap\b|stairs/, 'square'],
]

const GROUNDS: Table<AreaKind> = [
  [/forest|wood|\bbos\b|bos\b|wald|trees|gehölz|naald|loof/, 'forest'],
  [/water|gracht|vijver|\bsee\b|river|lake/, 'water'],
  [/wetland|marsh|moeras|swamp|rietland|moor/, 'wetland'],
  [/cemetery|graveyard|begraaf|friedhof/, 'cemetery'],
  [/playground|speel|spielplatz/, 'playground'],
  [/sport|pitch|stadium/, 'pitch'],
  [/farm|agri|akker|acker|bouwland|cropland|arable|orchard|fruit|boomteelt|vineyard/, 'farmland'],
  [/\bpark\b|garden|\btuin|garten|recreation/, 'park'],
  [/grass|gras|lawn|meadow|groen|green|wiese|\bberm|heide|shrub|struik|heesters|plant/, 'grass'],
  [/parking|parkeer|parkplatz/, 'parking'],
  [/rail|spoor|bahn/, 'railway'],
  [/construction|bouwterrein|baustelle/, 'construction'],
  [/industr|gewerbe/, 'industrial'],
  [/commerc|retail|business|winkel|handel/, 'commercial'],
  [/resid|\berf\b|wohn|\byard|dwelling|housing/, 'residential'],
  [/sand|zand|beach|onverhard|unpaved|unbefestigt|dune|duin/, 'sand'],
  [/verhard|paved|plaza|square|platz|plein|versiegelt/, 'square'],
]

const USES: Table<BuildingUse> = [
  [/apartment|multi.?family|flat(s|gebouw)|mehrfamilien|woongebouw/, 'apartments'],
  [/office|kantoor|büro|bureau/, 'office'],
  [/retail|shop|store|winkel|geschäft|commerc|handel/, 'retail'],
  [/hotel|hostel|logies/, 'hotel'],
  [/school|schule|universit|educat|onderwijs|bildung|kindergarten/, 'education'],
  [/hospital|clinic|health|gezondheid|krankenhaus/, 'health'],
  [/church|mosque|temple|synagog|relig|kirche|kerk/, 'religious'],
  [/museum|theat|librar|cultur|kultur|bijeenkomst/, 'culture'],
  [/sport|gym\b|stadium/, 'sport'],
  [/station|transport|airport|bahnhof/, 'transport'],
  [/garage|carport|parking/, 'garage'],
  [/industr|factory|warehouse|fabrik|storage/, 'industrial'],
  [/government|public|civic|town ?hall|admin|police|fire ?station|gemeente|rathaus|\bcel\b/, 'civic'],
  [/shed|utility|service|substation|schuur/, 'service'],
  [/house|residen|dwelling|wohn|woon|habitation|single.?family/, 'house'],
]

const FURNITURE: Table<PointKind> = [
  [/lamp|lantern|street.?light|lichtmast|leuchte|laterne/, 'lamp'],
  [/traffic.?(light|signal)|verkeerslicht|ampel/, 'signal'],
  [/bench|\bbank\b/, 'bench'],
  [/fountain|fontein|brunnen/, 'fountain'],
  [/monument|statue|memorial|denkmal/, 'monument'],
  [/bus.?stop|bushalte/, 'busStop'],
  [/\bpole\b|\bmast\b|paal\b/, 'pole'],
]

const find = <T>(table: Table<T>, words: string): T | null =>
  table.find(([pattern]) => pattern.test(words))?.[1] ?? null

/** All that its attributes say of what it is, in lower case. */
function wordsOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .filter(
      ([key, v]) => /class|function|usage|type|kind|fysiek|material|use$|category/i.test(key) && typeof v !== 'object',
    )
    .map(([, v]) => String(v))
    .join(' | ')
    .toLowerCase()
}

export const roadKind = (attributes: Attributes): AreaKind => find(ROADS, wordsOf(attributes)) ?? 'roadway'
export const groundKind = (attributes: Attributes): AreaKind | null => find(GROUNDS, wordsOf(attributes))
export const buildingUse = (attributes: Attributes): BuildingUse => find(USES, wordsOf(attributes)) ?? 'unknown'
export const furnitureKind = (attributes: Attributes): PointKind | null => find(FURNITURE, wordsOf(attributes))

export function plantKind(attributes: Attributes): AreaKind {
  const kind = groundKind(attributes)
  return kind === 'forest' || kind === 'park' || kind === 'wetland' || kind === 'farmland' ? kind : 'grass'
}

/** A whole number of storeys above ground, where told. */
export function storeysOf(attributes: Attributes): number | null {
  const storeys = numberOf(attributes, ['storeysAboveGround', 'b3_bouwlagen', 'numberOfFloors', 'storeys'])
  return storeys !== null && storeys >= 1 && storeys <= 250 ? Math.round(storeys) : null
}

export function numberOf(attributes: Attributes, keys: readonly string[]): number | null {
  for (const key of keys) {
    const v = attributes[key]
    const n = typeof v === 'number' ? v : typeof v === 'string' && v.trim() !== '' ? Number(v) : Number.NaN
    if (Number.isFinite(n)) return n
  }
  return null
}

export function namesOf(attributes: Attributes): Names {
  const name = textOf(attributes, ['name', 'gml:name', 'naam', 'Name'])
  const names: Record<string, string> = {}
  for (const [key, value] of Object.entries(attributes)) {
    const language = /^name[:_-]([a-z]{2,3})$/i.exec(key)?.[1]
    if (language && typeof value === 'string' && value.trim() !== '') names[language.toLowerCase()] = value.trim()
  }
  return { ...(name && { name }), ...(Object.keys(names).length > 0 && { names }) }
}

/** CityJSON 1.0 has one xAL-like record, later versions a list of free ones. */
export function addressOf(given: unknown): Address | null {
  const record: unknown = Array.isArray(given) ? given[0] : given
  if (!isRecord(record)) return null
  const lower = Object.fromEntries(Object.entries(record).map(([k, v]) => [k.toLowerCase(), v]))
  const street = textOf(lower, ['thoroughfarename', 'street', 'streetname', 'thoroughfare'])
  const number = textOf(lower, ['thoroughfarenumber', 'housenumber', 'streetnumber', 'number'])
  const postcode = textOf(lower, ['postalcode', 'postcode', 'zip', 'zipcode', 'postalcodenumber'])
  if (!street && !number && !postcode) return null
  return { ...(street && { street }), ...(number && { number }), ...(postcode && { postcode }) }
}

function textOf(record: Attributes, keys: readonly string[]): string | null {
  for (const key of keys) {
    const v = record[key]
    if (typeof v === 'string' && v.trim() !== '') return v.trim()
    if (typeof v === 'number') return String(v)
  }
  return null
}

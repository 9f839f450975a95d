// The card of a thing: what it is, how its facts are known, where they come from and how old they are.
// Facts are keyed by words of the data model (`height`, `heightSource`); the client says them in the reader's language.
import type { Area, Building, City, CityPoint, Line, RoadLink } from '../../shared/city/city.ts'
import type { Manifest, Truth } from '../../shared/city/manifest.ts'

type Card = {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly use?: string
  readonly facts: readonly { readonly key: string; readonly value: string }[]
  readonly source: {
    readonly title: string
    readonly attribution: string
    readonly licence: string
    readonly date: string
  }
  readonly truth: Truth
}
export type Cards = { byFeature(feature: number): Card | null; byId(id: string): Card | null }

type Facts = { key: string; value: string }[]

export function makeCards(manifest: Manifest, city: City): Cards {
  const source = (index: number): Card['source'] => {
    const { title, attribution, licence, date } = manifest.sources[index] ?? {}
    return { title: title ?? '', attribution: attribution ?? '', licence: licence ?? '', date: date ?? '' }
  }
  const card = {
    point: (p: CityPoint): Card => ({
      id: p.id,
      title: p.name ?? worded(p.kind),
      kind: p.kind,
      facts: p.heightM === undefined ? [] : [{ key: 'height', value: metres(p.heightM) }],
      source: source(p.source),
      truth: p.origin,
    }),
    line: (l: Line): Card => ({
      id: l.id,
      title: l.name ?? worded(l.kind),
      kind: l.kind,
      facts: l.voltageV === undefined ? [] : [{ key: 'voltage', value: `${l.voltageV / 1000} kV` }],
      source: source(l.source),
      truth: 'measured',
    }),
    area: (a: Area): Card => ({
      id: a.id,
      title: a.name ?? worded(a.kind),
      kind: a.kind,
      facts: otherNames(a.names, a.name),
      source: source(a.source),
      truth: 'measured',
    }),
    link: (l: RoadLink): Card => ({
      id: l.id,
      title: l.name ?? worded(l.roadClass),
      kind: 'street',
      use: l.roadClass,
      facts: [
        ...otherNames(l.names, l.name),
        { key: 'class', value: l.roadClass },
        { key: 'lanes', value: `${l.lanesForward} + ${l.lanesBackward}` },
        { key: 'lanesSource', value: l.lanesSource },
        { key: 'speed', value: `${l.speedKmh} km/h` },
        { key: 'speedSource', value: l.speedSource },
        { key: 'width', value: metres(l.widthM) },
      ],
      source: source(l.source),
      truth: 'measured',
    }),
    building: (b: Building): Card => ({
      id: b.id,
      title: b.name ?? addressOf(b) ?? 'Building',
      kind: 'building',
      use: b.use,
      facts: buildingFacts(b),
      source: source(b.source),
      truth: buildingTruth(b),
    }),
  }
  // Later lists win where an id stands for two things; one number an id, since a city has 100,000 of them.
  const lists = [
    { things: city.points, make: (i: number): Card => card.point(city.points[i] as CityPoint) },
    { things: city.lines, make: (i: number): Card => card.line(city.lines[i] as Line) },
    { things: city.areas, make: (i: number): Card => card.area(city.areas[i] as Area) },
    { things: city.links, make: (i: number): Card => card.link(city.links[i] as RoadLink) },
    { things: city.buildings, make: (i: number): Card => card.building(city.buildings[i] as Building) },
  ]
  const places = new Map<string, number>()
  lists.forEach(({ things }, list) => things.forEach(({ id }, i) => places.set(id, i * lists.length + list)))
  return {
    byFeature: (feature) => (city.buildings[feature] ? card.building(city.buildings[feature]) : null),
    byId(id) {
      // A way is cut into links where ways meet; its first piece answers for the whole.
      const at = places.get(id) ?? places.get(`${id}#0`) ?? places.get(`${id}#1`)
      return at === undefined ? null : (lists[at % lists.length]?.make(Math.floor(at / lists.length)) ?? null)
    },
  }
}

function buildingFacts(b: Building): Facts {
  const facts: Facts = [
    { key: 'use', value: b.use },
    { key: 'height', value: metres(b.heightM) },
    { key: 'heightSource', value: b.heightSource },
  ]
  if (b.minHeightM > 0) facts.push({ key: 'minHeight', value: metres(b.minHeightM) })
  if (b.storeys > 0) facts.push({ key: 'storeys', value: String(b.storeys) })
  const address = addressOf(b)
  if (address !== undefined && b.name !== undefined) facts.push({ key: 'address', value: address })
  facts.push(...otherNames(b.names, b.name))
  if (b.form !== undefined && b.form !== 'none') facts.push({ key: 'shape', value: 'drawn' })
  if (b.isPart) facts.push({ key: 'part', value: 'building' })
  return facts
}

function buildingTruth(b: Building): Truth {
  if (b.form !== undefined && b.form !== 'none') return 'drawn'
  return b.heightSource === 'measured' || b.heightSource === 'tagged' ? 'measured' : 'modelled'
}

function addressOf({ address }: Building): string | undefined {
  const line = [address?.street, address?.number].filter((part) => part !== undefined).join(' ')
  return line === '' ? undefined : line
}

function otherNames(names: Readonly<Record<string, string>> | undefined, shown: string | undefined): Facts {
  return Object.entries(names ?? {})
    .filter(([, name]) => name !== shown)
    .map(([language, name]) => ({ key: `name:${language}`, value: name }))
}

const metres = (m: number): string => `${Math.round(m * 10) / 10} m`
/** `busStop` is shown as "Bus stop". */
const worded = (kind: string): string => {
  const words = kind.replace(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

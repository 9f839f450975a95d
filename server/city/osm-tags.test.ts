import { describe, expect, it } from 'vitest'
import { Ledger } from './ledger.ts'
import { buildingFacts } from './osm-building-tags.ts'
import type { Tags } from './osm-keys.ts'
import { isRoadArea, roadFacts } from './osm-road-tags.ts'
import { areaKindOf, lineKindsOf, pointKindsOf } from './osm-tags.ts'
import { colourOf, dateOf, metresOf, speedKmhOf, voltageOf } from './osm-values.ts'

describe('values with units', () => {
  it.each([
    ['12', 12],
    ['12 m', 12],
    ['12,5', 12.5],
    ['12.5m', 12.5],
    ['9 м', 9],
    ["40'", 12.192],
    ['5\'6"', 1.6764],
    ['100 ft', 30.48],
    ['~20', 20],
    ['1e3', 1000],
    ['250 cm', 2.5],
    ['-3', -3],
  ])('reads the length %s', (text, metres) => {
    expect(metresOf(text)).toBeCloseTo(metres, 6)
  })

  it.each(['', 'tall', '3 storeys', 'NaN', 'Infinity', '12;15', '1.2.3', '--4'])('takes %j for no length', (text) => {
    expect(metresOf(text)).toBeNull()
  })

  it('reads speeds, and leaves words and absurd ones out', () => {
    expect(['60', '30 mph', '50 km/h', '60;40'].map(speedKmhOf)).toEqual([60, 48, 50, 60])
    expect(['RU:urban', 'none', '0', '900', ''].map(speedKmhOf)).toEqual([null, null, null, null, null])
  })

  it('takes the highest of several voltages', () => {
    expect(['110000;35000', '10000', '110 kV', 'high'].map(voltageOf)).toEqual([110_000, 10_000, 110_000, null])
  })

  it('reads colours as names and in hexadecimal', () => {
    expect(['Red', '#ABC', '#a1b2c3', 'a1b2c3', 'light grey', 'dark_red', 'cream'].map(colourOf)).toEqual([
      '#ff0000',
      '#aabbcc',
      '#a1b2c3',
      '#a1b2c3',
      '#d3d3d3',
      '#8b0000',
      '#fffdd0',
    ])
    expect(['url(x)', 'constructor', ''].map(colourOf)).toEqual([null, null, null])
  })

  it('writes dates only where there is one', () => {
    expect([dateOf(1_512_360_314), dateOf(0), dateOf(1e12), dateOf(1e18)]).toEqual(['2017-12-04', '', '', ''])
  })
})

describe('buildings', () => {
  const facts = (tags: Tags, ledger = new Ledger()): ReturnType<typeof buildingFacts> =>
    buildingFacts({ building: 'yes', ...tags }, ledger)

  it('prefers a height tag to storeys, and counts three metres a storey', () => {
    expect(facts({ height: '31', 'building:levels': '9' })).toMatchObject({
      heightM: 31,
      heightSource: 'tagged',
      storeys: 9,
    })
    expect(facts({ 'building:levels': '9' })).toMatchObject({ heightM: 27, heightSource: 'storeys', storeys: 9 })
    expect(facts({ 'building:levels': '2', 'roof:levels': '1' })).toMatchObject({ heightM: 9, storeys: 2 })
    expect(facts({})).not.toHaveProperty('heightM')
  })

  it('makes absurd values unknown and says so', () => {
    const ledger = new Ledger()
    const heights = ['-5', '20000', 'NaN', 'very tall'].map((height) => facts({ height }, ledger).heightM)
    expect(heights).toEqual([undefined, undefined, undefined, undefined])
    expect(facts({ 'building:levels': '9000' }, ledger)).not.toHaveProperty('storeys')
    expect(facts({ height: '10', min_height: '12', 'roof:height': '14' }, ledger)).toEqual({
      use: 'unknown',
      heightM: 10,
      heightSource: 'tagged',
    })
    expect(ledger.list().map(({ what, why, count }) => `${count} ${what}: ${why}`)).toEqual([
      '2 building heights: not between 0 and 900 m',
      '2 building heights: not a length',
      '1 building storeys: not between 0 and 250',
      '1 building undersides: not below the top of the building',
      '1 roof heights: higher than the building',
    ])
  })

  it('falls back on storeys when the height is absurd', () => {
    expect(facts({ height: '-1', 'building:levels': '4' })).toMatchObject({ heightM: 12, heightSource: 'storeys' })
  })

  it('reads floating parts, roofs, colours and addresses', () => {
    const tags = {
      'building:part': 'yes',
      height: '30',
      'building:min_level': '4',
      'roof:shape': 'onion',
      'roof:height': '5',
      'roof:colour': 'gold',
      'building:colour': '#fff',
      'addr:street': 'Mangilik El',
      'addr:housenumber': '8/1',
    }
    expect(buildingFacts(tags, new Ledger())).toMatchObject({
      isPart: true,
      minHeightM: 12,
      roof: 'onion',
      roofHeightM: 5,
      roofColour: '#ffd700',
      colour: '#ffffff',
      address: { street: 'Mangilik El', number: '8/1' },
    })
  })

  it.each([
    [{ building: 'apartments', shop: 'convenience' }, 'apartments'],
    [{ amenity: 'school' }, 'education'],
    [{ healthcare: 'clinic' }, 'health'],
    [{ office: 'government' }, 'civic'],
    [{ shop: 'mall' }, 'retail'],
    [{ tourism: 'hotel' }, 'hotel'],
    [{ amenity: 'place_of_worship' }, 'religious'],
    [{ building: 'constructor' }, 'unknown'],
  ] as [Tags, string][])('derives the use of %j', (tags, use) => {
    expect(facts(tags).use).toBe(use)
  })
})

describe('roads', () => {
  const facts = (tags: Tags): ReturnType<typeof roadFacts> => roadFacts(tags, new Ledger())

  it('knows the direction of oneways', () => {
    const directions = [
      { highway: 'primary', oneway: 'yes' },
      { highway: 'primary', oneway: '-1' },
      { highway: 'primary', junction: 'roundabout' },
      { highway: 'motorway' },
      { highway: 'motorway', oneway: 'no' },
      { highway: 'primary', oneway: 'reversible' },
    ].map((tags) => facts(tags as Tags).oneway)
    expect(directions).toEqual([1, -1, 1, 1, 0, 0])
  })

  it('reads lanes, speed, width, bridge, layer and light', () => {
    const tags = { highway: 'secondary_link', lanes: '3', 'lanes:forward': '2', maxspeed: '30 mph', width: '9,5 m' }
    expect(facts({ ...tags, bridge: 'viaduct', layer: '2', lit: '24/7', tunnel: 'no' })).toEqual({
      roadClass: 'secondary',
      sourceClass: 'secondary_link',
      oneway: 0,
      lanes: 3,
      lanesForward: 2,
      speedKmh: 48,
      widthM: 9.5,
      isBridge: true,
      isTunnel: false,
      layer: 2,
      isLit: true,
    })
  })

  it('leaves out lanes and widths that cannot be, with a reason', () => {
    const ledger = new Ledger()
    expect(roadFacts({ highway: 'primary', lanes: '0', width: 'wide' }, ledger)).not.toHaveProperty('lanes')
    expect(ledger.list().map(({ what }) => what)).toEqual(['lane counts', 'road widths'])
  })

  it('takes closed pedestrian ways and area=yes for surfaces', () => {
    const ways: Tags[] = [{ highway: 'pedestrian' }, { highway: 'footway', area: 'yes' }, { highway: 'service' }]
    expect(ways.map(isRoadArea)).toEqual([true, true, false])
  })
})

describe('areas, lines and points', () => {
  it.each([
    [{ waterway: 'riverbank' }, 'water'],
    [{ landuse: 'basin' }, 'water'],
    [{ natural: 'wood' }, 'forest'],
    [{ leisure: 'park', landuse: 'grass' }, 'park'],
    [{ amenity: 'parking', parking: 'underground' }, null],
    [{ natural: 'water', area: 'no' }, null],
    [{ landuse: 'toString' }, null],
  ] as [Tags, string | null][])('sorts the area %j', (tags, kind) => {
    expect(areaKindOf(tags)).toBe(kind)
  })

  it('sorts lines, several of one way too', () => {
    expect(lineKindsOf({ railway: 'light_rail' })).toEqual(['rail'])
    expect(lineKindsOf({ waterway: 'canal', barrier: 'wall' })).toEqual(['river', 'wall'])
    expect(lineKindsOf({ power: 'cable', railway: 'abandoned' })).toEqual([])
  })

  it('sorts points, a stop of buses and trams into both', () => {
    expect(pointKindsOf({ highway: 'bus_stop', railway: 'tram_stop' })).toEqual(['busStop', 'tramStop'])
    expect(pointKindsOf({ power: 'tower' })).toEqual(['tower'])
    expect(pointKindsOf({ place: 'suburb' })).toEqual([])
    expect(pointKindsOf({ place: 'suburb', name: 'Есіл' })).toEqual(['place'])
  })
})

import { describe, expect, test } from 'vitest'
import { axesOf, crsFault, crsFromText, heightUnitM, isGeographic, lonLatOf, metricCrs } from './crs.ts'
import { horizontalCrs, makeFrame, utmZoneOf } from './frame.ts'

describe('names of coordinate reference systems', () => {
  test.each([
    ['urn:ogc:def:crs:EPSG::7415', 'EPSG:7415'],
    ['urn:ogc:def:crs:EPSG:9.8.6:28992', 'EPSG:28992'],
    ['https://www.opengis.net/def/crs/EPSG/0/7415', 'EPSG:7415'],
    ['http://www.opengis.net/def/crs/EPSG/9.9.1/25833', 'EPSG:25833'],
    ['urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783', 'EPSG:25832'],
    ['EPSG:4326', 'EPSG:4326'],
    ['epsg:3067', 'EPSG:3067'],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'EPSG:4326'],
  ])('%s is %s', (text, crs) => expect(crsFromText(text)).toBe(crs))

  test('words without a code name none', () => {
    expect(crsFromText('Amersfoort / RD New')).toBeNull()
    expect(crsFromText('')).toBeNull()
  })

  test('the horizontal part of a compound is found, others are themselves', () => {
    expect(horizontalCrs('EPSG:7415')).toBe('EPSG:28992')
    expect(horizontalCrs('EPSG:5555')).toBe('EPSG:25832')
    expect(horizontalCrs('EPSG:6697')).toBe('EPSG:6668')
    expect(horizontalCrs('EPSG:28992')).toBe('EPSG:28992')
  })

  test('unknown and heights-only systems are told apart from usable ones', () => {
    expect(crsFault('EPSG:7415')).toBeNull()
    expect(crsFault('EPSG:99999')).toMatch(/EPSG:99999 is not known/)
    expect(crsFault('EPSG:5703')).toMatch(/does not tell a place/)
  })

  test('only true metres count as metric', () => {
    expect(metricCrs('EPSG:7415')).toBe('EPSG:28992')
    expect(metricCrs('EPSG:2263')).toBeNull()
    expect(metricCrs('EPSG:3857')).toBeNull()
    expect(metricCrs('EPSG:4326')).toBeNull()
    expect(isGeographic('EPSG:6697')).toBe(true)
  })

  test('heights follow the vertical part, or the unit of the map', () => {
    expect(heightUnitM('EPSG:7415')).toBe(1)
    expect(heightUnitM('EPSG:2263')).toBeCloseTo(0.3048006, 6)
    expect(heightUnitM('EPSG:4979')).toBe(1)
  })
})

describe('places', () => {
  test('a corner in Delft falls where its datum shift puts it, not a hundred metres off', () => {
    for (const crs of ['EPSG:7415', 'EPSG:28992']) {
      const [lon, lat] = lonLatOf(crs)(84616.468, 447422.999) as [number, number]
      // Given with the test file, by pyproj.
      expect(lon).toBeCloseTo(4.36201, 4)
      expect(lat).toBeCloseTo(52.0107, 4)
    }
  })

  // The middle of each system's area, by PROJ 9.5.
  test.each([
    ['EPSG:28992', 142892.19258, 470783.86723, 5.21, 52.225],
    ['EPSG:31370', 155763.88273, 132693.38265, 4.45, 50.505],
    ['EPSG:31467', 3500423.03055, 5671670.90986, 9.005, 51.18],
    ['EPSG:27700', 305372.18939, 610575.63189, -3.495, 55.38],
    ['EPSG:3021', 1494150.20792, 6827829.28923, 15.695, 61.565],
    ['EPSG:2393', 3500406.38157, 7226523.5289, 27.005, 65.135],
    ['EPSG:2039', 193346.08768, 585940.48243, 34.93, 31.365],
    ['EPSG:5514', -544004.7435, -1144001.88596, 17.325, 49.395],
    ['EPSG:2154', 489353.58775, 6587552.20405, 0.26, 46.355],
    ['EPSG:2056', 2660013.54374, 1185171.98172, 8.225, 46.815],
    ['EPSG:3067', 419924.39979, 7149882.00062, 25.335, 64.465],
    ['EPSG:2263', 1252460.55256, 263192.2752, -73.03, 40.885],
    ['EPSG:23700', 684692.7847, 201865.8422, 19.505, 47.16],
  ])('%s lies where its datum puts it, within ten metres', (crs, x, y, lon, lat) => {
    const at = lonLatOf(crs)(x, y) as [number, number]
    const offM = Math.hypot((at[0] - lon) * 111_320 * Math.cos((lat * Math.PI) / 180), (at[1] - lat) * 111_320)
    expect(offM).toBeLessThan(10)
  })

  test('a frame in the national grid keeps its metres and finds the way back to degrees', () => {
    const frame = makeFrame('EPSG:28992', 4.3658, 52.0122)
    const [e, n] = frame.fromCrs('EPSG:7415')(84616.468, 447422.999)
    expect(e + frame.origin.eastingM).toBeCloseTo(84616.468, 6)
    const [lon, lat] = frame.toLonLat([e, n])
    expect(lon).toBeCloseTo(4.36201, 4)
    expect(lat).toBeCloseTo(52.0107, 4)
    const [e2, n2] = frame.fromLonLat(lon, lat)
    expect(Math.hypot(e2 - e, n2 - n)).toBeLessThan(1e-3)
  })

  test('another projection of the same place agrees within a decimetre', () => {
    const utm = makeFrame(utmZoneOf(4.3658, 52.0122), 4.3658, 52.0122)
    expect(utm.crs).toBe('EPSG:32631')
    const [lon, lat] = utm.toLonLat(utm.fromCrs('EPSG:7415')(84616.468, 447422.999))
    expect(lon).toBeCloseTo(4.36201, 4)
    expect(lat).toBeCloseTo(52.0107, 4)
  })
})

describe('order of axes', () => {
  test.each([
    ['EPSG:7415', 84616, 447422, 'eastFirst'],
    ['EPSG:7415', 447422, 84616, 'northFirst'],
    ['EPSG:6697', 139.7, 35.6, 'eastFirst'],
    ['EPSG:6697', 35.6, 139.7, 'northFirst'],
    ['EPSG:4326', 139.7, 35.6, 'eastFirst'],
    ['EPSG:4326', 35.6, 139.7, 'northFirst'],
    ['EPSG:4326', 24.9, 60.1, 'either'],
    ['EPSG:25833', 392000, 5820000, 'eastFirst'],
    ['EPSG:25833', 5820000, 392000, 'northFirst'],
    ['EPSG:7415', 5_000_000, 9_000_000, 'neither'],
    ['EPSG:4326', 500, 600, 'neither'],
  ])('%s at %d, %d: %s', (crs, x, y, axes) => expect(axesOf(crs, x, y)).toBe(axes))
})

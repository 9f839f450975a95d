import { describe, expect, it } from 'vitest'
import { possibleOf, toUnitOfKey, unitOfKey } from './units.ts'

describe('units at the edge', () => {
  it.each([
    ['levelM', 'm'],
    ['flowM3S', 'm3/s'],
    ['pm25UgM3', 'ug/m3'],
    ['noiseDb', 'dB'],
    ['vehPerH', '1/h'],
    ['speedMS', 'm/s'],
    ['eastM', 'm'],
    ['headingRad', 'rad'],
    ['positionShare', 'share'],
    ['powerW', 'W'],
    ['energyWh', 'Wh'],
    ['rainMmH', 'mm/h'],
    ['temperatureC', 'degC'],
    ['sunlightWPerM2', 'W/m2'],
    ['pressurePa', 'Pa'],
    ['aspect', ''],
  ])('%s is in %s', (key, unit) => expect(unitOfKey(key)).toBe(unit))

  // NIST SP 811 (2008), appendix B.8, and the definitions of foot, mile and knot.
  it.each([
    [1, 'ft', 'levelM', 0.3048],
    [250, 'cm', 'levelM', 2.5],
    [12, 'mm', 'levelM', 0.012],
    [212, 'degF', 'temperatureC', 100],
    [-40, '°F', 'temperatureC', -40],
    [273.15, 'K', 'temperatureC', 0],
    [36, 'km/h', 'speedMS', 10],
    [60, 'mph', 'speedMS', 26.8224],
    [1, 'kn', 'speedMS', 0.514444],
    [1013.25, 'mbar', 'pressurePa', 101_325],
    [29.92, 'inHg', 'pressurePa', 101_320.76],
    [1.5, 'kW', 'powerW', 1500],
    [3.6, 'MJ', 'energyWh', 1000],
    [35.314667, 'cfs', 'flowM3S', 1],
    [1, 'in/h', 'rainMmH', 25.4],
    [0.05, 'mg/m3', 'pm25UgM3', 50],
    [180, 'deg', 'headingRad', Math.PI],
    [45, '%', 'positionShare', 0.45],
    [20, 'veh/min', 'vehPerH', 1200],
  ])('%f %s of %s is %f', (value, unit, key, si) =>
    expect(toUnitOfKey(value, unit, key)).toBeCloseTo(si, 1 + 3 * Number(si < 1000)),
  )

  it('knows no unit of another quantity, and none that does not exist', () => {
    for (const [unit, key] of [
      ['ft', 'temperatureC'],
      ['cubit', 'levelM'],
      ['degC', 'levelM'],
      ['constructor', 'levelM'],
      ['m', 'aspect'],
    ] as const)
      expect(toUnitOfKey(1, unit, key)).toBeNull()
  })

  it('knows what is impossible on earth', () => {
    expect(possibleOf('temperatureC')[0]).toBeGreaterThan(-273.15)
    expect(possibleOf('positionShare')).toEqual([0, 1])
  })
})

// Units at the edge: what a device measures in becomes the unit its key ends in (shared/CONVENTIONS: `levelM`,
// `flowM3S`). Factors are exact by definition (SI Brochure 9, NIST SP 811 appendix B) unless a line says otherwise.
// Left out: what needs a second quantity to convert (ppm of a gas, knots of indicated airspeed).

type Unit = { readonly of: string; readonly factor: number; readonly offset: number }

/** A quantity's base unit, then what it may be given in: name, factor to the base, offset after the factor. */
const DIMENSIONS: readonly (readonly [base: string, ...units: readonly [string, number, number?][]])[] = [
  [
    'm',
    ['mm', 1e-3],
    ['cm', 1e-2],
    ['dm', 0.1],
    ['km', 1e3],
    ['in', 0.0254],
    ['ft', 0.3048],
    ['yd', 0.9144],
    ['mi', 1609.344],
  ],
  ['s', ['ms', 1e-3], ['min', 60], ['h', 3600], ['d', 86_400]],
  [
    'degC',
    ['°C', 1],
    ['C', 1],
    ['Cel', 1],
    ['K', 1, -273.15],
    ['degF', 5 / 9, -160 / 9],
    ['°F', 5 / 9, -160 / 9],
    ['F', 5 / 9, -160 / 9],
  ],
  [
    'm/s',
    ['km/h', 1 / 3.6],
    ['kmh', 1 / 3.6],
    ['kph', 1 / 3.6],
    ['mph', 0.44704],
    ['ft/s', 0.3048],
    ['kn', 1852 / 3600],
    ['kt', 1852 / 3600],
    ['cm/s', 1e-2],
  ],
  [
    'Pa',
    ['hPa', 100],
    ['mbar', 100],
    ['kPa', 1e3],
    ['bar', 1e5],
    ['mmHg', 133.322387415],
    ['inHg', 3386.389],
    ['psi', 6894.757293168],
  ],
  ['W', ['mW', 1e-3], ['kW', 1e3], ['MW', 1e6]],
  ['Wh', ['kWh', 1e3], ['MWh', 1e6], ['J', 1 / 3600], ['kJ', 1 / 3.6], ['MJ', 1000 / 3.6]],
  [
    'm3/s',
    ['m³/s', 1],
    ['l/s', 1e-3],
    ['L/s', 1e-3],
    ['m3/h', 1 / 3600],
    ['m³/h', 1 / 3600],
    ['ft3/s', 0.028316846592],
    ['cfs', 0.028316846592],
    ['l/min', 1e-3 / 60],
  ],
  ['mm/h', ['mm/min', 60], ['cm/h', 10], ['in/h', 25.4], ['m/h', 1e3]],
  [
    'ug/m3',
    ['µg/m3', 1],
    ['μg/m3', 1],
    ['µg/m³', 1],
    ['μg/m³', 1],
    ['ug/m³', 1],
    ['mg/m3', 1e3],
    ['mg/m³', 1e3],
    ['ng/m3', 1e-3],
  ],
  ['dB', ['dBA', 1], ['dB(A)', 1]],
  ['rad', ['deg', Math.PI / 180], ['°', Math.PI / 180], ['gon', Math.PI / 200]],
  ['share', ['1', 1], ['', 1], ['%', 0.01], ['percent', 0.01]],
  ['1/h', ['veh/h', 1], ['/h', 1], ['1/min', 60], ['veh/min', 60], ['1/s', 3600], ['Hz', 3600]],
  ['W/m2', ['W/m²', 1], ['kW/m2', 1e3]],
  ['lx', ['klx', 1e3]],
  ['V', ['mV', 1e-3], ['kV', 1e3]],
  ['A', ['mA', 1e-3], ['kA', 1e3]],
  ['kg', ['g', 1e-3], ['t', 1e3], ['lb', 0.45359237]],
  ['m3', ['m³', 1], ['l', 1e-3], ['L', 1e-3]],
  ['count', ['one', 1]],
]

const UNITS: ReadonlyMap<string, Unit> = new Map(
  DIMENSIONS.flatMap(([of, ...units]) => [
    [of, { of, factor: 1, offset: 0 }] as const,
    ...units.map(([name, factor, offset = 0]) => [name, { of, factor, offset }] as const),
  ]),
)

/** What a key ends in and the unit that means; the longer ending decides. */
const ENDINGS: readonly (readonly [ending: string, unit: string])[] = [
  ['WPerM2', 'W/m2'],
  ['UgM3', 'ug/m3'],
  ['M3S', 'm3/s'],
  ['M3s', 'm3/s'],
  ['PerH', '1/h'],
  ['MmH', 'mm/h'],
  ['Share', 'share'],
  ['Count', 'count'],
  ['Rad', 'rad'],
  ['Mps', 'm/s'],
  ['Wh', 'Wh'],
  ['MS', 'm/s'],
  ['M3', 'm3'],
  ['Db', 'dB'],
  ['Pa', 'Pa'],
  ['Kg', 'kg'],
  ['Lx', 'lx'],
  ['W', 'W'],
  ['C', 'degC'],
  ['V', 'V'],
  ['A', 'A'],
  ['M', 'm'],
  ['S', 's'],
]

/** The unit in which values of this key are kept; '' where the key does not tell. */
export function unitOfKey(key: string): string {
  let unit = met.get(key)
  if (unit !== undefined) return unit
  unit = ENDINGS.find(([ending]) => key.endsWith(ending))?.[1] ?? ''
  if (met.size >= MOST_MET) met.clear()
  met.set(key, unit)
  return unit
}
/** The same few keys come thousands of times a second. */
const met = new Map<string, string>()
const MOST_MET = 10_000

/** The value in the unit of the key; null where the unit is not known or is of another quantity. */
export function toUnitOfKey(value: number, unit: string, key: string): number | null {
  const wanted = unitOfKey(key)
  if (unit === wanted) return value
  const given = UNITS.get(unit)
  if (!given || given.of !== wanted) return null
  return value * given.factor + given.offset
}

/** Unit, and what its magnitude can be at all on earth: a value beyond is absurd whatever the device says. */
const POSSIBLE: Readonly<Record<string, readonly [least: number, most: number]>> = {
  degC: [-95, 1500],
  'm/s': [-150, 150],
  Pa: [0, 1e9],
  'mm/h': [0, 2000],
  'ug/m3': [0, 1e6],
  dB: [0, 200],
  share: [0, 1],
  '1/h': [0, 1e6],
  'W/m2': [-500, 2000],
  lx: [0, 2e5],
  rad: [-2 * Math.PI, 2 * Math.PI],
  'm3/s': [-1e6, 1e6],
  m: [-1e7, 1e7],
}

export const possibleOf = (key: string): readonly [least: number, most: number] =>
  POSSIBLE[unitOfKey(key)] ?? [-1e15, 1e15]

// A device in the words of SensorThings: what the store of things is told of it. Units have their names from QUDT, the
// truth of a simulated device is said in every entity it gets.
import type { Description } from '../things/contract.ts'
import type { About, Quantity } from './about.ts'
import { unitOfKey } from './units.ts'

const QUDT = 'https://qudt.org/vocab/unit/'
const UNIT_NAMES: Readonly<Record<string, readonly [name: string, symbol: string, qudt: string]>> = {
  m: ['metre', 'm', 'M'],
  s: ['second', 's', 'SEC'],
  degC: ['degree Celsius', '°C', 'DEG_C'],
  'm/s': ['metre per second', 'm/s', 'M-PER-SEC'],
  Pa: ['pascal', 'Pa', 'PA'],
  W: ['watt', 'W', 'W'],
  Wh: ['watt hour', 'Wh', 'W-HR'],
  'm3/s': ['cubic metre per second', 'm³/s', 'M3-PER-SEC'],
  'mm/h': ['millimetre per hour', 'mm/h', 'MilliM-PER-HR'],
  'ug/m3': ['microgram per cubic metre', 'µg/m³', 'MicroGM-PER-M3'],
  dB: ['decibel', 'dB', 'DeciB'],
  rad: ['radian', 'rad', 'RAD'],
  share: ['share of one', '1', 'UNITLESS'],
  '1/h': ['per hour', '1/h', 'PER-HR'],
  'W/m2': ['watt per square metre', 'W/m²', 'W-PER-M2'],
  lx: ['lux', 'lx', 'LUX'],
  V: ['volt', 'V', 'V'],
  A: ['ampere', 'A', 'A'],
  kg: ['kilogram', 'kg', 'KiloGM'],
  m3: ['cubic metre', 'm³', 'M3'],
  count: ['count', '1', 'UNITLESS'],
}

/** As it is shown beside a value. */
export const symbolOfKey = (key: string): string => UNIT_NAMES[unitOfKey(key)]?.[1] ?? ''

/** `lonLat` is its place; without one it is a thing with no location. */
export function describe(
  deviceId: string,
  about: About,
  lonLat: readonly [lon: number, lat: number] | null,
): Description {
  const { name, kind, description, truth, quantities, parameters } = about
  const told = description === '' ? `${kind}, ${truth}` : `${description} (${truth})`
  return {
    deviceId,
    name,
    description: told,
    properties: { kind, truth },
    ...(lonLat ? { place: { name, description: told, geometry: { type: 'Point', coordinates: [...lonLat] } } } : {}),
    datastreams: quantities.map((quantity) => stream(about, quantity)),
    ...(parameters.length === 0
      ? {}
      : {
          capabilities: [
            {
              key: 'set',
              name: `Set ${name}`,
              description: told,
              properties: { truth },
              taskingParameters: {
                type: 'DataRecord',
                field: parameters.map(({ key, unit, min, max }) => ({
                  name: key,
                  label: key,
                  type: 'Quantity',
                  uom: { code: unit },
                  constraint: { type: 'AllowedValues', interval: [[min, max]] },
                })),
              },
              actuator: { name, description: told, metadata: `${kind} ${deviceId}` },
            },
          ],
        }),
  }
}

function stream(
  { name, kind, truth }: About,
  { key, unit, min, max, step }: Quantity,
): Description['datastreams'][number] {
  const [unitName, symbol, qudt] = UNIT_NAMES[unitOfKey(key)] ?? ['unknown', '', 'UNITLESS']
  const given = unit === undefined || unit === '' ? '' : `, converted from ${unit}`
  const bounds = Object.entries({ min, max, step }).flatMap(([what, value]) =>
    value === undefined ? [] : [[what, value] as const],
  )
  return {
    key,
    name: `${name}: ${key}`,
    description: `${key} of ${name} (${truth})${given}`,
    unit: { name: unitName, symbol, definition: `${QUDT}${qudt}` },
    properties: { truth, ...Object.fromEntries(bounds) },
    observedProperty: { name: key, definition: `urn:townhall:property:${key}`, description: `${key} in ${symbol}` },
    sensor: { name: `${kind} (${truth})`, description: `${kind}, ${truth}`, metadata: kind },
  }
}

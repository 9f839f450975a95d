// The sensors of the city: where each stands, what it measures and what it said last. Placed by command when a device makes
// itself known; what is heard of a thing that is not placed is none of ours. Values age: a sensor that has not been heard
// for several times its usual period is stale, and says so wherever it is shown. What moves (a bus) is moved by what it says
// of its place. Keeps no past: that is the journal's, the recordings' and the store's of things.
import { z } from 'zod'
import type { City } from '../../city/city.ts'
import type { CitySystem, Observation, Rejection } from '../../kernel/system.ts'
import { isInCity, linkNumber } from './ground.ts'
import { isMoving, type Motion, moved, standing } from './moving.ts'

const text = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
const metres = z.number().min(-1e6).max(1e6)
const thing = z.string().regex(/^[A-Za-z0-9][\w.:/@+ -]{0,119}$/)

const Quantity = z.strictObject({
  /** Ends in its unit: `levelM`. */
  key: z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/i),
  /** As it is shown. */
  unit: text(16),
  /** What the sensor can say; beyond it a value is doubted. */
  min: z.number(),
  max: z.number(),
  step: z.number(),
  /** Name of the colour scale. */
  scale: text(64),
})
export type SensorQuantity = Readonly<z.infer<typeof Quantity>>

export const SensorsCommand = z.discriminatedUnion('type', [
  /** Placing a thing that is placed already moves it and keeps what it said of the quantities it still has. */
  z.strictObject({
    type: z.literal('sensors.placeSensor'),
    thing,
    name: text(200),
    /** What it is: `gauge`, `loop`, `airStation`, `bus`; see moving.ts for those that move. */
    kind: z.string().regex(/^[a-z][A-Za-z0-9-]{0,39}$/),
    eastM: metres,
    northM: metres,
    upM: metres,
    truth: z.enum(['measured', 'modelled', 'synthetic', 'drawn']),
    quantities: z.array(Quantity).max(64),
    /** Of a traffic loop: the link it lies in, by the city's id. */
    linkId: text(200).optional(),
  }),
  z.strictObject({ type: z.literal('sensors.removeSensor'), thing }),
])
export type SensorsCommand = z.infer<typeof SensorsCommand>
type Place = Extract<SensorsCommand, { type: 'sensors.placeSensor' }>

/** good; doubtful: beyond what the sensor says it can measure. */
export type Quality = 'good' | 'doubtful'
export type Heard = { value: number; atMs: number; quality: Quality }

export type Sensor = {
  /** Below `NUMBERS`; not given again before all others were. */
  number: number
  name: string
  kind: string
  eastM: number
  northM: number
  upM: number
  truth: Place['truth']
  linkId: string | null
  quantities: SensorQuantity[]
  /** By key. */
  values: Record<string, Heard>
  /** When it was last heard, Unix time; null for never. */
  heardAtMs: number | null
  /** Between two times of being heard, as it usually is; null before the second. */
  periodS: number | null
  /** Of what moves. */
  motion: Motion | null
}

export type SensorsState = {
  nowMs: number
  /** Which numbers are given, 1 for yes, how many, and the one to try next. */
  taken: Uint8Array
  count: number
  nextNumber: number
  /** By thing. */
  sensors: Record<string, Sensor>
}

export const MOST_SENSORS = 5000
/** Numbers of sensors are below this. */
export const NUMBERS = 8192
/** Not heard for so many of its usual periods, a sensor is stale; before that is known it counts as slow. */
const STALE_PERIODS = 5
const UNKNOWN_PERIOD_S = 150
/** What says the same again is passed on to the city now and then only (server/ingest/feed.ts). */
const LEAST_STALE_S = 45
/** A device's clock may be so far ahead. */
const AHEAD_MS = 60_000

export const sensors: CitySystem<SensorsState, SensorsCommand> = {
  id: 'sensors',
  version: 1,
  commands: SensorsCommand,
  leastRole: { 'sensors.placeSensor': 'operator', 'sensors.removeSensor': 'operator' },

  create: () => ({ nowMs: 0, taken: new Uint8Array(NUMBERS), count: 0, nextNumber: 0, sensors: {} }),

  check(state, command, city) {
    const known = sensorOf(state, command.thing)
    if (command.type === 'sensors.removeSensor')
      return known ? null : { reason: `there is no sensor ${command.thing} to remove` }
    return wrongWith(command, city) ?? roomFor(state, command, known)
  },

  apply(state, command) {
    if (command.type === 'sensors.removeSensor') {
      const gone = sensorOf(state, command.thing)
      if (!gone) return
      state.taken[gone.number] = 0
      state.count--
      delete state.sensors[command.thing]
      return
    }
    const { thing: id, name, kind, eastM, northM, upM, truth, quantities, linkId = null } = command
    const known = sensorOf(state, id)
    const kept = Object.entries(known?.values ?? {}).filter(([key]) => quantities.some((one) => one.key === key))
    state.sensors[id] = {
      number: known?.number ?? freeNumber(state),
      name: name.trim(),
      kind,
      eastM,
      northM,
      upM,
      truth,
      linkId,
      quantities,
      values: Object.fromEntries(kept),
      heardAtMs: known?.heardAtMs ?? null,
      periodS: known?.periodS ?? null,
      motion: isMoving(kind) ? standing() : null,
    }
  },

  observe(state, { thing: id, key, value, atMs }: Observation) {
    const sensor = sensorOf(state, id)
    if (!sensor) return
    // A clock that is far ahead would silence every later value.
    const heardMs = state.nowMs > 0 ? Math.min(atMs, state.nowMs + AHEAD_MS) : atMs
    const isPlace = sensor.motion !== null && moved(sensor.motion, sensor, { key, value, atMs: heardMs })
    const quantity = sensor.quantities.find((one) => one.key === key)
    if (!quantity && !isPlace) return
    if (quantity) {
      const before = Object.hasOwn(sensor.values, key) ? sensor.values[key] : undefined
      if (before && before.atMs > heardMs) return
      const quality = value >= quantity.min && value <= quantity.max ? 'good' : 'doubtful'
      sensor.values[key] = { value, atMs: heardMs, quality }
    }
    hear(sensor, heardMs)
  },

  step(state, _stepS, _random, _city, felt) {
    state.nowMs = felt.nowMs
  },

  outputs: (state) => ({
    thingAtM: (id) => {
      const sensor = sensorOf(state, id)
      return sensor ? [sensor.eastM, sensor.northM] : null
    },
  }),
}

export const sensorOf = (state: SensorsState, id: string): Sensor | undefined =>
  Object.hasOwn(state.sensors, id) ? state.sensors[id] : undefined

/** Whether a sensor has been silent for so long that its values no longer tell of now; one never heard is stale. */
export function isStale({ heardAtMs, periodS }: Sensor, nowMs: number): boolean {
  if (heardAtMs === null) return true
  const afterS = Math.max(LEAST_STALE_S, STALE_PERIODS * (periodS ?? UNKNOWN_PERIOD_S))
  return nowMs - heardAtMs > afterS * 1000
}

function hear(sensor: Sensor, atMs: number): void {
  const { heardAtMs, periodS } = sensor
  if (heardAtMs === null) {
    sensor.heardAtMs = atMs
    return
  }
  if (atMs <= heardAtMs) return
  const gapS = (atMs - heardAtMs) / 1000
  // A night of silence is no period.
  sensor.periodS = periodS === null ? Math.min(gapS, 86_400) : periodS + 0.2 * (Math.min(gapS, 10 * periodS) - periodS)
  sensor.heardAtMs = atMs
}

function wrongWith({ thing: id, name, eastM, northM, quantities, linkId }: Place, city: City): Rejection | null {
  if (name.trim() === '') return { reason: `the sensor ${id} has no name` }
  if (!isInCity(city, eastM, northM)) return { reason: `the sensor ${id} lies outside the city` }
  if (quantities.length === 0) return { reason: `the sensor ${id} measures nothing: it has no quantities` }
  const keys = new Set<string>()
  for (const { key, min, max, step } of quantities) {
    if (keys.has(key)) return { reason: `the sensor ${id} has the quantity ${key} twice` }
    keys.add(key)
    if (!(max > min) || !(step > 0)) return { reason: `the quantity ${key} of the sensor ${id} has no range` }
  }
  if (linkId !== undefined && linkNumber(city, linkId) === null)
    return { reason: `the sensor ${id} lies in no road of this city: there is no link ${linkId}` }
  return null
}

function roomFor(state: SensorsState, place: Place, known: Sensor | undefined): Rejection | null {
  if (known && isSame(known, place)) return { reason: `the sensor ${place.thing} is placed like that already` }
  if (known || state.count < MOST_SENSORS) return null
  return { reason: `no room for the sensor ${place.thing}: the city has ${MOST_SENSORS}; remove another first` }
}

function isSame(known: Sensor, { name, kind, eastM, northM, upM, truth, quantities, linkId }: Place): boolean {
  const asIs = [known.name, known.kind, known.upM, known.truth, known.linkId, known.quantities]
  const asked = [name.trim(), kind, upM, truth, linkId ?? null, quantities]
  // What moves is where it says it is.
  const isHere = known.motion !== null || (known.eastM === eastM && known.northM === northM)
  return isHere && JSON.stringify(asIs) === JSON.stringify(asked)
}

/** There are more numbers than sensors. */
function freeNumber(state: SensorsState): number {
  let number = state.nextNumber
  while (state.taken[number] === 1) number = (number + 1) % NUMBERS
  state.taken[number] = 1
  state.count++
  state.nextNumber = (number + 1) % NUMBERS
  return number
}

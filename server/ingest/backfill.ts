// Readings of the past, from a file into a datastream or a device: converted and judged like live ones, except that they are
// not late. Brought in again they are not stored again.
import { z } from 'zod'
import type { AppendOutcome, NewObservation, Things } from '../things/contract.ts'
import { DeviceId, Key, type Quantity } from './about.ts'
import { type Devices, Refusal } from './devices.ts'
import { observationOf } from './ingest.ts'
import { Track } from './quality.ts'
import { checkReadings, MAX_READINGS } from './readings.ts'

export const MAX_BACKFILL = MAX_READINGS

/** What one request brings: readings with their times, of one device, or of one datastream by its number. */
export const Backfill = z.union([
  z.strictObject({ datastream: z.int().min(1), readings: z.array(z.unknown()).min(1).max(MAX_BACKFILL) }),
  z.strictObject({ device: DeviceId, readings: z.array(z.unknown()).min(1).max(MAX_BACKFILL) }),
])
export type Backfill = z.infer<typeof Backfill>
export type Backfilled = Pick<AppendOutcome, 'stored' | 'repeats'> & { readonly flagged: number }

type Target = { readonly datastreamId: number; readonly quantity: Quantity }

/** Rejects with a `Refusal` when the readings or what they are for cannot be. */
export async function backfill(
  given: unknown,
  { things, devices }: { readonly things: Pick<Things, 'append' | 'answer'>; readonly devices: Devices },
): Promise<Backfilled> {
  const parsed = Backfill.safeParse(given)
  if (!parsed.success)
    throw new Refusal(`a backfill names a datastream or a device, and up to ${MAX_BACKFILL} readings`)
  const { data } = parsed
  const name = 'device' in data ? data.device : `datastream ${data.datastream}`
  const fixed = 'device' in data ? null : await datastream(data.datastream, things)
  const readings = fixed ? data.readings.map((one) => withKey(one, fixed.quantity.key)) : data.readings
  const checked = checkReadings(name, readings)
  if (!checked.ok) throw new Refusal(checked.reason)
  const untimed = checked.readings.findIndex(({ atMs }) => atMs === undefined)
  if (untimed >= 0) throw new Refusal(`${name}: ${untimed} has no time`)
  const streams =
    'device' in data
      ? (
          await devices.with(
            data.device,
            checked.readings.map(({ key }) => key),
          )
        ).streams
      : null
  const tracks = new Map<string, Track>()
  const nowMs = Date.now()
  const observations: NewObservation[] = []
  for (const reading of checked.readings.toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0))) {
    const target: Target | undefined = fixed ?? streams?.get(reading.key)
    if (!target) continue
    const track = tracks.get(reading.key) ?? new Track()
    tracks.set(reading.key, track)
    // As if it had come when it was measured; only what lies ahead of us cannot be.
    const receivedAtMs = Math.min(nowMs, reading.atMs ?? nowMs)
    const judged = track.judge(reading, { quantity: target.quantity, receivedAtMs, aheadMs: 0 })
    if (judged) observations.push(observationOf(judged, target.datastreamId))
  }
  const { stored, repeats, refused } = await things.append(observations)
  const [bad] = refused
  if (bad) throw new Refusal(`${name}: ${bad.reason}`)
  const flagged = observations.filter(({ quality }) => quality?.code !== 'ok').length
  return { stored, repeats: repeats + readings.length - observations.length, flagged }
}

const withKey = (reading: unknown, key: string): unknown =>
  typeof reading === 'object' && reading !== null ? { ...reading, key } : reading

const ApiDatastream = z.object({
  properties: z.object({ key: Key, min: z.number().optional(), max: z.number().optional() }).optional(),
})

/** One that no device of ours made has no key: its values are taken as they are. */
async function datastream(id: number, { answer }: Pick<Things, 'answer'>): Promise<Target> {
  const asked = { method: 'GET', version: 'v1.1', path: `Datastreams(${id})`, query: '', root: '' } as const
  const { status, body } = await answer(asked)
  if (status !== 200) throw new Refusal(`there is no datastream ${id}`)
  const parsed = ApiDatastream.safeParse(JSON.parse(body))
  const { key = 'value', min, max } = parsed.data?.properties ?? {}
  const bounds = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
  return { datastreamId: id, quantity: { key, ...bounds } }
}

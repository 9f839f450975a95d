// Readings on their way from a device to the store: parsed, converted, judged, kept. Whoever sent them is answered when
// they are on the disk, or told in one sentence why not. A wrong reading never stops the city: it is kept with a flag, or
// refused alone. What the twin hears of them is feed.ts's matter, what can be proven later hour-trees.ts's.
import type { AppendOutcome, NewObservation } from '../things/contract.ts'
import { type Device, type Devices, isSilent, Refusal } from './devices.ts'
import { isForNow, type Judged, QUALITY_CODES, type QualityCode } from './quality.ts'
import { parseReadings, type Reading } from './readings.ts'

export type Taken = {
  readonly stored: number
  /** Sent before, and not kept twice. */
  readonly repeats: number
  readonly flagged: number
}
export type IngestCounts = Taken & {
  readonly refused: number
  readonly devices: number
  readonly silent: number
  readonly codes: Readonly<Record<QualityCode, number>>
}

export type IngestOptions = {
  readonly devices: Devices
  readonly append: (observations: readonly NewObservation[]) => Promise<AppendOutcome>
  readonly now?: () => number
}

/** So many readings may wait for the disk; more are refused, and the device sends them again. */
const MAX_WAITING = 100_000

export class Ingest {
  private readonly options: IngestOptions
  private readonly now: () => number
  private readonly totals = { stored: 0, repeats: 0, flagged: 0, refused: 0 }
  private readonly codes = Object.fromEntries(QUALITY_CODES.map((code) => [code, 0])) as Record<QualityCode, number>
  private waiting = 0

  constructor(options: IngestOptions) {
    this.options = options
    this.now = options.now ?? Date.now
  }

  /** A message of a device. Rejects with a `Refusal` when it is no reading, with another error when it cannot be kept. */
  takeMessage(deviceId: string, payload: Uint8Array): Promise<Taken> {
    const parsed = parseReadings(deviceId, payload)
    if (!parsed.ok) {
      this.totals.refused++
      return Promise.reject(new Refusal(parsed.reason))
    }
    return this.take(deviceId, parsed.readings)
  }

  async take(deviceId: string, readings: readonly Reading[]): Promise<Taken> {
    if (this.waiting + readings.length > MAX_WAITING)
      throw new Error(`${deviceId}: more is measured than can be kept; send it again later`)
    const receivedAtMs = this.now()
    this.waiting += readings.length
    try {
      const device = this.readyDevice(deviceId, readings) ?? (await this.device(deviceId, readings))
      const observations = this.judged(device, readings, receivedAtMs)
      const repeats = readings.length - observations.length
      // What a resend repeats may still be on its way to the disk.
      if (repeats > 0) await device.keeping
      return await this.keep(device, observations, repeats)
    } finally {
      this.waiting -= readings.length
    }
  }

  counts(): IngestCounts {
    const devices = this.options.devices.list()
    const nowMs = this.now()
    return {
      ...this.totals,
      codes: this.codes,
      devices: devices.length,
      silent: devices.filter((device) => isSilent(device, nowMs)).length,
    }
  }

  private async keep(device: Device, observations: readonly NewObservation[], known: number): Promise<Taken> {
    if (observations.length === 0) return this.count(device, { stored: 0, repeats: known, flagged: 0 })
    const keeping = this.options.append(observations)
    device.keeping = keeping.catch(() => undefined)
    let outcome: AppendOutcome
    try {
      outcome = await keeping
    } catch (error) {
      for (const { track } of device.streams.values()) track.forget()
      throw error
    }
    const flagged = observations.reduce((sum, { quality }) => sum + Number(quality?.code !== 'ok'), 0)
    const taken = this.count(device, { stored: outcome.stored, repeats: known + outcome.repeats, flagged })
    const [bad] = outcome.refused
    if (!bad) return taken
    // Its datastreams may have been taken away over the API: the next reading asks for them again.
    device.streams.clear()
    this.totals.refused += outcome.refused.length
    throw new Refusal(`${device.id}: ${bad.reason}`)
  }

  private count(device: Device, taken: Taken): Taken {
    this.totals.stored += taken.stored
    this.totals.repeats += taken.repeats
    this.totals.flagged += taken.flagged
    device.flagged += taken.flagged
    return taken
  }

  /** Without waiting, for the usual case. */
  private readyDevice(deviceId: string, readings: readonly Reading[]): Device | null {
    const device = this.options.devices.get(deviceId)
    return device && readings.every(({ key }) => device.streams.has(key)) ? device : null
  }

  private async device(deviceId: string, readings: readonly Reading[]): Promise<Device> {
    try {
      return await this.options.devices.with(
        deviceId,
        readings.map(({ key }) => key),
      )
    } catch (error) {
      if (error instanceof Refusal) this.totals.refused++
      throw error
    }
  }

  private judged(device: Device, readings: readonly Reading[], receivedAtMs: number): NewObservation[] {
    const newestAtMs = readings.reduce((most, { atMs }) => Math.max(most, atMs ?? -Infinity), -Infinity)
    if (newestAtMs > -Infinity) device.skew.hear(newestAtMs, receivedAtMs)
    device.lastHeardAtMs = receivedAtMs
    const { aheadMs } = device.skew
    const observations: NewObservation[] = []
    for (const reading of readings) {
      const stream = device.streams.get(reading.key)
      const judged = stream?.track.judge(reading, { quantity: stream.quantity, receivedAtMs, aheadMs })
      if (!stream || !judged) continue
      for (const code of judged.codes) this.codes[code]++
      observations.push(observationOf(judged, stream.datastreamId))
    }
    return observations
  }
}

const GOOD = { code: 'ok' } as const

/** A good reading in its own unit needs no more than its value; of any other all that came is kept. */
export function observationOf(
  { value, atMs, codes, raw, rawUnit, rawAtMs, isConverted }: Judged,
  datastreamId: number,
): NewObservation {
  const isGood = codes[0] === 'ok'
  if (isGood && !isConverted) return { datastreamId, atMs, result: value, quality: GOOD }
  const moved = rawAtMs === atMs ? {} : { rawAtMs }
  return {
    datastreamId,
    atMs,
    result: value,
    raw,
    quality: isGood ? GOOD : { code: codes[0] ?? 'ok', codes: [...codes] },
    parameters: { rawUnit, ...moved },
  }
}

/** Whether an observation, however it came to the store, may be believed of now. */
export function isBelieved({ result, quality }: Pick<NewObservation, 'result' | 'quality'>): boolean {
  const codes = quality?.['codes']
  const known = Array.isArray(codes) ? (codes as QualityCode[]) : []
  return typeof result === 'number' && Number.isFinite(result) && isForNow({ value: result, codes: known })
}

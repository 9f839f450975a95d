// The devices that are known: what each said of itself, its datastreams, what judging its next reading needs, and when it
// was last heard. What was said is kept in the data folder, so that a reading is understood right after a restart.
// A device that never said anything is known by the keys of its readings.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeWhole } from '../disk/whole-file.ts'
import type { Description, Ensured } from '../things/contract.ts'
import { About, DeviceId, type Quantity, unsaid } from './about.ts'
import { describe } from './description.ts'
import { Skew, Track } from './quality.ts'

export type Stream = { readonly datastreamId: number; readonly quantity: Quantity; readonly track: Track }
export type Device = {
  readonly id: string
  about: About
  /** Whether it told so itself. */
  isSaid: boolean
  readonly streams: Map<string, Stream>
  readonly skew: Skew
  /** Unix time; 0 for never since this process began. */
  lastHeardAtMs: number
  flagged: number
  /** While the store is being told of it. */
  ensuring: Promise<void>
  /** Until what came last is on the disk. */
  keeping: Promise<unknown>
}

export type DevicesOptions = {
  readonly dir: string
  readonly ensureThing: (description: Description) => Promise<Ensured>
  /** Null where the city has no degrees. */
  readonly toLonLat: (eastM: number, northM: number) => readonly [lon: number, lat: number] | null
  readonly fromLonLat: (lon: number, lat: number) => readonly [eastM: number, northM: number] | null
  readonly onFault: (error: unknown) => void
  /** A device is known, or known better. */
  readonly onKnown: (device: Device) => void
}

const FILE = 'devices-said.json'
export const MAX_DEVICES = 20_000
const MAX_KEYS = 64
const SAVE_AFTER_MS = 1000
/** A device is silent when it was not heard for so many of its periods, and for at least two minutes. */
const SILENT_PERIODS = 3
const LEAST_SILENT_MS = 120_000

const Said = z.record(DeviceId, About)

export class Devices {
  private readonly options: DevicesOptions
  private readonly all = new Map<string, Device>()
  private save: NodeJS.Timeout | null = null
  private saving: Promise<void> = Promise.resolve()

  private constructor(options: DevicesOptions) {
    this.options = options
  }

  static async open(options: DevicesOptions): Promise<Devices> {
    const devices = new Devices(options)
    const text = await readFile(join(options.dir, FILE), 'utf8').catch(() => '{}')
    const parsed = Said.safeParse(safely(text))
    if (!parsed.success) options.onFault(new Error(`${FILE} cannot be read; devices are known again when they speak`))
    for (const [id, about] of Object.entries(parsed.data ?? {})) devices.all.set(id, fresh(id, about, true))
    return devices
  }

  list(): Device[] {
    return [...this.all.values()]
  }

  get(id: string): Device | undefined {
    return this.all.get(id)
  }

  /** What it says of itself; resolved when the store knows it too. Rejects with a sentence. */
  async say(id: string, json: unknown): Promise<void> {
    const parsed = About.safeParse(json)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new Refusal(`${id}: ${issue?.path.map(String).join('.') || 'what it says'} ${issue?.message}`)
    }
    const about = placed(parsed.data, this.options)
    const known = this.all.get(id)
    if (known?.isSaid && known.streams.size > 0 && JSON.stringify(known.about) === JSON.stringify(about))
      return known.ensuring
    const device = known ?? this.make(id, about, true)
    device.about = about
    device.isSaid = true
    this.keep()
    await this.ensure(device)
  }

  /** The device with streams for these keys. Rejects with a sentence when there are too many of either. */
  async with(id: string, keys: readonly string[]): Promise<Device> {
    const device = this.all.get(id) ?? this.make(id, unsaid(id, keys), false)
    await device.ensuring
    const missing = keys.filter((key) => !device.streams.has(key))
    if (missing.length === 0) return device
    const quantities = device.about.quantities
    const unknown = [...new Set(missing)].filter((key) => !quantities.some((one) => one.key === key))
    if (quantities.length + unknown.length > MAX_KEYS)
      throw new Refusal(`${id} measures more than ${MAX_KEYS} quantities; ${unknown[0]} is not kept`)
    device.about = { ...device.about, quantities: [...quantities, ...unknown.map((key) => ({ key }))] }
    await this.ensure(device)
    return device
  }

  async close(): Promise<void> {
    if (this.save) {
      clearTimeout(this.save)
      this.write()
    }
    await this.saving
  }

  private make(id: string, about: About, isSaid: boolean): Device {
    if (this.all.size >= MAX_DEVICES) throw new Refusal(`${id} is one device too many: at most ${MAX_DEVICES}`)
    const device = fresh(id, about, isSaid)
    this.all.set(id, device)
    return device
  }

  /** One after the other for a device, so that two messages do not make it twice. */
  private ensure(device: Device): Promise<void> {
    const ensured = device.ensuring
      .catch(() => undefined)
      .then(async () => {
        const { id, about } = device
        const { eastM, northM } = about
        const lonLat = eastM === undefined || northM === undefined ? null : this.options.toLonLat(eastM, northM)
        const { datastreams } = await this.options.ensureThing(describe(id, about, lonLat))
        for (const quantity of about.quantities) {
          const datastreamId = datastreams[quantity.key]
          if (datastreamId === undefined) continue
          const track = device.streams.get(quantity.key)?.track ?? new Track()
          device.streams.set(quantity.key, { datastreamId, quantity, track })
        }
        this.options.onKnown(device)
      })
    device.ensuring = ensured
    // Whoever needs it hears of the failure; the next message tries again.
    ensured.catch(() => (device.ensuring = Promise.resolve()))
    return ensured
  }

  private keep(): void {
    this.save ??= setTimeout(() => this.write(), SAVE_AFTER_MS)
  }

  private write(): void {
    this.save = null
    const said = Object.fromEntries([...this.all.values()].filter((d) => d.isSaid).map(({ id, about }) => [id, about]))
    this.saving = this.saving
      .then(async () => {
        await writeWhole(join(this.options.dir, FILE), JSON.stringify(said))
      })
      .catch(this.options.onFault)
  }
}

/** A sentence for who sent it; nothing of ours failed. */
export class Refusal extends Error {}

/** Whether a device that is expected to speak does not. */
export function isSilent({ about, lastHeardAtMs }: Device, nowMs: number): boolean {
  const periodsS = about.quantities.flatMap(({ everyS }) => everyS ?? [])
  const periodMs = 1000 * (periodsS.length > 0 ? Math.min(...periodsS) : 60)
  return nowMs - lastHeardAtMs > Math.max(LEAST_SILENT_MS, SILENT_PERIODS * periodMs)
}

const fresh = (id: string, about: About, isSaid: boolean): Device => ({
  id,
  about,
  isSaid,
  streams: new Map(),
  skew: new Skew(),
  lastHeardAtMs: 0,
  flagged: 0,
  ensuring: Promise.resolve(),
  keeping: Promise.resolve(),
})

/** Degrees become metres; metres stay. */
function placed(about: About, { fromLonLat }: DevicesOptions): About {
  const { lon, lat, ...rest } = about
  if (rest.eastM !== undefined || lon === undefined || lat === undefined) return rest
  const at = fromLonLat(lon, lat)
  return at ? { ...rest, eastM: at[0], northM: at[1] } : rest
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

// What devices send, parsed at the border: one reading or an array of them, as JSON. What a value is worth is for
// quality.ts to say; here is refused only what is no reading at all, with one sentence that names the device.
import { z } from 'zod'
import { Key } from './about.ts'

export const MAX_READINGS = 1000
const FAR_YEAR_MS = 253_402_300_799_999

/** A time as milliseconds since 1970 or as ISO 8601 with its zone. */
const AtMs = z.union([
  z.number().min(-FAR_YEAR_MS).max(FAR_YEAR_MS),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
])

const Reading = z.object({
  key: Key,
  /** A number, or whatever the device said instead: kept, and flagged. */
  value: z.union([z.number(), z.string().max(200), z.boolean(), z.null()]),
  /** When it was measured; left out, it is when it came. */
  atMs: AtMs.optional(),
  /** Where it is neither that of the key nor the one the device announced. */
  unit: z.string().max(16).optional(),
})
export type Reading = z.infer<typeof Reading>

const Readings = z.union([Reading.transform((one) => [one]), z.array(Reading).min(1).max(MAX_READINGS)])

export type Parsed =
  | { readonly ok: true; readonly readings: readonly Reading[] }
  | { readonly ok: false; readonly reason: string }

/** Of a message's bytes. */
export function parseReadings(deviceId: string, payload: Uint8Array | string): Parsed {
  let json: unknown
  try {
    const text = typeof payload === 'string' ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length)
    json = JSON.parse(withoutNaN(text.toString()))
  } catch {
    return { ok: false, reason: `${deviceId}: that is not JSON` }
  }
  return checkReadings(deviceId, json)
}

export function checkReadings(deviceId: string, json: unknown): Parsed {
  const plain = plainReading(json)
  if (plain) return { ok: true, readings: [plain] }
  if (Array.isArray(json) && json.length > MAX_READINGS)
    return { ok: false, reason: `${deviceId}: ${json.length} readings at once; at most ${MAX_READINGS}` }
  const parsed = Readings.safeParse(json)
  if (parsed.success) return { ok: true, readings: parsed.data }
  const one = Array.isArray(json) ? z.array(Reading).min(1).safeParse(json) : Reading.safeParse(json)
  const issue = one.error?.issues[0]
  const where = issue?.path.map(String).join('.') ?? ''
  return {
    ok: false,
    reason: `${deviceId}: ${where === '' ? 'the reading' : where} ${issue?.message ?? 'is no reading'}`,
  }
}

/** What most messages are, one number and its time: as the shape above would give it, a tenth of the work of it. */
function plainReading(json: unknown): Reading | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  const { key, value, atMs, unit } = json as Readonly<Record<string, unknown>>
  if (typeof key !== 'string' || typeof value !== 'number' || unit !== undefined) return null
  if (!Number.isFinite(value) || !isKey(key)) return null
  if (atMs === undefined) return { key, value }
  return typeof atMs === 'number' && Math.abs(atMs) <= FAR_YEAR_MS ? { key, value, atMs } : null
}

const keys = new Set<string>()
const MOST_KEYS = 1000

/** They come again and again. */
function isKey(key: string): boolean {
  if (keys.has(key)) return true
  if (!Key.safeParse(key).success) return false
  if (keys.size >= MOST_KEYS) keys.clear()
  keys.add(key)
  return true
}

/** JSON has no NaN; devices write it all the same. Outside strings it becomes the text "NaN", which is kept and flagged. */
function withoutNaN(text: string): string {
  if (!text.includes('NaN') && !text.includes('Infinity')) return text
  return text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (part) => (part.startsWith('"') ? part : `"${part}"`))
}

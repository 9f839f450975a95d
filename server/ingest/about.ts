// What a device says of itself (`devices/{deviceId}/about`, retained): its name, place, what it measures and what it
// can be told to do. Parsed once at the border. A device that says nothing is known by its readings alone.
import { z } from 'zod'
import { Truth } from '../../shared/city/manifest.ts'
import { Words } from '../../shared/kernel/words.ts'
import { RESERVED_WORDS } from '../../shared/protocol/person-name.ts'
import { possibleOf, unitOfKey } from './units.ts'

const plain = (least: number, most: number): z.ZodString =>
  z
    .string()
    .min(least)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'has a control character' })

export const DeviceId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: 'is not a device id (letters, digits, . _ -, at most 64)' })
  .refine((id) => !RESERVED_WORDS.has(id), { error: 'cannot be a device id' })

/** Ends in its unit: `levelM`. */
export const Key = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,47}$/, { error: 'is not a key like levelM' })
  .refine((key) => !RESERVED_WORDS.has(key), { error: 'cannot be a key' })

const Quantity = z.object({
  key: Key,
  /** In which readings come, where it is not the unit of the key: `ft`, `degF`, `mbar`. */
  unit: plain(0, 16).optional(),
  /** What is plausible, in the unit of the key; beyond it a reading is flagged. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** The smallest difference that matters. */
  step: z.number().positive().optional(),
  scale: plain(1, 40).optional(),
  /** How often a reading is expected. */
  everyS: z.number().positive().max(86_400).optional(),
  /** The same value for longer than this is a stuck sensor; 0 where standing still is natural. */
  stuckAfterS: z.number().min(0).optional(),
})
export type Quantity = z.infer<typeof Quantity>

const Parameter = z.object({
  key: Key,
  unit: plain(0, 16).default(''),
  min: z.number(),
  max: z.number(),
  step: z.number().positive().optional(),
})

export const About = z.object({
  name: plain(1, 200),
  /** The name in other languages, `en` among them. */
  names: Words.optional(),
  kind: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,29}$/, { error: 'is not a kind like airStation' })
    .default('sensor'),
  description: plain(0, 2000).default(''),
  truth: Truth.default('measured'),
  /** In metres from the city's origin … */
  eastM: z.number().optional(),
  northM: z.number().optional(),
  upM: z.number().optional(),
  /** … or in degrees WGS 84. */
  lon: z.number().min(-180).max(180).optional(),
  lat: z.number().min(-90).max(90).optional(),
  /** Of a traffic loop: the city's road link it lies in. */
  linkId: plain(1, 200).optional(),
  quantities: z
    .array(Quantity)
    .max(64)
    .refine((all) => new Set(all.map(({ key }) => key)).size === all.length, { error: 'names a key twice' })
    .default([]),
  /** Clockwise from north: the way it faces. */
  headingRad: z.number().min(-10).max(10).optional(),
  /** Between two tasks. */
  minIntervalS: z.number().min(0).max(86_400).optional(),
  /** What a task may set. */
  parameters: z.array(Parameter).max(16).default([]),
  /** Which reading shows that a task was done, how near, how soon. */
  readBack: z
    .object({
      thing: DeviceId,
      key: Key,
      tolerance: z.number().min(0),
      withinS: z.number().min(1).max(3600),
    })
    .optional(),
})
export type About = z.infer<typeof About>

/** Of a device that has not said what it is. */
export const unsaid = (deviceId: string, keys: readonly string[]): About =>
  About.parse({ name: deviceId, quantities: Array.from(new Set(keys), (key) => ({ key })) })

/** Plausible bounds of a quantity: the device's own within what is possible at all. */
export function boundsOf({ key, min, max }: Quantity): readonly [least: number, most: number] {
  const [least, most] = possibleOf(key)
  return [Math.max(least, min ?? least), Math.min(most, max ?? most)]
}

/** Noise in the last digit is natural for these; a sensor of them that always says the same is stuck. */
const RESTLESS: ReadonlySet<string> = new Set(['m', 'degC', 'Pa', 'dB', 'ug/m3', 'm3/s', 'lx'])
const STUCK_AFTER_S = 3600

/** Null where standing still is natural. */
export function stuckAfterMs({ key, stuckAfterS }: Quantity): number | null {
  if (stuckAfterS !== undefined) return stuckAfterS === 0 ? null : stuckAfterS * 1000
  return RESTLESS.has(unitOfKey(key)) ? STUCK_AFTER_S * 1000 : null
}

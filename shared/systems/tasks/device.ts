// What can be commanded: a device with its parameters, where its position is read back, and limits of this city that are
// narrower than the device's own. Says whether a wish is within them.
import { z } from 'zod'
import type { Rejection } from '../../kernel/system.ts'
import { Sentence, Words } from '../../kernel/words.ts'

export const DeviceId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,39}$/)
const key = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/)
const thing = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
const value = z.number().min(-1e9).max(1e9)
const metres = z.number().min(-1e6).max(1e6)
const seconds = z.number().min(0).max(86_400)

const Parameter = z.object({
  /** Ends in its unit: `positionShare`. */
  key,
  unit: z.string().max(20),
  min: value,
  max: value,
  /** Only whole steps from `min` are taken, where there are any. */
  step: z.number().positive().max(1e9).optional(),
})

export const Device = z.object({
  device: DeviceId,
  name: z.union([Sentence, Words]),
  /** barrier, sluice, pump, lamp, sign and what else there is; decides how it is drawn. */
  kind: z.string().regex(/^[a-z][A-Za-z0-9]{0,29}$/),
  eastM: metres,
  northM: metres,
  /** Clockwise from north: the way it faces. */
  headingRad: z.number().min(-10).max(10).optional(),
  /** It exists only as a program; others are called only where the server's owner switched that on. */
  isSimulated: z.boolean().optional(),
  /** Between two tasks. */
  minIntervalS: seconds.optional(),
  parameters: z.array(Parameter).min(1).max(8),
  /** The observation that says whether it has done what it was told: of the parameter named, else of the first. */
  readBack: z.object({
    thing,
    key,
    parameter: key.optional(),
    tolerance: z.number().min(0).max(1e9),
    withinS: z.number().min(1).max(3600),
  }),
})
export type Device = z.infer<typeof Device>

export const Limits = z.strictObject({
  ranges: z.array(z.strictObject({ key, min: value, max: value })).max(8),
  minIntervalS: seconds,
  mostPerHour: z.int().min(1).max(3600),
})
export type Limits = z.infer<typeof Limits>

export const Parameters = z
  .record(key, value)
  .refine((given) => Object.keys(given).length > 0, { error: 'names no parameter' })
export type Parameters = z.infer<typeof Parameters>

const HOUR_MS = 3_600_000

export function checkDevice({ device, parameters, readBack }: Device): Rejection | null {
  const keys = parameters.map((one) => one.key)
  if (new Set(keys).size < keys.length) return { reason: `device ${device} has a parameter twice` }
  const empty = parameters.find(({ min, max }) => !(min < max))
  if (empty) return { reason: `device ${device} can do nothing by ${empty.key}` }
  if (readBack.parameter !== undefined && !keys.includes(readBack.parameter))
    return { reason: `device ${device} reads back ${readBack.parameter}, which it does not have` }
  return null
}

/** Limits only ever narrow what the device itself allows. */
export function checkLimits(of: Device, { ranges, minIntervalS }: Limits): Rejection | null {
  const { device } = of
  for (const { key: name, min, max } of ranges) {
    const own = of.parameters.find((one) => one.key === name)
    if (!own) return { reason: `device ${device} has no parameter ${name}` }
    if (!(min <= max)) return { reason: `the limits of ${device} leave nothing of ${name}` }
    if (min < own.min || max > own.max)
      return { reason: `the limits of ${device} for ${name} are wider than its own, ${own.min} to ${own.max}` }
  }
  if (minIntervalS < (of.minIntervalS ?? 0))
    return { reason: `the limits of ${device} let it move more often than every ${of.minIntervalS ?? 0} s` }
  return null
}

export function checkParameters(of: Device, limits: Limits | null, wanted: Parameters): Rejection | null {
  const { device } = of
  for (const [name, v] of Object.entries(wanted)) {
    const own = of.parameters.find((one) => one.key === name)
    if (!own) return { reason: `device ${device} has no parameter ${name}` }
    const { min, max } = limits?.ranges.find((one) => one.key === name) ?? own
    if (!(v >= min && v <= max)) return { reason: `${name} of ${device} must be from ${min} to ${max}, not ${v}` }
    const steps = own.step === undefined ? 0 : (v - own.min) / own.step
    if (Math.abs(steps - Math.round(steps)) > 1e-6)
      return { reason: `${name} of ${device} goes in steps of ${own.step ?? 0}` }
  }
  const read = readParameter(of)
  if (!Object.hasOwn(wanted, read)) return { reason: `a task for ${device} must say its ${read}` }
  return null
}

/** `sentMs`: when it was called of late. */
export function checkPace(
  { device, minIntervalS = 0 }: Device,
  limits: Limits | null,
  { sentMs, nowMs }: { readonly sentMs: readonly number[]; readonly nowMs: number },
): Rejection | null {
  const waitS = Math.max(minIntervalS, limits?.minIntervalS ?? 0)
  const sinceS = (nowMs - (sentMs.at(-1) ?? -Infinity)) / 1000
  if (sinceS < waitS) return { reason: `device ${device} may be called again in ${Math.ceil(waitS - sinceS)} s` }
  const lately = sentMs.filter((ms) => nowMs - ms < HOUR_MS).length
  if (limits && lately >= limits.mostPerHour)
    return { reason: `device ${device} was called ${lately} times within the hour, which is all its limits allow` }
  return null
}

/** Whether two wishes are the same. */
export function isSame(one: Parameters, other: Parameters): boolean {
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((name) => Object.hasOwn(other, name) && one[name] === other[name])
  )
}

/** The parameter whose position is read back. */
export const readParameter = ({ parameters, readBack }: Device): string =>
  readBack.parameter ?? (parameters[0] as { key: string }).key

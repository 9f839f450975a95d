// What one is about to ask of a device: which, how far, as a drill or not, and in which fork it was tried. Pure but for the
// one wish of this page.
import { signal } from '@preact/signals'
import type { DeviceRow } from '../../../shared/systems/tasks/told.ts'
import type { ForkShown } from '../../panels/time-model.ts'

export type Wish = {
  readonly device: string
  readonly parameters: Readonly<Record<string, number>>
  readonly isDrill: boolean
  /** Becomes the task's id: pressed twice it is one task. */
  readonly key: string
}

/** Null while no device is chosen. */
export const wish = signal<Wish | null>(null)

export function wishFor(device: DeviceRow): Wish {
  const parameters = device.parameters.map(({ key, min, max }): [string, number] => [
    key,
    // The other end of where it stands.
    device.position && device.position.value > (min + max) / 2 ? min : max,
  ])
  return { device: device.id, parameters: Object.fromEntries(parameters), isDrill: false, key: freshKey() }
}

/** Another wish has another key. */
export const changed = (one: Wish, more: Partial<Omit<Wish, 'key' | 'device'>>): Wish => ({
  ...one,
  ...more,
  key: freshKey(),
})

export const freshKey = (): string => `t${Date.now().toString(36)}-${Math.floor(1e9 * Math.random()).toString(36)}`

const CHOICES = 5

/** A few values from end to end, on the device's steps. */
export function valuesOf({ min, max, step }: DeviceRow['parameters'][number]): readonly number[] {
  const all = Array.from({ length: CHOICES }, (_, i) => {
    const even = min + ((max - min) * i) / (CHOICES - 1)
    return Number((step === null ? even : min + Math.round((even - min) / step) * step).toPrecision(6))
  })
  return [...new Set(all)].filter((value) => value >= min && value <= max)
}

/** The name of the fork in which this wish is tried; the city adds a number where there is one already. */
export function forkNameOf({ device, parameters }: Wish): string {
  const values = Object.values(parameters).map((value) => String(Math.round(value * 100)).replace('-', 'm'))
  const name = `try-${device.replace(/[^A-Za-z0-9_]/g, '-').slice(0, 22)}-${values.join('-')}`
  return name.slice(0, 36)
}

/** The newest fork that has ended in which this was tried; null where there is none. */
export function triedIn({ parameters }: Wish, { trials }: DeviceRow): string | null {
  const keys = Object.keys(parameters)
  const isSame = (other: Readonly<Record<string, number>>): boolean =>
    keys.length === Object.keys(other).length && keys.every((key) => parameters[key] === other[key])
  return trials.findLast((one) => isSame(one.parameters))?.fork ?? null
}

/** The newest fork in which this wish is being tried. */
export const forkOf = (one: Wish, forks: readonly ForkShown[]): ForkShown | undefined =>
  forks.findLast(({ name, status }) => {
    const rest = name.startsWith(forkNameOf(one)) ? name.slice(forkNameOf(one).length) : 'no'
    return /^(-\d{1,3})?$/.test(rest) && status !== 'failed'
  })

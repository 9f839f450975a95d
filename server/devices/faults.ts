// The scenario of failing sensors: some fall silent, stick, speak nonsense, in feet, from tomorrow, or everything twice.
// Which of them and how follows from the seed.
import { chance, seedFor } from './curves.ts'

export type Sent = {
  readonly key: string
  readonly value: number | string
  readonly atMs: number
  readonly unit?: string
}

export const FAULTS = ['silent', 'stuck', 'notANumber', 'absurd', 'unknownUnit', 'clockAhead', 'late', 'twice'] as const
export type Fault = (typeof FAULTS)[number]

const SHARE = 0.2
const AHEAD_MS = 600_000
const LATE_MS = 300_000
const ABSURD = 1e6

/** Null for a sensor that is well. */
export function faultOf(seed: number, deviceId: string): Fault | null {
  const own = seedFor(seed, `fault ${deviceId}`)
  return chance(own, 1) < SHARE ? (FAULTS[Math.floor(chance(own, 2) * FAULTS.length)] ?? null) : null
}

/** What a sensor with this fault sends instead; `first` is what it said when it was still well. */
export function broken(
  fault: Fault,
  readings: readonly Sent[],
  first: ReadonlyMap<string, number | string>,
): readonly Sent[] {
  return BROKEN[fault](readings, first)
}

type First = ReadonlyMap<string, number | string>
const each =
  (change: (one: Sent, first: First) => Partial<Sent>) =>
  (readings: readonly Sent[], first: First): readonly Sent[] =>
    readings.map((one) => ({ ...one, ...change(one, first) }))

const BROKEN: Readonly<Record<Fault, (readings: readonly Sent[], first: First) => readonly Sent[]>> = {
  silent: () => [],
  stuck: each(({ key, value }, first) => ({ value: first.get(key) ?? value })),
  notANumber: each(() => ({ value: 'NaN' })),
  absurd: each(() => ({ value: ABSURD })),
  unknownUnit: each(() => ({ unit: 'cubit' })),
  clockAhead: each(({ atMs }) => ({ atMs: atMs + AHEAD_MS })),
  late: each(({ atMs }) => ({ atMs: atMs - LATE_MS })),
  twice: (readings) => [...readings, ...readings],
}

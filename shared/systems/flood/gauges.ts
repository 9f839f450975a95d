// What the gauges of the river say, which of them are believed, and what follows for the river's flow into the core: the
// median of those that tell flows, and a push until the water in the core stands as those in it say (nudging; Anthes 1974).
// A gauge that says what cannot be, leaps, repeats itself or stands alone against the others is flagged and not followed.
import type { Observation } from '../../kernel/system.ts'

export const TROUBLES = ['none', 'absurd', 'leap', 'stuck', 'alone', 'silent'] as const
export type Trouble = (typeof TROUBLES)[number]

type Heard = { value: number; atMs: number; changedMs: number }
export type Gauge = {
  levelM: Heard | null
  flowM3S: Heard | null
  trouble: Trouble
  /** Of the last thing that could not be or leapt. */
  badMs: number | null
  /** The cell of the river it stands at; null outside the core, or while nobody has placed it. */
  cell: number | null
  /** Of its scale, metres above the datum: learnt while the river is steady. */
  zeroM: number | null
  /** Every few minutes: when, its level above the datum (null: not believed) and the water of the core there. */
  history: [atMs: number, measuredM: number | null, modelledM: number][]
}

const MOST_GAUGES = 40
const LEVELS_M = [-10, 40] as const
const FLOWS_M3S = [0, 30_000] as const
/** Faster is a leap: floods of rivers rise some centimetres a minute. */
const LEAP_M_PER_S = 1 / 300
const LEAP_M = 0.3
/** So long a gauge that leapt has to stay sensible. */
const DOUBT_MS = 20 * 60_000
/** The same to the digit for so long, while others move. */
const STUCK_MS = 2 * 3_600_000
const SILENT_MS = 30 * 60_000
/** Of the median of at least three. */
const ALONE_TIMES = 4
const HISTORY_EVERY_MS = 5 * 60_000
const MOST_HISTORY = 36

export function hear(gauges: Record<string, Gauge>, { thing, key, value, atMs }: Observation): void {
  if (key !== 'levelM' && key !== 'flowM3S') return
  let gauge = Object.hasOwn(gauges, thing) ? gauges[thing] : undefined
  if (!gauge) {
    if (Object.keys(gauges).length >= MOST_GAUGES) return
    gauge = { levelM: null, flowM3S: null, trouble: 'none', badMs: null, cell: null, zeroM: null, history: [] }
    gauges[thing] = gauge
  }
  const [least, most] = key === 'levelM' ? LEVELS_M : FLOWS_M3S
  const before = gauge[key]
  if (before && before.atMs > atMs) return
  if (value < least || value > most) {
    gauge.trouble = 'absurd'
    gauge.badMs = atMs
    return
  }
  if (key === 'levelM' && before) {
    const awayM = Math.abs(value - before.value)
    if (awayM > LEAP_M && awayM > LEAP_M_PER_S * ((atMs - before.atMs) / 1000)) {
      gauge.trouble = 'leap'
      gauge.badMs = atMs
    }
  }
  gauge[key] = { value, atMs, changedMs: before?.value === value ? before.changedMs : atMs }
}

/** Which gauges are believed now. */
export function judge(gauges: Readonly<Record<string, Gauge>>, nowMs: number): void {
  const all = Object.values(gauges)
  const lastChange = Math.max(0, ...all.map((one) => Math.max(one.levelM?.changedMs ?? 0, one.flowM3S?.changedMs ?? 0)))
  for (const one of all) {
    const heard = Math.max(one.levelM?.atMs ?? -Infinity, one.flowM3S?.atMs ?? -Infinity)
    const changed = Math.max(one.levelM?.changedMs ?? -Infinity, one.flowM3S?.changedMs ?? -Infinity)
    const isBad = one.badMs !== null && nowMs - one.badMs < DOUBT_MS
    if (isBad) continue
    one.badMs = null
    if (nowMs - heard > SILENT_MS) one.trouble = 'silent'
    else if (nowMs - changed > STUCK_MS && lastChange - changed > STUCK_MS / 2) one.trouble = 'stuck'
    else one.trouble = 'none'
  }
  const flows = all.filter(({ trouble, flowM3S }) => trouble === 'none' && flowM3S !== null)
  if (flows.length < 3) return
  const middle = Math.max(0.1, medianOf(flows.map(({ flowM3S }) => flowM3S?.value ?? 0)))
  for (const one of flows) {
    const flow = Math.max(0.1, one.flowM3S?.value ?? 0)
    if (flow > middle * ALONE_TIMES || flow < middle / ALONE_TIMES) one.trouble = 'alone'
  }
}

/** What the river brings as those say that are believed, m³/s; null while none does. */
export function flowOf(gauges: Readonly<Record<string, Gauge>>): number | null {
  const flows = Object.values(gauges).flatMap(({ trouble, flowM3S }) =>
    trouble === 'none' && flowM3S ? [flowM3S.value] : [],
  )
  return flows.length === 0 ? null : medianOf(flows)
}

/** How much higher the river stands than its model, metres, by the gauges in the core; 0 while none is in it. */
export function gapM(gauges: Readonly<Record<string, Gauge>>, levelAt: (cell: number) => number): number {
  const gaps = Object.values(gauges).flatMap(({ trouble, levelM, cell, zeroM }) =>
    trouble === 'none' && levelM && cell !== null && zeroM !== null ? [levelM.value + zeroM - levelAt(cell)] : [],
  )
  return gaps.length === 0 ? 0 : medianOf(gaps)
}

/** Learns where the scales of gauges begin, while the river is as it usually is; and keeps what was, for their charts. */
export function note(
  gauges: Readonly<Record<string, Gauge>>,
  nowMs: number,
  river: { readonly isSteady: boolean; readonly levelAt: (cell: number) => number },
): void {
  for (const one of Object.values(gauges)) {
    const { levelM, cell, history } = one
    if (cell === null || !levelM) continue
    const modelledM = river.levelAt(cell)
    if (one.zeroM === null && river.isSteady && one.trouble === 'none') one.zeroM = modelledM - levelM.value
    if (nowMs - (history.at(-1)?.[0] ?? -Infinity) < HISTORY_EVERY_MS || one.zeroM === null) continue
    const measuredM = one.trouble === 'none' ? levelM.value + one.zeroM : null
    history.push([nowMs, measuredM, modelledM])
    if (history.length > MOST_HISTORY) history.shift()
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}

// What came of a published case against what it expects, at its own tolerances: depths and flows, lakes that stay, the account
// of water, how long a bowl's water takes to swing. Sums of differences are over the sum of what should be.
import { z } from 'zod'
import { at } from './cells.ts'
import type { PublishedFile } from './case-published.ts'

/** `most` is null where the case allows a scheme anything. */
export type Check = {
  readonly what: string
  readonly value: number
  readonly most: number | null
  readonly isWithin: boolean
}

/** Of a result of run.ts. */
type Came = {
  readonly scheme: 'inertial' | 'full'
  readonly depthM: Float64Array
  readonly uMS: Float64Array
  readonly vMS: Float64Array
  readonly frames: readonly { readonly tS: number; readonly depthM: Float64Array }[]
  readonly volume: { readonly initialM3: number; readonly errorM3: number }
}

const Expected = z.looseObject({
  h: z.array(z.number()).optional(),
  h_row: z.array(z.number()).optional(),
  q_row: z.array(z.number()).optional(),
})

/** `startM` is how deep the water was in the beginning. */
export function checksOf(of: PublishedFile, result: Came, startM: Float64Array): readonly Check[] {
  const { nx, ny } = of.grid
  const tolerance: Readonly<Record<string, unknown>> = of.tolerance ?? {}
  const most = (...names: readonly string[]): number | null => {
    const found = names.map((name) => tolerance[name]).find((one) => typeof one === 'number')
    return typeof found === 'number' ? found : null
  }
  const scheme = result.scheme === 'full' ? 'full_swe' : 'local_inertial'
  const checks: Check[] = []
  const check = (what: string, value: number, limit: number | null): void =>
    void checks.push({ what, value, most: limit, isWithin: limit === null || value <= limit })
  const { depthM, uMS, vMS } = result
  const read = Expected.safeParse(of.expected)
  const { h, h_row: row, q_row: flows } = read.success ? read.data : {}
  const wanted = h ?? row
  if (wanted && (wanted.length === nx * ny || wanted.length === nx))
    check(
      'depth, L1',
      relative(depthM, (k) => wanted[k % wanted.length] ?? 0),
      most(`${scheme}_L1_h_rel`),
    )
  if (flows?.length === nx) {
    const apart = depthM.map((depth, k) => Math.abs(depth * at(uMS, k) - (flows[k % nx] ?? 0)))
    check('flow, most apart, m²/s', apart.reduce(larger, 0), result.scheme === 'full' ? most('q_max_abs') : null)
  }
  if (of.kind === 'lake_at_rest') {
    check(
      'depth, most changed, m',
      depthM.map((one, k) => Math.abs(one - at(startM, k))).reduce(larger, 0),
      most('float64_dh_m'),
    )
    const moves = depthM.map((one, k) => one * Math.hypot(at(uMS, k), at(vMS, k))).reduce(larger, 0)
    check('flow, most, m²/s', moves, most('float64_q_m2s'))
  }
  if (of.kind === 'parabolic_basin') swings(of, result, check, (name) => (result.scheme === 'full' ? most(name) : null))
  const { errorM3, initialM3 } = result.volume
  check('volume lost, of what was there', Math.abs(errorM3) / (initialM3 || 1), most('mass_rel'))
  return checks
}

type Told = (what: string, value: number, most: number | null) => void

/** Frames of the case, the form after whole periods, and how far the middle of the water is behind. */
function swings(
  { grid: { nx, dx, ny }, frames = [], period, z_formula: bowl = '', initial }: PublishedFile,
  { frames: came }: Came,
  tell: Told,
  most: (name: string) => number | null,
): void {
  for (const { t, h } of frames) {
    const frame = t > 0 ? came.find(({ tS }) => Math.abs(tS - t) < 1e-6 * Math.max(1, t)) : undefined
    if (frame)
      tell(
        `depth after ${t} s, L1`,
        relative(frame.depthM, (k) => h[k] ?? 0),
        null,
      )
  }
  if (period === undefined) return
  const start = frames.find(({ t }) => t === 0)?.h
  const whole = came.filter(({ tS }) => Math.abs(tS / period - Math.round(tS / period)) < 1e-6)
  const [first] = whole
  if (first && start)
    tell(
      'depth after a period, L1',
      relative(first.depthM, (k) => start[k] ?? 0),
      most('full_swe_2nd_L1_after_1_period'),
    )
  const last = whole.at(-1)
  const planar = /2\s*x\s*cos/.test(
    typeof initial === 'object' && 'h_formula' in initial ? String(initial.h_formula) : '',
  )
  if (!last || !planar || !bowl) return
  let [east, north, all] = [0, 0, 0]
  for (const [k, depth] of last.depthM.entries()) {
    east += depth * (((k % nx) + 0.5) * dx - (nx * dx) / 2)
    north += depth * ((Math.floor(k / nx) + 0.5) * dx - (ny * dx) / 2)
    all += depth
  }
  // The middle of the water goes round once a period and begins in the east.
  const behind = all > 0 ? Math.abs(Math.atan2(north, east)) / (2 * Math.PI * Math.round(last.tS / period)) : 1
  tell('period, share too long or short', behind, most('period_rel'))
}

function relative(got: Float64Array, want: (k: number) => number): number {
  let [off, all] = [0, 0]
  for (const [k, one] of got.entries()) {
    off += Math.abs(one - want(k))
    all += want(k)
  }
  return all > 0 ? off / all : off
}

const larger = (a: number, b: number): number => Math.max(a, b)

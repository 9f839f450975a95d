// Published cases as validation sets write them (`kind`, `grid`, `z`, `initial`, `boundaries`, `expected`, `tolerance`), read
// as cases of ours: lakes at rest, dams that break, steady channels, water swinging in a bowl. What they expect is compared
// in published-checks.ts. Rules and formulas that these sets give as text are known by their form; another is refused by name.
import { z } from 'zod'
import { G } from './basin.ts'
import { ignoredIn } from './case-sentences.ts'
import { orSeries } from './case-structures.ts'

const perCell = z.union([z.number(), z.array(z.number())])
const boundary = z.union([
  z.enum(['wall', 'open']),
  z.strictObject({ q_in_m2s: orSeries }),
  z.strictObject({ fixed_depth: orSeries, z_at_boundary: z.number().optional() }),
  z.strictObject({ fixed_level: orSeries }),
])
const initial = z.union([
  z.string(),
  z.looseObject({ h: perCell, u: perCell.optional(), v: perCell.optional() }),
  z.looseObject({ h_row: z.array(z.number()) }),
  z.looseObject({ rule: z.string(), hl: z.number().min(0).optional(), hr: z.number().min(0).optional() }),
  z.looseObject({ level: z.number() }),
  z.looseObject({ eta: z.number() }),
  z.looseObject({ h_formula: z.string() }),
])

const PublishedFile = z.looseObject({
  kind: z.string(),
  grid: z.looseObject({
    nx: z.int().min(1),
    ny: z.int().min(1),
    dx: z.number().positive(),
    dy: z.number().optional(),
  }),
  z: perCell.optional(),
  z_row: z.array(z.number()).optional(),
  z_formula: z.string().optional(),
  manning: perCell.optional(),
  rain_m_per_s: z.number().min(0).optional(),
  boundaries: z.tuple([boundary, boundary, boundary, boundary]),
  initial,
  t_end: z.number().positive().optional(),
  period: z.number().positive().optional(),
  frames: z.array(z.looseObject({ t: z.number().min(0), h: z.array(z.number()) })).optional(),
  expected: z.unknown().optional(),
  tolerance: z.looseObject({}).optional(),
  scheme: z.unknown().optional(),
})
export type PublishedFile = z.output<typeof PublishedFile>

/** `file` is as case.ts takes it. */
export type Published = { readonly of: PublishedFile; readonly file: object; readonly ignored: readonly string[] }
type Refused = { readonly reason: string }
type Values = number | number[]
type StartInFile = { readonly depthM: Values; readonly uMS?: Values; readonly vMS?: Values }

const MM_PER_H = 1 / 3_600_000
/** Long enough for a channel of some kilometres to be steady, where the case names no time. */
const STEADY_S = 6000

export const isPublished = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && 'kind' in raw && 'grid' in raw && !('nx' in raw)

/** The case as ours; or what zod has against it, or the sentence why it cannot be read. */
export function readPublished(
  raw: unknown,
  mostCells: number,
): Published | Refused | { readonly issue: z.core.$ZodIssue | undefined } {
  const parsed = PublishedFile.safeParse(raw)
  if (!parsed.success) return { issue: parsed.error.issues[0] }
  const of = parsed.data
  const { nx, ny, dx, dy = dx } = of.grid
  if (dy !== dx) return { reason: `grid.dy: is ${dy} where dx is ${dx}; cells are square` }
  if (nx * ny > mostCells) return { reason: `grid: ${nx} x ${ny} cells are more than ${mostCells}` }
  const bedM = bedOf(of)
  if (typeof bedM === 'object' && 'reason' in bedM) return bedM
  const start = startOf(of, bedM)
  if ('reason' in start) return start
  const endS = endOf(of)
  const [W, E, S, N] = of.boundaries.map(edgeOf)
  const file = {
    nx,
    ny,
    dxM: dx,
    bedM,
    manning: of.manning ?? 0,
    ...start,
    edges: { W, E, S, N },
    ...(of.rain_m_per_s ? { rain: [[0, of.rain_m_per_s / MM_PER_H]] } : {}),
    endS,
    framesS: momentsOf(of, endS),
    scheme: of.scheme ?? 'full',
  }
  return { of, file, ignored: ignoredIn(raw, { ...PublishedFile.shape, id: null, source: null }) }
}

function bedOf({ z: bed, z_row: row, z_formula: formula, ...of }: PublishedFile): Values | Refused {
  if (bed !== undefined) return bed
  if (row) return repeated('z_row', row, of.grid)
  if (formula === undefined) return { reason: 'z: is missing' }
  const bowl = bowlOf(formula)
  if (!bowl) return { reason: `z_formula: ${formula} is not a bowl z=-h0*(1-(x^2+y^2)/a^2) with its h0, a and L` }
  return eachCell(of.grid, (x, y) => bedInBowl(bowl, x, y))
}

/** Depth, and velocity where it moves. */
function startOf(of: PublishedFile, bedM: Values): StartInFile | Refused {
  const { initial: start, grid, frames } = of
  if (typeof start === 'string') {
    const depths = of.boundaries.flatMap((one) =>
      typeof one === 'object' && 'fixed_depth' in one ? [firstOf(one.fixed_depth)] : [],
    )
    return { depthM: Math.max(...depths, 0) || 1 }
  }
  // Unions of loose objects: what is there says which it is.
  if ('h' in start) {
    const { h, u, v } = start as { h: Values; u?: Values; v?: Values }
    return { depthM: h, ...(u === undefined ? {} : { uMS: u }), ...(v === undefined ? {} : { vMS: v }) }
  }
  if ('h_row' in start) {
    const depthM = repeated('initial.h_row', start.h_row as number[], grid)
    return 'reason' in depthM ? depthM : { depthM }
  }
  if ('rule' in start) return damOf(of, start as { rule: string; hl?: number; hr?: number })
  if ('level' in start || 'eta' in start) {
    const { level, eta } = start as { level?: number; eta?: number }
    const over = (bed: number): number => Math.max(0, (level ?? eta ?? 0) - bed)
    return { depthM: typeof bedM === 'number' ? over(bedM) : bedM.map(over) }
  }
  const { h_formula: formula } = start as { h_formula: string }
  const bowl = bowlOf(of.z_formula ?? '')
  const { eta } = numbersIn(formula)
  if (bowl && eta !== undefined && /2\s*x\s*cos/.test(formula)) {
    const { h0, a } = bowl
    const w = Math.sqrt(2 * G * h0) / a
    const depthM = eachCell(grid, (x, y) => depthInBowl(bowl, eta, 0, x, y))
    return { depthM, vMS: depthM.map((h) => (h > 0 ? eta * w : 0)) }
  }
  const first = frames?.find(({ t }) => t === 0)
  if (first) return { depthM: first.h }
  return { reason: `initial.h_formula: ${formula} is of no known form, and no frame is at 0 s` }
}

const firstOf = (given: number | [number, number][]): number =>
  typeof given === 'number' ? given : (given[0]?.[1] ?? 0)

const RULE =
  /h\s*=\s*(hl|[\d.]+)\s+(?:for|where|if)\s+([xyr])\s*<=?\s*(-?[\d.]+)\s*[,;]?\s*(?:else|otherwise)\s+(?:h\s*=\s*)?(hr|[\d.]+)/

/** x and y from the corner of the grid, r from its middle. */
function damOf(
  { grid }: PublishedFile,
  { rule, hl, hr }: { readonly rule: string; readonly hl?: number; readonly hr?: number },
): StartInFile | Refused {
  const { nx, ny, dx } = grid
  const [, within = '', axis, place, beyond = ''] = RULE.exec(rule) ?? []
  if (axis === undefined) return { reason: `initial.rule: ${rule} is not of the form h = hl for x<50 else hr` }
  const [inner, outer] = [within === 'hl' ? hl : Number(within), beyond === 'hr' ? hr : Number(beyond)]
  if (inner === undefined || outer === undefined)
    return { reason: `initial.${inner === undefined ? 'hl' : 'hr'}: is missing` }
  const at = Number(place)
  const far = (x: number, y: number): number =>
    axis === 'x' ? x : axis === 'y' ? y : Math.hypot(x - (nx * dx) / 2, y - (ny * dx) / 2)
  return { depthM: eachCell({ ...grid, from: 'corner' }, (x, y) => (far(x, y) < at ? inner : outer)) }
}

function edgeOf(given: PublishedFile['boundaries'][number]): unknown {
  if (typeof given === 'string') return given
  if ('q_in_m2s' in given) return { qM2S: given.q_in_m2s }
  if ('fixed_level' in given) return { levelM: given.fixed_level }
  const { fixed_depth: depthM, z_at_boundary: bedM } = given
  if (bedM === undefined) return { depthM }
  return {
    levelM: typeof depthM === 'number' ? bedM + depthM : depthM.map(([tS, one]): [number, number] => [tS, bedM + one]),
  }
}

/** Of a bowl that swings twice its period, else as the case says; in words at least so many seconds. */
function endOf({ t_end: end, period, initial: start, frames = [] }: PublishedFile): number {
  if (end !== undefined) return end
  const last = Math.max(0, ...frames.map(({ t }) => t))
  if (period !== undefined) return Math.max(2 * period, last)
  if (last > 0) return last
  const [, seconds] = (typeof start === 'string' ? /(\d+(?:\.\d+)?)\s*s\b/.exec(start) : null) ?? []
  return Math.max(STEADY_S, Number(seconds ?? 0))
}

/** Where the case says what is to be: its frames and whole periods. */
function momentsOf({ frames = [], period }: PublishedFile, endS: number): number[] {
  const all = [...frames.map(({ t }) => t), ...(period === undefined ? [] : [period, 2 * period])]
  return [...new Set(all)].filter((t) => t > 0 && t <= endS).sort((a, b) => a - b)
}

type Bowl = { readonly h0: number; readonly a: number }

function bowlOf(formula: string): Bowl | null {
  const { h0, a } = numbersIn(formula)
  const isBowl = /z\s*=\s*-\s*h0\s*\*?\s*\(\s*1\s*-\s*\(\s*x\^2\s*\+\s*y\^2\s*\)\s*\/\s*a\^2\s*\)/.test(formula)
  return isBowl && h0 !== undefined && a !== undefined && a !== 0 ? { h0, a } : null
}

const bedInBowl = ({ h0, a }: Bowl, x: number, y: number): number => -h0 * (1 - (x * x + y * y) / (a * a))

/** Thacker's planar surface (Thacker 1981), metres. */
function depthInBowl({ h0, a }: Bowl, eta: number, tS: number, x: number, y: number): number {
  const w = Math.sqrt(2 * G * h0) / a
  const level = ((eta * h0) / (a * a)) * (2 * x * Math.cos(w * tS) + 2 * y * Math.sin(w * tS) - eta)
  return Math.max(0, level - bedInBowl({ h0, a }, x, y))
}

/** `h0=0.1, a=1` as numbers by name. */
function numbersIn(text: string): Readonly<Record<string, number | undefined>> {
  const all = text.matchAll(/([a-zA-Z]\w*)\s*=\s*(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?![\w.*])/g)
  return Object.fromEntries(Array.from(all, ([, name = '', value]) => [name, Number(value)]))
}

type Grid = PublishedFile['grid'] & { readonly from?: 'corner' }

/** At the middles of cells, from the middle of the grid or from its corner. */
function eachCell({ nx, ny, dx, from }: Grid, value: (x: number, y: number) => number): number[] {
  const [west, south] = from === 'corner' ? [0, 0] : [(nx * dx) / 2, (ny * dx) / 2]
  return Array.from({ length: nx * ny }, (_, k) =>
    value(((k % nx) + 0.5) * dx - west, (Math.floor(k / nx) + 0.5) * dx - south),
  )
}

/** One row, on every row. */
function repeated(name: string, row: readonly number[], { nx, ny }: PublishedFile['grid']): number[] | Refused {
  if (row.length !== nx) return { reason: `${name}: has ${row.length} values where a row has ${nx}` }
  return Array.from({ length: nx * ny }, (_, k) => row[k % nx] as number)
}

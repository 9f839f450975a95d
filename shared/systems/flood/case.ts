// The case file of `townhall simulate flood`: what is in it, in which units, and what is refused with which sentence.
import { z } from 'zod'
import { type Basin, type EdgeRule, type Edges, type Forcing, SIDES } from './basin.ts'
import type { Start } from './scheme.ts'
import { constant, type Series, seriesOf } from './series.ts'

/** As many cells as a run takes: at 60 bytes each some 600 MB. */
const MOST_CELLS = 10_000_000
const MM_PER_H = 1 / 3_600_000

const moments = z
  .array(z.tuple([z.number(), z.number()]))
  .min(1)
  .refine((pairs) => pairs.every(([tS], n) => n === 0 || tS >= (pairs[n - 1]?.[0] ?? 0)), {
    error: 'is not in the order of time',
  })
/** One number everywhere, or one for each cell. */
const perCell = z.union([z.number(), z.array(z.number())])
const orSeries = z.union([z.number(), moments])
const edge = z.union([
  z.enum(['wall', 'open']),
  z.strictObject({ qM2S: orSeries }),
  z.strictObject({ levelM: orSeries }),
  z.strictObject({ depthM: orSeries }),
])

const FloodCaseFile = z.looseObject({
  nx: z.int().min(1),
  ny: z.int().min(1),
  dxM: z.number().positive(),
  bedM: perCell,
  manning: perCell,
  depthM: perCell,
  uMS: perCell.optional(),
  vMS: perCell.optional(),
  edges: z.strictObject({ W: edge, E: edge, S: edge, N: edge }),
  rain: moments.optional(),
  rainMask: perCell.optional(),
  sources: z
    .array(
      z.strictObject({
        cells: z.array(z.tuple([z.int().min(0), z.int().min(0)])).min(1),
        hydrograph: moments,
      }),
    )
    .optional(),
  endS: z.number().positive(),
  probes: z.array(z.looseObject({ xM: z.number(), yM: z.number() })).optional(),
  everyS: z.number().positive().optional(),
  scheme: z.enum(['inertial', 'full']).optional(),
})

export type FloodCase = {
  readonly basin: Basin
  readonly edges: Edges
  readonly forcing: Forcing
  readonly start: Start
  readonly scheme: 'inertial' | 'full'
  readonly endS: number
  /** Between two lines of the probes' results. */
  readonly everyS: number
  /** The cell of each probe. */
  readonly probes: readonly number[]
}

/** The case, or the sentence that says which field cannot be used and why. */
export function readFloodCase(raw: unknown): FloodCase | { readonly reason: string } {
  const parsed = FloodCaseFile.safeParse(raw)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path.map(String).join('.') ?? ''
    return { reason: `${path === '' ? 'the case' : path}: ${sentenceOf(issue)}` }
  }
  const file = parsed.data
  const { nx, ny, dxM, endS } = file
  const cells = nx * ny
  if (cells > MOST_CELLS) return { reason: `nx, ny: ${nx} x ${ny} cells are more than ${MOST_CELLS}` }
  const lists = [
    ['bedM', file.bedM],
    ['manning', file.manning],
    ['depthM', file.depthM],
    ['uMS', file.uMS],
    ['vMS', file.vMS],
    ['rainMask', file.rainMask],
  ] as const
  for (const [name, values] of lists)
    if (Array.isArray(values) && values.length !== cells)
      return { reason: `${name}: has ${values.length} values where the grid has ${nx} x ${ny} = ${cells} cells` }
  for (const [name, values] of [lists[1], lists[2], lists[5]]) {
    const k = Array.isArray(values) ? values.findIndex((one) => one < 0) : (values ?? 0) < 0 ? 0 : -1
    if (k >= 0) return { reason: `${name}: is negative ${Array.isArray(values) ? `in cell ${k}` : ''}`.trimEnd() }
  }
  const sources = []
  for (const [n, { cells: places, hydrograph }] of (file.sources ?? []).entries()) {
    const outside = places.find(([j, i]) => j >= ny || i >= nx)
    if (outside)
      return { reason: `sources.${n}.cells: [${outside.join(', ')}] is not on the grid of ${ny} rows, ${nx} columns` }
    sources.push({ cells: Int32Array.from(places, ([j, i]) => j * nx + i), flowM3S: seriesOf(hydrograph) })
  }
  const probes: number[] = []
  for (const [n, { xM, yM }] of (file.probes ?? []).entries()) {
    const [i, j] = [Math.floor(xM / dxM), Math.floor(yM / dxM)]
    // A probe on the far edge belongs to the last cell.
    const [col, row] = [xM === nx * dxM ? nx - 1 : i, yM === ny * dxM ? ny - 1 : j]
    if (col < 0 || row < 0 || col >= nx || row >= ny)
      return { reason: `probes.${n}: (${xM}, ${yM}) is outside the grid of ${nx * dxM} x ${ny * dxM} m` }
    probes.push(row * nx + col)
  }
  const filled = (values: number | readonly number[]): Float64Array =>
    typeof values === 'number' ? new Float64Array(cells).fill(values) : Float64Array.from(values)
  const rain = file.rain?.map(([tS, mmPerH]): [number, number] => [tS, mmPerH * MM_PER_H])
  if (rain?.some(([, mPerS]) => mPerS < 0)) return { reason: 'rain: is negative' }
  const everyS = file.everyS ?? endS
  if ((endS / everyS) * Math.max(1, probes.length) > 10_000_000)
    return { reason: `everyS: ${everyS} s over ${endS} s gives more than 10,000,000 values of probes` }
  return {
    basin: { nx, ny, dxM, bedM: filled(file.bedM), manning: filled(file.manning) },
    edges: edgesOf(file.edges),
    forcing: {
      rainMPerS: rain ? seriesOf(rain) : constant(0),
      rainShare: file.rainMask === undefined ? null : filled(file.rainMask),
      sources,
    },
    start: {
      depthM: filled(file.depthM),
      ...(file.uMS === undefined ? {} : { uMS: filled(file.uMS) }),
      ...(file.vMS === undefined ? {} : { vMS: filled(file.vMS) }),
    },
    scheme: file.scheme ?? 'inertial',
    endS,
    everyS,
    probes,
  }
}

type EdgeInFile = z.output<typeof edge>

function edgesOf(file: Readonly<Record<(typeof SIDES)[number], EdgeInFile>>): Edges {
  return { W: edgeOf(file.W), E: edgeOf(file.E), S: edgeOf(file.S), N: edgeOf(file.N) }
}

function edgeOf(given: EdgeInFile): EdgeRule {
  if (given === 'wall' || given === 'open') return { is: given }
  if ('qM2S' in given) return { is: 'flow', qM2S: series(given.qM2S) }
  if ('levelM' in given) return { is: 'level', levelM: series(given.levelM) }
  return { is: 'depth', depthM: series(given.depthM) }
}

const series = (given: number | [number, number][]): Series =>
  typeof given === 'number' ? constant(given) : seriesOf(given)

/** The library's words, with the plain ones where people will meet them. */
function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'is unclear'
  if (issue.code === 'invalid_type')
    return `is not ${issue.expected === 'int' ? 'a whole number' : issue.expected === 'object' ? 'an object' : `a ${issue.expected}`}`
  if (issue.code === 'too_small') return `is less than ${issue.inclusive ? '' : 'or equal to '}${issue.minimum}`
  if (issue.code === 'invalid_union') return 'is not of a form this field takes'
  return issue.message
}

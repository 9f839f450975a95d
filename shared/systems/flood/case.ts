// The case file of `townhall simulate flood`: what is in it, in which units, and what is refused with which sentence.
import { z } from 'zod'
import { type Basin, type EdgeRule, type Edges, type Forcing, SIDES } from './basin.ts'
import { isPublished, type PublishedFile, readPublished } from './case-published.ts'
import { beyond, beyondEver, ignoredIn, reasonOf } from './case-sentences.ts'
import { moments, orSeries, series, structuresInFile, structuresOf } from './case-structures.ts'
import type { Start } from './scheme.ts'
import { constant, seriesOf } from './series.ts'
import type { Structures } from './structures.ts'

/** As many cells as a run takes: at 60 bytes each some 600 MB. */
const MOST_CELLS = 10_000_000
/** As long as a run takes if the case says nothing else: some hours. */
const MOST_CELL_UPDATES = 1e12
const MOST_STEPS = 1e8
const MM_PER_H = 1 / 3_600_000

/** One number everywhere, or one for each cell. */
const perCell = z.union([z.number(), z.array(z.number())])
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
  dyM: z.number().optional(),
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
      z.looseObject({
        cells: z.array(z.tuple([z.int().min(0), z.int().min(0)])).min(1),
        hydrograph: moments,
      }),
    )
    .optional(),
  endS: z.number().positive(),
  probes: z.array(z.looseObject({ xM: z.number(), yM: z.number() })).optional(),
  everyS: z.number().positive().optional(),
  framesS: z.array(z.number().min(0)).max(1000).optional(),
  scheme: z.enum(['inertial', 'full']).optional(),
  mostCellUpdates: z.number().positive().optional(),
  members: z.int().min(0).max(50).optional(),
  seed: z.int().optional(),
  ...structuresInFile,
})

export type FloodCase = {
  readonly basin: Basin
  readonly edges: Edges
  readonly forcing: Forcing
  readonly start: Start
  readonly structures: Structures
  readonly scheme: 'inertial' | 'full'
  readonly endS: number
  /** A run that would take more stops where it is. */
  readonly mostCellUpdates: number
  readonly mostSteps: number
  /** Between two lines of the probes' results. */
  readonly everyS: number
  /** The cell of each probe. */
  readonly probes: readonly number[]
  /** When the depth of every cell is read, besides at the end; ascending. */
  readonly framesS: readonly number[]
  /** Runs besides this one, each with what is uncertain drawn from the seed. */
  readonly members: number
  readonly seed: number
  /** Fields that mean nothing here. */
  readonly ignored: readonly string[]
  /** Where the case is one of a published set: what it expects is compared. */
  readonly published?: PublishedFile
}

/** The case, or the sentence that says which field cannot be used and why. */
export function readFloodCase(raw: unknown): FloodCase | { readonly reason: string } {
  if (!isPublished(raw)) return readOurs(raw)
  const published = readPublished(raw, MOST_CELLS)
  if ('reason' in published) return published
  if ('issue' in published) return { reason: reasonOf(published.issue, raw) }
  const given = readOurs(published.file)
  return 'reason' in given ? given : { ...given, ignored: published.ignored, published: published.of }
}

function readOurs(raw: unknown): FloodCase | { readonly reason: string } {
  const asked = withoutNothing(raw)
  const parsed = FloodCaseFile.safeParse(asked)
  if (!parsed.success) return { reason: reasonOf(parsed.error.issues[0], asked) }
  const file = parsed.data
  const { nx, ny, dxM, dyM = dxM, endS } = file
  const cells = nx * ny
  if (cells > MOST_CELLS) return { reason: `nx, ny: ${nx} x ${ny} cells are more than ${MOST_CELLS}` }
  if (dyM !== dxM) return { reason: `dyM: is ${dyM} where dxM is ${dxM}; cells are square` }
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
  const numbers = [...lists, ['dxM', dxM], ['endS', endS]] as const
  const wrong = numbers.map(([name, values]) => beyond(name, values)).find((one) => one !== null)
  if (wrong) return { reason: wrong }
  const sources = []
  for (const [n, { cells: places, hydrograph }] of (file.sources ?? []).entries()) {
    const outside = places.find(([j, i]) => j >= ny || i >= nx)
    if (outside)
      return { reason: `sources.${n}.cells: [${outside.join(', ')}] is not on the grid of ${ny} rows, ${nx} columns` }
    const flowM3S = seriesOf(hydrograph)
    const wrongFlow = beyondEver(`sources.${n}.hydrograph`, flowM3S)
    if (wrongFlow !== null) return { reason: wrongFlow }
    sources.push({ cells: Int32Array.from(places, ([j, i]) => j * nx + i), flowM3S })
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
  const edges = edgesOf(file.edges)
  const wrongEver = [
    file.rain ? beyondEver('rain', seriesOf(file.rain)) : null,
    ...SIDES.map((side) => wrongWithEdge(`edges.${side}`, edges[side])),
  ].find((one) => one !== null)
  if (wrongEver) return { reason: wrongEver }
  const everyS = file.everyS ?? endS
  if ((endS / everyS) * Math.max(1, probes.length) > 10_000_000)
    return { reason: `everyS: ${everyS} s over ${endS} s gives more than 10,000,000 values of probes` }
  const basin = { nx, ny, dxM, bedM: filled(file.bedM), manning: filled(file.manning) }
  const { members = 0, seed = 0 } = file
  if (members > 0 && file.seed === undefined) return { reason: 'seed: is missing; the members are drawn from it' }
  const structures = structuresOf(file, basin)
  if ('reason' in structures) return structures
  const built = (['crests', 'gates', 'pumps', 'drains'] as const).find((kind) => structures[kind].length > 0)
  if (built && file.scheme === 'full')
    return { reason: `${built}: the scheme full knows none; the scheme inertial does` }
  return {
    basin,
    edges,
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
    structures,
    scheme: file.scheme ?? 'inertial',
    endS,
    mostCellUpdates: file.mostCellUpdates ?? MOST_CELL_UPDATES,
    mostSteps: MOST_STEPS,
    everyS,
    probes,
    members,
    seed,
    ignored: ignoredIn(asked, FloodCaseFile.shape),
    framesS: (file.framesS ?? []).filter((tS) => tS <= endS).toSorted((a, b) => a - b),
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

function wrongWithEdge(path: string, edge: EdgeRule): string | null {
  if (edge.is === 'flow') return beyondEver(`${path}.qM2S`, edge.qM2S)
  if (edge.is === 'level') return beyondEver(`${path}.levelM`, edge.levelM)
  return edge.is === 'depth' ? beyondEver(`${path}.depthM`, edge.depthM) : null
}

/** A field that is null is as one that is not given; so is rain without a moment. */
function withoutNothing(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw
  const isNothing = ([name, value]: [string, unknown]): boolean =>
    value === null || (name === 'rain' && Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(raw).filter((field) => !isNothing(field)))
}

// Walls, gates, pumps and drains as a case file has them: lines in metres from the corner of the grid, cells as [row, column].
import { z } from 'zod'
import type { Basin } from './basin.ts'
import { at } from './cells.ts'
import { beyondEver } from './case-sentences.ts'
import { beyondOf, cellOf, facesAlong } from './faces.ts'
import { constant, type Series, seriesOf } from './series.ts'
import type { Structures } from './structures.ts'

export const moments = z
  .array(z.tuple([z.number(), z.number()]))
  .min(1)
  .refine((pairs) => pairs.every(([tS], n) => n === 0 || tS >= (pairs[n - 1]?.[0] ?? 0)), {
    error: 'is not in the order of time',
  })
/** A number, or one that changes with time. */
export const orSeries = z.union([z.number(), moments])
export const series = (given: number | [number, number][]): Series =>
  typeof given === 'number' ? constant(given) : seriesOf(given)

const line = z.array(z.tuple([z.number(), z.number()])).min(2)
const cell = z.tuple([z.int().min(0), z.int().min(0)])

export const structuresInFile = {
  crests: z.array(z.strictObject({ line, topM: orSeries, aboveGround: z.boolean().optional() })).optional(),
  gates: z
    .array(
      z.strictObject({
        line,
        sillM: z.number(),
        heightM: z.number().positive(),
        topM: z.number(),
        openShare: orSeries,
      }),
    )
    .optional(),
  pumps: z.array(z.strictObject({ from: cell, to: cell.optional(), m3S: orSeries })).optional(),
  drains: z.array(z.strictObject({ cell, areaM2: z.number().positive(), sewer: z.int().min(0) })).optional(),
  sewers: z
    .array(
      z.strictObject({
        floorM: z.number(),
        planM2: z.number().positive(),
        capacityM3S: z.number().min(0),
        outfall: cell.optional(),
      }),
    )
    .optional(),
}
/** Of a line of a wall or gate. */
const MOST_CELLS_LONG = 1_000_000

type InFile = z.output<z.ZodObject<typeof structuresInFile>>

/** The structures, or the sentence that says which cannot be built and why. */
export function structuresOf(file: InFile, basin: Basin): Structures | { readonly reason: string } {
  const { nx, ny } = basin
  const { crests = [], gates = [], pumps = [], drains = [], sewers = [] } = file
  const lines = [
    ...crests.map(({ line }, n) => ({ name: `crests.${n}.line`, line })),
    ...gates.map(({ line }, n) => ({ name: `gates.${n}.line`, line })),
  ]
  for (const { name, line } of lines)
    if (cellsLong(line, basin.dxM) > MOST_CELLS_LONG)
      return { reason: `${name}: is longer than ${MOST_CELLS_LONG} cells` }
    else if (facesAlong(basin, line).faces.length === 0) return { reason: `${name}: parts no two cells of the grid` }
  const cells = [
    ...pumps.map(({ from }, n) => ({ name: `pumps.${n}.from`, cell: from })),
    ...pumps.map(({ to }, n) => ({ name: `pumps.${n}.to`, cell: to })),
    ...drains.map(({ cell }, n) => ({ name: `drains.${n}.cell`, cell })),
    ...sewers.map(({ outfall }, n) => ({ name: `sewers.${n}.outfall`, cell: outfall })),
  ]
  for (const { name, cell } of cells)
    if (cell && (cell[0] >= ny || cell[1] >= nx))
      return { reason: `${name}: [${cell.join(', ')}] is not on the grid of ${ny} rows, ${nx} columns` }
  const lost = drains.findIndex(({ sewer }) => sewer >= sewers.length)
  if (lost >= 0) return { reason: `drains.${lost}.sewer: there is no sewer ${drains[lost]?.sewer}` }
  const wrong = [
    ...crests.map(({ topM }, n) => beyondEver(`crests.${n}.topM`, series(topM))),
    ...crests.map((crest, n) => (isBuried(crest, basin) ? `crests.${n}.topM: is nowhere above the ground` : null)),
    ...gates.map(({ topM }, n) => beyondEver(`gates.${n}.topM`, constant(topM))),
    ...gates.map(({ openShare }, n) => beyondEver(`gates.${n}.openShare`, series(openShare))),
    ...pumps.map(({ m3S }, n) => beyondEver(`pumps.${n}.m3S`, series(m3S))),
  ].find((one) => one !== null)
  if (wrong) return { reason: wrong }
  const k = ([j, i]: readonly [number, number]): number => j * nx + i
  return {
    crests: crests.map(({ line, topM, aboveGround = false }) => ({
      ...facesAlong(basin, line),
      topM: series(topM),
      isAboveGround: aboveGround,
    })),
    gates: gates.map(({ line, openShare, ...rest }) => ({
      ...rest,
      ...facesAlong(basin, line),
      openShare: series(openShare),
    })),
    pumps: pumps.map(({ from, to, m3S }) => ({ from: k(from), to: to ? k(to) : null, m3S: series(m3S) })),
    drains: drains.map(({ cell, ...rest }) => ({ ...rest, cell: k(cell) })),
    sewers: sewers.map(({ outfall, ...rest }) => ({ ...rest, outfall: outfall ? k(outfall) : null })),
  }
}

/** What holds no water anywhere, at no time. */
function isBuried({ line, topM, aboveGround = false }: NonNullable<InFile['crests']>[number], basin: Basin): boolean {
  const highestM = Math.max(...series(topM).value)
  if (aboveGround) return highestM <= 0
  const groundM = (face: number): number =>
    Math.max(at(basin.bedM, cellOf(face)), at(basin.bedM, beyondOf(face, basin.nx)))
  return facesAlong(basin, line).faces.every((face) => groundM(face) >= highestM)
}

const cellsLong = (line: readonly (readonly [number, number])[], dxM: number): number =>
  line.reduce((sum, [x, y], n) => {
    const [xFrom, yFrom] = line[n - 1] ?? [x, y]
    return sum + (Math.abs(x - xFrom) + Math.abs(y - yFrom)) / dxM
  }, 0)

// Pictures of a scenario's water: what stands around and what is built is gathered here, the recordings are read and drawn in a
// thread of their own, since that takes a second or two. The same recordings give the same bytes.
import { Worker } from 'node:worker_threads'
import { type City, DRIVABLE, type FlatLine } from '../../../shared/city/city.ts'
import { heightAt } from '../../../shared/city/terrain.ts'
import { FloodCommand } from '../../../shared/systems/flood/commands.ts'
import { type Core, coreOf, placeOf } from '../../../shared/systems/flood/core.ts'
import { answerOf } from '../../thread-answer.ts'
import type { Pictured, PictureWish, Picturing } from '../picturing.ts'
import type { MapGround, MapMark } from './picture-map.ts'
import { DEPTH_LAYER } from './quantities.ts'

export type PictureWork = Pick<PictureWish, 'folders' | 'fromMs' | 'hours'> & {
  readonly ground: MapGround
  readonly marks: readonly MapMark[]
}
export type PictureSaid = { readonly pictured: Pictured | null } | { readonly trouble: string }

const MOST_MS = 60_000

export const pictureOfFlood: Picturing = async ({ city, layers, folders, fromMs, hours, interventions }) => {
  const core = layers.includes(DEPTH_LAYER) ? coreOf(city) : null
  if (!core) return null
  const marks = interventions.flatMap((one, i) => marksOf(one.command, { n: i + 1, isInBoth: one.inBaseline }))
  const workerData: PictureWork = { folders, fromMs, hours, ground: await groundOf(city, core), marks }
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { workerData })
  const said = await answerOf<PictureSaid>(worker, { mostMs: MOST_MS, trouble: (trouble) => ({ trouble }) })
  if ('trouble' in said) throw new Error(`flood: no picture: ${said.trouble}`)
  return said.pictured
}

/** What is placed or changed, and where; what has no place is no mark. */
function marksOf(command: unknown, about: Pick<MapMark, 'n' | 'isInBoth'>): MapMark[] {
  const { data } = FloodCommand.safeParse(command)
  if (data?.type === 'flood.placeBarrier' || data?.type === 'flood.placeGate') return [{ ...about, line: data.line }]
  if (data?.type === 'flood.breach') return [{ ...about, line: [data.atM] }]
  return data?.type === 'flood.placePump' ? [{ ...about, line: [data.fromM, data.toM] }] : []
}

/** In slices, for a city has a hundred thousand houses and others want the thread. */
async function groundOf({ buildings, areas, links, terrain }: City, core: Core): Promise<MapGround> {
  const drawn = await those(buildings, ({ isPart, minHeightM, polygons }) => {
    return isPart !== true && minHeightM === 0 && polygons.some(([outer = []]) => isNear(outer, core))
  })
  const waters = await those(areas, ({ kind, polygons }) => {
    return kind === 'water' && polygons.some(([outer = []]) => isNear(outer, core))
  })
  const roads = await those(links, ({ isTunnel, roadClass, line }) => {
    return !isTunnel && DRIVABLE.has(roadClass) && isNear(line, core)
  })
  const heightsM = new Float32Array(core.nx * core.ny)
  for (let k = 0; k < heightsM.length; k++) {
    if (k % SLICE === 0) await pause()
    heightsM[k] = terrain ? heightAt(terrain, ...placeOf(core, k)) : 0
  }
  return {
    core,
    buildings: drawn.flatMap(({ polygons }) => polygons),
    waters: waters.flatMap(({ polygons }) => polygons),
    roads: roads.map(({ line, widthM }) => ({ line, widthM })),
    heightsM,
  }
}

const SLICE = 10_000
const pause = (): Promise<void> => new Promise((next) => setImmediate(next))

async function those<T>(all: readonly T[], isWanted: (one: T) => boolean): Promise<T[]> {
  const wanted: T[] = []
  for (let from = 0; from < all.length; from += SLICE) {
    wanted.push(...all.slice(from, from + SLICE).filter(isWanted))
    await pause()
  }
  return wanted
}

function isNear(line: FlatLine, { westM, southM, cellM, nx, ny }: Core): boolean {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i + 1 < line.length; i += 2) {
    const [x, y] = [line[i] as number, line[i + 1] as number]
    if (x < w) w = x
    if (x > e) e = x
    if (y < s) s = y
    if (y > n) n = y
  }
  return w <= westM + nx * cellM && e >= westM && s <= southM + ny * cellM && n >= southM
}

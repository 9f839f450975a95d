// What the client reads of the city over HTTP: manifest, the list of tiles, search, cards, minimap, what is around.
import type { z } from 'zod'
import { decodeLinkLines, type LinkLines } from '../../shared/city/link-lines.ts'
import type { Manifest } from '../../shared/city/manifest.ts'
import type { Around, Card, Hit, Minimap } from './city-shapes.ts'

export type { Around } from './city-shapes.ts'

type Shapes = typeof import('./city-shapes.ts')

/** Fetches and checks; the checker comes while the answer is on its way. */
async function read<T>(path: string, shapeOf: (shapes: Shapes) => z.ZodType<T>): Promise<T> {
  const [response, shapes] = await Promise.all([fetch(path), import('./city-shapes.ts')])
  if (!response.ok) throw new Error(`city data: ${path} answered ${response.status}`)
  return shapeOf(shapes).parse(await response.json())
}

export const readManifest = (): Promise<Manifest> => read('/city/manifest.json', (shapes) => shapes.Manifest)
/** The shapes of the links, in the order in which layers number them. */
export async function readLinkLines(): Promise<LinkLines> {
  const response = await fetch('/city/links.bin')
  if (!response.ok) throw new Error(`city data: /city/links.bin answered ${response.status}`)
  return decodeLinkLines(new Uint8Array(await response.arrayBuffer()))
}
export const readMinimap = (): Promise<Minimap> => read('/city/minimap.json', (shapes) => shapes.Minimap)

/** Which tiles there are, and the address of each, kept for good by its version. */
export async function readTiles(): Promise<{
  readonly has: (level: number, x: number, y: number) => boolean
  readonly urlOf: (level: number, x: number, y: number) => string
}> {
  const { version, tiles } = await read('/city/tiles.json', (shapes) => shapes.TileList)
  const all = new Set(tiles.map(([level, x, y]) => `${level}/${x}/${y}`))
  return {
    has: (level, x, y) => all.has(`${level}/${x}/${y}`),
    urlOf: (level, x, y) => `/city/tiles/${level}/${x}/${y}.tile?v=${version}`,
  }
}

export async function search(query: string): Promise<readonly Hit[]> {
  const path = `/city/search?q=${encodeURIComponent(query.slice(0, 200))}`
  return (await read(path, (shapes) => shapes.Hits)).hits
}

/** What lies around a place, nearest first, and the ground there. */
export const readAround = (eastM: number, northM: number): Promise<Around> =>
  read(`/city/around?east=${eastM.toFixed(1)}&north=${northM.toFixed(1)}`, (shapes) => shapes.Around)

/** Null when nothing is known of it. */
export async function readCard(of: { readonly feature: number } | { readonly id: string }): Promise<Card | null> {
  const query = 'feature' in of ? `feature=${of.feature}` : `id=${encodeURIComponent(of.id)}`
  const [response, { CardAnswer }] = await Promise.all([fetch(`/city/card?${query}`), import('./city-shapes.ts')])
  if (response.status === 404) return null
  return CardAnswer.parse(await response.json()).card
}

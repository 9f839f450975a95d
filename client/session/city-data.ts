// What the client reads of the city over HTTP: manifest, the list of tiles, search, cards, minimap.
import { z } from 'zod'
import { Manifest } from '../../shared/city/manifest.ts'

const TileList = z.object({
  version: z.string(),
  tiles: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
})
const Hit = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  detail: z.string(),
  atM: z.tuple([z.number(), z.number()]),
})
const Card = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  use: z.string().optional(),
  facts: z.array(z.object({ key: z.string(), value: z.string() })),
  source: z.object({ title: z.string(), attribution: z.string(), licence: z.string(), date: z.string() }),
  truth: z.string(),
})
const Minimap = z.object({
  waters: z.array(z.array(z.number())),
  greens: z.array(z.array(z.number())),
  roads: z.array(z.object({ class: z.string(), line: z.array(z.number()) })),
})
const Around = z.object({
  groundM: z.number(),
  things: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['building', 'street', 'place', 'water', 'green']),
      name: z.string(),
      names: z.record(z.string(), z.string()),
      what: z.string(),
      atM: z.tuple([z.number(), z.number()]),
      distanceM: z.number(),
    }),
  ),
})
export type Around = z.infer<typeof Around>
export type Hit = z.infer<typeof Hit>
export type Card = z.infer<typeof Card>
export type Minimap = z.infer<typeof Minimap>

async function read<T>(path: string, shape: z.ZodType<T>): Promise<T> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`city data: ${path} answered ${response.status}`)
  return shape.parse(await response.json())
}

export const readManifest = (): Promise<Manifest> => read('/city/manifest.json', Manifest)
export const readMinimap = (): Promise<Minimap> => read('/city/minimap.json', Minimap)

/** Which tiles there are, and the address of each, kept for good by its version. */
export async function readTiles(): Promise<{
  readonly has: (level: number, x: number, y: number) => boolean
  readonly urlOf: (level: number, x: number, y: number) => string
}> {
  const { version, tiles } = await read('/city/tiles.json', TileList)
  const all = new Set(tiles.map(([level, x, y]) => `${level}/${x}/${y}`))
  return {
    has: (level, x, y) => all.has(`${level}/${x}/${y}`),
    urlOf: (level, x, y) => `/city/tiles/${level}/${x}/${y}.tile?v=${version}`,
  }
}

export async function search(query: string): Promise<readonly Hit[]> {
  return (await read(`/city/search?q=${encodeURIComponent(query.slice(0, 200))}`, z.object({ hits: z.array(Hit) })))
    .hits
}

/** What lies around a place, nearest first, and the ground there. */
export const readAround = (eastM: number, northM: number): Promise<Around> =>
  read(`/city/around?east=${eastM.toFixed(1)}&north=${northM.toFixed(1)}`, Around)

/** Null when nothing is known of it. */
export async function readCard(of: { readonly feature: number } | { readonly id: string }): Promise<Card | null> {
  const query = 'feature' in of ? `feature=${of.feature}` : `id=${encodeURIComponent(of.id)}`
  const response = await fetch(`/city/card?${query}`)
  if (response.status === 404) return null
  return z.object({ card: Card }).parse(await response.json()).card
}

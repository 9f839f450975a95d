// What the city's documents look like, as they are checked on arrival. Loaded with the first answer and not with the page:
// the parser is heavier than all the panels.
import { z } from 'zod'
import { Manifest } from '../../shared/city/manifest.ts'

export const TileList = z.object({
  version: z.string(),
  tiles: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
})
export const Hit = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  detail: z.string(),
  atM: z.tuple([z.number(), z.number()]),
})
export const Card = z.object({
  id: z.string(),
  title: z.string(),
  kind: z.string(),
  use: z.string().optional(),
  facts: z.array(z.object({ key: z.string(), value: z.string() })),
  source: z.object({ title: z.string(), attribution: z.string(), licence: z.string(), date: z.string() }),
  truth: z.string(),
})
export const Minimap = z.object({
  waters: z.array(z.array(z.number())),
  greens: z.array(z.array(z.number())),
  roads: z.array(z.object({ class: z.string(), line: z.array(z.number()) })),
})
export const Around = z.object({
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

export const Hits = z.object({ hits: z.array(Hit) })
export const CardAnswer = z.object({ card: Card })
export { Manifest }

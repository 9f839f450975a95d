// What people may do with the flood of a city. Places are metres from the origin; who places a work chooses its id.
import { z } from 'zod'

const id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, { error: 'is not a name of letters, digits, - and _' })
const name = z.string().min(1).max(80).optional()
const metres = z.number().min(-1_000_000).max(1_000_000)
const place = z.tuple([metres, metres])
const line = z.array(place).min(2).max(100)
const share = z.number().min(0).max(1)

export const FloodCommand = z.discriminatedUnion('type', [
  /** `kind`: put up for this flood, or made of earth to stay. */
  z.strictObject({
    type: z.literal('flood.placeBarrier'),
    id,
    name,
    line,
    crestAboveGroundM: z.number(),
    kind: z.enum(['temporary', 'embankment']).optional(),
  }),
  /** Opens a way through barriers, and digs the ground there down to what lies around. */
  z.strictObject({ type: z.literal('flood.breach'), id, name, atM: place, widthM: z.number() }),
  /** `toM` outside the core: away. */
  z.strictObject({ type: z.literal('flood.placePump'), id, name, fromM: place, toM: place, m3S: z.number() }),
  z.strictObject({ type: z.literal('flood.placeGate'), id, name, line, openShare: share }),
  z.strictObject({ type: z.literal('flood.setGate'), id, openShare: share }),
  z.strictObject({ type: z.literal('flood.removeWork'), id }),
  /** Flow of the river from now, hours and m³/s, ascending; the last value holds. */
  z.strictObject({
    type: z.literal('flood.setInflow'),
    points: z
      .array(z.tuple([z.number().min(0).max(240), z.number().min(0).max(20_000)]))
      .min(1)
      .max(200),
  }),
  /** Rain from now, besides the weather's. */
  z.strictObject({ type: z.literal('flood.setStorm'), mmPerH: z.number(), hours: z.number() }),
  /** Ends design rain and flow, takes works and breaches away, and puts the water back as it was in the beginning. */
  z.strictObject({ type: z.literal('flood.clear') }),
])
export type FloodCommand = z.infer<typeof FloodCommand>

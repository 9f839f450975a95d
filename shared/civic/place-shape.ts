// The shape of where a meeting sits in the city.
import { z } from 'zod'

/** Metres from the city's origin; nothing of a city lies further out than a pose can say. */
const metres = z.number().min(-83_000).max(83_000)

export const Place = z.strictObject({
  eastM: metres,
  northM: metres,
  upM: metres,
  headingRad: z.number().min(-100).max(100),
})

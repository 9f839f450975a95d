// What a carried motion asks to be done, as its author proposes it and as the record has it. It creates tasks and does nothing
// by itself: a device's is requested by the decision and approved by a person.
import { z } from 'zod'

const id = z.string().min(1).max(100)
const text = z.string().max(4000)
const dueAt = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, { error: 'is no time in UTC' })

export const Effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('device'),
    device: id,
    parameters: z.record(z.string().max(60), z.union([z.number(), z.string().max(100), z.boolean()])),
    department: text,
    dueAt,
  }),
  z.strictObject({ kind: z.literal('department'), what: text, department: text, dueAt }),
])
export type Effect = z.infer<typeof Effect>
export const MOST_EFFECTS = 50

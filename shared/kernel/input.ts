// What a journal holds: everything that ever changes a timeline, and nothing else. Replaying the inputs of a journal
// in order gives the state again. Stored as JSON text; what is applied is what the text says, never the object before.
import { z } from 'zod'
import { ROLES } from './system.ts'

/** No control characters and no halves of a character: it must come back from any database as it went in. */
const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
const atMs = z.number()

export const SystemVersion = z.strictObject({ id, version: z.int().min(0) })
export type SystemVersion = z.infer<typeof SystemVersion>

export const Input = z.discriminatedUnion('kind', [
  /** `intent` is chosen by the actor's page, so that a resend is not a second act. */
  z.strictObject({
    kind: z.literal('command'),
    actor: z.strictObject({
      id,
      role: z.enum(ROLES),
      name: id.optional(),
      key: id.optional(),
      isSignedIn: z.literal(true).optional(),
    }),
    intent: id,
    command: z.looseObject({ type: id }),
  }),
  z.strictObject({
    kind: z.literal('observation'),
    observation: z.strictObject({ thing: id, key: id, value: z.number(), atMs }),
  }),
  /** Another member of an ensemble: what is uncertain is perturbed, and chance draws other numbers from here on. */
  z.strictObject({ kind: z.literal('varied'), member: z.int().min(1).max(999) }),
  /** What things said, in this order, recorded together: a thousand small entries an hour would be mostly hashes. */
  z.strictObject({
    kind: z.literal('observations'),
    all: z.array(z.strictObject({ thing: id, atMs, values: z.record(id, z.number()) })).min(1),
  }),
  /** The timeline's clock went on by `stepS` seconds and shows `atMs` now. */
  z.strictObject({ kind: z.literal('step'), stepS: z.number().positive(), atMs }),
  /** A build began to play this journal, with these systems; new ones are created, absent ones forgotten. */
  z.strictObject({ kind: z.literal('opened'), build: z.string(), systems: z.array(SystemVersion), atMs }),
  /** The state after all inputs before this one had this hash; the snapshot lies beside the journal. */
  z.strictObject({ kind: z.literal('keyframe'), stateHash: z.string(), atMs }),
])
export type Input = z.infer<typeof Input>

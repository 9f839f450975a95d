// What a client may ask of a city's room, and the answer it gets: intents with ids, verdicts with reasons.
// Poses are not intents (see presence.ts). Everything is parsed once, here; what does not parse is answered with
// a sentence, never punished; floods and oversized frames are the gate's matter.
import { z } from 'zod'
import { RESERVED_WORDS } from './person-name.ts'

/** Raise when an older page cannot talk to a newer server. */
export const PROTOCOL_VERSION = 1

/** Message names of the room; byte messages are numbered in presence.ts. */
export const INTENT = 'intent'
export const VERDICT = 'verdict'
export const WELCOME = 'welcome'
/** The server moved you: you went faster than anybody may, or the city ends there. */
export const PLACED = 'placed'

/** Close codes of ours (RFC 6455 leaves 4000-4999 to applications; 4000-4010 are the transport's). */
export const CLOSED_FOR_FLOOD = 4408
export const CLOSED_FOR_NONSENSE = 4409

/** The most messages a second a client may send, with a burst of twice as many. */
export const MAX_MESSAGES_PER_SECOND = 50

const colours = z.int().min(0).max(0xffffffff)
const name = z
  .string()
  .max(400)
  .refine((text) => !RESERVED_WORDS.has(text.trim()), { error: 'that name cannot be used' })
/** Metres; nothing of a city lies further out than a pose can say. */
const metres = z.number().min(-83_000).max(83_000)
const radians = z.number().min(-100).max(100)

/** What a newcomer brings; all optional, a guest needs nothing. */
export const JoinOptions = z.strictObject({
  name: name.default(''),
  look: colours.optional(),
  protocol: z.int().optional(),
})
export type JoinOptions = z.input<typeof JoinOptions>

const id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)

export const Intent = z.discriminatedUnion('type', [
  /** Be there at once: the only teleport. */
  z.strictObject({
    id,
    type: z.literal('goTo'),
    eastM: metres,
    northM: metres,
    upM: metres,
    headingRad: radians.optional(),
  }),
  z.strictObject({ id, type: z.literal('rename'), name }),
  z.strictObject({ id, type: z.literal('setLook'), look: colours }),
])
export type Intent = z.infer<typeof Intent>
/** An intent before the session gives it an id. */
export type Wish = Intent extends infer I ? (I extends Intent ? Omit<I, 'id'> : never) : never

export type Verdict =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly id: string; readonly reason: string }

export const Verdict = z.union([
  z.object({ ok: z.literal(true), id: z.string() }),
  z.object({ ok: z.literal(false), id: z.string(), reason: z.string() }),
])

const Place = z.object({ eastM: z.number(), northM: z.number(), upM: z.number(), headingRad: z.number() })

/** Sent once after joining or coming back: who you are, where you stand, what time the presence clock shows. */
export const Welcome = z.object({
  protocol: z.int(),
  city: z.string(),
  avatarId: z.int(),
  name: z.string(),
  serverMs: z.number(),
  place: Place,
})
export type Welcome = z.infer<typeof Welcome>

export const Placed = z.object({ place: Place, reason: z.string() })
export type Placed = z.infer<typeof Placed>

/** The first complaint as a sentence: `goTo.eastM: expected number, received string`. */
export function complaint(error: z.ZodError, about: string): string {
  const issue = error.issues[0]
  if (!issue) return `${about} is not understood`
  const path = issue.path.map(String).join('.')
  const message = issue.message.replace(/^Invalid (input|option): ?/, '').replace(/^Invalid input$/, 'not understood')
  return `${about}${path ? `, ${path}` : ''}: ${message}`
}

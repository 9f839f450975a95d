// What a client may ask of a city's room, and the answer it gets: intents with ids, verdicts with reasons.
// Poses are not intents (see presence.ts). Everything is parsed once, here; what does not parse is answered with
// a sentence, never punished; floods and oversized frames are the gate's matter.
import { z } from 'zod'
import { ROLES } from '../kernel/system.ts'
import { LayerInfo } from './fields-info.ts'
import { EMOTES, MAX_SAID } from './gestures.ts'
import { MAX_MEETING_COMMAND_CHARACTERS } from './meetings.ts'
import { RESERVED_WORDS } from './person-name.ts'

export { EMOTES, type Emote, MAX_SAID, NEAR_M } from './gestures.ts'

/** Raise when an older page cannot talk to a newer server. */
export const PROTOCOL_VERSION = 2

/** Message names of the room; byte messages are numbered in presence.ts. */
export const INTENT = 'intent'
export const VERDICT = 'verdict'
export const WELCOME = 'welcome'
/** The server moved you: you went faster than anybody may, or the city ends there. */
export const PLACED = 'placed'

/**
 * Somebody said something, made a gesture, or asks everybody to come; see `Said`, `Emoted`, `Called`. What one says and
 * shows comes back to oneself as well, as the others see it; one's own call does not.
 */
export const SAID = 'said'
export const EMOTED = 'emoted'
export const CALLED = 'called'
/** The answer to `findPeople`. */
export const FOUND = 'found'

/** How many lines said to all a newcomer is told. */
export const RECENT_LINES = 20

/** Close codes of ours (RFC 6455 leaves 4000-4999 to applications; 4000-4010 are the transport's). */
export const CLOSED_FOR_FLOOD = 4408
export const CLOSED_FOR_NONSENSE = 4409
/** The session one came in with has ended; one may come again as a guest. */
export const CLOSED_FOR_SIGN_OUT = 4410

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

const avatar = z.int().min(1).max(0xffff)

/** What a newcomer brings; all optional, a guest needs nothing. */
export const JoinOptions = z.strictObject({
  name: name.default(''),
  look: colours.optional(),
  protocol: z.int().optional(),
  /** Arrive beside this person of the room; used to follow somebody into another copy of the city. */
  beside: avatar.optional(),
  /** Gives its role to who brings it; guests bring none. */
  key: z.string().max(100).optional(),
  /** Of somebody who has signed in (POST /identity/ticket): good once and for half a minute. */
  ticket: z.string().max(100).optional(),
})
export type JoinOptions = z.input<typeof JoinOptions>

const id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/)

/** A frame of the room holds no more. */
const MAX_COMMAND_CHARACTERS = 4096
/** What it must hold besides is its system's matter. */
const Command = z
  .looseObject({ type: z.string().min(1).max(130) })
  .refine((command) => JSON.stringify(command).length <= MAX_COMMAND_CHARACTERS, { error: 'is too long' })
const timeline = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,39}$/)
  .refine((text) => !RESERVED_WORDS.has(text), { error: 'that name cannot be used' })
const Moment = z.strictObject({ timeline, atMs: z.number().min(0).max(8e15) })
/** After an input of a timeline, or when its clock showed a moment. */
const PlaceInTime = z.union([z.strictObject({ timeline, seq: z.int().min(0) }), Moment])

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
  /** `near` reaches who stands within `NEAR_M` metres, `all` everybody in this copy of the city. */
  z.strictObject({ id, type: z.literal('say'), text: z.string().max(4 * MAX_SAID), to: z.enum(['near', 'all']) }),
  z.strictObject({ id, type: z.literal('emote'), emote: z.enum(EMOTES) }),
  z.strictObject({ id, type: z.literal('raiseHand'), isUp: z.boolean() }),
  /** Be beside somebody of this room at once. */
  z.strictObject({ id, type: z.literal('goToPerson'), avatarId: avatar }),
  /** Shows others that one leads a tour and can be followed. */
  z.strictObject({ id, type: z.literal('guide'), isOn: z.boolean() }),
  /** Whose poses one must never miss, however far they are; null ends it. The walking is the client's. */
  z.strictObject({ id, type: z.literal('follow'), avatarId: avatar.nullable() }),
  /** Asks everybody in the room to come, or to look at that moment of a timeline as well; each decides. */
  z.strictObject({ id, type: z.literal('gather'), into: Moment.optional() }),
  /** By part of a name, in every copy of the city; answered by a FOUND message with the same id. */
  z.strictObject({ id, type: z.literal('findPeople'), name: z.string().max(100) }),
  /** To the city, or to a fork of it; the verdict has the journal's number. */
  z.strictObject({ id, type: z.literal('command'), command: Command, timeline: timeline.default('live') }),
  /** The city from now on, or from an earlier place, `hours` ahead, with these commands first; planners only. */
  z.strictObject({
    id,
    type: z.literal('fork'),
    name: timeline.optional(),
    hours: z.number().min(1).max(72),
    from: PlaceInTime.optional(),
    commands: z.array(Command).max(8).default([]),
  }),
  /** Ends a fork, or takes one that has ended off the list; planners only. */
  z.strictObject({ id, type: z.literal('endFork'), name: timeline }),
  /** To a meeting; the verdict has the number of that meeting's journal. Ids are one's own in all one's windows. */
  z.strictObject({
    id,
    type: z.literal('meeting'),
    meeting: timeline,
    command: Command.refine((command) => JSON.stringify(command).length <= MAX_MEETING_COMMAND_CHARACTERS, {
      error: 'is too long for a frame; post it to the meeting instead',
    }),
  }),
])
export type Intent = z.infer<typeof Intent>
/** An intent before the session gives it an id. */
export type Wish = Intent extends infer I ? (I extends Intent ? Omit<I, 'id'> : never) : never

/** `seq` is the journal's number of what was recorded, `timeline` the name of a fork that was begun. */
export type Verdict =
  | {
      readonly ok: true
      readonly id: string
      readonly seq?: number | undefined
      readonly timeline?: string | undefined
    }
  | { readonly ok: false; readonly id: string; readonly reason: string }

export const Verdict = z.union([
  z.object({ ok: z.literal(true), id: z.string(), seq: z.int().optional(), timeline: z.string().optional() }),
  z.object({ ok: z.literal(false), id: z.string(), reason: z.string() }),
])

const Place = z.object({ eastM: z.number(), northM: z.number(), upM: z.number(), headingRad: z.number() })

/** One line of chat; `n` counts up in a room, so that nobody shows a line twice. */
export const Said = z.object({
  n: z.int(),
  avatarId: z.int(),
  name: z.string(),
  text: z.string(),
  to: z.enum(['near', 'all']),
  /** Of the room's presence clock. */
  atMs: z.number(),
})
export type Said = z.infer<typeof Said>

export const Emoted = z.object({ avatarId: z.int(), emote: z.enum(EMOTES) })
export type Emoted = z.infer<typeof Emoted>

/** `into` is the moment one is asked to look at together; who shows it finds out for themselves what it is called. */
export const Called = z.object({ avatarId: z.int(), name: z.string(), into: Moment.optional() })
export type Called = z.infer<typeof Called>

/** `room` is what to join by; `isHere` when it is one's own. At most 20 people. */
export const Found = z.object({
  id: z.string(),
  people: z.array(z.object({ avatarId: z.int(), name: z.string(), room: z.string(), isHere: z.boolean() })),
})
export type Found = z.infer<typeof Found>

/** Sent once after joining or coming back: who you are, where you stand, what time the presence clock shows. */
export const Welcome = z.object({
  protocol: z.int(),
  city: z.string(),
  avatarId: z.int(),
  name: z.string(),
  serverMs: z.number(),
  place: Place,
  /** What was said to all lately, oldest first. */
  recent: z.array(Said).default([]),
  role: z.enum(ROLES).default('visitor'),
  /** What can be watched, see WATCH of fields.ts; frames number them in this order. */
  layers: z.array(LayerInfo).default([]),
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

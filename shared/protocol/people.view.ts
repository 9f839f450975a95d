// The published facts of a city's room: who is here, never where they are (poses travel by presence.ts), and what the
// city and its forks are told to be like now (facts.view.ts).
// Every field has a default: without one a number starts undefined and is sent as 0 with no error.
import { schema, type SchemaType, t } from '@colyseus/schema'
import { FactsView } from './facts.view.ts'

export const PersonView = schema(
  {
    avatarId: t.uint16().default(0),
    name: t.string().default(''),
    /** Colours of the body, packed; the client's wardrobe gives them meaning. */
    look: t.uint32().default(0),
    /** The connection is lost and the place kept for a while. */
    isAway: t.boolean().default(false),
    isHandUp: t.boolean().default(false),
    /** Leads a tour: others are offered to follow. */
    isGuiding: t.boolean().default(false),
    /** What somebody who signed in proved it by: a wallet's address, or "passkey"; empty for guests. */
    verified: t.string().default(''),
  },
  'PersonView',
)
export type PersonView = SchemaType<typeof PersonView>

export const ForkView = schema(
  {
    /** Name of who asked for it. */
    by: t.string().default(''),
    /** In words; empty where its name says it. */
    title: t.string().default(''),
    /** Of its clock, Unix time. */
    fromMs: t.float64().default(0),
    untilMs: t.float64().default(0),
    /** 0 to 1. */
    progress: t.float64().default(0),
    /** Why it failed. */
    reason: t.string().default(''),
    facts: t.ref(FactsView),
  },
  'ForkView',
)
export type ForkView = SchemaType<typeof ForkView>

export const PeopleView = schema(
  {
    city: t.string().default(''),
    /** By session id. */
    people: t.map(PersonView),
    /** How many people are in each copy of the city, by room id; one entry while one room is enough. */
    copies: t.map('uint16'),
    /** The city as it is. */
    live: t.ref(FactsView),
    /** By the names of their timelines; a recording of that name lies below /replay. */
    forks: t.map(ForkView),
    /** Why nothing can be recorded at the moment; empty when all is well. */
    trouble: t.string().default(''),
  },
  'PeopleView',
)
export type PeopleView = SchemaType<typeof PeopleView>

// The published facts about the people in a city: who is here, never where they are (poses travel by presence.ts).
// Every field has a default: without one a number starts undefined and is sent as 0 with no error.
import { schema, type SchemaType, t } from '@colyseus/schema'

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
  },
  'PersonView',
)
export type PersonView = SchemaType<typeof PersonView>

export const PeopleView = schema(
  {
    city: t.string().default(''),
    /** By session id. */
    people: t.map(PersonView),
    /** How many people are in each copy of the city, by room id; one entry while one room is enough. */
    copies: t.map('uint16'),
  },
  'PeopleView',
)
export type PeopleView = SchemaType<typeof PeopleView>

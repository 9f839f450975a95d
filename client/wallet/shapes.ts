// What the server's answers about identity look like, as they are checked on arrival.
import { z } from 'zod'

const Refused = z.object({ error: z.string() })
const Anything = z.object({})
const Me = z.object({
  person: z.string(),
  name: z.string(),
  way: z.enum(['wallet', 'contract', 'passkey', 'paired']),
  account: z.string(),
  roles: z.array(z.string()),
  residency: z.object({ area: z.string() }).nullable(),
  maySign: z.boolean(),
})
export type Me = z.infer<typeof Me>
const Status = z.object({ me: Me.nullable() })
const Challenge = z.object({ message: z.string() })
const Ticket = z.object({ ticket: z.string() })
const OpenSession = z.object({
  id: z.string(),
  way: z.enum(['wallet', 'contract', 'passkey', 'paired']),
  device: z.string(),
  seenMs: z.number(),
  isThis: z.boolean(),
})
export type OpenSession = z.infer<typeof OpenSession>
const OpenSessions = z.object({ sessions: z.array(OpenSession) })
const PasskeyOptions = z.looseObject({ challenge: z.string() })
const Device = z.object({ device: z.string() })

/** By name; Refused is what every refusal looks like. */
export const SHAPES = { Anything, Challenge, Device, OpenSessions, PasskeyOptions, Refused, Status, Ticket }

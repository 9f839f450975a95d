// What the server's answers about identity look like, as they are checked on arrival.
import { z } from 'zod'

export const Refused = z.object({ error: z.string() })
export const Anything = z.object({})
export const Me = z.object({
  person: z.string(),
  name: z.string(),
  way: z.enum(['wallet', 'contract', 'passkey', 'paired']),
  account: z.string(),
  roles: z.array(z.string()),
  residency: z.object({ area: z.string() }).nullable(),
  maySign: z.boolean(),
})
export type Me = z.infer<typeof Me>
export const Status = z.object({ me: Me.nullable() })
export const Challenge = z.object({ message: z.string() })
export const Ticket = z.object({ ticket: z.string() })
export const OpenSession = z.object({
  id: z.string(),
  way: z.enum(['wallet', 'contract', 'passkey', 'paired']),
  device: z.string(),
  seenMs: z.number(),
  isThis: z.boolean(),
})
export type OpenSession = z.infer<typeof OpenSession>
export const OpenSessions = z.object({ sessions: z.array(OpenSession) })
export const PasskeyOptions = z.looseObject({ challenge: z.string() })
export const Device = z.object({ device: z.string() })

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
  byRoll: z.array(z.string()),
  isNamed: z.boolean(),
  residency: z.object({ area: z.string(), issuer: z.string(), untilMs: z.number() }).nullable(),
  maySign: z.boolean(),
})
const Account = z.object({
  kind: z.enum(['wallet', 'passkey']),
  key: z.string(),
  /** Of a key that a page made. */
  made: z
    .union([z.object({ by: z.literal('passkey'), passkey: z.string() }), z.object({ by: z.literal('device') })])
    .nullable(),
  isBackedUp: z.boolean().nullable(),
  /** A wallet that is a contract: it brings its owners in, and signs nothing that is checked later. */
  isContract: z.boolean(),
  madeMs: z.number(),
  isThis: z.boolean(),
})
export type Account = z.infer<typeof Account>
const Accounts = z.object({ accounts: z.array(Account) })
const Text = z.object({ message: z.string() })
const Linked = z.object({ isContract: z.boolean() })
const Nonce = z.object({ nonce: z.string(), audience: z.string() })
const Pairing = z.object({
  deviceCode: z.string(),
  userCode: z.string(),
  expiresInS: z.number(),
  pollEveryS: z.number(),
})
const Polled = z.object({ state: z.enum(['pending', 'paired']) })
export type Me = z.infer<typeof Me>
const Status = z.object({ me: Me.nullable() })
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
export const SHAPES = {
  Accounts,
  Anything,
  Device,
  Linked,
  Nonce,
  OpenSessions,
  Pairing,
  PasskeyOptions,
  Polled,
  Refused,
  Status,
  Text,
  Ticket,
}

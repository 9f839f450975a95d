// What the rooms tell the rest of the house: counted outcomes, faults that were survived, acts worth an audit line.
// The rooms do not know who counts; main.ts connects this to metrics and the log.

type Outcome = 'accepted' | 'refused' | 'failed'

export type AuditEvent = {
  readonly what:
    | 'flood'
    | 'oversized'
    | 'nonsense'
    | 'too fast'
    | 'stolen token'
    | 'backlog'
    | 'signed in'
    | 'wallet linked'
    | 'way in removed'
    | 'sign-in refused'
    | 'session ended'
    | 'erased'
  /** Session id or person's id: addresses and names stay out of the log. */
  readonly who: string
  readonly detail: string
}

export type Watch = {
  verdict(outcome: Outcome): void
  /** A handler, timer or patch callback threw; only that act failed. */
  fault(where: string, error: unknown): void
  audit(event: AuditEvent): void
}

// Consultations as the web tells of them: the list, one as anybody may see it, and what is somebody's own in it. Nobody is named
// in what anybody may see; counts are told when it is closed, so that nobody answers after the others.
import type { ConsultationRole } from '../civic/consultation-permission.ts'
import type { ConsultationState, Opinion, Statement } from '../civic/consultation-shape.ts'

export type ConsultationLife = ConsultationState['life']

export type ConsultationListed = {
  readonly consultation: string
  readonly body: string
  readonly title: string
  readonly life: ConsultationLife
  readonly opensAtMs: number
  readonly closesAtMs: number
}

export type CountsTold = { readonly [O in Opinion]: number }

export type ConsultationTold = ConsultationListed & {
  readonly question: string
  readonly area: string | null
  readonly reasons: readonly { readonly id: string; readonly text: string }[]
  /** Those that were approved, in the order in which they came. */
  readonly statements: readonly {
    readonly id: string
    readonly text: string
    /** Null until it is closed. */
    readonly counts: CountsTold | null
  }[]
  readonly waiting: number
  readonly merged: number
  readonly rejected: readonly { readonly reason: string; readonly count: number }[]
  readonly participants: number
  readonly groups: readonly {
    readonly id: string
    readonly title: string
    readonly statements: readonly string[]
    readonly answer: string | null
  }[]
  /** Of its three files; null until it is reported. */
  readonly hashes: {
    readonly statementsHash: string
    readonly votesHash: string
    readonly reportHash: string
  } | null
  /** Of its journal. */
  readonly seq: number
  readonly nowMs: number
}

export type OwnStatement = Pick<Statement, 'id' | 'text' | 'state' | 'because' | 'appeal'> & {
  /** Somebody else than who rejected it could decide an appeal. */
  readonly mayAppeal: boolean
}

/** Somebody who asks for theirs; nothing but `isSignedIn: false` for a guest. */
export type ConsultationOwn =
  | { readonly isSignedIn: false }
  | {
      readonly isSignedIn: true
      /** On a device that was lent to them one only looks. */
      readonly isLent: boolean
      readonly roles: readonly ConsultationRole[]
      readonly statements: readonly OwnStatement[]
      readonly opinions: Readonly<Record<string, Opinion>>
      /** Opens one's leaf among the votes; empty where one has none yet. */
      readonly salt: string
      /** What waits for a moderator, with why not by this one; nothing for others. */
      readonly toDecide: readonly {
        readonly id: string
        readonly text: string
        readonly appeal: string | null
        /** Another moderator decides: it is one's own, or one's own decision was appealed. */
        readonly isForAnother: boolean
      }[]
    }

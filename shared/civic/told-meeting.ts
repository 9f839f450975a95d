// A meeting as pages are told of it: parts by name, each sent anew only when it differs, so that one ballot does not tell the
// whole agenda again. What is a person's own (their roles, seats and receipts) is told to them alone, beside the parts.
import type { Words } from '../kernel/words.ts'
import type { Ballot, BallotDomain, SecretBallot } from './ballot.ts'
import type { Subject } from './commands.ts'
import type { Majority } from './majority.ts'
import type { CivicRole } from './permission.ts'
import type { RecordHeld, RecordLife, RecordSignature } from './record-shape.ts'
import type { Presence, Sitting } from './roll.ts'
import type { Method, Rules, SpeechKind } from './rules.ts'
import type { Amendment, Item, MeetingDocument, MeetingLife, Motion, Speech } from './state.ts'
import type { PollTold } from './told.ts'

/** Where a meeting sits in the city: metres from its origin; the chair looks along the heading, at the members. */
export type MeetingPlace = {
  readonly eastM: number
  readonly northM: number
  readonly upM: number
  readonly headingRad: number
}

/** One line of the list of a city's meetings, told to everybody. */
export type MeetingListed = {
  readonly meeting: string
  readonly title: string
  readonly body: string
  readonly room: string
  readonly state: MeetingLife['is']
  /** Of a draft when it is meant to begin; null where nobody has said. */
  readonly startsAtMs: number | null
  readonly place: MeetingPlace | null
  readonly present: number
  readonly seats: number
  /** The id of the open vote; empty for none. */
  readonly openPoll: string
}

export type AboutTold = {
  readonly meeting: string
  readonly title: string
  readonly body: string
  readonly room: string
  readonly place: MeetingPlace | null
  readonly rules: Omit<Rules, 'name'> & { readonly name: Words }
  readonly chairs: readonly { readonly id: string; readonly name: string }[]
  readonly secretaries: readonly { readonly id: string; readonly name: string }[]
  /** What a wallet signs ballots under. */
  readonly ballotDomain: BallotDomain
  /** When it is meant to begin, before notice is given; left out where nobody has said. */
  readonly plannedMs?: number
}

export type SeatTold = {
  readonly seat: string
  /** Of the holder, and of who votes for the seat now; the latter is null where nobody may. */
  readonly name: string
  readonly holder: string
  readonly voter: string | null
  readonly voterName: string | null
  readonly via: Sitting['via']
  readonly group: string
  readonly weight: number
}

export type HouseTold = {
  readonly quorum: Presence
  /** Ids of who is in office now; null where nobody is. */
  readonly chair: string | null
  readonly secretary: string | null
  /** In the roll's order; of more than 1,000, only those for whom somebody may vote now. */
  readonly seats: readonly SeatTold[]
  /** Who is here and has no seat. */
  readonly others: readonly { readonly id: string; readonly name: string }[]
  readonly hands: readonly { readonly id: string; readonly name: string; readonly atMs: number }[]
  /** Seats that are enrolled for votes that are secret by proof; left out before the first. */
  readonly enrolled?: readonly string[]
}

export type MotionTold = Motion & {
  /** The text with what was carried. */
  readonly final: readonly string[]
}

export type SpeechTold = Omit<Speech, 'kind'> & { readonly kind: SpeechKind }

export type PollOnBoard = Omit<PollTold, 'votes'> & {
  readonly subject: Subject
  readonly item: string | null
  readonly lines: readonly string[]
  readonly rule: Majority
  readonly method: Method
  readonly limitS: number | null
  readonly openedMs: number | null
  readonly closedMs: number | null
  /** Seats that may vote, in the roll's order; of a secret vote as well. */
  readonly roll: readonly string[]
  readonly recused: readonly string[]
  readonly refusedCount: number
  /** RFC 6962 over the ballots, in the order of the roll, once it is closed; null before, and of a secret vote. */
  readonly ballotsRoot: string | null
}

/** A decision's record, its life, and who vouches for it. The file itself is at `/records/ID.json`. */
export type RecordTold = {
  readonly id: string
  readonly motion: string
  readonly poll: string
  readonly title: string
  readonly outcome: 'carried' | 'lost'
  readonly recordHash: string
  readonly state: RecordLife['is']
  readonly drawnUpMs: number
  readonly by: string
  readonly supersedes: string | null
  /** Null while nothing is in its place. */
  readonly supersededBy: string | null
  readonly signatures: readonly Pick<RecordSignature, 'role' | 'name' | 'signer' | 'atMs'>[]
  /** Chairs and secretaries, by whom it must be signed: one of each; null for who has no key. */
  readonly signers: readonly {
    readonly role: 'chair' | 'secretary'
    readonly name: string
    readonly address: string | null
  }[]
  /** Whether it is to be anchored before it is published. */
  readonly hasChain: boolean
  readonly anchor: RecordHeld['anchor']
  readonly deeds: RecordHeld['deeds']
  /** Why it is not anchored yet, where it is signed; empty else. */
  readonly why: string
}

/**
 * The parts, by the key they are sent under. `motion.ID`, `amendment.ID`, `poll.ID` and `votes.ID` (who voted what, where the
 * method tells it) and `record.ID` are one each; null takes one away.
 */
export type MeetingParts = {
  readonly about: AboutTold
  readonly life: MeetingLife
  readonly house: HouseTold
  readonly agenda: { readonly isCarried: boolean; readonly items: readonly Item[] }
  readonly documents: readonly MeetingDocument[]
  readonly board: { readonly document: string; readonly page: number; readonly by: string } | null
  /** In the order in which they speak, those who have spoken last. */
  readonly speeches: { readonly isListOpen: boolean; readonly list: readonly SpeechTold[] }
  readonly [motion: `motion.${string}`]: MotionTold
  readonly [amendment: `amendment.${string}`]: Amendment
  readonly [poll: `poll.${string}`]: PollOnBoard
  readonly [votes: `votes.${string}`]: PollTold['votes']
  readonly [record: `record.${string}`]: RecordTold
}

export type ChainHead = { readonly number: number; readonly hash: string }

/** What one person is in a meeting: told to them alone. */
export type OwnPart = {
  /** What the meeting knows them by; empty for a guest. */
  readonly id: string
  readonly name: string
  readonly roles: readonly CivicRole[]
  readonly isHere: boolean
  /** Seats whose ballot is theirs to cast now: the own one, and those they hold a proxy of. `address` must sign; null where nobody must. */
  readonly seats: readonly {
    readonly seat: string
    readonly weight: number
    readonly address: string | null
    /** What it is enrolled by for votes that are secret by proof; left out where it is not, or by somebody else. */
    readonly enrolled?: string
  }[]
  /** Of their seats' ballots, newest vote last. */
  readonly receipts: readonly ({ readonly poll: string } & (Ballot | SecretBallot) & BallotLeaf)[]
  /**
   * The newest block of the city's chain when this was told: who keeps it with a receipt notices a history written anew. Left out
   * without receipts, and where there is no chain.
   */
  readonly head?: ChainHead
  /** Motions that are not submitted yet: one's own, of all to chairs and secretaries; left out where there are none. */
  readonly drafts?: readonly MotionTold[]
}

/** What is hashed of a ballot, so that it can be proven to be among those counted; null in a secret vote. */
export type BallotLeaf = { readonly leaf: string | null; readonly leafHash: string | null }

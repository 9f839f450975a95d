// How a page hears of meetings. The list of them goes to everybody; the parts of one to who watches it; what is somebody's own
// to them alone. Commands are the intent `meeting`, or, where they do not fit into a frame, a POST (server/meetings/routes.ts).
import { z } from 'zod'
import type { MeetingListed, MeetingParts, OwnPart } from '../civic/told-meeting.ts'

/** To everybody: all meetings of the city, when any line of it differs. */
export const MEETINGS = 'meetings'
/** To who watches it: parts that differ. */
export const MEETING = 'meeting'
/** What one is in the meeting one watches. */
export const MEETING_OWN = 'meetingOwn'
/** From the page: the meeting it watches from now on, and no other; null for none. */
export const WATCH_MEETING = 'watchMeeting'

/** A command of more characters of JSON is refused by the room; it is posted to `/meetings/ID/commands` instead. */
export const MAX_MEETING_COMMAND_CHARACTERS = 3000

export const WatchingMeeting = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]{0,39}$/)
  .nullable()

export type MeetingsNews = { readonly meetings: readonly MeetingListed[] }

export type MeetingNews = {
  readonly meeting: string
  /** Of the meeting's journal. */
  readonly seq: number
  /** The server's wall clock when it was sent, milliseconds: timers are shown against it. */
  readonly nowMs: number
  /** Everything there is; else only what differs, null where a part is gone. */
  readonly isWhole: boolean
  readonly parts: Readonly<Partial<Record<keyof MeetingParts, unknown>>>
}

export type MeetingOwnNews = { readonly meeting: string; readonly own: OwnPart }

/** A consultation that a question may rest on, as `GET /meetings/ID/evidence` offers it beside branches. */
export type ConsultationOffer = {
  readonly consultation: string
  readonly title: string
  readonly ready: boolean
  /** Why it cannot be taken; empty else. */
  readonly why: string
}

/** A branch of what if that a question may rest on, as `GET /meetings/ID/evidence` offers it. */
export type BranchOffer = {
  readonly branch: string
  readonly title: string
  readonly ready: boolean
  /** Why it cannot be taken; empty else. */
  readonly why: string
  /** What it does to devices: to be proposed as what a motion does. */
  readonly devices: readonly {
    readonly device: string
    readonly name: string
    readonly parameters: Readonly<Record<string, number | string | boolean>>
  }[]
}

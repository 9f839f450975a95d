// What a session knows of meetings: the list of them all, and the one it watches, put together from the parts it is sent. It
// asks each new line for what is watched. Draws nothing.
import type { MeetingCommand } from '../../shared/civic/commands.ts'
import type { MeetingListed, MeetingParts, OwnPart } from '../../shared/civic/told-meeting.ts'
import type { Verdict } from '../../shared/protocol/intent.ts'

/** The meeting that is watched, as far as it has come. */
export type MeetingNow = {
  readonly meeting: string
  readonly seq: number
  /** The server's wall clock minus this device's, milliseconds. */
  readonly aheadMs: number
  /** Parts by name; `poll.ID` and the like are one each. */
  readonly parts: Readonly<Partial<MeetingParts>>
  /** Null before it was told. */
  readonly own: OwnPart | null
}

export type Meetings = {
  list(): readonly MeetingListed[]
  /** Null while none is watched, or nothing of it has come. */
  now(): MeetingNow | null
  /** From now on this one and no other, after a lost line too; null for none. */
  watch(meeting: string | null): void
  /** Any of the above is different. */
  onMeetings(heard: () => void): () => void
  /**
   * To the meeting that is named; by a POST where it does not fit into a frame. The verdict has the number of the meeting's
   * journal, or the reason. Never rejects. A ballot is signed before it comes here (client/wallet).
   */
  act(meeting: string, command: MeetingCommand): Promise<Verdict>
}

// What the rooms and the web see of the city's meetings. A line is one window or headset of somebody; who somebody is in a
// meeting follows from who they are to the city, and one person is one person in all their lines.
import type { Role } from '../../shared/kernel/system.ts'
import type { Who } from '../identity/identity.ts'

/** Somebody who asks something of a meeting. */
export type Asker = {
  /** Null for a guest. */
  readonly who: Who | null
  /** What a guest is known by while they are here. */
  readonly sessionId: string
  readonly role: Role
  readonly name: string
}

export type MeetingLine = {
  /** As they are now. */
  asker(): Asker
  /** A message object may be told to many lines: it is encoded once. */
  send(type: string, message: object): void
}

/** The part of a verdict that is not the intent's id. */
export type MeetingVerdict =
  | { readonly ok: true; readonly seq: number }
  | { readonly ok: false; readonly reason: string }

export type CityMeetings = {
  /** From now on it is told the list, and what it watches. */
  join(line: MeetingLine): void
  leave(line: MeetingLine): void
  /** This one and no other; null for none. */
  watch(line: MeetingLine, meeting: string | null): void
  /** Never rejects. The same intent of the same person is done once. */
  act(
    asker: Asker,
    act: { readonly meeting: string; readonly command: unknown; readonly intent: string },
  ): Promise<MeetingVerdict>
}

// What the rooms and the web see of the city's meetings. A line is one window or headset of somebody; who somebody is in a
// meeting follows from who they are to the city, and one person is one person in all their lines.
import type { Asker } from '../kernels/asking.ts'
import type { KernelVerdict } from '../kernels/kernel-journal.ts'

export type { Asker }

export type MeetingLine = {
  /** As they are now. */
  asker(): Asker
  /** A message object may be told to many lines: it is encoded once. */
  send(type: string, message: object): void
}

export type MeetingVerdict = KernelVerdict

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

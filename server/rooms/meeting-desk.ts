// Where a room meets the city's meetings: lines come and go, what they watch is asked for, commands come back as verdicts
// later. What many are told is encoded once, for all copies of the city.
import { type Client, getMessageBytes, Protocol } from '@colyseus/core'
import { complaint, type Intent, type Verdict } from '../../shared/protocol/intent.ts'
import { WatchingMeeting } from '../../shared/protocol/meetings.ts'
import type { Asker, CityMeetings, MeetingLine } from '../meetings/contract.ts'
import type { Visitor } from './acts.ts'

export type MeetingIntent = Extract<Intent, { type: 'meeting' }>

export const isMeetingIntent = (intent: Intent): intent is MeetingIntent => intent.type === 'meeting'

export class MeetingDesk {
  private readonly meetings: CityMeetings | null
  private readonly lines = new Map<string, MeetingLine>()

  /** Null where no meetings are held. */
  constructor(meetings: CityMeetings | null) {
    this.meetings = meetings
  }

  join(client: Client, name: () => string): void {
    this.leave(client)
    const asker = (): Asker => {
      const { who, role } = client.userData as Visitor
      return { who, role, sessionId: client.sessionId, name: name() }
    }
    const line: MeetingLine = { asker, send: (type, message) => client.enqueueRaw(encoded(type, message)) }
    this.lines.set(client.sessionId, line)
    this.meetings?.join(line)
  }

  leave({ sessionId }: Client): void {
    const line = this.lines.get(sessionId)
    this.lines.delete(sessionId)
    if (line) this.meetings?.leave(line)
  }

  /** Never rejects. */
  async answer({ sessionId }: Client, { id, meeting, command }: MeetingIntent): Promise<Verdict> {
    const line = this.lines.get(sessionId)
    if (!this.meetings || !line) return { ok: false, id, reason: 'no meetings are held here' }
    return { ...(await this.meetings.act(line.asker(), { meeting, command, intent: id })), id }
  }

  /** Null, or why not. */
  watch({ sessionId }: Client, visitor: Visitor, raw: unknown, nowMs: number): string | null {
    if (!visitor.looks.take(nowMs)) return 'you look round too fast; wait a second'
    const parsed = WatchingMeeting.safeParse(raw)
    if (!parsed.success) return complaint(parsed.error, 'watching a meeting')
    const line = this.lines.get(sessionId)
    if (line) this.meetings?.watch(line, parsed.data)
    return null
  }
}

const messages = new WeakMap<object, Uint8Array>()
function encoded(type: string, message: object): Uint8Array {
  let bytes = messages.get(message)
  if (!bytes) {
    bytes = getMessageBytes.raw(Protocol.ROOM_DATA, type, message)
    messages.set(message, bytes)
  }
  return bytes
}

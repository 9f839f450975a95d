// What a record takes from its meeting's journal itself: the notice that was given, and where the chain stood.
import type { Input } from '../../shared/kernel/input.ts'
import type { RecordBody } from '../../shared/records/format.ts'
import type { Journal } from '../journal/journal.ts'
import type { Desk } from '../meetings/desk.ts'
import { timelineOf } from '../meetings/meeting-journal.ts'
import type { Notice } from './build.ts'

const PAGE = 500

/** The last one before the meeting began. Throws where none was given. */
export async function noticeOf(journal: Journal, meeting: string): Promise<Notice> {
  let [after, atMs] = [-1, 0]
  let notice: Notice | null = null
  for (;;) {
    const page = await journal.call('read', { timeline: timelineOf(meeting), after, limit: PAGE })
    for (const { seq, input } of page) {
      after = seq
      const given = JSON.parse(input) as Input
      if (given.kind === 'step') ({ atMs } = given)
      if (given.kind !== 'command') continue
      const { command, actor } = given
      if (command.type === 'meeting.open' && notice) return notice
      // What the journal has was read by the rules before.
      if (command.type === 'meeting.convene')
        notice = { by: actor.id, noticeAtMs: atMs, startsAtMs: (command as { startsAtMs?: number }).startsAtMs ?? 0 }
    }
    if (page.length < PAGE) break
  }
  if (!notice) throw new Error(`meeting ${meeting} was never convened`)
  return notice
}

/** The newest entry that is played; nothing may wait between this and what is built on it. */
export async function headOf(
  journal: Journal,
  desk: Pick<Desk, 'meeting' | 'seq'>,
): Promise<RecordBody['meeting']['journal']> {
  for (;;) {
    const { seq: lastSeq } = desk
    const [entry] = await journal.call('read', { timeline: timelineOf(desk.meeting), after: lastSeq - 1, limit: 1 })
    if (!entry) throw new Error(`the journal of meeting ${desk.meeting} has no entry ${lastSeq}`)
    if (desk.seq === lastSeq) return { firstSeq: 0, lastSeq, lastHash: entry.hash }
  }
}

// What becomes of a message that asks for something: parsed once, counted, done, answered with a verdict; never throws.
// Sent twice, it is answered twice and done once. What a timeline or a meeting answers comes later.
import { complaint, Intent, type Verdict } from '../../shared/protocol/intent.ts'
import type { Visitor } from './acts.ts'
import { isMeetingIntent, type MeetingIntent } from './meeting-desk.ts'
import { isTwinIntent, type RoomIntent, type TwinIntent } from './twin-desk.ts'
import type { Watch } from './watch.ts'

export type Deeds = {
  nowMs(): number
  /** Does it, or says why not. */
  now(intent: RoomIntent): string | null
  later(intent: TwinIntent | MeetingIntent): Promise<Verdict>
}

export function answer(raw: unknown, visitor: Visitor, watch: Watch, deeds: Deeds): Verdict | Promise<Verdict> {
  const told = (verdict: Verdict): Verdict => {
    watch.verdict(verdict.ok ? 'accepted' : 'refused')
    return verdict
  }
  const failed = ({ id, type }: Intent, error: unknown): Verdict => {
    watch.fault(`intent ${type}`, error)
    watch.verdict('failed')
    return refused(id, 'the city could not do that; it has been noted')
  }
  const parsed = Intent.safeParse(raw)
  if (!parsed.success) return told(refused(idOf(raw), complaint(parsed.error, 'that request')))
  const intent = parsed.data
  const { id } = intent
  const before = visitor.verdicts.get(id)
  if (before) return before
  if (!visitor.intents.take(deeds.nowMs())) return told(refused(id, 'too many requests; wait a second'))
  if (isTwinIntent(intent) || isMeetingIntent(intent)) {
    const verdict = deeds.later(intent).then(
      (given) => {
        // What was refused may be tried again under the same id: the disk may have room then.
        if (!given.ok) visitor.verdicts.delete(id)
        return told(given)
      },
      (error: unknown) => failed(intent, error),
    )
    visitor.remember(id, verdict)
    return verdict
  }
  try {
    const refusal = deeds.now(intent)
    const verdict: Verdict = refusal === null ? { ok: true, id } : refused(id, refusal)
    visitor.remember(id, verdict)
    return told(verdict)
  } catch (error) {
    return failed(intent, error)
  }
}

export const refused = (id: string, reason: string): Verdict => ({ ok: false, id, reason })

function idOf(raw: unknown): string {
  const id = raw !== null && typeof raw === 'object' && Object.hasOwn(raw, 'id') ? (raw as { id: unknown }).id : ''
  return typeof id === 'string' ? id.slice(0, 40) : ''
}

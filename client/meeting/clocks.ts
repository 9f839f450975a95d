// How much time is left, reckoned against the server's wall clock, and as it is shown.
import type { PollOnBoard, SpeechTold } from '../../shared/civic/told-meeting.ts'

export type ClockState = 'runs' | 'warns' | 'over' | 'stands'

/** Below 0 where the time is over. */
export const leftMsOf = ({ limitS, usedMs, sinceMs }: SpeechTold, serverMs: number): number =>
  limitS * 1000 - usedMs - (sinceMs === null ? 0 : Math.max(0, serverMs - sinceMs))

export function clockOf(speech: SpeechTold, serverMs: number): { readonly leftMs: number; readonly is: ClockState } {
  const leftMs = leftMsOf(speech, serverMs)
  if (leftMs <= 0) return { leftMs, is: 'over' }
  if (speech.state !== 'speaking') return { leftMs, is: 'stands' }
  return { leftMs, is: leftMs <= speech.warnBeforeS * 1000 ? 'warns' : 'runs' }
}

/** Null where the vote has no limit. */
export const pollLeftMs = ({ untilMs }: PollOnBoard, serverMs: number): number | null =>
  untilMs === null ? null : Math.max(0, untilMs - serverMs)

/** `14:05`, `-0:12`, `1:02:03`; the last second that is left is still shown as one. */
export function clockFace(ms: number): string {
  const all = ms < 0 ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000)
  const two = (n: number): string => String(n).padStart(2, '0')
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60]
  const face = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
  return ms < 0 && all > 0 ? `−${face}` : face
}

// When a meeting begins, in words: by the city's clock, in the reader's language, and why it cannot begin sooner.
import { language, say } from '../panels/strings.ts'
import { unitText } from '../panels/moments.ts'
import { earliestMs, isSameClock, spanOf, wholeMoment } from './moment-field.ts'

export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

export function spanText(spanS: number): string {
  const span = spanOf(spanS)
  return 'days' in span ? say('meetSpanDays', { n: span.days }) : `${span.hours} ${unitText('h')}`
}

/** In the reader's language, with the time zone where it is not theirs. */
export function beginsText(ms: number, timeZone: string): string {
  const city = wholeMoment(ms, timeZone, language.value)
  return isSameClock(ms, timeZone, ownZone()) ? city : `${city} (${timeZone})`
}

export function tooSoonText(noticeS: number, nowMs: number, timeZone: string): string {
  const time = beginsText(earliestMs(nowMs, noticeS), timeZone)
  return say('meetTooSoon', { span: spanText(noticeS), time })
}

// What is said of a meeting when it differs from what was told before: in a word to who listens, and to whatever sounds. One
// sentence for each thing; the opened vote and the warning at once, the rest when there is a pause.
import type { SpeechTold } from '../../shared/civic/told-meeting.ts'
import { say } from '../panels/strings.ts'
import { ownVotes } from './ballots.ts'
import { currentItem, type Sight, speaking } from './sight.ts'
import { capital, resultText, word } from './words.ts'

export type Tidings = {
  readonly polite: readonly string[]
  readonly urgent: readonly string[]
  /** Speeches whose warning, or whose end, has come. */
  readonly warned: readonly { readonly speech: SpeechTold; readonly isOver: boolean }[]
}

export function tidingsOf(before: Sight, after: Sight): Tidings {
  const polite = [
    ...ofLife(before, after),
    ...ofItem(before, after),
    ...ofSpeaker(before, after),
    ...ofEnd(before, after),
  ]
  const warned = ofTimes(before, after)
  const urgent = [
    ...ofOpened(before, after),
    ...ofCall(before, after),
    ...warned.map(({ speech: { name }, isOver }) => say(isOver ? 'meetSaidOver' : 'meetSaidWarn', { name })),
  ]
  return { polite, urgent, warned }
}

function ofLife({ life: was }: Sight, { life }: Sight): string[] {
  return was.is === life.is ? [] : [say('meetSaidState', { state: word('meeting', life.is) })]
}

function ofItem(before: Sight, after: Sight): string[] {
  const item = currentItem(after)
  return item && item.id !== currentItem(before)?.id ? [say('meetSaidItem', { title: item.title })] : []
}

function ofSpeaker(before: Sight, after: Sight): string[] {
  const now = speaking(after)
  if (!now || now.id === speaking(before)?.id) return []
  return [say(now.person === after.own.id ? 'meetSaidYou' : 'meetSaidSpeaker', { name: now.name })]
}

/** Votes that have come to their end. */
function ofEnd(before: Sight, after: Sight): string[] {
  return after.polls.flatMap((poll) => {
    const was = before.polls.find(({ id }) => id === poll.id)
    const isNews =
      was && (was.result?.outcome !== poll.result?.outcome || (was.state !== 'void' && poll.state === 'void'))
    return isNews && (poll.result || poll.state === 'void') ? [`${poll.question} ${capital(resultText(poll))}`] : []
  })
}

function ofOpened(before: Sight, after: Sight): string[] {
  return after.polls.flatMap((poll) => {
    const was = before.polls.find(({ id }) => id === poll.id)
    return poll.state === 'open' && was?.state !== 'open' ? [say('meetSaidVote', { question: poll.question })] : []
  })
}

/** One's own seat is called. */
function ofCall(before: Sight, after: Sight): string[] {
  return after.polls.flatMap((poll) => {
    const was = before.polls.find(({ id }) => id === poll.id)?.called ?? null
    if (poll.method !== 'rollCall' || poll.called === was || poll.called === null) return []
    const mine = ownVotes(after, poll).find(({ seat, wait }) => seat === poll.called && wait === null)
    return mine ? [say('meetSaidCalled', { question: poll.question })] : []
  })
}

function ofTimes(before: Sight, after: Sight): Tidings['warned'] {
  return after.speeches.flatMap((speech): Tidings['warned'][number][] => {
    const was = before.speeches.find(({ id }) => id === speech.id)
    if (!was || speech.state !== 'speaking') return []
    if (speech.overMs !== null && was.overMs === null) return [{ speech, isOver: true }]
    return speech.warnedMs !== null && was.warnedMs === null ? [{ speech, isOver: false }] : []
  })
}

// What may be done to the list of speakers: asking for the floor, and the chair's calling, timing and ruling.
import type { SpeechKind } from '../../shared/civic/rules.ts'
import type { SpeechTold } from '../../shared/civic/told-meeting.ts'
import { because, deed, type MeetingDeed, reason } from './deeds.ts'
import { currentItem, isSitting, may, type Sight, speaking, waiting } from './sight.ts'

/** What is asked for most stands first. */
const KINDS: readonly SpeechKind[] = ['contribution', 'pointOfOrder', 'question', 'reply', 'pro', 'contra']
const INTERRUPTS: readonly SpeechKind[] = ['pointOfOrder', 'question']

/** The kinds one can ask for now, the plain one first. */
export function askDeeds(sight: Sight, newId: (kind: string) => string): readonly MeetingDeed[] {
  const { own, isListOpen, life } = sight
  if (!may(sight, 'meeting.askToSpeak') || !isSitting(life) || !currentItem(sight) || !own.isHere) return []
  const mine = waiting(sight).filter(({ person }) => person === own.id)
  return KINDS.filter(
    (kind) => (isListOpen || INTERRUPTS.includes(kind)) && !mine.some((one) => one.kind === kind),
  ).map((kind) =>
    deed(
      `meetAsk_${kind}`,
      { command: () => ({ type: 'meeting.askToSpeak', speech: newId('speech'), kind }) },
      {
        isPrimary: kind === 'contribution',
      },
    ),
  )
}

export function listDeeds(sight: Sight): readonly MeetingDeed[] {
  if (!isSitting(sight.life)) return []
  if (sight.isListOpen)
    return may(sight, 'meeting.closeList') ? [deed('meetCloseList', { type: 'meeting.closeList' })] : []
  return may(sight, 'meeting.reopenList') ? [deed('meetReopenList', { type: 'meeting.reopenList' })] : []
}

export function speechDeeds(sight: Sight, speech: SpeechTold): readonly MeetingDeed[] {
  const { id, name, state, person } = speech
  const of = { of: id, name }
  const found: MeetingDeed[] = []
  if (state === 'waiting') {
    found.push(...callDeeds(sight, speech))
    if (person === sight.own.id && may(sight, 'meeting.withdrawSpeech'))
      found.push(deed('meetWithdrawSpeech', { type: 'meeting.withdrawSpeech', speech: id }, of))
    if (may(sight, 'meeting.skipSpeech')) found.push(deed('meetSkip', { type: 'meeting.skipSpeech', speech: id }, of))
  }
  if (state === 'speaking' && may(sight, 'meeting.pauseSpeech'))
    found.push(
      deed('meetPauseSpeech', { type: 'meeting.pauseSpeech' }, of),
      ...[1, 5].map((minutes) =>
        deed('meetExtend', { type: 'meeting.extendSpeech', byS: 60 * minutes }, { ...of, values: { minutes } }),
      ),
    )
  if (state === 'paused' && isSitting(sight.life) && !speaking(sight) && may(sight, 'meeting.resumeSpeech'))
    found.push(deed('meetGoOn', { type: 'meeting.resumeSpeech', speech: id }, { ...of, isPrimary: true }))
  const isUnderWay = state === 'speaking' || state === 'paused'
  const isTheirs = person === sight.own.id && may(sight, 'meeting.endSpeech')
  if (isUnderWay && (sight.own.roles.includes('chair') || isTheirs))
    found.push(deed(isTheirs ? 'meetEndOwn' : 'meetEndSpeech', { type: 'meeting.endSpeech', speech: id }, of))
  return [...found, ...rulingDeeds(sight, speech)]
}

/** With the choices of minutes that the rules have for it. */
export function callDeeds(sight: Sight, { id, name, kind }: SpeechTold): readonly MeetingDeed[] {
  if (!may(sight, 'meeting.callSpeaker') || !isSitting(sight.life)) return []
  const first = waiting(sight)[0]
  if (first?.kind === 'pointOfOrder' && kind !== 'pointOfOrder') return []
  if (speaking(sight) && !INTERRUPTS.includes(kind)) return []
  const { choicesS = [60] } = sight.about?.rules.speech[kind] ?? {}
  return choicesS.map((limitS, i) =>
    deed(
      'meetCall',
      { type: 'meeting.callSpeaker', speech: id, limitS },
      {
        of: id,
        name,
        values: { minutes: Math.round((limitS / 60) * 10) / 10 },
        isPrimary: i === 0 && first?.id === id,
      },
    ),
  )
}

export function rulingDeeds(sight: Sight, { id, name, kind, state, ruling }: SpeechTold): readonly MeetingDeed[] {
  const isHeard = state === 'speaking' || state === 'paused' || state === 'ended'
  if (kind !== 'pointOfOrder' || ruling !== null || !isHeard || !may(sight, 'meeting.rulePointOfOrder')) return []
  return (['sustained', 'overruled'] as const).map((to) =>
    deed(
      `meetRule_${to}`,
      because((why) => ({ type: 'meeting.rulePointOfOrder', speech: id, ruling: to, reason: why })),
      {
        of: id,
        name,
        asks: reason(),
      },
    ),
  )
}

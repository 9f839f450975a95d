// States, rules and results of a meeting in words of the reader's language. Words of the program that stand in minutes as well
// are shared/civic/value-words.ts's; sentences of the screens are the catalogue's.
import type { Majority } from '../../shared/civic/majority.ts'
import type { PollResult } from '../../shared/civic/state.ts'
import type { HouseTold, PollOnBoard, SeatTold } from '../../shared/civic/told-meeting.ts'
import type { Tally } from '../../shared/civic/tally.ts'
import { wordOf } from '../../shared/civic/value-words.ts'
import { isKey, language, say } from '../panels/strings.ts'

export const word = (group: Parameters<typeof wordOf>[0], value: string): string => wordOf(group, value, language.value)

export function quorumText({ quorum }: HouseTold): string {
  const { present, required, total, isQuorate } = quorum
  return say(isQuorate ? 'meetQuorum' : 'meetQuorumMissing', { present, required, total })
}

/** `more than half of the votes for and against`. */
export function ruleText({ num, den, strict, base }: Majority): string {
  const how = strict ? 'More' : 'Least'
  const known = `meet${how}_${num}_${den}`
  const share = isKey(known) ? say(known) : say(`meet${how}`, { num, den })
  return say('meetRule', { share, base: say(`meetBase_${base}`) })
}

export const tallyText = ({ yes, no, abstain }: Tally): string => say('meetTally', { yes, no, abstain })

/** `Carried: 5 yes, 2 no, 0 abstained. 4 were needed: more than half of the votes for and against.` */
export function resultText(poll: Pick<PollOnBoard, 'result' | 'rule' | 'method' | 'reason' | 'state'>): string {
  const { result, rule, method, reason, state } = poll
  if (state === 'void') return say('meetVoid', { reason })
  if (!result) return say('meetCounting')
  const outcome = capital(word('outcome', result.outcome))
  if (method === 'unanimousConsent') return say(result.tally.no === 0 ? 'meetConsent' : 'meetObjected', { outcome })
  return say('meetResult', { outcome, tally: tallyText(result.tally), why: whyText(result, rule) })
}

function whyText({ decision: { because, needed }, tieBrokenBy }: PollResult, rule: Majority): string {
  if (tieBrokenBy) {
    const { how, by, choice } = tieBrokenBy
    return say(how === 'chair' ? 'meetByChair' : 'meetByLot', { by, choice: word('choice', choice) })
  }
  switch (because) {
    case 'reached':
    case 'notReached':
      return say('meetNeeded', { needed, rule: ruleText(rule) })
    case 'nobody':
      return say('meetNobody')
    case 'turnout':
      return say('meetTurnout', { num: rule.turnoutFloor?.num ?? 0, den: rule.turnoutFloor?.den ?? 1 })
    case 'tie':
      break
  }
  return say(`meetTie_${rule.tie}`)
}

/** Who votes for a seat now, and as what. */
export function sittingText({ via, voterName }: SeatTold): string {
  switch (via) {
    case 'holder':
      return say('meetHere')
    case 'deputy':
      return say('meetDeputy', { name: voterName ?? '' })
    case 'proxy':
      return say('meetProxy', { name: voterName ?? '' })
    case 'recused':
      return say('meetRecused')
    case 'absent':
      break
  }
  return say('meetAbsent')
}

/** As many letters as one compares by eye. */
export const shortHash = (hash: string): string => `${hash.slice(0, 8)}…${hash.slice(-4)}`

export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1)

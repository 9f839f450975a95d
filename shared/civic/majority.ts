// The majority of a question in words; how it is reckoned is shared/records/majority.ts, which whoever verifies a record uses
// as well.
import type { Counts, Decision, Majority } from '../records/majority.ts'
import { type Language, say, sayIf, type Values, wordOf } from './value-words.ts'

export {
  BASES,
  type Counts,
  type Decision,
  decide,
  Majority,
  MOST_WEIGHT,
  neededOf,
  Share,
} from '../records/majority.ts'

/** `at least 2/3 of all members`. */
export function ruleInWords({ num, den, strict, base }: Majority, language: Language = 'en'): string {
  const share = say(`share_${base}`, {}, language)
  return say(strict ? 'rule_more' : 'rule_least', { num, den, share }, language)
}

/** Why it came out so, in one sentence. */
export const decisionInWords = (rule: Majority, counts: Counts, decision: Decision): string =>
  resultInWords(resultValues(rule, counts, decision), 'en')

/** All that `resultInWords` says, as an entry of the course keeps it. */
export function resultValues(rule: Majority, { yes, no, abstain }: Counts, decision: Decision): Values {
  const { outcome, because, needed, base } = decision
  const { num, den, strict, base: share, tie, turnoutFloor } = rule
  const by = { num, den, rule: strict ? 'more' : 'least', share, tie }
  const floor = turnoutFloor ? { floorNum: turnoutFloor.num, floorDen: turnoutFloor.den } : {}
  return { outcome, because, yes, no, abstain, needed, base, ...by, ...floor }
}

export function resultInWords(values: Values, language: Language): string {
  const phrase = (group: string): string => sayIf(`${group}_${values[group] ?? ''}`, values, language)
  const share = phrase('share')
  const said = {
    outcome: wordOf('outcome', values['outcome'] ?? '', language),
    votes: say('tally', values, language),
    rule: sayIf(`rule_${values['rule'] ?? ''}`, { ...values, share }, language),
    tie: phrase('tie'),
  }
  return sayIf(`result_${values['because'] ?? ''}`, { ...values, ...said }, language)
}

// A rule as somebody writes it in a form: texts, until they make a rule, or the sentence why not and at which field. Rules
// of several conditions keep them; their name, weight and patience can be changed here, the rest is written as data.
import type { Words } from '../../../shared/kernel/words.ts'
import { type Condition, type Leaf, Rule } from '../../../shared/systems/alerts/rule.ts'
import type { Key } from '../../panels/strings.ts'

export const KINDS = ['above', 'below', 'outside', 'silent', 'changed', 'risingTo', 'fallingTo'] as const
export const SEVERITIES = ['notice', 'warning', 'emergency'] as const
type Kind = (typeof KINDS)[number]

const NUMBERS = ['level', 'clearsAt', 'low', 'high', 'margin', 'forMin', 'by', 'withinMin', 'overMin', 'holdS'] as const
export type NumberField = (typeof NUMBERS)[number]
export type Field = NumberField | 'en' | 'ru' | 'kk' | 'key' | 'thing'

/** Which numbers each kind asks for. */
export const FIELDS: Readonly<Record<Kind, readonly NumberField[]>> = {
  above: ['level', 'clearsAt'],
  below: ['level', 'clearsAt'],
  outside: ['low', 'high', 'margin'],
  silent: ['forMin'],
  changed: ['by', 'withinMin'],
  risingTo: ['level', 'withinMin', 'overMin'],
  fallingTo: ['level', 'withinMin', 'overMin'],
}
export const TITLES: Readonly<Record<Field, Key>> = {
  en: 'ruleName_en',
  ru: 'ruleName_ru',
  kk: 'ruleName_kk',
  key: 'ruleKey',
  thing: 'ruleThing',
  level: 'ruleLevel',
  clearsAt: 'ruleClearsAt',
  low: 'ruleLow',
  high: 'ruleHigh',
  margin: 'ruleMargin',
  forMin: 'ruleForMin',
  by: 'ruleBy',
  withinMin: 'ruleWithinMin',
  overMin: 'ruleOverMin',
  holdS: 'ruleHoldS',
}

export type Draft = {
  /** The rule it changes; null for a new one. */
  readonly before: Rule | null
  readonly severity: (typeof SEVERITIES)[number]
  /** Null where several conditions stay as they are. */
  readonly kind: Kind | null
  readonly texts: Readonly<Record<Field, string>>
}
export type Wrong = { readonly field: Field; readonly why: Key }

const MINUTE_S = 60
const DAY_S = 86_400
const MOST = 1e9

export function blank(key: string): Draft {
  const texts = { ...EMPTY, key, holdS: '60', forMin: '15', withinMin: '60', overMin: '30' }
  return { before: null, severity: 'warning', kind: 'above', texts }
}

export function draftOf(rule: Rule): Draft {
  const { name, severity, when, holdS } = rule
  const leaf = isLeaf(when) ? when : null
  const own = { en: name.en, ru: name.ru ?? '', kk: name.kk ?? '', holdS: String(holdS) }
  const texts = { ...blank('').texts, ...(leaf ? textsOf(leaf) : {}), ...own }
  return { before: rule, severity, kind: leaf?.is ?? null, texts }
}

/** `taken`: ids of rules there are. */
export function ruleOf({ before, severity, kind, texts }: Draft, taken: readonly string[]): Rule | Wrong {
  const name = nameOf(texts)
  if (!name) return { field: 'en', why: 'ruleNeedsName' }
  const holdS = numberOf(texts.holdS)
  if (holdS === null) return { field: 'holdS', why: 'ruleNeedsNumber' }
  if (holdS < 0 || holdS > DAY_S) return { field: 'holdS', why: 'ruleHold' }
  const when = kind === null ? before?.when : conditionOf(kind, texts, before)
  if (!when) return { field: 'key', why: 'ruleUnclear' }
  if ('why' in when) return when
  const id = before?.id ?? idFor(name.en, taken)
  const parsed = Rule.safeParse({ ...before, id, name, severity, when, holdS })
  if (parsed.success) return parsed.data
  // Only the name of a sensor is free text besides.
  return { field: kind !== null && texts.thing.trim() !== '' ? 'thing' : 'en', why: 'ruleUnclear' }
}

export const isWrong = (made: Rule | Wrong): made is Wrong => 'why' in made

export const isLeaf = (when: Condition): when is Leaf => when.is !== 'all' && when.is !== 'any' && when.is !== 'atLeast'

const EMPTY: Record<Field, string> = {
  en: '',
  ru: '',
  kk: '',
  key: '',
  thing: '',
  level: '',
  clearsAt: '',
  low: '',
  high: '',
  margin: '',
  forMin: '',
  by: '',
  withinMin: '',
  overMin: '',
  holdS: '',
}

function textsOf(leaf: Leaf): Partial<Record<Field, string>> {
  const of = { key: leaf.of.key, thing: leaf.of.thing ?? '' }
  const minutes = (s: number): string => String(s / MINUTE_S)
  const perhaps = (value: number | undefined): string => (value === undefined ? '' : String(value))
  switch (leaf.is) {
    case 'above':
    case 'below':
      return { ...of, level: String(leaf.level), clearsAt: perhaps(leaf.clearsAt) }
    case 'outside':
      return { ...of, low: String(leaf.low), high: String(leaf.high), margin: perhaps(leaf.margin) }
    case 'silent':
      return { ...of, forMin: minutes(leaf.forS) }
    case 'changed':
      return { ...of, by: String(leaf.by), withinMin: minutes(leaf.withinS) }
    case 'risingTo':
    case 'fallingTo':
      break
  }
  const { level, withinS, overS } = leaf
  return { ...of, level: String(level), withinMin: minutes(withinS), overMin: minutes(overS) }
}

function nameOf({ en, ru, kk }: Draft['texts']): Words | null {
  const isLong = [en, ru, kk].some((one) => one.trim().length > 160)
  if (en.trim() === '' || isLong) return null
  return {
    en: en.trim(),
    ...(ru.trim() === '' ? {} : { ru: ru.trim() }),
    ...(kk.trim() === '' ? {} : { kk: kk.trim() }),
  }
}

/** As people write numbers, with a comma too; null for none. */
function numberOf(text: string): number | null {
  const plain = text.trim().replace(',', '.').replace('−', '-')
  const value = plain === '' ? Number.NaN : Number(plain)
  return Number.isFinite(value) ? value : null
}

function conditionOf(kind: Kind, texts: Draft['texts'], before: Rule | null): Leaf | Wrong {
  const values: Partial<Record<NumberField, number>> = {}
  for (const field of FIELDS[kind]) {
    const isOptional = field === 'clearsAt' || field === 'margin'
    if (isOptional && texts[field].trim() === '') continue
    const value = numberOf(texts[field])
    if (value === null) return { field, why: 'ruleNeedsNumber' }
    if (field.endsWith('Min') && (value * MINUTE_S < 1 || value * MINUTE_S > DAY_S))
      return { field, why: 'ruleMinutes' }
    if (Math.abs(value) > MOST) return { field, why: 'ruleTooBig' }
    values[field] = value
  }
  const { level = 0, clearsAt, low = 0, high = 0, margin, by = 0 } = values
  const [forS, withinS, overS] = (['forMin', 'withinMin', 'overMin'] as const).map((one) => secondsOf(values[one])) as [
    number,
    number,
    number,
  ]
  // What the form does not ask for, an area or the mean of several, stays.
  const kept = before && isLeaf(before.when) ? before.when.of : {}
  const thing = texts.thing.trim()
  const of = { ...kept, key: texts.key, ...(thing === '' ? {} : { thing }) }
  if (thing === '') delete of.thing
  switch (kind) {
    case 'above':
      if (clearsAt !== undefined && clearsAt > level) return { field: 'clearsAt', why: 'ruleClearsAbove' }
      return { is: kind, of, level, ...(clearsAt === undefined ? {} : { clearsAt }) }
    case 'below':
      if (clearsAt !== undefined && clearsAt < level) return { field: 'clearsAt', why: 'ruleClearsBelow' }
      return { is: kind, of, level, ...(clearsAt === undefined ? {} : { clearsAt }) }
    case 'outside':
      if (!(low + 2 * Math.abs(margin ?? 0) < high)) return { field: 'high', why: 'ruleBandEmpty' }
      return { is: kind, of, low, high, ...(margin === undefined ? {} : { margin }) }
    case 'silent':
      return { is: kind, of, forS }
    case 'changed':
      return by === 0 ? { field: 'by', why: 'ruleNoChange' } : { is: kind, of, by, withinS }
    case 'risingTo':
    case 'fallingTo':
      break
  }
  return { is: kind, of, level, withinS, overS }
}

const secondsOf = (minutes = 1): number => Math.round(minutes * MINUTE_S)

/** From the English name; never one that is there. */
export function idFor(name: string, taken: readonly string[]): string {
  const word = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 50) // prettier-ignore
  const base = word === '' ? 'rule' : word
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.includes(id)) return id
  }
}

// Rules as somebody writes them in a form: what comes of the texts, and the sentence with its field where nothing does.
import { describe, expect, it } from 'vitest'
import { DEFAULT_RULES } from '../../../shared/systems/alerts/default-rules.ts'
import { checkRule, type Rule } from '../../../shared/systems/alerts/rule.ts'
import { blank, type Draft, draftOf, idFor, isWrong, KINDS, ruleOf } from './rule-form.ts'

const written = (kind: Draft['kind'], texts: Partial<Draft['texts']>): Draft => {
  const draft = blank('levelM')
  return { ...draft, kind, texts: { ...draft.texts, en: 'High water', ...texts } }
}

describe('a rule in a form', () => {
  it('comes back as it was, of every kind a city begins with', () => {
    for (const rule of DEFAULT_RULES) expect(ruleOf(draftOf(rule), [])).toEqual(rule)
  })

  it('is made of texts as people write them, and passes the check of the city', () => {
    const made = ruleOf(written('above', { ru: ' Высокая вода ', level: '3,5', clearsAt: '', thing: 'gauge-3' }), [
      'heat',
    ])
    expect(made).toEqual({
      id: 'high-water',
      name: { en: 'High water', ru: 'Высокая вода' },
      severity: 'warning',
      when: { is: 'above', of: { key: 'levelM', thing: 'gauge-3' }, level: 3.5 },
      holdS: 60,
    })
    const all = { level: '1', low: '1', high: '2', by: '−2' }
    for (const kind of KINDS) {
      const rule = ruleOf(written(kind, all), [])
      expect(isWrong(rule) ? rule : checkRule(rule)).toBeNull()
      expect(isWrong(rule) ? rule : rule.when.is).toBe(kind)
    }
  })

  it('keeps what the form does not ask for', () => {
    const within = { eastM: 0, northM: 0, radiusM: 500 }
    const of = { key: 'noiseDb', thing: 'meter-1', within, take: 'mean' } as const
    const leaf = { is: 'above', of, level: 70 } as const
    const rule: Rule = {
      id: 'loud',
      name: { en: 'Loud' },
      severity: 'notice',
      when: leaf,
      holdS: 0,
      staleS: 30,
      atM: [1, 2],
    }
    const draft = draftOf(rule)
    const made = ruleOf({ ...draft, texts: { ...draft.texts, thing: '', level: '80' } }, ['loud'])
    expect(made).toEqual({ ...rule, when: { ...leaf, of: { key: 'noiseDb', within, take: 'mean' }, level: 80 } })
    const several: Rule = { ...rule, when: { is: 'any', of: [leaf, { is: 'silent', of, forS: 60 }] } }
    const other = draftOf(several)
    expect(other.kind).toBeNull()
    expect(ruleOf({ ...other, severity: 'emergency' }, [])).toEqual({ ...several, severity: 'emergency' })
  })

  it.each<[Draft['kind'], Partial<Draft['texts']>, string, string]>([
    ['above', { en: ' ' }, 'en', 'ruleNeedsName'],
    ['above', { en: 'x'.repeat(161) }, 'en', 'ruleNeedsName'],
    ['above', { level: '' }, 'level', 'ruleNeedsNumber'],
    ['above', { level: 'high' }, 'level', 'ruleNeedsNumber'],
    ['above', { level: '1e12' }, 'level', 'ruleTooBig'],
    ['above', { level: '1', clearsAt: '2' }, 'clearsAt', 'ruleClearsAbove'],
    ['below', { level: '1', clearsAt: '0' }, 'clearsAt', 'ruleClearsBelow'],
    ['outside', { low: '2', high: '1' }, 'high', 'ruleBandEmpty'],
    ['silent', { forMin: '0' }, 'forMin', 'ruleMinutes'],
    ['risingTo', { level: '1', overMin: '2000' }, 'overMin', 'ruleMinutes'],
    ['changed', { by: '0' }, 'by', 'ruleNoChange'],
    ['above', { level: '1', holdS: '-1' }, 'holdS', 'ruleHold'],
    ['above', { level: '1', holdS: 'soon' }, 'holdS', 'ruleNeedsNumber'],
    ['above', { level: '1', thing: 'a\u0000b' }, 'thing', 'ruleUnclear'],
  ])('of %s with %j is refused at %s: %s', (kind, texts, field, why) => {
    expect(ruleOf(written(kind, texts), [])).toEqual({ field, why })
  })

  it('has an id of its own', () => {
    expect(idFor('High water!', ['high-water'])).toBe('high-water-2')
    expect(idFor('  42 Вода', [])).toBe('rule')
  })
})

import { describe, expect, it } from 'vitest'
import { COURSE_WORDS } from './course-words.ts'
import { inWords } from './course.ts'
import { BASES } from './majority.ts'
import { METHODS, SPEECH_KINDS } from './rules.ts'
import { CHOICES } from './tally.ts'
import { LANGUAGES, VALUE_WORDS, wordOf } from './value-words.ts'

const TABLES = { ...COURSE_WORDS, ...VALUE_WORDS }
const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()
const bare = (text: string): string => text.replace(/\{\w+\}/g, '')

describe('the words of a meeting', () => {
  it('have the same values to fill in, in every language', () => {
    for (const [key, [en, ru, kk]] of Object.entries(TABLES))
      for (const other of [ru, kk]) expect([key, holes(other)]).toEqual([key, holes(en)])
  })

  it('are Russian and Kazakh where they are not only values', () => {
    const left = Object.entries(TABLES).filter(
      ([, [en, ru, kk]]) =>
        /\p{L}{2}/u.test(bare(en)) &&
        ![ru, kk].every((text) => /\p{L}/u.test(bare(text)) && !/[A-Za-z]/.test(bare(text))),
    )
    expect(left).toEqual([])
  })

  it('know every method, kind of speech, choice and base of a majority', () => {
    const known = Object.keys(TABLES)
    expect(known).toEqual(
      expect.arrayContaining([
        ...METHODS.map((one) => `method_${one}`),
        ...SPEECH_KINDS.map((one) => `kind_${one}`),
        ...CHOICES.map((one) => `choice_${one}`),
        ...BASES.map((one) => `share_${one}`),
      ]),
    )
  })

  it('leave a value as it is where there is no word for it', () => {
    expect(wordOf('method', 'constructor', 'ru')).toBe('constructor')
  })

  it('leave nothing to fill in and no word of the program, whatever a person wrote', () => {
    const values = { name: '{kind}', kind: 'pointOfOrder' }
    const said = LANGUAGES.map((one) => inWords({ atMs: 0, item: null, key: 'spoke', values }, one))
    expect(said).toEqual([
      '{kind} spoke (point of order).',
      'Выступление: {kind} (по порядку ведения).',
      '{kind} сөз сөйледі (отырысты жүргізу тәртібі бойынша).',
    ])
  })
})

import { afterEach, expect, it } from 'vitest'
import { CHOICES } from '../people/wardrobe.ts'
import { EMOTES } from '../../shared/protocol/intent.ts'
import { CATALOGUES, isKey, type Key, language, say } from './strings.ts'
import { detailText, factName, factValue, titleText, truthText } from './words.ts'

const keys = Object.keys(CATALOGUES.en) as Key[]
const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort()

afterEach(() => {
  language.value = 'en'
})

it('has the same values to fill in, in every language', () => {
  for (const key of keys)
    for (const other of ['ru', 'kk'] as const)
      expect([key, holes(CATALOGUES[other][key])]).toEqual([key, holes(CATALOGUES.en[key])])
})

it('has every sentence translated: no English is left in the Russian and Kazakh catalogues', () => {
  const bare = (text: string): string => text.replace(/\{\w+\}/g, '')
  const same = keys.filter(
    (key) => /[A-Za-z]{4}/.test(bare(CATALOGUES.en[key])) && CATALOGUES.en[key].trim() === CATALOGUES.ru[key].trim(),
  )
  const notCyrillic = keys.filter(
    (key) =>
      /\p{L}{2}/u.test(CATALOGUES.en[key].replace(/\{\w+\}/g, '')) &&
      ![CATALOGUES.ru[key], CATALOGUES.kk[key]].every((text) => /\p{Script=Cyrillic}/u.test(text)),
  )
  expect([same, notCyrillic]).toEqual([[], []])
})

it('has a word for every gesture and every choice of the wardrobe', () => {
  for (const emote of EMOTES) expect(isKey(`emote_${emote}`)).toBe(true)
  for (const [list, choices] of Object.entries(CHOICES)) {
    expect([list, isKey(`choice_${list}`)]).toEqual([list, true])
    for (const { id, hex } of choices) {
      const key = `${hex ? 'colour' : list}_${id}`
      expect([key, isKey(key)]).toEqual([key, true])
    }
  }
})

it('says the words of a card in the language of the reader, and leaves names alone', () => {
  language.value = 'ru'
  expect(factName('groundM')).toBe('Уровень земли')
  expect(factName('name:kk')).toBe('Название (kk)')
  expect(factName('roof:shape')).toBe('roof:shape')
  expect(factValue('height', '97.5 m')).toBe('97.5 м')
  expect(factValue('speed', '60 km/h')).toBe('60 км/ч')
  expect(factValue('class', 'residential')).toBe('жилая улица')
  expect(factValue('use', 'constructor')).toBe('constructor')
  expect(factValue('address', 'Kenesary 12')).toBe('Kenesary 12')
  expect(truthText('3D Tiles')).toBe('по данным набора 3D Tiles')
  expect(titleText('Building')).toBe('здание без названия')
  expect(detailText('education, улица Кенесары 12')).toBe('образование, улица Кенесары 12')
  expect(detailText('busStop')).toBe('автобусная остановка')
  expect(say('toNear', { n: 30 })).toBe('Рядом, 30 м')
})

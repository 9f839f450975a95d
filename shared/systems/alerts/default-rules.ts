// The rules a city begins with, over kinds of value rather than named sensors, so that they serve any city; operators
// change or remove them. Levels of rivers are a city's own: this one is for the invented gauges of the default city.
import type { Rule } from './rule.ts'

export const DEFAULT_RULES: readonly Rule[] = [
  {
    id: 'river-high',
    name: { en: 'River level', ru: 'Уровень реки', kk: 'Өзен деңгейі' },
    severity: 'warning',
    when: { is: 'above', of: { key: 'levelM' }, level: 3.5, clearsAt: 3.3 },
    holdS: 60,
  },
  {
    id: 'river-rising',
    name: { en: 'River forecast', ru: 'Прогноз уровня реки', kk: 'Өзен деңгейінің болжамы' },
    severity: 'notice',
    when: { is: 'risingTo', of: { key: 'levelM' }, level: 3.5, withinS: 7200, overS: 1800 },
    holdS: 120,
  },
  {
    id: 'river-silent',
    name: { en: 'River gauge', ru: 'Речной пост', kk: 'Өзен бекеті' },
    severity: 'notice',
    when: { is: 'silent', of: { key: 'levelM' }, forS: 900 },
    holdS: 0,
  },
  {
    id: 'air-dust',
    name: { en: 'Fine dust in the air', ru: 'Мелкая пыль в воздухе', kk: 'Ауадағы ұсақ шаң' },
    severity: 'warning',
    // The first interim target of WHO's guidelines of 2021 for a day, 75 micrograms; here of the minute.
    when: { is: 'above', of: { key: 'pm25UgM3' }, level: 75, clearsAt: 60 },
    holdS: 300,
  },
  {
    id: 'heat',
    name: { en: 'Heat', ru: 'Жара', kk: 'Аптап ыстық' },
    severity: 'warning',
    when: { is: 'above', of: { key: 'temperatureC' }, level: 35, clearsAt: 33 },
    holdS: 1800,
  },
]
